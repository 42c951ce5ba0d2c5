//! Every wire fits: types, and resources by identity.

use petgraph::graph::NodeIndex;

use crate::base::ids::{ComponentIx, Table, TypeIx};
use crate::base::maps::{HashMap, IndexMap};
use crate::base::names::ExternName;
use crate::base::problems::Problems;
use crate::component::{Component, ComponentName, PortKind};
use crate::compose::error::ComposeError;
use crate::compose::graph::{LinkGraph, Met, Why, Wire};
use crate::compose::host::{Host, Refusal};
use crate::graph::fit::{End, fit};
use crate::graph::node::{Docs, Interface, Shape};
use crate::graph::{Item, TypeGraph};

/// Where a resource comes from. Two handles are of the same resource if this is equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    /// The host provides it: this type of the result's imports.
    Host(TypeIx),
    /// An instance makes it: this type of its component's graph.
    Made(NodeIndex, TypeIx),
    /// What would provide it was not found, which is an error that was told: it may be any.
    Unknown,
}

impl Origin {
    /// Whether both are the same resource, as far as is known.
    pub(super) fn is(self, other: Origin) -> bool {
        self == other || self == Origin::Unknown || other == Origin::Unknown
    }
}

/// Where the resources come from that instances import.
#[derive(Debug, Default)]
pub(super) struct Resources {
    imported: HashMap<(NodeIndex, TypeIx), Origin>,
}

impl Resources {
    /// Where the resource `ty` of an instance comes from.
    pub(super) fn of(&self, node: NodeIndex, ty: TypeIx) -> Origin {
        self.imported.get(&(node, ty)).copied().unwrap_or(Origin::Made(node, ty))
    }

    /// What an instance imports as `ty` comes from `origin`.
    pub(super) fn bind(&mut self, node: NodeIndex, ty: TypeIx, origin: Origin) {
        self.imported.insert((node, ty), origin);
    }
}

/// Checks every import of every instance, providers first, and merges what stays open.
pub(super) fn check(
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
    order: &[NodeIndex],
    problems: &mut Problems<ComposeError>,
) -> Host {
    let mut checking = Checking { components, graph, resources: Resources::default(), problems };
    let mut host = Host::new(components, graph);
    for node in order {
        let meets = graph.meets(*node);
        for import in checking.component(*node).imports.keys() {
            match meets.of(import) {
                Some(Met::Wire(provider, wire)) => checking.wire(*node, provider, wire),
                Some(Met::Open(Why::Wasi | Why::Asked | Why::Mentioned)) => {
                    checking.open(&mut host, *node, import);
                }
                Some(Met::Open(Why::Types)) => {}
                None => checking.unmet(*node, import),
            }
        }
    }
    host
}

struct Checking<'a> {
    components: &'a Table<ComponentIx, Component>,
    graph: &'a LinkGraph,
    resources: Resources,
    problems: &'a mut Problems<ComposeError>,
}

impl<'a> Checking<'a> {
    fn component(&self, node: NodeIndex) -> &'a Component {
        &self.components[self.graph.graph[node].component]
    }

    fn wire(&mut self, node: NodeIndex, provider: NodeIndex, wire: &Wire) {
        let (wanting, giving) = (self.component(node), self.component(provider));
        let whole = wire.is_whole.then(|| whole(giving));
        let given = giving.graph.exports.get(&wire.export).or(whole.as_ref());
        let (Some(wanted), Some(given)) = (wanting.graph.imports.get(&wire.import), given) else {
            self.beyond(wanting, giving, wire);
            return;
        };
        for (ours, theirs) in resources(&wanting.graph, wanted, &giving.graph, given) {
            let origin = self.resources.of(provider, theirs);
            self.resources.bind(node, ours, origin);
        }
        let same = |ours: TypeIx, theirs: TypeIx| {
            self.resources.of(node, ours).is(self.resources.of(provider, theirs))
        };
        let wanted_end = End { graph: &wanting.graph, item: wanted };
        let given_end = End { graph: &giving.graph, item: given };
        let differences = fit(wanted_end, given_end, &same);
        if !differences.is_empty() {
            let words = |ours, theirs| {
                let (ours, theirs) = (self.resources.of(node, ours), self.resources.of(provider, theirs));
                (self.origin(ours), self.origin(theirs))
            };
            let error = ComposeError::type_mismatch((wanting, giving), wire, &differences, &words);
            self.problems.push(error);
        }
    }

    fn unmet(&mut self, node: NodeIndex, import: &ExternName) {
        let graph = &self.component(node).graph;
        let item = graph.imports.get(import);
        let types = item.into_iter().flat_map(|item| graph.roots(item));
        for resource in types.filter(|ty| graph.node(*ty).shape == Shape::Resource) {
            self.resources.bind(node, resource, Origin::Unknown);
        }
    }

    /// In words, where a resource comes from.
    fn origin(&self, origin: Origin) -> String {
        match origin {
            Origin::Host(_) => "this one is the host's".to_owned(),
            Origin::Unknown => "this one comes from nowhere".to_owned(),
            Origin::Made(node, _) => format!("this one is made by `{}`", self.component(node).name),
        }
    }

    /// Imports that WIT has no word for: only the validator of the result can compare them whole.
    fn beyond(&mut self, wanting: &Component, giving: &Component, wire: &Wire) {
        let kind = |port: Option<&crate::component::Port>| port.map(|port| port.kind);
        let (wanted, given) =
            (kind(wanting.imports.get(&wire.import)), kind(giving.exports.get(&wire.export)));
        if wanted != given {
            self.problems.push(ComposeError::KindMismatch {
                import: wire.import.clone(),
                consumer: wanting.name.clone(),
                provider: giving.name.clone(),
                wanted: wanted.map_or("nothing", PortKind::noun),
                given: given.map_or("nothing", PortKind::noun),
            });
        }
    }

    fn open(&mut self, host: &mut Host, node: NodeIndex, import: &ExternName) {
        let component = self.component(node);
        if let Some(PortKind::Other(beyond)) = component.imports.get(import).map(|port| port.kind) {
            let (import, consumer) = (import.clone(), component.name.clone());
            self.problems.push(ComposeError::NotForHosts { import, consumer, kind: beyond.noun() });
            return;
        }
        let name = host.name(import);
        let others = host.needed_by.get(&name).into_iter().flatten().filter(|other| **other != node);
        let others: Vec<ComponentName> = others.map(|other| self.component(*other).name.clone()).collect();
        match host.take(node, component, import, &mut self.resources) {
            Ok(()) | Err(Refusal::Unknown) => {}
            Err(Refusal::Conflict(differences)) => {
                let ours = &host.graph;
                self.problems.push(ComposeError::conflict(
                    component,
                    import,
                    others,
                    (ours, &name),
                    &differences,
                ));
            }
            Err(Refusal::Inside { resource, provider }) => self.problems.push(ComposeError::ResourceInside {
                import: import.clone(),
                consumer: component.name.clone(),
                resource,
                provider: self.component(provider).name.clone(),
            }),
        }
    }
}

/// All that a component exports, as one interface.
fn whole(component: &Component) -> Item {
    let mut interface =
        Interface { name: None, types: IndexMap::default(), funcs: Vec::new(), docs: Docs::default() };
    for (name, item) in &component.graph.exports {
        match (name, item) {
            (ExternName::Plain(name), Item::Type(ty)) => {
                interface.types.insert(name.clone(), *ty);
            }
            (_, Item::Func(func)) => interface.funcs.push(*func),
            (_, Item::Interface(_) | Item::Type(_)) => {}
        }
    }
    Item::Interface(interface)
}

/// The import's own resources, each with what the export has under that name.
fn resources(wanting: &TypeGraph, wanted: &Item, giving: &TypeGraph, given: &Item) -> Vec<(TypeIx, TypeIx)> {
    let pairs: Vec<(TypeIx, TypeIx)> = match (wanted, given) {
        (Item::Interface(wanted), Item::Interface(given)) => {
            let pair = |(name, ty): (_, &TypeIx)| Some((*ty, *given.types.get(name)?));
            wanted.types.iter().filter_map(pair).collect()
        }
        (Item::Type(wanted), Item::Type(given)) => vec![(*wanted, *given)],
        (Item::Interface(_) | Item::Type(_) | Item::Func(_), _) => Vec::new(),
    };
    let own = pairs.into_iter().filter(|(wanted, _)| wanting.node(*wanted).shape == Shape::Resource);
    let resolved = own.map(|(wanted, given)| (wanted, giving.resolved(given)));
    resolved.filter(|(_, given)| giving.node(*given).shape == Shape::Resource).collect()
}
