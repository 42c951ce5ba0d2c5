//! Names, paths and versions.

use crate::syntax::error::{Expected, Problem, SyntaxError};
use crate::syntax::parse::Parser;
use crate::syntax::token::{NameFault, TokenKind, name_fault};
use crate::syntax::tree::NodeKind;

impl Parser<'_> {
    /// Whether a name comes next: also a keyword, if what follows it is one of `follow`.
    pub(super) fn at_name(&self, follow: &[TokenKind]) -> bool {
        let next = self.peek();
        let doubtful = next.is_keyword() || next == TokenKind::Integer;
        next.is_name() || (doubtful && follow.contains(&self.nth(1)))
    }

    /// A name, or a keyword in its place if what follows it is one of `follow`.
    pub(super) fn name(&mut self, follow: &[TokenKind]) -> bool {
        let next = self.peek();
        if !self.at_name(follow) {
            self.missing(Expected::Name);
            return false;
        }
        if next == TokenKind::Integer
            && let Some(kind) = self.kinds.get_mut(self.at)
        {
            *kind = TokenKind::BadName;
        }
        if self.is(TokenKind::BadName) {
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
            if self.is(TokenKind::Colon) {
                let error = self.report(self.span_from(self.after - 1), Problem::ForeignPath);
                self.skip_token();
                self.extend(error);
            }
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
        let first = self.at;
        let follow = |first: TokenKind| [&[first], follow].concat();
        self.name(&follow(TokenKind::Colon));
        if self.is(TokenKind::Colon) && self.nth(1) == TokenKind::Colon {
            self.foreign_path(first);
        } else if self.eat(TokenKind::Colon) {
            self.name(&[TokenKind::Slash, TokenKind::At, TokenKind::Semicolon]);
            let version = self.is(TokenKind::At).then(|| self.early_version()).flatten();
            if self.is(TokenKind::Semicolon) || self.is(TokenKind::Period) {
                self.package_as_interface(first, version);
            } else if self.expect(TokenKind::Slash) {
                self.name(&follow(TokenKind::At));
            }
            if self.eat(TokenKind::At) {
                self.version();
            }
        }
        self.close(mark, NodeKind::UsePath);
    }

    /// `@0.2.0` after the name of a package, where the name of an interface should be first. Returns its error's row.
    fn early_version(&mut self) -> Option<usize> {
        let error = self.report(self.here(), Problem::VersionBeforeName);
        let wrong = self.open();
        self.bump();
        self.version();
        self.close(wrong, NodeKind::Error);
        self.extend(error);
        error
    }

    /// A path that ends with the package; `version` is the error that was found so far.
    fn package_as_interface(&mut self, first: usize, version: Option<usize>) {
        let at = self.span_from(first);
        if let Some(error) = version.and_then(|row| self.errors.get_mut(row)) {
            *error = SyntaxError { at, problem: Problem::PackageAsInterface };
        } else {
            self.report(at, Problem::PackageAsInterface);
        }
    }

    /// `::b`, `::b::{c, d}`, `::*`, after a name.
    fn foreign_path(&mut self, first: usize) {
        let error = self.report(self.span_from(first), Problem::ForeignPath);
        let mark = self.open();
        while self.is(TokenKind::Colon) && self.nth(1) == TokenKind::Colon {
            self.bump();
            self.bump();
            if self.peek().is_name() || self.peek().is_keyword() || self.is(TokenKind::Star) {
                self.bump();
            }
        }
        if self.is(TokenKind::LeftBrace) {
            self.bump();
            self.quietly(|parser| parser.skip_to(&[TokenKind::Semicolon]));
            self.eat(TokenKind::RightBrace);
        }
        self.close(mark, NodeKind::Error);
        self.extend(error);
    }

    /// `1.0.0-rc.1+build`.
    pub(super) fn version(&mut self) {
        if !self.is(TokenKind::Integer) {
            self.not_a_version();
            return;
        }
        let first = self.at;
        let (end, swallowed) = self.version_extent();
        let mark = self.open();
        let numbers = self.numbers();
        while self.at < end {
            self.bump();
        }
        let blank = self.kinds.get(self.at + 1) == Some(&TokenKind::Whitespace);
        let ends = |next: TokenKind| {
            matches!(next, TokenKind::Semicolon | TokenKind::RightParen)
                || (blank && next == TokenKind::LeftBrace)
        };
        while self.is(TokenKind::Period) && (self.goes_on_version() || (numbers < 3 && ends(self.nth(1)))) {
            self.bump();
            if !self.is(TokenKind::Period) && !ends(self.peek()) {
                self.bump();
            }
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

    /// Whether the period that comes next and what comes after it seem to be of the version: `0.2.x`, `1.0.0.0`.
    fn goes_on_version(&self) -> bool {
        let after = self.next_significant(self.at);
        let adjacent = after == self.at + 1 && self.at == self.after;
        adjacent
            && (self.kinds.get(after) == Some(&TokenKind::Integer)
                || self.is_id(after)
                || self.nth(1) == TokenKind::Period
                || self.nth(1) == TokenKind::Star)
    }

    /// What stands where a version should be: `v1.0.0`, `"1.0.0"`, `latest`, `*`.
    fn not_a_version(&mut self) {
        let next = self.peek();
        let whole = next.is_name() || next == TokenKind::String || next == TokenKind::Star;
        if !whole || self.fresh_line() {
            self.missing(Expected::Version);
            return;
        }
        let error = self.report(self.here(), Problem::InvalidVersion);
        let mark = self.open();
        self.bump();
        while self.is(TokenKind::Period) && self.goes_on_version() {
            self.bump();
            self.bump();
        }
        self.close(mark, NodeKind::Version);
        self.extend(error);
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
