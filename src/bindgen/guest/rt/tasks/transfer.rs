//! Piece of the generated run-time part: reading from and writing to futures and streams.

/// A read or a write that is going on.
struct Transfer {
    stage: Stage,
    pending: Pending,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Fresh,
    Started,
    Over,
}

/// How a read or a write ended, and how many values it moved.
#[derive(Clone, Copy)]
struct Moved {
    how: u32,
    count: usize,
}

impl Moved {
    const DROPPED: u32 = 1;
    const CANCELLED: u32 = 2;

    fn of(code: u32) -> Self {
        Self {
            how: code & 0xf,
            count: (code >> 4) as usize,
        }
    }
}

impl Transfer {
    const BLOCKED: u32 = u32::MAX;

    const fn new() -> Self {
        Self {
            stage: Stage::Fresh,
            pending: Pending::new(),
        }
    }

    /// It has been started, which gave this code.
    fn begin(&mut self, code: i32) {
        self.stage = Stage::Started;
        self.pending.code = Some(code as u32).filter(|code| *code != Self::BLOCKED);
    }

    /// How it ended, once it has.
    ///
    /// # Safety
    /// As for `Pending::wait`.
    unsafe fn poll(
        &mut self,
        waitable: u32,
        cx: &mut core::task::Context<'_>,
    ) -> core::task::Poll<Moved> {
        if self.stage == Stage::Over {
            polled_again()
        }
        match self.pending.code.take() {
            Some(code) => {
                self.stage = Stage::Over;
                core::task::Poll::Ready(Moved::of(code))
            }
            None => {
                unsafe { self.pending.wait(waitable, cx) };
                core::task::Poll::Pending
            }
        }
    }

    /// Ends it now; how it ended, if it had started.
    fn cancel(&mut self, cancel: impl FnOnce() -> i32) -> Option<Moved> {
        match core::mem::replace(&mut self.stage, Stage::Over) {
            Stage::Fresh => None,
            Stage::Started => {
                let code = self.pending.code.take();
                self.pending.leave();
                Some(Moved::of(code.unwrap_or_else(|| cancel() as u32)))
            }
            Stage::Over => polled_again(),
        }
    }
}

/// A future or an operation is used after it has given its result.
#[cold]
fn polled_again() -> ! {
    #[cfg(all(target_arch = "wasm32", not(debug_assertions)))]
    core::arch::wasm32::unreachable();
    #[cfg(not(all(target_arch = "wasm32", not(debug_assertions))))]
    panic!("this operation is over already")
}
