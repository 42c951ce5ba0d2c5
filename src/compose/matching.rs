//! Import to export: what the user says, else the exact name, else a compatible version.

use std::collections::{BTreeSet, VecDeque};

use petgraph::graph::{DiGraph, NodeIndex};

use crate::base::ids::{ComponentIx, TypeIx};
use crate::base::maps::{HashMap, IndexMap};
use crate::base::names::{ExternName, InterfaceName};
use crate::base::problems::Problems;
use crate::component::{Component, Port};
use crate::compose::asked::{Asked, AskedVia, AskedWire};
use crate::compose::error::{ComposeError, WishError};
use crate::compose::graph::{By, Exported, Instance, LinkGraph, Role, Why, Wire};
use crate::compose::offers::{Candidate, Offers, best, mediates, offer};
use crate::compose::parts::{Parts, root_ix};
use crate::compose::wishes::{Answer, ExportWish, Taken, Wishes};
use crate::compose::{idle, near, several};
use crate::graph::node::Shape;
use crate::graph::{Item, TypeGraph};

/// Everything that the root needs, to any depth, and the imports that stubs are to meet.
pub(super) fn wire(
    parts: &Parts,
    wishes: &Wishes,
    problems: &mut Problems<ComposeError>,
) -> (LinkGraph, Vec<Stubbed>) {
    let asked = Asked::new(parts, wishes, problems);
    let mut matching = Matching::new(parts, wishes, &asked);
    let root = matching.instance(root_ix());
    let exported = matching.exported(problems);
    while let Some(node) = matching.todo.pop_front() {
        let component = matching.component(node);
        for (name, port) in &component.imports {
            matching.import(node, name, port);
        }
    }
    problems.extend(matching.problems);
    problems.extend(several::two_providers(parts, &matching.ambiguous));
    problems.extend(near::no_providers(&parts.components, &matching.unmet));
    let graph = LinkGraph { graph: matching.graph, root, exported, open: matching.open };
    problems.extend(idle::wires(parts, wishes, &asked, &graph, &matching.used_wires));
    problems.extend(idle::vias(parts, wishes, &asked, &graph, &matching.used_vias));
    (graph, matching.stubbed)
}

/// An import that nobody provides.
pub(super) struct Unmet {
    pub(super) consumer: ComponentIx,
    pub(super) import: ExternName,
}

/// An import that several provide equally well.
pub(super) struct Ambiguous {
    pub(super) consumer: ComponentIx,
    pub(super) import: ExternName,
    pub(super) candidates: Vec<Candidate>,
}

/// An import that is to be met by a stub.
pub(super) struct Stubbed {
    pub(super) consumer: NodeIndex,
    pub(super) import: ExternName,
    pub(super) answer: Answer,
}

struct Matching<'a> {
    parts: &'a Parts,
    wishes: &'a Wishes,
    asked: &'a Asked<'a>,
    offers: Offers<'a>,
    graph: DiGraph<Instance, Wire>,
    nodes: HashMap<ComponentIx, NodeIndex>,
    todo: VecDeque<NodeIndex>,
    open: IndexMap<(NodeIndex, ExternName), Why>,
    stubbed: Vec<Stubbed>,
    unmet: Vec<Unmet>,
    ambiguous: Vec<Ambiguous>,
    used_wires: BTreeSet<usize>,
    used_vias: BTreeSet<usize>,
    problems: Problems<ComposeError>,
}

impl<'a> Matching<'a> {
    fn new(parts: &'a Parts, wishes: &'a Wishes, asked: &'a Asked<'a>) -> Self {
        Self {
            parts,
            wishes,
            asked,
            offers: Offers::new(&parts.components),
            graph: DiGraph::new(),
            nodes: HashMap::default(),
            todo: VecDeque::new(),
            open: IndexMap::default(),
            stubbed: Vec::new(),
            unmet: Vec::new(),
            ambiguous: Vec::new(),
            used_wires: BTreeSet::new(),
            used_vias: BTreeSet::new(),
            problems: Problems::new(),
        }
    }

    fn component(&self, node: NodeIndex) -> &'a Component {
        &self.parts.components[self.graph[node].component]
    }

    /// The one instance of a component, made when it is first needed.
    fn instance(&mut self, component: ComponentIx) -> NodeIndex {
        if let Some(known) = self.nodes.get(&component) {
            return *known;
        }
        let name = self.parts.components[component].name.clone();
        let node = self.graph.add_node(Instance { component, name, role: Role::Given });
        self.nodes.insert(component, node);
        self.todo.push_back(node);
        node
    }

    /// What is exported, if that is said one by one.
    fn exported(&mut self, problems: &mut Problems<ComposeError>) -> Vec<Exported> {
        let mut exported = Vec::new();
        for said in self.wishes.exported.iter().flatten() {
            let ExportWish { instance, export, name } = &said.wish;
            match self.parts.find(instance) {
                Ok(ix) => {
                    let instance = self.instance(ix);
                    exported.push(Exported { instance, export: export.clone(), name: name.clone() });
                }
                Err(lost) => problems.push(WishError::lost(said, instance, lost).into()),
            }
        }
        exported
    }

    /// What the user says counts first, in this order: wires, stubs, what stands in between, what is the host's.
    fn import(&mut self, node: NodeIndex, import: &ExternName, port: &Port) {
        let consumer = self.graph[node].component;
        let asked = self.asked;
        // A function of a resource of the world itself goes where its resource goes.
        let owner = resource_of(&self.component(node).graph, import);
        let names = || std::iter::once(import).chain(&owner);
        let wires = names().map(|name| asked.wires(consumer, name, port)).find(|wires| !wires.is_empty());
        if let Some(wires) = wires {
            self.wired(node, import, port, &wires);
        } else if let Some(answer) = names().find_map(|name| asked.stub(consumer, name, port)) {
            // Types need nobody who provides them, and those that exports mention must be seen from outside.
            if is_only_types(self.component(node), import) {
                self.leave_open(node, import, Why::Types);
            } else {
                self.stubbed.push(Stubbed { consumer: node, import: import.clone(), answer });
            }
        } else if let Some((middle, export)) = self.via(consumer, import, port) {
            self.connect(node, import, middle, export, By::Via);
        } else if names().any(|name| asked.is_hosts(consumer, name, port)) {
            self.leave_open(node, import, Why::Asked);
        } else {
            self.matched(node, import, port);
        }
    }

    fn connect(
        &mut self,
        node: NodeIndex,
        import: &ExternName,
        provider: ComponentIx,
        export: ExternName,
        by: By,
    ) {
        let is_whole = false;
        let provider = self.instance(provider);
        self.graph.add_edge(node, provider, Wire { import: import.clone(), export, by, is_whole });
    }

    fn wired(&mut self, node: NodeIndex, import: &ExternName, port: &Port, wires: &[&AskedWire<'_>]) {
        self.used_wires.extend(wires.iter().map(|wire| wire.wish));
        let consumer = self.graph[node].component;
        let [wire, others @ ..] = wires else { return };
        let said = self.wishes.wires.get(wire.wish);
        let export = wire.export(self.parts, import, port);
        let same = |other: &&AskedWire<'_>| {
            other.provider == wire.provider && other.export(self.parts, import, port) == export
        };
        if let Some(other) = others.iter().find(|other| !same(other)) {
            let texts = (said, self.wishes.wires.get(other.wish));
            self.problems.extend(several::two_wires(self.component(node), import, texts));
        } else if wire.provider == consumer {
            self.problems.extend(idle::to_itself(said, self.component(node), import));
        } else if *wire.taken == Taken::Whole {
            let provider = self.instance(wire.provider);
            let (import, export) = (import.clone(), import.clone());
            self.graph.add_edge(node, provider, Wire { import, export, by: By::Wire, is_whole: true });
        } else if let Some(export) = export {
            self.connect(node, import, wire.provider, export, By::Wire);
        } else {
            let provider = &self.parts.components[wire.provider];
            self.problems.extend(idle::no_export(said, provider, import));
        }
    }

    /// The next component that stands between `consumer` and who provides the import: the first of all, or for one
    /// that stands in between itself, the first behind it.
    fn via(
        &mut self,
        consumer: ComponentIx,
        import: &ExternName,
        port: &Port,
    ) -> Option<(ComponentIx, ExternName)> {
        let vias = &self.asked.vias;
        let is_this = |via: &AskedVia| via.middle == consumer;
        let here = vias.iter().rposition(|via| is_this(via) && via.is_for(import, port));
        let behind = here.or_else(|| vias.iter().rposition(is_this)).map_or(0, |at| at + 1);
        let standing_for = vias.iter().filter(|via| is_this(via)).filter_map(AskedVia::consumer);
        let consumers: Vec<ComponentIx> = standing_for.chain([consumer]).collect();
        let (at, via) = vias.iter().enumerate().skip(behind).find(|(_, via)| {
            via.middle != consumer
                && via.is_between(&consumers, import, port)
                && mediates(&self.parts.components[via.middle], import, port)
        })?;
        self.used_vias.insert(at);
        Some((via.middle, offer(&self.parts.components[via.middle], import, port)?))
    }

    fn matched(&mut self, node: NodeIndex, import: &ExternName, port: &Port) {
        let consumer = self.graph[node].component;
        let candidates = best(self.candidates(consumer, import, port));
        match candidates.as_slice() {
            [] => self.unprovided(node, import, port),
            [one] => self.connect(node, import, one.component, one.export.clone(), one.by),
            [_, _, ..] if self.asked.is_unclear(import, port) => {}
            [_, _, ..] => {
                self.ambiguous.push(Ambiguous { consumer, import: import.clone(), candidates });
            }
        }
    }

    fn unprovided(&mut self, node: NodeIndex, import: &ExternName, port: &Port) {
        let component = self.component(node);
        let consumer = self.graph[node].component;
        let is_types = is_only_types(component, import);
        if is_wasi(import, port) {
            self.leave_open(node, import, Why::Wasi);
        } else if self.asked.may_be_hosts(consumer, import, port) {
            self.leave_open(node, import, Why::Asked);
        } else if is_types {
            self.leave_open(node, import, Why::Types);
        } else if resource_of(&component.graph, import).is_none() && !self.asked.is_unclear(import, port) {
            // A function of a resource is told with its resource.
            self.unmet.push(Unmet { consumer, import: import.clone() });
        }
    }

    fn leave_open(&mut self, instance: NodeIndex, import: &ExternName, why: Why) {
        self.open.insert((instance, import.clone()), why);
    }

    /// The exports that nobody had to name. The root is asked last: it is what needs the others.
    fn candidates(&self, consumer: ComponentIx, import: &ExternName, port: &Port) -> Vec<Candidate> {
        let mut found = self.offers.of(consumer, import, port);
        // What stands in between provides only there.
        let is_between = |ix: ComponentIx| {
            self.asked.vias.iter().any(|via| via.middle == ix)
                && mediates(&self.parts.components[ix], import, port)
        };
        found.retain(|candidate| !is_between(candidate.component));
        if found.iter().any(|candidate| candidate.component != root_ix()) || is_wasi(import, port) {
            found.retain(|candidate| candidate.component != root_ix());
        }
        found
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
pub(super) fn is_only_types(component: &Component, import: &ExternName) -> bool {
    let graph = &component.graph;
    let is_value = |ty: &TypeIx| graph.node(*ty).shape != Shape::Resource;
    match graph.imports.get(import) {
        Some(Item::Interface(interface)) => {
            interface.funcs.is_empty() && interface.types.values().all(is_value)
        }
        Some(Item::Type(ty)) => is_value(ty),
        Some(Item::Func(_)) | None => false,
    }
}
