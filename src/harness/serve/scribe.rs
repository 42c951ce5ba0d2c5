//! The thread that writes the log: who does not read what it writes holds up nobody else.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, SyncSender};
use std::thread;
use std::time::Duration;

/// How many pages may wait to be written: about a megabyte.
const WAITING: usize = 64;

/// How long the end waits for what has not been written yet.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where pages of the log go. There is no room when nobody reads the log.
pub(super) type Pages = SyncSender<String>;

/// The thread that writes to standard error what comes on pages.
pub(super) struct Scribe {
    pages: Pages,
    /// Closed when all is written.
    done: Receiver<()>,
}

impl Scribe {
    pub(super) fn start() -> io::Result<Self> {
        let (pages, written) = mpsc::sync_channel::<String>(WAITING);
        let (end, done) = mpsc::sync_channel(0);
        thread::Builder::new().name("witc-log".to_owned()).spawn(move || {
            for page in written {
                // A log that can't be written is no reason to stop.
                let _ = io::stderr().lock().write_all(page.as_bytes());
            }
            drop::<SyncSender<()>>(end);
        })?;
        Ok(Self { pages, done })
    }

    pub(super) fn pages(&self) -> Pages {
        self.pages.clone()
    }

    /// Waits until all is written, or nobody seems to read it.
    pub(super) fn finish(self) {
        drop(self.pages);
        // It never says anything: it ends.
        let _ = self.done.recv_timeout(PATIENCE);
    }
}
