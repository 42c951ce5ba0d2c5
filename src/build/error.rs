//! Why there are no bindings.

use std::fmt;

/// What went wrong, told as the command line tells it, in plain text: a build script that returns it shows that.
pub struct BuildError {
    report: String,
}

impl BuildError {
    pub(super) fn new(report: &str) -> Self {
        Self { report: report.trim_end().to_owned() }
    }
}

/// `fn main() -> Result<(), BuildError>` prints an error by `{:?}`.
impl fmt::Debug for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there are no bindings\n\n{}", self.report)
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.report)
    }
}

impl std::error::Error for BuildError {}
