//! The `witc` program: parse arguments, dispatch, turn the result into an exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Bindings are many small texts, and so are the states of requests: a quarter of witc's time was in the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    witc::cli::main(std::env::args_os())
}
