//! Text to tokens. Every byte ends up in exactly one token; what makes no sense becomes one too, and is reported.

use crate::syntax::error::{Problem, Span, SyntaxError};
use crate::syntax::strings;
use crate::syntax::token::{TokenKind, keyword, name_fault};

/// The tokens of a text, in order, and what is wrong with some of them.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    /// What each token is; the last is [`TokenKind::End`].
    pub(super) kinds: Vec<TokenKind>,
    /// Where each begins; each ends where the next begins.
    pub(super) starts: Vec<u32>,
    /// Characters that can't be, in the order of the text.
    pub(super) errors: Vec<SyntaxError>,
}

/// Splits `text` into tokens.
pub(super) fn lex(text: &str) -> Lexed {
    let mut lexer =
        Lexer { text, bytes: text.as_bytes(), at: 0, last: TokenKind::Whitespace, errors: Vec::new() };
    // Measured on WASI: a token, blanks included, has 3.5 bytes.
    let mut kinds = Vec::with_capacity(text.len() / 3 + 8);
    let mut starts = Vec::with_capacity(text.len() / 3 + 8);
    if text.starts_with('\u{feff}') {
        kinds.push(TokenKind::Bom);
        starts.push(0);
        lexer.at = 3;
    }
    while let Some(byte) = lexer.peek(0) {
        starts.push(offset(lexer.at));
        let kind = lexer.token(byte);
        if !kind.is_trivia() {
            lexer.last = kind;
        }
        kinds.push(kind);
    }
    kinds.push(TokenKind::End);
    starts.push(offset(text.len()));
    Lexed { kinds, starts, errors: lexer.errors }
}

/// Texts beyond 4 GiB are not told apart any more; no tool reads them either.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// The last token that is not trivia.
    last: TokenKind,
    errors: Vec<SyntaxError>,
}

/// Classes of bytes: what a name consists of ..
const SMALL: u8 = 1;
const CAPITAL: u8 = 2;
const DIGIT: u8 = 4;
const HYPHEN: u8 = 8;
const UNDERSCORE: u8 = 16;
const NAME: u8 = SMALL | CAPITAL | DIGIT | HYPHEN | UNDERSCORE;
/// .. and what comments and strings must be searched for: ends, control characters, and the first bytes of characters
/// that are forbidden.
const STOP: u8 = 32;
const BLANK: u8 = 64;

static CLASS: [u8; 256] = classes();

const fn classes() -> [u8; 256] {
    let mut table = [0; 256];
    let mut byte: u8 = 0;
    loop {
        table[byte as usize] = match byte {
            b'a'..=b'z' => SMALL,
            b'A'..=b'Z' => CAPITAL,
            b'0'..=b'9' => DIGIT,
            b'-' => HYPHEN,
            b'_' => UNDERSCORE,
            b' ' | b'\t' => BLANK,
            b'\n' => BLANK | STOP,
            0..0x20 | 0x7f | b'*' | b'/' => STOP,
            // C1 control, U+0149, U+0673, Tibetan, Khmer, bidirectional control.
            0xc2 | 0xc5 | 0xd9 | 0xe0 | 0xe1 | 0xe2 => STOP,
            _ => 0,
        };
        if byte == u8::MAX {
            return table;
        }
        byte += 1;
    }
}

fn class(byte: u8) -> u8 {
    CLASS[usize::from(byte)]
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    fn char(&self) -> Option<char> {
        self.text.get(self.at..).and_then(|rest| rest.chars().next())
    }

    fn report(&mut self, start: usize, end: usize, problem: Problem) {
        self.errors.push(SyntaxError { at: Span { start: offset(start), end: offset(end) }, problem });
    }

    /// Takes the token that begins with `byte`.
    fn token(&mut self, byte: u8) -> TokenKind {
        match byte {
            b' ' | b'\n' | b'\t' => self.whitespace(),
            b'\r' if self.peek(1) == Some(b'\n') => self.whitespace(),
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.word(),
            b'%' => self.escaped(),
            b'0'..=b'9' => self.integer(),
            b'/' => match self.peek(1) {
                Some(b'/') => self.line_comment(),
                Some(b'*') => self.block_comment(),
                Some(_) | None => self.symbol(TokenKind::Slash, 1),
            },
            b'"' => self.string(),
            b'-' if self.peek(1) == Some(b'>') => self.symbol(TokenKind::Arrow, 2),
            b'-' => self.symbol(TokenKind::Minus, 1),
            b'=' => self.symbol(TokenKind::Equals, 1),
            b',' => self.symbol(TokenKind::Comma, 1),
            b':' => self.symbol(TokenKind::Colon, 1),
            b'.' => self.symbol(TokenKind::Period, 1),
            b';' => self.symbol(TokenKind::Semicolon, 1),
            b'(' => self.symbol(TokenKind::LeftParen, 1),
            b')' => self.symbol(TokenKind::RightParen, 1),
            b'{' => self.symbol(TokenKind::LeftBrace, 1),
            b'}' => self.symbol(TokenKind::RightBrace, 1),
            b'<' => self.symbol(TokenKind::LessThan, 1),
            b'>' => self.symbol(TokenKind::GreaterThan, 1),
            b'*' => self.symbol(TokenKind::Star, 1),
            b'@' => self.symbol(TokenKind::At, 1),
            b'+' => self.symbol(TokenKind::Plus, 1),
            b'[' => self.symbol(TokenKind::LeftBracket, 1),
            b']' => self.symbol(TokenKind::RightBracket, 1),
            b'?' => self.symbol(TokenKind::Question, 1),
            b'&' => self.symbol(TokenKind::Ampersand, 1),
            b'|' => self.symbol(TokenKind::Bar, 1),
            _ => match self.char() {
                Some(c) if in_name(c) => self.word(),
                Some(_) | None => self.unknown(),
            },
        }
    }

    fn symbol(&mut self, kind: TokenKind, length: usize) -> TokenKind {
        self.at += length;
        kind
    }

    fn whitespace(&mut self) -> TokenKind {
        while let Some(byte) = self.peek(0) {
            if class(byte) & BLANK != 0 {
                self.at += 1;
            } else if byte == b'\r' && self.peek(1) == Some(b'\n') {
                self.at += 2;
            } else {
                break;
            }
        }
        TokenKind::Whitespace
    }

    fn integer(&mut self) -> TokenKind {
        while self.peek(0).is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        // In a version, what follows digits is a token of its own.
        let in_version = matches!(
            self.last,
            TokenKind::Period | TokenKind::Minus | TokenKind::Plus | TokenKind::At | TokenKind::Integer
        );
        if !in_version && self.is_in_word() {
            self.skip_word();
            return TokenKind::BadName;
        }
        TokenKind::Integer
    }

    /// Whether what comes next goes on with a word that begins with digits: `2fa`, `3-d`.
    fn is_in_word(&self) -> bool {
        let hyphen = usize::from(self.peek(0) == Some(b'-'));
        self.text.get(self.at + hyphen..).and_then(|rest| rest.chars().next()).is_some_and(in_name)
    }

    fn word(&mut self) -> TokenKind {
        let start = self.at;
        let seen = self.skip_word();
        let word = self.bytes.get(start..self.at).unwrap_or_default();
        if seen & !(SMALL | DIGIT | HYPHEN) == 0
            && let Some(kind) = keyword(word)
        {
            return kind;
        }
        if word == b"_" {
            return TokenKind::Underscore;
        }
        // The common case is told from the classes alone: it begins with a letter.
        let simple = seen & !(SMALL | DIGIT) == 0 || seen & !(CAPITAL | DIGIT) == 0;
        if simple || self.is_good(start) { TokenKind::Name } else { TokenKind::BadName }
    }

    fn escaped(&mut self) -> TokenKind {
        self.at += 1;
        let start = self.at;
        // A digit can't follow: `%1` is a lone `%`.
        let begins = |byte: u8| class(byte) & NAME != 0 && !byte.is_ascii_digit();
        if self.peek(0).is_some_and(begins) || self.char().is_some_and(|c| !c.is_ascii() && in_name(c)) {
            self.skip_word();
        }
        if self.is_good(start) { TokenKind::EscapedName } else { TokenKind::BadName }
    }

    fn is_good(&self, start: usize) -> bool {
        self.text.get(start..self.at).is_some_and(|name| name_fault(name).is_none())
    }

    /// Passes over everything that looks like a name, also of other languages. Returns the classes seen.
    fn skip_word(&mut self) -> u8 {
        let mut seen = 0;
        while let Some(byte) = self.peek(0) {
            let kind = class(byte) & NAME;
            if kind != 0 {
                seen |= kind;
                self.at += 1;
            } else if byte.is_ascii() {
                break;
            } else {
                match self.char() {
                    Some(c) if in_name(c) => self.at += c.len_utf8(),
                    Some(_) | None => break,
                }
                seen |= STOP;
            }
        }
        seen
    }

    fn line_comment(&mut self) -> TokenKind {
        let doc = self.peek(2) == Some(b'/') && self.peek(3) != Some(b'/');
        self.at += 2;
        while let Some(byte) = self.peek(0) {
            if class(byte) & STOP == 0 {
                self.at += 1;
                continue;
            }
            if byte == b'\n' || (byte == b'\r' && self.peek(1) == Some(b'\n')) {
                break;
            }
            self.inside();
        }
        if doc { TokenKind::DocLine } else { TokenKind::LineComment }
    }

    fn block_comment(&mut self) -> TokenKind {
        let start = self.at;
        let doc = self.peek(2) == Some(b'*') && !matches!(self.peek(3), Some(b'*' | b'/'));
        self.at += 2;
        let mut depth = 1u32;
        while depth > 0 {
            let Some(byte) = self.peek(0) else {
                self.report(start, start + 2, Problem::UnterminatedComment);
                break;
            };
            if class(byte) & STOP == 0 {
                self.at += 1;
                continue;
            }
            match (byte, self.peek(1)) {
                (b'/', Some(b'*')) => {
                    depth += 1;
                    self.at += 2;
                }
                (b'*', Some(b'/')) => {
                    depth -= 1;
                    self.at += 2;
                }
                _ => self.inside(),
            }
        }
        if doc { TokenKind::DocBlock } else { TokenKind::BlockComment }
    }

    /// A character of a comment or string: anything goes but what is forbidden in the whole file.
    fn inside(&mut self) {
        let Some(c) = self.char() else { return };
        let start = self.at;
        self.at += c.len_utf8();
        if let Some(problem) = forbidden(c) {
            self.report(start, self.at, problem);
        }
    }

    fn string(&mut self) -> TokenKind {
        let start = self.at;
        self.at += 1;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'"' => {
                    self.at += 1;
                    let inner = self.text.get(start + 1..self.at - 1).unwrap_or_default();
                    for fault in strings::faults(inner) {
                        let (from, to) = (start + 1 + fault.start, start + 1 + fault.end);
                        self.report(from, to, Problem::InvalidEscape);
                    }
                    return TokenKind::String;
                }
                b'\n' | b'\r' => break,
                // What is escaped can be a quote, which then does not end the string.
                b'\\' if self.peek(1).is_some_and(|next| next == b'"' || next == b'\\') => self.at += 2,
                b'\t' => {
                    self.report(self.at, self.at + 1, Problem::Control('\t'));
                    self.at += 1;
                }
                _ if byte.is_ascii() && class(byte) & STOP == 0 => self.at += 1,
                _ => self.inside(),
            }
        }
        self.report(start, self.at, Problem::UnterminatedString);
        TokenKind::String
    }

    /// A run of characters that mean nothing, all for the same reason.
    fn unknown(&mut self) -> TokenKind {
        let start = self.at;
        let mut first = None;
        while let Some(c) = self.char() {
            if means_something(c) || (c == '\r' && self.peek(1) == Some(b'\n')) {
                break;
            }
            let problem = forbidden(c).unwrap_or(Problem::Character(c));
            let reason = std::mem::discriminant(&problem);
            if first.as_ref().is_some_and(|first| std::mem::discriminant(first) != reason) {
                break;
            }
            first.get_or_insert(problem);
            self.at += c.len_utf8();
        }
        self.report(start, self.at, first.unwrap_or(Problem::Character(char::REPLACEMENT_CHARACTER)));
        TokenKind::Error
    }
}

/// Whether a token other than [`TokenKind::Error`] begins with `c`.
fn means_something(c: char) -> bool {
    in_name(c) || (c.is_ascii() && b" \n\t%/\"-=,:.;(){}<>*@+[]?&|".contains(&(c as u8)))
}

/// Whether names of any language have `c`.
fn in_name(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        c.is_alphanumeric() && forbidden(c).is_none()
    }
}

/// Why `c` can be nowhere in a file.
fn forbidden(c: char) -> Option<Problem> {
    match c {
        '\n' | '\r' | '\t' => None,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => Some(Problem::Bidirectional(c)),
        '\u{149}' | '\u{673}' | '\u{f77}' | '\u{f79}' | '\u{17a3}' | '\u{17a4}' | '\u{17b4}' | '\u{17b5}' => {
            Some(Problem::Discouraged(c))
        }
        c if c.is_control() => Some(Problem::Control(c)),
        _ => None,
    }
}
