//! Work that can wait: it takes what others leave of the processor.

use rayon::{ThreadPool, ThreadPoolBuilder};

/// From now on this thread, and those that it starts, come after all others.
pub fn come_last() {
    /// What Unix calls those who come last.
    #[cfg(unix)]
    const LAST: i32 = 19;
    // Where the system doesn't know of it, they come with the others.
    #[cfg(unix)]
    let _ = rustix::process::nice(LAST);
}

/// Compiles on threads of its own. Compilers leave a lot of memory behind, which the system has back once those threads
/// have ended.
pub(super) fn compiling<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    if rayon::current_thread_index().is_some() {
        // Whoever comes last does so here, too.
        return work();
    }
    match ThreadPoolBuilder::new().stack_size(STACK).build() {
        Ok(pool) => ThreadPool::install(&pool, work),
        Err(_) => work(),
    }
}

/// What the main thread has, too.
const STACK: usize = 8 << 20;

/// Does `work` on one thread that comes last.
pub(super) fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    // Compiling spreads over the pool that it is called in.
    let pool = ThreadPoolBuilder::new().num_threads(1).start_handler(|_| come_last()).build();
    match pool {
        Ok(pool) => ThreadPool::install(&pool, work),
        // There is no thread to be had: it can only be done here.
        Err(_) => work(),
    }
}
