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
    /// We made Rust that is none.
    #[error("witc made Rust code that does not parse; this is a fault of witc, not of the WIT")]
    #[diagnostic(code(witc::bindgen::unprintable), help("please report it with the WIT"))]
    Unprintable(#[source] PrintError),
}
