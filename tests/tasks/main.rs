//! Guests that do things at the same time: `async` functions, futures and streams, on wasmtime.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod hosted;
#[path = "../support/mod.rs"]
mod support;

use std::path::{Path, PathBuf};

use wasmtime::component::{Component, StreamReader};
use wasmtime::{Config, Engine, Store};

/// What one guest checks of the other.
const TOPICS: [&str; 15] = [
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
    "errors",
];

/// Two guests, linked into one component, call each other in every way.
#[test]
fn guests_do_things_at_the_same_time() {
    let folder = support::scratch("tasks-relay");
    let wit = support::root().join("fixtures/async/relay.wit");
    let worker = guest(&folder, &wit, "worker", &[]);
    let driver = guest(&folder, &wit, "driver", &[]);
    let whole = folder.join("relay.wasm").to_str().unwrap().to_owned();
    support::witc_ok(&folder, &["compose", &driver, "--with", &worker, "-o", &whole]);
    let calls = TOPICS.map(|topic| format!("check(\"{topic}\")"));
    let args: Vec<&str> = ["call", &whole].into_iter().chain(calls.iter().map(String::as_str)).collect();
    assert_eq!(support::witc_ok(&folder, &args), "()\n".repeat(TOPICS.len()));
}

/// With `--sync` a guest waits where it calls what is `async`, and answers itself as if it were not.
#[test]
fn a_guest_waits_for_answers() {
    let folder = support::scratch("tasks-waiting");
    let wit = support::root().join("fixtures/async/waiting.wit");
    let end = guest(&folder, &wit, "end", &[]);
    let names = ["say", "letters", "[method]book.add", "[method]book.all"];
    let sync = names.map(|name| format!("test:waiting/words#{name}")).join(",");
    let options = ["--sync", &sync, "--chainable-methods", "&all", "--stream-trait", "crate::Values"];
    let middle = guest(&folder, &wit, "middle", &options);
    let whole = folder.join("waiting.wasm").to_str().unwrap().to_owned();
    support::witc_ok(&folder, &["compose", &middle, "--with", &end, "-o", &whole]);
    let calls = ["both(\"a\")", "test:waiting/words#say(\"b\", 2)", "test:waiting/words#say(\"b\", 0)"];
    let args: Vec<&str> = ["call", &whole].into_iter().chain(calls).collect();
    let answers = ["\"a and a a not a later\"", "ok([\"b\", \"b\"])", "err(\"not b\")", ""];
    assert_eq!(support::witc_ok(&folder, &args), answers.join("\n"));
}

/// One component of several files of bindings: what it exports once is in one of them.
#[test]
fn files_of_bindings_share_a_component() {
    let folder = support::scratch("tasks-several");
    let wit = support::root().join("fixtures/async/several.wit");
    let bindings = folder.join("first.rs");
    let files = [("first", "first.rs", "all"), ("second", "first.rs.second.rs", "none")];
    for (world, file, which) in files.into_iter().chain([("library", "first.rs.library.rs", "none")]) {
        let args = ["bind", wit.to_str().unwrap(), "--world", world, "-o", file, "--cabi-exports", which];
        support::witc_ok(&folder, &args);
    }
    let core = support::compile(&folder, "several", &bindings, "2021");
    let component = folder.join("several.wasm").to_str().unwrap().to_owned();
    support::witc_ok(&folder, &["componentize", core.to_str().unwrap(), "-o", &component]);
    let provider = guest(&folder, &wit, "provider", &[]);
    let whole = folder.join("whole.wasm").to_str().unwrap().to_owned();
    support::witc_ok(&folder, &["compose", &component, "--with", &provider, "-o", &whole]);
    let calls = ["greet([\"Ada\", \"Bob\", \"Grace\"])", "test:several/later#slowly(\"so\")"];
    let args: Vec<&str> = ["call", &whole].into_iter().chain(calls).collect();
    assert_eq!(support::witc_ok(&folder, &args), "\"Ada and Grace\"\nok(\"soso\")\n");
}

/// A guest asks its host for several things at once, reads what the host streams, and is read from.
#[test]
fn a_guest_and_its_host_talk() {
    let folder = support::scratch("tasks-hosted");
    let wit = support::root().join("fixtures/async/hosted.wit");
    let component = std::fs::read(support::guest(&folder, "hosted", &wit)).unwrap();
    let mut config = Config::new();
    config.wasm_component_model_async(true);
    let engine = Engine::new(&config).unwrap();
    let component = Component::new(&engine, component).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let mut store = Store::new(&engine, ());
        let instance = hosted::linker(&engine).instantiate_async(&mut store, &component).await.unwrap();
        let run = instance.get_typed_func::<(Vec<String>,), (Vec<String>,)>(&mut store, "run").unwrap();
        let words = ["slow", "quick"].map(str::to_owned).to_vec();
        let call = store.run_concurrent(async |store| run.call_concurrent(store, (words,)).await);
        let (answer,) = call.await.unwrap().unwrap();
        assert_eq!(answer, ["slow", "quick", "1: one", "2: two", "24 bytes"]);

        let sum = instance.get_typed_func::<(StreamReader<u32>,), (u64,)>(&mut store, "sum").unwrap();
        let numbers = StreamReader::new(&mut store, (0..1000).collect::<Vec<u32>>()).unwrap();
        let call = store.run_concurrent(async |store| sum.call_concurrent(store, (numbers,)).await);
        assert_eq!(call.await.unwrap().unwrap(), (499_500,));

        let up_to = instance.get_typed_func::<(u32,), (StreamReader<u32>,)>(&mut store, "up-to").unwrap();
        let read = store.run_concurrent(async |store| {
            let (stream,) = up_to.call_concurrent(store, (300,)).await.unwrap();
            hosted::all_of(store, stream).await
        });
        assert_eq!(read.await.unwrap(), (0..300).collect::<Vec<u32>>());
    });
}

/// WASI 0.3 as witc ships it: a command and a service are bound, compiled and made components.
#[test]
fn guests_of_wasi_0_3_are_made() {
    let worlds = [("command", "wasi:cli/command@0.3.0"), ("service", "wasi:http/service@0.3.0")];
    for (name, world) in worlds {
        let folder = support::scratch(&format!("tasks-wasi3-{name}"));
        let wit = folder.join("guest.wit");
        std::fs::write(&wit, format!("package my:guest;\nworld guest {{\n  include {world};\n}}\n")).unwrap();
        support::guest(&folder, &format!("wasi3-{name}"), &wit);
    }
}

/// One of the worlds of a file, bound, compiled and made a component.
fn guest(folder: &Path, wit: &Path, world: &str, options: &[&str]) -> String {
    let bindings = folder.join(format!("{world}.rs"));
    let args = ["bind", wit.to_str().unwrap(), "--world", world, "-o", bindings.to_str().unwrap()];
    support::witc_ok(folder, &[&args, options].concat());
    let name = format!("{}-{world}", wit.file_stem().unwrap().to_str().unwrap());
    let edition = if world.len().is_multiple_of(2) { "2021" } else { "2024" };
    let core = support::compile(folder, &name, &bindings, edition);
    let component: PathBuf = folder.join(format!("{world}.wasm"));
    support::witc_ok(
        folder,
        &["componentize".as_ref(), core.as_os_str(), "-o".as_ref(), component.as_os_str()],
    );
    component.to_str().unwrap().to_owned()
}
