//! What can be wrong with a manifest or a script, each with its place.

use std::fmt::{self, Display};
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use thiserror::Error;

use crate::base::source::SourceFile;

/// Something in a manifest or a script that can't be understood.
#[derive(Debug, Error)]
#[error("{fault}")]
pub struct FileError {
    /// What is wrong.
    pub fault: FileFault,
    source_code: NamedSource<Arc<str>>,
    at: Range<usize>,
    label: String,
    help: String,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileFault {
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
    /// A script that can't be parsed: what was wanted instead.
    ScriptSyntax(String),
    /// A name in a script that nothing has, or that is there already.
    ScriptName(String),
    /// A value in a script of another kind than is wanted.
    ScriptValue(String),
    /// An argument that does not go with what is instantiated, or that is missing.
    ScriptArgument(String),
    /// The result of a script is not of the world that it names.
    OffTarget(String),
    /// Something of the script language that witc does not do.
    ScriptBeyond(String),
}

impl FileFault {
    fn code(&self) -> &'static str {
        match self {
            FileFault::Syntax(_) => "witc::compose::bad_toml",
            FileFault::UnknownKey(_) => "witc::compose::unknown_key",
            FileFault::WrongKind { .. } => "witc::compose::wrong_kind",
            FileFault::NoWish(_) | FileFault::BadName(_) => "witc::compose::bad_wish",
            FileFault::NoApp | FileFault::UnknownApp(_) => "witc::compose::no_app",
            FileFault::AllowedUnsealed => "witc::compose::not_sealed",
            FileFault::NoFile(_) => "witc::compose::no_file",
            FileFault::ScriptSyntax(_) => "witc::compose::script_syntax",
            FileFault::ScriptName(_) => "witc::compose::script_name",
            FileFault::ScriptValue(_) => "witc::compose::script_value",
            FileFault::ScriptArgument(_) => "witc::compose::script_argument",
            FileFault::OffTarget(_) => "witc::compose::off_target",
            FileFault::ScriptBeyond(_) => "witc::compose::script_beyond",
        }
    }
}

impl Display for FileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileFault::Syntax(error) => write!(f, "this is no TOML: {error}"),
            FileFault::UnknownKey(key) => write!(f, "`{key}` is nothing that a manifest has"),
            FileFault::WrongKind { found, wanted } => write!(f, "{wanted} is wanted, and this is {found}"),
            FileFault::NoWish(error) => f.write_str(error),
            FileFault::BadName(name) => write!(f, "`{name}` is no name for a component"),
            FileFault::NoApp => f.write_str("the manifest does not say which component is the application"),
            FileFault::UnknownApp(name) => write!(f, "the application `{name}` is none of the components"),
            FileFault::AllowedUnsealed => f.write_str("`allow` has no meaning unless the result is sealed"),
            FileFault::NoFile(error)
            | FileFault::ScriptSyntax(error)
            | FileFault::ScriptName(error)
            | FileFault::ScriptValue(error)
            | FileFault::ScriptArgument(error)
            | FileFault::OffTarget(error)
            | FileFault::ScriptBeyond(error) => f.write_str(error),
        }
    }
}

impl FileError {
    /// An error at a place of the file. The label is short, the help says what to do.
    pub fn new(file: &SourceFile, at: Range<usize>, fault: FileFault, label: &str, help: String) -> Self {
        let source_code = NamedSource::new(&file.name, Arc::clone(&file.text)).with_language("toml");
        Self { fault, source_code, at, label: label.to_owned(), help }
    }
}

impl Diagnostic for FileError {
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
