//! How many there are of what, and that in one line.

use std::fmt;

use crate::base::finding::{Finding, Severity};

/// The numbers of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Files that were checked, those of dependencies not counted.
    pub files: usize,
    /// Errors, and inputs that could not be read.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
    /// Findings that `--fix` would mend.
    pub fixes: usize,
}

impl Summary {
    /// Counts. `troubles` went wrong before there was a text.
    pub fn new(files: usize, troubles: usize, findings: &[Finding]) -> Self {
        let of = |severity| findings.iter().filter(|finding| finding.rule.severity == severity).count();
        let mendable = findings.iter().filter(|finding| finding.fixes.iter().any(|fix| fix.sure));
        Self {
            files,
            errors: of(Severity::Error) + troubles,
            warnings: of(Severity::Warning),
            fixes: mendable.count(),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} checked: ", count(self.files, "file"))?;
        match self.errors {
            0 => f.write_str("no errors")?,
            errors => f.write_str(&count(errors, "error"))?,
        }
        if self.warnings > 0 {
            write!(f, ", {}", count(self.warnings, "warning"))?;
        }
        match self.fixes {
            0 => Ok(()),
            1 => f.write_str("; 1 fix available (witc check --fix)"),
            fixes => write!(f, "; {fixes} fixes available (witc check --fix)"),
        }
    }
}

fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}
