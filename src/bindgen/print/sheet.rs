//! `Sheet`: the items of a file or module, laid out as they come.
//!
//! Tokens cost more than the text they become: each is cloned and parsed on its way. So none live longer than the item
//! that they are, and a module is laid out around what is text already.

use crate::bindgen::print::PrintError;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::items;
use crate::bindgen::print::layout::{Entry, join};
use crate::bindgen::print::markers::Marker;
use crate::bindgen::print::parse;
use crate::bindgen::print::shape::TAB;
use crate::bindgen::print::uses;
use proc_macro2::TokenStream;
use syn::{Item, ItemUse};

/// The items of a file, or of a module in it.
#[must_use]
#[derive(Default)]
pub struct Sheet {
    indent: usize,
    members: Vec<Member>,
    error: Option<PrintError>,
}

/// One item.
enum Member {
    Entry(Entry),
    /// Neighbours are put in order, so these wait for theirs.
    Use(ItemUse),
}

impl Sheet {
    /// A module directly within this file or module.
    pub fn inner(&self) -> Sheet {
        Sheet { indent: self.indent + TAB, ..Sheet::default() }
    }

    /// More items of the same module.
    pub fn beside(&self) -> Sheet {
        Sheet { indent: self.indent, ..Sheet::default() }
    }

    /// Whether it has no items.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty() && self.error.is_none()
    }

    /// Adds items. Their tokens are made again for an error: whoever keeps them while they are parsed pays for a copy
    /// of each.
    pub fn push(&mut self, tokens: impl Fn() -> TokenStream) {
        let first = tokens();
        if first.is_empty() || self.error.is_some() {
            return;
        }
        match parse(first, tokens) {
            Ok(file) => self.take(file.items),
            Err(error) => self.error = Some(error),
        }
    }

    fn take(&mut self, list: Vec<Item>) {
        let order = uses::order(&list);
        if !order.is_sorted() {
            let list: Vec<&Item> = order.into_iter().filter_map(|index| list.get(index)).collect();
            let entries = items::entries(&Cx::default(), &list, self.indent);
            self.members.extend(entries.into_iter().map(Member::Entry));
            return;
        }
        for item in list {
            self.members.push(match item {
                Item::Use(node) if uses::is_movable(&node) => Member::Use(node),
                // What is remembered of a layout goes by addresses, and the next item may be where this one was.
                item => Member::Entry(items::entry(&Cx::default(), &item, self.indent)),
            });
        }
    }

    /// Adds lines that are printed as they are, but for the indentation, if there are any.
    pub fn raw(&mut self, text: impl Into<Option<String>>) {
        let raw = text.into().map(|text| Marker::Raw(text).entry(self.indent));
        self.members.extend(raw.map(Member::Entry));
    }

    /// Adds a comment on lines of its own.
    pub fn note(&mut self, text: &str) {
        if !text.is_empty() {
            self.members.push(Member::Entry(Marker::Note(text.to_owned()).entry(self.indent)));
        }
    }

    /// Adds all of `other`, which has the same indent.
    pub fn append(&mut self, other: Sheet) {
        self.members.extend(other.members);
        self.error = self.error.take().or(other.error);
    }

    /// Adds a module: `head` is the module without anything in it.
    pub fn module(&mut self, head: impl Fn() -> TokenStream, body: Sheet) {
        let (indent, cx) = (self.indent, Cx::default());
        let body = match body.text() {
            Ok(body) => body,
            Err(error) => return self.error = self.error.take().or(Some(error)),
        };
        match parse(head(), head) {
            Ok(file) => {
                let around = |item| items::module_around(&cx, item, &body, indent);
                let modules = file.items.iter().filter_map(around);
                self.members.extend(modules.map(Member::Entry));
            }
            Err(error) => self.error = self.error.take().or(Some(error)),
        }
    }

    /// The texts of what is there, but for `use`.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.members.iter().filter_map(|member| match member {
            Member::Entry(Entry::Text { text, .. }) => Some(text.as_str()),
            Member::Entry(Entry::Blank) | Member::Use(_) => None,
        })
    }

    /// The whole file.
    ///
    /// # Errors
    /// Tokens that are no Rust.
    pub fn finish(self) -> Result<String, PrintError> {
        let mut text = self.text()?;
        if !text.is_empty() {
            text.push('\n');
        }
        Ok(text)
    }

    fn text(self) -> Result<String, PrintError> {
        if let Some(error) = self.error {
            return Err(error);
        }
        let indent = self.indent;
        let mut entries = Vec::with_capacity(self.members.len());
        let mut run: Vec<ItemUse> = Vec::new();
        for member in self.members {
            match member {
                Member::Use(node) => run.push(node),
                Member::Entry(entry) => {
                    entries.extend(uses::run(&mut run, indent));
                    entries.push(entry);
                }
            }
        }
        entries.extend(uses::run(&mut run, indent));
        Ok(join(entries, indent))
    }
}
