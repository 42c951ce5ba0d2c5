//! Lists: members with commas between them, in brackets.

use crate::syntax::error::{Expected, Problem};
use crate::syntax::parse::Parser;
use crate::syntax::token::TokenKind;

impl Parser<'_> {
    /// The rest of a list after its opening bracket, which was taken just now.
    pub(super) fn list(&mut self, close: TokenKind, member: fn(&mut Self)) {
        self.list_after(close, member, false);
    }

    /// The same, where the opening bracket may be missing itself.
    pub(super) fn list_after(&mut self, close: TokenKind, member: fn(&mut Self), implied: bool) {
        let open = self.span(self.after - 1);
        let before = self.kinds.get(..self.after - 1).unwrap_or_default();
        let in_use = before.iter().rev().find(|kind| !kind.is_trivia()) == Some(&TokenKind::Period);
        let mut wrong_separator = false;
        loop {
            if self.eat(close) {
                return;
            }
            if self.ends_list(close) {
                if implied {
                    // Told already: the list has no brackets at all.
                } else if close == TokenKind::RightBrace {
                    self.unclosed(open);
                } else {
                    self.missing(Expected::Token(close));
                }
                return;
            }
            let before = self.at;
            member(self);
            if self.eat(TokenKind::Comma) || self.is(close) {
                continue;
            }
            let separates = close == TokenKind::RightBrace || self.separates_params();
            let ends_use = self.ends_use() || (in_use && !self.nth(1).is_name());
            if self.is(TokenKind::Semicolon) && close == TokenKind::RightBrace && ends_use {
                // `use a.{b;`: the start of a function can't be a member.
                self.unclosed(open);
                return;
            }
            if self.is(TokenKind::Semicolon) && separates && self.at != before {
                // Whoever takes `;` for the separator does so all along: told once.
                if !wrong_separator {
                    self.unexpected(Expected::Token(TokenKind::Comma));
                }
                wrong_separator = true;
                self.skip_token();
            } else if self.ends_list(close) {
                // The start of the loop deals with it.
            } else if self.at != before && self.begins_member() {
                self.missing(Expected::Token(TokenKind::Comma));
            } else {
                self.unexpected(Expected::CommaOr(close));
                if self.at == before && self.is(TokenKind::Comma) {
                    self.bump();
                } else {
                    self.skip_member(close);
                }
            }
        }
    }

    fn skip_member(&mut self, close: TokenKind) {
        let before = self.at;
        if close == TokenKind::RightBrace {
            self.skip_to(&[TokenKind::Comma]);
        } else {
            self.skip_to(&[
                TokenKind::Comma,
                TokenKind::Semicolon,
                TokenKind::Arrow,
                TokenKind::RightParen,
                TokenKind::GreaterThan,
            ]);
        }
        if self.at == before && !self.ends_list(close) && !self.is(close) && !self.is(TokenKind::Comma) {
            self.skip_token();
        }
        self.eat(TokenKind::Comma);
    }

    /// Whether the list ends here, although its closing bracket is not there.
    fn ends_list(&self, close: TokenKind) -> bool {
        match self.peek() {
            TokenKind::End => true,
            TokenKind::RightBrace => true,
            TokenKind::Semicolon => close != TokenKind::RightBrace && !self.separates_params(),
            TokenKind::LeftBrace | TokenKind::Arrow => close != TokenKind::RightBrace,
            TokenKind::RightParen => close == TokenKind::GreaterThan,
            TokenKind::At => {
                let (next, after) = self.past_gates();
                begins_new_item(next, after)
            }
            next if next.is_name() => {
                // `f: func(..)` in the middle of a record.
                self.fresh_line()
                    && self.nth(1) == TokenKind::Colon
                    && matches!(self.nth(2), TokenKind::Func | TokenKind::Async | TokenKind::Static)
            }
            next => begins_new_item(next, self.nth(1)),
        }
    }

    /// Whether the `;` that comes next is followed by an item rather than a member.
    fn ends_use(&self) -> bool {
        let func = self.nth(2) == TokenKind::Colon
            && matches!(self.nth(3), TokenKind::Func | TokenKind::Async | TokenKind::Static);
        (self.nth(1).is_name() && func) || begins_new_item(self.nth(1), self.nth(2))
    }

    /// Whether the `;` that comes next is followed by a parameter on the same line: `func(x: u32; y: u32)`.
    fn separates_params(&self) -> bool {
        let next = self.next_significant(self.at);
        let between = self.span(self.at).end as usize..self.span(next).start as usize;
        self.is(TokenKind::Semicolon)
            && self.nth(1).is_name()
            && self.nth(2) == TokenKind::Colon
            && !matches!(
                self.nth(3),
                TokenKind::Func | TokenKind::Async | TokenKind::Static | TokenKind::LeftParen
            )
            && self.text.get(between).is_some_and(|blanks| !blanks.contains('\n'))
    }

    /// Whether another member seems to begin here.
    fn begins_member(&self) -> bool {
        let next = self.peek();
        next.is_name()
            || next == TokenKind::At
            || matches!(next, TokenKind::Ampersand | TokenKind::LeftBracket)
            || (next.is_keyword() && self.nth(1) == TokenKind::Colon)
    }

    /// Gates before a member of a list are an error.
    pub(super) fn no_gates(&mut self) {
        if self.is(TokenKind::At) {
            let error = self.report(self.here(), Problem::GateNotAllowed);
            self.quietly(|parser| {
                parser.gates();
            });
            self.extend(error);
        }
    }
}

fn begins_new_item(next: TokenKind, after: TokenKind) -> bool {
    next.begins_item() && (after.is_name() || (after.is_keyword() && after != TokenKind::As))
}
