//! What can't be planned.

use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use crate::base::ids::TypeIx;
use crate::base::source::{Location, Sources};
use crate::graph::TypeGraph;
use crate::graph::node::Func;

/// A value or function that no plan exists for.
#[derive(Debug, Error, Diagnostic)]
pub enum AbiError {
    /// A type that does not fit a 32-bit memory.
    #[error("{item} is larger than half of a 32-bit memory, more than a program can have in one piece")]
    #[diagnostic(code(witc::abi::too_large), help("shorten its fixed-length lists, or use `list<..>`"))]
    TooLarge {
        /// The type, in words.
        item: String,
        /// The WIT.
        #[source_code]
        source_code: Option<NamedSource<Arc<str>>>,
        /// The type's place.
        #[label("here")]
        at: Option<SourceSpan>,
    },
}

/// A size that no object of a 32-bit program can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// The error for a function whose parameters together are [`TooLarge`].
pub(super) fn too_large_params(func: &Func, sources: &Sources) -> AbiError {
    let snippet = sources.snippet(func.at);
    let item = format!("what function `{}` takes", func.wire_name);
    AbiError::TooLarge { item, source_code: snippet.source, at: snippet.span }
}

/// The error for a type that is [`TooLarge`].
pub(super) fn too_large(graph: &TypeGraph, ty: TypeIx, sources: &Sources) -> AbiError {
    let (at, home) = place(graph, ty);
    let snippet = sources.snippet(at);
    let item = format!("type `{}`{home}", crate::graph::print::type_name(graph, ty));
    AbiError::TooLarge { item, source_code: snippet.source, at: snippet.span }
}

/// Where a type stands: a type without a name in the named type or the function that mentions it, and that in words.
fn place(graph: &TypeGraph, ty: TypeIx) -> (Option<Location>, String) {
    if let Some(at) = graph.at(ty) {
        return (Some(at), String::new());
    }
    let mentions = |roots: Vec<TypeIx>| graph.reached(roots).contains(&ty);
    let named = graph.type_ids().find(|whole| graph.at(*whole).is_some() && mentions(vec![*whole]));
    if let Some(named) = named {
        return (graph.at(named), format!(" in `{}`", crate::graph::print::type_name(graph, named)));
    }
    let has = |func: &&Func| mentions(func.params.iter().map(|(_, ty)| *ty).chain(func.result).collect());
    match graph.funcs.values().find(has) {
        Some(func) => (func.at, format!(" in function `{}`", func.wire_name)),
        None => (None, String::new()),
    }
}
