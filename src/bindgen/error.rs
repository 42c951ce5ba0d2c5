//! What can't be bound.

use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use crate::bindgen::print::PrintError;

/// An item that has no Rust form yet, or a fault of ours.
#[derive(Debug, Error, Diagnostic)]
pub enum BindError {
    /// A construct that witc does not bind yet.
    #[error("{what} can't be bound yet: {item}")]
    #[diagnostic(
        code(witc::bindgen::not_covered),
        help("leave it out of the world, or move it to a world of its own that this guest doesn't use")
    )]
    NotCovered {
        /// The construct, in words.
        what: &'static str,
        /// What has it, in words.
        item: String,
        /// The WIT.
        #[source_code]
        source_code: Option<NamedSource<Arc<str>>>,
        /// The item's place.
        #[label("here")]
        at: Option<SourceSpan>,
    },
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
        help("an attribute is `#[name(..)]`, a trait, module or type is a path: `crate::a::B`")
    )]
    NotRust {
        /// The option.
        option: &'static str,
        /// What it was given.
        text: String,
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
    /// We made Rust that is none.
    #[error("witc made Rust code that does not parse; this is a fault of witc, not of the WIT")]
    #[diagnostic(code(witc::bindgen::unprintable), help("please report it with the WIT"))]
    Unprintable(#[source] PrintError),
}
