//! The wasmtime engine, and components compiled by it.

use std::num::NonZeroUsize;

use wasmtime::component::Component;
use wasmtime::{Config, Engine, WasmBacktraceDetails};

use crate::harness::error::{EngineError, HarnessError, NotComponent};
use crate::harness::exports::Exports;
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

/// Compiles the component `bytes`, which messages call `name`.
pub fn load(name: &str, bytes: &[u8]) -> Result<Guest, HarnessError> {
    if let Some(what) = not_a_component(bytes) {
        return Err(HarnessError::NotAComponent { name: name.to_owned(), what, help: what.advice() });
    }
    // Most components know nothing of the asynchronous ABI, and run leaner on an engine that knows nothing of it
    // either. One that does is refused while its types are read, long before anything has been compiled.
    let component = compile(Concurrency::Off, bytes).or_else(|_| compile(Concurrency::On, bytes));
    let component = component
        .map_err(|error| HarnessError::Unusable { name: name.to_owned(), error: EngineError(error) })?;
    Ok(Guest { name: name.to_owned(), exports: Exports::of(&component), component })
}

/// Whether the engine supports the asynchronous ABI: async functions, streams, futures.
#[derive(Clone, Copy, Debug)]
enum Concurrency {
    Off,
    On,
}

fn compile(concurrency: Concurrency, bytes: &[u8]) -> wasmtime::Result<Component> {
    Component::from_binary(&Engine::new(&config(concurrency))?, bytes)
}

fn config(concurrency: Concurrency) -> Config {
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
