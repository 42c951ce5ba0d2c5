//! What is noted of one request: in the log and in the metrics, once, however it ends.

use std::net::SocketAddr;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use http::{Method, Request, StatusCode, Uri, Version};

use crate::harness::serve::tally::Tally;
use crate::harness::serve::worker::Worker;
use crate::harness::trap::Trapped;

/// A request that is being answered.
pub(super) struct Entry {
    worker: Rc<Worker>,
    /// Of its route, if one leads there.
    tally: Option<Arc<Tally>>,
    pub(super) began: Instant,
    pub(super) peer: SocketAddr,
    pub(super) method: Method,
    pub(super) uri: Uri,
    pub(super) version: Version,
    /// None until the head of an answer is there.
    status: Option<StatusCode>,
    is_noted: bool,
}

/// What went wrong with a request, if anything did.
pub(super) enum Fault {
    /// The guest trapped.
    Trap(Trapped),
    /// It asked for more memory than it may have, and trapped.
    Memory(Trapped),
    /// It was not done in time.
    Time,
    /// There was no place for it.
    Full,
    /// The client did not wait for the answer.
    Gone,
    /// Something else, in words.
    Other(String),
}

/// Requests whose client has gone have no status; this is what others write in their logs.
const CLIENT_GONE: u16 = 499;

impl Entry {
    pub(super) fn new<B>(worker: &Rc<Worker>, peer: SocketAddr, request: &Request<B>) -> Self {
        Self {
            worker: Rc::clone(worker),
            tally: None,
            began: Instant::now(),
            peer,
            method: request.method().clone(),
            uri: request.uri().clone(),
            version: request.version(),
            status: None,
            is_noted: false,
        }
    }

    /// It is counted in `tally`, too.
    pub(super) fn of_route(&mut self, tally: &Arc<Tally>) {
        self.tally = Some(Arc::clone(tally));
    }

    /// The head of the answer is on its way.
    pub(super) fn answered(&mut self, status: StatusCode) {
        self.status = Some(status);
    }

    /// The request is over.
    pub(super) fn end(mut self, fault: Option<&Fault>) {
        self.note(fault);
    }

    fn note(&mut self, fault: Option<&Fault>) {
        self.is_noted = true;
        let status = self.status.map_or(CLIENT_GONE, |status| status.as_u16());
        let took = self.began.elapsed();
        self.worker.counts.request(status, took, fault);
        if let Some(tally) = &self.tally {
            tally.request(status, took);
        }
        self.worker.log.request(self, status, fault);
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if !self.is_noted {
            self.note(Some(&Fault::Gone));
        }
    }
}
