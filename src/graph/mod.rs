//! World to `TypeGraph`: every type and function a world imports or exports, as one graph.

mod build;
mod facts;
/// Does this export fit that import, and if not, where do they part.
pub mod fit;
mod merge;
/// Nodes and edges: what a type is made of.
pub mod node;
/// The graph as text, for `--emit graph`.
pub mod print;
/// Functions that are bound as if they were not `async`.
pub mod sync;
/// An import or export as WIT text, with the place of each name.
pub mod wit;

use std::collections::BTreeSet;

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::base::ids::{FuncIx, Ix, Table, TypeIx};
use crate::base::maps::IndexMap;
use crate::base::names::{ExternName, WitName};
use crate::base::source::Location;
use crate::base::world::World;
use crate::graph::facts::Facts;
use crate::graph::node::{Docs, Func, Interface, TypeNode, Use};

/// Everything one world imports and exports.
///
/// A type stands once for each side it is on: an interface that is imported and exported has two nodes for each of
/// its types, since an exported resource is not the imported one.
#[derive(Clone, Debug, Default)]
pub struct TypeGraph {
    /// The world's own name.
    pub world: Option<WitName>,
    /// Its docs.
    pub docs: Docs,
    /// All types. Edges go from a type to the types it is made of, children before parents in index order.
    pub types: DiGraph<TypeNode, Use>,
    /// All functions.
    pub funcs: Table<FuncIx, Func>,
    /// What the world imports, by extern name.
    pub imports: IndexMap<ExternName, Item>,
    /// What the world exports, by extern name.
    pub exports: IndexMap<ExternName, Item>,
    /// What the types' shapes imply, computed once.
    pub facts: Table<TypeIx, Facts>,
}

/// One entry of a world's imports or exports.
#[derive(Clone, Debug)]
pub enum Item {
    /// An interface, named or inline.
    Interface(Interface),
    /// A function of the world itself.
    Func(FuncIx),
    /// A type of the world itself.
    Type(TypeIx),
}

/// What may be looked at in another way than WIT does, since it crosses the same way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Choices<'a> {
    /// Strings are lists of bytes.
    pub raw_strings: bool,
    /// Types of equal structure are one: the first is what it is, and the others are aliases of it.
    pub merge_equal: bool,
    /// Functions that are as if they were not `async`, by [name](sync::funcs), or [all](sync::ALL).
    pub sync: &'a [String],
}

/// Reads `world` into a graph. Never fails: what later stages can't express is in the graph and is theirs to refuse.
pub fn build(world: &World) -> TypeGraph {
    build_for(world, Choices::default())
}

/// As [`build`](fn@build), for who looks at some types in another way.
pub fn build_for(world: &World, choices: Choices<'_>) -> TypeGraph {
    let mut graph = build::build(world, choices.raw_strings);
    if choices.merge_equal {
        merge::merge(&mut graph);
    }
    if !choices.sync.is_empty() {
        sync::apply(&mut graph, choices.sync);
    }
    graph.seal()
}

impl TypeGraph {
    /// Adds a type made of `parts`, each with its slot. Parts are added before what is made of them.
    pub fn add(&mut self, node: TypeNode, parts: &[(u32, TypeIx)]) -> TypeIx {
        let from = self.types.add_node(node);
        for (slot, part) in parts {
            self.types.add_edge(from, NodeIndex::new(part.index()), Use { slot: *slot });
        }
        TypeIx::from_index(from.index())
    }

    /// Works out the facts, once every type and function is there.
    #[must_use]
    pub fn seal(mut self) -> Self {
        self.types.shrink_to_fit();
        self.funcs.shrink_to_fit();
        self.facts = facts::facts(&self);
        self
    }

    /// The node of a type.
    pub fn node(&self, ty: TypeIx) -> &TypeNode {
        &self.types[NodeIndex::new(ty.index())]
    }

    /// The types a type is made of, in the order WIT lists them.
    pub fn children(&self, ty: TypeIx) -> Vec<TypeIx> {
        let mut slots: Vec<(u32, TypeIx)> = self
            .types
            .edges(NodeIndex::new(ty.index()))
            .map(|edge| (edge.weight().slot, TypeIx::from_index(edge.target().index())))
            .collect();
        slots.sort_unstable();
        slots.into_iter().map(|(_, child)| child).collect()
    }

    /// Which slots of a type are filled, in order: `result<_, e>` has only slot 1.
    pub fn slots(&self, ty: TypeIx) -> Vec<u32> {
        let mut slots: Vec<u32> =
            self.types.edges(NodeIndex::new(ty.index())).map(|edge| edge.weight().slot).collect();
        slots.sort_unstable();
        slots
    }

    /// The types that an import or export mentions itself: those it names, and those of its functions' parameters
    /// and results.
    pub fn roots(&self, item: &Item) -> Vec<TypeIx> {
        let of_func = |func: &FuncIx| {
            let func = &self.funcs[*func];
            func.params.iter().map(|(_, ty)| *ty).chain(func.result).collect::<Vec<_>>()
        };
        match item {
            Item::Interface(interface) => {
                interface.types.values().copied().chain(interface.funcs.iter().flat_map(of_func)).collect()
            }
            Item::Func(func) => of_func(func),
            Item::Type(ty) => vec![*ty],
        }
    }

    /// `roots` and every type that they are made of, parts before what is made of them.
    pub fn reached(&self, roots: Vec<TypeIx>) -> BTreeSet<TypeIx> {
        let mut todo = roots;
        let mut reached = BTreeSet::new();
        while let Some(ty) = todo.pop() {
            if reached.insert(ty) {
                todo.extend(self.children(ty));
            }
        }
        reached
    }

    /// The child in `slot`, for a variant-like type whose cases may have no payload.
    pub fn child(&self, ty: TypeIx, slot: u32) -> Option<TypeIx> {
        self.types
            .edges(NodeIndex::new(ty.index()))
            .find(|edge| edge.weight().slot == slot)
            .map(|edge| TypeIx::from_index(edge.target().index()))
    }

    /// All types, children before parents.
    pub fn type_ids(&self) -> impl DoubleEndedIterator<Item = TypeIx> + use<> {
        (0..self.types.node_count()).map(TypeIx::from_index)
    }

    /// What a type is once aliases are looked through.
    pub fn resolved(&self, ty: TypeIx) -> TypeIx {
        let mut at = ty;
        while self.node(at).shape == node::Shape::Alias {
            match self.child(at, 0) {
                Some(target) => at = target,
                None => return at,
            }
        }
        at
    }

    /// Whether a type is, aliases looked through, a resource that the component itself has.
    pub fn is_own_resource(&self, ty: TypeIx) -> bool {
        let node = self.node(self.resolved(ty));
        node.shape == node::Shape::Resource
            && matches!(node.owner, node::Owner::Interface(node::Side::Export, _))
    }

    /// Where a type is defined.
    pub fn at(&self, ty: TypeIx) -> Option<Location> {
        self.node(ty).at
    }
}
