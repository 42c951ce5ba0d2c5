//! The imports of the result, each with its type.

use std::sync::Arc;

use wasm_encoder::{ComponentExportKind, ComponentTypeRef, InstanceType};

use crate::base::ids::{ImportIx, TypeIx};
use crate::base::maps::{HashMap, HashSet};
use crate::base::names::ExternName;
use crate::compose::encode::types::{Home, Types};
use crate::compose::encode::{Writer, extern_name};
use crate::compose::layout::keys::Key;
use crate::compose::plan::ImportStep;
use crate::compose::uses::uses;
use crate::graph::node::{Interface, Owner, Side};
use crate::graph::{Item, TypeGraph};

impl Writer<'_> {
    /// Writes them in the order of the plan: what is mentioned comes first.
    pub(super) fn imports(&mut self) {
        let plan = self.plan;
        let shared = shared(&plan.host);
        for (ix, step) in plan.imports.iter() {
            match plan.host.imports.get(&step.name) {
                Some(Item::Interface(interface)) => self.import_interface(ix, step, interface, &shared),
                Some(Item::Func(func)) => {
                    let mut types = self.types_of_world();
                    let ty = types.func(*func);
                    let index = self.builder.import(extern_name(&step.port), ComponentTypeRef::Func(ty));
                    self.keys.insert(Key::Import(ix), index);
                }
                Some(Item::Type(ty)) => {
                    let index = self.types_of_world().index(*ty);
                    self.host_types.insert(*ty, index);
                    self.keys.insert(Key::Import(ix), index);
                }
                None => {}
            }
        }
    }

    fn types_of_world(&mut self) -> Types<'_, &mut wasm_encoder::ComponentBuilder> {
        Types {
            graph: &self.plan.host,
            home: Home::Owner(&Owner::World),
            outer: &self.host_types,
            known: HashMap::default(),
            scope: &mut self.builder,
        }
    }

    fn import_interface(
        &mut self,
        ix: ImportIx,
        step: &ImportStep,
        interface: &Interface,
        shared: &HashSet<TypeIx>,
    ) {
        let home = Owner::Interface(Side::Import, step.name.clone());
        let ty = instance_type(&self.plan.host, &home, interface, &self.host_types);
        let ty = self.builder.type_instance(None, &ty);
        let instance = self.builder.import(extern_name(&step.port), ComponentTypeRef::Instance(ty));
        self.names.instance(instance, &step.port.wire_name);
        self.keys.insert(Key::Import(ix), instance);
        for (name, ty) in interface.types.iter().filter(|(_, ty)| shared.contains(ty)) {
            let index = self.alias(instance, &Arc::from(name.as_str()), ComponentExportKind::Type);
            self.host_types.insert(*ty, index);
        }
    }
}

/// The type of an instance that has what `interface` has.
pub(super) fn instance_type(
    graph: &TypeGraph,
    home: &Owner,
    interface: &Interface,
    outer: &HashMap<TypeIx, u32>,
) -> InstanceType {
    let scope = InstanceType::new();
    let mut types = Types { graph, home: Home::Owner(home), outer, known: HashMap::default(), scope };
    for ty in interface.types.values() {
        types.index(*ty);
    }
    for func in &interface.funcs {
        let ty = types.func(*func);
        types.scope.export(graph.funcs[*func].wire_name.as_str(), ComponentTypeRef::Func(ty));
    }
    types.scope
}

/// The types that an import mentions and another one defines.
pub(super) fn shared(host: &TypeGraph) -> HashSet<TypeIx> {
    let used = |(name, item): (&ExternName, &Item)| {
        let home = Owner::Interface(Side::Import, name.clone());
        uses(host, &home, item).into_iter().map(|used| used.ty).collect::<Vec<_>>()
    };
    host.imports.iter().flat_map(used).collect()
}
