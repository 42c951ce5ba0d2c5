//! Piece of the generated run-time part: calls of `async` imports.

imports! {
    mod call_imports = "$root";
    fn subtask_cancel = "[subtask-cancel]"(i32) -> i32;
    fn subtask_drop = "[subtask-drop]"(i32);
}

/// What the engine reads and writes while a call goes on.
pub struct Frame<A, R> {
    /// Buffers that the arguments point to.
    pub keep: Keep,
    args: core::mem::MaybeUninit<A>,
    result: core::mem::MaybeUninit<R>,
    /// The arguments were not received: they are lowered only for their handles to come back.
    pub recalls: bool,
}

impl<A, R> Frame<A, R> {
    /// The address of arguments in memory.
    pub fn args(&mut self, args: A) -> i32 {
        self.args.write(args) as *mut A as i32
    }

    /// The address for the result.
    pub fn result(&mut self) -> i32 {
        self.result.as_mut_ptr() as i32
    }
}

/// Calls an `async` import, once it is polled: `send` lowers the arguments and makes the call, `lift` is for its result.
///
/// # Safety
/// `send` must return what the core function returned, and the call may use no other memory than the arguments and
/// the frame. The arguments must own no handles.
pub const unsafe fn call<P, A, R, T, S, L>(
    params: P,
    send: S,
    lift: L,
) -> Call<P, A, R, T, S, L>
where
    S: Fn(&P, &mut Frame<A, R>) -> i32,
    L: Fn(R) -> T,
{
    Call {
        params: Some(params),
        gives: false,
        frame: Frame {
            keep: Keep::new(),
            args: core::mem::MaybeUninit::uninit(),
            result: core::mem::MaybeUninit::uninit(),
            recalls: false,
        },
        send,
        lift,
        subtask: Subtask {
            status: Subtask::UNSENT,
            handle: 0,
            pending: Pending::new(),
        },
        _pinned: core::marker::PhantomPinned,
    }
}

/// The same for arguments that give handles away.
///
/// # Safety
/// As for `call`; and `send` must heed `Frame::recalls`.
pub unsafe fn call_giving<P, A, R, T, S, L>(
    params: P,
    send: S,
    lift: L,
) -> Call<P, A, R, T, S, L>
where
    S: Fn(&P, &mut Frame<A, R>) -> i32,
    L: Fn(R) -> T,
{
    let mut call = unsafe { call(params, send, lift) };
    call.gives = true;
    call
}

/// A call of an `async` import. Dropped before its end it is cancelled.
pub struct Call<P, A, R, T, S, L>
where
    S: Fn(&P, &mut Frame<A, R>) -> i32,
    L: Fn(R) -> T,
{
    params: Option<P>,
    /// The arguments own handles.
    gives: bool,
    frame: Frame<A, R>,
    send: S,
    lift: L,
    subtask: Subtask,
    _pinned: core::marker::PhantomPinned,
}

// SAFETY: a component has one thread.
unsafe impl<P: Send, A, R, T, S, L> Send for Call<P, A, R, T, S, L>
where
    S: Fn(&P, &mut Frame<A, R>) -> i32,
    L: Fn(R) -> T,
{
}

impl<P, A, R, T, S, L> Call<P, A, R, T, S, L>
where
    S: Fn(&P, &mut Frame<A, R>) -> i32,
    L: Fn(R) -> T,
{
    #[inline(never)]
    fn send(&mut self) -> i32 {
        match &self.params {
            Some(params) => (self.send)(params, &mut self.frame),
            None => 0,
        }
    }

    /// The result, once.
    ///
    /// # Safety
    /// The call must have returned.
    unsafe fn result(&mut self) -> T {
        self.subtask.status = Subtask::OVER;
        (self.lift)(unsafe { self.frame.result.assume_init_read() })
    }
}

impl<P, A, R, T, S, L> Future for Call<P, A, R, T, S, L>
where
    S: Fn(&P, &mut Frame<A, R>) -> i32,
    L: Fn(R) -> T,
{
    type Output = T;

    fn poll(
        self: core::pin::Pin<&mut Self>,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<T> {
        // SAFETY: nothing is moved out of what the engine has the address of.
        let call = unsafe { self.get_unchecked_mut() };
        if call.subtask.status == Subtask::UNSENT {
            let sent = call.send();
            call.subtask.begin(sent as u32);
        }
        // SAFETY: it is pinned with this, and left when it is dropped.
        let status = unsafe { call.subtask.poll(cx) };
        if status >= Subtask::STARTED {
            // The arguments have been received.
            call.params = None;
            call.frame.keep = Keep::new();
        }
        if status < Subtask::RETURNED {
            return core::task::Poll::Pending;
        }
        // SAFETY: the call has returned.
        core::task::Poll::Ready(unsafe { call.result() })
    }
}

impl<P, A, R, T, S, L> Drop for Call<P, A, R, T, S, L>
where
    S: Fn(&P, &mut Frame<A, R>) -> i32,
    L: Fn(R) -> T,
{
    fn drop(&mut self) {
        match self.subtask.cancel() {
            // SAFETY: the call has returned; what it gave is nobody else's.
            Subtask::RETURNED => drop(unsafe { self.result() }),
            Subtask::CANCELLED_BEFORE_STARTED if self.gives => {
                self.frame.recalls = true;
                recall(|| {
                    self.send();
                });
            }
            _ => {}
        }
    }
}

/// How far a call has come.
struct Subtask {
    status: u32,
    handle: u32,
    pending: Pending,
}

impl Subtask {
    const STARTED: u32 = 1;
    const RETURNED: u32 = 2;
    const CANCELLED_BEFORE_STARTED: u32 = 3;
    /// Its result has been lifted.
    const OVER: u32 = 5;
    const UNSENT: u32 = u32::MAX;

    /// What the core function returned: the status, and the handle of the subtask unless it is over already.
    fn begin(&mut self, sent: u32) {
        self.status = sent & 0xf;
        self.handle = sent >> 4;
    }

    /// # Safety
    /// As for `Pending::wait`.
    unsafe fn poll(&mut self, cx: &mut core::task::Context<'_>) -> u32 {
        if let Some(status) = self.pending.code.take() {
            self.status = status;
        }
        if self.status < Self::RETURNED {
            unsafe { self.pending.wait(self.handle, cx) };
        }
        self.status
    }

    /// Cancels the call unless it is over, and says how it ended.
    fn cancel(&mut self) -> u32 {
        if let Some(status) = self.pending.code.take() {
            self.status = status;
        }
        if self.status < Self::RETURNED {
            self.pending.leave();
            // SAFETY: the subtask is ours, in no set, and not over. This blocks until it is.
            self.status = unsafe { call_imports::subtask_cancel(self.handle as i32) as u32 };
        }
        self.status
    }
}

impl Drop for Subtask {
    fn drop(&mut self) {
        self.pending.leave();
        if self.handle != 0 {
            // SAFETY: the subtask is ours, and over.
            unsafe { call_imports::subtask_drop(self.handle as i32) }
        }
    }
}
