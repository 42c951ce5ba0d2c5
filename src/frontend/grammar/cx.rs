//! A text that is looked at: its lines, its tokens around a place, and edits of it.

use crate::base::finding::Edit;
use crate::base::ids::FileIx;
use crate::base::source::Location;
use crate::frontend::texts::Texts;
use crate::syntax::error::{Span, SyntaxError};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind, Token, Tree};

/// How many syntax errors of a text are told.
const MAX_ERRORS: usize = 1_000;

/// One text among others.
pub(super) struct Cx<'t> {
    /// All of them.
    pub(super) texts: &'t Texts,
    /// The tree of this one.
    pub(super) tree: &'t Tree,
    file: FileIx,
}

impl<'t> Cx<'t> {
    pub(super) fn new(texts: &'t Texts, file: FileIx) -> Self {
        Cx { texts, tree: &texts.trees[file], file }
    }

    /// The parser's errors. A text with thousands of them is no WIT, and nobody reads on.
    pub(super) fn errors(&self) -> &'t [SyntaxError] {
        let errors = self.tree.errors();
        errors.get(..MAX_ERRORS).unwrap_or(errors)
    }

    pub(super) fn at(&self, span: Span) -> Location {
        span.in_file(self.file)
    }

    pub(super) fn text(&self, span: Span) -> &'t str {
        self.tree.text().get(span.range()).unwrap_or_default()
    }

    pub(super) fn replace(&self, span: Span, text: impl Into<String>) -> Edit {
        Edit { at: self.at(span), text: text.into() }
    }

    pub(super) fn insert(&self, offset: u32, text: impl Into<String>) -> Edit {
        self.replace(Span { start: offset, end: offset }, text)
    }

    pub(super) fn delete(&self, span: Span) -> Edit {
        self.replace(span, "")
    }

    /// How this text ends its lines.
    pub(super) fn newline(&self) -> &'static str {
        if self.tree.text().contains("\r\n") { "\r\n" } else { "\n" }
    }

    fn before(&self, offset: u32) -> &'t str {
        self.text(Span { start: 0, end: offset })
    }

    fn after(&self, offset: u32) -> &'t str {
        self.tree.text().get(offset as usize..).unwrap_or_default()
    }

    /// Where the line of a place begins.
    pub(super) fn line_start(&self, offset: u32) -> u32 {
        let start = self.before(offset).rfind('\n').map_or(0, |at| at + 1);
        let bom = if start == 0 && self.tree.text().starts_with('\u{feff}') { 3 } else { 0 };
        u32::try_from(start + bom).unwrap_or(offset)
    }

    /// Where the line of a place ends: before the characters that end it.
    pub(super) fn line_end(&self, offset: u32) -> u32 {
        let line = self.after(offset).split('\n').next().unwrap_or_default();
        let line = line.strip_suffix('\r').unwrap_or(line);
        offset + u32::try_from(line.len()).unwrap_or(0)
    }

    /// Where the next line begins; the end of the text if there is none.
    pub(super) fn next_line(&self, offset: u32) -> Option<u32> {
        let length = self.after(offset).find('\n')? + 1;
        Some(offset + u32::try_from(length).unwrap_or(0))
    }

    /// The blanks that the line of a place begins with.
    pub(super) fn indent(&self, offset: u32) -> &'t str {
        let line = self.after(self.line_start(offset));
        line.get(..line.len() - line.trim_start_matches([' ', '\t']).len()).unwrap_or_default()
    }

    /// The significant tokens before a place, the nearest first.
    pub(super) fn tokens_before(&self, offset: u32) -> impl Iterator<Item = Token<'t>> {
        let end = self.index_at(offset);
        let tree = self.tree;
        let before = (0..end).rev().filter_map(move |index| tree.nth_token(index));
        before.filter(move |token| !token.kind().is_trivia() && token.span().end <= offset)
    }

    /// The significant tokens from a place on.
    pub(super) fn tokens_after(&self, offset: u32) -> impl Iterator<Item = Token<'t>> {
        let tree = self.tree;
        let after = (self.index_at(offset)..).map_while(move |index| tree.nth_token(index));
        after.filter(move |token| !token.kind().is_trivia() && token.span().start >= offset)
    }

    /// The significant tokens inside a span.
    pub(super) fn tokens_in(&self, span: Span) -> Vec<Token<'t>> {
        self.tokens_after(span.start).take_while(|token| token.span().end <= span.end).collect()
    }

    fn index_at(&self, offset: u32) -> u32 {
        self.tree.token_at(offset).map_or(self.tree.token_count(), Token::index)
    }

    /// The kind of the token before a place.
    pub(super) fn kind_before(&self, offset: u32) -> TokenKind {
        self.tokens_before(offset).next().map_or(TokenKind::End, Token::kind)
    }

    /// Whether the tokens that end and begin at two places are on the same line.
    pub(super) fn same_line(&self, end: u32, start: u32) -> bool {
        !self.text(Span { start: end, end: start }).contains('\n')
    }

    /// The innermost node of a kind around a place, where `kind` says so.
    pub(super) fn around(&self, offset: u32, kind: impl Fn(NodeKind) -> bool) -> Option<Node<'t>> {
        let node = self.tree.node_at(offset);
        if kind(node.kind()) { Some(node) } else { node.ancestors().find(|node| kind(node.kind())) }
    }

    /// A span with the blanks before it.
    pub(super) fn with_blanks(&self, span: Span) -> Span {
        let before = self.before(span.start);
        let kept = before.trim_end_matches([' ', '\t']).len();
        Span { start: u32::try_from(kept).unwrap_or(span.start), end: span.end }
    }

    /// A span with the blanks after it.
    pub(super) fn with_blanks_after(&self, span: Span) -> Span {
        let after = self.after(span.end);
        let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
        Span { start: span.start, end: span.end + u32::try_from(blanks).unwrap_or(0) }
    }
}
