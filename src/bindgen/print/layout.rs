//! Blank lines between the members of a list.

use crate::bindgen::print::shape::{multiline, newline};

/// What a member is, as far as blank lines around it go.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Kind {
    /// A statement that is no item.
    Statement,
    /// A comment; it belongs to what follows.
    Note,
    /// Lines printed as they are.
    Raw,
    /// `use` and `extern crate`.
    Use,
    /// `const` and `static`.
    Const,
    /// `mod name;`
    Mod,
    /// `type A = B;`
    Alias,
    /// A function without a body.
    Declaration,
    /// A macro call.
    Macro,
    /// Anything with a body.
    Body,
}

/// One member of a list of items or statements.
pub(super) enum Entry {
    /// An empty line.
    Blank,
    /// Text, with the indent in front of all but the first line.
    Text {
        /// What it is.
        kind: Kind,
        /// Its lines.
        text: String,
    },
}

impl Entry {
    /// A member with text.
    pub(super) fn text(kind: Kind, text: String) -> Entry {
        Entry::Text { kind, text }
    }
}

/// The members on their own lines, with blank lines where the generator asked and where a person would leave one.
pub(super) fn join(entries: Vec<Entry>, indent: usize) -> String {
    let capacity = entries.iter().map(|entry| entry.len() + indent + 2).sum();
    let mut result = String::with_capacity(capacity);
    let followers = followers(&entries);
    let separator = newline(indent);
    let mut previous: Option<(Kind, bool)> = None;
    let mut blank = false;
    for (entry, follower) in entries.into_iter().zip(followers) {
        let Entry::Text { kind, text } = entry else {
            blank = true;
            continue;
        };
        if text.is_empty() {
            continue;
        }
        if let Some((before, broken)) = previous {
            let next = follower.unwrap_or((kind, multiline(&text)));
            if blank || wants_blank(before, broken, next) {
                result.push('\n');
            }
            result.push_str(&separator);
        }
        blank = false;
        previous = Some((kind, multiline(&text)));
        result.push_str(&text);
    }
    result
}

impl Entry {
    fn len(&self) -> usize {
        match self {
            Entry::Blank => 0,
            Entry::Text { text, .. } => text.len(),
        }
    }
}

/// For each member, the member a run of comments leads to.
fn followers(entries: &[Entry]) -> Vec<Option<(Kind, bool)>> {
    let mut next = None;
    let mut list: Vec<_> = entries
        .iter()
        .rev()
        .map(|entry| {
            next = match entry {
                Entry::Blank => None,
                Entry::Text { kind: Kind::Note, .. } => next,
                Entry::Text { kind, text } => Some((*kind, multiline(text))),
            };
            next
        })
        .collect();
    list.reverse();
    list
}

/// Whether a person would leave a line between two members.
fn wants_blank(before: Kind, broken: bool, (next, next_broken): (Kind, bool)) -> bool {
    match (before, next) {
        (Kind::Alias, Kind::Alias) => broken || next_broken,
        (Kind::Statement, next) => matches!(next, Kind::Body | Kind::Declaration),
        (before, Kind::Statement) => matches!(before, Kind::Body | Kind::Declaration),
        (Kind::Note, _)
        | (Kind::Use, Kind::Use)
        | (Kind::Const, Kind::Const)
        | (Kind::Mod, Kind::Mod)
        | (Kind::Macro, Kind::Macro)
        | (Kind::Declaration, Kind::Declaration) => false,
        (
            Kind::Raw
            | Kind::Use
            | Kind::Const
            | Kind::Mod
            | Kind::Alias
            | Kind::Declaration
            | Kind::Macro
            | Kind::Body,
            _,
        ) => true,
    }
}
