//! Piece of the generated run-time part: how a task's futures are polled.

/// A task's futures.
struct Executor<'a> {
    task: alloc::sync::Arc<Task>,
    running: alloc::vec::Vec<Running<'a>>,
    /// The first of them is the task's own, and not one that it has spawned.
    has_root: bool,
}

struct Running<'a> {
    flag: alloc::sync::Arc<Flag>,
    job: Job<'a>,
}

/// What the waker of one future raises.
struct Flag {
    raised: core::sync::atomic::AtomicBool,
    task: alloc::sync::Arc<Task>,
}

impl alloc::task::Wake for Flag {
    fn wake(self: alloc::sync::Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &alloc::sync::Arc<Self>) {
        self.raised
            .store(true, core::sync::atomic::Ordering::Relaxed);
        self.task.wake();
    }
}

/// What the engine tells a task.
#[derive(Clone, Copy)]
struct Event {
    kind: i32,
    waitable: i32,
    code: i32,
}

impl Event {
    const NONE: i32 = 0;
    const CANCELLED: i32 = 6;

    fn none() -> Self {
        Self {
            kind: Self::NONE,
            waitable: 0,
            code: 0,
        }
    }

    /// What `get` finds in a set.
    fn of_set(get: impl FnOnce(i32) -> i32) -> Self {
        let mut payload = core::mem::MaybeUninit::<[i32; 2]>::zeroed();
        let kind = get(payload.as_mut_ptr() as i32);
        // SAFETY: it was zeros before the engine filled it.
        let [waitable, code] = unsafe { payload.assume_init() };
        Self {
            kind,
            waitable,
            code,
        }
    }
}

/// What a task tells the engine: that it is over, that others may run, or the set it waits for.
const EXIT: i32 = 0;
const YIELD: i32 = 1;
const WAIT: i32 = 2;

impl<'a> Executor<'a> {
    fn new(root: Job<'a>) -> Self {
        let task = alloc::sync::Arc::new(Task::new());
        let mut executor = Self {
            task,
            running: alloc::vec::Vec::new(),
            has_root: true,
        };
        executor.run(root);
        executor
    }

    fn run(&mut self, job: Job<'a>) {
        let flag = alloc::sync::Arc::new(Flag {
            raised: core::sync::atomic::AtomicBool::new(true),
            task: self.task.clone(),
        });
        self.running.push(Running { flag, job });
    }

    /// Runs until nothing can go on, and says what the engine is to do.
    fn turn(&mut self, event: Event) -> i32 {
        let mut cabi = self.task.as_cabi();
        let outer = swap_task(&raw mut cabi);
        let answer = self.turn_inside(event);
        swap_task(outer);
        answer
    }

    fn turn_inside(&mut self, event: Event) -> i32 {
        let order = core::sync::atomic::Ordering::Relaxed;
        self.task.asleep.store(false, order);
        match event.kind {
            Event::NONE => {}
            Event::CANCELLED => self.cancel(),
            _ => self.task.deliver(event.waitable as u32, event.code as u32),
        }
        self.task.stop_alarm();
        loop {
            self.task.woken.store(false, order);
            self.poll();
            let waits = !self.task.inner().waiting.is_empty();
            if self.running.is_empty() {
                // Other runtimes may still wait for something of theirs.
                return if waits {
                    WAIT | self.task.set() << 4
                } else {
                    EXIT
                };
            }
            if !self.task.woken.load(order) {
                if self.has_outside_wakers() {
                    self.task.set_alarm();
                }
                self.task.asleep.store(true, order);
                return WAIT | self.task.set() << 4;
            }
            if !waits {
                return YIELD;
            }
            let set = self.task.set();
            // SAFETY: the set is ours, and the event has two words.
            let event = Event::of_set(|event| unsafe { task_imports::set_poll(set, event) });
            if event.kind == Event::NONE {
                return YIELD;
            }
            self.task.deliver(event.waitable as u32, event.code as u32);
        }
    }

    /// Polls each future that was woken, once, and those that are spawned meanwhile.
    fn poll(&mut self) {
        let mut at = 0;
        loop {
            for job in core::mem::take(&mut self.task.inner().spawned) {
                self.run(job);
            }
            let Some(Running { flag, job }) = self.running.get_mut(at) else {
                return;
            };
            if !flag
                .raised
                .swap(false, core::sync::atomic::Ordering::Relaxed)
            {
                at += 1;
                continue;
            }
            let waker = core::task::Waker::from(flag.clone());
            let mut cx = core::task::Context::from_waker(&waker);
            if job.as_mut().poll(&mut cx).is_pending() {
                at += 1;
                continue;
            }
            drop(waker);
            drop(self.running.remove(at));
            self.has_root &= at > 0;
        }
    }

    /// Drops the task's own future; what it has spawned goes on.
    fn cancel(&mut self) {
        if self.has_root {
            self.has_root = false;
            drop(self.running.remove(0));
        }
    }

    /// Whether anything but an event can wake a future: someone has its waker who doesn't wait for an event.
    fn has_outside_wakers(&self) -> bool {
        let waiting = &self.task.inner().waiting;
        self.running.iter().any(|running| {
            let flag = alloc::sync::Arc::as_ptr(&running.flag).cast::<()>();
            let inside = waiting.iter().filter(|waiting| waiting.holds(flag)).count();
            alloc::sync::Arc::strong_count(&running.flag) > 1 + inside
        })
    }
}

impl Waiting {
    /// Whether it is what has this waker.
    fn holds(&self, flag: *const ()) -> bool {
        let arrive: CabiCallback = Pending::arrive;
        core::ptr::fn_addr_eq(self.callback, arrive)
            // SAFETY: that callback is registered with nothing else.
            && unsafe { &*self.ptr.cast::<Pending>() }
                .waker
                .as_ref()
                .is_some_and(|waker| waker.data() == flag)
    }
}

/// Runs `future` to its end. What it has spawned must end too.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut result = None;
    let job = alloc::boxed::Box::pin(async { result = Some(future.await) });
    let mut executor = Executor::new(job);
    let mut event = Event::none();
    loop {
        match executor.turn(event) {
            EXIT => break,
            YIELD => event = Event::none(),
            wait => {
                // SAFETY: the set is the task's, and the event has two words.
                event =
                    Event::of_set(|event| unsafe { task_imports::set_wait(wait >> 4, event) });
            }
        }
    }
    drop(executor);
    match result {
        Some(result) => result,
        None => outside_of_a_task(),
    }
}
