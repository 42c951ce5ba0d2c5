//! What the terminal is shown: reports, notes, exit codes.

mod findings;

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, ThemeStyles};

use crate::base::problems::Problems;
use crate::report::{Report, Trouble};

/// Everything that went wrong in one command.
#[derive(Debug)]
pub(super) struct Failure(Vec<Box<dyn Diagnostic + Send + Sync>>);

/// What a command returns.
pub(super) type Outcome<T = ()> = Result<T, Failure>;

impl<E: Diagnostic + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(vec![Box::new(error)])
    }
}

impl Failure {
    /// The problems of one stage.
    pub(super) fn of<E: Diagnostic + Send + Sync + 'static>(problems: Problems<E>) -> Self {
        Self(problems.into_iter().map(|problem| Box::new(problem) as _).collect())
    }

    /// What went wrong here and there, as one.
    pub(super) fn and(mut self, more: Failure) -> Self {
        self.0.extend(more.0);
        self
    }

    /// The same without the types, for formats that programs read.
    pub(super) fn troubles(&self) -> Vec<Trouble> {
        self.0.iter().map(|problem| trouble(problem.as_ref())).collect()
    }
}

fn trouble(problem: &dyn Diagnostic) -> Trouble {
    Trouble {
        code: problem.code().map(|code| code.to_string()).unwrap_or_default(),
        message: problem.to_string(),
        help: problem.help().map(|help| help.to_string()),
    }
}

/// Prints every problem to standard error and gives the exit code: 1.
pub(super) fn report(failure: &Failure) -> ExitCode {
    let handler = handler();
    let mut text = String::new();
    for problem in &failure.0 {
        // Writing to a String can only fail if the report itself does; say what we have then.
        if handler.render_report(&mut text, problem.as_ref()).is_err() {
            text.push_str(&problem.to_string());
        }
        text.push('\n');
    }
    if failure.0.len() > 1 {
        text.push_str(&format!("{} errors\n", failure.0.len()));
    }
    to_stderr(&text);
    ExitCode::FAILURE
}

/// Prints everything that was found in texts, and the numbers, to standard error.
pub(super) fn tell(report: &Report<'_>) {
    to_stderr(&findings::text(report, &handler(), &styles()));
}

/// A line about what was done, on standard error.
pub(super) fn say(line: impl Display) {
    to_stderr(&format!("{line}\n"));
}

/// A warning, on standard error, in the style of the errors.
pub(super) fn warn(warning: &dyn Diagnostic) {
    let mut text = String::new();
    if handler().render_report(&mut text, warning).is_err() {
        text = format!("warning: {warning}\n");
    }
    to_stderr(&text);
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
