//! Components inside that have some of the instances.

use std::sync::Arc;

use wasm_encoder::{
    Alias, ComponentBuilder, ComponentExportKind, ComponentOuterAliasKind, ComponentTypeRef, TypeBounds,
};

use crate::base::ids::TypeIx;
use crate::base::maps::HashMap;
use crate::compose::encode::imports::instance_type;
use crate::compose::encode::types::{Home, Types};
use crate::compose::encode::{Content, Writer, sort};
use crate::compose::layout::keys::{Key, View};
use crate::compose::layout::nest::Group;
use crate::graph::Item;
use crate::graph::node::{Owner, Shape};

/// What a group's import is called that has the types of its components, in a skeleton.
const PARTS: &str = "parts";

impl Writer<'_> {
    /// Writes each with its instance, in order.
    pub(super) fn groups(&mut self) {
        let layout = self.layout;
        for (number, group) in (1..).zip(&layout.groups) {
            let name = format!("group-{number}");
            let mut args = Vec::new();
            for (place, key) in group.imports.iter().enumerate() {
                let Some(view) = key.view(self.plan) else { continue };
                if let Some(index) = self.resolve(key, view.kind) {
                    args.push((label('i', place), sort(view.kind), index));
                }
            }
            let mut inner = Writer::new(self.plan, layout, self.content);
            inner.depth = self.depth + 1;
            inner.outer_components.clone_from(&self.components);
            if let Content::Skeleton(skeleton) = self.content {
                let ty = skeleton.parts(self.plan, group, self.depth);
                let ty = self.builder.type_instance(None, &ty);
                let parts = self
                    .builder
                    .import(format!("{}-{name}", skeleton.prefix).as_str(), ComponentTypeRef::Instance(ty));
                args.push((PARTS.to_owned(), ComponentExportKind::Instance, parts));
                inner.import_parts(ty, group);
            }
            inner.group(group);
            let part = self.part(inner.finish());
            let component = self.builder.component_raw(None, &part);
            self.names.component(component, &name);
            let instance = self.builder.instantiate(None, component, args);
            self.names.instance(instance, &name);
            let exports = group.exports.iter().enumerate();
            self.from_groups
                .extend(exports.map(|(place, key)| (key.clone(), (instance, Arc::from(label('x', place))))));
        }
    }

    fn group(&mut self, group: &Group) {
        for (place, key) in group.imports.iter().enumerate() {
            if let Some(view) = key.view(self.plan) {
                let index = self.import_key(&label('i', place), key, view);
                self.keys.insert(key.clone(), index);
            }
        }
        self.instances(&group.instances);
        for (place, key) in group.exports.iter().enumerate() {
            let Some(view) = key.view(self.plan) else { continue };
            if let Some(index) = self.resolve(key, view.kind) {
                let name = label('x', place);
                self.builder.export(name.as_str(), sort(view.kind), index, None);
                if view.kind == crate::component::PortKind::Interface {
                    let exported = self.builder.instance_count() - 1;
                    self.names.instance(exported, &view.name.to_string());
                }
            }
        }
    }

    /// Imports something under a name of ours, with the type that its provider gives it.
    fn import_key(&mut self, name: &str, key: &Key, view: View<'_>) -> u32 {
        let outer = self.mentioned(key, view);
        let home = view.home();
        let reference = match view.item {
            Item::Interface(interface) => {
                let ty = instance_type(view.graph, &home, interface, &outer);
                ComponentTypeRef::Instance(self.builder.type_instance(None, &ty))
            }
            Item::Func(func) => ComponentTypeRef::Func(self.nowhere(view, &outer).func(*func)),
            Item::Type(ty) if view.graph.node(*ty).shape == Shape::Resource => {
                ComponentTypeRef::Type(TypeBounds::SubResource)
            }
            Item::Type(ty) => ComponentTypeRef::Type(TypeBounds::Eq(self.nowhere(view, &outer).index(*ty))),
        };
        let index = self.builder.import(name, reference);
        if matches!(view.item, Item::Interface(_)) {
            self.names.instance(index, &view.name.to_string());
        }
        index
    }

    fn nowhere<'b>(
        &'b mut self,
        view: View<'b>,
        outer: &'b HashMap<TypeIx, u32>,
    ) -> Types<'b, &'b mut ComponentBuilder> {
        let scope = &mut self.builder;
        Types { graph: view.graph, home: Home::Nowhere, outer, known: HashMap::default(), scope }
    }

    /// The types of others that a key's type mentions: they came into scope before.
    fn mentioned(&mut self, key: &Key, view: View<'_>) -> HashMap<TypeIx, u32> {
        let mut outer = HashMap::default();
        for (ty, definer) in key.mentions(self.plan) {
            let Some(from) = self.keys.get(&definer).copied() else { continue };
            let node = view.graph.node(ty);
            let index = match (&node.owner, &node.name) {
                (Owner::Interface(..), Some(name)) => {
                    self.alias(from, &Arc::from(name.as_str()), ComponentExportKind::Type)
                }
                (Owner::Interface(..) | Owner::World | Owner::Nobody, _) => from,
            };
            outer.insert(ty, index);
        }
        outer
    }

    /// In a skeleton the components of a group come from outside.
    fn import_parts(&mut self, ty: u32, group: &Group) {
        let kind = ComponentOuterAliasKind::Type;
        let ty = self.builder.alias(None, Alias::Outer { kind, count: 1, index: ty });
        let parts = self.builder.import(PARTS, ComponentTypeRef::Instance(ty));
        for instance in &group.instances {
            let component = self.plan.instances[*instance].component;
            if !self.components.contains_key(&component) {
                let name = component.to_string();
                let index = self.builder.alias_export(parts, &name, ComponentExportKind::Component);
                self.components.insert(component, index);
            }
        }
    }
}

fn label(letter: char, place: usize) -> String {
    format!("{letter}{place}")
}
