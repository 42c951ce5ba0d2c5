//! `wasi:keyvalue` and `wasi:config`: guests that use all of them, in `witc call`, `witc run` and `witc serve`.

#![cfg(all(feature = "runtime", unix))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

#[path = "support/http.rs"]
mod http;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::thread;

use http::Server;

/// The folder with `keyvalue.wasm`, which has every function of both drafts, and `counter.wasm`, which answers HTTP.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = support::scratch("keyvalue");
        for name in ["keyvalue", "counter"] {
            let wit = support::root().join("fixtures/guests").join(name).join("world.wit");
            support::guest(&folder, name, &wit);
        }
        folder
    })
}

/// Makes the calls in one instance, and holds every answer against what stands beside its call.
fn calls(grants: &[&str], expected: &[(&str, &str)]) {
    let expressions: Vec<&str> = expected.iter().map(|(call, _)| *call).collect();
    let args = [&["call"], grants, &["keyvalue.wasm"], expressions.as_slice()].concat();
    let answers = support::witc_ok(built(), &args);
    let answers: Vec<(&str, &str)> = expressions.iter().copied().zip(answers.lines()).collect();
    assert_eq!(answers, expected);
}

#[test]
fn settings_are_told() {
    let given = ["--config", "greeting=hello=you", "--config", "empty="];
    calls(
        &given,
        &[
            ("setting(\"greeting\")", "some(\"hello=you\")"),
            ("setting(\"empty\")", "some(\"\")"),
            ("setting(\"HOME\")", "none"),
            ("settings()", "[(\"greeting\", \"hello=you\"), (\"empty\", \"\")]"),
        ],
    );
    calls(&[], &[("setting(\"greeting\")", "none"), ("settings()", "[]")]);
}

/// By each draft in a bucket of its own.
#[test]
fn both_drafts_keep_what_they_are_told() {
    for (draft, found) in [
        ("one", r#"ok([some(("a", "1")), none, some(("c", "3"))])"#),
        ("two", r#"ok([("a", some("1")), ("x", none), ("c", some("3"))])"#),
    ] {
        let expected = [
            (r#"open("")"#, "ok"),
            (r#"get("", "a")"#, "ok(none)"),
            (r#"set("", "a", "first")"#, "ok"),
            (r#"set("default", "a", "1")"#, "ok"),
            (r#"get("", "a")"#, "ok(some(\"1\"))"),
            (r#"exists("", "a")"#, "ok(true)"),
            (r#"exists("", "b")"#, "ok(false)"),
            (r#"delete("", "a")"#, "ok"),
            (r#"delete("", "a")"#, "ok"),
            (r#"exists("", "a")"#, "ok(false)"),
            (r#"keys("")"#, "ok(([], 1))"),
            (r#"set-many("", [("c", "3"), ("a", "1"), ("b", "2")])"#, "ok"),
            (r#"get-many("", ["a", "x", "c"])"#, found),
            (r#"keys("")"#, r#"ok((["a", "b", "c"], 1))"#),
            (r#"delete-many("", ["a", "c", "x"])"#, "ok"),
            (r#"keys("")"#, r#"ok((["b"], 1))"#),
            (r#"increment("", "n", 5)"#, "ok(5)"),
            (r#"increment("", "n", 2)"#, "ok(7)"),
            (r#"get("", "n")"#, "ok(some(\"7\"))"),
        ];
        let named: Vec<String> = expected.iter().map(|(call, _)| format!("{draft}.{call}")).collect();
        let expected: Vec<(&str, &str)> =
            named.iter().map(String::as_str).zip(expected.map(|(_, answer)| answer)).collect();
        calls(&["--keyvalue", ":memory:"], &expected);
    }
}

/// Large sets of keys come in pages, by either kind of cursor.
#[test]
fn keys_come_in_pages() {
    calls(
        &["--keyvalue", "big=:memory:"],
        &[
            (r#"one.set-numbered("big", 2500)"#, "ok"),
            (r#"one.count("big")"#, "ok((2500, 3))"),
            (r#"two.count("big")"#, "ok((2500, 3))"),
            (r#"two.set("big", "a", "before all others")"#, "ok"),
            (r#"two.count("big")"#, "ok((2501, 3))"),
        ],
    );
}

#[test]
fn counters_are_decimal_text() {
    calls(
        &["--keyvalue", ":memory:"],
        &[
            (r#"one.set("", "n", "40")"#, "ok"),
            (r#"one.increment("", "n", 2)"#, "ok(42)"),
            (r#"two.increment("", "n", -50)"#, "ok(-8)"),
            (r#"two.get("", "n")"#, "ok(some(\"-8\"))"),
            (
                r#"one.increment("", "n", 1)"#,
                r#"err("Other(\"`n` would become -7, which is out of range\")")"#,
            ),
            (r#"two.get("", "n")"#, "ok(some(\"-8\"))"),
            (r#"one.set("", "n", "many")"#, "ok"),
            (r#"two.increment("", "n", 1)"#, r#"err("Other(\"the value of `n` is no number\")")"#),
        ],
    );
}

#[test]
fn a_swap_fails_if_somebody_was_faster() {
    calls(
        &["--keyvalue", ":memory:"],
        &[
            (r#"two.swap("", "s", "new", none)"#, r#"ok(["nothing"])"#),
            (r#"two.swap("", "s", "newer", none)"#, r#"ok(["new"])"#),
            (r#"two.swap("", "s", "newest", some("other"))"#, r#"ok(["newer", "other"])"#),
            (r#"two.get("", "s")"#, r#"ok(some("newest"))"#),
        ],
    );
}

/// A file outlives the process, and has one bucket, whatever it is called.
#[test]
fn buckets_are_files() {
    let _ = std::fs::remove_file(built().join("kept.redb"));
    let grants = ["--keyvalue", "a=kept.redb", "--keyvalue", "b=./kept.redb", "--keyvalue", "c=:memory:"];
    calls(
        &grants,
        &[
            (r#"one.set("a", "k", "v")"#, "ok"),
            (r#"two.get("b", "k")"#, r#"ok(some("v"))"#),
            (r#"two.get("c", "k")"#, "ok(none)"),
        ],
    );
    calls(&["--keyvalue", "kept.redb"], &[(r#"two.get("", "k")"#, r#"ok(some("v"))"#)]);
}

#[test]
fn what_is_not_granted_is_refused_and_told_once() {
    let args = [
        "call",
        "--keyvalue",
        "mine=:memory:",
        "keyvalue.wasm",
        r#"one.open("")"#,
        r#"two.get("default", "a")"#,
        r#"one.open("it's")"#,
        r#"one.open("mine")"#,
        r#"one.open("\u{1b}[31m")"#,
    ];
    let output = support::witc(built(), &args);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "err(\"NoSuchStore\")\nerr(\"NoSuchStore\")\nerr(\"NoSuchStore\")\nok\nerr(\"NoSuchStore\")\n"
    );
    assert_eq!(
        String::from_utf8(output.stderr).unwrap(),
        "note: the component was refused the key-value bucket `default`; `--keyvalue FILE` would grant it\n\
         note: the component was refused the key-value bucket `it's`; `--keyvalue 'it'\\''s=FILE'` would grant it\n\
         note: the component was refused the key-value bucket `\\u{1b}[31m`; `--keyvalue '\\u{1b}[31m=FILE'` would grant it\n"
    );
}

/// A `wasi:cli` program with `main`, as Rust's own target makes it.
#[test]
fn a_program_counts_its_runs() {
    let folder = support::scratch("keyvalue-run");
    let guest = support::root().join("fixtures/guests/counted");
    let (wit, bindings) = (guest.join("world.wit"), folder.join("bindings.rs"));
    support::witc_ok(&folder, &["bind".as_ref(), wit.as_os_str(), "-o".as_ref(), bindings.as_os_str()]);
    let bin = support::toolchain();
    let path = std::env::join_paths(
        std::iter::once(bin.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let compiled = Command::new(bin.join("rustc"))
        .args(["--edition", "2024", "--target", "wasm32-wasip2", "-O", "-D", "warnings", "-o"])
        .arg(folder.join("counted.wasm"))
        .arg(guest.join("guest.rs"))
        .env("PATH", path.unwrap())
        .env("BINDINGS", bindings)
        .output()
        .unwrap();
    assert!(compiled.status.success(), "{}", String::from_utf8_lossy(&compiled.stderr));

    let refused = support::witc(&folder, &["run", "counted.wasm"]);
    assert_eq!(refused.status.code(), Some(1));
    assert_eq!(String::from_utf8(refused.stdout).unwrap(), "no bucket: NoSuchStore\n");
    assert_eq!(
        String::from_utf8(refused.stderr).unwrap(),
        "note: the component was refused the key-value bucket `runs`; `--keyvalue runs=FILE` would grant it\n"
    );
    for said in ["run 1\n", "run 2\n"] {
        let args = ["run", "--config", "greeting=run", "--keyvalue", "runs=runs.redb", "counted.wasm"];
        assert_eq!(support::witc_ok(&folder, &args), said);
    }
}

fn add(server: &Server, times: u32) {
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let mut connection = server.connect();
                for _ in 0..times {
                    connection.request("GET", "/add", "");
                    connection.response().is(200);
                }
            });
        }
    });
}

/// 4 clients × 1,000: on all threads, each in an instance of its own, with an orderly restart and one without warning.
#[test]
fn no_increment_is_lost() {
    let _ = std::fs::remove_file(built().join("count.redb"));
    let serve = || {
        Server::start(
            built(),
            &["--log", "off", "--threads", "2", "--keyvalue", "count.redb", "counter.wasm"],
        )
    };
    let server = serve();
    add(&server, 400);
    server.stop();
    let server = serve();
    assert_eq!(server.get("/sum").is(200), "1600");
    add(&server, 600);
    // Killed: what was answered is on the disk.
    drop(server);
    let server = serve();
    assert_eq!(server.get("/sum").is(200), "4000");
    assert_eq!(server.get("/add").is(200), "4001");
}

#[test]
fn a_refused_bucket_is_told_once_for_all_requests() {
    let server = Server::start(built(), &["--log", "off", "counter.wasm"]);
    for _ in 0..3 {
        assert_eq!(server.get("/add").is(503), "NoSuchStore");
    }
    assert_eq!(server.stop().matches("refused the key-value bucket `default`").count(), 1);
}

#[test]
fn a_store_belongs_to_one_process() {
    let _ = std::fs::remove_file(built().join("busy.redb"));
    let server = Server::start(built(), &["--log", "off", "--keyvalue", "busy.redb", "counter.wasm"]);
    assert_eq!(server.get("/add").is(200), "1");
    let args = ["call", "--keyvalue", "busy.redb", "keyvalue.wasm", r#"one.open("")"#];
    let output = support::witc(built(), &args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("witc::harness::store_in_use") && said.contains("`busy.redb` is in use"), "{said}");
    assert_eq!(output.status.code(), Some(1));
    server.stop();
    calls(&["--keyvalue", "busy.redb"], &[(r#"one.get("", "requests")"#, r#"ok(some("1"))"#)]);
}

/// Whatever has happened to a file, it is named, and it stays as it is.
#[test]
fn a_damaged_store_is_left_alone() {
    let _ = std::fs::remove_file(built().join("whole.redb"));
    calls(&["--keyvalue", "whole.redb"], &[(r#"one.set-numbered("", 3000)"#, "ok")]);
    let whole = std::fs::read(built().join("whole.redb")).unwrap();
    let half = whole.get(..whole.len() / 2).unwrap().to_vec();
    let with = |at: usize, bytes: &[u8]| {
        let mut damaged = whole.clone();
        damaged.splice(at..at + bytes.len(), bytes.iter().copied());
        damaged
    };
    // Where the first keys are, in a page that is in use.
    let at = whole.windows(9).position(|bytes| bytes == b"key-00001").unwrap();
    let cases = [
        half,
        with(0, b"text"),
        with(64, &[255; 8]),
        with(200, &[255; 8]),
        with(at, b"KEY"),
        b"text".to_vec(),
    ];
    for (number, damaged) in cases.into_iter().enumerate() {
        let path = built().join("damaged.redb");
        std::fs::write(&path, &damaged).unwrap();
        let args = ["call", "--keyvalue", "damaged.redb", "keyvalue.wasm", r#"one.set("", "a", "b")"#];
        let output = support::witc(built(), &args);
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(
            said.contains("[witc::harness::store_damaged]: `damaged.redb` is no key-value store"),
            "{number}: {said}"
        );
        assert!(std::fs::read(&path).unwrap() == damaged, "{number}: the file was changed");
    }
}
