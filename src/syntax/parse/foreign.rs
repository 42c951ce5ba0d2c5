//! Types as other languages write them: how far they reach. Each is one mistake.

use crate::syntax::error::Problem;
use crate::syntax::parse::{MAX_DEPTH, Parser};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

/// Words that C and Rust put before a type.
const PREFIXES: &[&str] = &[
    "unsigned", "signed", "const", "mut", "dyn", "impl", "struct", "class", "union", "long", "short", "ref",
];

impl Parser<'_> {
    /// What follows a type in other languages, and makes another type of it: `[]`, `?`, `| b`, `*`, `::b`, `.b`.
    /// `first` is where the type begins.
    pub(super) fn foreign_rest(&mut self, first: usize, depth: usize) -> bool {
        if !self.goes_on(first) {
            return false;
        }
        let dotted = self.is(TokenKind::Period);
        let problem = if dotted { Problem::QualifiedType } else { Problem::ForeignType };
        let error = self.report(self.span_from(first), problem);
        self.quietly(|parser| {
            while parser.goes_on(first) {
                match parser.peek() {
                    TokenKind::LeftBracket => parser.skip_brackets(),
                    TokenKind::Bar => {
                        parser.bump();
                        parser.plain_type(depth + 1);
                    }
                    TokenKind::Colon => {
                        parser.bump();
                        parser.bump();
                        parser.plain_type(depth + 1);
                    }
                    TokenKind::Period => {
                        parser.bump();
                        parser.plain_type(depth + 1);
                    }
                    _ => parser.bump(),
                }
            }
        });
        self.extend(error);
        true
    }

    fn goes_on(&self, first: usize) -> bool {
        if self.after <= first {
            return false;
        }
        let same_line = !self.fresh_line();
        match self.peek() {
            TokenKind::Bar => true,
            TokenKind::LeftBracket | TokenKind::Question | TokenKind::Star => same_line,
            TokenKind::Colon => {
                let adjacent = self.span(self.at + 1).start == self.here().end;
                same_line && adjacent && self.kinds.get(self.at + 1) == Some(&TokenKind::Colon)
            }
            TokenKind::Period => same_line && (self.nth(1).is_name() || self.nth(1) == TokenKind::LeftBrace),
            _ => false,
        }
    }

    /// `list[u8]`, `list(u8)`: the wrong brackets after the word of a type, which was taken just now.
    pub(super) fn other_brackets(&mut self) -> bool {
        let wrong = matches!(self.peek(), TokenKind::LeftBracket | TokenKind::LeftParen);
        if !wrong || self.fresh_line() {
            return false;
        }
        let error = self.report(self.span_from(self.after - 1), Problem::ForeignType);
        let mark = self.open();
        if self.is(TokenKind::LeftParen) {
            self.skip_parentheses();
        } else {
            self.skip_brackets();
        }
        self.close(mark, NodeKind::Error);
        self.extend(error);
        true
    }

    /// `[ .. ]`, with whatever is inside.
    fn skip_brackets(&mut self) {
        let mut depth = 0u32;
        loop {
            match self.peek() {
                TokenKind::LeftBracket => depth += 1,
                TokenKind::RightBracket => depth = depth.saturating_sub(1),
                TokenKind::End | TokenKind::LeftBrace | TokenKind::RightBrace => break,
                _ if self.begins_line_of_item() => break,
                _ => {}
            }
            self.bump();
            if depth == 0 {
                break;
            }
        }
    }

    /// `[u8]`, `[u8; 4]`, `[]u8`.
    pub(super) fn bracketed(&mut self, depth: usize) -> NodeKind {
        let error = self.report(self.here(), Problem::ForeignType);
        let empty = self.nth(1) == TokenKind::RightBracket;
        self.skip_brackets();
        if empty && !self.fresh_line() && self.peek().begins_type() {
            self.quietly(|parser| {
                parser.type_at(depth + 1);
            });
        }
        self.extend(error);
        NodeKind::Error
    }

    /// `map[string]u32`
    pub(super) fn go_map(&mut self, depth: usize) -> NodeKind {
        let error = self.report(self.here(), Problem::ForeignType);
        self.bump();
        self.skip_brackets();
        self.quietly(|parser| {
            parser.type_at(depth + 1);
        });
        self.extend(error);
        NodeKind::Error
    }

    /// `&str`, `&mut [u8]`, `*const u8`, `*T`.
    pub(super) fn pointer(&mut self, depth: usize) -> NodeKind {
        let error = self.report(self.here(), Problem::ForeignType);
        while matches!(self.peek(), TokenKind::Ampersand | TokenKind::Star) {
            self.bump();
        }
        self.quietly(|parser| {
            // A lifetime: its quote is a stray character.
            let quoted = parser.kinds.get(parser.after..parser.at).unwrap_or_default();
            if quoted.contains(&TokenKind::Error)
                && (parser.nth(1).begins_type() || parser.is(TokenKind::Static))
            {
                parser.bump();
            }
            parser.type_at(depth + 1);
        });
        self.extend(error);
        NodeKind::Error
    }

    /// `"low" | "high"`.
    pub(super) fn literal(&mut self) -> NodeKind {
        self.report(self.here(), Problem::ForeignType);
        self.bump();
        NodeKind::Error
    }

    /// Whether a word comes next that other languages put before types, and a type or another such word after it.
    pub(super) fn has_type_prefix(&self) -> bool {
        let next = self.nth(1);
        PREFIXES.contains(&self.text_of(self.at))
            && (next.begins_type() && next != TokenKind::LessThan || next == TokenKind::Star)
            && !matches!(self.nth(2), TokenKind::Colon)
    }

    /// `unsigned long`, `dyn error`.
    pub(super) fn prefixed(&mut self) -> NodeKind {
        let error = self.report(self.here(), Problem::ForeignType);
        while self.peek().is_name() && self.has_type_prefix() {
            self.bump();
        }
        self.quietly(|parser| {
            if parser.peek().is_name() {
                parser.bump();
            } else {
                parser.plain_type(MAX_DEPTH - 1);
            }
        });
        self.extend(error);
        NodeKind::Error
    }

    /// `func(u32) -> u32` as a type.
    pub(super) fn function_type(&mut self, depth: usize) -> NodeKind {
        let error = self.report(self.here(), Problem::FunctionType);
        self.bump();
        self.skip_parentheses();
        if self.eat(TokenKind::Arrow) {
            self.quietly(|parser| {
                parser.type_at(depth + 1);
            });
        }
        self.extend(error);
        NodeKind::Error
    }

    fn skip_parentheses(&mut self) {
        let mut depth = 0u32;
        loop {
            match self.peek() {
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen => depth = depth.saturating_sub(1),
                TokenKind::End | TokenKind::LeftBrace | TokenKind::RightBrace | TokenKind::Semicolon => break,
                _ => {}
            }
            self.bump();
            if depth == 0 {
                break;
            }
        }
    }

    /// `<T>` after the name of a definition or after `func`.
    pub(super) fn generic_parameters(&mut self) {
        if !self.is(TokenKind::LessThan) {
            return;
        }
        let error = self.report(self.here(), Problem::GenericDefinition);
        let mark = self.open();
        self.bump();
        self.quietly(|parser| {
            parser.skip_to(&[
                TokenKind::GreaterThan,
                TokenKind::LeftParen,
                TokenKind::LeftBrace,
                TokenKind::Semicolon,
            ]);
            parser.eat(TokenKind::GreaterThan);
        });
        self.close(mark, NodeKind::Error);
        self.extend(error);
    }

    /// Takes words of other languages before the name of a function out of its way: `fn f(`, `pub async fn f(`,
    /// `async f: func(`. Returns whether there were any.
    pub(super) fn words_before_name(&mut self) -> bool {
        let Some(count) = self.count_words_before_name() else { return false };
        let error = self.report(self.here(), Problem::WordBeforeName);
        let mark = self.open();
        for _ in 0..count {
            self.bump();
        }
        self.close(mark, NodeKind::Error);
        // The name belongs to what is shown, and is taken by whoever called.
        let end = self.here().end;
        if let Some(error) = error.and_then(|row| self.errors.get_mut(row)) {
            error.at.end = end;
        }
        true
    }

    pub(super) fn count_words_before_name(&self) -> Option<usize> {
        const WORDS: &[&str] =
            &["fn", "function", "def", "fun", "pub", "public", "let", "const", "proc", "sub"];
        let mut at = self.at;
        let mut count = 0;
        loop {
            let next = self.next_significant(at);
            let kind = *self.kinds.get(at)?;
            let after = *self.kinds.get(next)?;
            let word = matches!(kind, TokenKind::Func | TokenKind::Async | TokenKind::Static)
                || (kind == TokenKind::Name && WORDS.contains(&self.text_of(at)));
            if !word || count > 4 {
                break;
            }
            if !(after.is_name() || matches!(after, TokenKind::Func | TokenKind::Async | TokenKind::Static)) {
                return None;
            }
            count += 1;
            at = next;
        }
        let name = *self.kinds.get(at)?;
        let after = *self.kinds.get(self.next_significant(at))?;
        let colon = self.next_significant(self.next_significant(at));
        let called = match after {
            TokenKind::LeftParen | TokenKind::LessThan => true,
            TokenKind::Colon => matches!(
                self.kinds.get(colon),
                Some(TokenKind::Func | TokenKind::Async | TokenKind::Static | TokenKind::LeftParen)
            ),
            _ => false,
        };
        (count > 0 && name.is_name() && called).then_some(count)
    }

    /// The rest of a function whose `func` stood before its name, its name being next. `f: func(..)` may follow too.
    pub(super) fn func_after_words(&mut self) {
        self.name(&[TokenKind::LeftParen]);
        if self.eat(TokenKind::Colon) {
            self.eat(TokenKind::Static);
            self.signature();
        } else {
            let mark = self.open();
            self.params_and_result();
            self.close(mark, NodeKind::Signature);
        }
        self.semicolon();
    }

    /// Values and payloads of cases that can't have any: `a = 1`, `a(u32)`, `a: u32`.
    pub(super) fn case_extras(&mut self) {
        let problem = match self.peek() {
            TokenKind::Equals => Problem::CaseValue,
            TokenKind::LeftParen | TokenKind::Colon => Problem::CasePayload,
            _ => return,
        };
        let error = self.report(self.here(), problem);
        self.skip_to(&[TokenKind::Comma, TokenKind::Semicolon]);
        self.extend(error);
    }

    /// `= 3` after a field or parameter.
    pub(super) fn value_after_name(&mut self) {
        if self.is(TokenKind::Equals) {
            let error = self.report(self.here(), Problem::DefaultValue);
            self.skip_to(&[TokenKind::Comma, TokenKind::RightParen, TokenKind::Semicolon]);
            self.extend(error);
        }
    }
}
