//! Health and numbers, on an address of their own.

use std::convert::Infallible;
use std::fmt::Write;
use std::net::TcpListener;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::sync::watch;

use crate::harness::serve::body::Body;
use crate::harness::serve::drain::Drain;
use crate::harness::serve::entry::Fault;
use crate::harness::serve::site::Site;

/// Upper ends of the ranges of the histogram, in microseconds.
const RANGES: [u64; 12] =
    [250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 100_000, 250_000, 1_000_000, 5_000_000, 30_000_000];

/// What one thread has counted. Only that thread writes.
#[derive(Debug, Default)]
pub(super) struct Counts {
    /// Requests by the first digit of their status.
    classes: [AtomicU64; 6],
    trapped: AtomicU64,
    late: AtomicU64,
    turned_away: AtomicU64,
    gone: AtomicU64,
    /// Requests in each range of [`RANGES`], and above.
    ranges: [AtomicU64; RANGES.len() + 1],
    microseconds: AtomicU64,
    connections: AtomicU64,
    closed: AtomicU64,
}

impl Counts {
    pub(super) fn request(&self, status: u16, took: Duration, fault: Option<&Fault>) {
        if let Some(class) = self.classes.get(usize::from(status / 100)) {
            add(class, 1);
        }
        match fault {
            Some(Fault::Trap(_) | Fault::Memory(_)) => add(&self.trapped, 1),
            Some(Fault::Time) => add(&self.late, 1),
            Some(Fault::Full) => add(&self.turned_away, 1),
            Some(Fault::Gone) => add(&self.gone, 1),
            Some(Fault::Other(_)) | None => {}
        }
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let range = RANGES.iter().position(|end| took <= *end).unwrap_or(RANGES.len());
        if let Some(range) = self.ranges.get(range) {
            add(range, 1);
        }
        add(&self.microseconds, took);
    }

    pub(super) fn connected(&self) {
        add(&self.connections, 1);
    }

    pub(super) fn disconnected(&self) {
        add(&self.closed, 1);
    }
}

fn add(counter: &AtomicU64, more: u64) {
    counter.fetch_add(more, Ordering::Relaxed);
}

/// What is told of.
pub(super) struct Told {
    pub(super) stage: watch::Receiver<Arc<Site>>,
    pub(super) counts: Vec<Arc<Counts>>,
    pub(super) draining: Drain,
}

/// Answers `/healthz` and `/metrics` for ever.
pub(super) async fn tell(listener: TcpListener, told: Told) {
    let Ok(listener) = tokio::net::TcpListener::from_std(listener) else { return };
    let told = Rc::new(told);
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let told = Rc::clone(&told);
        tokio::task::spawn_local(async move {
            let service = service_fn(|request| {
                let response = answer(&told, &request);
                async { Ok::<_, Infallible>(response) }
            });
            // Whoever hangs up has lost interest.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

fn answer(told: &Told, request: &Request<Incoming>) -> Response<Body> {
    let (status, kind, text) = match (request.method(), request.uri().path()) {
        (&Method::GET | &Method::HEAD, "/healthz") if told.draining.is_on() => {
            (StatusCode::SERVICE_UNAVAILABLE, "text/plain", "draining\n".to_owned())
        }
        (&Method::GET | &Method::HEAD, "/healthz") => (StatusCode::OK, "text/plain", "ok\n".to_owned()),
        (&Method::GET | &Method::HEAD, "/metrics") => {
            (StatusCode::OK, "text/plain; version=0.0.4", exposition(told))
        }
        _ => (StatusCode::NOT_FOUND, "text/plain", "there are /healthz and /metrics\n".to_owned()),
    };
    let mut response = Response::new(Body::text(text));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// The numbers as Prometheus reads them.
fn exposition(told: &Told) -> String {
    let sum = |of: &dyn Fn(&Counts) -> &AtomicU64| {
        told.counts.iter().map(|counts| of(counts).load(Ordering::Relaxed)).sum::<u64>()
    };
    let mut page = Page(String::new());
    page.head(
        "witc_requests_total",
        "counter",
        "Requests that are over, by the first digit of their status.",
    );
    for class in 1..6 {
        let count = sum(&|counts| counts.classes.get(class).unwrap_or(&counts.gone));
        page.line(&format!("witc_requests_total{{class=\"{class}xx\"}}"), count);
    }
    page.all("witc_traps_total", "counter", "Requests in which the component trapped.", sum(&|c| &c.trapped));
    page.all("witc_timeouts_total", "counter", "Requests that took longer than allowed.", sum(&|c| &c.late));
    page.all("witc_rejected_total", "counter", "Requests turned away with 503.", sum(&|c| &c.turned_away));
    page.all("witc_abandoned_total", "counter", "Requests whose client did not wait.", sum(&|c| &c.gone));
    let site = Arc::clone(&told.stage.borrow());
    page.routes(&site);
    page.head("witc_requests_running", "gauge", "Requests that have an instance, by route.");
    for route in &site.routes {
        page.line(
            &format!("witc_requests_running{{route=\"{}\"}}", escaped(&route.path)),
            route.app.door.inside(),
        );
    }
    page.head("witc_requests_waiting", "gauge", "Requests that wait for an instance, by route.");
    for route in &site.routes {
        page.line(
            &format!("witc_requests_waiting{{route=\"{}\"}}", escaped(&route.path)),
            route.app.door.waiting(),
        );
    }
    let (opened, closed) = (sum(&|c| &c.connections), sum(&|c| &c.closed));
    page.all("witc_connections_total", "counter", "Connections taken.", opened);
    page.all("witc_connections", "gauge", "Connections that are open.", opened.saturating_sub(closed));
    page.head("witc_request_seconds", "histogram", "From the arrival of a request to its end.");
    let mut below = 0;
    for (index, end) in RANGES.iter().enumerate() {
        below += sum(&|counts| counts.ranges.get(index).unwrap_or(&counts.gone));
        page.line(&format!("witc_request_seconds_bucket{{le=\"{}\"}}", seconds(*end)), below);
    }
    below += sum(&|counts| counts.ranges.last().unwrap_or(&counts.gone));
    page.line("witc_request_seconds_bucket{le=\"+Inf\"}", below);
    page.line("witc_request_seconds_sum", seconds(sum(&|counts| &counts.microseconds)));
    page.line("witc_request_seconds_count", below);
    page.0
}

struct Page(String);

impl Page {
    /// What is counted of each route. What leads nowhere is counted in the others only.
    fn routes(&mut self, site: &Site) {
        let help = "Requests of a route that are over, by the first digit of their status.";
        self.head("witc_route_requests_total", "counter", help);
        for route in &site.routes {
            let (path, tallies) = (escaped(&route.path), &route.app.tallies);
            for class in 1..6 {
                let name = format!("witc_route_requests_total{{route=\"{path}\",class=\"{class}xx\"}}");
                self.line(&name, tallies.class(class));
            }
        }
        self.head("witc_route_seconds_total", "counter", "How long all requests of a route took together.");
        for route in &site.routes {
            let name = format!("witc_route_seconds_total{{route=\"{}\"}}", escaped(&route.path));
            self.line(&name, route.app.tallies.time().as_secs_f64());
        }
    }

    fn all(&mut self, name: &str, kind: &str, help: &str, value: u64) {
        self.head(name, kind, help);
        self.line(name, value);
    }

    fn head(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a String can't fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, value: impl std::fmt::Display) {
        let _ = writeln!(self.0, "{name} {value}");
    }
}

/// A label's value, as Prometheus has it.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

fn seconds(microseconds: u64) -> f64 {
    Duration::from_micros(microseconds).as_secs_f64()
}
