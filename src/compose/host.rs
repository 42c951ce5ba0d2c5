//! What the result imports: the open imports of all instances, merged into one world.
//!
//! Imports of the same name are one import, and so are those of compatible versions: the newest name is kept, and it
//! has what any of them needs. So a resource that two components get from the host is the same resource for both.

use std::collections::BTreeSet;

use petgraph::graph::NodeIndex;

use crate::base::ids::{ComponentIx, Table, TypeIx};
use crate::base::maps::{HashMap, IndexMap};
use crate::base::names::{Accessed, ExternName, FuncName, Track, WitName};
use crate::component::{Component, Port, PortKind};
use crate::compose::check::{Origin, Resources};
use crate::compose::graph::{LinkGraph, Why};
use crate::compose::uses::defined_in;
use crate::graph::fit::{Difference, End, fit};
use crate::graph::node::{Docs, Func, Interface, Owner, Shape, Side, TypeNode};
use crate::graph::{Item, TypeGraph};

/// The merged imports, and what they are made of.
#[derive(Clone, Debug, Default)]
pub(super) struct Host {
    /// What is done with resources of other imports than those that are taken over.
    foreign: Foreign,
    /// Only imports; its types are those of the result's own scope.
    pub(super) graph: TypeGraph,
    /// Under which name and attributes each is imported.
    pub(super) ports: IndexMap<ExternName, Port>,
    /// Who needs it.
    pub(super) needed_by: HashMap<ExternName, BTreeSet<NodeIndex>>,
    /// The newest name of each track.
    newest: HashMap<Track, ExternName>,
    /// Types that were taken over from an instance.
    taken: HashMap<(NodeIndex, TypeIx), TypeIx>,
    /// Types written in place, by shape and parts.
    in_place: HashMap<(Shape, Vec<(u32, TypeIx)>), TypeIx>,
}

/// What is done with resources that an import mentions and another one defines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Foreign {
    /// They must have been taken over before: what the host provides is all of one host.
    #[default]
    Known,
    /// They become imports as well: for a part that is provided from elsewhere.
    Adopt,
}

/// Why an import can't be taken over.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Its type differs from what an earlier component needs under the same name.
    Conflict(Vec<Difference>),
    /// It mentions a resource that one of the instances provides, which no host can know.
    Inside { resource: WitName, provider: NodeIndex },
    /// It mentions a resource that nobody provides, which was told before.
    Unknown,
}

impl Host {
    /// Looks at all open imports to know which of their names are the newest.
    pub(super) fn new(components: &Table<ComponentIx, Component>, graph: &LinkGraph) -> Self {
        let mut host = Self::default();
        for ((instance, import), _) in graph.open.iter().filter(|(_, why)| **why != Why::Types) {
            let component = &components[graph.graph[*instance].component];
            if let Some(port) = component.imports.get(import) {
                host.prefer_newest(import, port);
            }
        }
        host
    }

    /// Some imports as they would be if they were all: what these mention of others is imported as well.
    pub(super) fn part<'a>(imports: impl Iterator<Item = (&'a ExternName, &'a Port)>) -> Self {
        let mut part = Self { foreign: Foreign::Adopt, ..Self::default() };
        imports.for_each(|(import, port)| part.prefer_newest(import, port));
        part
    }

    fn prefer_newest(&mut self, import: &ExternName, port: &Port) {
        let name = match import.interface() {
            Some(interface) => {
                let newest = self.newest.entry(interface.track()).or_insert_with(|| import.clone());
                *newest = newest.clone().max(import.clone());
                newest.clone()
            }
            None => import.clone(),
        };
        if name == *import {
            self.ports.entry(name).or_insert_with(|| port.clone());
        }
    }

    /// The name under which the result imports what an instance imports as `name`.
    pub(super) fn name(&self, name: &ExternName) -> ExternName {
        let newest = name.interface().and_then(|interface| self.newest.get(&interface.track()));
        newest.unwrap_or(name).clone()
    }

    /// Whether the result imports something that has all that `import`, of which only types are known, has.
    pub(super) fn covers(&self, component: &Component, import: &ExternName) -> bool {
        let items = (component.graph.imports.get(import), self.graph.imports.get(&self.name(import)));
        let (Some(wanted), Some(given)) = items else { return false };
        let wanted = End { graph: &component.graph, item: wanted };
        let given = End { graph: &self.graph, item: given };
        let same = |wanted, given| component.graph.node(wanted).name == self.graph.node(given).name;
        fit(wanted, given, &same).is_empty()
    }

    /// Takes over an import of an instance whose providers, if it has any, were looked at before.
    pub(super) fn take(
        &mut self,
        node: NodeIndex,
        component: &Component,
        import: &ExternName,
        resources: &mut Resources,
    ) -> Result<(), Refusal> {
        let Some(item) = component.graph.imports.get(import) else { return Ok(()) };
        let name = self.name(import);
        self.needed_by.entry(name.clone()).or_default().insert(node);
        let mut taking = Taking { host: self, graph: &component.graph, node, resources };
        taking.resources_of(&name, item);
        match taking.host.foreign {
            Foreign::Known => {}
            Foreign::Adopt => taking.adopt(item),
        }
        taking.compare(&name, item)?;
        taking.add(&name, item)
    }

    /// The merged interface of that name, made when it is first asked for; `None` if the name is something else's.
    fn interface(&mut self, name: &ExternName) -> Option<&mut Interface> {
        self.ports.entry(name.clone()).or_insert_with(|| port(name, PortKind::Interface));
        let item = self.graph.imports.entry(name.clone()).or_insert_with(|| {
            Item::Interface(Interface {
                name: name.interface().cloned(),
                types: IndexMap::default(),
                funcs: Vec::new(),
                docs: Docs::default(),
            })
        });
        match item {
            Item::Interface(interface) => Some(interface),
            Item::Func(_) | Item::Type(_) => None,
        }
    }

    /// The type called `name` of the import called `home`, or that import itself if it is a type.
    fn type_of(&self, home: &ExternName, name: &WitName) -> Option<TypeIx> {
        match self.graph.imports.get(home)? {
            Item::Interface(interface) => interface.types.get(name).copied(),
            Item::Type(ty) => Some(*ty),
            Item::Func(_) => None,
        }
    }

    /// Adds a named type to the import called `home`, which is the type itself where the world owns it.
    fn define(&mut self, home: &ExternName, node: TypeNode, parts: &[(u32, TypeIx)]) -> TypeIx {
        let (name, owner) = (node.name.clone(), node.owner.clone());
        let ty = self.graph.add(node, parts);
        match owner {
            Owner::World => {
                self.ports.entry(home.clone()).or_insert_with(|| port(home, PortKind::Type));
                self.graph.imports.entry(home.clone()).or_insert(Item::Type(ty));
            }
            Owner::Interface(..) | Owner::Nobody => {
                if let (Some(name), Some(interface)) = (name, self.interface(home)) {
                    interface.types.entry(name).or_insert(ty);
                }
            }
        }
        ty
    }
}

/// How the result spells an import that no component has under this name.
fn port(name: &ExternName, kind: PortKind) -> Port {
    Port {
        wire_name: name.to_string().into(),
        implements: None,
        version_suffix: None,
        external_id: None,
        kind,
    }
}

/// Taking over one import of one instance.
struct Taking<'a> {
    host: &'a mut Host,
    graph: &'a TypeGraph,
    node: NodeIndex,
    resources: &'a mut Resources,
}

impl Taking<'_> {
    /// The import's own resources are the host's.
    fn resources_of(&mut self, home: &ExternName, item: &Item) {
        let types = match item {
            Item::Interface(interface) => interface.types.values().copied().collect(),
            Item::Type(ty) => vec![*ty],
            Item::Func(_) => Vec::new(),
        };
        for ty in types.into_iter().filter(|ty| self.graph.node(*ty).shape == Shape::Resource) {
            let node = self.graph.node(ty);
            let Some(name) = &node.name else { continue };
            let ours = match self.host.type_of(home, name) {
                Some(known) => self.host.graph.resolved(known),
                None => self.host.define(home, moved(node, home), &[]),
            };
            self.resources.bind(self.node, ty, Origin::Host(ours));
        }
    }

    /// The resources of other imports that this one mentions become imports.
    fn adopt(&mut self, item: &Item) {
        let reached = self.graph.reached(self.graph.roots(item)).into_iter();
        for ty in reached.filter(|ty| self.graph.node(*ty).shape == Shape::Resource) {
            let node = self.graph.node(ty);
            let (Some(home), Some(name)) = (defined_in(self.graph, ty), &node.name) else { continue };
            let home = self.host.name(&home);
            let ours = match self.host.type_of(&home, name) {
                Some(known) => self.host.graph.resolved(known),
                None => self.host.define(&home, moved(node, &home), &[]),
            };
            self.resources.bind(self.node, ty, Origin::Host(ours));
        }
    }

    /// What both have must be equal; what one lacks the other may have.
    fn compare(&self, home: &ExternName, item: &Item) -> Result<(), Refusal> {
        let Some(ours) = self.host.graph.imports.get(home) else { return Ok(()) };
        let wanted = End { graph: self.graph, item };
        let given = End { graph: &self.host.graph, item: ours };
        let same =
            |wanted: TypeIx, given: TypeIx| self.resources.of(self.node, wanted).is(Origin::Host(given));
        let mut differences = fit(wanted, given, &same);
        differences.retain(|difference| !difference.is_missing());
        if differences.is_empty() { Ok(()) } else { Err(Refusal::Conflict(differences)) }
    }

    fn add(&mut self, home: &ExternName, item: &Item) -> Result<(), Refusal> {
        match item {
            Item::Interface(interface) => {
                // The interface is there also where it has nothing in it.
                let known = self.host.interface(home).map(|ours| ours.funcs.clone()).unwrap_or_default();
                let known: BTreeSet<WitName> =
                    known.into_iter().map(|func| self.host.graph.funcs[func].wire_name.clone()).collect();
                for ty in interface.types.values() {
                    self.ty(*ty)?;
                }
                for func in &interface.funcs {
                    let func = &self.graph.funcs[*func];
                    if !known.contains(&func.wire_name) {
                        let func = self.func(func)?;
                        let func = self.host.graph.funcs.push(func);
                        if let Some(ours) = self.host.interface(home) {
                            ours.funcs.push(func);
                        }
                    }
                }
            }
            Item::Func(func) => {
                if !self.host.graph.imports.contains_key(home) {
                    let func = self.func(&self.graph.funcs[*func])?;
                    let func = self.host.graph.funcs.push(func);
                    self.host.graph.imports.insert(home.clone(), Item::Func(func));
                    self.host.ports.entry(home.clone()).or_insert_with(|| port(home, PortKind::Func));
                }
            }
            Item::Type(ty) => {
                self.ty(*ty)?;
            }
        }
        Ok(())
    }

    fn func(&mut self, func: &Func) -> Result<Func, Refusal> {
        let mut ours = func.clone();
        for (_, ty) in &mut ours.params {
            *ty = self.ty(*ty)?;
        }
        ours.result = func.result.map(|ty| self.ty(ty)).transpose()?;
        ours.name = match &func.name {
            FuncName::Free(name) => FuncName::Free(name.clone()),
            FuncName::Constructor(owner) => FuncName::Constructor(self.ty(*owner)?),
            FuncName::Method(owner, name) => FuncName::Method(self.ty(*owner)?, name.clone()),
            FuncName::Static(owner, name) => FuncName::Static(self.ty(*owner)?, name.clone()),
            FuncName::Getter(accessed, name) => FuncName::Getter(self.accessed(*accessed)?, name.clone()),
            FuncName::Setter(accessed, name) => FuncName::Setter(self.accessed(*accessed)?, name.clone()),
        };
        Ok(ours)
    }

    fn accessed(&mut self, accessed: Accessed) -> Result<Accessed, Refusal> {
        Ok(match accessed {
            Accessed::Free => Accessed::Free,
            Accessed::Value(resource) => Accessed::Value(self.ty(resource)?),
            Accessed::Static(resource) => Accessed::Static(self.ty(resource)?),
        })
    }

    /// The host's type for one of the instance's.
    fn ty(&mut self, ty: TypeIx) -> Result<TypeIx, Refusal> {
        if let Some(known) = self.host.taken.get(&(self.node, ty)) {
            return Ok(*known);
        }
        let node = self.graph.node(ty);
        let ours = match defined_in(self.graph, ty) {
            _ if node.shape == Shape::Resource => self.resource(ty)?,
            Some(home) => self.named(ty, &self.host.name(&home))?,
            None => {
                let parts = self.parts(ty)?;
                self.in_place(node.shape.clone(), parts)
            }
        };
        self.host.taken.insert((self.node, ty), ours);
        Ok(ours)
    }

    fn resource(&self, ty: TypeIx) -> Result<TypeIx, Refusal> {
        match self.resources.of(self.node, ty) {
            Origin::Host(ours) => Ok(ours),
            Origin::Unknown => Err(Refusal::Unknown),
            Origin::Made(provider, _) => {
                let resource = self.graph.node(ty).name.clone().unwrap_or_else(|| WitName::new("resource"));
                Err(Refusal::Inside { resource, provider })
            }
        }
    }

    /// A type with a name: one that the host has already, or a copy.
    fn named(&mut self, ty: TypeIx, home: &ExternName) -> Result<TypeIx, Refusal> {
        self.host.needed_by.entry(home.clone()).or_default().insert(self.node);
        let node = self.graph.node(ty);
        let known = node.name.as_ref().and_then(|name| self.host.type_of(home, name));
        if let Some(known) = known {
            let (wanted, given) = (Item::Type(ty), Item::Type(known));
            let same =
                |wanted: TypeIx, given: TypeIx| self.resources.of(self.node, wanted).is(Origin::Host(given));
            let wanted = End { graph: self.graph, item: &wanted };
            let given = End { graph: &self.host.graph, item: &given };
            let differences = fit(wanted, given, &same);
            return if differences.is_empty() { Ok(known) } else { Err(Refusal::Conflict(differences)) };
        }
        let parts = self.parts(ty)?;
        Ok(self.host.define(home, moved(node, home), &parts))
    }

    fn parts(&mut self, ty: TypeIx) -> Result<Vec<(u32, TypeIx)>, Refusal> {
        let parts = self.graph.slots(ty).into_iter().zip(self.graph.children(ty));
        parts.map(|(slot, part)| Ok((slot, self.ty(part)?))).collect()
    }

    fn in_place(&mut self, shape: Shape, parts: Vec<(u32, TypeIx)>) -> TypeIx {
        let key = (shape, parts);
        if let Some(known) = self.host.in_place.get(&key) {
            return *known;
        }
        let node = TypeNode {
            name: None,
            shape: key.0.clone(),
            owner: Owner::Nobody,
            docs: Docs::default(),
            at: None,
        };
        let ours = self.host.graph.add(node, &key.1);
        self.host.in_place.insert(key, ours);
        ours
    }
}

/// A type's node as the host has it, in the import called `home`.
fn moved(node: &TypeNode, home: &ExternName) -> TypeNode {
    let mut node = node.clone();
    if let Owner::Interface(..) = node.owner {
        node.owner = Owner::Interface(Side::Import, home.clone());
    }
    node
}
