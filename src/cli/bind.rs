//! `witc bind`: WIT in, Rust bindings for a guest out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::abi;
use crate::base::guard::guarded;
use crate::base::source::SourceFile;
use crate::base::world::World;
use crate::bindgen;
use crate::bindgen::options::Options;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::term::{Failure, Outcome, say};
use crate::component;
use crate::frontend::{self, Input, Selection};
use crate::graph;

/// Writes a Rust module for a guest of a WIT world: a function for each import, a trait to implement for each
/// exported interface, and `export!` to tie an implementation to the component.
#[derive(Debug, Args)]
pub(super) struct BindArgs {
    /// A WIT file, a folder with the WIT files of one package, or `-` for standard input.
    ///
    /// WASI 0.2 and 0.3, wasi:config, wasi:keyvalue and wasi:logging are built in. Other packages are looked for in the folder `deps/` beside it.
    wit: PathBuf,
    /// The world to bind, where the package has more than one.
    #[arg(long, value_name = "NAME")]
    world: Option<String>,
    /// More packages: WIT files, or folders of them (each file, and each subfolder, is one package).
    #[arg(long, value_name = "PATH", num_args = 1..)]
    deps: Vec<PathBuf>,
    /// Where to write; `-` is standard output. By default the world's name with `.rs`, in the current folder.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Print what a stage decided, instead of Rust.
    #[arg(long, value_name = "STAGE")]
    emit: Option<Emit>,
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
    let input = read_input(&args.wit, &args.deps)?;
    let selection = Selection { world: args.world.clone() };
    let world = frontend::load(&input, &selection).map_err(Failure::of)?;
    // Types nest as deep as the WIT says, and every stage follows them.
    let text = guarded(|| text(&world, args.emit))
        .map_err(|_lost| CliError::GaveUp { path: args.wit.clone() })??;
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
fn text(world: &World, emit: Option<Emit>) -> Outcome<String> {
    let graph = graph::build(world);
    let plan = || abi::plan(&graph, &world.sources).map_err(Failure::of);
    match emit {
        Some(Emit::Graph) => Ok(graph::print::print(&graph)),
        Some(Emit::Abi) => Ok(abi::print::print(&graph, &plan()?)),
        None => bindgen::bind(&graph, &plan()?, &world.sources, &options(world)?).map_err(Failure::of),
    }
}

fn options(world: &World) -> Outcome<Options> {
    let version = env!("CARGO_PKG_VERSION");
    let name = world.qualified_name();
    Ok(Options {
        header: format!("Made by witc {version} from world `{name}`: run `witc bind` instead of editing."),
        component_type: component::component_type(world)?,
        section_name: format!("witc:{version}:{name}"),
    })
}

/// The package at `path` and the packages it may need.
pub(super) fn read_input(path: &Path, more: &[PathBuf]) -> Result<Input, CliError> {
    let (package, deps) = if path.is_dir() {
        let package = read_package(path)?;
        if package.is_empty() {
            return Err(CliError::NoWit { path: path.to_owned() });
        }
        (package, path.join("deps"))
    } else {
        let file = read_file(path)?;
        let folder =
            if files::is_dash(path) { Path::new("") } else { path.parent().unwrap_or(Path::new("")) };
        (vec![file], folder.join("deps"))
    };
    let mut input = Input { package, deps: Vec::new() };
    if deps.is_dir() {
        read_deps(&deps, path, &mut input.deps)?;
    }
    for path_given in more {
        if path_given.is_dir() {
            read_deps(path_given, path, &mut input.deps)?;
        } else {
            input.deps.push(vec![read_file(path_given)?]);
        }
    }
    Ok(input)
}

/// Each file of a folder, and each subfolder, is a package; `main` is not its own dependency.
fn read_deps(folder: &Path, main: &Path, deps: &mut Vec<Vec<SourceFile>>) -> Result<(), CliError> {
    for entry in files::list(folder)? {
        if entry.is_dir() {
            let package = read_package(&entry)?;
            if !package.is_empty() {
                deps.push(package);
            }
        } else if is_wit(&entry) && !same_file(&entry, main) {
            deps.push(vec![read_file(&entry)?]);
        }
    }
    Ok(())
}

/// The WIT files of a folder, in the order of their names.
fn read_package(folder: &Path) -> Result<Vec<SourceFile>, CliError> {
    files::list(folder)?
        .iter()
        .filter(|path| is_wit(path) && path.is_file())
        .map(|path| read_file(path))
        .collect()
}

fn read_file(path: &Path) -> Result<SourceFile, CliError> {
    Ok(SourceFile::new(files::display_name(path), files::read_text(path)?))
}

fn is_wit(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "wit")
}

fn same_file(a: &Path, b: &Path) -> bool {
    match (a.canonicalize(), b.canonicalize()) {
        (Ok(a), Ok(b)) => a == b,
        (Ok(_) | Err(_), Ok(_) | Err(_)) => false,
    }
}
