//! Components that are replaced while they are served: a file that has changed is taken up.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Weak};
use std::thread;
use std::time::{Duration, SystemTime};

use tokio::sync::watch;

use crate::harness::engine::Hosted;
use crate::harness::error::HarnessError;
use crate::harness::serve::improve::Improver;
use crate::harness::serve::site::Site;
use crate::harness::serve::ticker::Ticker;

/// How often files are looked at.
const LOOK: Duration = Duration::from_millis(50);

/// A component that is to be replaced when its file changes.
pub struct Renewal {
    /// The path of its route.
    pub route: String,
    /// The file.
    pub file: PathBuf,
    /// Loads what the file has now; none if that is nothing to serve, which it has told the user.
    pub load: Box<dyn FnMut() -> Option<Hosted> + Send>,
    /// Hears what came of a renewal.
    pub report: Box<dyn Fn(Result<(), HarnessError>) + Send>,
}

/// What is being served, as the threads hear of it.
pub(super) type Stage = watch::Sender<Arc<Site>>;

/// Looks at the files on a thread of its own, as long as something is served.
pub(super) fn start(
    renewals: Vec<Renewal>,
    stage: &Arc<Stage>,
    ticker: &Arc<Ticker>,
    improver: Improver,
) -> std::io::Result<()> {
    if renewals.is_empty() {
        return Ok(());
    }
    let (stage, ticker) = (Arc::downgrade(stage), Arc::clone(ticker));
    thread::Builder::new()
        .name("witc-watch".to_owned())
        .spawn(move || look(renewals, &stage, &ticker, &improver))?;
    Ok(())
}

fn look(renewals: Vec<Renewal>, stage: &Weak<Stage>, ticker: &Ticker, improver: &Improver) {
    let mut watched: Vec<Watched> = renewals.into_iter().map(Watched::new).collect();
    loop {
        thread::sleep(LOOK);
        let Some(stage) = stage.upgrade() else { return };
        for one in &mut watched {
            if one.has_changed() {
                one.take_up(&stage, ticker, improver);
            }
        }
    }
}

/// A file, and what it was like when it was loaded.
struct Watched {
    renewal: Renewal,
    loaded: Option<Stamp>,
    /// What it was like a moment ago: it is loaded when it has come to rest.
    last: Option<Stamp>,
}

/// By what a file is known to have changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    modified: Option<SystemTime>,
    size: u64,
    #[cfg(unix)]
    node: u64,
}

impl Watched {
    fn new(renewal: Renewal) -> Self {
        let now = stamp(&renewal.file);
        Self { renewal, loaded: now, last: now }
    }

    /// Whether there is a file, other than the one that was loaded, and nobody is writing it any more.
    fn has_changed(&mut self) -> bool {
        let now = stamp(&self.renewal.file);
        let rests = now == self.last;
        self.last = now;
        rests && now.is_some() && now != self.loaded
    }

    fn take_up(&mut self, stage: &Stage, ticker: &Ticker, improver: &Improver) {
        self.loaded = self.last;
        let Some(hosted) = (self.renewal.load)() else { return };
        let site = Arc::clone(&stage.borrow());
        let Some(old) = site.at(&self.renewal.route) else { return };
        let renewed = old.renewed(&hosted).map(|app| {
            ticker.watch(app.engine());
            let app = Arc::new(app);
            // Whoever is inside is served by the old one, to the end.
            stage.send_modify(|site| *site = Arc::new(site.with(&self.renewal.route, &app)));
            if let Some(draft) = hosted.draft {
                improver.improve(draft, Arc::downgrade(&app));
            }
        });
        (self.renewal.report)(renewed);
    }
}

fn stamp(file: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(file).ok()?;
    Some(Stamp {
        modified: metadata.modified().ok(),
        size: metadata.len(),
        #[cfg(unix)]
        node: std::os::unix::fs::MetadataExt::ino(&metadata),
    })
}
