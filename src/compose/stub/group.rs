//! Which imports share a stub, and what that needs.

use petgraph::graph::NodeIndex;

use crate::base::ids::{ComponentIx, Table};
use crate::base::maps::{HashMap, IndexMap};
use crate::base::names::{ExternName, Track};
use crate::base::problems::Problems;
use crate::component::{Component, Port, PortKind};
use crate::compose::check::Resources;
use crate::compose::error::ComposeError;
use crate::compose::graph::{self, LinkGraph, Why};
use crate::compose::host::Host;
use crate::compose::matching::Stubbed;
use crate::compose::uses::defined_in;
use crate::compose::wishes::Answer;
use crate::graph::TypeGraph;

/// Imports that one stub meets.
#[derive(Debug)]
pub(super) struct Group {
    key: Key,
    /// What its functions do.
    pub(super) answer: Answer,
    /// The imports, merged, and what they mention.
    pub(super) host: Host,
    resources: Resources,
    /// Who imports what.
    pub(super) consumers: Vec<(NodeIndex, ExternName)>,
    /// Where it has what it mentions.
    pub(super) foreign: IndexMap<ExternName, Met>,
}

/// What imports have in common that share a stub.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Key {
    /// An interface, in versions that are compatible.
    Interface(Track, Answer),
    /// An interface that has a name of the world's own: two worlds may mean different things by it.
    Named(NodeIndex, ExternName, Answer),
    /// Functions and types of one world.
    World(NodeIndex, Answer),
}

/// Where something is that a stub mentions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Met {
    /// An instance exports it.
    Provided(NodeIndex, ExternName),
    /// It is left open.
    Open(Why),
    /// Another stub has it.
    Stub(usize, ExternName),
    /// Nowhere, which is an error that was told.
    Nobody,
}

impl Group {
    /// The interface that the stub is, if it is not of functions and types of worlds.
    pub(super) fn interface(&self) -> Option<&ExternName> {
        let (_, import) = self.consumers.first()?;
        match &self.key {
            Key::Interface(..) => self.host.ports.keys().find(|name| **name == self.host.name(import)),
            Key::Named(_, name, _) => Some(name),
            Key::World(..) => None,
        }
    }
}

/// Puts the imports together that can share a stub.
pub(super) fn groups(
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
    stubbed: &[Stubbed],
    problems: &mut Problems<ComposeError>,
) -> Vec<Group> {
    let mut keys: IndexMap<Key, Vec<&Stubbed>> = IndexMap::default();
    for one in stubbed {
        let component = &components[graph.graph[one.consumer].component];
        let Some(port) = component.imports.get(&one.import) else { continue };
        match port.kind {
            PortKind::Other(beyond) => {
                let why = format!("it is {}", beyond.noun());
                problems.push(ComposeError::NotStubbable { imports: vec![one.import.clone()], why });
            }
            PortKind::Interface | PortKind::Func | PortKind::Type => {
                keys.entry(key(one, port)).or_default().push(one);
            }
        }
    }
    let mut grouping =
        Grouping { components, graph, keys: &keys, groups: Vec::new(), places: HashMap::default(), problems };
    for (key, members) in &keys {
        for one in members {
            grouping.place(key, one);
        }
    }
    grouping.groups
}

fn key(one: &Stubbed, port: &Port) -> Key {
    match (&one.import, port.kind) {
        (ExternName::Interface(interface), _) => Key::Interface(interface.track(), one.answer),
        (ExternName::Plain(_), PortKind::Interface) => {
            Key::Named(one.consumer, one.import.clone(), one.answer)
        }
        (ExternName::Plain(_), PortKind::Func | PortKind::Type | PortKind::Other(_)) => {
            Key::World(one.consumer, one.answer)
        }
    }
}

struct Grouping<'a> {
    components: &'a Table<ComponentIx, Component>,
    graph: &'a LinkGraph,
    keys: &'a IndexMap<Key, Vec<&'a Stubbed>>,
    groups: Vec<Group>,
    /// The group of each import.
    places: HashMap<(NodeIndex, ExternName), usize>,
    problems: &'a mut Problems<ComposeError>,
}

impl<'a> Grouping<'a> {
    fn component(&self, node: NodeIndex) -> &'a Component {
        &self.components[self.graph.graph[node].component]
    }

    /// Puts an import into a group that it fits, or one of its own; those that it mentions are placed before.
    fn place(&mut self, key: &Key, one: &Stubbed) -> Option<usize> {
        let at = (one.consumer, one.import.clone());
        if let Some(known) = self.places.get(&at) {
            return Some(*known);
        }
        let foreign = self.foreign(key, one);
        let alike =
            (0..self.groups.len()).filter(|ix| self.groups.get(*ix).is_some_and(|group| group.key == *key));
        let alike: Vec<usize> = alike.collect();
        let index = match alike.into_iter().find(|ix| self.join(*ix, one, &foreign)) {
            Some(index) => index,
            None => self.begin(key, one, &foreign)?,
        };
        self.places.insert(at, index);
        Some(index)
    }

    /// Adds an import to a group, unless what it means by some name is something else.
    fn join(&mut self, index: usize, one: &Stubbed, foreign: &[(ExternName, Met)]) -> bool {
        let component = self.component(one.consumer);
        let Some(group) = self.groups.get_mut(index) else { return false };
        let foreign: Vec<(ExternName, &Met)> =
            foreign.iter().map(|(name, met)| (group.host.name(name), met)).collect();
        if foreign.iter().any(|(name, met)| group.foreign.get(name).is_some_and(|known| known != *met)) {
            return false;
        }
        let mut host = group.host.clone();
        if host.take(one.consumer, component, &one.import, &mut group.resources).is_err() {
            return false;
        }
        group.host = host;
        group.consumers.push((one.consumer, one.import.clone()));
        for (name, met) in foreign {
            group.foreign.entry(name).or_insert_with(|| met.clone());
        }
        true
    }

    fn begin(&mut self, key: &Key, one: &Stubbed, foreign: &[(ExternName, Met)]) -> Option<usize> {
        let members = self.keys.get(key).into_iter().flatten();
        let host = Host::part(members.flat_map(|other| &self.component(other.consumer).imports));
        let index = self.groups.len();
        self.groups.push(Group {
            key: key.clone(),
            answer: one.answer,
            host,
            resources: Resources::default(),
            consumers: Vec::new(),
            foreign: IndexMap::default(),
        });
        if self.join(index, one, foreign) {
            return Some(index);
        }
        self.groups.pop();
        let why = "it mentions a resource that has no name".to_owned();
        self.problems.push(ComposeError::NotStubbable { imports: vec![one.import.clone()], why });
        None
    }

    /// Where the consumer has the interfaces and types that the import mentions and the stub does not make.
    fn foreign(&mut self, key: &Key, one: &Stubbed) -> Vec<(ExternName, Met)> {
        let component = self.component(one.consumer);
        let mut foreign = Vec::new();
        for name in homes(&component.graph, &one.import) {
            let other = self.keys.iter().find_map(|(other_key, members)| {
                let is_it = |other: &&&Stubbed| other.consumer == one.consumer && other.import == name;
                members.iter().find(is_it).map(|other| (other_key.clone(), *other))
            });
            let met = match other {
                Some((other_key, _)) if other_key == *key => continue,
                Some((other_key, other)) => match self.place(&other_key, other) {
                    Some(index) => {
                        let export = self.groups.get(index).map(|group| group.host.name(&name));
                        Met::Stub(index, export.unwrap_or_else(|| name.clone()))
                    }
                    None => Met::Nobody,
                },
                None => match self.graph.met(one.consumer, &name) {
                    Some(graph::Met::Wire(provider, wire)) => Met::Provided(provider, wire.export.clone()),
                    Some(graph::Met::Open(why)) => Met::Open(why),
                    None => Met::Nobody,
                },
            };
            foreign.push((name, met));
        }
        foreign
    }
}

/// The other imports that define what an import is made of.
fn homes(graph: &TypeGraph, import: &ExternName) -> Vec<ExternName> {
    let Some(item) = graph.imports.get(import) else { return Vec::new() };
    let reached = graph.reached(graph.roots(item)).into_iter();
    let mut homes: Vec<ExternName> =
        reached.filter_map(|ty| defined_in(graph, ty)).filter(|home| home != import).collect();
    homes.sort();
    homes.dedup();
    homes
}
