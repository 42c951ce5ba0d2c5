//! Where a text does not follow the grammar: the parser's errors in words, with their fixes.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a message asks which of a few tokens is there; the other eighty kinds are one case"
)]

mod braces;
mod characters;
mod cx;
mod disjoint;
/// What other languages call the types of WIT.
pub(super) mod foreign;
mod functions;
mod gates;
mod inline;
mod kebab;
mod members;
mod missing;
mod names;
mod not_wit;
mod places;
mod sure;
mod types;
mod unexpected;
/// Paths, and `use`.
pub(super) mod uses;
mod versions;
mod words;

pub(super) use crate::frontend::grammar::not_wit::only_no_wit;

use crate::base::finding::Finding;
use crate::base::ids::FileIx;
use crate::frontend::grammar::cx::Cx;
use crate::frontend::texts::Texts;
use crate::syntax::error::{Problem, SyntaxError};

/// What the parser found in one text.
pub(super) fn findings(texts: &Texts, file: FileIx) -> Vec<Finding> {
    let mut findings = all(texts, file);
    not_wit::instead(texts, file, &mut findings);
    sure::hold(texts, file, &mut findings, &all);
    findings
}

/// The same, whatever the fixes do.
fn all(texts: &Texts, file: FileIx) -> Vec<Finding> {
    let cx = Cx::new(texts, file);
    let mut findings = names::findings(&cx);
    findings.extend(gates::of_uses(&cx));
    findings.extend(cx.errors().iter().filter_map(|error| finding(&cx, error)));
    findings.sort_by_key(|finding| finding.at);
    disjoint::keep_apart(&mut findings);
    findings
}

/// One error in words. Names that are none are looked at together, by [`names::findings`].
fn finding(cx: &Cx<'_>, error: &SyntaxError) -> Option<Finding> {
    let at = error.at;
    Some(match &error.problem {
        Problem::InvalidName(_) => return None,
        Problem::Missing { expected, also, found, found_at } => missing::finding(
            cx,
            at,
            &missing::Gap { expected: *expected, also, found: *found, found_at: *found_at },
        ),
        Problem::Unexpected { expected, found } => unexpected::finding(cx, at, *expected, *found),
        Problem::Unclosed { close_at, outer } => braces::unclosed(cx, at, *close_at, outer),
        Problem::StrayBrace => braces::stray(cx, at),
        Problem::Misplaced { expected, found } => places::misplaced(cx, at, *expected, *found),
        Problem::LatePackage => places::late_package(cx, at),
        Problem::ReservedName(_) => names::reserved(cx, at),
        Problem::ForeignKeyword { meant } => words::foreign_keyword(cx, at, *meant),
        Problem::WordBeforeName => functions::word_before_name(cx, at),
        Problem::PartialVersion => versions::partial(cx, at),
        Problem::InvalidVersion => versions::invalid(cx, at),
        Problem::VersionBeforeName => versions::before_name(cx, at),
        Problem::PackageAsInterface => uses::package_as_interface(cx, at),
        Problem::ForeignPath => uses::foreign_path(cx, at),
        Problem::UseWithoutBraces => uses::without_braces(cx, at),
        Problem::LengthTooLarge => types::length(cx, at),
        Problem::UnknownGate => gates::unknown(cx, at),
        Problem::GateNotAllowed => gates::misplaced(cx, at),
        Problem::SeveralResults => functions::several_results(cx, at),
        Problem::FunctionType => functions::as_type(cx, at),
        Problem::GenericDefinition => types::generic_definition(cx, at),
        Problem::ParenthesesAsTuple | Problem::NotGeneric | Problem::ForeignType => foreign::finding(cx, at),
        Problem::QualifiedType => uses::qualified_type(cx, at),
        Problem::InlineDefinition => inline::finding(cx, at),
        Problem::OptionalName => members::optional_name(cx, at),
        Problem::TypeBeforeName => members::type_before_name(cx, at),
        Problem::CaseValue => members::case_value(cx, at),
        Problem::CasePayload => members::case_payload(cx, at),
        Problem::BarePayload => members::bare_payload(cx, at),
        Problem::DefaultValue => members::default_value(cx, at),
        Problem::TooManyTypes => types::too_many(cx, at),
        Problem::HandleOfType => types::handle_of_type(cx, at),
        Problem::TooDeep => types::too_deep(cx, at),
        Problem::Character(c) => characters::unknown(cx, at, *c),
        Problem::Bidirectional(c) => characters::bidirectional(cx, at, *c),
        Problem::Discouraged(c) => characters::discouraged(cx, at, *c),
        Problem::Control(c) => characters::control(cx, at, *c),
        Problem::UnterminatedComment => characters::unterminated_comment(cx, at),
        Problem::UnterminatedString => characters::unterminated_string(cx, at),
        Problem::InvalidEscape => characters::escape(cx, at),
    })
}
