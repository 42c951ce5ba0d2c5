//! Piece of the generated run-time part: futures that run beside the one that starts them.

/// Runs `future` beside the others of the running task, which is not over before it is.
pub fn spawn_local<T: 'static>(future: impl Future<Output = T> + 'static) -> JoinHandle<T> {
    let shared = alloc::sync::Arc::new(Joined(core::cell::UnsafeCell::new(JoinState {
        result: None,
        is_over: false,
        is_cancelled: false,
        has_handle: true,
        joiner: None,
        job: None,
    })));
    let end = JoinEnd(shared.clone());
    spawn_job(alloc::boxed::Box::new(async move {
        let mut future = core::pin::pin!(future);
        let result = core::future::poll_fn(|cx| {
            let state = end.0.state();
            if state.is_cancelled {
                return core::task::Poll::Ready(None);
            }
            // Only its handle cancels it.
            state.job = state.has_handle.then(|| cx.waker().clone());
            future.as_mut().poll(cx).map(Some)
        });
        let result = result.await;
        end.0.state().result = result;
    }));
    JoinHandle(shared)
}

/// Has the running task poll `job` beside its own.
fn spawn_job(job: Spawned) {
    let task = running_task();
    // SAFETY: the running task is there as long as it runs.
    unsafe {
        let spawn = if (*task).version >= 3 {
            (*task).vtable.spawn
        } else {
            None
        };
        match spawn {
            Some(spawn) => spawn((*task).ptr, job),
            // The runtime that made the task is older than spawning.
            None => outside_of_a_task(),
        }
    }
}

/// A future that was spawned: awaited it gives its result, or `None` if it was cancelled. Dropping it cancels nothing.
pub struct JoinHandle<T>(alloc::sync::Arc<Joined<T>>);

impl<T> JoinHandle<T> {
    /// Cancels the future, unless it is over already.
    pub fn cancel(&mut self) {
        let state = self.0.state();
        state.is_cancelled = true;
        if let Some(job) = state.job.take() {
            job.wake();
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Option<T>;

    fn poll(
        self: core::pin::Pin<&mut Self>,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Option<T>> {
        let state = self.0.state();
        if state.is_over {
            return core::task::Poll::Ready(state.result.take());
        }
        state.joiner = Some(cx.waker().clone());
        core::task::Poll::Pending
    }
}

impl<T> Drop for JoinHandle<T> {
    fn drop(&mut self) {
        let state = self.0.state();
        state.has_handle = false;
        state.job = None;
        state.joiner = None;
    }
}

/// What a spawned future and its handle share.
struct Joined<T>(core::cell::UnsafeCell<JoinState<T>>);

struct JoinState<T> {
    result: Option<T>,
    is_over: bool,
    is_cancelled: bool,
    has_handle: bool,
    joiner: Option<core::task::Waker>,
    job: Option<core::task::Waker>,
}

// SAFETY: a component has one thread.
unsafe impl<T: Send> Send for Joined<T> {}
// SAFETY: a component has one thread.
unsafe impl<T: Send> Sync for Joined<T> {}

impl<T> Joined<T> {
    #[allow(clippy::mut_from_ref)]
    fn state(&self) -> &mut JoinState<T> {
        // SAFETY: a component has one thread, and no reference is held while code of others is called.
        unsafe { &mut *self.0.get() }
    }
}

/// Tells the handle that the future is over, also when it is dropped before that.
struct JoinEnd<T>(alloc::sync::Arc<Joined<T>>);

impl<T> Drop for JoinEnd<T> {
    fn drop(&mut self) {
        let state = self.0.state();
        state.is_over = true;
        state.job = None;
        if let Some(joiner) = state.joiner.take() {
            joiner.wake();
        }
    }
}
