//! Import to export: by exact name, else by the newest compatible version, else by an older one that has all it takes.

use std::collections::{HashMap, VecDeque};

use indexmap::IndexMap;
use petgraph::graph::{DiGraph, NodeIndex};
use semver::Version;

use crate::base::ids::{ComponentIx, Table, TypeIx};
use crate::base::names::{ExternName, InterfaceName, Track};
use crate::base::problems::Problems;
use crate::component::{Component, Port};
use crate::compose::error::ComposeError;
use crate::compose::graph::{By, Instance, LinkGraph, Why, Wire};
use crate::compose::{HostWish, Wishes, near, root_ix};
use crate::graph::fit::{End, fit};
use crate::graph::node::Shape;
use crate::graph::{Item, TypeGraph};

/// Everything that the root needs, to any depth.
pub(super) fn wire(
    components: &Table<ComponentIx, Component>,
    wishes: &Wishes,
    problems: &mut Problems<ComposeError>,
) -> LinkGraph {
    let mut matching = Matching::new(components, wishes);
    let root = matching.instance(root_ix());
    while let Some(node) = matching.todo.pop_front() {
        let component = matching.component(node);
        for (name, port) in &component.imports {
            matching.import(node, name, port);
        }
    }
    problems.extend(near::no_providers(components, &matching.unmet));
    problems.extend(matching.problems);
    LinkGraph { graph: matching.graph, root, open: matching.open }
}

/// An import that nobody provides.
pub(super) struct Unmet {
    pub(super) consumer: ComponentIx,
    pub(super) import: ExternName,
}

/// An export that could meet an import.
#[derive(Clone, Debug)]
struct Candidate {
    component: ComponentIx,
    export: ExternName,
    by: By,
    version: Option<Version>,
}

struct Matching<'a> {
    components: &'a Table<ComponentIx, Component>,
    wishes: &'a Wishes,
    by_name: HashMap<&'a ExternName, Vec<ComponentIx>>,
    by_track: HashMap<Track, Vec<(ComponentIx, &'a InterfaceName)>>,
    graph: DiGraph<Instance, Wire>,
    nodes: HashMap<ComponentIx, NodeIndex>,
    todo: VecDeque<NodeIndex>,
    open: IndexMap<(NodeIndex, ExternName), Why>,
    unmet: Vec<Unmet>,
    problems: Problems<ComposeError>,
}

impl<'a> Matching<'a> {
    fn new(components: &'a Table<ComponentIx, Component>, wishes: &'a Wishes) -> Self {
        let mut by_name: HashMap<&ExternName, Vec<ComponentIx>> = HashMap::new();
        let mut by_track: HashMap<Track, Vec<(ComponentIx, &InterfaceName)>> = HashMap::new();
        for (ix, component) in components.iter() {
            for name in component.exports.keys() {
                by_name.entry(name).or_default().push(ix);
                if let Some(interface) = name.interface() {
                    by_track.entry(interface.track()).or_default().push((ix, interface));
                }
            }
        }
        Self {
            components,
            wishes,
            by_name,
            by_track,
            graph: DiGraph::new(),
            nodes: HashMap::new(),
            todo: VecDeque::new(),
            open: IndexMap::new(),
            unmet: Vec::new(),
            problems: Problems::new(),
        }
    }

    fn component(&self, node: NodeIndex) -> &'a Component {
        &self.components[self.graph[node].component]
    }

    /// The one instance of a component, made when it is first needed.
    fn instance(&mut self, component: ComponentIx) -> NodeIndex {
        if let Some(known) = self.nodes.get(&component) {
            return *known;
        }
        let name = self.components[component].name.clone();
        let node = self.graph.add_node(Instance { component, name });
        self.nodes.insert(component, node);
        self.todo.push_back(node);
        node
    }

    fn import(&mut self, node: NodeIndex, import: &ExternName, port: &Port) {
        let consumer = self.graph[node].component;
        let owner = resource_of(&self.components[consumer].graph, import);
        let is_asked = self.wishes.host.iter().any(|wish| match wish {
            HostWish::All => false,
            HostWish::Import(name) => is_meant(name, import) || Some(name) == owner.as_ref(),
        });
        if is_asked {
            self.leave_open(node, import, Why::Asked);
            return;
        }
        let best = best(self.candidates(consumer, import, port));
        match best.as_slice() {
            [] => self.unprovided(node, import, port),
            [one] => {
                let provider = self.instance(one.component);
                let wire = Wire { import: import.clone(), export: one.export.clone(), by: one.by };
                self.graph.add_edge(node, provider, wire);
            }
            several => {
                let found = several
                    .iter()
                    .map(|one| (self.components[one.component].name.clone(), one.export.clone()));
                let consumer = self.components[consumer].name.clone();
                self.problems.push(ComposeError::two_providers(consumer, import, found.collect()));
            }
        }
    }

    fn unprovided(&mut self, node: NodeIndex, import: &ExternName, port: &Port) {
        let component = self.component(node);
        let is_types =
            component.graph.imports.get(import).is_some_and(|item| only_types(&component.graph, item));
        if is_wasi(import, port) {
            self.leave_open(node, import, Why::Wasi);
        } else if self.wishes.host.contains(&HostWish::All) {
            self.leave_open(node, import, Why::Asked);
        } else if is_types {
            self.leave_open(node, import, Why::Types);
        } else if resource_of(&component.graph, import).is_none() {
            // A function of a resource is told with its resource.
            self.unmet.push(Unmet { consumer: self.graph[node].component, import: import.clone() });
        }
    }

    fn leave_open(&mut self, instance: NodeIndex, import: &ExternName, why: Why) {
        self.open.insert((instance, import.clone()), why);
    }

    /// The exports of other components that could meet an import. The root is asked last: it is what needs the others.
    fn candidates(&self, consumer: ComponentIx, import: &ExternName, port: &Port) -> Vec<Candidate> {
        let mut found = self.exact(consumer, import, port);
        if let Some(wanted) = port.implements.as_ref().or_else(|| import.interface()) {
            found.extend(self.on_track(consumer, import, wanted));
        }
        if found.iter().any(|candidate| candidate.component != root_ix()) || is_wasi(import, port) {
            found.retain(|candidate| candidate.component != root_ix());
        }
        found
    }

    fn exact(&self, consumer: ComponentIx, import: &ExternName, port: &Port) -> Vec<Candidate> {
        let named = self.by_name.get(import).into_iter().flatten().copied();
        let others = named.filter(|ix| *ix != consumer);
        let of_kind = others.filter(|ix| {
            // A function and an interface may have the same plain name and nothing to do with each other.
            let exported = self.components[*ix].exports.get(import).map(|port| port.kind);
            import.interface().is_some() || exported == Some(port.kind)
        });
        let candidate =
            |component| Candidate { component, export: import.clone(), by: By::Exact, version: None };
        of_kind.map(candidate).collect()
    }

    /// The exports of another version, or of the interface that a name of the world's own stands for.
    fn on_track(&self, consumer: ComponentIx, import: &ExternName, wanted: &InterfaceName) -> Vec<Candidate> {
        let on_track = self.by_track.get(&wanted.track()).into_iter().flatten();
        let others = on_track.filter(|(ix, _)| *ix != consumer);
        let candidate = |(ix, offered): &(ComponentIx, &InterfaceName)| {
            let export = ExternName::Interface((*offered).clone());
            if export == *import {
                return None;
            }
            let by = match offered.package.version.cmp(&wanted.package.version) {
                std::cmp::Ordering::Less if self.suffices(consumer, import, *ix, &export) => By::Older,
                std::cmp::Ordering::Less => return None,
                std::cmp::Ordering::Equal => By::Exact,
                std::cmp::Ordering::Greater => By::Newer,
            };
            Some(Candidate { component: *ix, export, by, version: offered.package.version.clone() })
        };
        others.filter_map(candidate).collect()
    }

    /// Whether an older export has all that the import wants, resources taken by their names.
    fn suffices(
        &self,
        consumer: ComponentIx,
        import: &ExternName,
        provider: ComponentIx,
        export: &ExternName,
    ) -> bool {
        let (consumer, provider) = (&self.components[consumer].graph, &self.components[provider].graph);
        let (Some(wanted), Some(given)) = (consumer.imports.get(import), provider.exports.get(export)) else {
            return false;
        };
        let wanted = End { graph: consumer, item: wanted };
        let given = End { graph: provider, item: given };
        let same = |wanted: TypeIx, given: TypeIx| consumer.node(wanted).name == provider.node(given).name;
        fit(wanted, given, &same).is_empty()
    }
}

/// The candidates of the best rank: exact, else the newest, else the newest of the older ones.
fn best(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let Some(rank) = candidates.iter().map(|candidate| candidate.by).min() else { return Vec::new() };
    let ranked: Vec<Candidate> = candidates.into_iter().filter(|candidate| candidate.by == rank).collect();
    let newest = ranked.iter().map(|candidate| candidate.version.clone()).max().flatten();
    match rank {
        By::Exact => ranked,
        By::Newer | By::Older => ranked.into_iter().filter(|candidate| candidate.version == newest).collect(),
    }
}

/// Whether a name on the command line means this import: a name without version means all of its versions.
pub(super) fn is_meant(wish: &ExternName, import: &ExternName) -> bool {
    match (wish, import) {
        (ExternName::Interface(wish), ExternName::Interface(import)) => {
            let is_version = wish.package.version.is_none() || wish.package.version == import.package.version;
            is_version && without_version(wish) == without_version(import)
        }
        (ExternName::Plain(_) | ExternName::Interface(_), _) => wish == import,
    }
}

/// An interface's name, whatever the version.
pub(super) fn without_version(name: &InterfaceName) -> InterfaceName {
    let mut name = name.clone();
    name.package.version = None;
    name
}

/// The import of the resource that an imported function of the world itself belongs to.
fn resource_of(graph: &TypeGraph, import: &ExternName) -> Option<ExternName> {
    let Some(Item::Func(func)) = graph.imports.get(import) else { return None };
    let resource = graph.funcs[*func].name.resource()?;
    graph.node(resource).name.clone().map(ExternName::Plain)
}

fn is_wasi(import: &ExternName, port: &Port) -> bool {
    let interface = port.implements.as_ref().or_else(|| import.interface());
    interface.is_some_and(|interface| interface.package.namespace.as_str() == "wasi")
}

/// Whether an import has neither functions nor resources of its own: what it has can be made on the spot.
fn only_types(graph: &TypeGraph, item: &Item) -> bool {
    let is_value = |ty: &TypeIx| graph.node(*ty).shape != Shape::Resource;
    match item {
        Item::Interface(interface) => interface.funcs.is_empty() && interface.types.values().all(is_value),
        Item::Type(ty) => is_value(ty),
        Item::Func(_) => false,
    }
}
