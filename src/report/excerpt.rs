//! Some lines of a file with labels under them, as miette wants them: columns count characters, what must not be
//! printed is replaced, long lines are cut, and there is a line even where a file has none.

use std::fmt;
use std::ops::Range;

use miette::{
    Diagnostic, LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents,
};

use crate::base::finding::Finding;
use crate::base::ids::FileIx;
use crate::base::source::Location;
use crate::report::clean;
use crate::report::place::{Lines, Places, Position};

/// Some lines of a file, without gaps, and what is said of them. Its message is empty.
#[derive(Debug)]
pub struct Excerpt {
    name: String,
    /// The first line, from 0.
    first_row: usize,
    rows: usize,
    /// The lines as they are shown, each with a line feed.
    text: String,
    marks: Vec<Mark>,
}

/// A label.
#[derive(Debug)]
struct Mark {
    /// In the text that is shown.
    span: SourceSpan,
    label: Option<String>,
    /// Whether it is the culprit's.
    culprit: bool,
    /// In the file.
    at: Position,
}

/// Lines that are shown above and below a label.
const CONTEXT: usize = 1;

/// The places of a finding, the culprit's first: labels that are near each other are in one excerpt.
pub fn excerpts(places: &Places<'_>, finding: &Finding) -> Vec<Excerpt> {
    let culprit = Spot::new(places, finding.at, &finding.label, true);
    let others = finding.related.iter().map(|label| Spot::new(places, label.at, &label.text, false));
    let spots: Vec<Spot<'_>> = std::iter::once(culprit).chain(others).flatten().collect();
    let mut files: Vec<FileIx> = Vec::new();
    for spot in &spots {
        if !files.contains(&spot.file) {
            files.push(spot.file);
        }
    }
    files.into_iter().flat_map(|file| of_file(places, &spots, file)).collect()
}

/// A label, and the part of one line that it is under.
#[derive(Clone, Debug)]
struct Spot<'a> {
    file: FileIx,
    row: usize,
    range: Range<usize>,
    label: &'a str,
    culprit: bool,
}

impl<'a> Spot<'a> {
    /// Of a place over several lines only the first is underlined: what is meant begins there.
    fn new(places: &Places<'_>, at: Location, label: &'a str, culprit: bool) -> Option<Self> {
        let lines = places.of(at)?;
        let start = lines.inside(at.start as usize);
        let row = lines.row(start);
        let end_of_line = lines.start(row) + lines.line(row).trim_end().len();
        let end = lines.inside(at.end as usize);
        let end = if lines.row(end) > row { end.min(end_of_line) } else { end };
        Some(Self { file: at.file, row, range: start..end.max(start), label, culprit })
    }
}

fn of_file(places: &Places<'_>, spots: &[Spot<'_>], file: FileIx) -> Vec<Excerpt> {
    let Some(lines) = places.of(Location { file, start: 0, end: 0 }) else { return Vec::new() };
    let mut spots: Vec<&Spot<'_>> = spots.iter().filter(|spot| spot.file == file).collect();
    spots.sort_by_key(|spot| (spot.row, spot.range.start, spot.range.end));
    let near = |a: &&Spot<'_>, b: &&Spot<'_>| b.row - a.row <= 2 * CONTEXT + 1;
    let mut groups: Vec<&[&Spot<'_>]> = spots.chunk_by(near).collect();
    groups.sort_by_key(|group| !group.iter().any(|spot| spot.culprit));
    groups.into_iter().map(|group| Excerpt::new(lines, group)).collect()
}

impl Excerpt {
    /// The lines that `spots`, in order and not empty, are in.
    fn new(lines: &Lines<'_>, spots: &[&Spot<'_>]) -> Self {
        let first_row = spots.first().map_or(0, |spot| spot.row).saturating_sub(CONTEXT);
        let last_row = (spots.last().map_or(0, |spot| spot.row) + CONTEXT).min(lines.count() - 1);
        let mut excerpt = Self {
            name: clean::line(lines.name),
            first_row,
            rows: 0,
            text: String::new(),
            marks: Vec::new(),
        };
        for row in first_row..=last_row {
            let here: Vec<&Spot<'_>> = spots.iter().copied().filter(|spot| spot.row == row).collect();
            // The empty line after the last line end is no line, unless something is said of it.
            if here.is_empty() && row + 1 == lines.count() && lines.line(row).is_empty() {
                continue;
            }
            excerpt.push(lines, row, &here);
        }
        excerpt
    }

    fn push(&mut self, lines: &Lines<'_>, row: usize, spots: &[&Spot<'_>]) {
        let line = lines.line(row);
        // What some editors write at the start of a file has no width.
        let line = if row == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        let start = lines.start(row) + (lines.line(row).len() - line.len());
        let ranges: Vec<Range<usize>> = spots
            .iter()
            .map(|spot| spot.range.start.saturating_sub(start)..spot.range.end.saturating_sub(start))
            .collect();
        let shown = Shown::new(line, &ranges);
        let offset = self.text.len();
        for (spot, range) in spots.iter().zip(&ranges) {
            let (from, to) = (shown.offset(range.start), shown.offset(range.end));
            self.marks.push(Mark {
                span: SourceSpan::from((offset + from, to.saturating_sub(from))),
                label: (!spot.label.is_empty()).then(|| clean::lines(spot.label)),
                culprit: spot.culprit,
                at: lines.position(spot.range.start),
            });
        }
        self.text.push_str(&shown.text);
        self.text.push('\n');
        self.rows += 1;
    }
}

/// One line as it is shown.
struct Shown<'a> {
    line: &'a str,
    text: String,
    pieces: Vec<Piece>,
}

/// A part of a line, and where that is in what is shown.
struct Piece {
    range: Range<usize>,
    shown_at: usize,
}

/// Longest line that is shown whole, in bytes.
const LONG_LINE: usize = 200;
/// What is shown of a longer one on each side of a label; of labelled text at most twice as much.
const AROUND: usize = 32;
/// What stands for the rest.
const LEFT_OUT: char = '\u{2026}';

impl<'a> Shown<'a> {
    fn new(line: &'a str, labelled: &[Range<usize>]) -> Self {
        let mut shown = Self { line, text: String::new(), pieces: Vec::new() };
        let mut end = 0;
        for window in windows(line, labelled) {
            let range = line.floor_char_boundary(window.start).max(end)..line.floor_char_boundary(window.end);
            if range.start > end {
                shown.text.push(LEFT_OUT);
            }
            let shown_at = shown.text.len();
            shown.text.extend(visible(line.get(range.clone()).unwrap_or_default()));
            end = range.end.max(end);
            shown.pieces.push(Piece { range, shown_at });
        }
        if end < line.len() {
            shown.text.push(LEFT_OUT);
        }
        shown
    }

    /// Where a byte of the line is in what is shown; what is left out is where the dots for it are.
    fn offset(&self, at: usize) -> usize {
        let Some(piece) = self.pieces.iter().find(|piece| at <= piece.range.end) else {
            return self.text.len();
        };
        match self.line.get(piece.range.start..at) {
            Some(before) => piece.shown_at + visible(before).map(char::len_utf8).sum::<usize>(),
            None => piece.shown_at.saturating_sub(LEFT_OUT.len_utf8()),
        }
    }
}

/// A text as it is shown.
fn visible(text: &str) -> impl Iterator<Item = char> {
    text.chars().map(|c| clean::stand_in(c).unwrap_or(c))
}

/// The parts of a line that are shown, in order.
fn windows(line: &str, labelled: &[Range<usize>]) -> Vec<Range<usize>> {
    let around = |range: &Range<usize>| {
        let end = if range.len() > 2 * AROUND { range.start + 2 * AROUND } else { range.end + AROUND };
        range.start.saturating_sub(AROUND)..end
    };
    match labelled {
        _ if line.len() <= LONG_LINE => std::iter::once(0..line.len()).collect(),
        [] => std::iter::once(0..3 * AROUND).collect(),
        some => some.iter().map(around).collect(),
    }
}

impl fmt::Display for Excerpt {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }
}

impl std::error::Error for Excerpt {}

impl Diagnostic for Excerpt {
    fn source_code(&self) -> Option<&dyn SourceCode> {
        Some(self)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        Some(Box::new(self.marks.iter().map(|mark| {
            if mark.culprit {
                LabeledSpan::new_primary_with_span(mark.label.clone(), mark.span)
            } else {
                LabeledSpan::new_with_span(mark.label.clone(), mark.span)
            }
        })))
    }
}

impl SourceCode for Excerpt {
    /// Every context is the whole excerpt. Without context only the place is asked for, for the header.
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let name = self.name.clone();
        if before > 0 || after > 0 {
            let whole = SourceSpan::from((0, self.text.len()));
            let text = self.text.as_bytes();
            let contents = MietteSpanContents::new_named(name, text, whole, self.first_row, 0, self.rows);
            return Ok(Box::new(contents));
        }
        let mark = self.marks.iter().find(|mark| mark.span == *span).ok_or(MietteError::OutOfBounds)?;
        let range = span.offset()..span.offset() + span.len();
        let text = self.text.as_bytes().get(range).ok_or(MietteError::OutOfBounds)?;
        let (row, column) = (mark.at.line - 1, mark.at.column - 1);
        Ok(Box::new(MietteSpanContents::new_named(name, text, *span, row, column, 1)))
    }
}
