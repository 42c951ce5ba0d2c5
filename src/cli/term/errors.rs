//! Errors that stand alone, in the look of findings: what went wrong, where, and the way out.

use std::fmt;

use miette::{Diagnostic, GraphicalReportHandler, LabeledSpan, SourceCode, ThemeStyles};

use crate::base::finding::Severity;
use crate::cli::term::parts;

/// An error or a warning, with what it points at.
pub(super) fn text(error: &dyn Diagnostic, handler: &GraphicalReportHandler, styles: &ThemeStyles) -> String {
    let code = error.code().map(|code| code.to_string()).unwrap_or_default();
    let is_warning = error.severity() == Some(miette::Severity::Warning);
    let severity = if is_warning { Severity::Warning } else { Severity::Error };
    let mut text = parts::heading(styles, severity, &code, &error.to_string());
    let causes = std::iter::successors(error.source(), |cause| cause.source());
    for cause in causes {
        text.push_str(&parts::footer(styles, "because", &cause.to_string()));
    }
    text.push_str(&parts::drawn(handler, &Drawing(error)));
    for related in error.related().into_iter().flatten() {
        text.push_str(&parts::footer(styles, "note", &related.to_string()));
        text.push_str(&parts::drawn(handler, &Drawing(related)));
    }
    if let Some(help) = error.help() {
        text.push_str(&parts::footer(styles, "help", &help.to_string()));
    }
    text
}

/// What an error points at, without its words.
#[derive(Debug)]
struct Drawing<'a>(&'a dyn Diagnostic);

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Drawing<'_> {}

impl Diagnostic for Drawing<'_> {
    fn severity(&self) -> Option<miette::Severity> {
        self.0.severity()
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.0.source_code()
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        self.0.labels()
    }
}
