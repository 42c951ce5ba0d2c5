//! What this version can plan but not print as Rust: what is asynchronous.

use crate::base::problems::Problems;
use crate::base::source::Sources;
use crate::bindgen::error::BindError;
use crate::graph::TypeGraph;
use crate::graph::node::{Shape, Sync};

/// Every function that is asynchronous, or hands over what is.
pub(super) fn uncovered(graph: &TypeGraph, sources: &Sources, problems: &mut Problems<BindError>) {
    for func in graph.funcs.values() {
        let mentioned = graph.reached(func.params.iter().map(|(_, ty)| *ty).chain(func.result).collect());
        let within = mentioned.into_iter().any(|ty| {
            matches!(graph.node(ty).shape, Shape::Future | Shape::Stream | Shape::ErrorContext)
        });
        let what = match func.sync {
            Sync::Async => "an `async` function",
            Sync::Sync if within => "a future, a stream or an error-context",
            Sync::Sync => continue,
        };
        let (snippet, item) = (sources.snippet(func.at), format!("function `{}`", func.wire_name));
        problems.push(BindError::NotCovered { what, item, source_code: snippet.source, at: snippet.span });
    }
}
