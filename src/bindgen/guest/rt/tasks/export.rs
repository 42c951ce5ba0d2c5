//! Piece of the generated run-time part: `async` exports.

imports! {
    mod export_imports = "[export]$root";
    fn task_cancel = "[task-cancel]"();
}

/// Starts the task of an `async` export, whose result is `given` to the caller before the task is over.
pub fn start<T>(
    future: impl Future<Output = T> + 'static,
    give: impl FnOnce(T) + 'static,
) -> i32 {
    let job = alloc::boxed::Box::pin(async move {
        let cancelled = Cancelled;
        let result = future.await;
        core::mem::forget(cancelled);
        give(result);
    });
    let executor = alloc::boxed::Box::new(Executor::new(job));
    go_on(alloc::boxed::Box::into_raw(executor), Event::none())
}

/// Goes on with the task of an `async` export.
///
/// # Safety
/// Only for the engine, with an event of the running task.
pub unsafe fn callback(kind: i32, waitable: i32, code: i32) -> i32 {
    let event = Event {
        kind,
        waitable,
        code,
    };
    // SAFETY: only `go_on` has put something there.
    let executor = unsafe { task_imports::context_get() } as usize as *mut Executor<'static>;
    go_on(executor, event)
}

fn go_on(executor: *mut Executor<'static>, event: Event) -> i32 {
    // SAFETY: the executor is in a box of its own, which nobody else has while the task runs.
    unsafe {
        let answer = (*executor).turn(event);
        if answer == EXIT {
            drop(alloc::boxed::Box::from_raw(executor));
        } else {
            task_imports::context_set(executor as i32);
        }
        answer
    }
}

/// Tells the caller that no result will come, when the future is dropped before it has one.
struct Cancelled;

impl Drop for Cancelled {
    fn drop(&mut self) {
        // SAFETY: the task has been asked to stop, and has not returned.
        unsafe { export_imports::task_cancel() }
    }
}
