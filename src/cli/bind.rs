//! `witc bind`: WIT in, Rust bindings for a guest out.

mod options;
pub(crate) mod request;
mod stale;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::base::world::World;
use crate::cli::bind::options::BindOptions;
use crate::cli::bind::request::{Read, Request, Stage};
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::term::{Failure, Outcome, say, tell_findings};
use crate::frontend::Features;

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
        return Err(Failure::misuse(CliError::CheckOfStream));
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
    let stage = match args.emit {
        Some(Emit::Graph) => Stage::Graph,
        Some(Emit::Abi) => Stage::Abi,
        None => Stage::Rust,
    };
    let text = request.text(&world, stage)?;
    let output = match (&args.output, stage) {
        (Some(path), _) => path.clone(),
        (None, Stage::Graph | Stage::Abi) => PathBuf::from("-"),
        (None, Stage::Rust) => PathBuf::from(file_name(&world)),
    };
    if args.check {
        stale::check(&request, &output, &text)?;
        return Ok(ExitCode::SUCCESS);
    }
    request::write(&output, &text)?;
    if args.output.is_none() && stage == Stage::Rust {
        say(format_args!("wrote {}", output.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The file that a world's bindings are written to, where nothing else is said.
pub(crate) fn file_name(world: &World) -> String {
    format!("{}.rs", world.name().replace('-', "_").to_lowercase())
}
