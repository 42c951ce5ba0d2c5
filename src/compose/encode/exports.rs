//! The exports of the result: those of its root.

use std::sync::Arc;

use crate::compose::encode::{Writer, extern_name, sort};

impl Writer<'_> {
    /// Brings each into scope and exports it.
    pub(super) fn exports(&mut self) {
        for step in &self.plan.exports {
            let Some(instance) = self.instances.get(&step.instance).copied() else { continue };
            let kind = sort(step.port.kind);
            let index = self.alias(instance, &Arc::clone(&step.port.wire_name), kind);
            self.builder.export(extern_name(&step.port), kind, index, None);
        }
    }
}
