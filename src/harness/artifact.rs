//! Machine code of components, as it is kept and moved from one engine to another.

use std::path::Path;

use wasmtime::Engine;
use wasmtime::component::Component;

/// `component` on another engine, whose compiler has the same settings.
#[allow(unsafe_code, reason = "machine code can't be checked; this one was made here, a moment ago")]
pub(super) fn moved(component: &Component, engine: &Engine) -> wasmtime::Result<Component> {
    let code = component.serialize()?;
    // SAFETY: `code` is what `serialize` returned, unchanged.
    unsafe { Component::deserialize(engine, code) }
}

/// The component whose machine code this process has just compiled.
#[allow(unsafe_code, reason = "machine code can't be checked; this one was made here, a moment ago")]
pub(super) fn fresh(engine: &Engine, code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: `code` is what an engine with the same compiler has returned, unchanged.
    unsafe { Component::deserialize(engine, code) }
}

/// The component in a file of machine code, which is mapped, not read. wasmtime refuses code of other compilers and
/// settings; that nobody has changed it is for the caller to know.
#[allow(unsafe_code, reason = "machine code can't be checked; only this user could have written the file")]
pub(super) fn mapped(engine: &Engine, file: &Path) -> wasmtime::Result<Component> {
    // SAFETY: the callers have seen to it that witc has written the file as this user, or that the user trusts it; and
    // files of machine code are replaced, never written to.
    unsafe { Component::deserialize_file(engine, file) }
}
