//! The steps that make one component of many, in order: plain data, from which `encode` prints.

use std::collections::BTreeSet;
use std::sync::Arc;

use petgraph::graph::NodeIndex;

use crate::base::ids::{ComponentIx, ImportIx, InstanceIx, Ix, Table};
use crate::base::maps::HashMap;
use crate::base::names::ExternName;
use crate::component::{Component, ComponentName, Port, PortKind, Sizes};
use crate::compose::graph::{By, Exported, LinkGraph, Met, Why};
use crate::compose::host::Host;
use crate::compose::mention::{Mentioned, mentioned};
use crate::compose::uses::{defined_in, uses};
use crate::compose::wishes::Wishes;
use crate::graph::TypeGraph;
use crate::graph::node::{Owner, Side};

/// How to put the result together.
#[derive(Clone, Debug)]
pub struct LinkPlan {
    /// What the result imports, as types.
    pub host: TypeGraph,
    /// What the result imports, each after what its types mention.
    pub imports: Table<ImportIx, ImportStep>,
    /// The components that go into the result, in order of their instances.
    pub components: Table<ComponentIx, Component>,
    /// The instances, each after those that it needs.
    pub instances: Table<InstanceIx, InstanceStep>,
    /// Types that the exports mention, and that the result exports before them.
    pub mentioned: Vec<Mentioned>,
    /// The instance that has the result's exports.
    pub root: InstanceIx,
    /// What the result exports of it.
    pub exports: Vec<Port>,
    /// What it exports instead, where that is said one by one.
    pub more_exports: Vec<ExportStep>,
}

/// An export that was asked for by itself.
#[derive(Clone, Debug)]
pub struct ExportStep {
    /// The name and attributes as they are written.
    pub port: Port,
    /// Whose it is.
    pub instance: InstanceIx,
    /// Its name in the component's binary; the whole instance if there is none.
    pub wire_name: Option<Arc<str>>,
}

/// One import of the result.
#[derive(Clone, Debug)]
pub struct ImportStep {
    /// Its name; its type is that of [`LinkPlan::host`].
    pub name: ExternName,
    /// What the result calls it instead, if that was asked for.
    pub renamed: Option<ExternName>,
    /// The name and attributes as they are written.
    pub port: Port,
    /// Which components need it.
    pub needed_by: Vec<ComponentName>,
}

/// One instance.
#[derive(Clone, Debug)]
pub struct InstanceStep {
    /// What debug names call it.
    pub name: Arc<str>,
    /// Of which component.
    pub component: ComponentIx,
    /// What each of its imports is given, in the component's order.
    pub args: Vec<Arg>,
}

/// What one import of an instance is given.
#[derive(Clone, Debug)]
pub struct Arg {
    /// The import, as the component has it.
    pub import: ExternName,
    /// Its name in the component's binary.
    pub wire_name: Arc<str>,
    /// What it is.
    pub kind: PortKind,
    /// Where it comes from.
    pub source: Source,
    /// Why it comes from there, if that does not follow from its name.
    pub reason: Option<Reason>,
}

/// Why an import is met by what is not called like it, or by what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// In a word.
    pub word: &'static str,
    /// What meets it.
    pub export: ExternName,
}

/// Where something comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An import of the result.
    Import(ImportIx),
    /// An export of an instance, by its name in the binary.
    Export {
        /// The instance.
        instance: InstanceIx,
        /// The export's name in its component's binary.
        wire_name: Arc<str>,
    },
    /// An instance itself: what it exports is what is imported.
    Instance(InstanceIx),
    /// It has only types: it is made of the import's own type.
    Types,
}

fn reason(met: Met<'_>) -> Option<Reason> {
    let Met::Wire(_, wire) = met else { return None };
    let word = match wire.by {
        By::Exact => return None,
        By::Newer => "newer",
        By::Older => "older",
        By::Wire => "wire",
        By::Via => "via",
        By::Stub => "stub",
    };
    Some(Reason { word, export: wire.export.clone() })
}

/// Puts what was decided in order.
pub(super) fn plan(
    components: Table<ComponentIx, Component>,
    graph: &LinkGraph,
    order: &[NodeIndex],
    host: Host,
    wishes: &Wishes,
) -> LinkPlan {
    let imports = imports(&components, graph, &host, &wishes.renamed);
    let places = order.iter().zip(0..).map(|(node, place)| (*node, InstanceIx::from_index(place))).collect();
    let mut planning = Planning {
        components: &components,
        graph,
        order,
        host: &host,
        imports: imports.iter().map(|(ix, step)| (&step.name, ix)).collect(),
        places,
        names: BTreeSet::new(),
    };
    let (places, distinct) = distinct(&components, graph, order);
    let instances: Table<InstanceIx, InstanceStep> =
        order.iter().zip(places).map(|(node, place)| planning.instance(*node, place)).collect();
    let root = &components[graph.graph[graph.root].component];
    let root_ix = planning.ix(graph.root);
    let own = root.exports.values().filter(|_| graph.exported.is_empty());
    let exports = own.cloned().collect();
    let mentioned = mentioned(root, graph);
    let more_exports = planning.all_exported(root);
    // They are large: they move.
    let mut rows: Vec<Option<Component>> = components.into_values().map(Some).collect();
    let mut used = Table::with_room(distinct.len());
    for component in distinct.into_iter().filter_map(|ix| rows.get_mut(ix.index())?.take()) {
        used.push(component);
    }
    LinkPlan {
        host: host.graph.seal(),
        imports,
        components: used,
        instances,
        mentioned,
        root: root_ix,
        exports,
        more_exports,
    }
}

/// The components in the order of their first instances, each once, and which of them each instance is of: one file
/// that was given under several names is one component.
fn distinct(
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
    order: &[NodeIndex],
) -> (Vec<ComponentIx>, Vec<ComponentIx>) {
    let mut distinct = Vec::new();
    let sizes = Sizes::of(components.values().map(|component| &component.bytes));
    let mut known = HashMap::default();
    let places = order.iter().map(|node| {
        let ix = graph.graph[*node].component;
        *known.entry(sizes.sameness(&components[ix].bytes)).or_insert_with(|| {
            distinct.push(ix);
            ComponentIx::from_index(distinct.len() - 1)
        })
    });
    (places.collect(), distinct)
}

/// The result's imports, each after those that it mentions.
fn imports(
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
    host: &Host,
    renamed: &[(ExternName, ExternName)],
) -> Table<ImportIx, ImportStep> {
    let step = |name: ExternName| {
        let mut port = host.ports.get(&name)?.clone();
        let renamed = renamed.iter().find(|(import, _)| host.name(import) == name);
        let renamed = renamed.map(|(_, other)| other.clone());
        if let Some(other) = &renamed {
            let wire_name = other.to_string().into();
            port = Port { wire_name, implements: None, version_suffix: None, ..port };
        }
        // A stub mentions only what its consumer needs as well.
        let nodes = host.needed_by.get(&name).into_iter().flatten();
        let nodes = nodes.filter(|node| !graph.graph[**node].role.is_stub());
        let mut needed_by: Vec<ComponentName> =
            nodes.map(|node| components[graph.graph[*node].component].name.clone()).collect();
        needed_by.sort();
        Some(ImportStep { name, renamed, port, needed_by })
    };
    in_order(&host.graph).into_iter().filter_map(step).collect()
}

/// The imports of a graph, each after those that it mentions.
pub(super) fn in_order(graph: &TypeGraph) -> Vec<ExternName> {
    let mut ordered = Vec::new();
    let mut seen = BTreeSet::new();
    for name in graph.imports.keys() {
        import_in_order(graph, name, &mut seen, &mut ordered);
    }
    ordered
}

fn import_in_order(
    graph: &TypeGraph,
    name: &ExternName,
    seen: &mut BTreeSet<ExternName>,
    ordered: &mut Vec<ExternName>,
) {
    let Some(item) = graph.imports.get(name) else { return };
    if !seen.insert(name.clone()) {
        return;
    }
    let home = Owner::Interface(Side::Import, name.clone());
    for used in uses(graph, &home, item) {
        if let Some(other) = defined_in(graph, used.ty) {
            import_in_order(graph, &other, seen, ordered);
        }
    }
    ordered.push(name.clone());
}

struct Planning<'a> {
    components: &'a Table<ComponentIx, Component>,
    graph: &'a LinkGraph,
    order: &'a [NodeIndex],
    host: &'a Host,
    /// The result's imports, by name.
    imports: HashMap<&'a ExternName, ImportIx>,
    places: HashMap<NodeIndex, InstanceIx>,
    names: BTreeSet<Arc<str>>,
}

impl Planning<'_> {
    /// The step that makes an instance; `component` is the place its component gets.
    fn instance(&mut self, node: NodeIndex, component: ComponentIx) -> InstanceStep {
        let from = &self.components[self.graph.graph[node].component];
        let meets = self.graph.meets(node);
        let mut args = Vec::with_capacity(from.imports.len());
        args.extend(from.imports.iter().map(|(import, port)| Arg {
            import: import.clone(),
            wire_name: Arc::clone(&port.wire_name),
            kind: port.kind,
            source: self.source(meets.of(import), from, import),
            reason: meets.of(import).and_then(reason),
        }));
        InstanceStep { name: self.fresh(from.name.stem()), component, args }
    }

    fn source(&self, met: Option<Met<'_>>, component: &Component, import: &ExternName) -> Source {
        match met {
            Some(Met::Wire(provider, wire)) if wire.is_whole => Source::Instance(self.ix(provider)),
            Some(Met::Wire(provider, wire)) => {
                let exports = &self.components[self.graph.graph[provider].component].exports;
                let wire_name = exports.get(&wire.export).map(|port| Arc::clone(&port.wire_name));
                Source::Export { instance: self.ix(provider), wire_name: wire_name.unwrap_or_default() }
            }
            Some(Met::Open(Why::Wasi | Why::Asked | Why::Mentioned)) => self.import(import),
            Some(Met::Open(Why::Types)) if self.host.covers(component, import) => self.import(import),
            Some(Met::Open(Why::Types)) | None => Source::Types,
        }
    }

    /// What was asked for by itself, and what that mentions; of each instance in its component's order, in which types
    /// come before what is made of them.
    fn all_exported(&self, root: &Component) -> Vec<ExportStep> {
        let mut all = self.graph.exported.clone();
        let is_asked = |name: &ExternName| {
            let mut of_root = all.iter().filter(|exported| exported.instance == self.graph.root);
            of_root.any(|exported| exported.export.as_ref() == Some(name))
        };
        let mentioned = root.exports.keys().filter(|name| !all.is_empty() && !is_asked(name));
        let mentioned: Vec<Exported> = mentioned
            .map(|name| Exported {
                instance: self.graph.root,
                export: Some(name.clone()),
                name: name.clone(),
            })
            .collect();
        all.extend(mentioned);
        all.sort_by_cached_key(|exported| {
            let component = &self.components[self.graph.graph[exported.instance].component];
            let position = exported.export.as_ref().and_then(|name| component.exports.get_index_of(name));
            (self.ix(exported.instance), position.is_none(), position)
        });
        all.iter().filter_map(|exported| self.exported(exported)).collect()
    }

    fn exported(&self, exported: &Exported) -> Option<ExportStep> {
        let component = &self.components[self.graph.graph[exported.instance].component];
        let given = match &exported.export {
            Some(export) => Some(component.exports.get(export)?),
            None => None,
        };
        let is_itself = exported.export.as_ref() == Some(&exported.name);
        let port = given.filter(|_| is_itself).cloned().unwrap_or_else(|| Port {
            wire_name: exported.name.to_string().into(),
            implements: None,
            version_suffix: None,
            external_id: given.and_then(|port| port.external_id.clone()),
            kind: given.map_or(PortKind::Interface, |port| port.kind),
        });
        let wire_name = given.map(|port| Arc::clone(&port.wire_name));
        Some(ExportStep { port, instance: self.ix(exported.instance), wire_name })
    }

    fn import(&self, import: &ExternName) -> Source {
        self.imports.get(&self.host.name(import)).map_or(Source::Types, |ix| Source::Import(*ix))
    }

    fn ix(&self, node: NodeIndex) -> InstanceIx {
        self.places.get(&node).copied().unwrap_or_else(|| InstanceIx::from_index(self.order.len()))
    }

    /// A name that no other instance has.
    fn fresh(&mut self, stem: &str) -> Arc<str> {
        let numbered = (2..).map(|number| format!("{stem}-{number}"));
        let mut names = std::iter::once(stem.to_owned()).chain(numbered).map(Arc::<str>::from);
        let name = names.find(|name| !self.names.contains(name)).unwrap_or_default();
        self.names.insert(Arc::clone(&name));
        name
    }
}
