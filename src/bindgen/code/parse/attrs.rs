//! Attributes.

use crate::bindgen::code::ast::{Arguments, AttrList, Attribute, Lit, Meta, Nested};
use crate::bindgen::code::lex::{Token, TokenKind};
use crate::bindgen::code::parse::types::Style;
use crate::bindgen::code::parse::{Parsed, Parser};

impl<'a> Parser<'a> {
    /// `#[..]`, any number of them.
    pub(super) fn outer_attrs(&mut self) -> Parsed<&'a [Attribute<'a>]> {
        self.attrs(false)
    }

    /// `#![..]`, any number of them.
    pub(super) fn inner_attrs(&mut self) -> Parsed<&'a [Attribute<'a>]> {
        self.attrs(true)
    }

    fn attrs(&mut self, inner: bool) -> Parsed<&'a [Attribute<'a>]> {
        if self.peek() != "#" {
            return Ok(&[]);
        }
        let mut attrs = self.vec();
        while self.peek() == "#" && (self.ahead(1) == "!") == inner {
            self.advance();
            if inner {
                self.advance();
            }
            self.expect("[")?;
            let meta = self.meta()?;
            self.expect("]")?;
            attrs.push(Attribute { inner, meta });
        }
        Ok(attrs.into_bump_slice())
    }

    fn meta(&mut self) -> Parsed<Meta<'a>> {
        let path = self.path(Style::Names)?;
        let arguments = match self.peek() {
            "=" => {
                self.advance();
                Arguments::Value(self.value_tokens()?)
            }
            "(" | "[" | "{" => {
                let delimiter = self.delimiter()?;
                let tokens = self.group()?;
                let items = Parser::of(self.arena, tokens).attempt(Parser::nested_list);
                Arguments::List(self.keep(AttrList { delimiter, tokens, items }))
            }
            _ => Arguments::None,
        };
        Ok(Meta { path, arguments })
    }

    /// What is behind the `=` of an attribute: a literal, or a macro call that makes one.
    fn value_tokens(&mut self) -> Parsed<&'a [Token<'a>]> {
        let start = self.at;
        let is_alone = self.kind() == Some(TokenKind::Literal) || matches!(self.peek(), "true" | "false");
        if is_alone {
            self.advance();
        } else {
            self.expr()?;
        }
        Ok(self.tokens.get(start..self.at).unwrap_or_default())
    }

    fn nested_list(&mut self) -> Parsed<&'a [Nested<'a>]> {
        let mut items = self.vec();
        while !self.is_at_end() {
            items.push(if self.kind() == Some(TokenKind::Literal) {
                Nested::Lit(Lit(self.take(TokenKind::Literal)?))
            } else {
                Nested::Meta(self.meta()?)
            });
            if !self.is_at_end() {
                self.expect(",")?;
            }
        }
        Ok(items.into_bump_slice())
    }
}
