//! What can't be planned.

use std::collections::HashSet;
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

/// Everything of `graph` that can't be planned: each function, and each type that no such function shows already.
pub(super) fn uncovered(graph: &TypeGraph, sources: &Sources) -> Problems<AbiError> {
    let mut problems = Problems::new();
    let mut refuse = |what, item, at: Option<Location>| {
        let snippet = sources.snippet(at);
        problems.push(AbiError::NotCovered { what, item, source_code: snippet.source, at: snippet.span });
    };
    let mut shown = HashSet::new();
    for func in graph.funcs.values() {
        let item = format!("function `{}`", func.wire_name);
        let mentioned = func.params.iter().map(|(_, ty)| *ty).chain(func.result);
        let within = mentioned.into_iter().find_map(|ty| uncovered_in(graph, ty, &mut shown));
        if func.sync == Sync::Async {
            refuse("an `async` function", item, func.at);
        } else if let Some(what) = within {
            refuse(what, item, func.at);
        }
    }
    for ty in graph.type_ids().filter(|ty| graph.node(*ty).name.is_some()) {
        if let Some(what) = uncovered_in(graph, ty, &mut shown) {
            refuse(what, format!("type `{}`", crate::graph::print::type_name(graph, ty)), graph.at(ty));
        }
    }
    problems
}

/// The first construct within a type that can't be planned. Types that were `shown` before are not looked at again.
fn uncovered_in(graph: &TypeGraph, ty: TypeIx, shown: &mut HashSet<TypeIx>) -> Option<&'static str> {
    let mut todo = vec![ty];
    let mut found = None;
    while let Some(ty) = todo.pop() {
        let what = uncovered_shape(&graph.node(ty).shape);
        // What can't be planned is refused at every mention, what can be is looked at once.
        if what.is_some() {
            found = found.or(what);
        } else if shown.insert(ty) {
            todo.extend(graph.children(ty));
        }
    }
    found
}

fn uncovered_shape(shape: &Shape) -> Option<&'static str> {
    match shape {
        Shape::Future => Some("a `future`"),
        Shape::Stream => Some("a `stream`"),
        Shape::ErrorContext => Some("an `error-context`"),
        Shape::FixedList(0) => Some("a list of fixed length 0"),
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
        | Shape::Alias => None,
    }
}
