//! `Line`: code written on one line, given up as soon as it is too long.

use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::shape::{MAX_WIDTH, Shape, TAB, multiline, width};

/// One line under construction.
pub(super) struct Line {
    /// What is written so far.
    pub(super) text: String,
    limit: usize,
    /// Columns an only argument would have on a line of its own.
    pub(super) lone_width: usize,
    /// The lists of types around what is written: each would indent its members when it is broken.
    levels: usize,
    reserved: (usize, usize),
    /// Inside macro arguments closure bodies keep their braces.
    pub(super) in_macro: bool,
}

impl Line {
    /// Appends text without line breaks; `None` when the line is too long.
    pub(super) fn put(&mut self, text: &str) -> Option<()> {
        self.text.push_str(text);
        self.check()
    }

    /// Appends text that may have line breaks, `None` if it has.
    pub(super) fn put_any(&mut self, text: &str) -> Option<()> {
        if multiline(text) { None } else { self.put(text) }
    }

    /// Columns written since the line had `start` bytes.
    pub(super) fn since(&self, start: usize) -> usize {
        self.text.get(start..).map_or(0, width)
    }

    /// Asks for columns behind what is written, which rustfmt keeps free there although it needs less.
    pub(super) fn reserve(&mut self, columns: usize) {
        let (at, before) = self.reserved;
        let still = self.closes(at);
        let columns = if still { columns.max(before) } else { columns };
        self.reserved = (self.text.len(), columns);
    }

    /// Whether the reserved columns are there, when nothing but closing delimiters follows.
    fn has_reserve(&self) -> bool {
        let (at, columns) = self.reserved;
        !self.closes(at) || width(&self.text).saturating_add(columns) <= self.limit
    }

    fn closes(&self, at: usize) -> bool {
        let rest = self.text.get(at..).unwrap_or("");
        rest.bytes().all(|byte| matches!(byte, b'>' | b')' | b']' | b';' | b'?' | b','))
    }

    /// Types in a list. An only member must also fit on a line of its own, or rustfmt breaks the list: that
    /// matters for `(T,)`, which takes less room than such a line.
    pub(super) fn types<T>(
        &mut self,
        items: impl ExactSizeIterator<Item = T>,
        limit: usize,
        nests: bool,
        item: impl FnMut(&mut Line, T) -> Option<()>,
    ) -> Option<()> {
        let (start, only) = (self.text.len(), items.len() == 1);
        let lone = self.lone_width.saturating_sub(TAB * self.levels);
        self.levels += usize::from(nests);
        self.list(items, limit, item)?;
        self.levels -= usize::from(nests);
        (!only || self.since(start) <= lone).then_some(())
    }

    /// Items separated by `, `, at most `limit` columns when there is more than one.
    pub(super) fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        limit: usize,
        mut item: impl FnMut(&mut Line, T) -> Option<()>,
    ) -> Option<()> {
        let start = self.text.len();
        for (index, value) in items.into_iter().enumerate() {
            if index > 0 {
                self.put(", ")?;
                item(self, value)?;
                if self.since(start) > limit {
                    return None;
                }
            } else {
                item(self, value)?;
            }
        }
        Some(())
    }

    fn check(&self) -> Option<()> {
        (self.text.len() <= self.limit || width(&self.text) <= self.limit).then_some(())
    }
}

/// The code on one line, if it fits the shape.
pub(super) fn one_line(
    cx: &Cx,
    shape: Shape,
    write: impl FnOnce(&Cx, &mut Line) -> Option<()>,
) -> Option<String> {
    let mut line = Line {
        text: String::with_capacity(shape.width.min(MAX_WIDTH) + TAB),
        limit: shape.width,
        lone_width: shape.max.saturating_sub(shape.block + TAB + 1),
        levels: 0,
        reserved: (0, 0),
        in_macro: shape.in_macro,
    };
    write(cx, &mut line)?;
    line.has_reserve().then_some(line.text)
}

/// The code on one line, however long.
pub(super) fn unlimited(cx: &Cx, write: impl FnOnce(&Cx, &mut Line) -> Option<()>) -> Option<String> {
    let mut line = Line {
        text: String::new(),
        limit: usize::MAX,
        lone_width: usize::MAX,
        levels: 0,
        reserved: (0, 0),
        in_macro: false,
    };
    write(cx, &mut line)?;
    Some(line.text)
}
