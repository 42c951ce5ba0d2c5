//! The `witc` program: parse arguments, dispatch, turn the result into an exit code.

use std::process::ExitCode;

/// A store is made of many small allocations, and a server makes one for each request.
#[cfg(feature = "runtime")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    witc::cli::main(std::env::args_os())
}
