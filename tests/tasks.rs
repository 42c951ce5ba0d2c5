//! Guests that do things at the same time: `async` functions, futures and streams, on wasmtime.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use std::path::{Path, PathBuf};

/// What one guest checks of the other.
const TOPICS: [&str; 14] = [
    "calls",
    "resources",
    "at-once",
    "streams",
    "streams-of-streams",
    "partial",
    "futures",
    "defaults",
    "cancelled-calls",
    "cancelled-reads",
    "cancelled-writes",
    "spawned",
    "blocking",
    "woken",
];

/// Two guests, linked into one component, call each other in every way.
#[test]
fn guests_do_things_at_the_same_time() {
    for edition in ["2021", "2024"] {
        let folder = support::scratch(&format!("tasks-{edition}"));
        let wit = support::root().join("fixtures/async/relay.wit");
        let [worker, driver] = ["worker", "driver"].map(|world| guest(&folder, &wit, world, edition));
        let whole = folder.join("relay.wasm");
        let args = ["compose", driver.as_str(), "--with", worker.as_str(), "-o", whole.to_str().unwrap()];
        support::witc_ok(&folder, &args);
        let calls = TOPICS.map(|topic| format!("check(\"{topic}\")"));
        let args: Vec<&str> =
            ["call", whole.to_str().unwrap()].into_iter().chain(calls.iter().map(String::as_str)).collect();
        assert_eq!(support::witc_ok(&folder, &args), "()\n".repeat(TOPICS.len()));
    }
}

/// One of the worlds of a file, bound, compiled and made a component.
fn guest(folder: &Path, wit: &Path, world: &str, edition: &str) -> String {
    let bindings = folder.join(format!("{world}.rs"));
    let args: [&std::ffi::OsStr; 6] =
        ["bind".as_ref(), wit.as_ref(), "--world".as_ref(), world.as_ref(), "-o".as_ref(), bindings.as_ref()];
    support::witc_ok(folder, &args);
    let core = support::compile(folder, &format!("relay-{world}"), &bindings, edition);
    let component: PathBuf = folder.join(format!("{world}.wasm"));
    support::witc_ok(
        folder,
        &["componentize".as_ref(), core.as_os_str(), "-o".as_ref(), component.as_os_str()],
    );
    component.to_str().unwrap().to_owned()
}
