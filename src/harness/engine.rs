//! Engines of wasmtime, each tuned for what it is to do, and components compiled by them.

use std::num::NonZeroUsize;

use wasmtime::component::Component;
use wasmtime::{Config, Engine, WasmBacktraceDetails};

use crate::harness::artifact;
use crate::harness::error::{EngineError, HarnessError, NotComponent};
use crate::harness::exports::Exports;
use crate::harness::pool::{self, Need};
use crate::harness::trap::MOST_CALLS;

/// A component, compiled and ready to be linked.
#[derive(Debug)]
pub struct Guest {
    /// How messages name it.
    pub name: String,
    /// The functions it exports.
    pub exports: Exports,
    pub(super) component: Component,
}

/// A component on an engine that keeps room for many instances of it.
#[derive(Debug)]
pub struct Hosted {
    /// The component.
    pub guest: Guest,
    /// How many instances there is room for at once.
    pub room: u32,
}

/// Compiles the component `bytes`, which messages call `name`, for one instance that runs to its end.
pub fn load(name: &str, bytes: &[u8]) -> Result<Guest, HarnessError> {
    let compiled = compile(Purpose::Once, name, bytes)?;
    Ok(Guest {
        name: name.to_owned(),
        exports: Exports::of(&compiled.component),
        component: compiled.component,
    })
}

/// Compiles the component `bytes` for many short-lived instances, `instances` of them at once if the address space
/// has room for so many.
pub fn load_for_many(name: &str, bytes: &[u8], instances: u32) -> Result<Hosted, HarnessError> {
    let unusable = |error| HarnessError::Unusable { name: name.to_owned(), error: EngineError(error) };
    let Compiled { concurrency, component } = compile(Purpose::Many, name, bytes)?;
    // What a pool has to hold is known of a compiled component only, and a pool belongs to an engine from its
    // beginning. What is compiled does not depend on the pool, so the component moves on to an engine with one.
    let need = Need::of(&component, concurrency);
    let pooled = pool::engine(&config(Purpose::Many, concurrency), need, instances).map_err(unusable)?;
    let component = artifact::moved(&component, &pooled.engine).map_err(unusable)?;
    let guest = Guest { name: name.to_owned(), exports: Exports::of(&component), component };
    Ok(Hosted { guest, room: pooled.room })
}

/// What an engine is made for.
#[derive(Clone, Copy, Debug)]
enum Purpose {
    /// One instance: a quick start counts.
    Once,
    /// Instances by the thousand, of which none may hold up the others.
    Many,
}

/// Whether an engine supports the asynchronous ABI: async functions, streams, futures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concurrency {
    Off,
    On,
}

struct Compiled {
    concurrency: Concurrency,
    component: Component,
}

fn compile(purpose: Purpose, name: &str, bytes: &[u8]) -> Result<Compiled, HarnessError> {
    if let Some(what) = not_a_component(bytes) {
        return Err(HarnessError::NotAComponent { name: name.to_owned(), what, help: what.advice() });
    }
    let on = |concurrency| {
        let component = Component::from_binary(&Engine::new(&config(purpose, concurrency))?, bytes)?;
        Ok(Compiled { concurrency, component })
    };
    // Most components know nothing of the asynchronous ABI, and run leaner on an engine that knows nothing of it
    // either. One that does is refused while its types are read, long before anything has been compiled.
    let compiled = on(Concurrency::Off).or_else(|_: wasmtime::Error| on(Concurrency::On));
    compiled.map_err(|error| HarnessError::Unusable { name: name.to_owned(), error: EngineError(error) })
}

fn config(purpose: Purpose, concurrency: Concurrency) -> Config {
    let mut config = Config::new();
    config.wasm_backtrace_max_frames(NonZeroUsize::new(MOST_CALLS));
    config.wasm_backtrace_details(WasmBacktraceDetails::Enable);
    config.wasm_component_model_map(true);
    config.wasm_component_model_fixed_length_lists(true);
    config.wasm_component_model_implements(true);
    match concurrency {
        Concurrency::Off => {
            config.concurrency_support(false);
        }
        Concurrency::On => {
            config.wasm_component_model_more_async_builtins(true);
            config.wasm_component_model_async_stackful(true);
            config.wasm_component_model_error_context(true);
        }
    }
    match purpose {
        Purpose::Once => {}
        Purpose::Many => {
            config.epoch_interruption(true);
        }
    }
    config
}

/// What `bytes` are, if their first ones say that they are no component.
fn not_a_component(bytes: &[u8]) -> Option<NotComponent> {
    match bytes {
        [] => Some(NotComponent::Empty),
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => Some(NotComponent::CoreModule),
        // The second half of the version is the layer: 1 for components.
        [0, b'a', b's', b'm', _, _, 1, 0, ..] => None,
        [0, b'a', b's', b'm', ..] => Some(NotComponent::UnknownVersion),
        _ if std::str::from_utf8(bytes).is_ok() => Some(NotComponent::Text),
        _ => Some(NotComponent::NotWasm),
    }
}
