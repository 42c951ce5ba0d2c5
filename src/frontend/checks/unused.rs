//! Types that are used from another interface and then not needed.

use crate::base::finding::{Edit, Finding, Rule};
use crate::base::ids::{DeclIx, ScopeIx};
use crate::base::maps::HashSet;
use crate::base::near::nearest;
use crate::frontend::checks::Cx;
use crate::frontend::checks::gates::since;
use crate::frontend::checks::mend;
use crate::frontend::checks::types::named_by;
use crate::frontend::checks::walk::each_type_in;
use crate::frontend::names::decl::{DeclWhat, Scope, ScopeKind, Uses};
use crate::syntax::ast::{Name, UseName};
use crate::syntax::error::Span;
use crate::syntax::tree::Node;

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
        // One that is used may be what is meant by a name that there is not.
        let unknown: Vec<&str> =
            mentioned.iter().copied().filter(|name| !scope.types.contains_key(name)).collect();
        // A type that is used is part of the interface: what is dated has been published with it, needed or not.
        for uses in scope.uses.iter().filter(|uses| since(uses.item.node()).is_none()) {
            let unused = |decl: &&DeclIx| {
                let known = matches!(cx.names.decls[**decl].what, DeclWhat::Used(_, Some(_)));
                let name = cx.names.decls[**decl].name.text();
                known
                    && !through.contains(*decl)
                    && scope.types.get(name) == Some(*decl)
                    && !mentioned.contains(name)
                    && !cx.suggestions.may_be_damaged(name)
                    && !unknown.iter().any(|unknown| nearest(unknown, [name]).is_some())
            };
            let unused: Vec<DeclIx> = uses.decls.iter().filter(unused).copied().collect();
            found.extend(unused_of(cx, ix, uses, &unused));
        }
    }
}

/// The names of all types that a scope mentions.
fn mentioned<'t>(scope: &Scope<'t>) -> HashSet<&'t str> {
    let mut names = HashSet::default();
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
    let are = if names.len() == 1 { "is" } else { "are" };
    let message = format!("{listed} {are} used but never needed");
    let finding = Finding::new(&UNUSED_USE, cx.names.decl_at(*first), message)
        .label("nothing in this interface mentions it");
    let whole = cx.names.at(ix, uses.item.node().span());
    let finding = unused
        .iter()
        .skip(1)
        .fold(finding, |finding, decl| finding.related(cx.names.decl_at(*decl), "nor this"));
    Some(if unused.len() == uses.decls.len() {
        finding.fix("remove the `use`", vec![mend::remove(cx, whole)])
    } else {
        let edit = if unused.len() == 1 { without(cx, ix, *first) } else { only(cx, ix, uses, unused) };
        match edit {
            Some(edit) => finding.fix(format!("remove {listed}"), vec![edit]),
            None => finding,
        }
    })
}

/// Writes the names of a `use` again without those that are not needed, unless there are comments among them.
fn only(cx: &Cx<'_, '_>, ix: ScopeIx, uses: &Uses<'_>, unused: &[DeclIx]) -> Option<Edit> {
    let names: Vec<Node<'_>> = uses.item.names().map(UseName::node).collect();
    let (first, second, last) = (names.first()?, names.get(1)?, names.last()?);
    let between = Span { start: first.span().end, end: second.span().start };
    let all = Span { start: first.span().start, end: last.span().end };
    let text = first.tree().text();
    if text.get(all.range())?.contains('/') {
        return None;
    }
    let is_unused = |name: &Node<'_>| {
        unused.iter().any(|decl| match cx.names.decls[*decl].what {
            DeclWhat::Used(item, _) => item.node().index() == name.index(),
            DeclWhat::Def(_) => false,
        })
    };
    let kept: Vec<&str> = names.iter().filter(|name| !is_unused(name)).map(|name| name.text()).collect();
    Some(Edit { at: cx.names.at(ix, all), text: kept.join(text.get(between.range())?) })
}

/// Takes one name out of the braces.
pub(super) fn without(cx: &Cx<'_, '_>, ix: ScopeIx, decl: DeclIx) -> Option<Edit> {
    match cx.names.decls[decl].what {
        DeclWhat::Used(used, _) => mend::take_out(cx, ix, used.node()),
        DeclWhat::Def(_) => None,
    }
}
