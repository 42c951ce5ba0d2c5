//! What string literals stand for: escapes.

use std::ops::Range;

/// The value of the text between the quotes; `None` if an escape is wrong.
pub fn unescape(inner: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(inner.len());
    let mut wrong = false;
    scan(inner, |piece, _| match piece {
        Some(piece) => bytes.extend_from_slice(piece.as_bytes()),
        None => wrong = true,
    });
    if wrong { None } else { String::from_utf8(bytes).ok() }
}

/// The escapes of the text between the quotes that stand for nothing.
pub(super) fn faults(inner: &str) -> Vec<Range<usize>> {
    let mut faults = Vec::new();
    if !inner.contains('\\') {
        return faults;
    }
    let mut bytes = Vec::with_capacity(inner.len());
    scan(inner, |piece, range| match piece {
        Some(piece) => bytes.extend_from_slice(piece.as_bytes()),
        None => faults.push(range),
    });
    // Each `\hh` may be right and what they make together wrong.
    if faults.is_empty() && std::str::from_utf8(&bytes).is_err() {
        faults.push(0..inner.len());
    }
    faults
}

/// The bytes that a piece of a string stands for.
struct Piece([u8; 4], usize);

impl Piece {
    fn char(c: char) -> Self {
        let mut bytes = [0; 4];
        let length = c.encode_utf8(&mut bytes).len();
        Piece(bytes, length)
    }

    fn as_bytes(&self) -> &[u8] {
        self.0.get(..self.1).unwrap_or_default()
    }
}

/// Hands over each character and escape, `None` for wrong ones, with its place.
fn scan(inner: &str, mut piece: impl FnMut(Option<Piece>, Range<usize>)) {
    let mut at = 0;
    while let Some(rest) = inner.get(at..) {
        let Some(first) = rest.chars().next() else { break };
        let (value, length) = match rest.strip_prefix('\\') {
            Some(escape) => {
                let (value, length) = unescape_one(escape);
                (value, length + 1)
            }
            None => (Some(Piece::char(first)), first.len_utf8()),
        };
        piece(value, at..at + length);
        at += length;
    }
}

/// The escape at the start of `text`, which is what comes after the backslash, and its length.
fn unescape_one(text: &str) -> (Option<Piece>, usize) {
    let mut chars = text.chars();
    let Some(first) = chars.next() else { return (None, 0) };
    let plain = match first {
        '"' | '\'' | '\\' => Some(first),
        't' => Some('\t'),
        'n' => Some('\n'),
        'r' => Some('\r'),
        _ => None,
    };
    if plain.is_some() {
        return (plain.map(Piece::char), 1);
    }
    if first == 'u' {
        let Some((digits, _)) = text.strip_prefix("u{").and_then(|rest| rest.split_once('}')) else {
            return (None, 1);
        };
        return (scalar(digits).map(Piece::char), digits.len() + 3);
    }
    match (first.to_digit(16), chars.next().and_then(|second| second.to_digit(16))) {
        (Some(high), Some(low)) => {
            let byte = u8::try_from(high * 16 + low).unwrap_or_default();
            (Some(Piece([byte, 0, 0, 0], 1)), 2)
        }
        _ => (None, first.len_utf8()),
    }
}

/// Hexadecimal digits, with `_` between them.
fn scalar(digits: &str) -> Option<char> {
    if digits.starts_with('_') || digits.ends_with('_') {
        return None;
    }
    let value = digits
        .chars()
        .filter(|c| *c != '_')
        .try_fold(0u32, |value, digit| value.checked_mul(16)?.checked_add(digit.to_digit(16)?))?;
    if digits.is_empty() { None } else { char::from_u32(value) }
}
