//! A stub as a component: its exports are those of one interface, or of worlds.

use wasm_encoder::{
    CanonicalOption, ComponentBuilder, ComponentExportKind, ComponentTypeEncoder, ComponentTypeRef,
    ExportKind, ModuleArg, TypeBounds, ValType,
};

use crate::base::ids::TypeIx;
use crate::base::maps::HashMap;
use crate::compose::encode::imports::{instance_type, shared};
use crate::compose::encode::stub_code::{self, MEMORY, REALLOC};
use crate::compose::encode::types::{Home, Scope, Types};
use crate::compose::stub::StubPlan;
use crate::graph::Item;
use crate::graph::node::{Owner, Side};

/// The bytes of a stub.
pub(super) fn stub(plan: &StubPlan) -> Vec<u8> {
    let mut builder = ComponentBuilder::default();
    let outer = imports(plan, &mut builder);
    let (func_types, known) = types(plan, &outer, &mut builder);
    let drops: Vec<(TypeIx, u32)> = stub_code::dropped(plan)
        .into_iter()
        .map(|resource| {
            (resource, known.get(&resource).or_else(|| outer.get(&resource)).copied().unwrap_or_default())
        })
        .collect();
    let core = core(plan, &drops, &mut builder);
    funcs(plan, core, &func_types, &mut builder);
    builder.finish()
}

/// What the stub mentions of others: the index of each such type.
fn imports(plan: &StubPlan, builder: &mut ComponentBuilder) -> HashMap<TypeIx, u32> {
    let shared = shared(&plan.graph);
    let mut outer = HashMap::default();
    for name in &plan.imports {
        match plan.graph.imports.get(name) {
            Some(Item::Interface(interface)) => {
                let home = Owner::Interface(Side::Import, name.clone());
                let ty = instance_type(&plan.graph, &home, interface, &outer);
                let ty = builder.type_instance(None, &ty);
                let instance = builder.import(name.to_string().as_str(), ComponentTypeRef::Instance(ty));
                for (name, ty) in interface.types.iter().filter(|(_, ty)| shared.contains(ty)) {
                    let index = builder.alias_export(instance, name.as_str(), ComponentExportKind::Type);
                    outer.insert(*ty, index);
                }
            }
            Some(Item::Type(ty)) => {
                let mut types = Types {
                    graph: &plan.graph,
                    home: Home::Owner(&Owner::World),
                    outer: &outer,
                    known: HashMap::default(),
                    scope: &mut *builder,
                };
                let index = types.index(*ty);
                outer.insert(*ty, index);
            }
            Some(Item::Func(_)) | None => {}
        }
    }
    outer
}

/// Defines and exports the types, and defines those of the functions.
fn types(
    plan: &StubPlan,
    outer: &HashMap<TypeIx, u32>,
    builder: &mut ComponentBuilder,
) -> (Vec<u32>, HashMap<TypeIx, u32>) {
    let home = match plan.exports.first() {
        Some(name) if matches!(plan.graph.imports.get(name), Some(Item::Interface(_))) => {
            Owner::Interface(Side::Import, name.clone())
        }
        Some(_) | None => Owner::World,
    };
    let mut types = Types {
        graph: &plan.graph,
        home: Home::Owner(&home),
        outer,
        known: HashMap::default(),
        scope: Exporting(builder),
    };
    for item in plan.exports.iter().filter_map(|name| plan.graph.imports.get(name)) {
        match item {
            Item::Interface(interface) => {
                for ty in interface.types.values() {
                    types.index(*ty);
                }
            }
            Item::Type(ty) => {
                types.index(*ty);
            }
            Item::Func(_) => {}
        }
    }
    let funcs = plan.funcs.iter().map(|(func, _)| types.func(*func)).collect();
    (funcs, types.known)
}

/// The core module, instantiated.
fn core(plan: &StubPlan, drops: &[(TypeIx, u32)], builder: &mut ComponentBuilder) -> u32 {
    let resources: Vec<TypeIx> = drops.iter().map(|(resource, _)| *resource).collect();
    let module = builder.core_module_raw(None, &stub_code::module(plan, &resources));
    if drops.is_empty() {
        return builder.core_instantiate(None, module, [] as [(&str, ModuleArg); 0]);
    }
    let names: Vec<String> = (0..drops.len()).map(|number| number.to_string()).collect();
    let funcs: Vec<(&str, ExportKind, u32)> = names
        .iter()
        .zip(drops)
        .map(|(name, (_, ty))| (name.as_str(), ExportKind::Func, builder.resource_drop(*ty)))
        .collect();
    let given = builder.core_instantiate_exports(None, funcs);
    builder.core_instantiate(None, module, [("", ModuleArg::Instance(given))])
}

/// Lifts the functions and exports them.
fn funcs(plan: &StubPlan, core: u32, types: &[u32], builder: &mut ComponentBuilder) {
    let has = |wanted: &dyn Fn(&crate::compose::stub::StubFunc) -> bool| {
        plan.funcs.iter().any(|(_, func)| wanted(func))
    };
    let memory =
        has(&|func| func.memory).then(|| builder.core_alias_export(None, core, MEMORY, ExportKind::Memory));
    let realloc =
        has(&|func| func.realloc).then(|| builder.core_alias_export(None, core, REALLOC, ExportKind::Func));
    let cores: Vec<u32> = (0..plan.funcs.len())
        .map(|number| builder.core_alias_export(None, core, &number.to_string(), ExportKind::Func))
        .collect();
    let mut lifted = Vec::new();
    for (((_, func), core), ty) in plan.funcs.iter().zip(cores).zip(types) {
        let mut options = Vec::new();
        options.extend(memory.filter(|_| func.memory).map(CanonicalOption::Memory));
        options.extend(realloc.filter(|_| func.realloc).map(CanonicalOption::Realloc));
        lifted.push((&func.name, builder.lift_func(None, core, *ty, options)));
    }
    for (name, func) in lifted {
        builder.export(name.as_str(), ComponentExportKind::Func, func, None);
    }
}

/// A scope in which named types are exported, and resources made.
struct Exporting<'a>(&'a mut ComponentBuilder);

impl Scope for Exporting<'_> {
    fn define(&mut self) -> (u32, ComponentTypeEncoder<'_>) {
        self.0.ty(None)
    }

    fn outer(&mut self, index: u32) -> u32 {
        index
    }

    fn name(&mut self, name: &str, bounds: TypeBounds) -> u32 {
        let index = match bounds {
            TypeBounds::Eq(index) => index,
            TypeBounds::SubResource => self.0.type_resource(None, ValType::I32, None),
        };
        self.0.export(name, ComponentExportKind::Type, index, None)
    }
}
