//! Prints what setters need besides their calls.

use crate::base::names::FuncName;
use crate::bindgen::code::{Code, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::items::funcs::FuncItem;
use crate::bindgen::note::note;

/// A component can't import what sets a value without what gets it, and the linker drops what is not mentioned.
pub(super) fn getter_of(cx: &Cx<'_>, item: &FuncItem) -> Option<Code> {
    let graph = cx.bindings.graph;
    let FuncName::Setter(accessed, name) = &graph.funcs[item.func].name else { return None };
    let getter = FuncName::Getter(*accessed, name.clone());
    let getter = cx.module.imports.iter().find(|other| graph.funcs[other.func].name == getter)?;
    let (ident, note) = (&getter.core_ident, note("A setter is imported only along with its getter."));
    Some(quote!(#note let _ = ::core::hint::black_box(_imports::#ident as *const ());))
}
