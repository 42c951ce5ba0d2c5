//! Better code for apps whose code was made in a hurry: it is made while they serve, and takes over.

use std::io::{self, Write};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Weak};
use std::thread;

use crate::harness::background::aside;
use crate::harness::draft::Draft;
use crate::harness::serve::app::App;
use crate::harness::serve::renew::Stage;
use crate::harness::serve::ticker::Ticker;

/// A thread that makes better code, one app after the other.
pub(super) struct Improver(Sender<Job>);

/// What is to be improved, and who has it.
struct Job {
    draft: Draft,
    app: Weak<App>,
}

impl Improver {
    /// A thread that ends when this is dropped and all is done, or nothing is served any more.
    pub(super) fn start(stage: &Arc<Stage>, ticker: &Arc<Ticker>) -> io::Result<Self> {
        let (sender, jobs) = mpsc::channel();
        let (stage, ticker) = (Arc::downgrade(stage), Arc::clone(ticker));
        thread::Builder::new().name("witc-improve".to_owned()).spawn(move || work(&jobs, &stage, &ticker))?;
        Ok(Self(sender))
    }

    /// Has `app` served with better code, as soon as there is any.
    pub(super) fn improve(&self, draft: Draft, app: Weak<App>) {
        // When the thread has gone, nothing is served any more.
        let _ = self.0.send(Job { draft, app });
    }
}

fn work(jobs: &Receiver<Job>, stage: &Weak<Stage>, ticker: &Ticker) {
    for Job { draft, app } in jobs {
        let improved = aside(|| draft.improved());
        // What is not served any more need not be replaced.
        let (Some(stage), Some(app)) = (stage.upgrade(), app.upgrade()) else { continue };
        match improved.and_then(|hosted| app.renewed(&hosted)) {
            Ok(better) => {
                ticker.watch(better.engine());
                let better = Arc::new(better);
                stage.send_if_modified(|site| match site.instead(&app, &better) {
                    Some(improved) => {
                        *site = Arc::new(improved);
                        true
                    }
                    None => false,
                });
            }
            Err(error) => {
                // It is served as it was; who wonders why it is slow may look.
                let _ = writeln!(io::stderr(), "note: there is no better code than the first: {error}");
            }
        }
    }
}
