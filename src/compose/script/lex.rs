//! The words of a script.

use std::ops::Range;

/// One word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) text: String,
    pub(super) at: Range<usize>,
}

/// What a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// `a-b`, also a keyword, and a path: `a:b/c@1.2.3`.
    Word,
    /// `"a:b/c"`, without its quotes.
    Text,
    /// `...`, or one character.
    Sign,
    /// Nothing more.
    End,
}

/// All words; what is none of any kind is a sign.
pub(super) fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        if let Some(length) = skipped(rest, first) {
            at += length;
            continue;
        }
        let (kind, length) = if is_word(first) || first == '%' {
            (Kind::Word, word(rest))
        } else if first == '"' {
            let inner = rest.get(1..).unwrap_or_default();
            (Kind::Text, inner.find('"').map_or(rest.len(), |end| end + 2))
        } else if rest.starts_with("...") {
            (Kind::Sign, 3)
        } else {
            (Kind::Sign, first.len_utf8())
        };
        let token = rest.get(..length).unwrap_or_default();
        let shown = match kind {
            Kind::Text => token.trim_matches('"'),
            Kind::Word => token.trim_start_matches('%'),
            Kind::Sign | Kind::End => token,
        };
        tokens.push(Token { kind, text: shown.to_owned(), at: at..at + length });
        at += length;
    }
    tokens.push(Token { kind: Kind::End, text: "the end".to_owned(), at: text.len()..text.len() });
    tokens
}

/// The length of a blank or a comment.
fn skipped(rest: &str, first: char) -> Option<usize> {
    if first.is_whitespace() {
        return Some(first.len_utf8());
    }
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return Some(rest.find("*/").map_or(rest.len(), |end| end + 2));
    }
    None
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-'
}

/// The length of a name or a path. A colon belongs to it if no blank follows: `a:b` is a package, `a: b` an argument.
fn word(rest: &str) -> usize {
    let mut end = 0;
    let mut in_version = false;
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let joins = match c {
            '%' => at == 0,
            ':' | '/' => next.is_some_and(is_word),
            '@' => next.is_some_and(|next| next.is_ascii_digit()),
            '.' | '+' => in_version && next.is_some_and(|next| next.is_ascii_alphanumeric()),
            _ => is_word(c),
        };
        if !joins {
            break;
        }
        in_version |= c == '@';
        end = at + c.len_utf8();
    }
    end
}
