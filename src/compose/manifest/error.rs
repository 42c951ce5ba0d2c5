//! What can be wrong with a manifest, each with its place.

use std::fmt::{self, Display};
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use thiserror::Error;

use crate::base::source::SourceFile;

/// Something in a manifest that can't be understood.
#[derive(Debug, Error)]
#[error("{fault}")]
pub struct ManifestError {
    /// What is wrong.
    pub fault: Fault,
    source_code: NamedSource<Arc<str>>,
    at: Range<usize>,
    label: String,
    help: String,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no TOML.
    Syntax(String),
    /// A key that means nothing.
    UnknownKey(String),
    /// A value of another kind than is wanted.
    WrongKind {
        /// What was read.
        found: &'static str,
        /// What is wanted.
        wanted: &'static str,
    },
    /// A wish that says nothing that can be understood.
    NoWish(String),
    /// A component's name that is none.
    BadName(String),
    /// It does not say which component is the application.
    NoApp,
    /// The application is none of the components.
    UnknownApp(String),
    /// Something is allowed, and nothing is forbidden.
    AllowedUnsealed,
    /// A component's file can't be read.
    NoFile(String),
}

impl Fault {
    fn code(&self) -> &'static str {
        match self {
            Fault::Syntax(_) => "witc::compose::bad_toml",
            Fault::UnknownKey(_) => "witc::compose::unknown_key",
            Fault::WrongKind { .. } => "witc::compose::wrong_kind",
            Fault::NoWish(_) | Fault::BadName(_) => "witc::compose::bad_wish",
            Fault::NoApp | Fault::UnknownApp(_) => "witc::compose::no_app",
            Fault::AllowedUnsealed => "witc::compose::not_sealed",
            Fault::NoFile(_) => "witc::compose::no_file",
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Syntax(error) => write!(f, "this is no TOML: {error}"),
            Fault::UnknownKey(key) => write!(f, "`{key}` is nothing that a manifest has"),
            Fault::WrongKind { found, wanted } => write!(f, "{wanted} is wanted, and this is {found}"),
            Fault::NoWish(error) => f.write_str(error),
            Fault::BadName(name) => write!(f, "`{name}` is no name for a component"),
            Fault::NoApp => f.write_str("the manifest does not say which component is the application"),
            Fault::UnknownApp(name) => write!(f, "the application `{name}` is none of the components"),
            Fault::AllowedUnsealed => f.write_str("`allow` has no meaning unless the result is sealed"),
            Fault::NoFile(error) => f.write_str(error),
        }
    }
}

impl ManifestError {
    /// An error at a place of the file. The label is short, the help says what to do.
    pub fn new(file: &SourceFile, at: Range<usize>, fault: Fault, label: &str, help: String) -> Self {
        let source_code = NamedSource::new(&file.name, Arc::clone(&file.text)).with_language("toml");
        Self { fault, source_code, at, label: label.to_owned(), help }
    }
}

impl Diagnostic for ManifestError {
    fn code(&self) -> Option<Box<dyn Display + '_>> {
        Some(Box::new(self.fault.code()))
    }

    fn help(&self) -> Option<Box<dyn Display + '_>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(&self.source_code)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = LabeledSpan::new_with_span(Some(self.label.clone()), self.at.clone());
        Some(Box::new(std::iter::once(label)))
    }
}
