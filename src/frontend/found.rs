//! A finding as an error that stands alone: with the text of its file.

use std::fmt::{self, Display};
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode, SourceSpan};

use crate::base::finding::{Finding, Severity};
use crate::base::source::{Location, SourceFile, Sources};

/// A finding, with what is needed to show it.
#[derive(Clone, Debug)]
pub struct Found {
    /// The finding.
    pub finding: Finding,
    source: Option<NamedSource<Arc<str>>>,
    /// What is said of places in other files, then the advice.
    helps: Vec<String>,
}

impl Found {
    /// Takes along the text of the culprit's file.
    pub(super) fn new(finding: Finding, sources: &Sources) -> Self {
        let elsewhere = finding.related.iter().filter(|label| label.at.file != finding.at.file);
        let mut helps: Vec<String> =
            elsewhere.map(|label| format!("{}: {}", place(sources, label.at), label.text)).collect();
        helps.extend(finding.helps.iter().cloned());
        helps.extend(finding.fixes.iter().map(|fix| fix.title.clone()));
        let source = sources.file(finding.at).map(SourceFile::named);
        Self { finding, source, helps }
    }
}

fn place(sources: &Sources, at: Location) -> String {
    let Some(file) = sources.file(at) else { return String::new() };
    let before = file.text.get(..at.start as usize).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{}:{line}:{column}", file.name)
}

impl Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.finding.message)
    }
}

impl std::error::Error for Found {}

impl Diagnostic for Found {
    fn code<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        Some(Box::new(self.finding.rule.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.finding.rule.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn Display + 'a>> {
        (!self.helps.is_empty()).then(|| Box::new(self.helps.join("\n")) as Box<dyn Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let label = |at: Location, text: &str| {
            let text = (!text.is_empty()).then(|| text.to_owned());
            LabeledSpan::new_with_span(text, SourceSpan::from(at))
        };
        let here = self.finding.related.iter().filter(|label| label.at.file == self.finding.at.file);
        let here = here.map(move |related| label(related.at, &related.text));
        Some(Box::new(std::iter::once(label(self.finding.at, &self.finding.label)).chain(here)))
    }
}
