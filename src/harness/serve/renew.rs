//! Components that are replaced while they are served: a file that has changed is taken up.

use std::path::PathBuf;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

use crate::harness::draft::Draft;
use crate::harness::engine::Hosted;
use crate::harness::error::HarnessError;
use crate::harness::serve::Route;
use crate::harness::serve::app::App;
use crate::harness::serve::improve::Improver;
use crate::harness::serve::site::{Leads, Site};
use crate::harness::serve::ticker::Ticker;
use crate::kept::stamp::Stamp;

/// How often files are looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Files, and what they were like before they were read: what has changed since is taken up.
#[derive(Clone, Debug)]
pub struct Files {
    paths: Vec<PathBuf>,
    stamps: Vec<Option<Stamp>>,
}

impl Files {
    /// The files as they are now.
    pub fn now(paths: Vec<PathBuf>) -> Self {
        Self { stamps: stamps(&paths), paths }
    }
}

/// A component that is to be replaced when its files change.
pub struct Renewal {
    /// The path of its route.
    pub route: String,
    /// The files, as they were loaded.
    pub files: Files,
    /// Loads what the files have now; none if that is nothing to serve, which it has told the user.
    pub load: Box<dyn FnMut() -> Option<Renewed> + Send>,
    /// Hears what came of a renewal.
    pub report: Box<dyn Fn(Result<(), HarnessError>) + Send>,
}

/// What was loaded anew.
pub struct Renewed {
    /// The component.
    pub hosted: Hosted,
    /// The files of which it was made: they may be others than before.
    pub files: Files,
}

/// All routes, which are to be replaced when the file changes that names them.
pub struct SiteRenewal {
    /// The file, as it was read.
    pub file: Files,
    /// Loads what it says now; none if that is nothing to serve, which it has told the user.
    pub load: Box<dyn FnMut() -> Option<Vec<NewRoute>> + Send>,
    /// Hears what came of a renewal.
    pub report: Box<dyn Fn(Result<(), HarnessError>) + Send>,
}

/// A route of a site that has changed.
pub enum NewRoute {
    /// The one at this path stays as it is.
    Kept(String),
    /// There was none, or another one.
    New(Box<Route>, Renewal),
}

/// What is replaced while it is served.
#[derive(Default)]
pub struct Renewals {
    /// Components, each by itself.
    pub routes: Vec<Renewal>,
    /// All of them.
    pub site: Option<SiteRenewal>,
}

/// What is being served, as the threads hear of it.
pub(super) type Stage = watch::Sender<Arc<Site>>;

/// Looks at the files on a thread of its own, as long as something is served.
pub(super) fn start(
    renewals: Renewals,
    stage: &Arc<Stage>,
    ticker: &Arc<Ticker>,
    improver: Improver,
) -> std::io::Result<()> {
    if renewals.routes.is_empty() && renewals.site.is_none() {
        return Ok(());
    }
    let (stage, ticker) = (Arc::downgrade(stage), Arc::clone(ticker));
    thread::Builder::new()
        .name("witc-watch".to_owned())
        .spawn(move || look(renewals, &stage, &ticker, &improver))?;
    Ok(())
}

fn look(renewals: Renewals, stage: &Weak<Stage>, ticker: &Ticker, improver: &Improver) {
    let mut routes: Vec<WatchedRoute> = renewals.routes.into_iter().map(WatchedRoute::new).collect();
    let mut site = renewals.site.map(WatchedSite::new);
    loop {
        thread::sleep(LOOK);
        let Some(stage) = stage.upgrade() else { return };
        if let Some(site) = &mut site
            && site.files.have_changed()
        {
            site.take_up(&mut routes, &stage, ticker, improver);
        }
        for route in &mut routes {
            if route.files.have_changed() {
                route.take_up(&stage, ticker, improver);
            }
        }
    }
}

/// Files that are looked at again and again.
struct Watched {
    files: Files,
    /// What they were like a moment ago: they are loaded when they have come to rest.
    last: Vec<Option<Stamp>>,
}

impl Watched {
    fn new(files: Files) -> Self {
        Self { last: files.stamps.clone(), files }
    }

    /// Whether all files are there, not as they were loaded, and nobody is writing them any more. This time only.
    fn have_changed(&mut self) -> bool {
        let now = stamps(&self.files.paths);
        let rests = now == self.last;
        self.last = now;
        let changed = rests && self.last != self.files.stamps && self.last.iter().all(Option::is_some);
        if changed {
            self.files.stamps.clone_from(&self.last);
        }
        changed
    }
}

struct WatchedRoute {
    renewal: Renewal,
    files: Watched,
}

impl WatchedRoute {
    fn new(renewal: Renewal) -> Self {
        Self { files: Watched::new(renewal.files.clone()), renewal }
    }

    fn take_up(&mut self, stage: &Stage, ticker: &Ticker, improver: &Improver) {
        let Some(Renewed { hosted, files }) = (self.renewal.load)() else { return };
        self.files = Watched::new(files);
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

struct WatchedSite {
    renewal: SiteRenewal,
    files: Watched,
}

impl WatchedSite {
    fn new(renewal: SiteRenewal) -> Self {
        Self { files: Watched::new(renewal.file.clone()), renewal }
    }

    /// All routes change at once, or, if there is something wrong with one of them, none does.
    fn take_up(
        &mut self,
        routes: &mut Vec<WatchedRoute>,
        stage: &Stage,
        ticker: &Ticker,
        improver: &Improver,
    ) {
        let Some(said) = (self.renewal.load)() else { return };
        let renewed = NewSite::of(said).map(|NewSite { kept, leads, renewals, drafts }| {
            routes.retain(|route| kept.contains(&route.renewal.route));
            routes.extend(renewals.into_iter().map(WatchedRoute::new));
            for lead in &leads {
                ticker.watch(lead.app.engine());
            }
            // What is kept is what is there now: it may have got better code meanwhile.
            stage.send_modify(|site| {
                let kept = site.routes.iter().filter(|lead| kept.contains(&lead.path)).cloned();
                *site = Arc::new(Site::new(kept.chain(leads).collect()));
            });
            for (draft, app) in drafts {
                improver.improve(draft, app);
            }
        });
        (self.renewal.report)(renewed);
    }
}

/// The routes as they are to be, and what of the new ones is to be watched and improved.
#[derive(Default)]
struct NewSite {
    /// The paths of those that stay.
    kept: Vec<String>,
    leads: Vec<Leads>,
    renewals: Vec<Renewal>,
    drafts: Vec<(Draft, Weak<App>)>,
}

impl NewSite {
    fn of(said: Vec<NewRoute>) -> Result<Self, HarnessError> {
        let mut site = Self::default();
        for route in said {
            match route {
                NewRoute::Kept(path) => site.kept.push(path),
                NewRoute::New(route, renewal) => {
                    let Route { path, hosted, grants, limits } = *route;
                    let app = Arc::new(App::new(&hosted, grants, limits)?);
                    site.drafts.extend(hosted.draft.map(|draft| (draft, Arc::downgrade(&app))));
                    site.leads.push(Leads { path, app });
                    site.renewals.push(renewal);
                }
            }
        }
        Ok(site)
    }
}

fn stamps(files: &[PathBuf]) -> Vec<Option<Stamp>> {
    files.iter().map(|file| Stamp::now(file)).collect()
}
