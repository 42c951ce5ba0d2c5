//! Engines of wasmtime, each tuned for what it is to do, and components compiled by them.

use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::Arc;

use wasmtime::component::Component;
use wasmtime::{Config, Engine, WasmBacktraceDetails};

use crate::component::contents::Digest;
use crate::component::places::Places;
use crate::harness::artifact::{self, CodeError};
use crate::harness::cache::{Cache, Key};
use crate::harness::error::{EngineError, HarnessError, NotComponent};
use crate::harness::exports::Exports;
use crate::harness::limits::RunLimits;
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
    pub(super) places: Arc<Places>,
    pub(super) limits: RunLimits,
}

/// A component on an engine that keeps room for many instances of it.
#[derive(Debug)]
pub struct Hosted {
    /// The component.
    pub guest: Guest,
    /// How many instances there is room for at once.
    pub room: u32,
}

/// A component as it comes from a file.
#[derive(Clone, Copy, Debug)]
pub struct Binary<'b> {
    /// How messages name it.
    pub name: &'b str,
    /// What is in the file.
    pub form: Form<'b>,
    /// Where machine code of it may be found, and is kept.
    pub cache: Option<&'b Cache>,
}

/// What a file has.
#[derive(Clone, Copy, Debug)]
pub enum Form<'b> {
    /// A component, in these bytes.
    Component(&'b [u8]),
    /// What [`compile`] has made of one, in this file. Machine code does whatever it likes: give only what you trust.
    Code(&'b Path),
}

/// The component, compiled for one instance that runs to its end, or to its limits.
pub fn load(binary: &Binary<'_>, limits: RunLimits) -> Result<Guest, HarnessError> {
    let Binary { name, .. } = *binary;
    let compiled = compiled(Purpose::Once(limits), binary)?;
    Ok(Guest {
        name: name.to_owned(),
        exports: Exports::of(&compiled.component),
        component: compiled.component,
        places: places(binary),
        limits,
    })
}

/// The component, compiled for many short-lived instances, `instances` of them at once if the address space has room
/// for so many.
pub fn load_for_many(binary: &Binary<'_>, instances: u32) -> Result<Hosted, HarnessError> {
    let Binary { name, .. } = *binary;
    let unusable = |error| HarnessError::unusable(name, error);
    let Compiled { concurrency, component, kept } = compiled(Purpose::Many, binary)?;
    // What a pool has to hold is known of a compiled component only, and a pool belongs to an engine from its
    // beginning. What is compiled does not depend on the pool, so the component moves on to an engine with one.
    let need = Need::of(&component, concurrency);
    let pooled = pool::engine(&config(Purpose::Many, concurrency), need, instances).map_err(unusable)?;
    let component = match kept.as_ref().and_then(|kept| kept.map(&pooled.engine)) {
        Some(component) => component,
        None => artifact::moved(&component, &pooled.engine).map_err(unusable)?,
    };
    // What requests may take is known to those who serve.
    let limits = RunLimits::default();
    let (exports, places) = (Exports::of(&component), places(binary));
    let guest = Guest { name: name.to_owned(), exports, component, places, limits };
    Ok(Hosted { guest, room: pooled.room })
}

/// The machine code of the component `bytes`, to be kept in a file that [`Form::Code`] names.
pub fn compile(name: &str, bytes: &[u8], purpose: Purpose) -> Result<Vec<u8>, HarnessError> {
    Ok(artifact::file(code(purpose, name, bytes)?.bytes, &Places::of(bytes)))
}

/// Where the modules of the component run, for backtraces.
fn places(binary: &Binary<'_>) -> Arc<Places> {
    Arc::new(match binary.form {
        Form::Component(bytes) => Places::of(bytes),
        // Backtraces do without.
        Form::Code(file) => artifact::places(file).unwrap_or_default(),
    })
}

/// What machine code is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// One instance: a quick start counts. Code that counts or looks up is slower, so only what is limited is counted.
    Once(RunLimits),
    /// Instances by the thousand, of which none may hold up the others.
    Many,
}

/// Whether an engine supports the asynchronous ABI: async functions, streams, futures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concurrency {
    Off,
    On,
}

struct Compiled<'c> {
    concurrency: Concurrency,
    component: Component,
    kept: Option<Kept<'c>>,
}

/// Where machine code is.
enum Kept<'c> {
    InCache(&'c Cache, Key),
    InFile(&'c Path),
}

impl Kept<'_> {
    fn map(&self, engine: &Engine) -> Option<Component> {
        match self {
            Kept::InCache(cache, key) => cache.get(engine, key),
            Kept::InFile(file) => artifact::mapped(engine, file).ok(),
        }
    }
}

/// Most components know nothing of the asynchronous ABI, and run leaner on an engine that knows nothing of it either.
const IN_ORDER: [Concurrency; 2] = [Concurrency::Off, Concurrency::On];

fn compiled<'c>(purpose: Purpose, binary: &Binary<'c>) -> Result<Compiled<'c>, HarnessError> {
    let Binary { name, form, cache } = *binary;
    let bytes = match form {
        Form::Component(bytes) => bytes,
        Form::Code(file) => return from_file(purpose, name, file),
    };
    let cache = cache.map(|cache| (cache, Digest::of(bytes)));
    for concurrency in IN_ORDER {
        let Some((cache, digest)) = &cache else { break };
        let engine = engine(purpose, concurrency, name)?;
        let key = Key::of(digest, &engine);
        if let Some(component) = cache.get(&engine, &key) {
            return Ok(Compiled { concurrency, component, kept: Some(Kept::InCache(cache, key)) });
        }
    }
    let Code { concurrency, engine, bytes: code } = code(purpose, name, bytes)?;
    let kept = cache.map(|(cache, digest)| {
        let key = Key::of(&digest, &engine);
        cache.put(&key, &code);
        Kept::InCache(cache, key)
    });
    let component = artifact::fresh(&engine, &code).map_err(|error| HarnessError::unusable(name, error))?;
    Ok(Compiled { concurrency, component, kept })
}

/// A file of machine code, if it is whole and this compiler's.
fn from_file<'c>(purpose: Purpose, name: &str, file: &'c Path) -> Result<Compiled<'c>, HarnessError> {
    artifact::check(file).map_err(|error| CodeError::Damaged { name: name.to_owned(), error })?;
    let on = |concurrency| {
        let component = artifact::mapped(&engine(purpose, concurrency, name)?, file);
        let component = component
            .map_err(|error| CodeError::Other { name: name.to_owned(), error: EngineError(error) })?;
        Ok(Compiled { concurrency, component, kept: Some(Kept::InFile(file)) })
    };
    // What is said of the first engine is said to most users.
    on(Concurrency::Off).or_else(|error| on(Concurrency::On).map_err(|_: HarnessError| error))
}

/// Machine code, and the engine that made it.
struct Code {
    concurrency: Concurrency,
    engine: Engine,
    bytes: Vec<u8>,
}

fn code(purpose: Purpose, name: &str, bytes: &[u8]) -> Result<Code, HarnessError> {
    if let Some(what) = not_a_component(bytes) {
        return Err(HarnessError::NotAComponent { name: name.to_owned(), what, help: what.advice() });
    }
    // A component with the asynchronous ABI is refused while its types are read, long before anything has been
    // compiled.
    let off = engine(purpose, Concurrency::Off, name)?;
    if let Ok(bytes) = off.precompile_component(bytes) {
        return Ok(Code { concurrency: Concurrency::Off, engine: off, bytes });
    }
    let on = engine(purpose, Concurrency::On, name)?;
    let bytes = on.precompile_component(bytes).map_err(|error| HarnessError::unusable(name, error))?;
    Ok(Code { concurrency: Concurrency::On, engine: on, bytes })
}

fn engine(purpose: Purpose, concurrency: Concurrency, name: &str) -> Result<Engine, HarnessError> {
    Engine::new(&config(purpose, concurrency)).map_err(|error| HarnessError::unusable(name, error))
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
        Purpose::Once(limits) => {
            config.epoch_interruption(limits.time.is_some());
            config.consume_fuel(limits.fuel.is_some());
        }
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
