//! Which types of others an import or export mentions: what must be there before it.

use crate::base::ids::TypeIx;
use crate::base::maps::HashSet;
use crate::base::names::ExternName;
use crate::graph::node::{Owner, Shape};
use crate::graph::{Item, TypeGraph};

/// A type that is defined somewhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Used {
    /// The type.
    pub(super) ty: TypeIx,
    /// Whether it is only mentioned to give it a name here as well (`use types.{row}`).
    pub(super) is_renamed: bool,
}

/// The types that `item` mentions and that are not its own. `home` is the owner of its own types.
pub(super) fn uses(graph: &TypeGraph, home: &Owner, item: &Item) -> Vec<Used> {
    let is_own = |ty: TypeIx| match &graph.node(ty).owner {
        Owner::Nobody => true,
        Owner::World => matches!(item, Item::Type(own) if *own == ty),
        owner @ Owner::Interface(..) => owner == home,
    };
    let mut used = Vec::new();
    let mut seen = HashSet::default();
    let mut todo: Vec<(TypeIx, bool)> =
        graph.roots(item).into_iter().rev().map(|root| (root, false)).collect();
    while let Some((ty, is_renamed)) = todo.pop() {
        if !seen.insert((ty, is_renamed)) {
            continue;
        }
        if is_own(ty) {
            let is_alias = graph.node(ty).shape == Shape::Alias;
            todo.extend(graph.children(ty).into_iter().rev().map(|part| (part, is_alias)));
        } else {
            used.push(Used { ty, is_renamed });
        }
    }
    used
}

/// The import or export that a type is defined in, if it has a name.
pub(super) fn defined_in(graph: &TypeGraph, ty: TypeIx) -> Option<ExternName> {
    let node = graph.node(ty);
    match &node.owner {
        Owner::Interface(_, name) => Some(name.clone()),
        Owner::World => node.name.clone().map(ExternName::Plain),
        Owner::Nobody => None,
    }
}
