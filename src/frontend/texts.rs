//! Every text of one run, parsed.

use crate::base::ids::{FileIx, Table};
use crate::base::source::{Location, SourceFile, Sources};
use crate::syntax;
use crate::syntax::tree::{NodeKind, Tree};

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

    /// Adds a text that has been parsed.
    pub(super) fn push_parsed(&mut self, (file, tree): (SourceFile, Tree)) -> FileIx {
        self.trees.push(tree);
        self.sources.push(file)
    }

    /// Whether a place is of bytes that were no text.
    pub(super) fn is_replaced(&self, at: Location) -> bool {
        let text = self.sources.file(at).and_then(|file| file.text.get(at.start as usize..at.end as usize));
        text.is_some_and(|text| !text.is_empty() && text.chars().all(|c| c == char::REPLACEMENT_CHARACTER))
    }

    /// A text with blanks in the place of the packages in braces whose names are at `names`, so that all else stays
    /// where it is.
    pub(super) fn without(&self, file: FileIx, names: &[Location]) -> String {
        let Some(tree) = self.trees.get(file) else { return String::new() };
        let mut text = tree.text().to_string();
        for at in names.iter().filter(|at| at.file == file) {
            let name = tree.node_at(at.start);
            let package = std::iter::once(name).chain(name.ancestors());
            if let Some(package) = package.into_iter().find(|node| node.kind() == NodeKind::NestedPackage) {
                let range = package.span().range();
                let blank = |c: char| if c == '\n' { "\n".to_owned() } else { " ".repeat(c.len_utf8()) };
                let blanks: String = package.text().chars().map(blank).collect();
                text.replace_range(range, &blanks);
            }
        }
        text
    }
}
