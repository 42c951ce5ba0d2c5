//! What can't be bound.

use miette::Diagnostic;
use thiserror::Error;

use crate::bindgen::options::CabiExports;
use crate::bindgen::print::PrintError;

/// A fault of ours.
#[derive(Debug, Error, Diagnostic)]
pub enum BindError {
    /// An option names something that the world doesn't have.
    #[error("`{option}` is given for `{key}`, and the world has no such {what}")]
    #[diagnostic(code(witc::bindgen::unused_key), help("{help}"))]
    UnusedKey {
        /// The option.
        option: &'static str,
        /// What its keys name.
        what: &'static str,
        /// The key.
        key: String,
        /// What may have been meant.
        help: String,
    },
    /// What an option puts into the code is no Rust.
    #[error("`{option}` is given `{text}`, which is not Rust there")]
    #[diagnostic(
        code(witc::bindgen::not_rust),
        help(
            "an attribute is `#[name(..)]`, a trait, module or type is a path: `crate::a::B`; parts of names have neither quotes nor backslashes"
        )
    )]
    NotRust {
        /// The option.
        option: &'static str,
        /// What it was given.
        text: String,
        /// What is wanted there, in words.
        wanted: &'static str,
    },
    /// A type that can't be `Default` is to be.
    #[error("`{name}` can't be `Default`: {reason}")]
    #[diagnostic(code(witc::bindgen::no_default), help("{help}"))]
    NoDefault {
        /// The type.
        name: String,
        /// Why.
        reason: String,
        /// What to do.
        help: &'static str,
    },
    /// What is lent to a call comes from an arena of the file that lends, and the engine asks only one.
    #[error("`--params borrowed` can't be together with `--cabi-exports {which}`")]
    #[diagnostic(
        code(witc::bindgen::lent_and_shared),
        help("in a component with several files of bindings, take parameters as owned in all of them")
    )]
    LentAndShared {
        /// What is exported.
        which: CabiExports,
    },
    /// We made Rust that is none.
    #[error("witc made Rust code that does not parse; this is a fault of witc, not of the WIT")]
    #[diagnostic(code(witc::bindgen::unprintable), help("please report it with the WIT"))]
    Unprintable(#[source] PrintError),
}
