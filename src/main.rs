//! The `witc` program: parse arguments, dispatch, turn the result into an exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    witc::cli::main(std::env::args_os())
}
