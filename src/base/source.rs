//! Source files, places in them, and how miette is shown them.

use std::ops::Range;
use std::sync::Arc;

use miette::{NamedSource, SourceSpan};

use crate::base::ids::{FileIx, Table};

/// One text that was read: a WIT file, or the WIT printed from a binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceFile {
    /// How a message names it: the path as the user gave it, or `app.wasm (as WIT)`.
    pub name: Arc<str>,
    /// All of its text.
    pub text: Arc<str>,
}

impl SourceFile {
    /// A file that has been read.
    pub fn new(name: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The form in which miette takes it.
    pub fn named(&self) -> NamedSource<Arc<str>> {
        NamedSource::new(&self.name, Arc::clone(&self.text)).with_language("wit")
    }
}

/// A place in a file of [`Sources`]: a range of bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file.
    pub file: FileIx,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl From<Location> for SourceSpan {
    fn from(at: Location) -> SourceSpan {
        SourceSpan::from((at.start as usize, at.end.saturating_sub(at.start) as usize))
    }
}

/// Every file of one run.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Table<FileIx, SourceFile>,
}

impl Sources {
    /// Adds a file.
    pub fn push(&mut self, file: SourceFile) -> FileIx {
        self.files.push(file)
    }

    /// The file of an id.
    pub fn get(&self, file: FileIx) -> Option<&SourceFile> {
        self.files.get(file)
    }

    /// The file that `at` is in.
    pub fn file(&self, at: Location) -> Option<&SourceFile> {
        self.files.get(at.file)
    }

    /// Every file, in the order in which they were added.
    pub fn files(&self) -> impl DoubleEndedIterator<Item = (FileIx, &SourceFile)> {
        self.files.iter()
    }

    /// Finds the place that a byte range of the file called `name` is.
    pub fn locate(&self, name: &str, range: &Range<usize>) -> Option<Location> {
        let (file, _) = self.files.iter().rev().find(|(_, file)| &*file.name == name)?;
        let start = u32::try_from(range.start).ok()?;
        let end = u32::try_from(range.end).ok()?;
        Some(Location { file, start, end })
    }

    /// The first place in any file that `find` finds, given the file's text.
    pub fn find(&self, find: impl Fn(&str) -> Option<Range<usize>>) -> Option<Location> {
        self.files.values().find_map(|file| self.locate(&file.name, &find(&file.text)?))
    }

    /// The file of `at` and the span in it, as an error's fields want them.
    pub fn snippet(&self, at: Option<Location>) -> Snippet {
        let found = at.and_then(|at| Some((self.file(at)?, at)));
        match found {
            Some((file, at)) => Snippet { source: Some(file.named()), span: Some(at.into()) },
            None => Snippet::default(),
        }
    }
}

/// A file and a span in it; both absent where the place is not known.
#[derive(Clone, Debug, Default)]
pub struct Snippet {
    /// The file's text.
    pub source: Option<NamedSource<Arc<str>>>,
    /// The bytes meant.
    pub span: Option<SourceSpan>,
}
