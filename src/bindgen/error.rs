//! What can't be bound.

use miette::Diagnostic;
use thiserror::Error;

use crate::bindgen::print::PrintError;

/// A fault of ours.
#[derive(Debug, Error, Diagnostic)]
pub enum BindError {
    /// We made Rust that is none.
    #[error("witc made Rust code that does not parse; this is a fault of witc, not of the WIT")]
    #[diagnostic(code(witc::bindgen::unprintable), help("please report it with the WIT"))]
    Unprintable(#[source] PrintError),
}
