//! Components that answer HTTP: a thread for each core, an instance for each request.

/// What keeps a component from being served.
pub mod error;

mod admit;
mod answer;
mod app;
mod body;
mod drain;
mod entry;
mod head;
mod improve;
mod listen;
mod live;
mod log;
mod metrics;
mod outbox;
mod patient;
mod renew;
mod scribe;
mod site;
mod tally;
mod ticker;
mod worker;

use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::watch;

use crate::harness::engine::Hosted;
use crate::harness::error::HarnessError;
use crate::harness::grants::Grants;
use crate::harness::serve::app::App;
use crate::harness::serve::drain::Drain;
use crate::harness::serve::improve::Improver;
use crate::harness::serve::metrics::Counts;
use crate::harness::serve::renew::Stage;
pub use crate::harness::serve::renew::{Files, NewRoute, Renewal, Renewals, Renewed, SiteRenewal};
use crate::harness::serve::scribe::Scribe;
use crate::harness::serve::site::{Leads, Site};
use crate::harness::serve::ticker::Ticker;
use crate::harness::serve::worker::Crew;

/// How components are served.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where it listens; port 0 is any free one.
    pub addr: SocketAddr,
    /// Where health and metrics are told, if anywhere.
    pub metrics: Option<SocketAddr>,
    /// How requests are logged.
    pub log: LogStyle,
    /// How many threads serve; as many as there are cores if not said.
    pub threads: Option<NonZeroUsize>,
    /// How long a client may take to send the head of a request, or to take some of an answer that waits for it; and
    /// how long a connection may be idle.
    pub patience: Duration,
}

/// A component, and where it answers.
#[derive(Debug)]
pub struct Route {
    /// It answers requests for this path and those below it, if no other route leads further.
    pub path: String,
    /// The component.
    pub hosted: Hosted,
    /// What it is given.
    pub grants: Grants,
    /// What each of its requests may take.
    pub limits: RequestLimits,
}

/// What a request may take, and how many there may be.
#[derive(Clone, Copy, Debug)]
pub struct RequestLimits {
    /// How long one may take, from its arrival to the last byte of its answer.
    pub time: Duration,
    /// Bytes in all memories of its instance.
    pub memory: usize,
    /// How many are answered at once.
    pub at_once: u32,
    /// How many more may wait for their turn.
    pub waiting: u32,
    /// How many one instance answers, one after the other.
    pub reuse: u32,
}

/// How requests are logged on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogStyle {
    /// One line for people.
    Text,
    /// One line of JSON.
    Json,
    /// Only what went wrong.
    Off,
}

/// Where a component is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bound {
    /// The address of the component.
    pub addr: SocketAddr,
    /// The address of health and metrics.
    pub metrics: Option<SocketAddr>,
}

/// How serving ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// On a signal, and every request was answered.
    Drained,
    /// On a second signal: some requests were not.
    Cut,
}

/// How many instances [`serve`] has to have room for under `limits`: those that answer, and those that wait for their
/// next request.
pub fn instances(limits: &RequestLimits) -> u32 {
    if limits.reuse > 1 { limits.at_once.saturating_mul(2) } else { limits.at_once }
}

/// Sockets that are open, and nobody answers yet.
#[derive(Debug)]
pub struct Listening {
    requests: Vec<TcpListener>,
    metrics: Option<TcpListener>,
    bound: Bound,
}

/// Opens the sockets. What comes in waits until [`serve`] is called.
pub fn listen(options: &Options) -> Result<Listening, HarnessError> {
    let threads =
        options.threads.or_else(|| thread::available_parallelism().ok()).unwrap_or(NonZeroUsize::MIN);
    let requests = listen::several(options.addr, threads)?;
    let metrics = options.metrics.map(listen::one).transpose()?;
    let bound = Bound {
        addr: requests.first().and_then(|first| first.local_addr().ok()).unwrap_or(options.addr),
        metrics: metrics.as_ref().and_then(|listener| listener.local_addr().ok()),
    };
    Ok(Listening { requests, metrics, bound })
}

/// Serves `routes` until a signal tells it to stop; `renewals` replace them meanwhile. `ready` hears where, once
/// requests are taken.
pub fn serve(
    listening: Listening,
    routes: Vec<Route>,
    renewals: Renewals,
    options: &Options,
    ready: impl FnOnce(&Bound),
) -> Result<Ending, HarnessError> {
    let Listening { requests, metrics, bound } = listening;
    let no_runtime = |error| HarnessError::NoRuntime { name: bound.addr.to_string(), error };
    let ticker = Arc::new(Ticker::start().map_err(no_runtime)?);
    let (mut all, mut drafts) = (Vec::new(), Vec::new());
    for Route { path, hosted, grants, limits } in routes {
        let app = Arc::new(App::new(&hosted, grants, limits)?);
        ticker.watch(app.engine());
        drafts.extend(hosted.draft.map(|draft| (draft, Arc::downgrade(&app))));
        all.push(Leads { path, app });
    }
    let stage: Arc<Stage> = Arc::new(watch::Sender::new(Arc::new(Site::new(all))));
    let counts: Vec<Arc<Counts>> = requests.iter().map(|_| Arc::default()).collect();
    let drain = Drain::default();
    let scribe = Scribe::start().map_err(no_runtime)?;
    let crew = Crew::start(&stage, requests, &counts, &drain, options, &scribe).map_err(no_runtime)?;
    let improver = Improver::start(&stage, &ticker).map_err(no_runtime)?;
    for (draft, app) in drafts {
        improver.improve(draft, app);
    }
    renew::start(renewals, &stage, &ticker, improver).map_err(no_runtime)?;
    let told = metrics::Told { stage: stage.subscribe(), counts, draining: drain.clone() };
    let metrics = metrics.map(|listener| (listener, told));
    let ending = drain::supervise(crew, &drain, metrics, || ready(&bound)).map_err(no_runtime)?;
    match ending {
        Ending::Drained => scribe.finish(),
        // Somebody is in a hurry.
        Ending::Cut => {}
    }
    Ok(ending)
}
