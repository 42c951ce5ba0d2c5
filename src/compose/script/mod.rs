//! Scripts in the language of the wac project: `let`, `new`, `import`, `export`.
//!
//! ```wac
//! package example:composition;
//!
//! let n = new example:name {};
//! let greeter = new example:greeter { name: n.name };
//! export greeter.greet;
//! ```
//!
//! A script says everything: an import that it leaves out is an error, or with `...` left to the host. Types need no
//! declaration, since the components have them: those that a script declares are skipped. Whether the result is of the
//! world that the script names after `targets` is for `targets::check` to say.

mod evaluate;
mod imports;
mod lex;
mod parse;
/// Whether the result is of the world that was named.
pub mod targets;
mod tree;

use crate::base::maps::IndexMap;
use crate::base::problems::Problems;
use crate::base::source::SourceFile;
use crate::component::Component;
use crate::compose::error::FileError;
use crate::compose::wishes::Wishes;

pub use crate::compose::script::tree::{Name, Script};

/// What a script asks for.
#[derive(Clone, Debug)]
pub struct Evaluated {
    /// The instance whose exports are the first to be exported.
    pub root: Component,
    /// All others, each with the name that the script gives it.
    pub others: Vec<Component>,
    /// How they are wired.
    pub wishes: Wishes,
}

/// Parses a script. The packages that it names are [`Script::packages`].
pub fn parse(file: &SourceFile) -> Result<Script, Problems<FileError>> {
    parse::parse(file)
}

/// Follows a script, with a component for each of its packages.
pub fn evaluate(
    file: &SourceFile,
    script: &Script,
    packages: &IndexMap<String, Component>,
) -> Result<Evaluated, Problems<FileError>> {
    evaluate::evaluate(file, script, packages)
}
