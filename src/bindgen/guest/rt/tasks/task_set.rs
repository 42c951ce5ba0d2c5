//! Piece of the generated run-time part: where it is kept which task runs.

/// # Safety
/// Only to be exported as `wasip3_task_set`.
pub unsafe fn task_set(task: *mut core::ffi::c_void) -> *mut core::ffi::c_void {
    static RUNNING: core::sync::atomic::AtomicPtr<core::ffi::c_void> =
        core::sync::atomic::AtomicPtr::new(core::ptr::null_mut());
    RUNNING.swap(task, core::sync::atomic::Ordering::Relaxed)
}
