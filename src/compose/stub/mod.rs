//! Stubs: components made to meet imports, exactly as wide as these, whose functions trap or return zero.
//!
//! Imports of one interface, in all versions that are compatible, get one stub, so that a resource of it is the same
//! resource for all who import it. What an interface mentions of others the stub imports from where its consumer has it.

mod body;
mod group;

use petgraph::graph::NodeIndex;

use crate::base::ids::{ComponentIx, FuncIx, Table};
use crate::base::maps::{HashMap, IndexMap};
use crate::base::names::ExternName;
use crate::base::problems::Problems;
use crate::component::{self, Component, ComponentName, Port, PortKind};
use crate::compose::encode;
use crate::compose::error::ComposeError;
use crate::compose::graph::{By, Instance, LinkGraph, Role, Wire};
use crate::compose::matching::Stubbed;
use crate::compose::notes::Note;
use crate::compose::stub::group::{Group, Met};
use crate::compose::wishes::Answer;
use crate::graph::node::{Docs, Interface};
use crate::graph::{Item, TypeGraph};

pub(super) use crate::compose::stub::body::{Body, StubFunc};

/// How to make one stub.
#[derive(Debug)]
pub(super) struct StubPlan {
    /// What backtraces call it.
    pub(super) name: String,
    /// What it imports, and what it is to export, all as imports.
    pub(super) graph: TypeGraph,
    /// What it imports, each after what it mentions.
    pub(super) imports: Vec<ExternName>,
    /// What it exports: the contents of one interface, or functions and types of worlds.
    pub(super) exports: Vec<ExternName>,
    /// Its functions.
    pub(super) funcs: Vec<(FuncIx, StubFunc)>,
    /// Bytes at the start of its memory that stay zero, for results to be read from.
    pub(super) zeros: u32,
}

/// Makes the stubs and puts them into the graph.
pub(super) fn add(
    components: &mut Table<ComponentIx, Component>,
    graph: &mut LinkGraph,
    stubbed: &[Stubbed],
    problems: &mut Problems<ComposeError>,
) -> Vec<Note> {
    let mut remarks = Vec::new();
    let groups = group::groups(components, graph, stubbed, problems);
    let mut nodes: HashMap<usize, NodeIndex> = HashMap::default();
    for (index, group) in groups.iter().enumerate() {
        match made(group) {
            Ok((component, role, note)) => {
                remarks.extend(note);
                let name = component.name.clone();
                let component = components.push(component);
                nodes.insert(index, graph.graph.add_node(Instance { component, name, role }));
            }
            Err(error) => problems.push(error),
        }
    }
    for (index, group) in groups.iter().enumerate() {
        if let Some(node) = nodes.get(&index) {
            connect(graph, &groups, group, *node, &nodes);
        }
    }
    remarks
}

/// Wires the consumers of a stub to it, and it to where they have what it mentions.
fn connect(
    graph: &mut LinkGraph,
    groups: &[Group],
    group: &Group,
    node: NodeIndex,
    nodes: &HashMap<usize, NodeIndex>,
) {
    for (consumer, import) in &group.consumers {
        let wire = Wire {
            import: import.clone(),
            export: group.host.name(import),
            by: By::Stub,
            is_whole: group.interface().is_some(),
        };
        graph.graph.add_edge(*consumer, node, wire);
    }
    for (import, met) in &group.foreign {
        let wire = |export: &ExternName| Wire {
            import: import.clone(),
            export: export.clone(),
            by: By::Stub,
            is_whole: false,
        };
        match met {
            Met::Provided(provider, export) => {
                graph.graph.add_edge(node, *provider, wire(export));
            }
            Met::Stub(index, export) => {
                if let Some(other) = nodes.get(index) {
                    let is_whole = groups.get(*index).is_some_and(|group| group.interface().is_some());
                    graph.graph.add_edge(node, *other, Wire { is_whole, ..wire(export) });
                }
            }
            Met::Open(why) => {
                graph.open.insert((node, import.clone()), *why);
            }
            Met::Nobody => {}
        }
    }
}

/// The component of a stub, and what is to be said of it.
fn made(group: &Group) -> Result<(Component, Role, Option<Note>), ComposeError> {
    let not_stubbable = |why: String| {
        let imports = group.consumers.iter().map(|(_, import)| import.clone()).collect();
        ComposeError::NotStubbable { imports, why }
    };
    let plan = body::plan(group).map_err(not_stubbable)?;
    let bytes = encode::stub(&plan);
    let name = ComponentName::made(&instance_name(&plan), &plan.name);
    let component = component::read_as(name, &bytes).map_err(|error| not_stubbable(error.to_string()))?;
    let note = trapping(&plan, group.answer);
    match group.interface() {
        Some(home) => Ok((as_interface(component, home), Role::StubOfInterface(group.answer), note)),
        None => Ok((component, Role::StubOfWorld(group.answer), note)),
    }
}

/// The functions that trap where zeros were asked for.
fn trapping(plan: &StubPlan, answer: Answer) -> Option<Note> {
    let does_trap = |func: &&StubFunc| func.body == Body::Trap;
    let funcs: Vec<String> = match answer {
        Answer::Trap => Vec::new(),
        Answer::Default => {
            plan.funcs.iter().map(|(_, func)| func).filter(does_trap).map(|func| func.name.clone()).collect()
        }
    };
    (!funcs.is_empty()).then(|| Note::NoZero { stub: plan.name.clone(), funcs })
}

/// `tcp-stub`.
fn instance_name(plan: &StubPlan) -> String {
    match plan.exports.first() {
        Some(ExternName::Interface(name)) => format!("{}-stub", name.name),
        Some(ExternName::Plain(name)) => format!("{name}-stub"),
        None => "stub".to_owned(),
    }
}

/// What the component exports piece by piece is one interface to those that are given the whole instance.
fn as_interface(mut component: Component, home: &ExternName) -> Component {
    let mut interface = Interface {
        name: home.interface().cloned(),
        types: IndexMap::default(),
        funcs: Vec::new(),
        docs: Docs::default(),
    };
    for (name, item) in std::mem::take(&mut component.graph.exports) {
        match (name, item) {
            (ExternName::Plain(name), Item::Type(ty)) => {
                interface.types.insert(name, ty);
            }
            (_, Item::Func(func)) => interface.funcs.push(func),
            (_, Item::Interface(_) | Item::Type(_)) => {}
        }
    }
    let port = Port {
        wire_name: home.to_string().into(),
        implements: None,
        version_suffix: None,
        external_id: None,
        kind: PortKind::Interface,
    };
    component.graph.exports.insert(home.clone(), Item::Interface(interface));
    component.exports = std::iter::once((home.clone(), port)).collect();
    component
}

impl Answer {
    /// In words: what it does.
    pub(super) fn verb(self) -> &'static str {
        match self {
            Answer::Trap => "traps",
            Answer::Default => "returns zero",
        }
    }
}
