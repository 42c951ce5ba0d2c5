//! What stands before an item: gates and documentation.

use crate::syntax::ast::{Name, names};
use crate::syntax::strings::unescape;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind};

view!(
    /// `@since(version = 1.0.0)` and its like.
    Gate
);

/// The gates of an item.
pub fn gates(item: Node<'_>) -> impl Iterator<Item = Gate<'_>> {
    item.children().filter(|node| node.kind() == NodeKind::Gate).map(Gate)
}

impl<'t> Gate<'t> {
    /// `since`, `unstable`, `deprecated`, `external-id`, or something unknown.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).next()
    }

    /// The version of `since` and `deprecated`.
    pub fn version(self) -> Option<Node<'t>> {
        self.0.child(NodeKind::Version)
    }

    /// The feature of `unstable`.
    pub fn feature(self) -> Option<Name<'t>> {
        names(self.0).nth(2)
    }

    /// The text of `external-id`.
    pub fn text(self) -> Option<String> {
        let literal = self.0.token(TokenKind::String)?.text();
        unescape(literal.strip_prefix('"')?.strip_suffix('"')?)
    }
}

/// The documentation of an item or member: its `///` and `/** */` comments without their marks, one line each.
pub fn docs(node: Node<'_>) -> Option<String> {
    let comments = node.leading_comments().filter(|token| token.kind().is_doc());
    let mut lines = Vec::new();
    for comment in comments {
        let text = comment.text();
        match text.strip_prefix("///") {
            Some(line) => lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end()),
            None => lines.extend(block_lines(text)),
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The lines of `/** .. */`, without the stars that they may begin with.
fn block_lines(text: &str) -> impl Iterator<Item = &str> {
    let inner = text.trim_start_matches("/**").trim_end_matches("*/").trim();
    inner.lines().map(|line| {
        let line = line.trim();
        line.strip_prefix('*').map_or(line, |line| line.strip_prefix(' ').unwrap_or(line))
    })
}
