//! `witc bind`: WIT in, Rust bindings for a guest out.

mod options;
mod stale;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::abi;
use crate::base::world::World;
use crate::build::request::{Read, Request, file_name};
use crate::cli::bind::options::BindOptions;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::term::{misuse, say, tell_findings};
use crate::files::failure::{Failure, Outcome};
use crate::frontend::Features;
use crate::graph;

/// Writes a Rust module for a guest of a WIT world: a function for each import, a trait to implement for each
/// exported interface, and `export!` to tie an implementation to the component.
#[derive(Debug, Args)]
pub(super) struct BindArgs {
    /// A WIT file, a folder with the WIT files of one package, or `-` for standard input. A component or a package in
    /// binary form will do as well.
    ///
    /// WASI 0.2 and 0.3, wasi:config, wasi:keyvalue and wasi:logging are built in. Other packages are looked for in the folder `deps/` beside it.
    wit: PathBuf,
    /// The world to bind, where the package has more than one.
    #[arg(long, value_name = "NAME")]
    world: Option<String>,
    /// More packages: WIT files, or folders of them (each file, and each subfolder, is one package).
    #[arg(long, value_name = "PATH")]
    deps: Vec<PathBuf>,
    /// Parts marked `@unstable(feature = NAME)` that are there.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    features: Vec<String>,
    /// All unstable parts are there.
    #[arg(long, conflicts_with = "features")]
    all_features: bool,
    /// Where to write; `-` is standard output. By default the world's name with `.rs`, in the current folder.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write nothing: fail if the file is not what would be written.
    #[arg(long, conflicts_with = "emit")]
    check: bool,
    /// Print what a stage decided, instead of Rust.
    #[arg(long, value_name = "STAGE")]
    emit: Option<Emit>,
    #[command(flatten)]
    options: BindOptions,
}

/// A stage whose result can be printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Emit {
    /// The world's types and functions.
    Graph,
    /// How each value is laid out, lowered and lifted.
    Abi,
}

/// Runs `witc bind`.
pub(super) fn bind(args: &BindArgs) -> Outcome<ExitCode> {
    if args.check && args.output.as_deref().is_some_and(files::is_dash) {
        return Err(misuse(CliError::CheckOfStream));
    }
    let request = Request {
        wit: args.wit.clone(),
        deps: args.deps.clone(),
        world: args.world.clone(),
        features: Features { names: args.features.clone(), all: args.all_features },
        options: args.options.options(),
    };
    let Read { world, warnings, .. } = request.read()?;
    tell_findings(&world.sources, &warnings);
    let text = match args.emit {
        Some(emit) => request.guarded(|| emitted(&request, &world, emit))?,
        None => request.bindings(&world)?,
    };
    let output = match (&args.output, args.emit) {
        (Some(path), _) => path.clone(),
        (None, Some(_)) => PathBuf::from("-"),
        (None, None) => PathBuf::from(file_name(&world)),
    };
    if args.check {
        stale::check(&request, &output, &text)?;
        return Ok(ExitCode::SUCCESS);
    }
    files::write(&output, text.as_bytes())?;
    if args.output.is_none() && args.emit.is_none() {
        say(format_args!("wrote {}", output.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// What a stage decided.
fn emitted(request: &Request, world: &World, stage: Emit) -> Outcome<String> {
    let graph = request.graph(world);
    match stage {
        Emit::Graph => Ok(graph::print::print(&graph)),
        Emit::Abi => {
            let plan = abi::plan(&graph, &world.sources).map_err(Failure::of)?;
            Ok(abi::print::print(&graph, &plan))
        }
    }
}
