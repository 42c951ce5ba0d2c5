//! `Shape`: how much room a piece of code has, and where it starts.
//!
//! The model is rustfmt's: an indent for the lines that follow, an offset of the first line from that indent,
//! and the width that is left on the first line.

use std::borrow::Cow;

use memchr::{memchr, memrchr};

/// One level of indentation.
pub(super) const TAB: usize = 4;
/// rustfmt's `max_width`.
pub(super) const MAX_WIDTH: usize = 100;
/// The widths tried in turn; rustfmt leaves alone what does not fit the first.
pub(super) const WIDTHS: [usize; 6] = [MAX_WIDTH, 120, 160, 240, 1_000, 1_000_000];

/// The room for one piece of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Shape {
    /// Columns left on the first line.
    pub(super) width: usize,
    /// Block indent of the lines that follow.
    pub(super) block: usize,
    /// Visual alignment on top of the block indent.
    pub(super) align: usize,
    /// Distance of the first character from the block indent.
    pub(super) offset: usize,
    /// The limit of a line; larger than `MAX_WIDTH` only for code rustfmt gives up on.
    pub(super) max: usize,
    /// Inside macro arguments commas and braces are never added.
    pub(super) in_macro: bool,
    /// A method chain must not be broken: it is tried as the overflowing last argument.
    pub(super) one_line_chain: bool,
}

impl Shape {
    /// A whole line at this indent.
    pub(super) fn indented(block: usize, max: usize) -> Shape {
        let width = max.saturating_sub(block);
        Shape { width, block, align: 0, offset: 0, max, in_macro: false, one_line_chain: false }
    }

    /// The same indent and flags, with the width of a whole line.
    pub(super) fn fresh(self, block: usize, align: usize) -> Shape {
        let width = self.max.saturating_sub(block + align);
        Shape { width, block, align, offset: align, ..self }
    }

    /// A line at the indent of this shape, one level deeper.
    pub(super) fn nested_line(self) -> Shape {
        self.fresh(self.block + TAB, self.align)
    }

    /// Room taken at the end of the line.
    pub(super) fn sub(self, width: usize) -> Option<Shape> {
        Some(Shape { width: self.width.checked_sub(width)?, ..self })
    }

    /// Room taken at the start of the line.
    pub(super) fn after(self, width: usize) -> Option<Shape> {
        Some(Shape { width: self.width.checked_sub(width)?, offset: self.offset + width, ..self })
    }

    /// The same line, continued at a given width and alignment (rustfmt's `legacy`).
    pub(super) fn legacy(self, width: usize, align: usize) -> Shape {
        Shape { width, align, offset: align, ..self }
    }

    /// One level deeper; the width is kept.
    pub(super) fn block_indent(self) -> Shape {
        if self.align == 0 {
            Shape { block: self.block + TAB, offset: 0, ..self }
        } else {
            Shape { align: self.align + TAB, offset: self.align + TAB, ..self }
        }
    }

    /// Without the visual alignment.
    pub(super) fn block_only(self) -> Shape {
        Shape { align: 0, ..self }
    }

    /// The full width at this indent.
    pub(super) fn with_max_width(self) -> Shape {
        Shape { width: self.max.saturating_sub(self.indent()), ..self }
    }

    /// Column at which following lines start.
    pub(super) fn indent(self) -> usize {
        self.block + self.align
    }

    /// Column at which the first line starts.
    pub(super) fn used(self) -> usize {
        self.block + self.offset
    }

    /// What the surroundings will put behind the code on the same line.
    pub(super) fn rhs_overhead(self) -> usize {
        self.max.saturating_sub(self.used() + self.width)
    }

    /// A line break to the indent of this shape.
    pub(super) fn newline(self) -> Cow<'static, str> {
        newline(self.indent())
    }
}

/// A line break and the deepest indent that code usually has.
const LINE: &str = "\n                                                                                                                                ";

/// A line break, and the indent of the next line.
pub(super) fn newline(indent: usize) -> Cow<'static, str> {
    match LINE.get(..=indent) {
        Some(line) => Cow::Borrowed(line),
        None => Cow::Owned(format!("\n{:indent$}", "")),
    }
}

/// Appends a member of a list that begins on a new line, or with a blank line unless it is the first.
pub(super) fn push_member(text: &mut String, member: &str, first: bool) {
    if first {
        text.push_str(member.trim_start());
        return;
    }
    if member.starts_with('\n') {
        text.truncate(text.trim_end_matches(' ').len());
    }
    text.push_str(member);
}

/// Columns of a text without line breaks.
pub(super) fn width(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.chars().count() }
}

/// Columns of the first line.
pub(super) fn first_line_width(text: &str) -> usize {
    width(first_line(text))
}

/// Columns of the last line.
pub(super) fn last_line_width(text: &str) -> usize {
    width(last_line(text))
}

/// Columns of the last line without its indent.
pub(super) fn trimmed_last_line_width(text: &str) -> usize {
    width(last_line(text).trim())
}

/// Columns a text occupies on its last line when its first line starts at `offset`.
pub(super) fn last_line_used_width(text: &str, offset: usize) -> usize {
    if multiline(text) { last_line_width(text) } else { offset + width(text) }
}

/// What a text adds to the offset of a shape: its width, or that of the last line beyond the indent.
pub(super) fn extra_offset(text: &str, shape: Shape) -> usize {
    if multiline(text) { last_line_width(text).saturating_sub(shape.used()) } else { width(text) }
}

/// Whether a text has a line break.
pub(super) fn multiline(text: &str) -> bool {
    memchr(b'\n', text.as_bytes()).is_some()
}

/// The number of line breaks.
pub(super) fn newlines(text: &str) -> usize {
    text.bytes().filter(|byte| *byte == b'\n').count()
}

/// The first line.
pub(super) fn first_line(text: &str) -> &str {
    memchr(b'\n', text.as_bytes()).and_then(|end| text.get(..end)).unwrap_or(text)
}

/// The last line.
pub(super) fn last_line(text: &str) -> &str {
    memrchr(b'\n', text.as_bytes()).and_then(|end| text.get(end + 1..)).unwrap_or(text)
}

/// Whether the last line is nothing but closing delimiters, so that code may go on behind it.
pub(super) fn last_line_extendable(text: &str) -> bool {
    text.ends_with("\"#")
        || last_line(text)
            .chars()
            .all(|c| matches!(c, '(' | ')' | ']' | '}' | '?' | '>') || c.is_whitespace())
}

/// Whether a (possibly multi-line) text respects the widths of the shape it was made for.
pub(super) fn fits(text: &str, shape: Shape) -> bool {
    if first_line_width(text) > shape.width {
        return false;
    }
    if !multiline(text) {
        return true;
    }
    text.split('\n').skip(1).all(|line| width(line) <= shape.max)
        && last_line_width(text) <= shape.used() + shape.width
}

/// A text that respects its shape.
pub(super) fn fitting(text: String, shape: Shape) -> Option<String> {
    fits(&text, shape).then_some(text)
}
