//! Gates of one package that don't go together: what an item needs must not be newer or less stable than it is.

use semver::Version;

use crate::base::finding::{Finding, Rule};
use crate::base::ids::{DeclIx, ScopeIx};
use crate::base::maps::HashSet;
use crate::frontend::checks::Cx;
use crate::frontend::checks::gates::{gate, named, since, unstable};
use crate::frontend::checks::types::behind;
use crate::frontend::checks::walk::{each_type, funcs};
use crate::frontend::names::decl::DeclWhat;
use crate::syntax::ast::gates;
use crate::syntax::tree::{Node, NodeKind};

static GATE_MISSING: Rule = Rule::warning("witc::frontend::gate_missing");

/// Finds them in the packages that are worked on.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    for (ix, scope) in cx.names.own_scopes() {
        if cx.gating.scope(ix).is_some() {
            continue;
        }
        for decl in &scope.decls {
            if let DeclWhat::Def(definition) = cx.names.decls[*decl].what
                && definition.node().kind() != NodeKind::Resource
            {
                compare(cx, ix, definition.node(), definition.node(), found);
            }
        }
        for func in funcs(cx.names, scope) {
            compare(cx, ix, func.node, func.signature.node(), found);
        }
    }
}

fn compare(cx: &Cx<'_, '_>, ix: ScopeIx, item: Node<'_>, node: Node<'_>, found: &mut Vec<Finding>) {
    let mut told: HashSet<DeclIx> = HashSet::default();
    // One gate is enough.
    let mut gated = unstable(item).is_some();
    each_type(node, &mut |mention| {
        let Some((name, decl)) = named(cx, ix, mention) else { return };
        let Some((definition_ix, definition)) = cx.names.definition(decl) else { return };
        let scope = cx.names.decls[definition_ix].scope;
        // Versions of another package say nothing here, and what is left out is told as an error.
        if cx.names.package(scope) != cx.names.package(ix) || is_left_out(cx, decl) || !told.insert(decl) {
            return;
        }
        let at = cx.names.at(ix, name.span());
        let finding = |message: String| {
            Finding::new(&GATE_MISSING, at, message)
                .label("needed by an item that claims more")
                .related(cx.names.decl_at(definition_ix), "defined here")
        };
        if let (Some((_, feature)), false) = (unstable(definition.node()), gated) {
            gated = true;
            let feature = feature.text();
            let message = format!("`{}` is unstable, but what needs it is not gated", name.text());
            let finding = finding(message);
            found.push(match gate(cx, ix, item, feature) {
                Some((title, edit)) if gates(item).next().is_none() => finding.fix(title, vec![edit]),
                Some((title, edit)) => finding.choice(title, vec![edit]),
                None => finding,
            });
        } else if let (Some(newer), Some(older)) = (since_behind(cx, decl), since(item))
            && newer > older
        {
            found.push(
                finding(format!("`{}` is there since {newer}, but what needs it since {older}", name.text()))
                    .help(format!("an item can't be older than what it needs: write `@since(version = {newer})`, or date `{}` back", name.text())),
            );
        }
    });
}

/// Since when there has been a type: another name for it may be younger.
fn since_behind(cx: &Cx<'_, '_>, decl: DeclIx) -> Option<Version> {
    let DeclWhat::Def(definition) = cx.names.decls[behind(cx, decl)?].what else { return None };
    since(definition.node())
}

/// Whether the run does not have a type, or one that it is used from.
fn is_left_out(cx: &Cx<'_, '_>, decl: DeclIx) -> bool {
    let mut decl = decl;
    for _ in 0..=cx.names.decls.len() {
        if cx.gating.decl(decl).is_some() || cx.gating.scope(cx.names.decls[decl].scope).is_some() {
            return true;
        }
        match cx.names.decls[decl].what {
            DeclWhat::Used(_, Some(next)) => decl = next,
            DeclWhat::Used(_, None) | DeclWhat::Def(_) => return false,
        }
    }
    false
}
