//! In the place of the assembler, which a build script would compile for nothing.

use crate::component::error::{Looks, Wanted};
use crate::component::{ComponentError, ComponentName};

/// The text is told to be one.
pub(super) fn assemble(name: &ComponentName, _text: &str) -> Result<Vec<u8>, ComponentError> {
    Err(ComponentError::NotWasm { name: name.clone(), wanted: Wanted::Component, looks: Looks::WasmText })
}
