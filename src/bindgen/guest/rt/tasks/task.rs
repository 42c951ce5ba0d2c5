//! Piece of the generated run-time part: what a task waits for, and how it is woken.

imports! {
    mod task_imports = "$root";
    fn context_get = "[context-get-0]"() -> i32;
    fn context_set = "[context-set-0]"(i32);
    fn set_new = "[waitable-set-new]"() -> i32;
    fn set_drop = "[waitable-set-drop]"(i32);
    fn set_wait = "[waitable-set-wait]"(i32, i32) -> i32;
    fn set_poll = "[waitable-set-poll]"(i32, i32) -> i32;
    fn join = "[waitable-join]"(i32, i32);
    fn alarm_new = "[stream-new-unit]"() -> i64;
    fn alarm_write = "[async-lower][stream-write-unit]"(i32, i32, i32) -> i32;
    fn alarm_read = "[async-lower][stream-read-unit]"(i32, i32, i32) -> i32;
    fn alarm_cancel_read = "[stream-cancel-read-unit]"(i32) -> i32;
    fn alarm_drop_readable = "[stream-drop-readable-unit]"(i32);
    fn alarm_drop_writable = "[stream-drop-writable-unit]"(i32);
}

/// A task of the component: an `async` export that was called, or a `block_on`.
struct Task {
    /// Something in it is to be polled.
    woken: core::sync::atomic::AtomicBool,
    /// It has returned to the engine, and nothing but an event makes it run.
    asleep: core::sync::atomic::AtomicBool,
    inner: core::cell::UnsafeCell<TaskInner>,
}

struct TaskInner {
    /// The waitable set, once there is one.
    set: i32,
    waiting: alloc::vec::Vec<Waiting>,
    spawned: alloc::vec::Vec<Job<'static>>,
    /// A stream without payload, once there is one: what wakes the task from outside writes to it.
    alarm: Option<Alarm>,
}

struct Waiting {
    waitable: u32,
    callback: CabiCallback,
    ptr: *mut core::ffi::c_void,
}

struct Alarm {
    reader: i32,
    writer: i32,
    /// A read has been started.
    set: bool,
}

type Job<'a> = core::pin::Pin<alloc::boxed::Box<dyn Future<Output = ()> + 'a>>;

// SAFETY: a component has one thread.
unsafe impl Send for Task {}
// SAFETY: a component has one thread.
unsafe impl Sync for Task {}

impl Task {
    const VTABLE: CabiVtable = CabiVtable {
        register: Self::register,
        unregister: Self::unregister,
        clone: Self::clone,
        drop: Self::release,
        spawn: Some(Self::spawn),
    };

    fn new() -> Self {
        Self {
            woken: core::sync::atomic::AtomicBool::new(false),
            asleep: core::sync::atomic::AtomicBool::new(false),
            inner: core::cell::UnsafeCell::new(TaskInner {
                set: 0,
                waiting: alloc::vec::Vec::new(),
                spawned: alloc::vec::Vec::new(),
                alarm: None,
            }),
        }
    }

    /// What others see of it while it runs.
    fn as_cabi(&self) -> CabiTask {
        let ptr: *const Self = self;
        CabiTask {
            version: 3,
            ptr: ptr.cast_mut().cast(),
            register: Self::register,
            unregister: Self::unregister,
            vtable: &Self::VTABLE,
        }
    }

    #[allow(clippy::mut_from_ref)]
    fn inner(&self) -> &mut TaskInner {
        // SAFETY: a component has one thread, and no reference is held while code of others is called.
        unsafe { &mut *self.inner.get() }
    }

    fn wake(&self) {
        let order = core::sync::atomic::Ordering::Relaxed;
        self.woken.store(true, order);
        if !self.asleep.swap(false, order) {
            return;
        }
        if let Some(alarm) = &self.inner().alarm {
            // SAFETY: the stream has no payload, and someone reads it.
            unsafe { task_imports::alarm_write(alarm.writer, 0, 1) };
        }
    }

    /// The waitable set.
    fn set(&self) -> i32 {
        let inner = self.inner();
        if inner.set == 0 {
            // SAFETY: it takes nothing.
            inner.set = unsafe { task_imports::set_new() };
        }
        inner.set
    }

    /// Hands over what has come for `waitable`.
    fn deliver(&self, waitable: u32, code: u32) {
        // SAFETY: an event of this waitable has just come.
        unsafe { task_imports::join(waitable as i32, 0) };
        let inner = self.inner();
        if let Some(alarm) = inner
            .alarm
            .as_mut()
            .filter(|alarm| alarm.reader == waitable as i32)
        {
            alarm.set = false;
            return;
        }
        if let Some(at) = inner
            .waiting
            .iter()
            .position(|waiting| waiting.waitable == waitable)
        {
            let waiting = inner.waiting.swap_remove(at);
            // SAFETY: who waits has promised to be there.
            unsafe { (waiting.callback)(waiting.ptr, code) }
        }
    }

    /// Before it sleeps: makes sure that a waker can wake it.
    fn set_alarm(&self) {
        let set = self.set();
        let alarm = self.inner().alarm.get_or_insert_with(|| {
            // SAFETY: it takes nothing.
            let ends = unsafe { task_imports::alarm_new() };
            Alarm {
                reader: ends as i32,
                writer: (ends >> 32) as i32,
                set: false,
            }
        });
        if !alarm.set {
            alarm.set = true;
            // SAFETY: the stream has no payload; both its ends are ours.
            unsafe {
                task_imports::alarm_read(alarm.reader, 0, 1);
                task_imports::join(alarm.reader, set);
            }
        }
    }

    /// Once it runs: whatever wakes it need not write.
    fn stop_alarm(&self) {
        if let Some(alarm) = self.inner().alarm.as_mut().filter(|alarm| alarm.set) {
            alarm.set = false;
            // SAFETY: a read was started; to be cancelled, it must not be in a set.
            unsafe {
                task_imports::join(alarm.reader, 0);
                task_imports::alarm_cancel_read(alarm.reader);
            }
        }
    }

    /// # Safety
    /// `ptr` must be that of `as_cabi` or `clone`.
    unsafe fn of<'a>(ptr: *mut core::ffi::c_void) -> &'a Self {
        unsafe { &*ptr.cast::<Self>() }
    }

    unsafe extern "C" fn register(
        ptr: *mut core::ffi::c_void,
        waitable: u32,
        callback: CabiCallback,
        callback_ptr: *mut core::ffi::c_void,
    ) -> *mut core::ffi::c_void {
        let task = unsafe { Self::of(ptr) };
        // SAFETY: who registers a waitable has it.
        unsafe { task_imports::join(waitable as i32, task.set()) };
        let new = Waiting {
            waitable,
            callback,
            ptr: callback_ptr,
        };
        let waiting = &mut task.inner().waiting;
        match waiting
            .iter_mut()
            .find(|waiting| waiting.waitable == waitable)
        {
            Some(old) => core::mem::replace(old, new).ptr,
            None => {
                waiting.push(new);
                core::ptr::null_mut()
            }
        }
    }

    unsafe extern "C" fn unregister(
        ptr: *mut core::ffi::c_void,
        waitable: u32,
    ) -> *mut core::ffi::c_void {
        // SAFETY: who registered a waitable still has it.
        unsafe { task_imports::join(waitable as i32, 0) };
        let waiting = &mut unsafe { Self::of(ptr) }.inner().waiting;
        match waiting
            .iter()
            .position(|waiting| waiting.waitable == waitable)
        {
            Some(at) => waiting.swap_remove(at).ptr,
            None => core::ptr::null_mut(),
        }
    }

    unsafe extern "C" fn clone(ptr: *mut core::ffi::c_void) -> *mut core::ffi::c_void {
        unsafe { alloc::sync::Arc::increment_strong_count(ptr.cast::<Self>()) };
        ptr
    }

    unsafe extern "C" fn release(ptr: *mut core::ffi::c_void) {
        unsafe { alloc::sync::Arc::decrement_strong_count(ptr.cast::<Self>()) }
    }

    unsafe fn spawn(ptr: *mut core::ffi::c_void, future: Spawned) {
        let task = unsafe { Self::of(ptr) };
        task.inner().spawned.push(future.into());
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        let inner = self.inner.get_mut();
        // SAFETY: all of these are ours, and nobody waits for them any more.
        unsafe {
            if let Some(alarm) = &inner.alarm {
                task_imports::alarm_drop_readable(alarm.reader);
                task_imports::alarm_drop_writable(alarm.writer);
            }
            if inner.set != 0 {
                task_imports::set_drop(inner.set);
            }
        }
    }
}
