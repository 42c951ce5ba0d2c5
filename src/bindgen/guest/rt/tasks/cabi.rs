//! Piece of the generated run-time part: what the asynchronous runtimes of one component share.

/// A task as every runtime in the component knows it: `wasip3_task`, version 3, of wit-bindgen's C interface.
#[repr(C)]
pub struct CabiTask {
    version: u32,
    ptr: *mut core::ffi::c_void,
    register: CabiRegister,
    unregister: CabiUnregister,
    /// Not there before version 2.
    vtable: &'static CabiVtable,
}

/// What can be done with a task, also when it is not the one that runs.
#[repr(C)]
struct CabiVtable {
    register: CabiRegister,
    unregister: CabiUnregister,
    clone: unsafe extern "C" fn(*mut core::ffi::c_void) -> *mut core::ffi::c_void,
    drop: unsafe extern "C" fn(*mut core::ffi::c_void),
    /// Not there before version 3.
    spawn: Option<unsafe fn(*mut core::ffi::c_void, Spawned)>,
}

type Spawned = alloc::boxed::Box<dyn Future<Output = ()>>;
type CabiRegister = unsafe extern "C" fn(
    *mut core::ffi::c_void,
    u32,
    CabiCallback,
    *mut core::ffi::c_void,
) -> *mut core::ffi::c_void;
type CabiUnregister =
    unsafe extern "C" fn(*mut core::ffi::c_void, u32) -> *mut core::ffi::c_void;
type CabiCallback = unsafe extern "C" fn(*mut core::ffi::c_void, u32);

/// Makes `task` the one that runs, and returns the one that did. Whoever defines `wasip3_task_set`, all call the same.
fn swap_task(task: *mut CabiTask) -> *mut CabiTask {
    #[cfg(target_arch = "wasm32")]
    {
        unsafe extern "C" {
            fn wasip3_task_set(task: *mut core::ffi::c_void) -> *mut core::ffi::c_void;
        }
        // SAFETY: it keeps the pointer and does not look at what it points to.
        unsafe { wasip3_task_set(task.cast()).cast() }
    }
    #[cfg(not(target_arch = "wasm32"))]
    // SAFETY: as above.
    unsafe {
        task_set(task.cast()).cast()
    }
}

/// # Safety
/// Only to be exported as `wasip3_task_set`.
pub unsafe fn task_set(task: *mut core::ffi::c_void) -> *mut core::ffi::c_void {
    static RUNNING: core::sync::atomic::AtomicPtr<core::ffi::c_void> =
        core::sync::atomic::AtomicPtr::new(core::ptr::null_mut());
    RUNNING.swap(task, core::sync::atomic::Ordering::Relaxed)
}

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
