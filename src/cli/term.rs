//! What the terminal is shown: reports, notes, exit codes.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use miette::{Diagnostic, GraphicalReportHandler, GraphicalTheme, ThemeStyles};

use crate::base::problems::Problems;

/// Everything that went wrong in one command.
#[derive(Debug)]
pub(super) struct Failure {
    problems: Vec<Box<dyn Diagnostic + Send + Sync>>,
    exit: u8,
}

/// It did not work.
const FAILED: u8 = 1;
/// The command line makes no sense; clap says so with the same code.
const MISUSED: u8 = 2;

/// What a command returns.
pub(super) type Outcome<T = ()> = Result<T, Failure>;

impl<E: Diagnostic + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { problems: vec![Box::new(error)], exit: FAILED }
    }
}

impl Failure {
    /// The problems of one stage.
    pub(super) fn of<E: Diagnostic + Send + Sync + 'static>(problems: Problems<E>) -> Self {
        let problems = problems.into_iter().map(|problem| Box::new(problem) as _).collect();
        Self { problems, exit: FAILED }
    }

    /// Arguments that are each all right, but not together.
    pub(super) fn misuse<E: Diagnostic + Send + Sync + 'static>(error: E) -> Self {
        Self { exit: MISUSED, ..Self::from(error) }
    }

    /// What went wrong here and there, as one.
    pub(super) fn and(mut self, more: Failure) -> Self {
        self.problems.extend(more.problems);
        self
    }
}

/// Prints every problem to standard error and gives the exit code.
pub(super) fn report(failure: &Failure) -> ExitCode {
    let handler = handler();
    let mut text = String::new();
    for problem in &failure.problems {
        // Writing to a String can only fail if the report itself does; say what we have then.
        if handler.render_report(&mut text, problem.as_ref()).is_err() {
            text.push_str(&problem.to_string());
        }
        text.push('\n');
    }
    if failure.problems.len() > 1 {
        text.push_str(&format!("{} errors\n", failure.problems.len()));
    }
    to_stderr(&text);
    ExitCode::from(failure.exit)
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
fn handler() -> GraphicalReportHandler {
    let plain = !io::stderr().is_terminal() || std::env::var_os("NO_COLOR").is_some_and(|v| !v.is_empty());
    let styles = if plain { ThemeStyles::none() } else { ThemeStyles::ansi() };
    let characters = GraphicalTheme::unicode_nocolor().characters;
    let width = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).unwrap_or(100);
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_width(width)
        .with_links(false)
        // Wrapping would break names such as `example:auth/auth@0.1.0` at their `/`, and no one could copy them.
        .with_wrap_lines(false)
        .with_context_lines(1)
}
