//! Gates: `@since(version = 1.0.0)` and its like.

use crate::syntax::error::{Expected, Problem};
use crate::syntax::parse::{Mark, Parser};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

/// What an item may have before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowed {
    /// All gates.
    All,
    /// All but `@external-id`.
    NoExternalId,
    /// None.
    None,
}

impl Parser<'_> {
    /// Opens an item at the comments that belong to it: all documentation, and other comments that are directly above.
    pub(super) fn open_item(&mut self) -> Mark {
        let mut first = self.at;
        let mut blank_line = false;
        // What is on the line of the last token belongs to that.
        let line_end = (self.after..self.at).find(|at| self.line_ends(*at) > 0);
        let own_lines = if self.after == 0 { Some(0) } else { line_end };
        for at in (self.after..self.at).rev() {
            let kind = self.kinds.get(at).copied().unwrap_or(TokenKind::End);
            if kind.is_doc() {
                first = at;
                blank_line = false;
            } else if kind.is_comment() {
                let own_line = own_lines.is_some_and(|line_end| line_end <= at);
                if own_line && !blank_line {
                    first = at;
                }
            } else {
                blank_line |= self.line_ends(at) > 1;
            }
        }
        self.open_at(first)
    }

    /// How many lines end in a token of blanks.
    fn line_ends(&self, at: usize) -> usize {
        if self.kinds.get(at) == Some(&TokenKind::Whitespace) {
            self.text_of(at).bytes().filter(|byte| *byte == b'\n').count()
        } else {
            0
        }
    }

    /// What comes after the gates that come next.
    pub(super) fn past_gates(&self) -> (TokenKind, TokenKind) {
        let mut at = self.at;
        let kind = |at: usize| self.kinds.get(at).copied().unwrap_or(TokenKind::End);
        while kind(at) == TokenKind::At {
            at = self.next_significant(self.next_significant(at));
            if kind(at) == TokenKind::LeftParen {
                while !matches!(kind(at), TokenKind::RightParen | TokenKind::Semicolon | TokenKind::End) {
                    at = self.next_significant(at);
                }
                at = self.next_significant(at);
            }
        }
        (kind(at), kind(self.next_significant(at)))
    }

    /// The gates of an item. Returns the first that is not allowed for each rule.
    pub(super) fn gates(&mut self) -> Gates {
        let mut gates = Gates { first: None, external_id: None };
        while self.is(TokenKind::At) {
            let at = self.at;
            gates.first = gates.first.or(Some(at));
            if self.gate() {
                gates.external_id = gates.external_id.or(Some(at));
            }
        }
        gates
    }

    /// Complains about gates that an item can't have.
    pub(super) fn check_gates(&mut self, gates: Gates, allowed: Allowed) {
        let wrong = match allowed {
            Allowed::All => None,
            Allowed::NoExternalId => gates.external_id,
            Allowed::None => gates.first,
        };
        if let Some(at) = wrong {
            let name = self.span(self.next_significant(at));
            self.report(name, Problem::GateNotAllowed);
        }
    }

    /// One gate. Returns whether it is `@external-id`.
    fn gate(&mut self) -> bool {
        let mark = self.open();
        self.bump();
        let name = self.at;
        if !self.name(&[TokenKind::LeftParen]) {
            self.close(mark, NodeKind::Gate);
            return false;
        }
        let text = self.text_of(name).trim_start_matches('%').to_owned();
        match text.as_str() {
            "since" | "deprecated" => self.gate_of("version", Self::version),
            "unstable" => self.gate_of("feature", |parser| {
                parser.name(&[TokenKind::RightParen]);
            }),
            "external-id" => {
                if self.expect(TokenKind::LeftParen) {
                    if !self.eat(TokenKind::String) {
                        self.missing(Expected::String);
                    }
                    self.close_paren();
                }
            }
            _ => {
                self.report(self.span(name), Problem::UnknownGate);
                if self.eat(TokenKind::LeftParen) {
                    self.skip_to(&[TokenKind::RightParen, TokenKind::Semicolon]);
                    self.eat(TokenKind::RightParen);
                }
            }
        }
        self.close(mark, NodeKind::Gate);
        text == "external-id"
    }

    /// `(word = value)`.
    fn gate_of(&mut self, word: &'static str, value: fn(&mut Self)) {
        if !self.expect(TokenKind::LeftParen) {
            return;
        }
        if self.peek().is_name() && self.text_of(self.at).trim_start_matches('%') == word {
            self.bump();
            self.rest_of_gate(value);
        } else if matches!(self.peek(), TokenKind::Integer | TokenKind::Equals | TokenKind::RightParen) {
            self.missing(Expected::Word(word));
            self.rest_of_gate(value);
        } else {
            // With another word comes another value: told by one error.
            self.unexpected(Expected::Word(word));
            self.quietly(|parser| {
                parser.skip_to(&[TokenKind::Equals, TokenKind::RightParen, TokenKind::Semicolon]);
                parser.rest_of_gate(value);
            });
        }
    }

    /// `= value)`.
    fn rest_of_gate(&mut self, value: fn(&mut Self)) {
        if self.is(TokenKind::Colon) {
            self.unexpected(Expected::Token(TokenKind::Equals));
            self.skip_token();
            value(self);
            self.close_gate();
            return;
        }
        let value_comes =
            self.expect(TokenKind::Equals) || !(self.is(TokenKind::RightParen) || self.fresh_line());
        if value_comes {
            value(self);
        }
        self.close_gate();
    }

    /// The `)` of a gate, which has nothing but the one value.
    fn close_gate(&mut self) {
        if self.is(TokenKind::Comma) {
            self.unexpected(Expected::Token(TokenKind::RightParen));
            self.skip_to(&[TokenKind::RightParen, TokenKind::Semicolon]);
            self.eat(TokenKind::RightParen);
        } else {
            self.close_paren();
        }
    }

    /// The `)` of a gate or of a payload.
    pub(super) fn close_paren(&mut self) {
        let ends = self.fresh_line()
            || matches!(
                self.peek(),
                TokenKind::Semicolon
                    | TokenKind::Comma
                    | TokenKind::LeftBrace
                    | TokenKind::RightBrace
                    | TokenKind::End
            )
            || self.peek().begins_item();
        if self.is(TokenKind::RightParen) || ends {
            self.expect(TokenKind::RightParen);
        } else {
            self.unexpected(Expected::Token(TokenKind::RightParen));
            self.skip_to(&[TokenKind::RightParen, TokenKind::Semicolon]);
            self.eat(TokenKind::RightParen);
        }
    }
}

/// Where the gates of an item are.
#[derive(Clone, Copy)]
pub(super) struct Gates {
    /// The first `@`.
    pub(super) first: Option<usize>,
    /// The `@` of the first `@external-id`.
    pub(super) external_id: Option<usize>,
}
