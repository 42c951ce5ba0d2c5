//! Piece of the generated run-time part: letting others run, and keeping them away.

imports! {
    mod yield_imports = "$root";
    fn thread_yield = "[thread-yield]"() -> i32;
    fn backpressure_inc = "[backpressure-inc]"();
    fn backpressure_dec = "[backpressure-dec]"();
}

/// Lets other futures and other tasks run before it is over.
pub async fn yield_async() {
    let mut has_yielded = false;
    let yielded = core::future::poll_fn(|cx| {
        if core::mem::replace(&mut has_yielded, true) {
            return core::task::Poll::Ready(());
        }
        cx.waker().wake_by_ref();
        core::task::Poll::Pending
    });
    yielded.await;
}

/// Lets other tasks run, and blocks until they have. `false` if the task is to stop.
pub fn yield_blocking() -> bool {
    // SAFETY: it takes nothing.
    unsafe { yield_imports::thread_yield() == 0 }
}

/// From now on the component is not called, until as many calls of `backpressure_dec` follow.
pub fn backpressure_inc() {
    // SAFETY: it takes nothing.
    unsafe { yield_imports::backpressure_inc() }
}

/// Takes back one `backpressure_inc`.
pub fn backpressure_dec() {
    // SAFETY: it takes nothing.
    unsafe { yield_imports::backpressure_dec() }
}
