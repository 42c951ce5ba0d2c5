//! Findings as a terminal shows them: what is wrong, where, and the way out.

#[cfg(test)]
mod tests;

use miette::{GraphicalReportHandler, ThemeStyles};

use crate::base::finding::{Finding, Fix, Severity};
use crate::base::source::Sources;
use crate::cli::term::parts;
use crate::report::excerpt::excerpts;
use crate::report::place::Places;
use crate::report::preview::preview;
use crate::report::{Report, Trouble};

/// All of a report.
pub(super) fn text(report: &Report<'_>, handler: &GraphicalReportHandler, styles: &ThemeStyles) -> String {
    let cx = Cx { places: Places::new(report.sources), handler, styles };
    let mut text = String::new();
    for trouble in report.failures {
        text.push_str(&cx.trouble(trouble));
        text.push('\n');
    }
    text.push_str(&findings(report.sources, report.findings, handler, styles));
    text.push_str(&format!("{}\n", report.summary));
    text
}

/// Findings alone.
pub(super) fn findings(
    sources: &Sources,
    findings: &[Finding],
    handler: &GraphicalReportHandler,
    styles: &ThemeStyles,
) -> String {
    let cx = Cx { places: Places::new(sources), handler, styles };
    findings.iter().fold(String::new(), |text, finding| text + &cx.finding(finding) + "\n")
}

struct Cx<'a> {
    places: Places<'a>,
    handler: &'a GraphicalReportHandler,
    styles: &'a ThemeStyles,
}

impl Cx<'_> {
    fn trouble(&self, trouble: &Trouble) -> String {
        let mut text = parts::heading(self.styles, Severity::Error, &trouble.code, &trouble.message);
        if let Some(help) = &trouble.help {
            text.push_str(&self.footer("help", help));
        }
        text
    }

    fn finding(&self, finding: &Finding) -> String {
        let mut text =
            parts::heading(self.styles, finding.rule.severity, finding.rule.code, &finding.message);
        for excerpt in excerpts(&self.places, finding) {
            text.push_str(&parts::drawn(self.handler, &excerpt));
        }
        for help in &finding.helps {
            text.push_str(&self.footer("help", help));
        }
        for fix in &finding.fixes {
            text.push_str(&self.footer("help", &self.fix(fix)));
        }
        for note in &finding.notes {
            text.push_str(&self.footer("note", note));
        }
        text
    }

    /// What a fix does, who does it, and what it would write.
    fn fix(&self, fix: &Fix) -> String {
        let marker = if fix.sure { "   [fix available: --fix]" } else { "" };
        let written = preview(&self.places, fix).map(|lines| format!("\n{lines}")).unwrap_or_default();
        format!("{}{marker}{written}", fix.title)
    }

    fn footer(&self, kind: &str, text: &str) -> String {
        parts::footer(self.styles, kind, text)
    }
}
