//! Types, where they are used.

use crate::syntax::error::{Expected, Problem};
use crate::syntax::parse::{MAX_DEPTH, Parser};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

/// Parentheses, which are all wrong, are looked into this deep.
const MAX_PARENTHESES: usize = 8;

impl Parser<'_> {
    /// A type. Returns whether there is anything that could be one.
    pub(super) fn type_ref(&mut self) -> bool {
        self.type_at(0)
    }

    pub(super) fn type_at(&mut self, depth: usize) -> bool {
        if depth >= MAX_DEPTH {
            self.report(self.here(), Problem::TooDeep);
            self.skip_to(&[TokenKind::GreaterThan, TokenKind::Semicolon]);
            return true;
        }
        let mark = self.open();
        let first = self.at;
        let kind = self.plain_type(depth);
        let kind = if self.foreign_rest(first, depth) { NodeKind::Error } else { kind };
        let found = self.after > self.first_of(mark);
        self.close(mark, kind);
        found
    }

    /// A type, up to where other languages would go on.
    pub(super) fn plain_type(&mut self, depth: usize) -> NodeKind {
        let next = self.peek();
        match next {
            TokenKind::List => self.list_type(depth),
            TokenKind::Map => self.map_type(depth),
            TokenKind::Option => self.option_type(depth),
            TokenKind::Result => self.result_type(depth),
            TokenKind::Tuple => self.tuple_type(depth),
            TokenKind::Future => self.carrier(depth, NodeKind::Future),
            TokenKind::Stream => self.carrier(depth, NodeKind::Stream),
            TokenKind::Own => self.handle(depth, NodeKind::Own),
            TokenKind::Borrow => self.handle(depth, NodeKind::Borrow),
            TokenKind::LeftParen => self.parenthesised(Problem::ParenthesesAsTuple),
            _ if next.is_primitive() => {
                self.bump();
                if self.is(TokenKind::LessThan) { self.arguments(depth) } else { NodeKind::Primitive }
            }
            TokenKind::LeftBracket => self.bracketed(depth),
            TokenKind::Ampersand | TokenKind::Star => self.pointer(depth),
            TokenKind::String => self.literal(),
            TokenKind::Func if self.nth(1) == TokenKind::LeftParen => self.function_type(depth),
            _ if next.is_name() && self.nth(1) == TokenKind::LessThan => self.generic(depth),
            _ if next.is_name() && self.has_type_prefix() => self.prefixed(),
            _ if next.is_name() => {
                self.name(&[]);
                NodeKind::Named
            }
            _ if next.begins_typedef() && matches!(self.nth(1), TokenKind::LeftBrace) => {
                self.inline_definition()
            }
            TokenKind::LeftBrace if self.nth(2) == TokenKind::Colon => self.inline_definition(),
            TokenKind::Integer => {
                self.unexpected(Expected::Type);
                self.skip_token();
                NodeKind::Error
            }
            _ if next.is_keyword() && !self.fresh_line() && !self.nth(1).is_name() => {
                self.unexpected(Expected::Type);
                self.skip_token();
                NodeKind::Error
            }
            _ => {
                self.missing(Expected::Type);
                NodeKind::Error
            }
        }
    }

    /// `<type>`; what comes after `<` is up to `inner`.
    fn angles(&mut self, inner: impl FnOnce(&mut Self)) {
        if self.other_brackets() {
            return;
        }
        if self.expect(TokenKind::LessThan) {
            inner(self);
            self.close_angle();
        }
    }

    /// The `,` between two types; it may be missing.
    fn comma_between_types(&mut self) -> bool {
        if self.eat(TokenKind::Comma) {
            return true;
        }
        let missing = self.peek().begins_type() && !self.fresh_line();
        if missing {
            self.missing(Expected::Token(TokenKind::Comma));
        }
        missing
    }

    fn close_angle(&mut self) {
        if self.more_types() {
            let error = self.report(self.here(), Problem::TooManyTypes);
            self.quietly(|parser| {
                let mut depth = 0;
                while depth > 0 || !parser.is(TokenKind::GreaterThan) {
                    depth += i32::from(parser.is(TokenKind::LessThan));
                    depth -= i32::from(parser.is(TokenKind::GreaterThan));
                    parser.skip_token();
                }
            });
            self.extend(error);
        }
        let ends = self.fresh_line()
            || matches!(
                self.peek(),
                TokenKind::RightParen
                    | TokenKind::Comma
                    | TokenKind::Semicolon
                    | TokenKind::LeftBrace
                    | TokenKind::RightBrace
                    | TokenKind::Arrow
                    | TokenKind::End
            )
            || self.peek().begins_item();
        if self.is(TokenKind::GreaterThan) || ends {
            self.expect(TokenKind::GreaterThan);
        } else {
            self.unexpected(Expected::Token(TokenKind::GreaterThan));
            self.skip_to(&[
                TokenKind::GreaterThan,
                TokenKind::RightParen,
                TokenKind::Semicolon,
                TokenKind::LeftBrace,
                TokenKind::Arrow,
            ]);
            self.eat(TokenKind::GreaterThan);
        }
    }

    /// Whether a `,` is next, and then nothing but types up to a `>`.
    fn more_types(&self) -> bool {
        const FAR: usize = 64;
        let mut depth = 0;
        if !self.is(TokenKind::Comma) || self.nth(1) == TokenKind::GreaterThan {
            return false;
        }
        for next in (1..FAR).map(|ahead| self.nth(ahead)) {
            match next {
                TokenKind::GreaterThan if depth == 0 => return true,
                TokenKind::GreaterThan => depth -= 1,
                TokenKind::LessThan => depth += 1,
                TokenKind::Comma | TokenKind::Underscore | TokenKind::Integer => {}
                _ if next.begins_type() => {}
                _ => return false,
            }
        }
        false
    }

    fn list_type(&mut self, depth: usize) -> NodeKind {
        self.bump();
        self.angles(|parser| {
            parser.type_at(depth + 1);
            if parser.is(TokenKind::Semicolon) && parser.nth(1) == TokenKind::Integer {
                parser.unexpected(Expected::Token(TokenKind::Comma));
                parser.skip_token();
                parser.length();
            } else if parser.eat(TokenKind::Comma) {
                parser.length();
            }
        });
        NodeKind::List
    }

    fn length(&mut self) {
        if !self.is(TokenKind::Integer) {
            self.missing(Expected::Length);
            return;
        }
        if self.text_of(self.at).parse::<u32>().is_err() {
            self.report(self.here(), Problem::LengthTooLarge);
        }
        self.bump();
    }

    fn map_type(&mut self, depth: usize) -> NodeKind {
        if self.nth(1) == TokenKind::LeftBracket {
            return self.go_map(depth);
        }
        self.bump();
        self.angles(|parser| {
            parser.type_at(depth + 1);
            if parser.comma_between_types() || parser.expect(TokenKind::Comma) {
                parser.type_at(depth + 1);
            }
        });
        NodeKind::Map
    }

    fn option_type(&mut self, depth: usize) -> NodeKind {
        self.bump();
        self.angles(|parser| {
            parser.type_at(depth + 1);
        });
        NodeKind::Option
    }

    fn result_type(&mut self, depth: usize) -> NodeKind {
        self.bump();
        if self.is(TokenKind::LessThan) {
            self.angles(|parser| {
                let more = if parser.eat(TokenKind::Underscore) {
                    parser.expect(TokenKind::Comma)
                } else {
                    parser.type_at(depth + 1);
                    parser.comma_between_types()
                };
                if more {
                    parser.type_at(depth + 1);
                }
            });
        }
        NodeKind::Result
    }

    fn tuple_type(&mut self, depth: usize) -> NodeKind {
        self.bump();
        if !self.other_brackets() && self.expect(TokenKind::LessThan) {
            self.type_list(depth);
        }
        NodeKind::Tuple
    }

    /// The rest of `<type, ..>`, the `<` being taken.
    fn type_list(&mut self, depth: usize) {
        // A list's members can't be told their depth, so this one is spelt out.
        loop {
            if self.is(TokenKind::GreaterThan) {
                break;
            }
            let found = self.type_at(depth + 1);
            if !self.eat(TokenKind::Comma) {
                if found && self.peek().begins_type() && !self.fresh_line() {
                    self.missing(Expected::Token(TokenKind::Comma));
                    continue;
                }
                break;
            }
        }
        self.close_angle();
    }

    /// `future<type>` or `stream<type>`, with or without a type.
    fn carrier(&mut self, depth: usize, kind: NodeKind) -> NodeKind {
        self.bump();
        if self.is(TokenKind::LessThan) {
            self.angles(|parser| {
                parser.type_at(depth + 1);
            });
        }
        kind
    }

    fn handle(&mut self, depth: usize, kind: NodeKind) -> NodeKind {
        let inner = self.nth(2);
        if self.nth(1) == TokenKind::LessThan && inner.begins_type() && !inner.is_name() {
            return self.handle_of_type(depth);
        }
        self.bump();
        self.angles(|parser| {
            parser.name(&[TokenKind::GreaterThan]);
        });
        kind
    }

    /// `own<list<u8>>`, where only a name can be.
    fn handle_of_type(&mut self, depth: usize) -> NodeKind {
        let error = self.report(self.here(), Problem::HandleOfType);
        self.bump();
        self.quietly(|parser| {
            parser.angles(|parser| {
                parser.type_at(depth + 1);
            });
        });
        self.extend(error);
        NodeKind::Error
    }

    /// `Vec<string>`: a type of another language. It is one mistake, whatever the names in it.
    fn generic(&mut self, depth: usize) -> NodeKind {
        let error = self.report(self.here(), Problem::NotGeneric);
        self.bump();
        self.quietly(|parser| {
            parser.arguments(depth);
        });
        self.extend(error);
        NodeKind::Error
    }

    /// The arguments of a type that takes none.
    fn arguments(&mut self, depth: usize) -> NodeKind {
        let error = self.report(self.span_from(self.at - 1), Problem::NotGeneric);
        self.quietly(|parser| {
            parser.bump();
            parser.type_list(depth);
        });
        self.extend(error);
        NodeKind::Error
    }

    /// `(a: type, type)`.
    pub(super) fn parenthesised(&mut self, problem: Problem) -> NodeKind {
        let error = self.report(self.here(), problem);
        self.bump();
        // Types count their depth anew in here, so this is what limits it.
        if self.parentheses < MAX_PARENTHESES {
            self.parentheses += 1;
            self.quietly(|parser| parser.list(TokenKind::RightParen, Self::loose_param));
            self.parentheses -= 1;
        } else {
            self.skip_to(&[TokenKind::Semicolon]);
        }
        self.extend(error);
        NodeKind::Error
    }

    fn loose_param(&mut self) {
        if self.nth(1) == TokenKind::Colon {
            self.param();
        } else {
            // Parentheses within parentheses are not looked into, or they would need a limit too.
            if self.is(TokenKind::LeftParen) {
                self.skip_to(&[TokenKind::Comma, TokenKind::Semicolon]);
            } else {
                self.type_ref();
            }
        }
    }

    /// `record { .. }`: not looked into.
    pub(super) fn inline_definition(&mut self) -> NodeKind {
        let error = self.report(self.here(), Problem::InlineDefinition);
        if !self.is(TokenKind::LeftBrace) {
            self.bump();
        }
        let mut depth = 0u32;
        loop {
            match self.peek() {
                TokenKind::End => break,
                TokenKind::LeftBrace => depth += 1,
                TokenKind::RightBrace => depth = depth.saturating_sub(1),
                next if next.begins_item() && self.begins_line_of_item() => break,
                _ => {}
            }
            self.bump();
            if depth == 0 {
                break;
            }
        }
        self.extend(error);
        NodeKind::Error
    }

    /// Does something that finds no errors, being inside of one.
    pub(super) fn quietly(&mut self, inner: impl FnOnce(&mut Self)) {
        let quiet = std::mem::replace(&mut self.quiet, true);
        inner(self);
        self.quiet = quiet;
    }
}
