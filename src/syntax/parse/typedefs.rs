//! Definitions of types, resources with their functions, and functions.

use crate::syntax::error::{Expected, Problem};
use crate::syntax::parse::Parser;
use crate::syntax::parse::files::Holder;
use crate::syntax::parse::gates::Allowed;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

impl Parser<'_> {
    /// A definition that begins with its keyword.
    pub(super) fn typedef(&mut self) -> NodeKind {
        match self.peek() {
            TokenKind::Type => self.alias(),
            TokenKind::Record => self.members(Self::field, NodeKind::Record),
            TokenKind::Variant => self.members(Self::case, NodeKind::Variant),
            TokenKind::Enum => self.members(|parser| parser.word_member(NodeKind::EnumCase), NodeKind::Enum),
            TokenKind::Flags => self.members(|parser| parser.word_member(NodeKind::Flag), NodeKind::Flags),
            _ => self.resource(),
        }
    }

    fn alias(&mut self) -> NodeKind {
        self.bump();
        self.name(&[TokenKind::Equals]);
        self.generic_parameters();
        if !self.eat(TokenKind::Equals) {
            let expected = Expected::Token(TokenKind::Equals);
            if self.is(TokenKind::Colon) {
                self.unexpected(expected);
                self.skip_token();
            } else {
                self.missing(expected);
            }
        }
        self.type_ref();
        self.semicolon();
        NodeKind::Alias
    }

    /// `keyword name { member, .. }`.
    fn members(&mut self, member: fn(&mut Self), kind: NodeKind) -> NodeKind {
        self.bump();
        self.name(&[TokenKind::LeftBrace]);
        self.generic_parameters();
        if self.is(TokenKind::LeftParen) && !self.fresh_line() {
            self.unexpected(Expected::Token(TokenKind::LeftBrace));
            self.bump();
            self.list(TokenKind::RightParen, member);
            return kind;
        }
        let separated =
            matches!(self.nth(1), TokenKind::Comma | TokenKind::LeftParen | TokenKind::RightBrace);
        let on_line = self.peek().is_name() && (separated || !self.fresh_line());
        if (self.at_brace() || on_line) && (self.is(TokenKind::LeftBrace) || !self.begins_func_line()) {
            let implied = !self.eat(TokenKind::LeftBrace);
            self.list_after(TokenKind::RightBrace, member, implied);
        } else if self.is(TokenKind::Semicolon) {
            self.skip_token();
        }
        kind
    }

    /// Whether the `{` of an item comes next, once what may be in its way is out of it.
    pub(super) fn at_brace(&mut self) -> bool {
        let expected = Expected::Token(TokenKind::LeftBrace);
        if self.is(TokenKind::LeftBrace) {
            return true;
        }
        if self.nth(1) == TokenKind::LeftBrace && !self.is(TokenKind::RightBrace) && !self.fresh_line() {
            self.unexpected(expected);
            self.skip_token();
            return true;
        }
        if !self.is(TokenKind::RightBrace) && !self.fresh_line() && self.brace_on_line() {
            self.unexpected(expected);
            self.skip_to(&[TokenKind::LeftBrace]);
            return self.is(TokenKind::LeftBrace);
        }
        self.missing(expected);
        // What is inside may be there all the same, on the lines below.
        let constructor = self.is(TokenKind::Constructor) && self.nth(1) == TokenKind::LeftParen;
        self.fresh_line() && (constructor || (self.peek().is_name() && self.nth(1) == TokenKind::Colon))
    }

    /// Whether a `{` comes on this line, with nothing before it that ends an item.
    fn brace_on_line(&self) -> bool {
        let mut at = self.at;
        while let Some(kind) = self.kinds.get(at) {
            match kind {
                TokenKind::LeftBrace => return true,
                TokenKind::Semicolon | TokenKind::RightBrace | TokenKind::End => return false,
                TokenKind::Whitespace if self.text_of(at).contains('\n') => return false,
                _ => at += 1,
            }
        }
        false
    }

    /// Whether `f: func` comes next.
    fn begins_func_line(&self) -> bool {
        matches!(self.nth(2), TokenKind::Func | TokenKind::Async | TokenKind::Static)
    }

    fn field(&mut self) {
        let mark = self.open_item();
        self.no_gates();
        self.name_and_type();
        self.close(mark, NodeKind::Field);
    }

    pub(super) fn param(&mut self) {
        let mark = self.open_item();
        self.no_gates();
        self.name_and_type();
        self.close(mark, NodeKind::Param);
    }

    /// `name: type`, of which one may be missing.
    fn name_and_type(&mut self) {
        if self.peek().is_name() && self.nth(1).is_name() && self.nth(2) == TokenKind::Colon {
            // `pub a: u32`
            self.unexpected(Expected::Name);
            self.skip_token();
        }
        let only_type = self.peek().begins_type() && self.nth(1) != TokenKind::Colon;
        let only_type = only_type || matches!(self.peek(), TokenKind::LeftBracket | TokenKind::Ampersand);
        if only_type && (!self.peek().is_name() || self.nth(1) == TokenKind::LessThan) {
            self.only_type();
        } else if self.name(&[TokenKind::Colon, TokenKind::Question]) {
            if self.is(TokenKind::Question) {
                self.optional_name();
            } else if self.eat(TokenKind::Colon) {
                self.type_ref();
            } else {
                self.missing(Expected::Token(TokenKind::Colon));
                if self.peek().begins_type() && !self.fresh_line() {
                    self.type_ref();
                }
            }
        }
        self.value_after_name();
    }

    /// A type where `name: type` should be; perhaps its name comes after it.
    fn only_type(&mut self) {
        let before = self.end_of_last();
        let (first, found, found_at) = (self.at, self.peek(), self.here());
        self.type_ref();
        let named = self.peek().is_name()
            && !self.fresh_line()
            && matches!(
                self.nth(1),
                TokenKind::Comma | TokenKind::RightParen | TokenKind::RightBrace | TokenKind::Equals
            );
        if named {
            let error = self.report(self.span_from(first), Problem::TypeBeforeName);
            self.skip_token();
            self.extend(error);
        } else {
            let problem = Problem::Missing { expected: Expected::Name, also: Vec::new(), found, found_at };
            self.report(before, problem);
        }
    }

    /// `?: type`, after a name.
    fn optional_name(&mut self) {
        let error = self.report(self.here(), Problem::OptionalName);
        let wrong = self.open();
        self.bump();
        self.quietly(|parser| {
            if parser.eat(TokenKind::Colon) {
                parser.type_ref();
            }
        });
        self.close(wrong, NodeKind::Error);
        self.extend(error);
    }

    fn case(&mut self) {
        let mark = self.open_item();
        self.no_gates();
        let named =
            self.name(&[TokenKind::Comma, TokenKind::LeftParen, TokenKind::RightBrace, TokenKind::Colon]);
        if self.eat(TokenKind::LeftParen) {
            let first = self.at;
            self.type_ref();
            if self.is(TokenKind::Comma) {
                let error = self.report(self.span_from(first), Problem::ParenthesesAsTuple);
                self.skip_to(&[TokenKind::RightParen, TokenKind::Semicolon]);
                self.extend(error);
            }
            self.close_paren();
        } else if named && self.is(TokenKind::Equals) {
            self.case_extras();
        } else if named && self.is(TokenKind::LeftBrace) {
            self.inline_definition();
        } else if named && self.is(TokenKind::Colon) {
            let error = self.report(self.here(), Problem::BarePayload);
            let wrong = self.open();
            self.bump();
            self.type_ref();
            self.close(wrong, NodeKind::Error);
            self.extend(error);
        } else if named
            && (self.peek().begins_type()
                || matches!(self.peek(), TokenKind::LeftBracket | TokenKind::Ampersand))
            && !self.fresh_line()
        {
            let error = self.report(self.here(), Problem::BarePayload);
            let wrong = self.open();
            self.type_ref();
            self.close(wrong, NodeKind::Error);
            self.extend(error);
        }
        self.close(mark, NodeKind::Case);
    }

    fn word_member(&mut self, kind: NodeKind) {
        let mark = self.open_item();
        self.no_gates();
        self.name(&[TokenKind::Comma, TokenKind::RightBrace, TokenKind::Equals]);
        self.case_extras();
        self.close(mark, kind);
    }

    fn resource(&mut self) -> NodeKind {
        self.bump();
        self.name(&[TokenKind::LeftBrace, TokenKind::Semicolon]);
        self.generic_parameters();
        let constructor = self.is(TokenKind::Constructor) && self.nth(1) == TokenKind::LeftParen;
        let inside = constructor || (self.begins_named_func() && !self.is_balanced());
        if self.is(TokenKind::LeftBrace) || (inside && self.fresh_line()) {
            self.body(Holder::Resource);
        } else {
            self.semicolon();
        }
        NodeKind::Resource
    }

    /// A constructor or function of a resource.
    pub(super) fn resource_item(&mut self) {
        let mark = self.open_item();
        let gates = self.gates();
        self.check_gates(gates, Allowed::All);
        if self.is(TokenKind::Constructor) && self.nth(1) != TokenKind::Colon {
            self.bump();
            let signature = self.open();
            self.params_and_result();
            self.close(signature, NodeKind::Signature);
            self.semicolon();
            self.close(mark, NodeKind::Constructor);
        } else if self.words_before_name() {
            self.func_after_words();
            self.close(mark, NodeKind::Func);
        } else if self.begins_func() {
            self.func(true);
            self.close(mark, NodeKind::Func);
        } else {
            self.skip_item(Expected::ResourceItem);
            self.close(mark, NodeKind::Error);
        }
    }

    /// Whether a name and what makes it a function's come next.
    pub(super) fn begins_func(&self) -> bool {
        self.peek().is_name()
            && matches!(self.nth(1), TokenKind::Colon | TokenKind::LeftParen | TokenKind::Func)
            || ((self.peek().is_keyword() || self.is(TokenKind::Integer)) && self.nth(1) == TokenKind::Colon)
    }

    /// `name: func(..);`, of a resource perhaps `name: static func(..);`.
    pub(super) fn func(&mut self, in_resource: bool) {
        self.name(&[TokenKind::Colon]);
        self.expect(TokenKind::Colon);
        if self.is(TokenKind::Static) {
            if in_resource {
                self.bump();
            } else {
                self.unexpected(Expected::Func);
                self.skip_token();
            }
        }
        self.signature();
        self.semicolon();
    }

    /// `async func(..) -> type`, `get() -> type`, `set(..)`.
    pub(super) fn signature(&mut self) {
        let mark = self.open();
        let is_async = self.eat(TokenKind::Async);
        let accessor = !is_async
            && self.is(TokenKind::Name)
            && self.nth(1) == TokenKind::LeftParen
            && matches!(self.text_of(self.at), "get" | "set");
        if accessor {
            self.bump();
        } else if !self.eat(TokenKind::Func) {
            if self.nth(1) == TokenKind::LeftParen && !self.is(TokenKind::Semicolon) {
                self.unexpected(Expected::Func);
                self.skip_token();
            } else if self.is(TokenKind::LeftParen) {
                self.missing(Expected::Func);
            } else {
                self.missing(Expected::Func);
                self.close(mark, NodeKind::Signature);
                return;
            }
        }
        self.params_and_result();
        self.close(mark, NodeKind::Signature);
    }

    pub(super) fn params_and_result(&mut self) {
        self.generic_parameters();
        if self.eat(TokenKind::LeftParen) {
            self.list(TokenKind::RightParen, Self::param);
        } else {
            self.missing(Expected::Token(TokenKind::LeftParen));
            if self.peek().is_name() && self.nth(1) == TokenKind::Colon && !self.fresh_line() {
                self.list(TokenKind::RightParen, Self::param);
            }
        }
        let arrow = Expected::Token(TokenKind::Arrow);
        if !self.eat(TokenKind::Arrow) {
            if self.is(TokenKind::Colon) && self.nth(1) == TokenKind::Semicolon {
                return;
            } else if self.is(TokenKind::Colon) {
                self.unexpected(arrow);
                self.skip_token();
            } else if self.is(TokenKind::Name)
                && matches!(self.text_of(self.at), "throws" | "raises" | "where")
            {
                return;
            } else if self.is(TokenKind::Equals) && self.nth(1) == TokenKind::GreaterThan {
                self.unexpected(arrow);
                self.skip_token();
                self.skip_token();
            } else if self.peek().begins_type() && !self.fresh_line() {
                self.missing(arrow);
            } else {
                return;
            }
        }
        if self.is(TokenKind::LeftParen) {
            let mark = self.open();
            let kind = self.parenthesised(Problem::SeveralResults);
            self.close(mark, kind);
        } else {
            self.type_ref();
        }
    }
}
