//! One request, from its arrival to the end of its instance.

use std::net::SocketAddr;
use std::pin::Pin;
use std::rc::Rc;

use http::{HeaderValue, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use tokio::sync::oneshot;
use tokio::time::{Instant, timeout_at};
use wasmtime::PoolConcurrencyLimitError;

use crate::harness::race::{Race, race};
use crate::harness::serve::admit::{Full, Place};
use crate::harness::serve::app::App;
use crate::harness::serve::body::{Body, Broken};
use crate::harness::serve::entry::{Entry, Fault};
use crate::harness::serve::head;
use crate::harness::serve::live::{Head, HeadSender, Live, NoInstance};
use crate::harness::serve::worker::{Seat, Worker};
use crate::harness::trap::{self, Stop};

/// The answer to `request`, by the guest or, where it has none, by us.
pub(super) async fn answer(
    worker: Rc<Worker>,
    peer: SocketAddr,
    request: Request<Incoming>,
) -> Response<Body> {
    let mut entry = Entry::new(&worker, peer, &request);
    let Some(request) = head::with_authority(request) else {
        let fault = Fault::Other("the request doesn't say for which host it is".to_owned());
        return ours(entry, StatusCode::BAD_REQUEST, &fault);
    };
    let Some(seat) = worker.seat_of(request.uri().path()) else {
        let fault = Fault::Other("no route leads there".to_owned());
        return ours(entry, StatusCode::NOT_FOUND, &fault);
    };
    entry.of_route(&seat.tally);
    let deadline = Instant::from_std(entry.began) + seat.app.limits.time;
    let place = match seat.app.door.enter(deadline).await {
        Ok(place) => place,
        Err(Full) => return ours(entry, StatusCode::SERVICE_UNAVAILABLE, &Fault::Full),
    };
    let (sender, mut receiver) = oneshot::channel();
    let broken = Broken::default();
    let mut running = Box::pin(run(seat, place, request, sender, broken.clone(), deadline));
    // The guest first: a short answer is complete once it has run, and needs no task of its own.
    match race(running.as_mut(), &mut receiver).await {
        Race::First(fault) => match receiver.try_recv() {
            // Nothing of it is sent yet: a failure is the better answer than half of one.
            Ok(head) if !broken.is_on() => theirs(entry, head, broken, Rest::Ended(fault)),
            Ok(_) | Err(_) => without_head(entry, fault),
        },
        Race::Second(Ok(head)) => theirs(entry, head, broken, Rest::Running(worker, running)),
        // It will not answer any more, but it has yet to say why.
        Race::Second(Err(_)) => {
            let fault = running.await;
            without_head(entry, fault)
        }
    }
}

/// What is left of a guest when the head of its answer is there.
enum Rest {
    Ended(Option<Fault>),
    Running(Rc<Worker>, Pin<Box<dyn Future<Output = Option<Fault>>>>),
}

/// The answer of the guest, whose rest goes on beside it.
fn theirs(mut entry: Entry, head: Head, broken: Broken, rest: Rest) -> Response<Body> {
    let response = match head {
        Ok(response) => response.map(|body| Body::Guest(body, broken)),
        Err(code) => {
            let fault = Fault::Other(format!("it answered with the error {code}"));
            return ours(entry, StatusCode::INTERNAL_SERVER_ERROR, &fault);
        }
    };
    entry.answered(response.status());
    match rest {
        Rest::Ended(fault) => entry.end(fault.as_ref()),
        Rest::Running(worker, running) => {
            let presence = worker.presence();
            tokio::task::spawn_local(async move {
                let fault = running.await;
                entry.end(fault.as_ref());
                drop(presence);
            });
        }
    }
    response
}

/// The guest has ended and has not answered.
fn without_head(entry: Entry, fault: Option<Fault>) -> Response<Body> {
    let fault = fault.unwrap_or_else(|| Fault::Other("it returned without an answer".to_owned()));
    let status = match fault {
        Fault::Time => StatusCode::GATEWAY_TIMEOUT,
        Fault::Full => StatusCode::SERVICE_UNAVAILABLE,
        Fault::Trap(_) | Fault::Memory(_) | Fault::Gone | Fault::Other(_) => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    ours(entry, status, &fault)
}

/// An answer of ours. What went wrong inside is for the log, not for the client.
fn ours(mut entry: Entry, status: StatusCode, fault: &Fault) -> Response<Body> {
    let text = match status {
        StatusCode::SERVICE_UNAVAILABLE => "too many requests at once: try again\n",
        StatusCode::GATEWAY_TIMEOUT => "the answer took too long\n",
        StatusCode::BAD_REQUEST => "the request names no host\n",
        StatusCode::NOT_FOUND => "there is nothing here\n",
        _ => "the application failed\n",
    };
    let mut response = Response::new(Body::text(text));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    if status == StatusCode::SERVICE_UNAVAILABLE {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    entry.answered(status);
    entry.end(Some(fault));
    response
}

/// Runs the guest to its end, and says what went wrong.
async fn run(
    seat: Rc<Seat>,
    place: Place,
    request: Request<Incoming>,
    head: HeadSender,
    broken: Broken,
    deadline: Instant,
) -> Option<Fault> {
    let guest = seat.paced(in_instance(&seat, request, head, broken));
    let run = timeout_at(deadline, guest).await;
    // The instance is gone, or waits for its next request: the next one may come in.
    drop(place);
    match run {
        Ok(fault) => fault,
        Err(_) => Some(Fault::Time),
    }
}

async fn in_instance(
    seat: &Seat,
    request: Request<Incoming>,
    head: HeadSender,
    broken: Broken,
) -> Option<Fault> {
    let idle = seat.idle.borrow_mut().pop();
    let mut live = match idle {
        Some(live) => live,
        None => match Live::start(&seat.app).await {
            Ok(live) => live,
            Err(NoInstance::Grants(error)) => return Some(Fault::Other(error.to_string())),
            Err(NoInstance::Start(error)) => return Some(stopped(error, &seat.app, false)),
        },
    };
    match live.answer(request, head, broken).await {
        Ok(()) => {
            // A body that nobody will finish ends with its instance.
            if live.answered < seat.app.limits.reuse && !live.is_unfinished() {
                seat.keep(live);
            }
            None
        }
        Err(error) => Some(stopped(error, &seat.app, live.store.data().limits.refused())),
    }
}

fn stopped(error: wasmtime::Error, app: &App, wanted_memory: bool) -> Fault {
    if error.is::<PoolConcurrencyLimitError>() {
        return Fault::Full;
    }
    match trap::stop(error, &app.places) {
        Stop::Exit(code) => Fault::Other(format!("it exited with code {code}")),
        Stop::Trap(trapped) if wanted_memory => Fault::Memory(trapped),
        Stop::Trap(trapped) => Fault::Trap(trapped),
    }
}
