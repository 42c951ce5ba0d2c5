//! Blank lines between the members of a list.

use crate::bindgen::print::shape::{TAB, multiline, newline};

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
    /// A module. What is in it is copied once, when the file is written, however many modules are around it.
    Module {
        /// What stands in front of the brace.
        head: String,
        /// Its members, which stand at `indent`.
        body: Vec<Entry>,
        /// Where the members begin.
        indent: usize,
    },
}

/// What a member is, and whether it has a line break.
type Look = (Kind, bool);

impl Entry {
    /// A member with text.
    pub(super) fn text(kind: Kind, text: String) -> Entry {
        Entry::Text { kind, text }
    }

    /// Adds all texts in it.
    pub(super) fn texts<'a>(&'a self, texts: &mut Vec<&'a str>) {
        match self {
            Entry::Blank => {}
            Entry::Text { text, .. } => texts.push(text),
            Entry::Module { body, .. } => body.iter().for_each(|entry| entry.texts(texts)),
        }
    }

    /// Bytes that it takes, and may take with line breaks around it.
    fn room(&self) -> usize {
        match self {
            Entry::Blank => 1,
            Entry::Text { text, .. } => text.len(),
            Entry::Module { head, body, indent } => head.len() + 2 * indent + room(body, *indent),
        }
    }

    /// `None` if nothing is printed.
    fn look(&self) -> Option<Look> {
        match self {
            Entry::Blank => None,
            Entry::Text { text, .. } if text.is_empty() => None,
            Entry::Text { kind, text } => Some((*kind, multiline(text))),
            Entry::Module { head, body, .. } => {
                Some((Kind::Body, multiline(head) || body.iter().any(|entry| entry.look().is_some())))
            }
        }
    }
}

/// The members on their own lines, with blank lines where the generator asked and where a person would leave one.
pub(super) fn join(entries: Vec<Entry>, indent: usize) -> String {
    // Most blocks have one member.
    let entries = match <[Entry; 1]>::try_from(entries) {
        Ok([Entry::Text { text, .. }]) => return text,
        Ok(only) => only.into(),
        Err(entries) => entries,
    };
    whole(&entries, indent, 0)
}

/// The same, with room for `more` bytes behind them.
pub(super) fn whole(entries: &[Entry], indent: usize, more: usize) -> String {
    let mut text = String::with_capacity(room(entries, indent) + more);
    write(entries, indent, &mut text);
    text
}

fn room(entries: &[Entry], indent: usize) -> usize {
    entries.iter().map(|entry| entry.room() + indent + 2).sum()
}

fn write(entries: &[Entry], indent: usize, result: &mut String) {
    let separator = newline(indent);
    let mut previous: Option<Look> = None;
    let mut blank = false;
    for (entry, looks) in entries.iter().zip(looks(entries)) {
        blank |= matches!(entry, Entry::Blank);
        let Some((look, next)) = looks else { continue };
        if let Some((before, broken)) = previous {
            if blank || wants_blank(before, broken, next) {
                result.push('\n');
            }
            result.push_str(&separator);
        }
        blank = false;
        previous = Some(look);
        match entry {
            Entry::Blank => {}
            Entry::Text { text, .. } => result.push_str(text),
            Entry::Module { head, body, indent } => module(head, body, *indent, result),
        }
    }
}

fn module(head: &str, body: &[Entry], indent: usize, result: &mut String) {
    result.push_str(head);
    result.push_str(" {");
    let open = result.len();
    result.push_str(&newline(indent));
    let start = result.len();
    write(body, indent, result);
    if result.len() == start {
        result.truncate(open);
    } else {
        result.push_str(&newline(indent.saturating_sub(TAB)));
    }
    result.push('}');
}

/// What each printed member is, and the member it belongs to: a run of comments leads to one.
fn looks(entries: &[Entry]) -> Vec<Option<(Look, Look)>> {
    let mut next = None;
    let mut looks: Vec<_> = entries
        .iter()
        .rev()
        .map(|entry| {
            let look = entry.look();
            next = match entry {
                Entry::Text { kind: Kind::Note, .. } => next,
                Entry::Blank | Entry::Text { .. } | Entry::Module { .. } => look,
            };
            look.map(|look| (look, next.unwrap_or(look)))
        })
        .collect();
    looks.reverse();
    looks
}

/// Whether a person would leave a line between two members.
fn wants_blank(before: Kind, broken: bool, (next, next_broken): Look) -> bool {
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
