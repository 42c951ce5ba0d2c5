//! Piece of the generated run-time part: the task that runs.

/// The task that runs.
fn running_task() -> *mut CabiTask {
    let task = swap_task(core::ptr::null_mut());
    swap_task(task);
    if task.is_null() {
        outside_of_a_task()
    }
    task
}

/// Only within a task, as `block_on` and an `async` export make one, can something be waited for.
#[cold]
fn outside_of_a_task() -> ! {
    #[cfg(all(target_arch = "wasm32", not(debug_assertions)))]
    core::arch::wasm32::unreachable();
    #[cfg(not(all(target_arch = "wasm32", not(debug_assertions))))]
    panic!("there is no task to wait in: this needs `block_on` or an `async` export around it")
}
