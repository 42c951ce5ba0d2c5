//! Workflow commands, as GitHub Actions read them from a job's output: annotations on the lines of a pull request.

use crate::base::finding::Finding;
use crate::report::json::severity;
use crate::report::place::Places;
use crate::report::{Report, Trouble, clean};

/// One line for each finding. `path_of` gives a file's path in the repository.
pub fn github(report: &Report<'_>, path_of: &dyn Fn(&str) -> String) -> String {
    let places = Places::new(report.sources);
    let troubles = report.failures.iter().map(trouble);
    troubles.chain(report.findings.iter().map(|found| finding(&places, found, path_of))).collect()
}

fn finding(places: &Places<'_>, finding: &Finding, path_of: &dyn Fn(&str) -> String) -> String {
    let mut properties = String::new();
    if let Some(place) = places.place(finding.at) {
        let file = property(&path_of(place.file));
        let (start, end) = (place.start, place.end);
        // Theirs is the last column, ours the one after it.
        let end_column = if end > start { end.column.saturating_sub(1).max(1) } else { start.column };
        properties = format!(
            "file={file},line={},col={},endLine={},endColumn={end_column},",
            start.line, start.column, end.line
        );
    }
    let level = severity(finding.rule.severity);
    let mut lines = vec![finding.message.as_str()];
    if !finding.label.is_empty() {
        lines.push(&finding.label);
    }
    lines.extend(finding.helps.iter().chain(&finding.notes).map(String::as_str));
    lines.extend(finding.fixes.iter().map(|fix| fix.title.as_str()));
    let message = data(&lines.join("\n"));
    format!("::{level} {properties}title={}::{message}\n", property(finding.rule.code))
}

fn trouble(trouble: &Trouble) -> String {
    let lines: Vec<&str> =
        std::iter::once(&trouble.message).chain(&trouble.help).map(String::as_str).collect();
    format!("::error title={}::{}\n", property(&trouble.code), data(&lines.join("\n")))
}

/// What stands after the `::`.
fn data(text: &str) -> String {
    clean::lines(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// What stands after a `=`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
