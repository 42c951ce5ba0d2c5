//! Work that may recurse deeply or panic in a library: on a thread with a large stack, its panic caught.

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

/// Deep types recurse in the wasm-tools libraries; the main thread's stack is whatever the system gave it.
pub(super) const STACK: usize = 256 << 20;

/// The name of the thread: what panics there is reported as an error of the input, and not printed.
pub const THREAD: &str = "witc-guarded";

/// Why guarded work has no result.
#[derive(Debug)]
pub enum Lost {
    /// It panicked.
    Panicked,
    /// There was no thread to be had.
    NoThread(io::Error),
}

/// Does `work`, whatever happens in it.
pub fn guarded<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Lost> {
    beside(work, || ()).0
}

/// Does `work`, whatever happens in it, while this thread does something else.
pub fn beside<T: Send, U>(
    work: impl FnOnce() -> T + Send,
    other: impl FnOnce() -> U,
) -> (Result<T, Lost>, U) {
    thread::scope(|scope| {
        let caught = || catch_unwind(AssertUnwindSafe(work));
        let thread = thread::Builder::new().name(THREAD.to_owned()).stack_size(STACK);
        let working = thread.spawn_scoped(scope, caught);
        let done = other();
        let result = match working.map(thread::ScopedJoinHandle::join) {
            Ok(Ok(Ok(result))) => Ok(result),
            Ok(Ok(Err(_panic)) | Err(_panic)) => Err(Lost::Panicked),
            Err(error) => Err(Lost::NoThread(error)),
        };
        (result, done)
    })
}
