//! `witc compile`: a component in, its machine code out.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::cli::files;
use crate::cli::term;
use crate::files::failure::Outcome;
use crate::harness::engine::{self, Purpose};
use crate::harness::limits::RunLimits;

/// The flags of `witc compile`.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct CompileArgs {
    /// The command that is to run it
    #[arg(long = "for", value_name = "COMMAND", default_value = "run")]
    purpose: For,
    /// Where to write it; `-` is standard output
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
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
Without it, a component is compiled when it is first run, and its machine code is kept in a cache. A file made by \
`witc compile` is for machines of the same kind with the same version of witc, that are to start without a compiler's \
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
        For::Run => Purpose::Once(RunLimits::default()),
        For::Serve => Purpose::Many,
    };
    let code = engine::compile(&name, &component, purpose)?;
    files::write(&args.output, &code)?;
    term::say(format_args!("wrote {}", files::display_name(&args.output)));
    Ok(ExitCode::SUCCESS)
}
