//! Guests and clients that mean no good: each is stopped by a limit, which the log names, and serving goes on.

#![cfg(all(feature = "runtime", unix))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

#[path = "support/http.rs"]
mod http;

#[path = "support/load.rs"]
mod load;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;
use std::time::{Duration, Instant};

use http::Server;

/// A component that wants a table without an end, since no Rust program has one.
const TABLES: &str = r#"(component
    (import "wasi:http/types@0.2.12" (instance $types
        (export "incoming-request" (type (sub resource)))
        (export "response-outparam" (type (sub resource)))))
    (alias export $types "incoming-request" (type $request))
    (alias export $types "response-outparam" (type $out))
    (core module $code
        (table 1 funcref)
        (func (export "handle") (param i32 i32)
            (loop $more
                (br_if $more (i32.ne (table.grow (ref.null func) (i32.const 10000)) (i32.const -1)))
                unreachable)))
    (core instance $core (instantiate $code))
    (func $handle (param "request" (own $request)) (param "response-out" (own $out))
        (canon lift (core func $core "handle")))
    (component $handler
        (import "request" (type $request (sub resource)))
        (import "out" (type $out (sub resource)))
        (import "handle" (func $handle (param "request" (own $request)) (param "response-out" (own $out))))
        (export $r "incoming-request" (type $request))
        (export $o "response-outparam" (type $out))
        (export "handle" (func $handle) (func (param "request" (own $r)) (param "response-out" (own $o)))))
    (instance $handler (instantiate $handler
        (with "request" (type $request)) (with "out" (type $out)) (with "handle" (func $handle))))
    (export "wasi:http/incoming-handler@0.2.12" (instance $handler)))"#;

fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = support::scratch("hostile-serve");
        support::guest(&folder, "web", &support::root().join("fixtures/guests/web/world.wit"));
        std::fs::write(folder.join("tables.wat"), TABLES).unwrap();
        folder
    })
}

/// One thread, so that whatever holds it up is seen.
fn serve(args: &[&str]) -> Server {
    Server::start(built(), &[&["--threads", "1"], args, &["web.wasm"]].concat())
}

fn still_serves(server: &Server) {
    assert_eq!(server.get("/hello").is(200), "Hello, world\n");
}

/// Stops the server, which must have said all of this.
fn says(server: &Server, said: &[&str]) {
    still_serves(server);
    let log = server.stop();
    for said in said {
        assert!(log.contains(said), "the log doesn't say `{said}`:\n{log}");
    }
}

#[test]
fn a_guest_that_loops_or_waits_is_stopped_by_the_time() {
    let server = serve(&["--time", "500ms"]);
    for path in ["/loop", "/sleep?60000"] {
        assert_eq!(server.get(path).is(504), "the answer took too long\n");
    }
    says(&server, &["\"GET /loop HTTP/1.1\" 504", "took longer than --time allows"]);
}

#[test]
fn a_guest_that_wants_all_memory_is_refused() {
    let server = serve(&["--memory", "16MiB"]);
    server.get("/grow").is(500);
    says(&server, &["wanted more memory than --memory allows, and trapped"]);
}

#[test]
fn a_guest_that_wants_a_huge_table_is_refused() {
    let server = Server::start(built(), &["--memory", "64KiB", "tables.wat"]);
    for _ in 0..3 {
        server.get("/").is(500);
    }
    let log = server.stop();
    assert_eq!(log.matches("wanted more memory than --memory allows, and trapped").count(), 3, "{log}");
}

#[test]
fn a_guest_that_calls_itself_for_ever_is_stopped_by_its_stack() {
    let server = serve(&[]);
    server.get("/recurse").is(500);
    says(&server, &["trapped: call stack exhausted", "::deeper (", " times)"]);
}

#[test]
fn giant_lists_are_refused() {
    let server = serve(&["--memory", "256MiB"]);
    // Fields of more than the host takes, and a write of more than it has asked for.
    server.get("/fields?1000000").is(500);
    server.get_status("/giant?50000000");
    says(
        &server,
        &[
            "\"GET /fields?1000000 HTTP/1.1\" 500",
            "trapped: total size of fields exceeds limit",
            "\"GET /giant?50000000 HTTP/1.1\"",
            "trapped: write exceeded budget",
        ],
    );
}

#[test]
fn a_guest_that_hoards_handles_is_stopped() {
    let server = serve(&[]);
    server.get("/handles").is(500);
    says(&server, &["trapped: resource table has no free keys"]);
}

#[test]
fn an_answer_without_an_end_ends() {
    let server = serve(&["--time", "1s"]);
    // A client that reads all of it is not told that it was.
    let mut reader = server.connect();
    reader.request("GET", "/flood", "");
    let read = reader.end(Duration::from_secs(10)).unwrap();
    assert!(read.len() > 100_000 && !read.ends_with("0\r\n\r\n"), "{} bytes", read.len());
    // A client that reads nothing of it.
    let mut other = server.connect();
    other.request("GET", "/flood", "");
    thread::sleep(Duration::from_millis(1500));
    says(&server, &["\"GET /flood HTTP/1.1\" 200", "took longer than --time allows"]);
}

/// Neither who says nothing, nor who begins and goes no further, nor who comes back never has a connection for ever.
#[test]
fn slow_heads_are_not_waited_for() {
    let server = serve(&["--patience", "500ms"]);
    let begin = Instant::now();
    for said in ["", "G", "PRI * HTTP", "GET /hello HTTP/1.1\r\nHost: a\r\nX: "] {
        let mut slow = server.connect();
        slow.raw(said);
        assert!(slow.end(Duration::from_secs(10)).is_some(), "{said:?} is waited for");
    }
    let mut idle = server.connect();
    idle.request("GET", "/hello", "");
    idle.response().is(200);
    assert!(idle.end(Duration::from_secs(10)).is_some(), "an idle connection stays");
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
    // A guest that takes its time is no slow client.
    assert_eq!(server.get("/sleep?1200").is(200), "rested\n");
    says(&server, &[]);
}

#[test]
fn slow_bodies_are_limited_by_the_time() {
    let server = serve(&["--time", "700ms"]);
    let mut slow = server.connect();
    slow.raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nbegin");
    let begin = Instant::now();
    assert!(slow.end(Duration::from_secs(10)).is_some(), "it is waited for");
    assert!(begin.elapsed() < Duration::from_secs(5));
    says(&server, &["\"POST /echo HTTP/1.1\" 200", "took longer than --time allows"]);
}

/// An answer that is there, and not taken, keeps neither its connection nor its guest.
#[test]
fn answers_that_nobody_reads_are_dropped() {
    let server = serve(&["--patience", "500ms", "--time", "1m", "--metrics", "127.0.0.1:0"]);
    let mut all: Vec<_> = (0..20).map(|_| server.connect()).collect();
    for connection in &mut all {
        connection.raw("GET /flood HTTP/1.1\r\nHost: a\r\n\r\n");
    }
    let are_gone = || {
        let mut metrics = server.connect_metrics();
        metrics.request("GET", "/metrics", "");
        let page = metrics.response().is(200);
        page.contains("witc_connections 0\n") && page.contains("witc_requests_running{route=\"/\"} 0\n")
    };
    let begin = Instant::now();
    thread::sleep(Duration::from_millis(200));
    while !are_gone() {
        assert!(begin.elapsed() < Duration::from_secs(20), "connections stay");
        thread::sleep(Duration::from_millis(100));
    }
    drop(all);
    still_serves(&server);
}

#[test]
fn broken_requests_are_refused() {
    let server = serve(&[]);
    for (said, status) in [
        ("\u{16}\u{3}\u{1}garbage\r\n\r\n", "400"),
        ("GET\r\n\r\n", "400"),
        ("GET / HTTP/9.9\r\nHost: a\r\n\r\n", "400"),
        ("GET / HTTP/1.1\r\nHost a\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "400"),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", "40"),
    ] {
        let mut broken = server.connect();
        broken.raw(said);
        let answer = broken.end(Duration::from_secs(5));
        let first = answer.as_deref().and_then(|answer| answer.lines().next()).map(str::to_owned);
        let is_refused = first.as_ref().is_none_or(|line| line.contains(status));
        assert!(is_refused, "{said:?}: {first:?}");
        still_serves(&server);
    }
    let mut large = server.connect();
    let _ = large.try_raw(&format!("GET / HTTP/1.1\r\nHost: a\r\nX: {}\r\n\r\n", "x".repeat(1 << 20)));
    let answer = large.end(Duration::from_secs(5)).unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    let mut many = server.connect();
    let _ = many.try_raw(&format!("GET / HTTP/1.1\r\nHost: a\r\n{}\r\n", "a: b\r\n".repeat(5000)));
    let answer = many.end(Duration::from_secs(5)).unwrap();
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    says(&server, &[]);
}

/// Whoever breaks off, at whatever point, frees what was taken for him.
#[test]
fn broken_connections_leave_nothing_behind() {
    let server = serve(&["--at-once", "2", "--waiting", "100", "--time", "20s", "--metrics", "127.0.0.1:0"]);
    for _ in 0..10 {
        for path in ["/sleep?10000", "/flood", "/stream?1000"] {
            let mut connection = server.connect();
            connection.raw(&format!("GET {path} HTTP/1.1\r\nHost: a\r\n\r\n"));
            thread::sleep(Duration::from_millis(20));
            connection.reset();
        }
        let mut half = server.connect();
        half.raw("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nhalf");
        thread::sleep(Duration::from_millis(20));
        half.reset();
        let mut half = server.connect();
        half.raw("GET /hel");
        half.reset();
    }
    let begin = Instant::now();
    still_serves(&server);
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    // The last of them may still be on their way out.
    let is_empty = || {
        let mut metrics = server.connect_metrics();
        metrics.request("GET", "/metrics", "");
        metrics.response().is(200).contains("witc_requests_running{route=\"/\"} 0\n")
    };
    while !is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(15), "a guest stays");
        thread::sleep(Duration::from_millis(50));
    }
}

/// All of it at once, at full speed, with well-behaved requests among it. `scripts/load-hostile` does the same for
/// longer.
#[test]
fn well_behaved_requests_are_answered_among_hostile_ones() {
    let seconds = std::env::var("WITC_LOAD_SECONDS").map_or(20, |seconds| seconds.parse().unwrap());
    let args = ["--time", "1s", "--memory", "32MiB", "--waiting", "10000", "--log", "off"];
    let server = Server::start(built(), &[&args[..], &["web.wasm"]].concat());
    let told = thread::scope(|scope| {
        scope.spawn(|| server.ignore_log());
        let told = load::mixed(&server, Duration::from_secs(seconds));
        still_serves(&server);
        server.terminate();
        told
    });
    writeln!(std::io::stderr(), "{told}").unwrap();
    assert!(told.failures.is_empty(), "{told}");
    assert!(told.answered > 100 && told.hostile > 100, "{told}");
    assert!(told.is_bounded(), "{told}");
}
