//! What this version can plan but not print as Rust: named, with its place.

use crate::base::ids::TypeIx;
use crate::base::names::FuncName;
use crate::base::problems::Problems;
use crate::base::source::{Location, Sources};
use crate::bindgen::error::BindError;
use crate::graph::node::{Owner, Shape, Side};
use crate::graph::{Item, TypeGraph};

/// Everything of the world that can't be bound yet.
pub(super) fn uncovered(graph: &TypeGraph, sources: &Sources) -> Problems<BindError> {
    let mut problems = Problems::new();
    let mut refuse = |what, item, at: Option<Location>| {
        let snippet = sources.snippet(at);
        problems.push(BindError::NotCovered { what, item, source_code: snippet.source, at: snippet.span });
    };
    for ty in graph.type_ids() {
        if let Some(what) = uncovered_type(graph, ty) {
            refuse(what, format!("`{}`", crate::graph::print::type_name(graph, ty)), graph.at(ty));
        }
    }
    for (name, item) in &graph.exports {
        if let Item::Type(ty) = item {
            refuse("a type that is itself an export", format!("`{name}`"), graph.at(*ty));
        }
        for func in crate::graph::print::funcs_of(item).into_iter().map(|func| &graph.funcs[func]) {
            if func.params.iter().any(|(_, ty)| lends_within(graph, *ty)) {
                let what = "a `borrow<..>` within a parameter of an export";
                refuse(what, format!("`{}`", func.wire_name), func.at);
            }
        }
    }
    for func in graph.funcs.values() {
        if let FuncName::Accessor(..) = func.name {
            refuse("an accessor", format!("`{}`", func.wire_name), func.at);
        }
    }
    problems
}

/// Whether a type has a `borrow<..>` inside and is not itself one: only that is lent for the length of a call.
fn lends_within(graph: &TypeGraph, ty: TypeIx) -> bool {
    graph.facts[ty].borrow && graph.node(graph.resolved(ty)).shape != Shape::Borrow
}

fn uncovered_type(graph: &TypeGraph, ty: TypeIx) -> Option<&'static str> {
    let node = graph.node(ty);
    if node.shape == Shape::Resource && matches!(node.owner, Owner::Interface(Side::Export, _)) {
        return Some("an exported resource");
    }
    (node.name.is_some() && graph.facts[ty].borrow).then_some("a named type with a `borrow<..>` inside")
}
