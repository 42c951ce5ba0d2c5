//! A tree to formatted text.
//!
//! The style is that of the WASI packages: two blanks for each level, one declaration a line, gates on lines of their
//! own. Records, variants, enums and flags have one member a line, each with a comma. Parameters and names of `use`
//! and `include` are on one line, without a last comma, as long as the line has no more than 100 columns; else one a
//! line, each with a comma. Of blank lines one is kept, none at the edges of a block; between packages, interfaces
//! and worlds there is always one. Comments keep their bytes, but for blanks at the end of a line, and their places
//! among the tokens.

mod items;
mod printer;
mod spacing;

use crate::syntax::error::{Problem, Span, SyntaxError};
use crate::syntax::format::printer::Printer;
use crate::syntax::parse;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind, Token, Tree};

/// Longest line that is not broken, in columns.
const MAX_WIDTH: usize = 100;

/// A formatted text.
#[derive(Clone, Debug)]
pub struct Formatted {
    /// All of it.
    pub text: String,
    /// What was left as it is, in the order of the text.
    pub kept: Vec<Kept>,
    /// The text is the input: what was made of it did not say the same. That would be a bug of ours.
    pub gave_up: bool,
}

/// An item that can't be formatted.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Its place in the text that was parsed.
    pub at: Span,
    /// The first thing that is wrong with it.
    pub error: SyntaxError,
}

/// Formats a text. Items with a syntax error stay as they are, byte for byte.
pub fn format(tree: &Tree) -> Formatted {
    let mut kept = Vec::new();
    let mut keep = vec![false; tree.nodes.len()];
    for error in tree.errors().iter().filter(|error| damages(&error.problem)) {
        let Some(item) = item_of(tree, error.at) else { continue };
        let keep = keep.get_mut(item.index() as usize).map(|keep| std::mem::replace(keep, true));
        if keep == Some(false) {
            kept.push(Kept { at: item.span(), error: error.clone() });
        }
    }
    let text = Printer::new(tree, keep).file();
    // A formatter that changes a text is worse than none: what is written is read again.
    if is_faithful(tree, &text) {
        Formatted { text, kept, gave_up: false }
    } else {
        Formatted { text: tree.text().to_string(), kept, gave_up: true }
    }
}

/// Whether the structure around the error is in doubt.
fn damages(problem: &Problem) -> bool {
    !matches!(
        problem,
        Problem::InvalidName(_) | Problem::ReservedName(_) | Problem::LengthTooLarge | Problem::InvalidEscape
    )
}

/// The innermost item at a place, or what stands in the place of one.
fn item_of(tree: &Tree, at: Span) -> Option<Node<'_>> {
    let mut node = tree.root();
    let mut item = None;
    let offset = at.start;
    // What is missing is noted at the end of what precedes it.
    let touches = |node: &Node<'_>| {
        let Span { start, end } = node.full_span();
        start <= offset && (offset < end || (offset == end && at.start == at.end))
    };
    while let Some(child) = node.children().find(touches) {
        let holds_items = matches!(node.kind(), NodeKind::File | NodeKind::Body);
        if child.kind().is_item() || holds_items {
            item = Some(child);
        }
        node = child;
    }
    // Between items there is nothing to be kept: comments and stray characters have their places anyway.
    let between = matches!(node.kind(), NodeKind::File | NodeKind::Body)
        && at.start < at.end
        && tree.token_at(offset).is_some_and(|token| token.kind().is_trivia());
    item.filter(|_| !between)
}

/// Whether `text` has the same tokens and comments; only commas before closing brackets come and go.
fn is_faithful(tree: &Tree, text: &str) -> bool {
    let after = parse(text);
    if tree.errors().is_empty() && !after.errors().is_empty() {
        return false;
    }
    let mut before = tokens_that_matter(tree);
    let mut after = tokens_that_matter(&after);
    loop {
        match (before.next(), after.next()) {
            (None, None) => return true,
            (Some(before), Some(after)) if before == after => {}
            (Some(_) | None, Some(_) | None) => return false,
        }
    }
}

fn tokens_that_matter(tree: &Tree) -> impl Iterator<Item = &str> {
    let matters = |token: &Token<'_>| {
        let is_last_comma =
            token.kind() == TokenKind::Comma && closes(next_significant(tree, token.index() + 1));
        token.kind() != TokenKind::Whitespace && !is_last_comma
    };
    tree.tokens().filter(matters).map(|token| token.text().trim_end())
}

fn next_significant(tree: &Tree, from: u32) -> TokenKind {
    (from..tree.token_count())
        .map(|index| tree.kind(index))
        .find(|kind| !kind.is_trivia())
        .unwrap_or(TokenKind::End)
}

fn closes(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::RightParen | TokenKind::RightBrace | TokenKind::GreaterThan)
}
