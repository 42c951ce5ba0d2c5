//! What both readers produce, WIT text and component binary: one world, resolved.

use wit_parser::{Resolve, Span, WorldId};

use crate::base::source::{Location, Sources};

/// A world and everything it refers to.
#[derive(Clone, Debug)]
pub struct World {
    /// All packages, as wit-parser resolved them.
    pub resolve: Resolve,
    /// The world that was meant.
    pub id: WorldId,
    /// The texts that the spans of `resolve` point into; empty for a binary.
    pub sources: Sources,
}

impl World {
    /// The place of a wit-parser span, where it has one.
    pub fn locate(&self, span: Span) -> Option<Location> {
        let found = self.resolve.source_map.resolve_span(span)?;
        self.sources.locate(found.path, &found.range)
    }

    /// The world's name, as its package gives it.
    pub fn name(&self) -> &str {
        &self.resolve.worlds[self.id].name
    }

    /// The world's name with that of its package: `example:todo/todo-app@0.1.0`.
    pub fn qualified_name(&self) -> String {
        match self.resolve.worlds[self.id].package {
            Some(package) => self.resolve.id_of_name(package, self.name()),
            None => self.name().to_owned(),
        }
    }
}
