//! Markers: what is printed but is no token, written by the generator as a macro call or an attribute.

use crate::bindgen::code::ast::{Lit, MacroCall, Path};
use crate::bindgen::code::lex::{Token, TokenKind};
use crate::bindgen::print::layout::{Entry, Kind};
use crate::bindgen::print::shape::newline;

/// Something that is no token.
pub(super) enum Marker {
    /// `__note!("..")`: a comment.
    Note(String),
    /// `__blank!()`: an empty line.
    Blank,
    /// `__raw!("..")`: lines printed as they are.
    Raw(String),
}

impl Marker {
    /// The marker a macro call stands for.
    pub(super) fn of(mac: &MacroCall) -> Option<Marker> {
        Marker::parse(&mac.path, mac.tokens)
    }

    /// The marker with this name and argument.
    pub(super) fn parse(path: &Path, argument: &[Token<'_>]) -> Option<Marker> {
        let name = path.ident()?;
        let text = || match argument {
            [Token { kind: TokenKind::Literal, text }] => Lit(text).string(),
            _ => None,
        };
        if name == "__note" {
            Some(Marker::Note(text()?))
        } else if name == "__blank" {
            Some(Marker::Blank)
        } else if name == "__raw" {
            Some(Marker::Raw(text()?))
        } else {
            None
        }
    }

    /// The marker in a list of statements or items.
    pub(super) fn entry(&self, indent: usize) -> Entry {
        match self {
            Marker::Note(_) => Entry::text(Kind::Note, self.text(indent)),
            Marker::Blank => Entry::Blank,
            Marker::Raw(_) => Entry::text(Kind::Raw, self.text(indent)),
        }
    }

    /// The lines, with the indent in front of all but the first.
    pub(super) fn text(&self, indent: usize) -> String {
        match self {
            Marker::Note(text) => {
                lines(
                    text,
                    indent,
                    |line| {
                        if line.is_empty() { "//".to_owned() } else { format!("// {line}") }
                    },
                )
            }
            Marker::Blank => String::new(),
            Marker::Raw(text) => lines(text.trim_end(), indent, str::to_owned),
        }
    }
}

/// Every line, transformed and indented; empty lines stay empty.
fn lines(text: &str, indent: usize, line: impl Fn(&str) -> String) -> String {
    let mut result = String::with_capacity(text.len());
    for (index, source) in text.split('\n').enumerate() {
        let text = line(source.trim_end());
        if index > 0 && text.is_empty() {
            result.push('\n');
        } else if index > 0 {
            result.push_str(&newline(indent));
        }
        result.push_str(&text);
    }
    result
}
