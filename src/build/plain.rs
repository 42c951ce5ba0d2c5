//! What went wrong, as plain text: a build script has no terminal, and pays for every crate that would draw.

use miette::{Diagnostic, LabeledSpan, SourceCode};

use crate::base::finding::{Finding, Severity};
use crate::files::failure::{Cause, Failure};
use crate::frontend::Checked;
use crate::report::clean;
use crate::report::excerpt::excerpts;
use crate::report::place::Places;
use crate::report::preview::preview;

/// Every problem.
pub(super) fn text(failure: &Failure) -> String {
    let texts = failure.causes.iter().flat_map(|cause| match cause {
        Cause::Error(error) => vec![of_error(error.as_ref())],
        Cause::Findings(Checked { sources, findings }) => {
            let places = Places::new(sources);
            findings.iter().map(|finding| of_finding(&places, finding)).collect()
        }
    });
    texts.collect::<Vec<_>>().join("\n")
}

fn of_error(error: &dyn Diagnostic) -> String {
    let code = error.code().map(|code| code.to_string()).unwrap_or_default();
    let mut text = heading(Severity::Error, &code, &error.to_string());
    for cause in std::iter::successors(error.source(), |cause| cause.source()) {
        text.push_str(&footer("because", &cause.to_string()));
    }
    text.push_str(&drawn(error));
    for related in error.related().into_iter().flatten() {
        text.push_str(&footer("note", &related.to_string()));
        text.push_str(&drawn(related));
    }
    if let Some(help) = error.help() {
        text.push_str(&footer("help", &help.to_string()));
    }
    text
}

fn of_finding(places: &Places<'_>, finding: &Finding) -> String {
    let mut text = heading(finding.rule.severity, finding.rule.code, &finding.message);
    for excerpt in excerpts(places, finding) {
        text.push_str(&drawn(&excerpt));
    }
    for help in &finding.helps {
        text.push_str(&footer("help", help));
    }
    for fix in &finding.fixes {
        let written = preview(places, fix).map(|lines| format!("\n{lines}")).unwrap_or_default();
        text.push_str(&footer("help", &format!("{}{written}", fix.title)));
    }
    for note in &finding.notes {
        text.push_str(&footer("note", note));
    }
    text
}

fn heading(severity: Severity, code: &str, message: &str) -> String {
    let word = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    format!("{word}[{code}]: {}\n", clean::lines(message))
}

/// Further lines are under the first.
fn footer(kind: &str, text: &str) -> String {
    let indent = format!("\n{}", " ".repeat(kind.len() + 4));
    format!("  {kind}: {}\n", clean::lines(text).replace('\n', &indent))
}

/// The lines that an error points at, each with what is said of it.
fn drawn(error: &dyn Diagnostic) -> String {
    let (Some(source), Some(labels)) = (error.source_code(), error.labels()) else { return String::new() };
    let labels: Vec<LabeledSpan> = labels.collect();
    let lines: Vec<Line> = labels.iter().filter_map(|label| Line::new(source, label)).collect();
    let culprit = labels.iter().position(LabeledSpan::primary).unwrap_or_default();
    let mut drawn = lines.get(culprit).map_or(String::new(), |line| line.place.clone());
    let mut shown = None;
    for Line { number, text, label, .. } in &lines {
        // Several labels may be under one line.
        if shown.replace(number) != Some(number) {
            drawn.push_str(&format!("  {number} | {text}\n"));
        }
        drawn.push_str(&format!("  {} | {label}\n", " ".repeat(number.len())));
    }
    drawn
}

/// A line and a label under it.
struct Line {
    place: String,
    number: String,
    text: String,
    label: String,
}

impl Line {
    fn new(source: &dyn SourceCode, label: &LabeledSpan) -> Option<Self> {
        let exact = source.read_span(label.inner(), 0, 0).ok()?;
        let around = source.read_span(label.inner(), 1, 1).ok()?;
        let lines = std::str::from_utf8(around.data()).ok()?;
        let at = label.offset().checked_sub(around.span().offset())?;
        let start = lines.get(..at)?.rfind('\n').map_or(0, |end| end + 1);
        let text = lines.get(start..)?.lines().next().unwrap_or_default();
        let (before, after) = text.split_at_checked(at - start).unwrap_or((text, ""));
        let length = after.len().min(label.len());
        let marked = after.get(..length).unwrap_or(after).chars().count().max(1);
        // A tab is as wide below the line as in it.
        let blank: String = before.chars().map(|c| if c == '\t' { c } else { ' ' }).collect();
        let said = label.label().map(|label| label.replace('\n', " ")).unwrap_or_default();
        let name = exact.name().unwrap_or("<input>");
        let number = (exact.line() + 1).to_string();
        Some(Self {
            place: format!("  --> {name}:{number}:{}\n", exact.column() + 1),
            number,
            text: text.to_owned(),
            label: format!("{blank}{} {said}", "^".repeat(marked)).trim_end().to_owned(),
        })
    }
}
