//! The text of a call, and how errors show it.

use std::ops::Range;
use std::sync::Arc;

use miette::{NamedSource, SourceSpan};

use crate::base::source::SourceFile;

/// A text that is to be a call: `create-todo("milk")`.
#[derive(Clone, Debug)]
pub struct Expression {
    source: Arc<NamedSource<Arc<str>>>,
    text: Arc<str>,
    range: Range<usize>,
}

/// A part of an expression, and the text to show it in.
#[derive(Clone, Debug)]
pub(super) struct Excerpt {
    pub(super) source_code: Arc<NamedSource<Arc<str>>>,
    pub(super) at: SourceSpan,
}

impl Expression {
    /// One expression, all of `source`.
    pub fn new(source: &SourceFile) -> Self {
        let range = 0..source.text.len();
        Self { source: Arc::new(source.named()), text: Arc::clone(&source.text), range }
    }

    /// All of `source` but the blank lines and comments around it, if that leaves anything.
    pub fn whole_of(source: &SourceFile) -> Option<Self> {
        let mut start = 0;
        for line in source.text.split_inclusive('\n') {
            if !line.trim().is_empty() && !line.trim_start().starts_with("//") {
                let end = source.text.trim_end().len();
                return Some(Self::new(source).part(start..end));
            }
            start += line.len();
        }
        None
    }

    /// One expression for each line of `source` that is neither blank nor a comment (`// ..`).
    pub fn lines(source: &SourceFile) -> Vec<Self> {
        let whole = Self::new(source);
        let mut lines = Vec::new();
        let mut start = 0;
        for line in source.text.split_inclusive('\n') {
            let text = line.trim();
            if !text.is_empty() && !text.starts_with("//") {
                lines.push(Self { range: start..start + line.trim_end().len(), ..whole.clone() });
            }
            start += line.len();
        }
        lines
    }

    /// All of it, as an error shows it.
    pub(super) fn whole(&self) -> Excerpt {
        let text = self.raw();
        let start = text.len() - text.trim_start().len();
        self.excerpt(start..start + text.trim().len())
    }

    /// A part of it, as an error shows it: with all of its source, or with what stands around it if there is too much.
    pub(super) fn excerpt(&self, part: Range<usize>) -> Excerpt {
        let text = self.raw();
        if text.len() <= LONG {
            let at = SourceSpan::from(self.range.start + part.start..self.range.start + part.end);
            return Excerpt { source_code: Arc::clone(&self.source), at };
        }
        let start = text.floor_char_boundary(part.start.saturating_sub(LONG / 4));
        let end = text.ceil_char_boundary(part.end.min(part.start + LONG / 4) + LONG / 4);
        let before = if start > 0 { ".. " } else { "" };
        let after = if end < text.len() { " .." } else { "" };
        let shown = text.get(start..end).unwrap_or_default();
        let shift = |place: usize| (place.clamp(start, end) - start) + before.len();
        let at = SourceSpan::from(shift(part.start)..shift(part.end));
        let source = SourceFile::new(self.source.name(), format!("{before}{shown}{after}"));
        Excerpt { source_code: Arc::new(source.named()), at }
    }

    /// A part of it, as an expression of its own.
    pub(super) fn part(&self, part: Range<usize>) -> Self {
        let start = self.range.start;
        Self { range: start + part.start..start + part.end, ..self.clone() }
    }

    /// What was written, white space included: places are bytes of it.
    pub(super) fn raw(&self) -> &str {
        self.text.get(self.range.clone()).unwrap_or_default()
    }
}

/// More bytes than an error shows of one expression.
const LONG: usize = 400;
