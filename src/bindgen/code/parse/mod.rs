//! Text to tree, by recursive descent: the Rust that we print, and what may be given in an option.

mod attrs;
mod exprs;
mod items;
mod members;
mod operands;
mod pats;
mod stmts;
mod types;

use bumpalo::Bump;
use bumpalo::collections::Vec as BumpVec;

use crate::bindgen::code::ast::{Attribute, Item, Path, Type};
use crate::bindgen::code::lex::{Lexer, Token, TokenKind};

/// The text is not the Rust that was expected here.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unexpected {}", if found.is_empty() { "end".to_owned() } else { format!("`{found}`") })]
pub(in crate::bindgen) struct NotRust {
    /// The token that is not right, empty at the end.
    pub(in crate::bindgen) found: String,
}

/// A node, or the place where it ends.
type Parsed<T> = Result<T, NotRust>;

/// All items of a text.
pub(in crate::bindgen) fn items<'a>(arena: &'a Bump, text: &'a str) -> Parsed<&'a [Item<'a>]> {
    let mut parser = Parser::new(arena, text);
    let mut items = parser.vec();
    while !parser.is_at_end() {
        items.push(parser.item()?);
    }
    Ok(items.into_bump_slice())
}

/// A text that is a type.
pub(in crate::bindgen) fn ty<'a>(arena: &'a Bump, text: &'a str) -> Parsed<Type<'a>> {
    let mut parser = Parser::new(arena, text);
    let ty = parser.ty()?;
    parser.end(ty)
}

/// A text that is a path without arguments in parentheses.
pub(in crate::bindgen) fn path<'a>(arena: &'a Bump, text: &'a str) -> Parsed<Path<'a>> {
    let mut parser = Parser::new(arena, text);
    let path = parser.path(types::Style::Type)?;
    parser.end(path)
}

/// A text that is attributes in front of an item.
pub(in crate::bindgen) fn attributes<'a>(arena: &'a Bump, text: &'a str) -> Parsed<&'a [Attribute<'a>]> {
    let mut parser = Parser::new(arena, text);
    let attrs = parser.outer_attrs()?;
    parser.end(attrs)
}

/// Where parsing is.
struct Parser<'a> {
    arena: &'a Bump,
    tokens: &'a [Token<'a>],
    at: usize,
    /// What is left of an operator of which the first character was taken: `>>` closes two lists.
    half: Option<&'a str>,
}

impl<'a> Parser<'a> {
    fn new(arena: &'a Bump, text: &'a str) -> Self {
        let mut tokens = BumpVec::with_capacity_in(text.len() / 4, arena);
        tokens.extend(Lexer::new(text));
        Self::of(arena, tokens.into_bump_slice())
    }

    fn of(arena: &'a Bump, tokens: &'a [Token<'a>]) -> Self {
        Self { arena, tokens, at: 0, half: None }
    }

    fn vec<T>(&self) -> BumpVec<'a, T> {
        BumpVec::new_in(self.arena)
    }

    fn keep<T>(&self, node: T) -> &'a T {
        self.arena.alloc(node)
    }

    /// The text of the token that is next, empty at the end.
    fn peek(&self) -> &'a str {
        match self.half {
            Some(half) => half,
            None => self.ahead(0),
        }
    }

    /// The text of a later token.
    fn ahead(&self, count: usize) -> &'a str {
        self.tokens.get(self.at + count).map_or("", |token| token.text)
    }

    fn kind(&self) -> Option<TokenKind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    fn advance(&mut self) {
        self.at += 1;
        self.half = None;
    }

    /// Takes this token, if it is next.
    fn eat(&mut self, text: &str) -> bool {
        let is_next = self.peek() == text;
        if is_next {
            self.advance();
        }
        is_next
    }

    /// Takes this character, if the operator that is next begins with it.
    fn eat_part(&mut self, part: &str) -> bool {
        match self.peek().strip_prefix(part) {
            Some("") => self.advance(),
            Some(rest) if self.kind() == Some(TokenKind::Operator) => self.half = Some(rest),
            Some(_) | None => return false,
        }
        true
    }

    fn expect(&mut self, text: &str) -> Parsed<()> {
        if self.eat(text) { Ok(()) } else { self.fail() }
    }

    fn expect_part(&mut self, part: &str) -> Parsed<()> {
        if self.eat_part(part) { Ok(()) } else { self.fail() }
    }

    /// A name, which may be a keyword.
    fn word(&mut self) -> Parsed<&'a str> {
        self.take(TokenKind::Word)
    }

    fn lifetime(&mut self) -> Parsed<&'a str> {
        self.take(TokenKind::Lifetime)
    }

    fn take(&mut self, kind: TokenKind) -> Parsed<&'a str> {
        if self.kind() != Some(kind) || self.half.is_some() {
            return self.fail();
        }
        let text = self.peek();
        self.advance();
        Ok(text)
    }

    fn fail<T>(&self) -> Parsed<T> {
        Err(NotRust { found: self.peek().to_owned() })
    }

    /// What was parsed, if nothing follows.
    fn end<T>(&self, node: T) -> Parsed<T> {
        if self.is_at_end() { Ok(node) } else { self.fail() }
    }

    /// Nodes separated by commas, up to a closing delimiter, which is taken; and whether a comma is behind the last.
    fn list<T>(
        &mut self,
        close: &str,
        mut node: impl FnMut(&mut Self) -> Parsed<T>,
    ) -> Parsed<(&'a [T], bool)> {
        let mut nodes = self.vec();
        let mut trailing = false;
        while !self.eat_part(close) {
            if !nodes.is_empty() && !trailing {
                return self.fail();
            }
            nodes.push(node(self)?);
            trailing = self.eat(",");
        }
        Ok((nodes.into_bump_slice(), trailing))
    }

    /// The tokens within delimiters, of which the opening one is next.
    fn group(&mut self) -> Parsed<&'a [Token<'a>]> {
        let start = self.at + 1;
        let mut depth = 0_usize;
        loop {
            match self.kind() {
                Some(TokenKind::Open) => depth += 1,
                Some(TokenKind::Close) => depth = depth.saturating_sub(1),
                Some(TokenKind::Unknown) | None => return self.fail(),
                Some(_) => {}
            }
            self.advance();
            if depth == 0 {
                return Ok(self.tokens.get(start..self.at - 1).unwrap_or_default());
            }
        }
    }

    /// Tries to parse, and stays where it is if that fails.
    fn attempt<T>(&mut self, node: impl FnOnce(&mut Self) -> Parsed<T>) -> Option<T> {
        let (at, half) = (self.at, self.half);
        let parsed = node(self).ok();
        if parsed.is_none() {
            (self.at, self.half) = (at, half);
        }
        parsed
    }
}
