//! What stands between two tokens of a line.

use crate::syntax::format::printer::Gap;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

/// The gap between two tokens of which the second is in a node of kind `within`.
pub(super) fn between(before: TokenKind, after: TokenKind, within: NodeKind) -> Gap {
    let in_one_word = matches!(within, NodeKind::UsePath | NodeKind::PackageName | NodeKind::Version);
    let opens =
        matches!(before, TokenKind::LeftParen | TokenKind::LessThan | TokenKind::At | TokenKind::Period);
    let closes = matches!(
        after,
        TokenKind::RightParen
            | TokenKind::GreaterThan
            | TokenKind::Comma
            | TokenKind::Semicolon
            | TokenKind::Colon
            | TokenKind::Period
    );
    let attached = matches!(after, TokenKind::LeftParen | TokenKind::LessThan);
    // `use a.{b}`, but `include a with { b as c }`.
    let tight_braces =
        within == NodeKind::Use && (before == TokenKind::LeftBrace || after == TokenKind::RightBrace);
    let empty_braces = before == TokenKind::LeftBrace && after == TokenKind::RightBrace;
    if in_one_word || opens || closes || attached || tight_braces || empty_braces {
        Gap::Tight
    } else {
        Gap::Space
    }
}
