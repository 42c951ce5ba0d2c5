//! Words, operators and literals of Rust code, one after the other.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::bindgen) enum TokenKind {
    /// A name or a keyword.
    Word,
    /// `'a`
    Lifetime,
    /// A string, character or number.
    Literal,
    /// An operator, as long as it can be.
    Operator,
    /// `(`, `[`, `{`
    Open,
    /// `)`, `]`, `}`
    Close,
    /// What begins no token.
    Unknown,
}

/// A token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::bindgen) struct Token<'a> {
    /// What it is.
    pub(in crate::bindgen) kind: TokenKind,
    /// As it is written.
    pub(in crate::bindgen) text: &'a str,
}

/// The tokens of a text.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct Lexer<'a> {
    rest: &'a str,
}

impl<'a> Lexer<'a> {
    /// All of them.
    pub(in crate::bindgen) fn new(text: &'a str) -> Self {
        Self { rest: text }
    }
}

/// Whether a byte goes on with a name or a number.
const GOES_ON: [bool; 256] = {
    let mut goes_on = [false; 256];
    let mut byte = 0;
    while byte < 128_u8 {
        goes_on[byte as usize] = byte.is_ascii_alphanumeric() || byte == b'_';
        byte += 1;
    }
    goes_on
};

/// How many bytes at the beginning go on with a name or a number.
fn going_on(bytes: &[u8]) -> usize {
    bytes.iter().position(|byte| !GOES_ON[usize::from(*byte)]).unwrap_or(bytes.len())
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.rest = self.rest.trim_ascii_start();
        let bytes = self.rest.as_bytes();
        let first = *bytes.first()?;
        let (kind, length) = match first {
            b'(' | b'[' | b'{' => (TokenKind::Open, 1),
            b')' | b']' | b'}' => (TokenKind::Close, 1),
            b'"' => (TokenKind::Literal, quoted(bytes, 1, b'"')),
            b'\'' => quote(self.rest),
            b'0'..=b'9' => (TokenKind::Literal, number(bytes)),
            b'r' | b'b' | b'c' => match prefixed(bytes) {
                Some(length) => (TokenKind::Literal, length),
                None => (TokenKind::Word, word(self.rest)),
            },
            b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => (TokenKind::Word, word(self.rest)),
            _ => operator(bytes),
        };
        // A name in another script may begin with a character that continues no name.
        let least = if first.is_ascii() { 1 } else { self.rest.chars().next().map_or(1, char::len_utf8) };
        let length = length.max(least);
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        Some(Token { kind, text })
    }
}

/// An operator, as long as it can be.
fn operator(bytes: &[u8]) -> (TokenKind, usize) {
    let length = match bytes {
        [b'<', b'<', b'=', ..] | [b'>', b'>', b'=', ..] | [b'.', b'.', b'.' | b'=', ..] => 3,
        [b':', b':', ..]
        | [b'-' | b'=' | b'>', b'>', ..]
        | [b'&', b'&', ..]
        | [b'|', b'|', ..]
        | [b'<', b'<', ..]
        | [b'.', b'.', ..] => 2,
        [first, b'=', ..] if b"=!<>+-*/%^&|".contains(first) => 2,
        _ => 1,
    };
    let kind = match bytes.first() {
        Some(
            b'+' | b'-' | b'*' | b'/' | b'%' | b'^' | b'!' | b'&' | b'|' | b'=' | b'<' | b'>' | b'@' | b'.'
            | b',' | b';' | b':' | b'#' | b'$' | b'?' | b'~',
        ) => TokenKind::Operator,
        Some(_) | None => TokenKind::Unknown,
    };
    (kind, length)
}

/// The bytes of a name.
fn word(text: &str) -> usize {
    let ascii = going_on(text.as_bytes());
    match text.as_bytes().get(ascii) {
        Some(b'#') if text.starts_with("r#") => 2 + word(text.get(2..).unwrap_or("")),
        Some(0x80..) => {
            let is_part = |c: char| c == '_' || c.is_alphanumeric();
            let rest = text.get(ascii..).unwrap_or("");
            ascii + rest.find(|c| !is_part(c)).unwrap_or(rest.len())
        }
        Some(_) | None => ascii,
    }
}

/// The bytes of a number: `1.5` is one, `1..2` and `1.max(2)` are not.
fn number(bytes: &[u8]) -> usize {
    let mut length = digits(bytes, 0);
    let is_digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
    if bytes.get(length) == Some(&b'.') && is_digit(length + 1) {
        length = digits(bytes, length + 1);
    }
    let has_exponent = matches!(bytes.get(length.saturating_sub(1)), Some(b'e' | b'E'))
        && matches!(bytes.get(length), Some(b'+' | b'-'))
        && !bytes.starts_with(b"0x");
    if has_exponent { digits(bytes, length + 1) } else { length }
}

fn digits(bytes: &[u8], from: usize) -> usize {
    from + bytes.get(from..).map_or(0, going_on)
}

/// The bytes up to the closing quote, from `start`, which is behind the opening one.
fn quoted(bytes: &[u8], start: usize, quote: u8) -> usize {
    let mut at = start;
    while let Some(byte) = bytes.get(at) {
        at += 1;
        if *byte == quote {
            return at;
        }
        at += usize::from(*byte == b'\\');
    }
    bytes.len()
}

/// A lifetime, or a character in quotes.
fn quote(text: &str) -> (TokenKind, usize) {
    let mut chars = text.chars().skip(1);
    let (first, second) = (chars.next(), chars.next());
    let is_name = first.is_some_and(|c| c == '_' || c.is_alphabetic());
    if is_name && second != Some('\'') {
        let name = text.get(1..).unwrap_or("");
        return (TokenKind::Lifetime, 1 + word(name));
    }
    (TokenKind::Literal, quoted(text.as_bytes(), 1, b'\''))
}

/// A literal with letters in front: `r".."`, `b'..'`, `br#".."#`, `c".."`. `None` if it is a name.
fn prefixed(bytes: &[u8]) -> Option<usize> {
    let letters = bytes.iter().take(2).take_while(|byte| byte.is_ascii_lowercase()).count();
    let is_raw = bytes.get(letters.checked_sub(1)?) == Some(&b'r');
    let hashes = bytes.iter().skip(letters).take_while(|byte| **byte == b'#').count();
    let start = letters + hashes + 1;
    match bytes.get(letters + hashes)? {
        b'"' if is_raw => Some(raw(bytes, start, hashes)),
        b'"' if hashes == 0 => Some(quoted(bytes, start, b'"')),
        b'\'' if hashes == 0 && bytes.first() == Some(&b'b') => Some(quoted(bytes, start, b'\'')),
        _ => None,
    }
}

/// The bytes up to a quote with that many hashes behind it.
fn raw(bytes: &[u8], start: usize, hashes: usize) -> usize {
    let ends_at = |at: &usize| {
        let behind = bytes.iter().skip(at + 1).take_while(|byte| **byte == b'#').count();
        bytes.get(*at) == Some(&b'"') && behind >= hashes
    };
    (start..bytes.len()).find(ends_at).map_or(bytes.len(), |at| at + 1 + hashes)
}
