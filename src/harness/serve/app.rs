//! A component that answers requests, the same for all threads.

use std::sync::Arc;

use wasmtime::Engine;
use wasmtime_wasi_http::{p2, p3};

use crate::base::names::ExternName;
use crate::component::places::Places;
use crate::harness::engine::{Guest, Hosted};
use crate::harness::error::HarnessError;
use crate::harness::grants::Grants;
use crate::harness::limits::Limits;
use crate::harness::linker;
use crate::harness::serve::RequestLimits;
use crate::harness::serve::admit::Door;
use crate::harness::serve::error::ServeError;
use crate::harness::serve::tally::Tallies;
use crate::harness::state::{State, Waiting};

/// A component that answers requests.
pub(super) struct App {
    pub(super) handler: Handler,
    pub(super) door: Door,
    pub(super) limits: RequestLimits,
    /// What is counted of its requests.
    pub(super) tallies: Tallies,
    /// For backtraces.
    pub(super) places: Arc<Places>,
    grants: Grants,
}

/// By which interface it answers.
pub(super) enum Handler {
    /// `wasi:http/incoming-handler@0.2`.
    P2(p2::bindings::ProxyPre<State>),
    /// `wasi:http/handler@0.3`.
    P3(p3::bindings::ServicePre<State>),
}

impl App {
    pub(super) fn new(hosted: &Hosted, grants: Grants, limits: RequestLimits) -> Result<Self, HarnessError> {
        let handler = Handler::of(&hosted.guest)?;
        // With less room than was asked for, fewer requests come in: none of them is to find the pool empty.
        let room = if limits.reuse > 1 { hosted.room / 2 } else { hosted.room };
        let door = Door::new(limits.at_once.min(room).max(1), limits.waiting);
        let places = Arc::clone(&hosted.guest.places);
        let tallies = Tallies::default();
        let app = Self { handler, door, limits, tallies, places, grants };
        // What can't be granted is said before anybody asks for it.
        app.state()?;
        Ok(app)
    }

    /// Another component in its place.
    pub(super) fn renewed(&self, hosted: &Hosted) -> Result<Self, HarnessError> {
        let app = Self::new(hosted, self.grants.clone(), self.limits)?;
        Ok(Self { tallies: self.tallies.clone(), ..app })
    }

    pub(super) fn engine(&self) -> &Engine {
        match &self.handler {
            Handler::P2(handler) => handler.engine(),
            Handler::P3(handler) => handler.engine(),
        }
    }

    /// What a new instance holds.
    pub(super) fn state(&self) -> Result<State, HarnessError> {
        State::new(&self.grants, Limits::of(self.limits.memory), Waiting::Yields)
    }
}

impl Handler {
    fn of(guest: &Guest) -> Result<Self, HarnessError> {
        let exports = |interface: &str, minor: u64| {
            let mut names = guest.exports.names().iter();
            names.any(|name| is_of_http(name, interface, minor))
        };
        let unlinkable = |error| HarnessError::unlinkable(&guest.name, error);
        if exports("incoming-handler", 2) {
            let handler = p2::bindings::ProxyPre::new(linker::linked(guest)?).map_err(unlinkable)?;
            return Ok(Handler::P2(handler));
        }
        if exports("handler", 3) {
            let handler = p3::bindings::ServicePre::new(linker::linked(guest)?).map_err(unlinkable)?;
            return Ok(Handler::P3(handler));
        }
        Err(ServeError::not_a_handler(&guest.name, &guest.exports).into())
    }
}

/// Whether `name` is `wasi:http/<interface>@0.<minor>.x`.
fn is_of_http(name: &str, interface: &str, minor: u64) -> bool {
    let Ok(ExternName::Interface(found)) = name.parse() else { return false };
    let package = &found.package;
    let version = package.version.as_ref();
    let is_of_track =
        version.is_some_and(|version| (version.major, version.minor) == (0, minor) && version.pre.is_empty());
    (package.namespace.as_str(), package.name.as_str(), found.name.as_str()) == ("wasi", "http", interface)
        && is_of_track
}
