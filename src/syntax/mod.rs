//! WIT text to a lossless tree, and back to well-formed text. Never fails, keeps every byte.

/// What the nodes of a tree mean: packages, interfaces, types.
pub mod ast;
/// What is wrong with a text, as data.
pub mod error;
/// A tree to formatted text.
pub mod format;
mod lex;
mod parse;
/// What string literals stand for.
pub mod strings;
/// The kinds of tokens.
pub mod token;
/// Tokens and nodes.
pub mod tree;

use std::sync::Arc;

use crate::syntax::tree::Tree;

/// Parses a text, whatever it is. What is wrong with it is in [`Tree::errors`].
pub fn parse(text: impl Into<Arc<str>>) -> Tree {
    parse::parse(text.into())
}
