//! How serving ends: no new connections, and whoever is inside is served.

use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::runtime::{Builder, LocalOptions};
use tokio::sync::Notify;

use crate::harness::serve::Ending;
use crate::harness::serve::metrics::{self, Told};
use crate::harness::serve::race::{Race, race};
use crate::harness::serve::worker::Crew;

/// The word to stop, heard by all threads.
#[derive(Clone, Debug, Default)]
pub(super) struct Drain(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    is_on: AtomicBool,
    heard: Notify,
}

impl Drain {
    /// From now on nobody new comes in.
    fn begin(&self) {
        self.0.is_on.store(true, Ordering::Release);
        self.0.heard.notify_waiters();
    }

    pub(super) fn is_on(&self) -> bool {
        self.0.is_on.load(Ordering::Acquire)
    }

    /// Waits for [`Drain::begin`].
    pub(super) async fn begun(&self) {
        // Listening begins here, so what is said between the question and the wait is heard.
        let heard = self.0.heard.notified();
        if !self.is_on() {
            heard.await;
        }
    }
}

/// Waits for a signal, then for the crew to finish or for another signal. `ready` is called when signals are heard.
pub(super) fn supervise(
    mut crew: Crew,
    drain: &Drain,
    metrics: Option<(TcpListener, Told)>,
    ready: impl FnOnce(),
) -> io::Result<Ending> {
    let runtime = Builder::new_current_thread().enable_all().build_local(LocalOptions::default())?;
    runtime.block_on(async {
        let mut signals = Signals::new()?;
        if let Some((listener, told)) = metrics {
            tokio::task::spawn_local(metrics::tell(listener, told));
        }
        ready();
        // A crew that has ended by itself has nobody left to serve: that is no reason to wait.
        if let Race::First(()) = race(signals.next(), crew.finished()).await {
            drain.begin();
            if let Race::First(()) = race(signals.next(), crew.finished()).await {
                return Ok(Ending::Cut);
            }
        }
        Ok(Ending::Drained)
    })
}

/// The signals that ask a server to stop.
#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};

        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        race(self.interrupt.recv(), self.terminate.recv()).await;
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        // Where it can't be heard, nothing is.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
