//! Names, paths and versions.

use crate::syntax::error::{Expected, Problem};
use crate::syntax::parse::Parser;
use crate::syntax::token::{NameFault, TokenKind, name_fault};
use crate::syntax::tree::NodeKind;

impl Parser<'_> {
    /// Whether a name comes next: also a keyword, if what follows it is one of `follow`.
    pub(super) fn at_name(&self, follow: &[TokenKind]) -> bool {
        let next = self.peek();
        next.is_name() || (next.is_keyword() && follow.contains(&self.nth(1)))
    }

    /// A name, or a keyword in its place if what follows it is one of `follow`.
    pub(super) fn name(&mut self, follow: &[TokenKind]) -> bool {
        let next = self.peek();
        if !self.at_name(follow) {
            self.missing(Expected::Name);
            return false;
        }
        if next == TokenKind::BadName {
            let name = self.text_of(self.at);
            let fault = name_fault(name.strip_prefix('%').unwrap_or(name)).unwrap_or(NameFault::EmptyWord);
            self.report(self.here(), Problem::InvalidName(fault));
        } else if !next.is_name() {
            self.report(self.here(), Problem::ReservedName(next));
            if let Some(kind) = self.kinds.get_mut(self.at) {
                *kind = TokenKind::ReservedName;
            }
        }
        self.bump();
        true
    }

    /// `a:b@1.0.0`, after `package`.
    pub(super) fn package_name(&mut self) {
        let mark = self.open();
        self.name(&[TokenKind::Colon]);
        if self.expect(TokenKind::Colon) {
            self.name(&[TokenKind::Semicolon, TokenKind::LeftBrace, TokenKind::At]);
        }
        if self.eat(TokenKind::At) {
            self.version();
        }
        self.close(mark, NodeKind::PackageName);
    }

    /// `a` or `a:b/c@1.0.0`. A name that stands alone is followed by one of `follow`.
    pub(super) fn use_path(&mut self, follow: &[TokenKind]) {
        let mark = self.open();
        let follow = |first: TokenKind| [&[first], follow].concat();
        self.name(&follow(TokenKind::Colon));
        if self.eat(TokenKind::Colon) {
            self.name(&[TokenKind::Slash, TokenKind::At]);
            if self.is(TokenKind::At) {
                let error = self.report(self.here(), Problem::VersionBeforeName);
                let wrong = self.open();
                self.bump();
                self.version();
                self.close(wrong, NodeKind::Error);
                self.extend(error);
            }
            if self.expect(TokenKind::Slash) {
                self.name(&follow(TokenKind::At));
            }
            if self.eat(TokenKind::At) {
                self.version();
            }
        }
        self.close(mark, NodeKind::UsePath);
    }

    /// `1.0.0-rc.1+build`.
    pub(super) fn version(&mut self) {
        if !self.is(TokenKind::Integer) {
            self.missing(Expected::Version);
            return;
        }
        let first = self.at;
        let (end, swallowed) = self.version_extent();
        let mark = self.open();
        let numbers = self.numbers();
        while self.at < end {
            self.bump();
        }
        self.close(mark, NodeKind::Version);
        let span = self.span_from(first);
        let text = self.text.get(span.range()).unwrap_or_default();
        if numbers < 3 {
            self.report(span, Problem::PartialVersion);
        } else if semver::Version::parse(text).is_err() {
            self.report(span, Problem::InvalidVersion);
        }
        while self.at < swallowed {
            self.skip_token();
        }
    }

    /// Takes up to three integers with periods between them.
    fn numbers(&mut self) -> u32 {
        self.bump();
        let mut numbers = 1;
        while numbers < 3 && self.is(TokenKind::Period) && self.nth(1) == TokenKind::Integer {
            self.bump();
            self.bump();
            numbers += 1;
        }
        numbers
    }

    /// Where the version ends that begins here, as wit-parser sees it: one past its last token, and one past what it
    /// swallows without looking: a `-` or `+` with nothing after it.
    fn version_extent(&self) -> (usize, usize) {
        let kind = |at: usize| self.kinds.get(at).copied().unwrap_or(TokenKind::End);
        let is_part = |at: usize| matches!(kind(at), TokenKind::Integer | TokenKind::Minus) || self.is_id(at);
        let mut end = self.at + 1;
        let mut at = self.next_significant(self.at);
        for _ in 0..2 {
            let number = self.next_significant(at);
            if kind(at) != TokenKind::Period || kind(number) != TokenKind::Integer {
                return (end, end);
            }
            end = number + 1;
            at = self.next_significant(number);
        }
        let mut swallowed = end;
        for prefix in [TokenKind::Minus, TokenKind::Plus] {
            if kind(at) != prefix {
                continue;
            }
            swallowed = at + 1;
            at = self.next_significant(at);
            loop {
                let part = if kind(at) == TokenKind::Period { self.next_significant(at) } else { at };
                if !is_part(part) {
                    break;
                }
                end = part + 1;
                swallowed = end;
                at = self.next_significant(part);
            }
        }
        (end, swallowed)
    }

    /// A name without `%`, be it a good one or not.
    fn is_id(&self, at: usize) -> bool {
        match self.kinds.get(at) {
            Some(TokenKind::Name) => true,
            Some(TokenKind::BadName) => !self.text_of(at).starts_with('%'),
            Some(_) | None => false,
        }
    }
}
