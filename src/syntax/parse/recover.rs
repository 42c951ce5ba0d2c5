//! Passing over what makes no sense, up to where sense can be made again.

use crate::syntax::error::{Expected, Problem, Span, SyntaxError};
use crate::syntax::parse::Parser;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

impl Parser<'_> {
    /// Passes over an item that can't be understood: up to its `;`, its `}`, or the line on which another begins.
    pub(super) fn skip_item(&mut self, expected: Expected) {
        self.unexpected(expected);
        let mark = self.open();
        let first = self.at;
        let mut depth = 0u32;
        loop {
            match self.peek() {
                TokenKind::End => break,
                TokenKind::RightBrace if depth == 0 => break,
                _ if depth == 0 && self.at != first && self.begins_line_of_item() => break,
                TokenKind::RightBrace => {
                    depth -= 1;
                    self.bump();
                    if depth == 0 {
                        break;
                    }
                }
                TokenKind::LeftBrace => {
                    depth += 1;
                    self.bump();
                }
                TokenKind::Semicolon if depth == 0 => {
                    self.bump();
                    break;
                }
                _ => self.bump(),
            }
        }
        self.close(mark, NodeKind::Error);
    }

    /// Passes over tokens up to one of `stops`, outside of all brackets that are opened on the way, or to the end of
    /// the item.
    pub(super) fn skip_to(&mut self, stops: &[TokenKind]) {
        let mark = self.open();
        let mut depth = 0u32;
        let first = self.at;
        loop {
            let next = self.peek();
            let closes =
                matches!(next, TokenKind::RightParen | TokenKind::GreaterThan | TokenKind::RightBrace);
            let outside = depth == 0 && (stops.contains(&next) || next == TokenKind::RightBrace);
            if next == TokenKind::End || outside || (self.at != first && self.begins_line_of_item()) {
                break;
            }
            if matches!(next, TokenKind::LeftParen | TokenKind::LessThan | TokenKind::LeftBrace) {
                depth += 1;
            } else if closes {
                depth = depth.saturating_sub(1);
            }
            self.bump();
        }
        self.close(mark, NodeKind::Error);
    }

    /// Puts the next token into an error node of its own.
    pub(super) fn skip_token(&mut self) {
        let mark = self.open();
        self.bump();
        self.close(mark, NodeKind::Error);
    }

    /// Whether the next token is the first of its line and begins an item.
    pub(super) fn begins_line_of_item(&self) -> bool {
        let next = self.peek();
        let begins = match next {
            TokenKind::At => true,
            TokenKind::Constructor => self.nth(1) == TokenKind::LeftParen,
            _ if next.is_name() => self.nth(1) == TokenKind::Colon,
            _ => next.begins_item() && self.nth(1).is_name(),
        };
        begins && self.fresh_line()
    }

    /// The `;` of an item.
    pub(super) fn semicolon(&mut self) {
        if self.eat(TokenKind::Semicolon) {
            return;
        }
        let expected = Expected::Token(TokenKind::Semicolon);
        match self.peek() {
            TokenKind::RightBrace | TokenKind::End | TokenKind::At => self.missing(expected),
            next if self.fresh_line()
                || (next.begins_item() && self.nth(1).is_name())
                || self.begins_named_func() =>
            {
                self.missing(expected);
            }
            TokenKind::Comma | TokenKind::Period | TokenKind::Colon => {
                self.unexpected(expected);
                self.skip_token();
                let item = self.begins_func() || self.peek().begins_item() || self.is(TokenKind::RightBrace);
                if !item && !self.fresh_line() && !self.is(TokenKind::Semicolon) {
                    self.skip_to(&[TokenKind::Semicolon]);
                }
                self.eat(TokenKind::Semicolon);
            }
            TokenKind::LeftBrace => {
                self.unexpected(expected);
                self.skip_braces();
                self.eat(TokenKind::Semicolon);
            }
            _ => {
                self.unexpected(expected);
                self.skip_to(&[TokenKind::Semicolon]);
                self.eat(TokenKind::Semicolon);
            }
        }
    }

    /// Passes over `{ .. }`.
    fn skip_braces(&mut self) {
        let mark = self.open();
        let mut depth = 0u32;
        loop {
            match self.peek() {
                TokenKind::LeftBrace => depth += 1,
                TokenKind::RightBrace => depth = depth.saturating_sub(1),
                TokenKind::End => break,
                _ => {}
            }
            self.bump();
            if depth == 0 {
                break;
            }
        }
        self.close(mark, NodeKind::Error);
    }

    /// Whether `f: func` comes next.
    pub(super) fn begins_named_func(&self) -> bool {
        self.peek().is_name()
            && self.nth(1) == TokenKind::Colon
            && matches!(self.nth(2), TokenKind::Func | TokenKind::Async | TokenKind::Static)
    }

    /// The end of a `{ .. }` whose `}` is not there. `open` is the `{`.
    pub(super) fn unclosed(&mut self, open: Span) {
        self.implied_closes += 1;
        let place = self.end_of_last();
        // Braces that end at the same place are one error; one that is missing beside a `;` is another.
        if let Some(SyntaxError { problem: Problem::Unclosed { close_at, outer }, .. }) =
            self.errors.last_mut()
            && *close_at == place
        {
            outer.push(open);
            return;
        }
        if matches!(self.errors.last(), Some(SyntaxError { problem: Problem::Missing { .. }, .. })) {
            self.blamed = None;
        }
        self.report(open, Problem::Unclosed { close_at: place, outer: Vec::new() });
    }
}
