//! Ctrl-C, while a guest runs: the guest is stopped, the program is not.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use tokio::runtime::Builder;
use tokio::sync::Notify;
use wasmtime::Engine;

use crate::harness::engine::Guest;
use crate::harness::limits::RunLimits;

/// Longer than anybody waits: a guest that can be interrupted has some limit, for its code to look at the clock.
const FOR_EVER: Duration = Duration::MAX;

/// What stops a guest from outside.
#[derive(Debug, Default)]
pub struct Interrupt {
    pressed: AtomicBool,
    calls: AtomicU64,
    notify: Notify,
}

/// The limits of a guest that can be interrupted.
pub fn interruptible(limits: RunLimits) -> RunLimits {
    RunLimits { time: Some(limits.time.unwrap_or(FOR_EVER)), ..limits }
}

impl Interrupt {
    /// Takes Ctrl-C from now on, for whatever of `guest` is running then. Its limits are [`interruptible`].
    pub fn listen(guest: &Guest) -> io::Result<Arc<Self>> {
        let interrupt = Arc::new(Self::default());
        let engine = guest.component.engine().clone();
        let runtime = Builder::new_current_thread().enable_all().build()?;
        // Now, and not when the thread comes to it: a line editor puts things back as it has found them.
        let mut presses = {
            let _entered = runtime.enter();
            presses()?
        };
        let listening = Arc::clone(&interrupt);
        thread::Builder::new().spawn(move || {
            runtime.block_on(async {
                while presses.recv().await.is_some() {
                    listening.pressed.store(true, Ordering::Relaxed);
                    listening.notify.notify_waiters();
                    engine.increment_epoch();
                }
            });
        })?;
        Ok(interrupt)
    }

    /// Begins a call, which has so much time.
    pub(super) fn begin(self: &Arc<Self>, engine: &Engine, time: Duration) {
        self.pressed.store(false, Ordering::Relaxed);
        let call = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        if time == FOR_EVER {
            return;
        }
        let (interrupt, engine) = (Arc::clone(self), engine.weak());
        thread::spawn(move || {
            thread::sleep(time);
            let is_running = interrupt.calls.load(Ordering::Relaxed) == call;
            if let Some(engine) = engine.upgrade().filter(|_| is_running) {
                engine.increment_epoch();
            }
        });
    }

    /// Comes back when Ctrl-C is pressed.
    pub(super) async fn pressed(&self) {
        self.notify.notified().await;
    }

    /// Whether it was pressed since the call began.
    pub(super) fn was_pressed(&self) -> bool {
        self.pressed.load(Ordering::Relaxed)
    }
}

#[cfg(unix)]
fn presses() -> io::Result<tokio::signal::unix::Signal> {
    tokio::signal::unix::signal(tokio::signal::unix::SignalKind::interrupt())
}

#[cfg(windows)]
fn presses() -> io::Result<tokio::signal::windows::CtrlC> {
    tokio::signal::windows::ctrl_c()
}
