//! The names that debuggers and backtraces show for components and instances.

use wasm_encoder::{ComponentNameSection, NameMap};

/// Names by index, in ascending order of it: that is the order in which things are written.
#[derive(Default)]
pub(super) struct Names {
    components: NameMap,
    instances: NameMap,
}

impl Names {
    pub(super) fn component(&mut self, index: u32, name: &str) {
        self.components.append(index, name);
    }

    pub(super) fn instance(&mut self, index: u32, name: &str) {
        self.instances.append(index, name);
    }

    pub(super) fn section(&self) -> ComponentNameSection {
        let mut section = ComponentNameSection::new();
        section.components(&self.components);
        section.instances(&self.instances);
        section
    }
}
