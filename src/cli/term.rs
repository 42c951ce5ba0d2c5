//! What the terminal is shown: reports, notes, exit codes.

mod errors;
mod findings;
mod parts;

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, SourceSpan, ThemeStyles};

use crate::base::finding::Finding;
use crate::base::source::Sources;
use crate::files::failure::{Cause, Failure};
use crate::frontend::Checked;
#[cfg(feature = "runtime")]
use crate::report::json;
use crate::report::place::Position;
#[cfg(feature = "runtime")]
use crate::report::summary::Summary;
use crate::report::{Report, Spot, Trouble};

/// It did not work.
const FAILED: u8 = 1;
/// The command line makes no sense; clap says so with the same code.
const MISUSED: u8 = 2;

/// Arguments that are each all right, but not together.
pub(super) fn misuse<E: Diagnostic + Send + Sync + 'static>(error: E) -> Failure {
    Failure { is_misuse: true, ..Failure::from(error) }
}

/// What went wrong without the types, for formats that programs read.
pub(super) fn troubles(failure: &Failure) -> Vec<Trouble> {
    let causes = failure.causes.iter().flat_map(|cause| match cause {
        Cause::Error(error) => vec![trouble(error.as_ref())],
        Cause::Findings(checked) => checked.findings.iter().map(of_finding).collect(),
    });
    causes.collect()
}

fn trouble(problem: &dyn Diagnostic) -> Trouble {
    Trouble {
        code: problem.code().map(|code| code.to_string()).unwrap_or_default(),
        message: problem.to_string(),
        help: problem.help().map(|help| help.to_string()),
        spot: spot(problem),
    }
}

/// Where the first label of a problem is.
fn spot(problem: &dyn Diagnostic) -> Option<Spot> {
    let label = problem.labels()?.next()?;
    let (start, end) = (label.offset(), label.offset() + label.len());
    let source = problem.source_code()?;
    let position = |offset: usize| {
        let contents = source.read_span(&SourceSpan::from((offset, 0)), 0, 0).ok()?;
        let before = contents.data().get(..offset.saturating_sub(contents.span().offset()))?;
        let column = contents.column() + String::from_utf8_lossy(before).chars().count() + 1;
        Some((contents.name().unwrap_or_default().to_owned(), Position { line: contents.line() + 1, column }))
    };
    let (file, first) = position(start)?;
    let (_, last) = position(end)?;
    let label = label.label().unwrap_or_default().to_owned();
    Some(Spot { file, label, start: (first, start), end: (last, end) })
}

fn of_finding(finding: &Finding) -> Trouble {
    let help = (!finding.helps.is_empty()).then(|| finding.helps.join("\n"));
    Trouble { code: finding.rule.code.to_owned(), message: finding.message.clone(), help, spot: None }
}

/// Prints every problem to standard error and gives the exit code.
pub(super) fn report(failure: &Failure) -> ExitCode {
    to_stderr(&text(failure));
    ExitCode::from(if failure.is_misuse { MISUSED } else { FAILED })
}

/// The same, for programs.
#[cfg(feature = "runtime")]
pub(super) fn report_json(failure: &Failure) -> ExitCode {
    let troubles = troubles(failure);
    let summary = Summary { errors: troubles.len(), ..Summary::default() };
    let report = Report { sources: &Sources::default(), findings: &[], failures: &troubles, summary };
    to_stderr(&json::json(&report));
    ExitCode::from(if failure.is_misuse { MISUSED } else { FAILED })
}

/// Every problem, as text.
fn text(failure: &Failure) -> String {
    let handler = handler();
    let mut text = String::new();
    let mut count = 0;
    for cause in &failure.causes {
        match cause {
            Cause::Error(error) => {
                count += 1;
                text.push_str(&errors::text(error.as_ref(), &handler, &styles()));
                text.push('\n');
            }
            Cause::Findings(Checked { sources, findings }) => {
                count += findings.iter().filter(|finding| finding.is_error()).count();
                text.push_str(&findings::findings(sources, &unmarked(findings), &handler, &styles()));
            }
        }
    }
    if count > 1 {
        text.push_str(&format!("{count} errors\n"));
    }
    text
}

/// Prints everything that was found in texts, and the numbers, to standard error.
pub(super) fn tell(report: &Report<'_>) {
    to_stderr(&findings::text(report, &handler(), &styles()));
}

/// Prints what was found in texts to standard error.
pub(super) fn tell_findings(sources: &Sources, findings: &[Finding]) {
    to_stderr(&findings::findings(sources, &unmarked(findings), &handler(), &styles()));
}

/// Only `witc check` has `--fix`: elsewhere fixes are shown, and not said to be there for the asking.
fn unmarked(findings: &[Finding]) -> Vec<Finding> {
    let mut findings = findings.to_vec();
    for fix in findings.iter_mut().flat_map(|finding| &mut finding.fixes) {
        fix.sure = false;
    }
    findings
}

/// A line about what was done, on standard error.
pub(super) fn say(line: impl Display) {
    to_stderr(&format!("{line}\n"));
}

/// A warning, on standard error, in the style of the errors.
pub(super) fn warn(warning: &dyn Diagnostic) {
    let text = errors::text(warning, &handler(), &styles());
    to_stderr(&format!("{text}\n"));
}

fn to_stderr(text: &str) {
    // With standard error gone there is nobody left to tell.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Colour only for a terminal, and never against `NO_COLOR`.
fn styles() -> ThemeStyles {
    let plain = !io::stderr().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    if plain { ThemeStyles::none() } else { ThemeStyles::ansi() }
}

fn handler() -> GraphicalReportHandler {
    let characters = GraphicalTheme::unicode_nocolor().characters;
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(100);
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles: styles() })
        .with_width(width)
        .with_links(false)
        // Wrapping would break names such as `example:auth/auth@0.1.0` at their `/`, and no one could copy them.
        .with_wrap_lines(false)
        .with_context_lines(1)
}
