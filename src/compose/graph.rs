//! Who needs what from whom: instances, the wires between them, and the imports that stay open.

use petgraph::Direction;
use petgraph::algo::tarjan_scc;
use petgraph::graph::{DiGraph, EdgeIndex, NodeIndex};
use petgraph::visit::EdgeRef;

use crate::base::ids::ComponentIx;
use crate::base::maps::{HashMap, HashSet, IndexMap};
use crate::base::names::ExternName;
use crate::component::ComponentName;
use crate::compose::wishes::Answer;

/// Instances and wires. An edge goes from the instance that imports to the one that exports.
#[derive(Clone, Debug)]
pub struct LinkGraph {
    /// The instances, each of a component of its own, and their wires.
    pub graph: DiGraph<Instance, Wire>,
    /// The instance whose exports are those of the result.
    pub root: NodeIndex,
    /// What the result exports instead of what its root does, if anything.
    pub exported: Vec<Exported>,
    /// The imports that no instance meets, in the order they were found, and why that is all right.
    pub open: IndexMap<(NodeIndex, ExternName), Why>,
}

/// One instance of a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instance {
    /// Of which component.
    pub component: ComponentIx,
    /// How messages call that.
    pub name: ComponentName,
    /// Where it comes from.
    pub role: Role,
}

/// Where a component comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The user gave it.
    Given,
    /// It was made to meet imports of interfaces: the whole instance is what is imported.
    StubOfInterface(Answer),
    /// It was made to meet imports of functions and types of a world: its exports are what is imported.
    StubOfWorld(Answer),
}

impl Role {
    /// Whether it was made here.
    pub fn is_stub(self) -> bool {
        match self {
            Role::Given => false,
            Role::StubOfInterface(_) | Role::StubOfWorld(_) => true,
        }
    }
}

/// An import that is met by an export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wire {
    /// The import's name.
    pub import: ExternName,
    /// The export's name; another one only if the version is another, or if the user said so.
    pub export: ExternName,
    /// Why the two belong together.
    pub by: By,
    /// Whether the import is given the whole instance, as one interface, and not one of its exports.
    pub is_whole: bool,
}

/// An export of the result, where they are said one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exported {
    /// Whose it is.
    pub instance: NodeIndex,
    /// Under which name; the whole instance if there is none.
    pub export: Option<ExternName>,
    /// What the result calls it.
    pub name: ExternName,
}

/// Why an import and an export belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The names are equal.
    Exact,
    /// The export is of a newer, compatible version.
    Newer,
    /// The export is of an older version that has all that is wanted.
    Older,
    /// The user says so.
    Wire,
    /// The user has put the provider in between.
    Via,
    /// The provider was made for it.
    Stub,
}

/// Why an import may stay open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is of WASI, which hosts provide.
    Wasi,
    /// The user said so.
    Asked,
    /// It has only types, which are made on the spot: the result does not import it.
    Types,
    /// It is a type of the world's own that exports mention: the result imports it, and a host has nothing to do.
    Mentioned,
}

/// What meets an import of an instance.
#[derive(Clone, Copy, Debug)]
pub enum Met<'a> {
    /// An export of another instance.
    Wire(NodeIndex, &'a Wire),
    /// Nobody, and that is all right.
    Open(Why),
}

/// What meets each import of one instance.
pub(super) struct Meets<'a> {
    graph: &'a LinkGraph,
    instance: NodeIndex,
    wires: HashMap<&'a ExternName, (NodeIndex, &'a Wire)>,
}

impl<'a> Meets<'a> {
    /// What meets an import; `None` if that is an error which was told already.
    pub(super) fn of(&self, import: &ExternName) -> Option<Met<'a>> {
        if let Some((provider, wire)) = self.wires.get(import) {
            return Some(Met::Wire(*provider, wire));
        }
        self.graph.open.get(&(self.instance, import.clone())).map(|why| Met::Open(*why))
    }
}

impl LinkGraph {
    /// For who asks about many imports of one instance.
    pub(super) fn meets(&self, instance: NodeIndex) -> Meets<'_> {
        let wires = self.graph.edges(instance);
        let wires = wires.map(|edge| (&edge.weight().import, (edge.target(), edge.weight()))).collect();
        Meets { graph: self, instance, wires }
    }

    /// What meets an import; `None` if that is an error which was told already.
    pub fn met(&self, instance: NodeIndex, import: &ExternName) -> Option<Met<'_>> {
        let mut edges = self.graph.edges(instance);
        if let Some(edge) = edges.find(|edge| edge.weight().import == *import) {
            return Some(Met::Wire(edge.target(), edge.weight()));
        }
        self.open.get(&(instance, import.clone())).map(|why| Met::Open(*why))
    }

    /// Takes away what meets an import.
    pub(super) fn unwire(&mut self, instance: NodeIndex, import: &ExternName) {
        let mut edges = self.graph.edges(instance);
        let edge = edges.find(|edge| edge.weight().import == *import).map(|edge| edge.id());
        if let Some(edge) = edge {
            self.graph.remove_edge(edge);
        }
    }

    /// Instances in the order in which they can be made, each after those that it needs; or every group that needs
    /// itself, as the wires of one round trip.
    pub fn order(&self) -> Result<Vec<NodeIndex>, Vec<Vec<EdgeIndex>>> {
        // Tarjan finds components in reverse topological order: what is needed comes first.
        let taking_part = self.taking_part();
        let mut groups = tarjan_scc(&self.graph);
        groups.retain(|group| group.iter().any(|node| taking_part.contains(node)));
        let cycles: Vec<Vec<EdgeIndex>> =
            groups.iter().filter(|group| group.len() > 1).map(|group| self.round_trip(group)).collect();
        if cycles.is_empty() { Ok(groups.into_iter().flatten().collect()) } else { Err(cycles) }
    }

    /// The instances that something exported needs, in the end.
    fn taking_part(&self) -> HashSet<NodeIndex> {
        let mut todo: Vec<NodeIndex> = self.exported.iter().map(|exported| exported.instance).collect();
        todo.push(self.root);
        let mut found = HashSet::default();
        while let Some(node) = todo.pop() {
            if found.insert(node) {
                todo.extend(self.graph.neighbors(node));
            }
        }
        found
    }

    /// The shortest way within `group` from its first instance back to itself.
    fn round_trip(&self, group: &[NodeIndex]) -> Vec<EdgeIndex> {
        let Some(start) = group.iter().copied().min() else { return Vec::new() };
        let mut ways: Vec<Vec<EdgeIndex>> = vec![Vec::new()];
        let mut ends = vec![start];
        let mut next = 0;
        while let (Some(end), Some(way)) = (ends.get(next).copied(), ways.get(next).cloned()) {
            next += 1;
            let mut edges: Vec<_> = self.graph.edges_directed(end, Direction::Outgoing).collect();
            edges.sort_by_key(EdgeRef::id);
            for edge in edges {
                let mut longer = way.clone();
                longer.push(edge.id());
                if edge.target() == start {
                    return longer;
                }
                if group.contains(&edge.target()) && !ends.contains(&edge.target()) {
                    ends.push(edge.target());
                    ways.push(longer);
                }
            }
        }
        Vec::new()
    }
}
