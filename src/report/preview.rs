//! What a fix would write: the lines it changes, as they would be.

use crate::base::finding::{Edit, Fix};
use crate::report::clean;
use crate::report::place::Places;

/// The most lines that are shown.
const MOST_LINES: usize = 4;
/// The longest line that is shown, in characters.
const LONGEST: usize = 100;

/// The lines of the first file that a fix changes, without their common indentation; none if they are too many, or
/// too long to be read.
pub fn preview(places: &Places<'_>, fix: &Fix) -> Option<String> {
    let first = fix.edits.first()?;
    let lines = places.of(first.at)?;
    let mut edits: Vec<&Edit> = fix.edits.iter().filter(|edit| edit.at.file == first.at.file).collect();
    edits.sort_by_key(|edit| edit.at);
    let first_row = lines.row(edits.first()?.at.start as usize);
    let last_row = lines.row(edits.last()?.at.end as usize);
    if last_row - first_row > MOST_LINES {
        return None;
    }
    let mut text = String::new();
    let mut at = lines.start(first_row);
    for edit in edits {
        text.push_str(lines.text.get(at..edit.at.start as usize)?);
        text.push_str(&edit.text);
        at = edit.at.end as usize;
    }
    text.push_str(lines.text.get(at..lines.start(last_row + 1))?);
    let written: Vec<&str> = text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    if written.is_empty() || written.len() > MOST_LINES {
        return None;
    }
    if written.iter().any(|line| line.chars().count() > LONGEST) {
        return None;
    }
    let indent = written.iter().map(|line| line.len() - line.trim_start().len()).min().unwrap_or_default();
    let shown: Vec<String> =
        written.iter().map(|line| clean::line(line.get(indent..).unwrap_or(line))).collect();
    Some(shown.join("\n"))
}
