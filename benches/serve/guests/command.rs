//! Says hello.

mod bindings {
    include!(env!("BINDINGS"));
}

use bindings::exports::wasi::cli::run::Guest;
use bindings::wasi::cli::stdout::get_stdout;

struct Command;

bindings::export!(Command with_types_in bindings);

impl Guest for Command {
    fn run() -> Result<(), ()> {
        get_stdout().blocking_write_and_flush(b"hello\n").map_err(|_| ())
    }
}
