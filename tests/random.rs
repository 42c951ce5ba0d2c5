//! Worlds of random types: a guest that echoes is made for each, called with random values, and gives back what it got.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use std::path::Path;

use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Config, Engine, Store, StoreLimitsBuilder};

use crate::support::random::{Random, World};

/// Worlds, functions of each, calls of each function.
const WORLDS: u64 = 3;
const FUNCS: usize = 60;
const CALLS: usize = 40;

#[test]
fn random_values_of_random_types_come_back() {
    for seed in 1..=WORLDS {
        let folder = support::scratch(&format!("random-{seed}"));
        let wit = World::random(seed, FUNCS);
        std::fs::write(folder.join("world.wit"), &wit).unwrap();
        support::witc_ok(&folder, &["bind", "world.wit", "-o", "bindings.rs"]);
        let bindings = folder.join("bindings.rs");
        std::fs::write(folder.join("guest.rs"), guest(&std::fs::read_to_string(&bindings).unwrap())).unwrap();
        let core = support::compile_file(&folder.join("guest.rs"), &bindings, "2021");
        let args = ["componentize".as_ref(), core.as_os_str(), "-o".as_ref(), "guest.wasm".as_ref()];
        support::witc_ok(&folder, &args);
        call_all(&folder.join("guest.wasm"), seed);
    }
}

/// Calls every function with random values.
fn call_all(component: &Path, seed: u64) {
    let mut config = Config::new();
    config.wasm_component_model_map(true).wasm_component_model_fixed_length_lists(true);
    let engine = Engine::new(&config).unwrap();
    let component = Component::from_file(&engine, component).unwrap();
    let mut store = Store::new(&engine, StoreLimitsBuilder::new().memory_size(8 << 20).build());
    store.limiter(|limits| limits);
    let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
    let (_, interface) = component.get_export(None, "random:types/echoes").unwrap();
    let mut random = Random(seed);
    for index in 0..FUNCS {
        let name = format!("echo{index}");
        let (_, export) = component.get_export(Some(&interface), &name).unwrap();
        let func = instance.get_func(&mut store, export).unwrap();
        let (_, ty) = func.ty(&store).params().next().unwrap();
        for _ in 0..CALLS {
            let value = random.value(&ty, 0);
            let mut results = [Val::Bool(false)];
            func.call(&mut store, std::slice::from_ref(&value), &mut results)
                .unwrap_or_else(|error| panic!("seed {seed}, {name}({value:?}): {error:?}"));
            assert!(
                support::same(&value, &results[0]),
                "seed {seed}, {name}\n in {value:?}\nout {:?}",
                results[0]
            );
        }
    }
}

/// The guest: each function of the trait returns its argument.
fn guest(bindings: &str) -> String {
    let (_, rest) = bindings.split_once("pub trait Guest {").unwrap();
    let (functions, _) = rest.split_once("#[doc(hidden)]").unwrap();
    let functions = functions.trim_end().strip_suffix('}').unwrap();
    let bodies = functions.split("fn ").map(|function| match function.trim_end().strip_suffix(';') {
        Some(signature) => format!("fn {signature} {{ a }}\n"),
        None => String::new(),
    });
    let functions = bodies.collect::<String>().replace("_rt::Map", "std::collections::BTreeMap");
    format!(
        "mod bindings {{ include!(env!(\"BINDINGS\")); }}\n\
         #[allow(unused_imports)]\nuse bindings::exports::random::types::echoes::*;\n\
         struct Echo;\nimpl Guest for Echo {{{functions}}}\nbindings::export!(Echo with_types_in bindings);\n"
    )
}
