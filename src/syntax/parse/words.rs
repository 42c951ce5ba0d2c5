//! Words that stand where a keyword should: typing errors, and what other languages call it.

use crate::base::near::nearest;
use crate::syntax::error::{Problem, SyntaxError};
use crate::syntax::parse::Parser;
use crate::syntax::token::TokenKind;

/// What other languages call the items of WIT.
const FOREIGN: &[(&str, TokenKind)] = &[
    ("struct", TokenKind::Record),
    ("object", TokenKind::Record),
    ("message", TokenKind::Record),
    ("dataclass", TokenKind::Record),
    ("union", TokenKind::Variant),
    ("oneof", TokenKind::Variant),
    ("class", TokenKind::Resource),
    ("handle", TokenKind::Resource),
    ("bitflags", TokenKind::Flags),
    ("bitset", TokenKind::Flags),
    ("typedef", TokenKind::Type),
    ("alias", TokenKind::Type),
    ("newtype", TokenKind::Type),
    ("using", TokenKind::Use),
    ("trait", TokenKind::Interface),
    ("protocol", TokenKind::Interface),
    ("service", TokenKind::Interface),
    ("mod", TokenKind::Interface),
    ("module", TokenKind::Interface),
    ("namespace", TokenKind::Interface),
    ("component", TokenKind::World),
    ("extends", TokenKind::Include),
    ("require", TokenKind::Import),
];

impl Parser<'_> {
    /// Where a word and a name begin an item, takes the word for the keyword of `known` that must be meant.
    pub(super) fn correct_keyword(&mut self, known: &[TokenKind]) {
        let Some(meant) = self.meant_keyword(known) else { return };
        let problem = Problem::ForeignKeyword { meant };
        if !self.quiet {
            self.errors.push(SyntaxError { at: self.here(), problem });
        }
        if let Some(kind) = self.kinds.get_mut(self.at) {
            *kind = meant;
        }
    }

    fn meant_keyword(&self, known: &[TokenKind]) -> Option<TokenKind> {
        if !matches!(self.peek(), TokenKind::Name | TokenKind::BadName) || !self.nth(1).is_name() {
            return None;
        }
        let follows = self.nth(2);
        let shape = match follows {
            TokenKind::LeftBrace | TokenKind::LessThan => Shape::Block,
            TokenKind::Semicolon
            | TokenKind::Slash
            | TokenKind::Period
            | TokenKind::Colon
            | TokenKind::At => Shape::Line,
            TokenKind::Equals => Shape::Alias,
            _ => return None,
        };
        let word = self.text_of(self.at).to_lowercase();
        let fits = |kind: &TokenKind| known.contains(kind) && shape.fits(*kind);
        let foreign =
            FOREIGN.iter().find(|(foreign, kind)| *foreign == word && fits(kind)).map(|(_, kind)| *kind);
        foreign.or_else(|| {
            let spellings = known.iter().filter(|kind| fits(kind)).filter_map(|kind| kind.spelling());
            let near = nearest(&word, spellings)?;
            known.iter().copied().find(|kind| kind.spelling() == Some(near))
        })
    }
}

/// What an item looks like from outside.
#[derive(Clone, Copy)]
enum Shape {
    /// `word name {`
    Block,
    /// `word name;` and longer names
    Line,
    /// `word name =`
    Alias,
}

impl Shape {
    fn fits(self, keyword: TokenKind) -> bool {
        let block = matches!(keyword, TokenKind::Interface | TokenKind::World)
            || (keyword.begins_typedef() && keyword != TokenKind::Type);
        match self {
            Shape::Block => block,
            Shape::Line => keyword == TokenKind::Resource || !(block || keyword == TokenKind::Type),
            Shape::Alias => keyword == TokenKind::Type,
        }
    }
}
