//! Component bytes to `Component`, and core modules to component bytes.

/// The text form of wasm.
#[cfg_attr(not(feature = "cli"), path = "no_assembler.rs")]
mod assembler;
/// Bodies of functions, to be validated in any order.
#[cfg(feature = "cli")]
mod bodies;
/// Where the bytes of a component are.
#[cfg(feature = "cli")]
pub mod contents;
/// Which ports a component has, and their types.
#[cfg(feature = "cli")]
mod decode;
/// Core module to component.
#[cfg(feature = "cli")]
mod encode;
/// What can go wrong here.
pub mod error;
/// Which parts of components are the same.
#[cfg(feature = "cli")]
mod identity;
/// What a component consists of.
#[cfg(feature = "cli")]
pub mod inside;
/// The custom section that carries a world inside a core module.
mod metadata;
/// A module as others see it.
#[cfg(feature = "cli")]
mod outside;
/// The modules and components in a component.
#[cfg(feature = "cli")]
pub mod parts;
/// Where in a component its core modules run.
#[cfg(feature = "cli")]
pub mod places;
/// Threads that read components together.
#[cfg(feature = "cli")]
mod pool;
/// A component that has been read.
#[cfg(feature = "cli")]
mod reading;
/// What kind of file some bytes are.
mod sniff;
/// The end of a large module.
#[cfg(feature = "cli")]
mod tail;
/// Types as a component binary has them, to `TypeGraph`.
#[cfg(feature = "cli")]
mod types;
/// One walk through a binary.
#[cfg(feature = "cli")]
mod walk;
/// What is looked at now of a binary.
#[cfg(feature = "cli")]
mod window;
/// What a binary says in WIT.
mod wit;

use std::fmt::{self, Display};
use std::sync::Arc;

#[cfg(feature = "cli")]
pub use crate::component::contents::{Contents, Digest, Store};
#[cfg(feature = "cli")]
pub use crate::component::encode::componentize;
pub use crate::component::error::ComponentError;
#[cfg(feature = "cli")]
pub use crate::component::identity::{Binary, Identity, Reading, Sameness, Sizes, Verdicts};
pub use crate::component::metadata::{component_type, imports_type};
#[cfg(feature = "cli")]
pub use crate::component::parts::{Part, PartKind};
#[cfg(feature = "cli")]
pub use crate::component::reading::{
    Beyond, Component, Port, PortKind, binary, check, check_arriving, read, read_all, read_all_knowing,
    read_as,
};
pub use crate::component::wit::{Wit, WitText, is_wasm, wit};

/// How messages and debug names call a component: the path as the user gave it, and perhaps a name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ComponentName(Arc<Called>);

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Called {
    /// What messages write.
    shown: Arc<str>,
    path: Arc<str>,
    given: Option<Arc<str>>,
}

impl ComponentName {
    /// A component that came from `path`.
    pub fn new(path: impl Into<Arc<str>>) -> Self {
        let path = path.into();
        Self(Arc::new(Called { shown: Arc::clone(&path), path, given: None }))
    }

    /// A component from `path` that the user has given a name, which tells it from others of the same file.
    pub fn called(name: &str, path: &str) -> Self {
        let shown = format!("{name}={path}").into();
        Self(Arc::new(Called { shown, path: path.into(), given: Some(name.into()) }))
    }

    /// A component of no file: `shown` says in words what it is, and its instance is called `name`.
    pub fn made(name: &str, shown: &str) -> Self {
        Self(Arc::new(Called { shown: shown.into(), path: shown.into(), given: Some(name.into()) }))
    }

    /// What messages write.
    pub fn as_str(&self) -> &str {
        &self.0.shown
    }

    /// The path of the file.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The name that the user has given it.
    pub fn given(&self) -> Option<&str> {
        self.0.given.as_deref()
    }

    /// Whether `text` is one of the names by which people may mean it.
    pub fn answers_to(&self, text: &str) -> bool {
        self.given() == Some(text) || [self.as_str(), self.path(), self.file(), self.stem()].contains(&text)
    }

    /// The file's name without folders.
    pub fn file(&self) -> &str {
        self.path().rsplit(['/', '\\']).next().unwrap_or(&self.0.path)
    }

    /// The name that it was given, or else the file's, without extension: what an instance of it is called.
    pub fn stem(&self) -> &str {
        if let Some(name) = &self.0.given {
            return name;
        }
        let file = self.file();
        // `<stdin>` is no name for a file.
        let file = file.strip_prefix('<').and_then(|file| file.strip_suffix('>')).unwrap_or(file);
        let stem = file.strip_suffix(".wasm").or_else(|| file.strip_suffix(".wat")).unwrap_or(file);
        let stem = stem.strip_suffix(".component").unwrap_or(stem);
        if stem.is_empty() { file } else { stem }
    }
}

impl Display for ComponentName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.shown)
    }
}

impl<T: AsRef<str>> From<T> for ComponentName {
    fn from(path: T) -> Self {
        Self::new(path.as_ref())
    }
}
