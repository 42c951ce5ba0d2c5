//! Reads a type as Rust, TypeScript, C, Go or Java write it, and says it in WIT.

use crate::frontend::grammar::foreign::table::{Generic, generic, meant};
use crate::frontend::grammar::kebab::kebab;
use crate::syntax::token::{TokenKind, name_fault};
use crate::syntax::tree::Token;

/// A type in WIT.
pub(super) struct Read {
    pub(super) text: String,
    /// Whether nothing had to be guessed.
    pub(super) sure: bool,
}

/// Types within types, at most.
const MAX_DEPTH: usize = 32;

/// The tokens of one type in WIT, if they can be understood.
pub(super) fn translate(tokens: &[Token<'_>]) -> Option<Read> {
    let mut reader = Reader { tokens, at: 0, sure: true };
    let ty = reader.any(0)?;
    if reader.kind(0) == TokenKind::Comma {
        let Type::Text(mut all) = ty else { return None };
        while reader.eat(TokenKind::Comma) && reader.at < tokens.len() {
            all = format!("{all}, {}", reader.text(0)?);
        }
        let whole = reader.at == tokens.len();
        let text = if all.contains(", ") { format!("tuple<{all}>") } else { all };
        return whole.then_some(Read { text, sure: reader.sure });
    }
    if reader.at < tokens.len() {
        return None;
    }
    match ty {
        Type::Text(text) => Some(Read { text, sure: reader.sure }),
        Type::Nothing => None,
    }
}

enum Type {
    Text(String),
    /// `()`, `void`, `null`.
    Nothing,
}

struct Reader<'a, 't> {
    tokens: &'a [Token<'t>],
    at: usize,
    sure: bool,
}

impl Reader<'_, '_> {
    fn kind(&self, ahead: usize) -> TokenKind {
        self.tokens.get(self.at + ahead).map_or(TokenKind::End, |token| token.kind())
    }

    fn word(&self) -> &str {
        self.tokens.get(self.at).map_or("", |token| token.text())
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.kind(0) == kind;
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, kind: TokenKind) -> Option<()> {
        self.eat(kind).then_some(())
    }

    /// `a | null`
    fn any(&mut self, depth: usize) -> Option<Type> {
        if depth > MAX_DEPTH {
            return None;
        }
        let mut found: Option<String> = None;
        let mut optional = false;
        loop {
            match self.suffixed(depth)? {
                Type::Nothing => optional = true,
                Type::Text(_) if found.is_some() => return None,
                Type::Text(text) => found = Some(text),
            }
            if !self.eat(TokenKind::Bar) {
                break;
            }
        }
        Some(match found {
            Some(text) if optional => Type::Text(format!("option<{text}>")),
            Some(text) => Type::Text(text),
            None => Type::Nothing,
        })
    }

    fn text(&mut self, depth: usize) -> Option<String> {
        match self.any(depth + 1)? {
            Type::Text(text) => Some(text),
            Type::Nothing => None,
        }
    }

    /// `a[]`, `a[4]`, `a?`, `a*`
    fn suffixed(&mut self, depth: usize) -> Option<Type> {
        let start = self.at;
        let mut ty = self.plain(depth)?;
        loop {
            let Type::Text(text) = ty else { return Some(ty) };
            ty = Type::Text(match self.kind(0) {
                TokenKind::LeftBracket => {
                    self.at += 1;
                    let length = if self.kind(0) == TokenKind::Integer {
                        let length = format!(", {}", self.word());
                        self.at += 1;
                        length
                    } else {
                        String::new()
                    };
                    self.expect(TokenKind::RightBracket)?;
                    format!("list<{text}{length}>")
                }
                TokenKind::Question => {
                    self.at += 1;
                    format!("option<{text}>")
                }
                TokenKind::Star => {
                    self.at += 1;
                    let chars = self.tokens.get(start..self.at).unwrap_or_default();
                    if chars.iter().any(|token| token.text() == "char") {
                        "string".to_owned()
                    } else {
                        self.sure = false;
                        text
                    }
                }
                _ => return Some(Type::Text(text)),
            });
        }
    }

    fn plain(&mut self, depth: usize) -> Option<Type> {
        match self.kind(0) {
            TokenKind::Ampersand | TokenKind::Star => {
                self.at += 1;
                let lifetime = self.kind(0).is_name()
                    && self.kind(1).begins_type()
                    && !matches!(self.word(), "mut" | "const" | "dyn");
                if lifetime || self.kind(0) == TokenKind::Static {
                    self.at += 1;
                }
                if depth > MAX_DEPTH { None } else { self.suffixed(depth + 1) }
            }
            TokenKind::LeftBracket => self.bracketed(depth).map(Type::Text),
            TokenKind::LeftParen => self.parenthesised(depth),
            TokenKind::Underscore => {
                self.at += 1;
                Some(Type::Nothing)
            }
            kind if kind.begins_type() => self.named(depth),
            _ => None,
        }
    }

    /// `[a]`, `[a; 4]`, `[]a`, `[a, b]`
    fn bracketed(&mut self, depth: usize) -> Option<String> {
        self.at += 1;
        if self.eat(TokenKind::RightBracket) {
            return Some(format!("list<{}>", self.text(depth)?));
        }
        let first = self.text(depth)?;
        if self.eat(TokenKind::Semicolon) {
            let length = (self.kind(0) == TokenKind::Integer).then(|| self.word().to_owned())?;
            self.at += 1;
            self.expect(TokenKind::RightBracket)?;
            return Some(format!("list<{first}, {length}>"));
        }
        let mut all = vec![first];
        while self.eat(TokenKind::Comma) {
            all.push(self.text(depth)?);
        }
        self.expect(TokenKind::RightBracket)?;
        Some(if all.len() == 1 {
            format!("list<{}>", all.concat())
        } else {
            format!("tuple<{}>", all.join(", "))
        })
    }

    /// `()`, `(a)`, `(a, b)`, `(x: a, y: b)`; the payload of a case comes without its parentheses: `a, b`.
    fn parenthesised(&mut self, depth: usize) -> Option<Type> {
        self.at += 1;
        let mut all = Vec::new();
        while !self.eat(TokenKind::RightParen) {
            if self.kind(1) == TokenKind::Colon && self.kind(2) != TokenKind::Colon {
                self.at += 2;
            }
            all.push(self.text(depth)?);
            if !self.eat(TokenKind::Comma) {
                self.expect(TokenKind::RightParen)?;
                break;
            }
        }
        Some(match all.len() {
            0 => Type::Nothing,
            1 => Type::Text(all.concat()),
            _ => Type::Text(format!("tuple<{}>", all.join(", "))),
        })
    }

    fn named(&mut self, depth: usize) -> Option<Type> {
        self.skip_qualifiers();
        if let Some(number) = self.c_number() {
            return Some(Type::Text(number.to_owned()));
        }
        while self.kind(1) == TokenKind::Colon && self.kind(2) == TokenKind::Colon {
            self.at += 3;
        }
        let token = *self.tokens.get(self.at)?;
        self.at += 1;
        let name = token.name();
        match self.kind(0) {
            TokenKind::LessThan => return self.generic(name, depth, TokenKind::GreaterThan),
            // Python's.
            TokenKind::LeftBracket
                if generic(name).is_some()
                    && name != "map"
                    && !matches!(self.kind(1), TokenKind::RightBracket | TokenKind::Integer) =>
            {
                return self.generic(name, depth, TokenKind::RightBracket);
            }
            TokenKind::LeftParen if token.kind().is_keyword() => {
                return self.generic(name, depth, TokenKind::RightParen);
            }
            // Go's map.
            TokenKind::LeftBracket if name == "map" && self.kind(1) != TokenKind::RightBracket => {
                self.at += 1;
                let key = self.text(depth)?;
                self.expect(TokenKind::RightBracket)?;
                let value = self.text(depth)?;
                return Some(Type::Text(format!("list<tuple<{key}, {value}>>")));
            }
            _ => {}
        }
        if token.kind().is_primitive() || token.kind() == TokenKind::Result {
            return Some(Type::Text(name.to_owned()));
        }
        if matches!(name, "void" | "null" | "undefined" | "None" | "none" | "nil" | "unit") {
            return Some(Type::Nothing);
        }
        if let Some(meant) = meant(name) {
            self.sure &= meant.sure;
            return meant.write.map(|write| Type::Text(write.to_owned()));
        }
        if token.kind().is_keyword() {
            return None;
        }
        if name_fault(name).is_none() {
            return Some(Type::Text(token.text().to_owned()));
        }
        let kebab = kebab(name)?;
        self.sure &= kebab.sure;
        Some(Type::Text(kebab.text))
    }

    fn skip_qualifiers(&mut self) {
        while matches!(self.word(), "const" | "mut" | "dyn" | "impl" | "struct" | "class" | "ref")
            && self.kind(1).begins_type()
        {
            self.at += 1;
        }
    }

    /// `unsigned long`
    fn c_number(&mut self) -> Option<&'static str> {
        const PARTS: &[&str] = &["unsigned", "signed", "short", "long", "int", "char", "double"];
        let rest = self.tokens.get(self.at..)?;
        let words: Vec<&str> =
            rest.iter().map(|token| token.text()).take_while(|word| PARTS.contains(word)).collect();
        if words.len() < 2 && words.first() != Some(&"unsigned") {
            return None;
        }
        self.at += words.len();
        let has = |word: &str| words.contains(&word);
        let size = if has("double") {
            return Some("f64");
        } else if has("char") {
            ["s8", "u8"]
        } else if has("short") {
            ["s16", "u16"]
        } else if has("long") {
            ["s64", "u64"]
        } else {
            ["s32", "u32"]
        };
        let [signed, unsigned] = size;
        Some(if has("unsigned") { unsigned } else { signed })
    }

    /// `<a, b>` after a name.
    fn generic(&mut self, name: &str, depth: usize, close: TokenKind) -> Option<Type> {
        self.at += 1;
        let mut arguments = Vec::new();
        loop {
            if self.kind(0) == TokenKind::Integer {
                arguments.push(Type::Text(self.word().to_owned()));
                self.at += 1;
            } else {
                arguments.push(self.any(depth + 1)?);
            }
            if !self.eat(TokenKind::Comma) {
                break;
            }
        }
        self.expect(close)?;
        let texts: Vec<Option<String>> = arguments
            .into_iter()
            .map(|ty| match ty {
                Type::Text(text) => Some(text),
                Type::Nothing => None,
            })
            .collect();
        self.applied(name, &texts).map(Type::Text)
    }

    fn applied(&mut self, name: &str, arguments: &[Option<String>]) -> Option<String> {
        let text = |at: usize| arguments.get(at).and_then(Option::as_deref);
        let only = || if arguments.len() == 1 { text(0) } else { None };
        Some(match generic(name)? {
            Generic::List { .. } if name == "list" && arguments.len() == 2 => {
                format!("list<{}, {}>", text(0)?, text(1)?)
            }
            Generic::List { sure } => {
                self.sure &= sure;
                format!("list<{}>", only()?)
            }
            Generic::Option => format!("option<{}>", only()?),
            Generic::Result => match (text(0), text(1)) {
                (Some(ok), Some(error)) => format!("result<{ok}, {error}>"),
                (Some(ok), None) => format!("result<{ok}>"),
                (None, Some(error)) => format!("result<_, {error}>"),
                (None, None) => "result".to_owned(),
            },
            Generic::Map if name == "map" => format!("map<{}, {}>", text(0)?, text(1)?),
            Generic::Map => format!("list<tuple<{}, {}>>", text(0)?, text(1)?),
            Generic::Tuple => {
                let all: Option<Vec<&str>> = arguments.iter().map(Option::as_deref).collect();
                format!("tuple<{}>", all?.join(", "))
            }
            Generic::Inner => only()?.to_owned(),
            Generic::Future => format!("future<{}>", only()?),
            Generic::Stream => format!("stream<{}>", only()?),
        })
    }
}
