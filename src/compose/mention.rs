//! Types that the result's exports mention without giving them a name: they must have one outside all the same.
//!
//! An export `store` with `use db.{row}` names `row`, but not the `kind` that is a field of it. Where `db` is an import
//! of the result, `kind` has its name there; where `db` is met inside, the result exports these types beside `store`.

use std::collections::BTreeSet;

use petgraph::graph::NodeIndex;

use crate::base::ids::{ComponentIx, Table, TypeIx};
use crate::base::names::{ExternName, WitName};
use crate::component::{Component, ComponentName};
use crate::compose::graph::{LinkGraph, Met, Why};
use crate::compose::matching::is_only_types;
use crate::compose::uses::{defined_in, uses};
use crate::graph::node::{Owner, Shape, Side};
use crate::graph::{Item, TypeGraph};

/// Types of an interface that the result exports for their names' sake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mentioned {
    /// The interface, as the root imports it.
    pub import: ExternName,
    /// Its types, each after those that it is made of.
    pub types: Vec<WitName>,
}

/// The types to be exported, by interface, in an order in which each comes after what it is made of. An interface of
/// which any type needs this comes with all of its types that exports are made of.
pub(super) fn mentioned(root: &Component, graph: &LinkGraph) -> Vec<Mentioned> {
    let nameless = nameless(&root.graph);
    let exports = root.graph.exports.values().flat_map(|item| root.graph.roots(item)).collect();
    let reached = root.graph.reached(exports);
    let meets = graph.meets(graph.root);
    let is_inside = |import: &&ExternName| match meets.of(import) {
        Some(Met::Wire(..) | Met::Open(Why::Types)) => !root.exports.contains_key(*import),
        Some(Met::Open(Why::Wasi | Why::Asked | Why::Mentioned)) | None => false,
    };
    let of_import = |import: &ExternName| {
        let Some(Item::Interface(interface)) = root.graph.imports.get(import) else { return None };
        interface.types.values().find(|ty| nameless.contains(ty))?;
        let types =
            interface.types.iter().filter(|(_, ty)| reached.contains(ty)).map(|(name, _)| name.clone());
        Some(Mentioned { import: import.clone(), types: types.collect() })
    };
    root.imports.keys().filter(is_inside).filter_map(of_import).collect()
}

/// What is mentioned by exports, is met inside, and can't be exported: a resource of the world's own, or a type of an
/// interface that the root exports as well, and not as the one that it imports.
pub(super) fn unnameable(
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
) -> Vec<(ComponentName, ExternName, WitName)> {
    let component = |node: NodeIndex| &components[graph.graph[node].component];
    let mut found = unnameable_of(component(graph.root), graph, graph.root);
    let mut nodes: Vec<NodeIndex> = graph.exported.iter().map(|exported| exported.instance).collect();
    nodes.retain(|node| *node != graph.root);
    nodes.sort_unstable();
    nodes.dedup();
    for node in nodes {
        let mut exporting = component(node).clone();
        let is_exported = |name: &ExternName| {
            let mut of_node = graph.exported.iter().filter(|exported| exported.instance == node);
            of_node.any(|exported| exported.export.as_ref().is_none_or(|export| export == name))
        };
        exporting.graph.exports.retain(|name, _| is_exported(name));
        found.extend(unnameable_of(&exporting, graph, node));
    }
    found
}

fn unnameable_of(
    root: &Component,
    graph: &LinkGraph,
    node: NodeIndex,
) -> Vec<(ComponentName, ExternName, WitName)> {
    let nameless = nameless(&root.graph);
    let meets = graph.meets(node);
    let is_inside = |import: &ExternName| match meets.of(import) {
        Some(Met::Wire(..) | Met::Open(Why::Types)) => true,
        Some(Met::Open(Why::Wasi | Why::Asked | Why::Mentioned)) | None => false,
    };
    let types = nameless.into_iter().filter_map(|ty| {
        let import = defined_in(&root.graph, ty).filter(|import| is_inside(import))?;
        // Only for the root's sake types are exported beside it.
        let is_root = node == graph.root;
        let has_no_place = !is_root || import.interface().is_none() || root.exports.contains_key(&import);
        Some((root.name.clone(), import, root.graph.node(ty).name.clone().filter(|_| has_no_place)?))
    });
    types.filter(|(_, import, _)| root.imports.contains_key(import)).collect()
}

/// The world's own types of values have no interface under which they could be exported: they stay imports, which ask
/// nothing of a host, also where somebody would provide them.
pub(super) fn keep_mentioned(components: &Table<ComponentIx, Component>, graph: &mut LinkGraph) {
    let root = &components[graph.graph[graph.root].component];
    let types = nameless(&root.graph);
    let is_mentioned = |import: &ExternName| match root.graph.imports.get(import) {
        Some(Item::Type(ty)) => types.contains(ty) && is_only_types(root, import),
        Some(Item::Interface(_) | Item::Func(_)) | None => false,
    };
    for import in root.imports.keys().filter(|import| is_mentioned(import)) {
        match graph.met(graph.root, import) {
            Some(Met::Wire(..)) => graph.unwire(graph.root, import),
            Some(Met::Open(Why::Types)) => {}
            Some(Met::Open(Why::Wasi | Why::Asked | Why::Mentioned)) | None => continue,
        }
        graph.open.insert((graph.root, import.clone()), Why::Mentioned);
    }
}

/// The imported types that exports mention and that need a name, without those that the exports name themselves.
fn nameless(graph: &TypeGraph) -> BTreeSet<TypeIx> {
    let mut nameless = BTreeSet::new();
    for (name, item) in &graph.exports {
        let home = Owner::Interface(Side::Export, name.clone());
        for used in uses(graph, &home, item) {
            let parts = graph.reached(vec![used.ty]).into_iter();
            let parts: Vec<TypeIx> = parts.filter(|part| is_nominal(&graph.node(*part).shape)).collect();
            // A type that has a name in the export needs no other one, unless it is made of types that do.
            if !used.is_renamed || parts != [used.ty] {
                nameless.extend(parts);
            }
            // Validators tell a resource's aliases apart, and no function gives its types names.
            if matches!(item, Item::Func(_)) && is_handed_on(graph, used.ty) {
                nameless.insert(used.ty);
            }
        }
    }
    nameless
}

/// Whether a type is a resource that an imported interface has from another one.
fn is_handed_on(graph: &TypeGraph, ty: TypeIx) -> bool {
    let is_alias = graph.node(ty).shape == Shape::Alias;
    let is_imported = matches!(graph.node(ty).owner, Owner::Interface(Side::Import, _));
    is_alias && is_imported && graph.node(graph.resolved(ty)).shape == Shape::Resource
}

/// Whether a type must have a name wherever it is mentioned.
fn is_nominal(shape: &Shape) -> bool {
    match shape {
        Shape::Record(_) | Shape::Variant(_) | Shape::Enum(_) | Shape::Flags(_) | Shape::Resource => true,
        Shape::Prim(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => false,
    }
}
