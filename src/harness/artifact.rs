//! Machine code of components, as it is kept and moved from one engine to another.

use wasmtime::Engine;
use wasmtime::component::Component;

/// `component` on another engine, whose compiler has the same settings.
#[allow(unsafe_code, reason = "machine code can't be checked; this one was made here, a moment ago")]
pub(super) fn moved(component: &Component, engine: &Engine) -> wasmtime::Result<Component> {
    let code = component.serialize()?;
    // SAFETY: `code` is what `serialize` returned, unchanged.
    unsafe { Component::deserialize(engine, code) }
}
