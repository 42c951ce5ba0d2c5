//! Components that others' toolchains made, with ours: called, composed, served.
//!
//! Those in C are checked in as text. The larger ones, in other languages, are what `scripts/polyglot` builds; once it
//! has, `cargo test --test polyglot -- --ignored` takes them too.

#![cfg(all(feature = "runtime", unix))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::print_stdout, reason = "what is left out is told")]

mod support;

#[path = "support/http.rs"]
mod http;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use http::Server;

/// What all must answer; `scripts/polyglot` and `scripts/other-hosts` expect the same.
fn polyglot(file: &str) -> PathBuf {
    support::root().join("fixtures/guests/polyglot").join(file)
}

fn expected(file: &str) -> String {
    std::fs::read_to_string(polyglot(file)).unwrap()
}

/// The folder with our components: `web.wasm` and `auth.wasm` before the store, `holder.wasm` and `relay.wasm` before
/// the counters.
fn ours() -> &'static Path {
    static OURS: OnceLock<PathBuf> = OnceLock::new();
    OURS.get_or_init(|| {
        let folder = support::scratch("polyglot");
        let (root, guests) = (support::root(), support::root().join("fixtures/guests"));
        support::guest(&folder, "todo-web", &guests.join("todo-web/world.wit"));
        support::guest(&folder, "todo-auth", &root.join("wit/auth.wit"));
        let relay = guests.join("relay/world.wit");
        support::guest_of(&folder, "relay", &relay, Some("relay"));
        support::guest_of(&folder, "relay-holder", &relay, Some("holder"));
        folder
    })
}

#[test]
fn a_store_in_c_answers_as_ours_does() {
    answers_as_ours_does("c", &polyglot("c/store.wat"));
}

#[test]
fn counters_in_c_are_wrapped_and_held_in_rust() {
    let counters = polyglot("c/counters.wat");
    let args = ["compose", "relay-holder.wasm", "--via", "relay.wasm", "-o", "held.wasm", "--with"];
    let mut args: Vec<&std::ffi::OsStr> = args.iter().map(std::convert::AsRef::as_ref).collect();
    args.push(counters.as_os_str());
    support::witc_ok(ours(), &args);
    assert_eq!(support::witc_ok(ours(), &["call", "held.wasm", "check()"]), expected("held.txt"));
}

#[test]
#[ignore = "left out: Go, Python and JavaScript, whose toolchains `scripts/polyglot` fetches"]
fn stores_in_other_languages_answer_as_ours_does() {
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("polyglot");
    for language in ["go", "python", "js", "js-starling"] {
        let store = made.join(language).join("store.wasm");
        if store.exists() {
            answers_as_ours_does(language, &store);
        } else {
            println!("left out: {language}: scripts/polyglot {language} builds it");
        }
    }
}

/// Calls a store, and serves the todo application that it is part of: with an instance that remembers, and with one
/// for each request.
fn answers_as_ours_does(language: &str, store: &Path) {
    let folder = ours();
    let store = store.to_str().unwrap();
    let calls = [
        "insert([109, 105, 108, 107])",
        "insert([])",
        "get(1)",
        "replace(2, [255, 0])",
        "get(2)",
        "remove(1)",
        "get(1)",
        "remove(1)",
        "replace(3, [])",
        "entries()",
        "insert([1])",
    ];
    assert_eq!(support::witc_ok(folder, &[&["call", store], &calls[..]].concat()), expected("calls.txt"));

    let app = format!("{language}.wasm");
    support::witc_ok(folder, &["compose", "todo-web.wasm", "--with", "todo-auth.wasm", store, "-o", &app]);
    let server = Server::start(folder, &["--threads", "1", "--reuse", "1000", &app]);
    answer_as(&server, &expected("http.txt"));
    let server = Server::start(folder, &[&app]);
    answer_as(&server, &expected("http-fresh.txt"));
}

/// Sends the requests that such a file has, each followed by its answer: status and type, and the body.
fn answer_as(server: &Server, expected: &str) {
    let lines: Vec<&str> = expected.lines().collect();
    assert_eq!(lines.len() % 3, 0);
    for part in lines.chunks(3) {
        let mut request = part[0].splitn(3, ' ');
        let [method, path] = [(); 2].map(|()| request.next().unwrap());
        let response = server.send(method, path, request.next().unwrap_or_default());
        let (status, content_type) = part[1].trim().split_once(' ').unwrap();
        let header = format!("content-type: {content_type}\r\n");
        assert!(response.head.contains(&header), "{}: {}", part[0], response.head);
        assert_eq!(response.is(status.parse().unwrap()), part[2].trim(), "{}", part[0]);
    }
}
