//! Tokens to a tree: a recursive descent that goes on after each mistake.
//!
//! The rules of recovery: what is missing is noted where it should be and taken as written; what is in the way goes
//! into an error node; a token is blamed once. So one mistake is one error.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a parser asks which of a few tokens comes next; the other seventy kinds are one case"
)]

mod externs;
mod files;
mod foreign;
mod gates;
mod lists;
mod names;
mod recover;
mod typedefs;
mod types;
mod words;

use std::cmp::Reverse;
use std::sync::Arc;

use crate::syntax::error::{Expected, Problem, Span, SyntaxError};
use crate::syntax::lex::{Lexed, lex};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{NodeData, NodeKind, Tree};

/// Parses a text.
pub(super) fn parse(text: Arc<str>) -> Tree {
    let Lexed { kinds, starts, errors: lexical } = lex(&text);
    // A comment or string without an end swallows what would close the rest: no error then for what is missing.
    let cut_short = lexical.iter().any(|error| {
        error.problem == Problem::UnterminatedComment || error.problem == Problem::UnterminatedString
    });
    let mut parser = Parser {
        text: &text,
        nodes: Vec::with_capacity(kinds.len() / 3 + 1),
        kinds,
        starts,
        at: 0,
        after: 0,
        parent: 0,
        errors: Vec::new(),
        blamed: None,
        cut_short,
        quiet: false,
        parentheses: 0,
        implied_closes: 0,
        balanced: None,
        astray: false,
    };
    parser.skip_trivia();
    parser.file();
    let Parser { kinds, starts, nodes, errors, .. } = parser;
    let errors = settle([errors, lexical].concat());
    Tree { text, kinds, starts, nodes, errors }
}

/// Errors in the order of the text, without those that are inside of one that tells enough.
fn settle(mut errors: Vec<SyntaxError>) -> Vec<SyntaxError> {
    errors.sort_by_key(|error| (error.at.start, Reverse(error.at.end)));
    let mut cover = Span { start: 0, end: 0 };
    errors.retain(|SyntaxError { at, problem }| {
        let inside = if at.start == at.end {
            cover.start < at.start && at.end < cover.end
        } else {
            cover.start <= at.start && at.end <= cover.end
        };
        if inside && problem.gives_way() {
            return false;
        }
        if problem.covers() && at.end > cover.end {
            cover = *at;
        }
        true
    });
    errors.sort_by_key(|error| error.at);
    errors
}

/// Whether the text of a string lacks its second quote.
fn is_endless(text: &str) -> bool {
    text.len() < 2 || !text.ends_with('"')
}

/// Types and packages may be nested this deep, as wit-parser has it.
const MAX_DEPTH: usize = 100;

struct Parser<'a> {
    text: &'a str,
    kinds: Vec<TokenKind>,
    starts: Vec<u32>,
    /// The next significant token.
    at: usize,
    /// One past the last significant token that was taken.
    after: usize,
    nodes: Vec<NodeData>,
    /// The innermost open node.
    parent: u32,
    errors: Vec<SyntaxError>,
    /// The token at which the last error was found.
    blamed: Option<usize>,
    cut_short: bool,
    /// Inside something that is an error as a whole.
    quiet: bool,
    /// How many parentheses are open in the place of types.
    parentheses: usize,
    /// Braces that were taken as closed although they are not: as many may turn up later.
    implied_closes: u32,
    /// Whether there are as many `}` as `{`, once that was asked.
    balanced: Option<bool>,
    /// The last item of the file was misplaced: the next ones would be for the same reason.
    astray: bool,
}

/// A node that has been opened and not closed yet.
#[derive(Clone, Copy)]
struct Mark(u32);

impl Parser<'_> {
    fn peek(&self) -> TokenKind {
        self.kinds.get(self.at).copied().unwrap_or(TokenKind::End)
    }

    /// The `n`th significant token from here; the 0th is the next.
    fn nth(&self, n: usize) -> TokenKind {
        let mut at = self.at;
        for _ in 0..n {
            at = self.next_significant(at);
        }
        self.kinds.get(at).copied().unwrap_or(TokenKind::End)
    }

    /// The significant token after the one at `at`.
    fn next_significant(&self, mut at: usize) -> usize {
        at += 1;
        while self.kinds.get(at).is_some_and(|kind| kind.is_trivia()) {
            at += 1;
        }
        at
    }

    fn is(&self, kind: TokenKind) -> bool {
        self.peek() == kind
    }

    fn skip_trivia(&mut self) {
        while self.peek().is_trivia() {
            self.at += 1;
        }
    }

    /// Takes the next token.
    fn bump(&mut self) {
        if !self.is(TokenKind::End) {
            self.at += 1;
            self.after = self.at;
            self.skip_trivia();
        }
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.is(kind);
        if found {
            self.bump();
        }
        found
    }

    /// Takes a `kind`, or notes that it is missing.
    fn expect(&mut self, kind: TokenKind) -> bool {
        let found = self.eat(kind);
        if !found {
            self.missing(Expected::Token(kind));
        }
        found
    }

    fn span(&self, token: usize) -> Span {
        let start = |token: usize| self.starts.get(token).or(self.starts.last()).copied().unwrap_or(0);
        Span { start: start(token), end: start(token + 1) }
    }

    fn here(&self) -> Span {
        self.span(self.at)
    }

    /// From the start of token `first` to the end of what was taken last.
    fn span_from(&self, first: usize) -> Span {
        Span { start: self.span(first).start, end: self.end_of_last().end }
    }

    /// The empty place after what was taken last.
    fn end_of_last(&self) -> Span {
        let end = self.span(self.after).start;
        Span { start: end, end }
    }

    fn text_of(&self, token: usize) -> &str {
        self.text.get(self.span(token).range()).unwrap_or_default()
    }

    /// Whether the next token is on another line than the last.
    fn fresh_line(&self) -> bool {
        let between = self.span(self.after).start as usize..self.here().start as usize;
        self.text.get(between).is_some_and(|text| text.contains('\n'))
    }

    /// Opens a node at the next token.
    fn open(&mut self) -> Mark {
        self.open_at(self.at)
    }

    fn open_at(&mut self, first: usize) -> Mark {
        let index = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let first_token = u32::try_from(first).unwrap_or(u32::MAX);
        self.nodes.push(NodeData {
            kind: NodeKind::Error,
            parent: self.parent,
            last: index,
            first_token,
            end_token: first_token,
        });
        self.parent = index;
        Mark(index)
    }

    fn first_of(&self, mark: Mark) -> usize {
        self.nodes.get(mark.0 as usize).map_or(0, |node| node.first_token as usize)
    }

    /// Closes a node; one without tokens vanishes.
    fn close(&mut self, mark: Mark, kind: NodeKind) {
        let count = u32::try_from(self.nodes.len()).unwrap_or(u32::MAX);
        let end = u32::try_from(self.after).unwrap_or(u32::MAX);
        let index = mark.0 as usize;
        let Some(node) = self.nodes.get_mut(index) else { return };
        self.parent = node.parent;
        if end <= node.first_token && kind != NodeKind::File {
            self.nodes.truncate(index);
            return;
        }
        node.kind = kind;
        node.last = count;
        node.end_token = end;
    }

    /// Notes an error, unless this token was blamed already. Returns its row.
    fn report(&mut self, at: Span, problem: Problem) -> Option<usize> {
        let repeated = self.blamed == Some(self.at);
        let natural = self.cut_short && self.is(TokenKind::End);
        // What is missing is hidden by characters that the lexer has reported.
        let hidden =
            self.kinds.get(self.after..self.at).is_some_and(|kinds| kinds.contains(&TokenKind::Error));
        if repeated || natural || hidden || self.quiet {
            return None;
        }
        self.blamed = Some(self.at);
        self.errors.push(SyntaxError { at, problem });
        Some(self.errors.len() - 1)
    }

    /// Lets an error that [`Parser::report`] noted reach up to what was taken last.
    fn extend(&mut self, error: Option<usize>) {
        let end = self.end_of_last().end;
        if let Some(error) = error.and_then(|row| self.errors.get_mut(row)) {
            error.at.end = end.max(error.at.start);
        }
    }

    /// Notes that something was left out after the last token.
    fn missing(&mut self, expected: Expected) {
        let place = self.end_of_last();
        // A string without an end has what would follow it inside.
        let last = self.after.saturating_sub(1);
        if self.kinds.get(last) == Some(&TokenKind::String) && is_endless(self.text_of(last)) {
            return;
        }
        // One omission in several tokens, as in `func(x: u32` without `);`.
        if self.blamed == Some(self.at)
            && !self.quiet
            && expected.text().is_some()
            && let Some(SyntaxError { at, problem: Problem::Missing { expected: first, also, .. } }) =
                self.errors.last_mut()
            && *at == place
            && first.text().is_some()
        {
            also.push(expected);
            return;
        }
        let problem =
            Problem::Missing { expected, also: Vec::new(), found: self.peek(), found_at: self.here() };
        self.report(place, problem);
    }

    /// Notes that the next token can't be here.
    fn unexpected(&mut self, expected: Expected) {
        self.report(self.here(), Problem::Unexpected { expected, found: self.peek() });
    }
}
