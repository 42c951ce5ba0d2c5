//! Where a text does not follow the grammar: the parser's errors in words, with their fixes.

pub(super) mod foreign;

use crate::base::finding::{Finding, Rule};
use crate::base::ids::FileIx;
use crate::frontend::texts::Texts;

static SYNTAX: Rule = Rule::error("witc::syntax::error");

/// What the parser found in one text.
pub(super) fn findings(texts: &Texts, file: FileIx) -> Vec<Finding> {
    let tree = &texts.trees[file];
    let finding = |error: &crate::syntax::error::SyntaxError| {
        Finding::new(&SYNTAX, error.at.in_file(file), error.problem.to_string())
    };
    tree.errors().iter().map(finding).collect()
}
