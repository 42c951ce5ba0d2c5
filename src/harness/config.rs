//! What a component finds in `wasi:config/store`.

use std::sync::Arc;

use wasmtime::StoreContextMut;
use wasmtime::component::{Linker, Val};

use crate::base::maps::IndexMap;
use crate::harness::state::State;

/// What a component is told of its configuration. By default there is nothing in it.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The same for all instances.
    entries: Arc<IndexMap<String, String>>,
}

impl From<IndexMap<String, String>> for Config {
    fn from(entries: IndexMap<String, String>) -> Self {
        Self { entries: Arc::new(entries) }
    }
}

/// Whether `import` is `wasi:config/store`: its drafts differ in their names only.
pub(super) fn is_config(import: &str) -> bool {
    import.split('@').next() == Some("wasi:config/store")
}

/// Defines `import`, which is `wasi:config/store` in some version.
pub(super) fn link(linker: &mut Linker<State>, import: &str) -> wasmtime::Result<()> {
    let mut instance = linker.instance(import)?;
    instance.func_new("get", |store, _, args, results| {
        let [Val::String(key)] = args else { wasmtime::bail!("`get` of `wasi:config/store` takes a key") };
        let value = config(&store).entries.get(key).cloned();
        answer(results, Val::Option(value.map(|value| Box::new(Val::String(value)))))
    })?;
    instance.func_new("get-all", |store, _, _, results| {
        let entries = config(&store).entries.iter();
        let pair = |(key, value): (&String, &String)| {
            Val::Tuple(vec![Val::String(key.clone()), Val::String(value.clone())])
        };
        answer(results, Val::List(entries.map(pair).collect()))
    })
}

fn config<'s>(store: &'s StoreContextMut<'_, State>) -> &'s Config {
    &store.data().config
}

/// Both functions return a result, and neither can fail.
fn answer(results: &mut [Val], value: Val) -> wasmtime::Result<()> {
    let [result] = results else { wasmtime::bail!("the functions of `wasi:config/store` return one result") };
    *result = Val::Result(Ok(Some(Box::new(value))));
    Ok(())
}
