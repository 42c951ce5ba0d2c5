//! The components of the result, and their instances with what they are given.

use std::sync::Arc;

use wasm_encoder::{Alias, ComponentExportKind, ComponentOuterAliasKind, ComponentTypeRef};

use crate::base::ids::{ComponentIx, InstanceIx, TypeIx};
use crate::base::maps::HashMap;
use crate::component::Component;
use crate::compose::encode::pieces::Pieces;
use crate::compose::encode::types::{Home, Types};
use crate::compose::encode::{Content, Writer, sort};
use crate::compose::layout::keys::Key;
use crate::compose::plan::{Arg, InstanceStep, Source};
use crate::compose::uses::{defined_in, uses};
use crate::graph::Item;
use crate::graph::node::{Owner, Shape, Side};

impl Writer<'_> {
    /// Writes them in the order of the plan: what is needed comes first.
    pub(super) fn instances(&mut self, instances: &[InstanceIx]) {
        let plan = self.plan;
        for ix in instances {
            let step = &plan.instances[*ix];
            let index = self.component(step);
            let args = self.args(&plan.components[step.component], *ix, step);
            let instance = self.builder.instantiate(None, index, args);
            self.names.instance(instance, &step.name);
            self.instances.insert(*ix, instance);
        }
    }

    /// The index of a component here, written now if it was not yet.
    fn component(&mut self, step: &InstanceStep) -> u32 {
        if let Some(known) = self.components.get(&step.component) {
            return *known;
        }
        let index = match (self.content, self.outer_components.get(&step.component)) {
            (Content::Skeleton(skeleton), _) => {
                let ty = self
                    .builder
                    .alias(None, skeleton.alias(&self.plan.components[step.component], self.depth));
                let name = format!("{}-{}", skeleton.prefix, step.component);
                self.builder.import(name.as_str(), ComponentTypeRef::Component(ty))
            }
            (Content::Whole, Some(outer)) => {
                let kind = ComponentOuterAliasKind::Component;
                self.builder.alias(None, Alias::Outer { kind, count: 1, index: *outer })
            }
            (Content::Whole, None) => return self.embed(step.component),
        };
        self.components.insert(step.component, index);
        index
    }

    /// Writes a component.
    pub(super) fn embed(&mut self, ix: ComponentIx) -> u32 {
        let component = &self.plan.components[ix];
        let content = 0..component.bytes.contents.size();
        let depth = self.depth + 1;
        let part = Pieces::rewritten(&self.layout.shared, ix, content, &component.parts, depth);
        let part = self.part(part);
        let index = self.builder.component_raw(None, &part);
        self.names.component(index, component.name.stem());
        self.components.insert(ix, index);
        index
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
                Source::Import(_) | Source::Export { .. } | Source::Instance(_) => {
                    self.resolve(&Key::of(ix, arg), arg.kind)
                }
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
            known: HashMap::default(),
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
        let mut found = HashMap::default();
        for used in uses(graph, &home, item) {
            // A resource that came through other interfaces is the one that these have: a result that exports it does so
            // under its own name, and validators tell its aliases apart.
            let resolved = graph.resolved(used.ty);
            let is_resource = matches!(graph.node(resolved).shape, Shape::Resource);
            let ty = if is_resource { resolved } else { used.ty };
            let node = graph.node(ty);
            let (Some(other), Some(name)) = (defined_in(graph, ty), &node.name) else { continue };
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
