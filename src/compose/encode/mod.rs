//! Prints a plan as a component binary, with wasm-encoder: it decides nothing.

mod exports;
mod imports;
mod instances;
mod names;
mod stub;
mod stub_code;
mod types;

use std::collections::HashMap;
use std::sync::Arc;

use wasm_encoder::{ComponentBuilder, ComponentExportKind, ComponentExternName};

use crate::base::ids::{ImportIx, InstanceIx, TypeIx};
use crate::base::names::ExternName;
use crate::component::{Beyond, Port, PortKind};
use crate::compose::plan::LinkPlan;
use crate::compose::stub::StubPlan;

/// The bytes of the component that `plan` describes.
pub(super) fn encode(plan: &LinkPlan) -> Vec<u8> {
    let mut writer = Writer::new(plan);
    writer.imports();
    writer.instances();
    writer.exports();
    writer.finish()
}

/// The bytes of a stub.
pub(super) fn stub(plan: &StubPlan) -> Vec<u8> {
    stub::stub(plan)
}

/// What was written so far, and which index everything has.
struct Writer<'a> {
    plan: &'a LinkPlan,
    builder: ComponentBuilder,
    imports: HashMap<ImportIx, u32>,
    instances: HashMap<InstanceIx, u32>,
    /// What each import of an instance was given.
    given: HashMap<(InstanceIx, ExternName), u32>,
    /// Exports of instances that were brought into scope.
    aliases: HashMap<(u32, Arc<str>), u32>,
    /// The host's types that were brought into scope.
    host_types: HashMap<TypeIx, u32>,
    names: names::Names,
}

impl<'a> Writer<'a> {
    fn new(plan: &'a LinkPlan) -> Self {
        Self {
            plan,
            builder: ComponentBuilder::default(),
            imports: HashMap::new(),
            instances: HashMap::new(),
            given: HashMap::new(),
            aliases: HashMap::new(),
            host_types: HashMap::new(),
            names: names::Names::default(),
        }
    }

    fn finish(mut self) -> Vec<u8> {
        self.builder.custom_section(&self.names.section().as_custom());
        self.builder.finish()
    }

    /// The index of an export of an instance.
    fn alias(&mut self, instance: u32, name: &Arc<str>, kind: ComponentExportKind) -> u32 {
        let key = (instance, Arc::clone(name));
        if let Some(known) = self.aliases.get(&key) {
            return *known;
        }
        let index = self.builder.alias_export(instance, name, kind);
        if kind == ComponentExportKind::Instance {
            self.names.instance(index, name);
        }
        self.aliases.insert(key, index);
        index
    }
}

/// The sort of index that a port needs.
fn sort(kind: PortKind) -> ComponentExportKind {
    match kind {
        PortKind::Interface | PortKind::Other(Beyond::Instance) => ComponentExportKind::Instance,
        PortKind::Func => ComponentExportKind::Func,
        PortKind::Type | PortKind::Other(Beyond::Type) => ComponentExportKind::Type,
        PortKind::Other(Beyond::Module) => ComponentExportKind::Module,
        PortKind::Other(Beyond::Component) => ComponentExportKind::Component,
        PortKind::Other(Beyond::Value) => ComponentExportKind::Value,
    }
}

/// A port's name with all its attributes.
fn extern_name(port: &Port) -> ComponentExternName<'_> {
    let implements = port.implements.as_ref().map(|name| {
        let full = name.to_string();
        let suffix = port.version_suffix.as_deref().unwrap_or_default();
        full.strip_suffix(suffix).unwrap_or(&full).to_owned().into()
    });
    ComponentExternName {
        name: (&*port.wire_name).into(),
        implements,
        version_suffix: port.version_suffix.as_deref().map(Into::into),
        external_id: port.external_id.as_deref().map(Into::into),
    }
}
