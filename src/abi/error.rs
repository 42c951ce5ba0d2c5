//! What can't be planned.

use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use crate::base::ids::TypeIx;
use crate::base::problems::Problems;
use crate::base::source::{Location, Sources};
use crate::graph::TypeGraph;
use crate::graph::node::{Func, Shape, Sync};

/// A value or function that no plan exists for.
#[derive(Debug, Error, Diagnostic)]
pub enum AbiError {
    /// A construct that witc does not bind yet.
    #[error("{what} can't be bound yet: {item}")]
    #[diagnostic(
        code(witc::abi::not_covered),
        help("leave it out of the world, or move it to a world of its own that this guest doesn't use")
    )]
    NotCovered {
        /// The construct, in words.
        what: &'static str,
        /// What has it, in words.
        item: String,
        /// The WIT.
        #[source_code]
        source_code: Option<NamedSource<Arc<str>>>,
        /// The item's place.
        #[label("here")]
        at: Option<SourceSpan>,
    },
    /// A type that does not fit a 32-bit memory.
    #[error("{item} is larger than a 32-bit memory")]
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

/// A size that overflows 32 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLarge;

/// The error for a type that is [`TooLarge`].
pub(super) fn too_large(graph: &TypeGraph, ty: TypeIx, sources: &Sources) -> AbiError {
    let snippet = sources.snippet(graph.at(ty));
    let item = format!("type `{}`", crate::graph::print::type_name(graph, ty));
    AbiError::TooLarge { item, source_code: snippet.source, at: snippet.span }
}

/// Every function of `graph` that has a construct we can't plan.
pub(super) fn uncovered(graph: &TypeGraph, sources: &Sources) -> Problems<AbiError> {
    let mut problems = Problems::new();
    let mut refuse = |what, item, at: Option<Location>| {
        let snippet = sources.snippet(at);
        problems.push(AbiError::NotCovered { what, item, source_code: snippet.source, at: snippet.span });
    };
    for func in graph.funcs.values() {
        let item = format!("function `{}`", func.wire_name);
        if func.sync == Sync::Async {
            refuse("an `async` function", item, func.at);
        } else if let Some(what) = uncovered_in(graph, func) {
            refuse(what, item, func.at);
        }
    }
    problems
}

/// The first construct within a function's types that can't be planned.
fn uncovered_in(graph: &TypeGraph, func: &Func) -> Option<&'static str> {
    let mut todo: Vec<TypeIx> = func.params.iter().map(|(_, ty)| *ty).chain(func.result).collect();
    let mut seen = std::collections::HashSet::new();
    while let Some(ty) = todo.pop() {
        if !seen.insert(ty) {
            continue;
        }
        match &graph.node(ty).shape {
            Shape::Future => return Some("a `future`"),
            Shape::Stream => return Some("a `stream`"),
            Shape::ErrorContext => return Some("an `error-context`"),
            Shape::Prim(_)
            | Shape::Record(_)
            | Shape::Variant(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Tuple
            | Shape::Option
            | Shape::Result
            | Shape::List
            | Shape::FixedList(_)
            | Shape::Map
            | Shape::Resource
            | Shape::Own
            | Shape::Borrow
            | Shape::Alias => todo.extend(graph.children(ty)),
        }
    }
    None
}
