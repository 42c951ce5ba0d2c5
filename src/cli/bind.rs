//! `witc bind`: WIT in, Rust bindings for a guest out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::abi;
use crate::base::guard::guarded;
use crate::base::world::World;
use crate::bindgen;
use crate::bindgen::options::Options;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::term::{Failure, Outcome, say, tell_findings};
use crate::cli::wit;
use crate::component;
use crate::frontend::{self, Features, Loaded, Selection};
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
    /// How exported functions take strings, lists and what has them inside.
    #[arg(long, value_name = "HOW", default_value = "owned")]
    params: Params,
    /// Where to write; `-` is standard output. By default the world's name with `.rs`, in the current folder.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print what a stage decided, instead of Rust.
    #[arg(long, value_name = "STAGE")]
    emit: Option<Emit>,
}

/// How parameters are taken.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Params {
    /// As values to keep: `String`, `Vec<T>`.
    Owned,
    /// As views that are there until the call ends, without any allocation: `&str`, `&[T]`, `ItemRef`.
    Borrowed,
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
    let mut input = wit::read(std::slice::from_ref(&args.wit), &args.deps).whole()?;
    input.features = Features { names: args.features.clone(), all: args.all_features };
    let selection = Selection { world: args.world.clone() };
    let Loaded { world, warnings } = frontend::load(&input, &selection)?;
    tell_findings(&world.sources, &warnings);
    // Types nest as deep as the WIT says, and every stage follows them.
    let text =
        guarded(|| text(&world, args)).map_err(|_lost| CliError::GaveUp { path: args.wit.clone() })??;
    match (&args.output, args.emit) {
        (Some(path), _) => files::write(path, text.as_bytes())?,
        (None, Some(_)) => files::write(Path::new("-"), text.as_bytes())?,
        (None, None) => {
            let path = PathBuf::from(format!("{}.rs", world.name().replace('-', "_").to_lowercase()));
            files::write(&path, text.as_bytes())?;
            say(format_args!("wrote {}", path.display()));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What is asked for, of one world.
fn text(world: &World, args: &BindArgs) -> Outcome<String> {
    let graph = graph::build(world);
    let plan = || abi::plan(&graph, &world.sources).map_err(Failure::of);
    match args.emit {
        Some(Emit::Graph) => Ok(graph::print::print(&graph)),
        Some(Emit::Abi) => Ok(abi::print::print(&graph, &plan()?)),
        None => bindgen::bind(&graph, &plan()?, &options(world, args.params)?).map_err(Failure::of),
    }
}

fn options(world: &World, params: Params) -> Outcome<Options> {
    let version = env!("CARGO_PKG_VERSION");
    let name = world.qualified_name();
    Ok(Options {
        header: format!("Made by witc {version} from world `{name}`: run `witc bind` instead of editing."),
        component_type: component::component_type(world)?,
        section_name: format!("witc:{version}:{name}"),
        params: match params {
            Params::Owned => bindgen::options::Params::Owned,
            Params::Borrowed => bindgen::options::Params::Borrowed,
        },
    })
}
