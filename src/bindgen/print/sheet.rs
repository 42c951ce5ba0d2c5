//! `Sheet`: the items of a file or module, laid out as they come.
//!
//! No tree lives longer than the items that were added together, and a module is laid out around what is text already.

use crate::bindgen::code::Code;
use crate::bindgen::code::ast::Item;
use crate::bindgen::code::parse;
use crate::bindgen::print::PrintError;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::items;
use crate::bindgen::print::layout::{Entry, Kind, join, whole};
use crate::bindgen::print::markers::Marker;
use crate::bindgen::print::shape::TAB;
use crate::bindgen::print::uses::{self, Line};
use bumpalo::Bump;

/// The items of a file, or of a module in it.
#[must_use]
#[derive(Default)]
pub(in crate::bindgen) struct Sheet {
    indent: usize,
    members: Vec<Member>,
    /// Where the tree of what is added lives until it is laid out.
    arena: Bump,
    error: Option<PrintError>,
}

/// One item.
enum Member {
    Entry(Entry),
    /// Neighbours are put in order, so these wait for theirs.
    Use(Line),
}

impl Sheet {
    /// A module that many modules deep in the file.
    pub(in crate::bindgen) fn within(depth: usize) -> Sheet {
        Sheet { indent: depth * TAB, ..Sheet::default() }
    }

    /// A module directly within this file or module.
    pub(in crate::bindgen) fn inner(&self) -> Sheet {
        Sheet { indent: self.indent + TAB, ..Sheet::default() }
    }

    /// More items of the same module.
    pub(in crate::bindgen) fn beside(&self) -> Sheet {
        Sheet { indent: self.indent, ..Sheet::default() }
    }

    /// Whether it has no items.
    pub(in crate::bindgen) fn is_empty(&self) -> bool {
        self.members.is_empty() && self.error.is_none()
    }

    /// Adds items.
    pub(in crate::bindgen) fn push(&mut self, code: &Code) {
        if code.is_empty() || self.error.is_some() {
            return;
        }
        let mut arena = std::mem::take(&mut self.arena);
        match parse::items(&arena, code.as_str()) {
            Ok(items) => self.take(items, code),
            Err(error) => self.error = Some(PrintError::new(error.to_string(), code)),
        }
        arena.reset();
        self.arena = arena;
    }

    fn take(&mut self, list: &[Item<'_>], code: &Code) {
        let order = uses::order(list);
        for item in order.into_iter().filter_map(|index| list.get(index)) {
            // What is remembered goes by addresses, all of which are of this tree.
            let cx = Cx::default();
            if uses::is_movable(item) {
                self.members.extend(uses::lines(&cx, item, self.indent).into_iter().map(Member::Use));
            } else {
                self.members.push(Member::Entry(items::entry(&cx, item, self.indent)));
            }
            if cx.take_unknown() {
                self.error = Some(PrintError::new("there is no layout for it".to_owned(), code));
            }
        }
    }

    /// Adds lines that are printed as they are, but for the indentation, if there are any.
    pub(in crate::bindgen) fn raw(&mut self, text: impl Into<Option<String>>) {
        let raw = text.into().map(|text| Marker::Raw(text).entry(self.indent));
        self.members.extend(raw.map(Member::Entry));
    }

    /// Adds a comment on lines of its own.
    pub(in crate::bindgen) fn note(&mut self, text: &str) {
        if !text.is_empty() {
            self.members.push(Member::Entry(Marker::Note(text.to_owned()).entry(self.indent)));
        }
    }

    /// Adds all of `other`, which has the same indent.
    pub(in crate::bindgen) fn append(&mut self, other: Sheet) {
        self.members.extend(other.members);
        self.error = self.error.take().or(other.error);
    }

    /// Adds a module: `head` is the module without anything in it.
    pub(in crate::bindgen) fn module(&mut self, head: &Code, body: Sheet) {
        let (indent, cx, arena) = (self.indent, Cx::default(), Bump::new());
        let body = match body.entries() {
            Ok(body) => body,
            Err(error) => return self.error = self.error.take().or(Some(error)),
        };
        match parse::items(&arena, head.as_str()) {
            Ok(items) => {
                let around = items.first().and_then(|item| items::module_around(&cx, item, body, indent));
                self.members.extend(around.map(Member::Entry));
            }
            Err(error) => {
                let error = PrintError::new(error.to_string(), head);
                self.error = self.error.take().or(Some(error));
            }
        }
    }

    /// The texts of what is there, but for `use`.
    pub(in crate::bindgen) fn texts(&self) -> impl Iterator<Item = &str> {
        let mut texts = Vec::with_capacity(self.members.len());
        for member in &self.members {
            match member {
                Member::Entry(entry) => entry.texts(&mut texts),
                Member::Use(_) => {}
            }
        }
        texts.into_iter()
    }

    /// The same as one text: the rest of the file then has less to put together.
    pub(in crate::bindgen) fn joined(self) -> Sheet {
        let indent = self.indent;
        let mut sheet = self.beside();
        match self.entries() {
            Ok(entries) if entries.is_empty() => {}
            Ok(entries) => sheet.members.push(Member::Entry(Entry::text(Kind::Raw, join(entries, indent)))),
            Err(error) => sheet.error = Some(error),
        }
        sheet
    }

    /// The whole file, to which `more` bytes can be added in place.
    ///
    /// # Errors
    /// Tokens that are no Rust.
    pub(in crate::bindgen) fn finish(self, more: usize) -> Result<String, PrintError> {
        let indent = self.indent;
        let mut text = whole(&self.entries()?, indent, more + 1);
        if !text.is_empty() {
            text.push('\n');
        }
        Ok(text)
    }

    fn entries(self) -> Result<Vec<Entry>, PrintError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let indent = self.indent;
        let mut entries = Vec::with_capacity(self.members.len());
        let mut run: Vec<Line> = Vec::new();
        for member in self.members {
            match member {
                Member::Use(line) => run.push(line),
                Member::Entry(entry) => {
                    entries.extend(uses::run(std::mem::take(&mut run), indent));
                    entries.push(entry);
                }
            }
        }
        entries.extend(uses::run(std::mem::take(&mut run), indent));
        Ok(entries)
    }
}
