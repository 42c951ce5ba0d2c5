//! `witc serve`: a guest behind it, real sockets before it.

#![cfg(all(feature = "runtime", unix))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

#[path = "support/http.rs"]
mod http;

use std::io::Write;
use std::iter;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread::{self, ScopedJoinHandle};
use std::time::{Duration, Instant};

use http::Server;

/// The folder with `web.wasm`, of WASI 0.2, and `service.wasm`, of 0.3.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = support::scratch("serve");
        let guests = support::root().join("fixtures/guests");
        support::guest(&folder, "web", &guests.join("web/world.wit"));
        let wit = folder.join("service.wit");
        std::fs::write(&wit, "package my:guest;\nworld guest {\n  include wasi:http/service@0.3.0;\n}\n")
            .unwrap();
        support::guest(&folder, "wasi3-service", &wit);
        folder
    })
}

fn serve(args: &[&str]) -> Server {
    Server::start(built(), &[args, &["web.wasm"]].concat())
}

#[test]
fn requests_are_answered() {
    let server = serve(&[]);
    assert_eq!(server.get("/hello").is(200), "Hello, world\n");
    assert_eq!(server.get("/nothing").is(404), "no such thing\n");
    assert_eq!(server.get("/stream?3").is(200), "0\n1\n2\n");
    let who = server.get("/who").is(200);
    assert_eq!(who, format!("Get Some(\"{}\") []", server.addr));
}

/// Both ways at once, and more than any buffer holds.
#[test]
fn bodies_are_streamed() {
    let server = serve(&[]);
    let body = "0123456789abcdef".repeat(50_000);
    assert_eq!(server.send("POST", "/echo", &body).is(200), body);
}

#[test]
fn several_requests_go_by_one_connection() {
    let server = serve(&[]);
    let mut connection = server.connect();
    for _ in 0..3 {
        connection.request("GET", "/hello", "");
        assert_eq!(connection.response().is(200), "Hello, world\n");
    }
    // Two before the first answer.
    connection.request("GET", "/hello", "");
    connection.request("GET", "/nothing", "");
    assert_eq!(connection.response().is(200), "Hello, world\n");
    assert_eq!(connection.response().is(404), "no such thing\n");
}

/// What leaves together, for a client that takes none of it for a while: more than the system keeps.
#[test]
fn answers_that_pile_up_come_whole_and_in_order() {
    const COUNT: usize = 2000;
    let server = serve(&["--threads", "1", "--reuse", "1000000"]);
    let body = |number: usize| format!("{number}{}", "x".repeat(3000));
    let mut connection = server.connect();
    let mut asking = connection.sender();
    thread::scope(|scope| {
        scope.spawn(move || {
            for body in (0..COUNT).map(body) {
                let length = body.len();
                write!(asking, "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: {length}\r\n\r\n{body}")
                    .unwrap();
            }
        });
        thread::sleep(Duration::from_secs(1));
        for number in 0..COUNT {
            assert_eq!(connection.response().is(200), body(number));
        }
    });
    // Nor does the last one wait for anybody.
    connection.raw("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
    let end = connection.end(Duration::from_secs(10)).unwrap();
    assert!(end.contains("Hello, world\n"), "{end:?}");
}

#[test]
fn a_service_of_wasi_0_3_is_served() {
    let server = Server::start(built(), &["wasi3-service.wasm"]);
    assert_eq!(server.send("POST", "/a?b", "hello").is(200), "/a?b: hello");
    let body = "0123456789abcdef".repeat(500);
    assert_eq!(server.send("POST", "/", &body).is(200), format!("/: {body}"));
}

#[test]
fn instances_are_fresh_unless_they_are_to_be_reused() {
    let server = serve(&["--threads", "1"]);
    assert_eq!(server.get("/seen").is(200), "1");
    assert_eq!(server.get("/seen").is(200), "1");
    let server = serve(&["--threads", "1", "--reuse", "2"]);
    let seen: Vec<String> = (0..4).map(|_| server.get("/seen").is(200)).collect();
    assert_eq!(seen, ["1", "2", "1", "2"]);
}

#[test]
fn what_goes_wrong_is_for_the_log() {
    let server = serve(&[]);
    for path in ["/trap", "/silent", "/error", "/exit", "/recurse", "/handles"] {
        assert_eq!(server.get(path).is(500), "the application failed\n", "{path}");
    }
    assert_eq!(server.get("/hello").is(200), "Hello, world\n");
    let log = server.stop();
    for said in [
        "\"GET /trap HTTP/1.1\" 500",
        "trapped: wasm `unreachable` instruction executed\n    wasm backtrace, innermost call first:\n",
        "::handle\n",
        "it returned without an answer",
        "it answered with the error ErrorCode::LoopDetected",
        "it exited with code 1",
        "trapped: call stack exhausted",
        "\"GET /hello HTTP/1.1\" 200",
    ] {
        assert!(log.contains(said), "the log doesn't say `{said}`:\n{log}");
    }
}

#[test]
fn the_log_is_also_json() {
    let server = serve(&["--log", "json"]);
    server.get("/nothing?q=x").is(404);
    server.get("/trap").is(500);
    let log = server.stop();
    let lines: Vec<serde_json::Value> =
        log.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect();
    let [nothing, trap] = lines.as_slice() else { panic!("{log}") };
    assert_eq!((&nothing["path"], &nothing["status"]), (&"/nothing?q=x".into(), &404.into()));
    assert_eq!(trap["error"], "trapped: wasm `unreachable` instruction executed");
    assert!(trap["backtrace"].as_str().unwrap().contains("::handle"));
}

/// A pipe whose other end is asleep must not hold up those who are served.
#[test]
fn a_log_that_nobody_reads_holds_up_nobody() {
    let server = serve(&[]);
    let path = format!("/nothing?{}", "x".repeat(8000));
    let mut connection = server.connect();
    for _ in 0..400 {
        connection.request("GET", &path, "");
        assert_eq!(connection.response().is(404), "no such thing\n");
    }
    drop(connection);
    let said = server.stop();
    let (kept, lost) = (said.matches("/nothing?").count(), said.split("note: ").nth(1));
    let lost = lost.and_then(|said| said.split_whitespace().next()?.parse::<usize>().ok());
    assert_eq!(kept + lost.unwrap_or(0), 400);
    assert!(kept > 50 && lost.is_some(), "{kept} {lost:?}");
}

#[test]
fn memory_is_limited() {
    let server = serve(&["--memory", "16MiB", "--log", "off"]);
    assert_eq!(server.get("/grow").is(500), "the application failed\n");
    assert_eq!(server.get("/hello").is(200), "Hello, world\n");
    assert!(server.stop().contains("wanted more memory than --memory allows"));
}

/// A guest that only computes holds up nobody, even on the same thread, and is stopped in the end; so is one that only
/// waits.
#[test]
fn time_is_limited_and_shared() {
    let server = serve(&["--threads", "1", "--time", "3s"]);
    let begin = Instant::now();
    thread::scope(|scope| {
        let runaways: Vec<_> =
            ["/loop", "/loop", "/sleep?60000"].map(|path| scope.spawn(|| server.get(path))).into();
        thread::sleep(Duration::from_millis(300));
        for _ in 0..10 {
            assert_eq!(server.get("/hello").is(200), "Hello, world\n");
        }
        assert!(!runaways.iter().any(ScopedJoinHandle::is_finished), "waited for a runaway");
        for runaway in runaways {
            assert_eq!(runaway.join().unwrap().is(504), "the answer took too long\n");
        }
    });
    assert!(begin.elapsed() < Duration::from_secs(12));
}

#[test]
fn who_comes_too_late_for_the_queue_is_told_when_to_come_back() {
    let server = serve(&["--at-once", "4", "--waiting", "4"]);
    thread::scope(|scope| {
        let all: Vec<_> = (0..20).map(|_| scope.spawn(|| server.get("/sleep?1500"))).collect();
        let all: Vec<_> = all.into_iter().map(|one| one.join().unwrap()).collect();
        let of = |status| all.iter().filter(|response| response.status == status).count();
        assert_eq!((of(200), of(503)), (8, 12));
        let turned_away = all.iter().find(|response| response.status == 503).unwrap();
        assert!(turned_away.head.contains("retry-after: 1\r\n"), "{}", turned_away.head);
    });
    assert_eq!(server.get("/hello").is(200), "Hello, world\n");
}

/// Before the answer is there, whoever hangs up frees the place.
#[test]
fn a_client_that_has_gone_takes_no_place() {
    let server = serve(&["--at-once", "1", "--time", "20s"]);
    let mut connection = server.connect();
    connection.request("GET", "/sleep?10000", "");
    thread::sleep(Duration::from_millis(200));
    drop(connection);
    assert_eq!(server.get("/hello").is(200), "Hello, world\n");
    assert!(server.stop().contains(" 499 "));
}

#[test]
fn a_request_without_a_host_is_a_bad_one() {
    let server = serve(&[]);
    let mut connection = server.connect();
    connection.raw("GET /hello HTTP/1.1\r\n\r\n");
    assert_eq!(connection.response().is(400), "the request names no host\n");
}

#[test]
fn requests_in_flight_are_finished_before_the_end() {
    let server = serve(&[]);
    let mut idle = server.connect();
    idle.request("GET", "/hello", "");
    idle.response().is(200);
    let mut busy = server.connect();
    busy.request("GET", "/stream?100", "");
    thread::sleep(Duration::from_millis(100));
    server.terminate();
    thread::sleep(Duration::from_millis(100));
    assert!(server.try_connect().is_err(), "nobody new is let in");
    let lines = busy.response().is(200);
    assert_eq!(lines.lines().count(), 100);
    let (code, _) = server.wait();
    assert_eq!(code, Some(0));
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let server = serve(&[]);
    let mut busy = server.connect();
    busy.request("GET", "/sleep?20000", "");
    thread::sleep(Duration::from_millis(200));
    server.terminate();
    thread::sleep(Duration::from_millis(200));
    server.terminate();
    let begin = Instant::now();
    assert_eq!(server.wait().0, Some(1));
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_address_that_is_taken_is_an_error() {
    let server = serve(&[]);
    let output = support::witc(built(), &["serve", "--addr", &server.addr, "web.wasm"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("witc::harness::cant_listen") && said.contains("another program listens there"),
        "{said}"
    );
}

#[test]
fn health_and_metrics_have_their_own_address() {
    let server = serve(&["--metrics", "127.0.0.1:0"]);
    server.get("/hello").is(200);
    server.get("/trap").is(500);
    let mut metrics = server.connect_metrics();
    metrics.request("GET", "/healthz", "");
    assert_eq!(metrics.response().is(200), "ok\n");
    metrics.request("GET", "/metrics", "");
    let page = metrics.response().is(200);
    for line in [
        "witc_requests_total{class=\"2xx\"} 1\n",
        "witc_requests_total{class=\"5xx\"} 1\n",
        "witc_traps_total 1\n",
        "witc_requests_running{route=\"/\"} 0\n",
        "witc_request_seconds_count 2\n",
    ] {
        assert!(page.contains(line), "no `{line}` in\n{page}");
    }
    metrics.request("GET", "/", "");
    metrics.response().is(404);
}

/// The todo application, three components in one: as a client sees it.
#[test]
fn the_todo_application_is_served() {
    let folder = support::scratch("serve-todo");
    let guests = support::root().join("fixtures/guests");
    support::guest(&folder, "todo-web", &guests.join("todo-web/world.wit"));
    for part in ["auth", "db"] {
        let wit = support::root().join("wit").join(format!("{part}.wit"));
        support::guest(&folder, &format!("todo-{part}"), &wit);
    }
    let args = ["compose", "todo-web.wasm", "--with", "todo-auth.wasm", "todo-db.wasm", "-o", "todo.wasm"];
    support::witc_ok(&folder, &args);

    // One instance, so that it remembers: it has no store but its own memory.
    let server = Server::start(&folder, &["--threads", "1", "--reuse", "1000", "todo.wasm"]);
    assert_eq!(server.get("/api/todos").is(200), "[]");
    let created = server.send("POST", "/api/todos", "{\"title\": \"Brötchen \\\"hell\\\"\"}");
    assert!(created.head.contains("content-type: application/json\r\n"), "{}", created.head);
    assert_eq!(created.is(201), r#"{"id":1,"title":"Brötchen \"hell\""}"#);
    assert_eq!(server.get("/api/todos").is(200), r#"[{"id":1,"title":"Brötchen \"hell\""}]"#);
    for (method, path) in
        [("GET", "/"), ("GET", "/api/todos/1"), ("DELETE", "/api/todos"), ("PUT", "/api/todos")]
    {
        server.send(method, path, "").is(404);
    }
    server.send("POST", "/api/todos", "milk").is(400);
    assert_eq!(
        server.send("POST", "/api/todos", "{\"title\": \" \"}").is(400),
        r#"{"error":"a title can't be empty"}"#
    );
    server.stop();

    // A fresh instance for each request: none knows of the one before.
    let server = Server::start(&folder, &["todo.wasm"]);
    server.send("POST", "/api/todos", "{\"title\": \"milk\"}").is(201);
    assert_eq!(server.get("/api/todos").is(200), "[]");
}

/// A file that changes under load: every request is answered, first by the old component, then by the new one.
#[test]
fn a_component_that_changes_is_taken_up() {
    let folder = support::scratch("serve-watch");
    let take = |name: &str| {
        // Written in two steps, as a slow linker would.
        let bytes = std::fs::read(built().join(name)).unwrap();
        let (begin, _) = bytes.split_at(bytes.len() / 2);
        std::fs::write(folder.join("app.wasm"), begin).unwrap();
        thread::sleep(Duration::from_millis(10));
        std::fs::write(folder.join("app.wasm"), bytes).unwrap();
    };
    take("web.wasm");
    let server = Server::start(&folder, &["--watch", "--log", "off", "app.wasm"]);
    let done = std::sync::atomic::AtomicBool::new(false);
    let swaps = std::thread::scope(|scope| {
        let clients: Vec<_> = (0..4)
            .map(|_| {
                scope.spawn(|| {
                    let (mut answers, mut connection) = (Vec::new(), server.connect());
                    while !done.load(std::sync::atomic::Ordering::Relaxed) {
                        connection.request("GET", "/hello", "");
                        answers.push(connection.response().is(200));
                    }
                    answers.dedup();
                    answers
                })
            })
            .collect();
        for name in ["wasi3-service.wasm", "web.wasm", "wasi3-service.wasm"] {
            let expected = if name == "web.wasm" { "Hello, world\n" } else { "/hello: " };
            take(name);
            let begin = Instant::now();
            while server.get("/hello").is(200) != expected {
                assert!(begin.elapsed() < Duration::from_secs(20), "{name} is not served");
                thread::sleep(Duration::from_millis(10));
            }
        }
        std::fs::write(folder.join("app.wasm"), "no component").unwrap();
        thread::sleep(Duration::from_millis(500));
        done.store(true, std::sync::atomic::Ordering::Relaxed);
        clients.into_iter().map(|client| client.join().unwrap()).collect::<Vec<_>>()
    });
    for seen in swaps {
        assert_eq!(seen, ["Hello, world\n", "/hello: ", "Hello, world\n", "/hello: "]);
    }
    let said = server.stop();
    assert_eq!(said.matches("`app.wasm` has changed and is served anew").count(), 3, "{said}");
    assert!(said.contains("`app.wasm` is served as it was before"), "{said}");
}

/// Two components in one process. What the one does with its time and its places is no affair of the other.
#[test]
fn routes_lead_to_components_of_their_own() {
    let folder = support::scratch("serve-routes");
    for (from, to) in [("web.wasm", "web.wasm"), ("wasi3-service.wasm", "service.wasm")] {
        std::fs::copy(built().join(from), folder.join(to)).unwrap();
    }
    let site = "[[route]]\npath = \"/\"\ncomponent = \"web.wasm\"\nat-once = 2\nwaiting = 0\nenv = [\"A=b\"]\n\n\
                [[route]]\npath = \"/hello\"\ncomponent = \"service.wasm\"\ntime = \"5s\"\n";
    std::fs::write(folder.join("site.toml"), site).unwrap();
    let server = Server::start(&folder, &["--threads", "1", "--time", "4s", "site.toml"]);
    assert_eq!(server.send("POST", "/hello/there", "you").is(200), "/hello/there: you");
    assert_eq!(server.get("/seen").is(200), "1");
    assert!(server.get("/who").is(200).ends_with("[(\"A\", \"b\")]"));
    assert_eq!(server.get("/hellos").is(404), "no such thing\n");
    thread::scope(|scope| {
        // Whoever asks below may take a place before one of them does.
        let runaway =
            || iter::repeat_with(|| server.get("/loop")).find(|response| response.status != 503).unwrap();
        let runaways = [scope.spawn(runaway), scope.spawn(runaway)];
        // Its own places are taken, as soon as both have come in.
        let begin = Instant::now();
        while server.get_status("/seen") != Some(503) {
            assert!(begin.elapsed() < Duration::from_secs(3), "its places are not taken");
        }
        for _ in 0..20 {
            assert_eq!(server.get("/hello").is(200), "/hello: ");
        }
        // Nobody has waited for them.
        assert!(!runaways.iter().any(ScopedJoinHandle::is_finished));
        for runaway in runaways {
            runaway.join().unwrap().is(504);
        }
    });
}
