//! Findings in the forms in which people and programs read them, and the texts that their fixes make. No file is
//! touched here.

/// Text that is safe to print.
pub mod clean;
/// Some lines of a file with labels under them, for miette.
pub mod excerpt;
/// Fixes, applied.
pub mod fix;
/// Workflow commands, as GitHub Actions read them.
#[cfg(feature = "cli")]
pub mod github;
/// Our own format for programs.
#[cfg(feature = "cli")]
pub mod json;
/// Lines and columns.
pub mod place;
/// What a fix would write.
pub mod preview;
/// SARIF, as code scanning services read it.
#[cfg(feature = "cli")]
pub mod sarif;
/// How many there are of what.
pub mod summary;

use crate::base::finding::Finding;
use crate::base::source::Sources;
use crate::report::place::Position;
use crate::report::summary::Summary;

/// All that a run has to tell.
#[derive(Debug)]
pub struct Report<'a> {
    /// All texts.
    pub sources: &'a Sources,
    /// What is wrong with them, in the order in which it is told.
    pub findings: &'a [Finding],
    /// What went wrong before there was a text.
    pub failures: &'a [Trouble],
    /// How many there are of what.
    pub summary: Summary,
}

/// Something that went wrong with an input and has no place in WIT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// `witc::<stage>::<what>`
    pub code: String,
    /// What went wrong, in one line.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
    /// Where it is, in an input that is no WIT.
    pub spot: Option<Spot>,
}

/// A place in some other text than WIT: in an expression, say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spot {
    /// What the text is called.
    pub file: String,
    /// What is to be said there.
    pub label: String,
    /// The first character, and its offset in bytes.
    pub start: (Position, usize),
    /// The place after the last one.
    pub end: (Position, usize),
}
