//! What is wrong with the WIT, or with what was asked of it.

use miette::Diagnostic;
use thiserror::Error;

use crate::frontend::check::Checked;

/// Why there is no world.
#[derive(Debug)]
pub enum LoadError {
    /// Something is wrong with the WIT: at least one finding is an error.
    Wrong(Checked),
    /// It is fine, but has no world that can be meant.
    NoWorld(WitError),
}

/// What is wrong with what was asked of a package.
#[derive(Debug, Error, Diagnostic)]
pub enum WitError {
    /// No world has the name that was asked for.
    #[error("package `{package}` has no world `{wanted}`")]
    #[diagnostic(code(witc::frontend::no_such_world))]
    UnknownWorld {
        /// As it was asked for.
        wanted: String,
        /// The package.
        package: String,
        /// The worlds there are.
        #[help]
        help: String,
    },
    /// No interface or world has the name that was asked for.
    #[error("package `{package}` has no interface or world `{wanted}`")]
    #[diagnostic(code(witc::frontend::unknown_scope))]
    UnknownScope {
        /// As it was asked for.
        wanted: String,
        /// The package.
        package: String,
        /// The interfaces and worlds there are.
        #[help]
        help: String,
    },
    /// A world neither imports nor exports what was asked about.
    #[error("world `{world}` neither imports nor exports `{item}`")]
    #[diagnostic(code(witc::frontend::not_in_world))]
    NotInWorld {
        /// As it was asked for.
        item: String,
        /// The world.
        world: String,
        /// What it has.
        #[help]
        help: String,
    },
    /// There is nothing to pick.
    #[error("package `{package}` has no world")]
    #[diagnostic(
        code(witc::frontend::no_world),
        help("a world says what a component imports and exports; add `world NAME {{ .. }}`")
    )]
    NoWorld {
        /// The package.
        package: String,
    },
    /// There is more than one to pick.
    #[error("package `{package}` has {count} worlds; say which one")]
    #[diagnostic(code(witc::frontend::many_worlds))]
    ManyWorlds {
        /// The package.
        package: String,
        /// How many worlds it has.
        count: usize,
        /// The worlds there are.
        #[help]
        help: String,
    },
}
