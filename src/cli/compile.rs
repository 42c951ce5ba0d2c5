//! `witc compile`: a component in, its machine code out.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::{ArgGroup, Args, ValueEnum};

use crate::cli::code;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::term;
use crate::files::failure::Outcome;
use crate::harness::background;
use crate::harness::engine::{self, Patience};
use crate::harness::limits::RunLimits;
use crate::harness::settings::Purpose;

/// Compiles a component to machine code, for a quick start: into a file to be run elsewhere, or into the cache, where the
/// other commands find it.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP, group(ArgGroup::new("place").required(true).args(["output", "cache"])))]
pub(super) struct CompileArgs {
    /// The command that is to run it
    #[arg(long = "for", value_name = "COMMAND", default_value = "run")]
    purpose: For,
    /// Where to write it; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Put it into the cache, where the command finds it: the first start is as quick as the second
    #[arg(long)]
    cache: bool,
    /// As `--time` has it: code that looks at a clock
    #[arg(long, hide = true, requires = "cache")]
    timed: bool,
    /// With what others leave of the processor, and only if nobody else is at it
    #[arg(long, hide = true, requires = "cache")]
    aside: bool,
    /// The component: `.wasm` or `.wat`, `-` for standard input
    #[arg(value_name = "COMPONENT")]
    component: PathBuf,
}

/// The text and the help of [`Purpose`].
#[derive(Clone, Copy, Debug, ValueEnum)]
enum For {
    /// `witc run` and `witc call`
    Run,
    /// `witc serve`
    Serve,
}

const AFTER_HELP: &str = "\
Without it, a component is compiled when it is first run, and its machine code is kept in a cache. A large one is then \
compiled twice: quickly, to begin with, and aside, for the next start or, in `witc serve`, for all further requests. A \
file made by `witc compile` is for machines of the same kind with the same version of witc, that are to start without a compiler's \
work.

Machine code can't be checked for what it does, as a component can: `witc run`, `witc call` and `witc serve` take it \
with `--trust` only. That it is whole, and of this version, is checked all the same.

Example:
  witc compile --for serve shop.wasm -o shop.cwasm
  witc serve --trust shop.cwasm";

/// Compiles and writes.
pub(super) fn compile(args: &CompileArgs) -> Outcome<ExitCode> {
    let name = files::display_name(&args.component);
    let component = crate::component::binary(&name, &files::read(&args.component)?)?;
    let purpose = match args.purpose {
        For::Run => {
            Purpose::Once(RunLimits { time: args.timed.then_some(Duration::MAX), ..RunLimits::default() })
        }
        For::Serve => Purpose::Many,
    };
    match &args.output {
        Some(output) => {
            let code = engine::compile(&name, &component, purpose)?;
            files::write(output, &code)?;
            term::say(format_args!("wrote {}", files::display_name(output)));
        }
        None => {
            let patience = if args.aside { Patience::Leaves } else { Patience::Waits };
            if args.aside {
                background::come_last();
            }
            let cache = code::cache().ok_or(CliError::NoCache)?;
            engine::keep(&name, &component, purpose, &cache, patience)?;
            if !args.aside {
                term::say(format_args!("the cache has the machine code of `{name}`"));
            }
        }
    }
    Ok(ExitCode::SUCCESS)
}
