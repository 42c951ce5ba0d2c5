//! Every text of one run, parsed.

use crate::base::ids::{FileIx, Table};
use crate::base::source::{SourceFile, Sources};
use crate::syntax;
use crate::syntax::tree::Tree;

/// The texts, and the tree of each under the same number.
#[derive(Debug, Default)]
pub(super) struct Texts {
    /// The texts.
    pub(super) sources: Sources,
    /// Their trees.
    pub(super) trees: Table<FileIx, Tree>,
}

impl Texts {
    /// Adds a text.
    pub(super) fn push(&mut self, file: &SourceFile) -> FileIx {
        self.trees.push(syntax::parse(file.text.clone()));
        self.sources.push(file.clone())
    }
}
