//! Types of equal structure, made one.

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use crate::base::ids::{Ix, TypeIx};
use crate::base::maps::HashMap;
use crate::base::names::WitName;
use crate::graph::TypeGraph;
use crate::graph::node::{Shape, Use};

/// What makes two types equal: the shape without what is said about it, and equal parts.
#[derive(PartialEq, Eq, Hash)]
struct Key {
    shape: Shape,
    members: Vec<WitName>,
    parts: Vec<(u32, TypeIx)>,
}

/// Makes each named type that has the structure of an earlier one an alias of that. Parts come before wholes, so one
/// pass finds them all.
pub(super) fn merge(graph: &mut TypeGraph) {
    let mut first: HashMap<Key, TypeIx> = HashMap::default();
    let mut equal: Vec<TypeIx> = Vec::with_capacity(graph.types.node_count());
    for ty in graph.type_ids() {
        let known = |part: TypeIx| equal.get(part.index()).copied().unwrap_or(part);
        let slots = graph.slots(ty);
        let parts: Vec<(u32, TypeIx)> =
            slots.into_iter().zip(graph.children(ty)).map(|(slot, part)| (slot, known(part))).collect();
        let same = match (&graph.node(ty).shape, parts.first()) {
            (Shape::Resource, _) => ty,
            (Shape::Alias, Some((_, target))) => *target,
            (shape, _) => {
                let (shape, members) = bare(shape);
                *first.entry(Key { shape, members, parts }).or_insert(ty)
            }
        };
        if same != ty && has_definition(&graph.node(ty).shape) {
            become_alias(graph, ty, same);
        }
        equal.push(same);
    }
}

/// A shape without the docs of its members, which are their names alone.
fn bare(shape: &Shape) -> (Shape, Vec<WitName>) {
    let mut bare = shape.clone();
    if let Shape::Record(members) | Shape::Variant(members) | Shape::Enum(members) | Shape::Flags(members) =
        &mut bare
    {
        members.clear();
    }
    (bare, shape.members().iter().map(|member| member.name.clone()).collect())
}

/// Whether each such type would be a type of its own. The others are equal in Rust already.
fn has_definition(shape: &Shape) -> bool {
    matches!(shape, Shape::Record(_) | Shape::Variant(_) | Shape::Enum(_) | Shape::Flags(_))
}

fn become_alias(graph: &mut TypeGraph, ty: TypeIx, target: TypeIx) {
    let node = NodeIndex::new(ty.index());
    while let Some(edge) = graph.types.first_edge(node, Direction::Outgoing) {
        graph.types.remove_edge(edge);
    }
    graph.types.add_edge(node, NodeIndex::new(target.index()), Use { slot: 0 });
    if let Some(node) = graph.types.node_weight_mut(node) {
        node.shape = Shape::Alias;
    }
}
