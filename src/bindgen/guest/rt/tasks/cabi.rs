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
