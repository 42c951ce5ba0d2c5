//! `witc serve` of a file with several routes: compositions, what each route has for itself, and changes of the file.

#![cfg(all(feature = "runtime", unix))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

#[path = "support/http.rs"]
mod http;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use http::Server;

/// The folder with `web.wasm`, and with `todo.wasm`, `auth.wasm` and `db.wasm`, which want to be composed.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = support::scratch("sites");
        let (wit, guests) = (support::root().join("wit"), support::root().join("fixtures/guests"));
        support::guest(&folder, "web", &guests.join("web/world.wit"));
        for (guest, wit, name) in [
            ("todo-web", guests.join("todo-web/world.wit"), "todo.wasm"),
            ("todo-auth", wit.join("auth.wit"), "auth.wasm"),
            ("todo-db", wit.join("db.wit"), "db.wasm"),
            ("failing-db", wit.join("db.wit"), "failing.wasm"),
        ] {
            std::fs::rename(support::guest(&folder, guest, &wit), folder.join(name)).unwrap();
        }
        folder
    })
}

/// A folder with the components and a site file.
fn site(name: &str, text: &str) -> PathBuf {
    let folder = support::scratch(name);
    for file in ["web.wasm", "todo.wasm", "auth.wasm", "db.wasm", "failing.wasm"] {
        std::fs::copy(built().join(file), folder.join(file)).unwrap();
    }
    std::fs::write(folder.join("site.toml"), text).unwrap();
    folder
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < Duration::from_secs(30), "it never came: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

const MANIFEST: &str = "app = \"todo\"\n[components]\ntodo = \"../todo.wasm\"\nauth = \"../auth.wasm\"\n\
                        db = \"../db.wasm\"\n";

#[test]
fn compositions_are_served() {
    let folder = site(
        "sites-composed",
        "[[route]]\npath = \"/api\"\ncomponent = [\"todo.wasm\", \"auth.wasm\", \"store=db.wasm\"]\n\n\
         [[route]]\npath = \"/api/todos\"\ncomponent = \"todo/witc.toml\"\nreuse = 100\n\n\
         [[route]]\npath = \"/\"\ncomponent = \"web.wasm\"\n",
    );
    std::fs::create_dir(folder.join("todo")).unwrap();
    std::fs::write(folder.join("todo/witc.toml"), MANIFEST).unwrap();
    let server = Server::start(&folder, &["--threads", "1", "--metrics", "127.0.0.1:0", "site.toml"]);
    assert_eq!(
        server.send("POST", "/api/todos", "{\"title\": \"milk\"}").is(201),
        r#"{"id":1,"title":"milk"}"#
    );
    assert_eq!(server.get("/api/todos").is(200), r#"[{"id":1,"title":"milk"}]"#);
    assert_eq!(server.get("/api/other").is(404), "{\"error\":\"there is no such thing\"}");
    assert_eq!(server.get("/hello").is(200), "Hello, world\n");
    let mut metrics = server.connect_metrics();
    metrics.request("GET", "/metrics", "");
    let page = metrics.response().is(200);
    for line in [
        "witc_route_requests_total{route=\"/api/todos\",class=\"2xx\"} 2\n",
        "witc_route_requests_total{route=\"/api\",class=\"4xx\"} 1\n",
        "witc_route_requests_total{route=\"/\",class=\"2xx\"} 1\n",
        "witc_route_seconds_total{route=\"/\"} 0.",
        "witc_requests_total{class=\"2xx\"} 3\n",
    ] {
        assert!(page.contains(line), "no `{line}` in\n{page}");
    }
}

#[test]
fn a_composition_that_does_not_hold_is_told() {
    let text = "[[route]]\npath = \"/\"\ncomponent = [\"todo.wasm\", \"auth.wasm\"]\n";
    let folder = site("sites-broken", text);
    let said = |args: &[&str]| {
        let output = support::witc(&folder, args);
        assert_eq!(output.status.code(), Some(1));
        String::from_utf8(output.stderr).unwrap()
    };
    let composed = said(&["compose", "todo.wasm", "--with", "auth.wasm"]);
    let served = said(&["serve", "--addr", "127.0.0.1:0", "site.toml"]);
    assert!(composed.contains("example:db/store@0.1.0"), "{composed}");
    // Whose it is comes first; then it is the same.
    let (whose, served) = served.split_once('\n').unwrap();
    assert!(whose.starts_with("the route `/` can't be composed"), "{whose}");
    assert_eq!(served, composed);
    for (component, told) in [("[]", "it is no file"), ("[1]", "it is no file"), ("\"no.toml\"", "no.toml")] {
        std::fs::write(
            folder.join("site.toml"),
            format!("[[route]]\npath = \"/\"\ncomponent = {component}\n"),
        )
        .unwrap();
        let said = said(&["serve", "--addr", "127.0.0.1:0", "site.toml"]);
        assert!(said.contains(told), "{said}");
    }
}

#[test]
fn a_part_of_a_composition_that_changes_is_taken_up() {
    let folder = site(
        "sites-part",
        "[[route]]\npath = \"/\"\ncomponent = [\"todo.wasm\", \"auth.wasm\", \"db.wasm\"]\n",
    );
    let server = Server::start(&folder, &["--watch", "site.toml"]);
    assert_eq!(server.get("/api/todos").is(200), "[]");
    std::fs::copy(folder.join("failing.wasm"), folder.join("db.wasm")).unwrap();
    until("the other db", || server.get("/api/todos").status == 500);
    // The trap says where it was.
    let log = server.stop();
    assert!(log.contains("db!") && log.contains("`todo.wasm` has changed and is served anew"), "{log}");
}

/// Routes come, change and go while others ask without a pause; a file with mistakes changes nothing.
#[test]
fn a_site_file_that_changes_is_taken_up() {
    let route =
        |path: &str, more: &str| format!("[[route]]\npath = \"{path}\"\ncomponent = \"web.wasm\"\n{more}\n");
    let folder = site("sites-watch", &route("/", "env = [\"A=1\"]"));
    let server = Server::start(&folder, &["--watch", "--log", "off", "site.toml"]);
    let write = |text: &str| {
        std::fs::write(folder.join("new.toml"), text).unwrap();
        std::fs::rename(folder.join("new.toml"), folder.join("site.toml")).unwrap();
    };
    let done = AtomicBool::new(false);
    let answered = thread::scope(|scope| {
        let clients: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    let (mut answered, mut connection) = (0, server.connect());
                    while !done.load(Relaxed) {
                        connection.request("GET", "/hello", "");
                        assert_eq!(connection.response().is(200), "Hello, world\n");
                        answered += 1;
                    }
                    answered
                })
            })
            .collect();
        let who = |path: &str| server.get(path).body;
        assert!(who("/who").ends_with("[(\"A\", \"1\")]"));
        // Another grant, and another route, which has none.
        write(&(route("/", "env = [\"A=2\"]") + &route("/who", "env = [\"B=3\"]")));
        until("a new route", || who("/who").ends_with("[(\"B\", \"3\")]"));
        // Mistakes: in the text, and in what it leads to.
        for broken in ["[[route]]\npath = 1\n", &route("/", "dir = [\"nowhere\"]"), "[[route]\n"] {
            write(broken);
            thread::sleep(Duration::from_millis(400));
            assert!(who("/who").ends_with("[(\"B\", \"3\")]"));
        }
        // The route goes, and what was behind it is seen.
        write(&route("/", "env = [\"A=2\"]"));
        until("the other grant", || who("/who").ends_with("[(\"A\", \"2\")]"));
        done.store(true, Relaxed);
        clients.into_iter().map(|client| client.join().unwrap()).sum::<u32>()
    });
    assert!(answered > 100, "{answered}");
    let said = server.stop();
    assert_eq!(
        said.matches("`site.toml` has changed: its routes are served as it says now").count(),
        2,
        "{said}"
    );
    assert_eq!(said.matches("`site.toml` is served as it was before").count(), 3, "{said}");
    assert!(said.contains("witc::cli::bad_site") && said.contains("witc::harness::no_dir"), "{said}");
}

/// What a route that is as it was has in its instances stays, when others change.
#[test]
fn routes_that_are_as_they_were_keep_their_instances() {
    let text = "[[route]]\npath = \"/seen\"\ncomponent = \"web.wasm\"\nreuse = 1000\n";
    let folder = site("sites-kept", text);
    let server = Server::start(&folder, &["--watch", "--threads", "1", "site.toml"]);
    assert_eq!(server.get("/seen").is(200), "1");
    let more = "[[route]]\npath = \"/\"\ncomponent = \"web.wasm\"\n";
    std::fs::write(folder.join("site.toml"), format!("{more}{text}")).unwrap();
    until("the new route", || server.get("/hello").status == 200);
    assert_eq!(server.get("/seen").is(200), "2");
}

/// The 99th percentile of one route, alone and while all places of another are taken by guests that only compute.
#[test]
fn a_runaway_route_leaves_the_others_alone() {
    let folder = site(
        "sites-runaway",
        "[[route]]\npath = \"/\"\ncomponent = \"web.wasm\"\n\n\
         [[route]]\npath = \"/loop\"\ncomponent = \"web.wasm\"\nat-once = 2\nwaiting = 0\ntime = \"20s\"\n",
    );
    let server = Server::start(&folder, &["--log", "off", "site.toml"]);
    let percentile = || {
        let mut connection = server.connect();
        let mut took: Vec<Duration> = (0..200)
            .map(|_| {
                let asked = Instant::now();
                connection.request("GET", "/hello", "");
                connection.response().is(200);
                asked.elapsed()
            })
            .collect();
        took.sort_unstable();
        took[197]
    };
    let alone = percentile();
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| server.get_status("/loop"));
        }
        thread::sleep(Duration::from_millis(300));
        let beside = percentile();
        // A guest that computes gives way after some 5 ms; two may be on the same thread.
        assert!(beside < alone * 3 + Duration::from_millis(60), "{alone:?} alone, {beside:?} beside");
        // Nobody waits for the runaways.
        server.terminate();
        server.terminate();
    });
}
