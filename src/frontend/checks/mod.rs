//! What can be wrong with declarations, one small file for each family of rules.

mod borrows;
mod contents;
mod cycles;
mod deprecated;
mod duplicates;
mod functions;
mod gates;
mod headers;
mod includes;
mod mend;
mod paths;
mod shapes;
mod types;
mod unused;
/// Every type and function of a scope.
pub(super) mod walk;
mod worlds;

use crate::base::finding::Finding;
use crate::base::ids::ScopeIx;
use crate::frontend::Features;
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
}

impl<'a, 't> Cx<'a, 't> {
    /// The scopes that can be at fault: what witc ships is not.
    pub(super) fn scopes(&self) -> impl Iterator<Item = (ScopeIx, &'a Scope<'t>)> {
        let names = self.names;
        names.scopes.iter().filter(move |(scope, _)| !names.origin(*scope).is_ours())
    }
}

/// Everything that is wrong with the declarations.
pub(super) fn check(texts: &Texts, names: &Names<'_>, features: &Features) -> Vec<Finding> {
    let mut found = Vec::new();
    let gating = gates::gating(names, features);
    let cx = Cx { names, texts, suggestions: Suggestions::new(texts, names), gating };
    headers::check(&cx, &mut found);
    duplicates::check(&cx, &mut found);
    gates::check(&cx, &mut found);
    paths::check(&cx, &mut found);
    types::check(&cx, &mut found);
    shapes::check(&cx, &mut found);
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
