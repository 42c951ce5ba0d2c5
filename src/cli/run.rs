//! `witc run`: a `wasi:cli` command.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::cli::code::CodeArgs;
use crate::cli::files;
use crate::cli::grants::GrantArgs;
use crate::cli::limits::LimitArgs;
use crate::files::failure::Outcome;
use crate::harness::grants::Stdio;
use crate::harness::run;

/// Runs a command: a component that exports `wasi:cli/run`, of WASI 0.2 or 0.3. It may touch what the flags grant, and
/// nothing else.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct RunArgs {
    #[command(flatten)]
    grants: GrantArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    code: CodeArgs,
    /// The component: `.wasm` or `.wat`, `-` for standard input
    #[arg(value_name = "COMPONENT")]
    component: PathBuf,
    /// Arguments of the command
    #[arg(value_name = "ARGS", trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

const AFTER_HELP: &str = "\
The command has witc's standard streams, and its exit code is witc's; a trap ends the run with a backtrace and exit \
code 1. Flags for witc stand before COMPONENT: everything after it is for the command.

Example:
  witc run --dir data:rw --env LANG wordcount.wasm --words data/book.txt";

/// Runs the command and passes on its exit code.
pub(super) fn run(args: &RunArgs) -> Outcome<ExitCode> {
    let name = files::display_name(&args.component);
    let guest = args.code.guest(&name, &args.component, args.limits.limits())?;
    let arguments = [name].into_iter().chain(args.args.iter().cloned());
    let grants = args.grants.grants(arguments.collect(), Stdio::Inherited)?;
    let exit = run::run(&guest, &grants)?;
    Ok(ExitCode::from(exit.code()))
}
