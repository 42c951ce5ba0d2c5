//! The exports of the result: those of its root, and types that these mention.

use std::sync::Arc;

use wasm_encoder::ComponentExportKind;

use crate::compose::encode::{Writer, extern_name, sort};
use crate::compose::mention::Mentioned;

impl Writer<'_> {
    /// Brings each into scope and exports it.
    pub(super) fn exports(&mut self) {
        let plan = self.plan;
        for mentioned in &plan.mentioned {
            self.export_types(mentioned);
        }
        let Some(root) = self.instances.get(&plan.root).copied() else { return };
        for port in &plan.exports {
            let kind = sort(port.kind);
            let index = self.alias(root, &port.wire_name, kind);
            self.builder.export(extern_name(port), kind, index, None);
        }
        for step in &plan.more_exports {
            let Some(instance) = self.instances.get(&step.instance).copied() else { continue };
            let kind = sort(step.port.kind);
            let index = match &step.wire_name {
                Some(name) => self.alias(instance, name, kind),
                None => instance,
            };
            self.builder.export(extern_name(&step.port), kind, index, None);
        }
    }

    /// Types of an interface that the root was given, as an instance that has nothing else.
    fn export_types(&mut self, mentioned: &Mentioned) {
        let given = self.given.get(&(self.plan.root, mentioned.import.clone())).copied();
        let Some(given) = given else { return };
        let names: Vec<Arc<str>> = mentioned.types.iter().map(|name| Arc::from(name.as_str())).collect();
        let types: Vec<(&str, ComponentExportKind, u32)> = names
            .iter()
            .map(|name| {
                (&**name, ComponentExportKind::Type, self.alias(given, name, ComponentExportKind::Type))
            })
            .collect();
        let instance = self.builder.instantiate_exports(None, types);
        let name = mentioned.import.to_string();
        self.names.instance(instance, &name);
        self.builder.export(name.as_str(), ComponentExportKind::Instance, instance, None);
    }
}
