//! The types of components, for a result in which these stand in the components' place.

use wasm_encoder::{
    Alias, ComponentExportKind, ComponentExternName, ComponentOuterAliasKind, ComponentSection as _,
    ComponentType, ComponentTypeEncoder, ComponentTypeRef, ComponentTypeSection, InstanceType, TypeBounds,
};

use crate::base::ids::TypeIx;
use crate::base::maps::{HashMap, HashSet};
use crate::base::names::ExternName;
use crate::component::{Component, Port, PortKind, Reading};
use crate::compose::encode::extern_name;
use crate::compose::encode::imports::instance_type;
use crate::compose::encode::types::{Home, Scope, Types};
use crate::compose::layout::nest::Group;
use crate::compose::plan::LinkPlan;
use crate::compose::uses::uses;
use crate::graph::node::{Interface, Owner, Shape, Side};
use crate::graph::{Item, TypeGraph};

/// The types of components, which come first in a skeleton: around the component that the result is.
#[derive(Debug, Default)]
pub(in crate::compose) struct Standins {
    places: HashMap<Reading, u32>,
    /// Those that were not yet written.
    section: ComponentTypeSection,
    is_begun: bool,
}

impl Standins {
    /// Adds a component's type, if it is not there. `None` if it has a port that WIT has no word for.
    pub(in crate::compose) fn add(&mut self, component: &Component) -> Option<()> {
        let reading = component.bytes.reading();
        if !self.places.contains_key(&reading) {
            self.section.component(&component_type(component)?);
            let place = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
            self.places.insert(reading, place);
        }
        Some(())
    }

    /// The bytes of what was added since this was asked last.
    pub(in crate::compose) fn written(&mut self) -> Vec<u8> {
        let mut bytes = Vec::new();
        if !std::mem::replace(&mut self.is_begun, true) {
            bytes.extend(wasm_encoder::Component::HEADER);
        }
        if !self.section.is_empty() {
            std::mem::take(&mut self.section).append_to_component(&mut bytes);
        }
        bytes
    }
}

/// What stands for a plan's components in a result that is only to be validated: imports of their types.
pub(in crate::compose) struct Skeleton {
    standins: Standins,
    /// What the names of its imports begin with, as no import of the result does.
    pub(super) prefix: String,
}

impl Skeleton {
    /// With types of all components of `plan`, which were written before.
    pub(in crate::compose) fn new(plan: &LinkPlan, standins: Standins) -> Option<Self> {
        let is_taken =
            |prefix: &str| plan.imports.values().any(|step| step.port.wire_name.starts_with(prefix));
        let prefix = (0..=u32::MAX).map(|number| format!("part{number}")).find(|prefix| !is_taken(prefix))?;
        Some(Self { standins, prefix })
    }

    /// The type of a component, for a scope that is so many scopes inside the result.
    pub(super) fn alias(&self, component: &Component, depth: u32) -> Alias<'static> {
        let index = self.standins.places.get(&component.bytes.reading()).copied().unwrap_or(u32::MAX);
        Alias::Outer { kind: ComponentOuterAliasKind::Type, count: depth + 1, index }
    }

    /// The type of an instance that has the components of a group, for such a scope.
    pub(super) fn parts(&self, plan: &LinkPlan, group: &Group, depth: u32) -> InstanceType {
        let mut parts = InstanceType::new();
        let mut seen = HashSet::default();
        for instance in &group.instances {
            let component = plan.instances[*instance].component;
            if seen.insert(component) {
                let index = parts.type_count();
                parts.alias(self.alias(&plan.components[component], depth + 1));
                parts.export(component.to_string().as_str(), ComponentTypeRef::Component(index));
            }
        }
        parts
    }
}

/// The type of a component, as its graph has it.
fn component_type(component: &Component) -> Option<ComponentType> {
    let scope = PortScope { ty: ComponentType::new(), side: Side::Import };
    let mentioned = mentioned(&component.graph);
    let mut writer = PortWriter { component, scope, mentioned, outer: HashMap::default() };
    for (name, port) in &component.imports {
        writer.port(name, port, component.graph.imports.get(name)?)?;
    }
    writer.scope.side = Side::Export;
    for (name, port) in &component.exports {
        writer.port(name, port, component.graph.exports.get(name)?)?;
    }
    Some(writer.scope.ty)
}

struct PortWriter<'a> {
    component: &'a Component,
    scope: PortScope,
    mentioned: HashSet<TypeIx>,
    outer: HashMap<TypeIx, u32>,
}

impl PortWriter<'_> {
    fn port(&mut self, name: &ExternName, port: &Port, item: &Item) -> Option<()> {
        let graph = &self.component.graph;
        match (item, port.kind) {
            (Item::Interface(interface), PortKind::Interface) => self.interface(name, port, interface),
            (Item::Func(func), PortKind::Func) => {
                let ty = self.types(graph, Home::Nowhere).func(*func);
                self.scope.put(extern_name(port), ComponentTypeRef::Func(ty));
            }
            (Item::Type(ty), PortKind::Type) => {
                let is_new = graph.node(*ty).shape == Shape::Resource;
                let bounds = if is_new {
                    TypeBounds::SubResource
                } else {
                    TypeBounds::Eq(self.types(graph, Home::Nowhere).index(*ty))
                };
                let index = self.scope.ty.type_count();
                self.scope.put(extern_name(port), ComponentTypeRef::Type(bounds));
                // The last name of a type is the one that others mention.
                self.outer.insert(*ty, index);
            }
            (Item::Interface(_) | Item::Func(_) | Item::Type(_), _) => return None,
        }
        Some(())
    }

    fn interface(&mut self, name: &ExternName, port: &Port, interface: &Interface) {
        let graph = &self.component.graph;
        let home = Owner::Interface(self.scope.side, name.clone());
        let ty = instance_type(graph, &home, interface, &self.outer);
        let index = self.scope.ty.type_count();
        self.scope.ty.ty().instance(&ty);
        let instance = self.scope.ty.instance_count();
        self.scope.put(extern_name(port), ComponentTypeRef::Instance(index));
        for (name, ty) in interface.types.iter().filter(|(_, ty)| self.mentioned.contains(ty)) {
            let index = self.scope.ty.type_count();
            let (kind, name) = (ComponentExportKind::Type, name.as_str());
            self.scope.ty.alias(Alias::InstanceExport { instance, kind, name });
            self.outer.insert(*ty, index);
        }
    }

    fn types<'b>(&'b mut self, graph: &'b TypeGraph, home: Home<'b>) -> Types<'b, &'b mut PortScope> {
        Types { graph, home, outer: &self.outer, known: HashMap::default(), scope: &mut self.scope }
    }
}

/// The types that an import or export mentions and another one defines.
fn mentioned(graph: &TypeGraph) -> HashSet<TypeIx> {
    let imports = graph.imports.iter().map(|(name, item)| (Side::Import, name, item));
    let exports = graph.exports.iter().map(|(name, item)| (Side::Export, name, item));
    let of_port = |(side, name, item): (Side, &ExternName, &Item)| {
        uses(graph, &Owner::Interface(side, name.clone()), item)
    };
    imports.chain(exports).flat_map(of_port).map(|used| used.ty).collect()
}

/// The ports of a component's type.
struct PortScope {
    ty: ComponentType,
    side: Side,
}

impl PortScope {
    fn put(&mut self, name: ComponentExternName<'_>, ty: ComponentTypeRef) {
        match self.side {
            Side::Import => self.ty.import(name, ty),
            Side::Export => self.ty.export(name, ty),
        };
    }
}

impl Scope for &mut PortScope {
    fn define(&mut self) -> (u32, ComponentTypeEncoder<'_>) {
        (self.ty.type_count(), self.ty.ty())
    }

    fn outer(&mut self, index: u32) -> u32 {
        index
    }

    fn name(&mut self, name: &str, bounds: TypeBounds) -> u32 {
        let here = self.ty.type_count();
        self.put(name.into(), ComponentTypeRef::Type(bounds));
        here
    }
}
