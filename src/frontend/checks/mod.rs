//! What can be wrong with declarations, one small file for each family of rules.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "a check asks for a few kinds of nodes; the other forty are one case"
)]

mod borrows;
mod consistency;
mod contents;
mod cycles;
mod deprecated;
mod depth;
mod duplicates;
mod functions;
mod gates;
mod headers;
mod includes;
mod mend;
mod paths;
mod shapes;
mod sizes;
mod types;
mod unused;
/// Every type and function of a scope.
pub(super) mod walk;
mod worlds;

use crate::base::finding::Finding;
use crate::base::ids::ScopeIx;
use crate::base::source::SourceFile;
use crate::frontend::Input;
use crate::frontend::checks::gates::Gating;
use crate::frontend::names::Names;
use crate::frontend::names::decl::Scope;
use crate::frontend::suggest::Suggestions;
use crate::frontend::texts::Texts;

/// What every check may look at.
pub(super) struct Cx<'a, 't> {
    pub(super) names: &'a Names<'t>,
    pub(super) texts: &'t Texts,
    pub(super) suggestions: Suggestions<'a, 't>,
    pub(super) gating: Gating,
    /// WIT that is near but not read.
    pub(super) unread: &'a [SourceFile],
}

impl<'a, 't> Cx<'a, 't> {
    /// The scopes that can be at fault: what witc ships is not.
    pub(super) fn scopes(&self) -> impl Iterator<Item = (ScopeIx, &'a Scope<'t>)> {
        let names = self.names;
        names.scopes.iter().filter(move |(scope, _)| !names.origin(*scope).is_ours())
    }
}

/// Everything that is wrong with the declarations.
pub(super) fn check(texts: &Texts, names: &Names<'_>, input: &Input) -> Vec<Finding> {
    let mut found = Vec::new();
    let gating = gates::gating(names, &input.features);
    let cx = Cx { names, texts, suggestions: Suggestions::new(texts, names), gating, unread: &input.unread };
    let too_deep = depth::check(&cx);
    if !too_deep.is_empty() {
        return too_deep;
    }
    headers::check(&cx, &mut found);
    duplicates::check(&cx, &mut found);
    gates::check(&cx, &mut found);
    consistency::check(&cx, &mut found);
    paths::check(&cx, &mut found);
    types::check(&cx, &mut found);
    shapes::check(&cx, &mut found);
    sizes::check(&cx, &mut found);
    functions::check(&cx, &mut found);
    cycles::check(&cx, &mut found);
    borrows::check(&cx, &mut found);
    let contents = contents::all(&cx);
    includes::check(&cx, &contents, &mut found);
    worlds::check(&cx, &contents, &mut found);
    unused::check(&cx, &mut found);
    deprecated::check(&cx, &mut found);
    found
}
