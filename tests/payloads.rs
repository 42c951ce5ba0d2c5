//! Streams and futures of random types: one guest sends values to another, which sends on what it reads, and gets back
//! what it sent. `WITC_WORLDS=20 cargo test --test payloads` for a long run.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use std::fmt::Write;
use std::path::Path;

use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Config, Engine, Store, StoreLimits, StoreLimitsBuilder};

use crate::support::random::{Random, Types};

/// Worlds (unless `WITC_WORLDS` says how many), payloads of each, calls with each.
const WORLDS: u64 = 1;
const PAYLOADS: usize = 12;
const CALLS: usize = 15;

#[test]
fn random_values_come_back_through_streams_and_futures() {
    for seed in 1..=support::worlds(WORLDS) {
        let folder = support::scratch(&format!("payloads-{seed}"));
        std::fs::write(folder.join("world.wit"), worlds(seed)).unwrap();
        let sender = component(&folder, "sender", SENDER, "echo");
        let relay = component(&folder, "relay", RELAY, "pipe");
        support::witc_ok(&folder, &["compose", &sender, "--with", &relay, "-o", "whole.wasm"]);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(call_all(&folder.join("whole.wasm"), seed));
    }
}

/// Sends the list through a stream and the value through a future.
const SENDER: &str = "
let ((mut values, ours), (value, own)) = (wit_stream::new(), wit_future::new(|| unreachable!()));
spawn_local(async move {
    assert!(values.write_all(a).await.is_empty());
    drop(values);
    value.write(b).await.unwrap();
});
let (theirs, other) = crate::bindings::random::types::pipes::NAME(ours, own).await;
(theirs.collect().await, other.await)";

/// Sends on what it reads, one by one.
const RELAY: &str = "
let ((mut values, ours), (value, own)) = (wit_stream::new(), wit_future::new(|| unreachable!()));
spawn_local(async move {
    let mut a = a;
    while let Some(read) = a.next().await {
        assert!(values.write_one(read).await.is_none());
    }
    drop(values);
    value.write(b.await).await.unwrap();
});
(ours, own)";

/// A guest whose functions all do the same.
fn component(folder: &Path, world: &str, body: &str, name: &str) -> String {
    let bindings = folder.join(format!("{world}.rs"));
    let args = ["bind", "world.wit", "--world", world, "-o", bindings.to_str().unwrap()];
    support::witc_ok(folder, &args);
    let text = std::fs::read_to_string(&bindings).unwrap();
    let (_, of_trait) = text.split_once("pub trait Guest {").unwrap();
    let (functions, _) = of_trait.split_once("\n                }\n").unwrap();
    let functions = functions.split("async fn ").skip(1).enumerate().map(|(index, function)| {
        let (signature, body) = (signature(function), body.replace("NAME", &format!("pipe{index}")));
        format!("async fn {signature} {{ {body} }}\n")
    });
    let functions = functions.collect::<String>().replace("_rt::", "crate::bindings::_rt::");
    let guest = folder.join(format!("{world}_guest.rs"));
    let interface = format!("{name}s");
    std::fs::write(
        &guest,
        format!(
            "mod bindings {{ include!(env!(\"BINDINGS\")); }}
#[allow(unused_imports)]
use bindings::{{exports::random::types::{interface}::*, wit_bindgen::spawn_local, wit_future, wit_stream}};
struct All;
impl Guest for All {{ {functions} }}
bindings::export!(All with_types_in bindings);
"
        ),
    )
    .unwrap();
    let core = support::compile_file(&guest, &bindings, "2024");
    let component = folder.join(format!("{world}.wasm"));
    support::witc_ok(
        folder,
        &["componentize".as_ref(), core.as_os_str(), "-o".as_ref(), component.as_os_str()],
    );
    component.to_str().unwrap().to_owned()
}

/// A signature ends with the first `;` outside of brackets.
fn signature(function: &str) -> &str {
    let mut depth = 0;
    let end = function.find(|c: char| {
        depth += i32::from(c == '[') - i32::from(c == ']');
        c == ';' && depth == 0
    });
    function.get(..end.unwrap()).unwrap()
}

async fn call_all(component: &Path, seed: u64) {
    let mut config = Config::new();
    config.wasm_component_model_map(true).wasm_component_model_fixed_length_lists(true);
    config.wasm_component_model_async(true);
    let engine = Engine::new(&config).unwrap();
    let component = Component::from_file(&engine, component).unwrap();
    let limits = StoreLimitsBuilder::new().memory_size(8 << 20).build();
    let mut store: Store<StoreLimits> = Store::new(&engine, limits);
    store.limiter(|limits| limits);
    let instance = Linker::new(&engine).instantiate_async(&mut store, &component).await.unwrap();
    let (_, interface) = component.get_export(None, "random:types/echos").unwrap();
    let mut random = Random(seed);
    for name in (0..PAYLOADS).map(|index| format!("echo{index}")) {
        let (_, export) = component.get_export(Some(&interface), &name).unwrap();
        let func = instance.get_func(&mut store, export).unwrap();
        let types: Vec<_> = func.ty(&store).params().map(|(_, ty)| ty).collect();
        for _ in 0..CALLS {
            let args: Vec<Val> = types.iter().map(|ty| random.value(ty, 0)).collect();
            let mut results = [Val::Bool(false)];
            func.call_async(&mut store, &args, &mut results)
                .await
                .unwrap_or_else(|error| panic!("seed {seed}, {name}({args:?}): {error:?}"));
            let sent = Val::Tuple(args);
            assert!(support::same(&sent, &results[0]), "seed {seed}, {name}\n in {sent:?}\nout {results:?}");
        }
    }
}

/// A world that sends and one that sends on, with payloads of random types.
fn worlds(seed: u64) -> String {
    let mut made = Types::new(seed);
    let (mut echoes, mut pipes) = (String::new(), String::new());
    for index in 0..PAYLOADS {
        let ty = match made.ty(2) {
            // A stream of these is refused: it would be sent as four bytes each.
            char if char == "char" => "tuple<char>".to_owned(),
            ty => ty,
        };
        writeln!(echoes, "  echo{index}: async func(a: list<{ty}>, b: {ty}) -> tuple<list<{ty}>, {ty}>;")
            .unwrap();
        let ends = format!("stream<{ty}>, future<{ty}>");
        writeln!(pipes, "  pipe{index}: async func(a: stream<{ty}>, b: future<{ty}>) -> tuple<{ends}>;")
            .unwrap();
    }
    let types = &made.text;
    let names: Vec<&str> = types.lines().filter_map(|line| line.split_whitespace().nth(1)).collect();
    let used = |funcs: &str| {
        let words: Vec<&str> = funcs.split(|c: char| !c.is_alphanumeric()).collect();
        names.iter().filter(|name| words.contains(*name)).copied().collect::<Vec<_>>().join(", ")
    };
    let (of_echoes, of_pipes) = (used(&echoes), used(&pipes));
    format!(
        "package random:types;

interface shapes {{
{types}}}

interface echos {{
  use shapes.{{{of_echoes}}};
{echoes}}}

interface pipes {{
  use shapes.{{{of_pipes}}};
{pipes}}}

world sender {{
  import pipes;
  export echos;
}}

world relay {{
  export pipes;
}}
"
    )
}
