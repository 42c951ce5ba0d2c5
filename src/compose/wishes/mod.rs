//! What the user wants beyond what follows from the components: plain data, each as it is written on a command line.

mod parse;
mod show;

use std::ops::Range;

use crate::base::names::{ExternName, InterfaceName, PackageName, WitName};
use crate::base::source::SourceFile;

pub use crate::compose::wishes::parse::NotAWish;

/// What the user wants beyond what follows from the components.
#[derive(Clone, Debug, Default)]
pub struct Wishes {
    /// Imports that are to be met by this export, whatever else there is.
    pub wires: Vec<Said<WireWish>>,
    /// Components that stand between those that import and those that provide, the first one nearest to the former.
    pub vias: Vec<Said<ViaWish>>,
    /// Imports that are met by something that is made for it.
    pub stubs: Vec<Said<StubWish>>,
    /// What may stay open, or must. A whole name stays open even if somebody provides it; a pattern is for whatever
    /// nobody provides.
    pub host: Vec<Said<Target>>,
    /// What the result imports under another name than the components do: their name, and the result's.
    pub renamed: Vec<(ExternName, ExternName)>,
    /// Whether the result may import only what is said here and in `host` by its whole name.
    pub seal: Option<Vec<Pattern>>,
    /// Which exports of the root the result has; all of them if none is said.
    pub exports: Vec<Said<Pattern>>,
    /// All exports of the result, one by one, instead of those of the root.
    pub exported: Option<Vec<Said<ExportWish>>>,
}

/// A wish, and how and where it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said<T> {
    /// What is wanted.
    pub wish: T,
    /// As the user wrote it: `--wire a.wasm:b=c.wasm`.
    pub text: String,
    /// The file in which it stands, if it is not the command line.
    pub at: Option<(SourceFile, Range<usize>)>,
}

impl<T> Said<T> {
    /// A wish of the command line, or of a program.
    pub fn new(wish: T, text: impl Into<String>) -> Self {
        Self { wish, text: text.into(), at: None }
    }
}

/// One of the components: by the name that it was given, by its path, or by its file's name, with or without extension.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Selector(String);

impl Selector {
    /// A name, path or file name.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// As it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Which imports or exports are meant.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pattern {
    /// `*`: all of them.
    All,
    /// `wasi:*`: those of a namespace.
    Namespace(WitName),
    /// `wasi:cli/*`, `wasi:cli/*@0.2.0`: those of a package, of one version or of all.
    Package(PackageName),
    /// `wasi:cli/stdout`, `wasi:cli/stdout@0.2.0`, `log`: this one, of one version or of all.
    Name(ExternName),
}

impl Pattern {
    /// Whether it means what is imported or exported as `name`.
    pub fn means(&self, name: &ExternName) -> bool {
        match (self, name) {
            (Pattern::All, _) => true,
            (Pattern::Namespace(namespace), ExternName::Interface(name)) => {
                name.package.namespace == *namespace
            }
            (Pattern::Package(package), ExternName::Interface(name)) => is_package(package, &name.package),
            (Pattern::Name(ExternName::Interface(wish)), ExternName::Interface(name)) => {
                wish.name == name.name && is_package(&wish.package, &name.package)
            }
            (Pattern::Name(wish), name) => wish == name,
            (Pattern::Namespace(_) | Pattern::Package(_), ExternName::Plain(_)) => false,
        }
    }

    /// The same for an import, which may have a name of its own and implement an interface.
    pub fn means_import(&self, name: &ExternName, implements: Option<&InterfaceName>) -> bool {
        self.means(name)
            || implements.is_some_and(|interface| self.means(&ExternName::Interface(interface.clone())))
    }

    /// Whether it names one import, and not all of a kind.
    pub fn is_whole(&self) -> bool {
        match self {
            Pattern::Name(_) => true,
            Pattern::All | Pattern::Namespace(_) | Pattern::Package(_) => false,
        }
    }
}

/// Whether a package is meant: a name without version means every version.
fn is_package(wish: &PackageName, package: &PackageName) -> bool {
    wish.namespace == package.namespace
        && wish.name == package.name
        && (wish.version.is_none() || wish.version == package.version)
}

/// Imports of one component, or of all: `[COMPONENT:]PATTERN`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Who imports; all, if it is not said.
    pub consumer: Option<Selector>,
    /// What.
    pub import: Pattern,
}

/// An import and the export that is to meet it: `[COMPONENT:]IMPORT=COMPONENT[:EXPORT]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireWish {
    /// Who imports; all that do, if it is not said.
    pub consumer: Option<Selector>,
    /// What; of any version, if none is said.
    pub import: ExternName,
    /// Who exports.
    pub provider: Selector,
    /// Which of its exports.
    pub taken: Taken,
}

/// What of a component meets an import.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The export of the import's name.
    Same,
    /// The export of this name.
    Export(ExternName),
    /// All of its exports together, as one interface.
    Whole,
}

/// Something that the result exports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExportWish {
    /// Whose export it is.
    pub instance: Selector,
    /// Which; all of them together, as one interface, if none is said.
    pub export: Option<ExternName>,
    /// Under which name.
    pub name: ExternName,
}

/// A component that stands in between: `[[COMPONENT:]PATTERN=]COMPONENT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ViaWish {
    /// Between whom and what; wherever it can, if it is not said.
    pub target: Option<Target>,
    /// The component that imports and exports what the others share.
    pub middle: Selector,
}

/// Imports that something made for it meets: `[COMPONENT:]PATTERN[=trap|default]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StubWish {
    /// Which.
    pub target: Target,
    /// What it does.
    pub answer: Answer,
}

/// What the functions of a stub do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Answer {
    /// They trap, with the function's name in the backtrace.
    #[default]
    Trap,
    /// They return zero, empty, none, ok.
    Default,
}
