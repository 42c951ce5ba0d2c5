//! The components of the result, and their instances with what they are given.

use std::collections::HashMap;
use std::sync::Arc;

use wasm_encoder::ComponentExportKind;

use crate::base::ids::{InstanceIx, TypeIx};
use crate::component::Component;
use crate::compose::encode::types::{Home, Types};
use crate::compose::encode::{Writer, sort};
use crate::compose::plan::{Arg, InstanceStep, Source};
use crate::compose::uses::{defined_in, uses};
use crate::graph::Item;
use crate::graph::node::{Owner, Side};

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
            let args = self.args(component, ix, step);
            let instance = self.builder.instantiate(None, index, args);
            self.names.instance(instance, &step.name);
            self.instances.insert(ix, instance);
        }
    }

    fn args(
        &mut self,
        component: &Component,
        ix: InstanceIx,
        step: &InstanceStep,
    ) -> Vec<(String, ComponentExportKind, u32)> {
        let mut args = Vec::with_capacity(step.args.len());
        for arg in &step.args {
            let index = match &arg.source {
                Source::Import(ix) => self.imports.get(ix).copied(),
                Source::Export { instance, wire_name } => {
                    let instance = self.instances.get(instance).copied();
                    instance.map(|instance| self.alias(instance, wire_name, sort(arg.kind)))
                }
                Source::Instance(instance) => self.instances.get(instance).copied(),
                Source::Types => self.types(component, ix, arg),
            };
            // Whatever is left out here the validator reports: the plan has a source for every import.
            if let Some(index) = index {
                self.given.insert((ix, arg.import.clone()), index);
                args.push((arg.wire_name.to_string(), sort(arg.kind), index));
            }
        }
        args
    }

    /// An import that has only types, made of its own type, and of what the other arguments have.
    fn types(&mut self, component: &Component, ix: InstanceIx, arg: &Arg) -> Option<u32> {
        let item = component.graph.imports.get(&arg.import)?;
        let outer = self.borrowed(component, ix, arg, item);
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

    /// The types of other imports that an import mentions, as what the instance is given for those has them.
    fn borrowed(
        &mut self,
        component: &Component,
        ix: InstanceIx,
        arg: &Arg,
        item: &Item,
    ) -> HashMap<TypeIx, u32> {
        let graph = &component.graph;
        let home = Owner::Interface(Side::Import, arg.import.clone());
        let mut found = HashMap::new();
        for used in uses(graph, &home, item) {
            let node = graph.node(used.ty);
            let (Some(other), Some(name)) = (defined_in(graph, used.ty), &node.name) else { continue };
            let Some(given) = self.given.get(&(ix, other)).copied() else { continue };
            let index = match &node.owner {
                Owner::Interface(..) => {
                    self.alias(given, &Arc::from(name.as_str()), ComponentExportKind::Type)
                }
                Owner::World | Owner::Nobody => given,
            };
            found.insert(used.ty, index);
        }
        found
    }
}
