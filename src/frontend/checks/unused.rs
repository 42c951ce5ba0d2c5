//! Types that are used from another interface and then not needed.

use std::collections::HashSet;

use crate::base::finding::{Edit, Finding, Rule};
use crate::base::ids::{DeclIx, ScopeIx};
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::mend;
use crate::frontend::checks::types::named_by;
use crate::frontend::checks::walk::each_type_in;
use crate::frontend::names::decl::{DeclWhat, Scope, ScopeKind, Uses};
use crate::syntax::ast::Name;
use crate::syntax::token::TokenKind;

static UNUSED_USE: Rule = Rule::warning("witc::frontend::unused_use");

/// Finds them in the interfaces that are worked on. What a world uses is part of what it offers.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    let through: HashSet<DeclIx> = cx
        .names
        .decls
        .values()
        .filter_map(|decl| match decl.what {
            DeclWhat::Used(_, target) => target,
            DeclWhat::Def(_) => None,
        })
        .collect();
    for (ix, scope) in cx.names.own_scopes() {
        if scope.kind == ScopeKind::World || is_only_uses(scope.decls.len(), scope) {
            continue;
        }
        if scope.uses.is_empty() {
            continue;
        }
        let mentioned = mentioned(scope);
        for uses in &scope.uses {
            let unused = |decl: &&DeclIx| {
                let known = matches!(cx.names.decls[**decl].what, DeclWhat::Used(_, Some(_)));
                known && !through.contains(*decl) && !mentioned.contains(cx.names.decls[**decl].name.text())
            };
            let unused: Vec<DeclIx> = uses.decls.iter().filter(unused).copied().collect();
            found.extend(unused_of(cx, ix, uses, &unused));
        }
    }
}

/// The names of all types that a scope mentions.
fn mentioned<'t>(scope: &Scope<'t>) -> HashSet<&'t str> {
    let mut names = HashSet::new();
    each_type_in(scope, &mut |mention| names.extend(named_by(mention).map(Name::text)));
    names
}

/// An interface of nothing but `use` collects types under one name.
fn is_only_uses(decls: usize, scope: &Scope<'_>) -> bool {
    scope.funcs.is_empty() && scope.uses.iter().map(|uses| uses.decls.len()).sum::<usize>() == decls
}

fn unused_of(cx: &Cx<'_, '_>, ix: ScopeIx, uses: &Uses<'_>, unused: &[DeclIx]) -> Option<Finding> {
    let first = unused.first()?;
    let names: Vec<&str> = unused.iter().map(|decl| cx.names.decls[*decl].name.text()).collect();
    let listed = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    let (are, rest) = if names.len() == 1 { ("is", "never needed") } else { ("are", "never needed") };
    let finding =
        Finding::new(&UNUSED_USE, cx.names.decl_at(*first), format!("{listed} {are} used but {rest}"))
            .label("nothing in this interface mentions it");
    let whole = cx.names.at(ix, uses.item.node().span());
    let finding = unused
        .iter()
        .skip(1)
        .fold(finding, |finding, decl| finding.related(cx.names.decl_at(*decl), "nor this"));
    Some(if unused.len() == uses.decls.len() {
        finding.fix("remove the `use`", vec![mend::remove(cx, whole)])
    } else {
        let edits = unused.iter().filter_map(|decl| without(cx, ix, *decl)).collect();
        finding.fix(format!("remove {listed}"), edits)
    })
}

/// Takes one name out of the braces, with its comma.
fn without(cx: &Cx<'_, '_>, ix: ScopeIx, decl: DeclIx) -> Option<Edit> {
    let DeclWhat::Used(used, _) = cx.names.decls[decl].what else { return None };
    let tree = used.node().tree();
    let span = used.node().span();
    let next = tree.token_at(span.end)?;
    let after = tree.tokens().skip(next.index() as usize).find(|token| !token.kind().is_trivia())?;
    let file = cx.names.file(ix);
    if after.kind() == TokenKind::Comma {
        let end = after.span().end;
        let blank =
            tree.text().get(end as usize..).map_or(0, |rest| rest.len() - rest.trim_start_matches(' ').len());
        let end = end + mend::number(blank);
        return Some(Edit { at: Location { file, start: span.start, end }, text: String::new() });
    }
    // The last one: the comma before it goes instead.
    let before = tree.text().get(..span.start as usize)?;
    let kept = before.trim_end().trim_end_matches(',').trim_end();
    Some(Edit { at: Location { file, start: mend::number(kept.len()), end: span.end }, text: String::new() })
}
