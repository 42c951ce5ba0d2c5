//! `witc compose`: components in, one component out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::base::names::{ExternName, NotAnExternName};
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::term::{misuse, say, warn};
use crate::component::{self, Component};
use crate::compose::{self, HostWish, Wishes, print};
use crate::files::failure::{Failure, Outcome};

/// Links components into one: what the application imports is looked for in the other components' exports, what those
/// import likewise, and the result exports what the application exports.
#[derive(Debug, Args)]
pub(super) struct ComposeArgs {
    /// The application: a component, `.wasm` or `.wat`, or `-` for standard input.
    app: PathBuf,
    /// Components that may provide what is imported, in any order. Each gets one instance, if it is needed at all.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    with: Vec<PathBuf>,
    /// Where to write; `-` is standard output. By default `composed.wasm`, in the current folder.
    #[arg(short, long, value_name = "FILE", overrides_with = "output")]
    output: Option<PathBuf>,
    /// Leave this import to the host: `ns:package/interface`, with or without version, or a plain name.
    /// `*` stands for whatever nobody provides. Imports from `wasi:` need no permission.
    #[arg(long, value_name = "NAME", value_parser = wish)]
    import: Vec<HostWish>,
    /// Print what a stage decided, instead of a component. It goes to standard output unless `-o` says otherwise.
    #[arg(long, value_name = "STAGE")]
    emit: Option<Emit>,
}

/// A stage whose result can be printed.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Emit {
    /// Who needs what from whom.
    Graph,
    /// The steps by which the components are put together.
    Plan,
}

fn wish(text: &str) -> Result<HostWish, NotAnExternName> {
    if text == "*" {
        return Ok(HostWish::All);
    }
    let name = text.parse::<ExternName>()?;
    // The names of a binary may be anything, those that people give are WIT's.
    let is_plain = text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if name.interface().is_none() && !is_plain {
        return Err(NotAnExternName(text.to_owned()));
    }
    Ok(HostWish::Import(name))
}

/// Runs `witc compose`.
pub(super) fn compose(args: &ComposeArgs) -> Outcome<ExitCode> {
    let times = std::iter::once(&args.app).chain(&args.with).filter(|path| files::is_dash(path)).count();
    if times > 1 {
        return Err(misuse(CliError::StdinTwice { times, instead: "a file" }));
    }
    let (app, with) = read(&args.app, &args.with)?;
    let wishes = Wishes { host: args.import.clone() };
    let linked = compose::link(app, with, &wishes).map_err(Failure::of)?;
    linked.notes.iter().for_each(|note| warn(note));
    let printed = match args.emit {
        Some(Emit::Graph) => print::graph(&linked.graph),
        Some(Emit::Plan) => print::plan(&linked.plan),
        None => {
            let bytes = compose::encode(&linked.plan)?;
            let output = args.output.as_deref().unwrap_or(Path::new("composed.wasm"));
            files::write_binary(output, &bytes)?;
            let summary = print::summary(&linked);
            if !summary.is_empty() {
                say(summary.trim_end());
            }
            if !files::is_dash(output) {
                say(format_args!("wrote {} ({} bytes)", output.display(), bytes.len()));
            }
            return Ok(ExitCode::SUCCESS);
        }
    };
    let output = args.output.as_deref().unwrap_or(Path::new("-"));
    files::write(output, printed.as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

/// All the components, or what is wrong with each of the files.
fn read(app: &Path, with: &[PathBuf]) -> Outcome<(Component, Vec<Component>)> {
    let app = read_component(app);
    let mut providers = Vec::new();
    let mut failed: Option<Failure> = None;
    for path in with {
        match read_component(path) {
            Ok(provider) => providers.push(provider),
            Err(failure) => failed = Some(and(failed, failure)),
        }
    }
    match (app, failed) {
        (Ok(app), None) => Ok((app, providers)),
        (Ok(_), Some(failed)) => Err(failed),
        (Err(failure), None) => Err(failure),
        (Err(failure), Some(failed)) => Err(failure.and(failed)),
    }
}

fn and(failed: Option<Failure>, more: Failure) -> Failure {
    match failed {
        Some(failed) => failed.and(more),
        None => more,
    }
}

fn read_component(path: &Path) -> Outcome<Component> {
    let bytes = files::read(path)?;
    Ok(component::read(files::display_name(path), &bytes)?)
}
