//! The components of the result, and their instances with what they are given.

use std::collections::HashMap;
use std::sync::Arc;

use wasm_encoder::ComponentExportKind;

use crate::base::ids::TypeIx;
use crate::base::names::{ExternName, WitName};
use crate::component::Component;
use crate::compose::encode::types::{Home, Types};
use crate::compose::encode::{Writer, sort};
use crate::compose::plan::{Arg, InstanceStep, Source};
use crate::graph::Item;
use crate::graph::node::{Owner, Shape, Side};

impl Writer<'_> {
    /// Writes them in the order of the plan: what is needed comes first.
    pub(super) fn instances(&mut self) {
        let plan = self.plan;
        let mut components = HashMap::new();
        for (ix, step) in plan.instances.iter() {
            let component = &plan.components[step.component];
            let index = *components.entry(step.component).or_insert_with(|| {
                let index = self.builder.component_raw(None, &component.bytes);
                self.names.component(index, &step.name);
                index
            });
            let args = self.args(component, step);
            let instance = self.builder.instantiate(None, index, args);
            self.names.instance(instance, &step.name);
            self.instances.insert(ix, instance);
        }
    }

    fn args(
        &mut self,
        component: &Component,
        step: &InstanceStep,
    ) -> Vec<(String, ComponentExportKind, u32)> {
        let mut given: HashMap<&ExternName, u32> = HashMap::new();
        let mut args = Vec::with_capacity(step.args.len());
        for arg in &step.args {
            let index = match &arg.source {
                Source::Import(ix) => self.imports.get(ix).copied(),
                Source::Export { instance, wire_name } => {
                    let instance = self.instances.get(instance).copied();
                    instance.map(|instance| self.alias(instance, wire_name, sort(arg.kind)))
                }
                Source::Types => self.types(component, arg, &given),
            };
            // Whatever is left out here the validator reports: the plan has a source for every import.
            if let Some(index) = index {
                given.insert(&arg.import, index);
                args.push((arg.wire_name.to_string(), sort(arg.kind), index));
            }
        }
        args
    }

    /// An import that has only types, made of its own type; resources in it are those of the other arguments.
    fn types(&mut self, component: &Component, arg: &Arg, given: &HashMap<&ExternName, u32>) -> Option<u32> {
        let item = component.graph.imports.get(&arg.import)?;
        let outer = self.resources(component, item, given);
        let mut types = Types {
            graph: &component.graph,
            home: Home::Nowhere,
            outer: &outer,
            known: HashMap::new(),
            scope: &mut self.builder,
        };
        match item {
            Item::Type(ty) => Some(types.index(*ty)),
            Item::Interface(interface) => {
                let exports: Vec<(&str, ComponentExportKind, u32)> = interface
                    .types
                    .iter()
                    .map(|(name, ty)| (name.as_str(), ComponentExportKind::Type, types.index(*ty)))
                    .collect();
                let instance = self.builder.instantiate_exports(None, exports);
                self.names.instance(instance, &arg.wire_name);
                Some(instance)
            }
            Item::Func(_) => None,
        }
    }

    /// The resources that `item` mentions, taken from what the instance is given for their interfaces.
    fn resources(
        &mut self,
        component: &Component,
        item: &Item,
        given: &HashMap<&ExternName, u32>,
    ) -> HashMap<TypeIx, u32> {
        let graph = &component.graph;
        let mut found = HashMap::new();
        for ty in graph.reached(graph.roots(item)) {
            let node = graph.node(ty);
            let (Shape::Resource, Some(name)) = (&node.shape, &node.name) else { continue };
            let index = match &node.owner {
                Owner::Interface(Side::Import, owner) => {
                    let name: Arc<str> = Arc::from(name.as_str());
                    given.get(owner).map(|instance| self.alias(*instance, &name, ComponentExportKind::Type))
                }
                Owner::World => given.get(&ExternName::Plain(WitName::new(name.as_str()))).copied(),
                Owner::Interface(Side::Export, _) | Owner::Nobody => None,
            };
            found.extend(index.map(|index| (ty, index)));
        }
        found
    }
}
