//! The text form of wasm, assembled.

use std::path::Path;
use std::sync::Arc;

use miette::SourceSpan;

use crate::base::source::SourceFile;
use crate::component::{ComponentError, ComponentName};

/// The binary that a text means.
pub(super) fn assemble(name: &ComponentName, text: &str) -> Result<Vec<u8>, ComponentError> {
    wat::Parser::new().parse_str(Some(Path::new(name.as_str())), text).map_err(|error| {
        let (message, at) = place(&error.to_string(), text);
        let file = SourceFile::new(name.as_str(), text);
        ComponentError::BadText { name: name.clone(), message, source_code: Arc::new(file.named()), at }
    })
}

/// The message and place in what the assembler prints: `message\n     --> file:line:column\n ...`.
fn place(printed: &str, text: &str) -> (String, Option<SourceSpan>) {
    let message = printed.lines().next().unwrap_or(printed).to_owned();
    let arrow = printed.lines().find_map(|line| line.trim_start().strip_prefix("--> "));
    let numbers = arrow.and_then(|place| {
        let mut parts = place.rsplit(':');
        let column = parts.next()?.parse::<usize>().ok()?;
        let line = parts.next()?.parse::<usize>().ok()?;
        Some((line, column))
    });
    let at = numbers.and_then(|(line, column)| {
        let before: usize = text.split_inclusive('\n').take(line.checked_sub(1)?).map(str::len).sum();
        let offset = before + column.checked_sub(1)?;
        // What is missing at the end is shown where the text ends, not in the empty line after it.
        Some(SourceSpan::from((offset.min(text.trim_end().len()), 0)))
    });
    (message, at)
}
