//! Piece of the generated run-time part: what is waited for.

/// Something that is waited for, and the code it comes with.
struct Pending {
    code: Option<u32>,
    waker: Option<core::task::Waker>,
    /// The task that will hand over the code.
    task: Option<TaskRef>,
    /// What that task waits for.
    waitable: Option<u32>,
}

// SAFETY: a component has one thread.
unsafe impl Send for Pending {}
// SAFETY: a component has one thread.
unsafe impl Sync for Pending {}

impl Pending {
    const fn new() -> Self {
        Self {
            code: None,
            waker: None,
            task: None,
            waitable: None,
        }
    }

    /// Has the running task wait for `waitable`, and wake the future that is polled when its code is there.
    ///
    /// # Safety
    /// This must stay where it is until then, or until it is dropped or `leave` is called.
    unsafe fn wait(&mut self, waitable: u32, cx: &core::task::Context<'_>) {
        if !self
            .waker
            .as_ref()
            .is_some_and(|waker| waker.will_wake(cx.waker()))
        {
            self.waker = Some(cx.waker().clone());
        }
        let task = running_task();
        // SAFETY: the running task is there as long as it runs.
        unsafe {
            let known = self.task.as_ref().map(|known| known.ptr) == Some((*task).ptr);
            if known && self.waitable.is_some() {
                return;
            }
            if !known {
                self.leave();
                self.task = TaskRef::new(task);
            }
            let ptr: *mut Pending = self;
            ((*task).register)((*task).ptr, waitable, Self::arrive, ptr.cast());
        }
        self.waitable = Some(waitable);
    }

    unsafe extern "C" fn arrive(ptr: *mut core::ffi::c_void, code: u32) {
        // SAFETY: `wait` has registered this, and nobody uses it while a task hands over codes.
        let pending = unsafe { &mut *ptr.cast::<Pending>() };
        pending.waitable = None;
        pending.code = Some(code);
        if let Some(waker) = pending.waker.take() {
            waker.wake();
        }
    }

    /// No longer waits.
    fn leave(&mut self) {
        let Some(waitable) = self.waitable.take() else {
            return;
        };
        // SAFETY: it is this one that the task knows under that waitable.
        unsafe {
            match &self.task {
                Some(task) => (task.vtable.unregister)(task.ptr, waitable),
                // A task of the first version can't be kept: it is still the running one.
                None => {
                    let task = running_task();
                    ((*task).unregister)((*task).ptr, waitable)
                }
            };
        }
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        self.leave();
    }
}

/// A task that is kept.
struct TaskRef {
    ptr: *mut core::ffi::c_void,
    vtable: &'static CabiVtable,
}

impl TaskRef {
    /// # Safety
    /// `task` must be the running one.
    unsafe fn new(task: *mut CabiTask) -> Option<Self> {
        unsafe {
            ((*task).version >= 2).then(|| Self {
                ptr: ((*task).vtable.clone)((*task).ptr),
                vtable: (*task).vtable,
            })
        }
    }
}

impl Drop for TaskRef {
    fn drop(&mut self) {
        // SAFETY: it came from `clone`.
        unsafe { (self.vtable.drop)(self.ptr) }
    }
}
