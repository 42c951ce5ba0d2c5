//! Rust code on its way to a file: text that templates put together, and the tree that is laid out.
//!
//! `quote!` writes templates as the crate of that name does, but what it makes is text: inserting code into other code
//! copies bytes, where a tree of tokens copies each of them. `parse` makes a tree of it, in an arena that goes with
//! the item. Both know only the Rust that we print or that may be given in an option.

/// The tree.
pub(in crate::bindgen) mod ast;
/// Words, operators and literals.
pub(in crate::bindgen) mod lex;
/// Text to tree.
pub(in crate::bindgen) mod parse;
#[macro_use]
mod template;

pub(in crate::bindgen) use template::repeat;
pub(in crate::bindgen) use template::{quote, quote_each, quote_next, quote_of, quote_one, quote_start};
pub(in crate::bindgen) use template::{quote_vars, quote_vars_of};

use std::fmt::{self, Display};

/// The bytes of most templates.
const ROOM: usize = 96;

/// Rust code: tokens, each with a space behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::bindgen) struct Code(String);

impl Code {
    /// No code.
    pub(in crate::bindgen) fn new() -> Self {
        Self::default()
    }

    /// No code yet, but room for some.
    pub(in crate::bindgen) fn with_room() -> Self {
        Self(String::with_capacity(ROOM))
    }

    /// Code that is in a text already.
    pub(in crate::bindgen) fn of(text: &str) -> Self {
        let mut code = Self::new();
        code.push(text);
        code.push(" ");
        code
    }

    /// Whether there is none.
    pub(in crate::bindgen) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text.
    pub(in crate::bindgen) fn as_str(&self) -> &str {
        &self.0
    }

    /// Adds a token and the space behind it.
    pub(in crate::bindgen) fn push(&mut self, token: &str) {
        self.0.push_str(token);
    }

    /// Whether the last token is a number.
    pub(in crate::bindgen) fn ends_in_number(&self) -> bool {
        let last = self.0.trim_ascii_end().rsplit(' ').next().unwrap_or("");
        last.starts_with(|c: char| c.is_ascii_digit()) && !last.ends_with('"')
    }
}

impl Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.trim_ascii_end())
    }
}

impl FromIterator<Code> for Code {
    fn from_iter<I: IntoIterator<Item = Code>>(parts: I) -> Self {
        let mut code = Self::new();
        for part in parts {
            code.push(&part.0);
        }
        code
    }
}

/// What a template may name.
pub(in crate::bindgen) trait Emit {
    /// Adds its tokens.
    fn emit(&self, code: &mut Code);

    /// Them alone.
    fn code(&self) -> Code {
        let mut code = Code::new();
        self.emit(&mut code);
        code
    }
}

impl Emit for Code {
    fn emit(&self, code: &mut Code) {
        code.push(&self.0);
    }
}

impl<T: Emit + ?Sized> Emit for &T {
    fn emit(&self, code: &mut Code) {
        (**self).emit(code);
    }
}

impl<T: Emit> Emit for Option<T> {
    fn emit(&self, code: &mut Code) {
        if let Some(part) = self {
            part.emit(code);
        }
    }
}

impl Emit for bool {
    fn emit(&self, code: &mut Code) {
        code.push(if *self { "true " } else { "false " });
    }
}

/// A string literal with this value.
impl Emit for str {
    fn emit(&self, code: &mut Code) {
        code.0.push('"');
        if self.bytes().all(|byte| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\') {
            code.0.extend([self, "\" "]);
            return;
        }
        let mut rest = self.chars().peekable();
        while let Some(c) = rest.next() {
            match c {
                // `escape_debug` writes `\0`, which a digit would make another escape to a reader's eye.
                '\0' if rest.peek().is_some_and(char::is_ascii_digit) => code.0.push_str("\\x00"),
                '\'' => code.0.push(c),
                c => code.0.extend(c.escape_debug()),
            }
        }
        code.0.push_str("\" ");
    }
}

/// A string literal with this value.
impl Emit for String {
    fn emit(&self, code: &mut Code) {
        self.as_str().emit(code);
    }
}

/// A number without a suffix.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Number(pub(in crate::bindgen) u64);

impl Number {
    /// A count or an index.
    pub(in crate::bindgen) fn of(count: usize) -> Self {
        Self(count as u64)
    }
}

impl Emit for Number {
    fn emit(&self, code: &mut Code) {
        let mut digits = [0; 20];
        let mut rest = self.0;
        let mut count = 0;
        for digit in digits.iter_mut().rev() {
            *digit = b'0' + u8::try_from(rest % 10).unwrap_or_default();
            rest /= 10;
            count += 1;
            if rest == 0 {
                break;
            }
        }
        let digits = digits.get(20 - count..).unwrap_or_default();
        code.0.extend([std::str::from_utf8(digits).unwrap_or_default(), " "]);
    }
}
