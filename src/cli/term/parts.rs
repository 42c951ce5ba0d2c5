//! The parts that everything shown on a terminal is made of.

use miette::{Diagnostic, GraphicalReportHandler, ThemeStyles};

use crate::base::finding::Severity;
use crate::report::clean;

/// `error[code]: message`
pub(super) fn heading(styles: &ThemeStyles, severity: Severity, code: &str, message: &str) -> String {
    let (style, word) = match severity {
        Severity::Error => (styles.error, "error"),
        Severity::Warning => (styles.warning, "warning"),
    };
    format!("{}: {}\n", style.style(format!("{word}[{code}]")), clean::lines(message))
}

/// `help: ..`, further lines under the first.
pub(super) fn footer(styles: &ThemeStyles, kind: &str, text: &str) -> String {
    let indent = format!("\n{}", " ".repeat(kind.len() + 4));
    let text = clean::lines(text).replace('\n', &indent);
    format!("  {} {text}\n", styles.help.style(format!("{kind}:")))
}

/// What miette draws of a thing whose message is empty: the line for the message is left out.
pub(super) fn drawn(handler: &GraphicalReportHandler, thing: &dyn Diagnostic) -> String {
    let mut drawn = String::new();
    // Writing to a String can only fail if the drawing does; the message is told without it then.
    match handler.render_report(&mut drawn, thing) {
        Ok(()) => drawn.lines().skip(1).map(|line| line.trim_end().to_owned() + "\n").collect(),
        Err(std::fmt::Error) => String::new(),
    }
}
