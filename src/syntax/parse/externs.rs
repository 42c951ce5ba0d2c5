//! What worlds import, export and include, and `use`.

use crate::syntax::error::{Expected, Problem, SyntaxError};
use crate::syntax::parse::Parser;
use crate::syntax::parse::files::Holder;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

impl Parser<'_> {
    /// `import ..` or `export ..`.
    pub(super) fn import_or_export(&mut self) -> NodeKind {
        let kind = if self.is(TokenKind::Import) { NodeKind::Import } else { NodeKind::Export };
        self.bump();
        if self.words_before_name() {
            self.func_after_words();
            return kind;
        }
        if !self.at_name(&[
            TokenKind::Semicolon,
            TokenKind::Colon,
            TokenKind::Slash,
            TokenKind::Period,
            TokenKind::LeftParen,
        ]) {
            let ends = matches!(
                self.peek(),
                TokenKind::Semicolon | TokenKind::RightBrace | TokenKind::Interface | TokenKind::End
            );
            if ends || self.fresh_line() {
                self.missing(Expected::Extern);
            } else {
                self.unexpected(Expected::Extern);
            }
            if self.is(TokenKind::Interface) && self.nth(1) == TokenKind::LeftBrace {
                self.bump();
                self.body(Holder::Interface);
            } else {
                if !self.is(TokenKind::Semicolon) && !self.fresh_line() {
                    self.skip_to(&[TokenKind::Semicolon]);
                }
                self.semicolon();
            }
            return kind;
        }
        match self.nth(1) {
            TokenKind::Colon if !self.is_qualified() && self.nth(2) != TokenKind::Colon => {
                self.named_extern();
            }
            TokenKind::LeftParen | TokenKind::Func | TokenKind::Async => {
                self.name(&[TokenKind::LeftParen]);
                self.missing(Expected::Token(TokenKind::Colon));
                self.signature();
                self.semicolon();
            }
            _ => {
                self.use_path(&[TokenKind::Semicolon, TokenKind::Period]);
                self.semicolon();
            }
        }
        kind
    }

    /// Whether `a:b/` or `a:b@` come next, which is the beginning of a path.
    fn is_qualified(&self) -> bool {
        let third = self.nth(2);
        (third.is_name() || third.is_keyword()) && matches!(self.nth(3), TokenKind::Slash | TokenKind::At)
    }

    /// `name: func(..);`, `name: interface { .. }` or `name: a:b/c;`.
    fn named_extern(&mut self) {
        self.name(&[TokenKind::Colon]);
        self.bump();
        match self.peek() {
            TokenKind::Interface if matches!(self.nth(1), TokenKind::LeftBrace) => {
                self.bump();
                self.body(Holder::Interface);
            }
            TokenKind::Func | TokenKind::Async | TokenKind::LeftParen => {
                self.signature();
                self.semicolon();
            }
            _ if self.nth(1) == TokenKind::LeftParen => {
                self.signature();
                self.semicolon();
            }
            _ => {
                self.use_path(&[TokenKind::Semicolon]);
                self.semicolon();
            }
        }
    }

    /// `include a:b/c;` or `include a:b/c with { d as e }`.
    pub(super) fn include(&mut self) -> NodeKind {
        self.bump();
        self.use_path(&[TokenKind::Semicolon, TokenKind::With]);
        if self.eat(TokenKind::With) {
            if self.expect(TokenKind::LeftBrace) {
                self.list(TokenKind::RightBrace, Self::renaming);
            }
        } else {
            self.semicolon();
        }
        NodeKind::Include
    }

    /// `use a:b/c.{d, e as f};`.
    pub(super) fn use_names(&mut self) -> NodeKind {
        self.bump();
        self.use_path(&[TokenKind::Period, TokenKind::Semicolon]);
        self.rest_of_use();
        NodeKind::Use
    }

    fn rest_of_use(&mut self) {
        if matches!(self.errors.last(), Some(SyntaxError { problem: Problem::ForeignPath, at }) if at.end == self.end_of_last().end)
        {
            // The names were part of the path.
        } else if self.is(TokenKind::Period) && self.nth(1) == TokenKind::Star {
            self.bump();
            self.unexpected(Expected::Token(TokenKind::LeftBrace));
            self.skip_token();
        } else if !self.expect(TokenKind::Period) {
            if self.eat(TokenKind::LeftBrace) {
                self.list(TokenKind::RightBrace, Self::use_name);
            }
        } else if self.eat(TokenKind::LeftBrace) {
            self.list(TokenKind::RightBrace, Self::use_name);
        } else if !self.fresh_line() && self.names_up_to_brace() {
            self.missing(Expected::Token(TokenKind::LeftBrace));
            self.list(TokenKind::RightBrace, Self::use_name);
        } else if self.at_name(&[TokenKind::Semicolon, TokenKind::Comma, TokenKind::As]) && !self.fresh_line()
        {
            let error = self.report(self.here(), Problem::UseWithoutBraces);
            let mark = self.open();
            self.use_name();
            while self.eat(TokenKind::Comma) {
                self.use_name();
            }
            self.close(mark, NodeKind::Error);
            self.extend(error);
        } else {
            self.missing(Expected::Token(TokenKind::LeftBrace));
        }
        self.semicolon();
    }

    /// Whether names come next, and a `}` after them.
    fn names_up_to_brace(&self) -> bool {
        let mut at = self.at;
        while let Some(kind) = self.kinds.get(at) {
            if !(kind.is_name() || matches!(kind, TokenKind::Comma | TokenKind::As)) {
                return at > self.at && *kind == TokenKind::RightBrace;
            }
            at = self.next_significant(at);
        }
        false
    }

    /// `use a:b/c as d;`, at the top level.
    pub(super) fn top_use(&mut self) -> NodeKind {
        let keyword = self.here();
        self.bump();
        self.use_path(&[TokenKind::Semicolon, TokenKind::As, TokenKind::Period]);
        if self.is(TokenKind::Period) {
            self.report(keyword, Problem::Misplaced { expected: Expected::FileItem, found: TokenKind::Use });
            self.rest_of_use();
            return NodeKind::Use;
        }
        if self.eat(TokenKind::As) {
            self.name(&[TokenKind::Semicolon]);
        }
        self.semicolon();
        NodeKind::TopUse
    }

    /// `a` or `a as b`.
    fn use_name(&mut self) {
        const FOLLOW: &[TokenKind] =
            &[TokenKind::Comma, TokenKind::RightBrace, TokenKind::As, TokenKind::Semicolon];
        let mark = self.open_item();
        if self.name(FOLLOW) && self.eat(TokenKind::As) {
            self.name(FOLLOW);
        }
        self.close(mark, NodeKind::UseName);
    }

    /// `a as b`.
    fn renaming(&mut self) {
        const FOLLOW: &[TokenKind] = &[TokenKind::Comma, TokenKind::RightBrace, TokenKind::As];
        let mark = self.open_item();
        if self.name(FOLLOW) && self.expect(TokenKind::As) {
            self.name(FOLLOW);
        }
        self.close(mark, NodeKind::UseName);
    }
}
