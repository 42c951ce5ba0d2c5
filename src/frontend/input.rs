//! WIT as it is handed in: what to work on, and what it may refer to.

use std::sync::Arc;

use crate::base::source::SourceFile;

/// WIT as it was handed in.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The packages that are worked on, at least one.
    pub roots: Vec<Package>,
    /// The packages they may need.
    pub deps: Vec<Package>,
    /// WIT that is near but not read by the rules, `deps/a/deps/b.wit`: only messages may speak of it.
    pub unread: Vec<SourceFile>,
    /// Files whose bytes are not UTF-8. Their texts have U+FFFD in the place of what is wrong.
    pub not_text: Vec<NotText>,
    /// Where dependencies were looked for, as messages name it: `wit/deps/`.
    pub places: Vec<String>,
    /// Which `@unstable` items are there.
    pub features: Features,
}

impl Input {
    /// One package to work on, and whatever it may need.
    pub fn new(files: Vec<SourceFile>, deps: Vec<Package>) -> Self {
        Self { roots: vec![Package::text(files)], deps, ..Self::default() }
    }
}

/// The files of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Package {
    /// Its files.
    pub files: Vec<SourceFile>,
    /// What they are.
    pub kind: PackageKind,
}

impl Package {
    /// A package that is WIT text.
    pub fn text(files: Vec<SourceFile>) -> Self {
        Self { files, kind: PackageKind::Text }
    }
}

/// What the files of a package are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackageKind {
    /// The text of its author.
    Text,
    /// Text printed from a package in binary form: the same declarations, resolved.
    Decoded,
    /// Text printed from a binary that only refers to the package: perhaps not all of it.
    Part,
}

/// The first byte of a file that is not UTF-8.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotText {
    /// The file's name.
    pub file: Arc<str>,
    /// Where in its text the U+FFFD is that stands for it.
    pub offset: u32,
    /// What is wrong there.
    pub fault: Encoding,
}

/// What a file has in the place of UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// This byte, and as many other places.
    Byte(u8, usize),
    /// UTF-16, which was read as such.
    Utf16,
}

/// Which `@unstable` items are there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// All of them.
    pub all: bool,
    /// Those of these features.
    pub names: Vec<String>,
}
