//! Uses of what is deprecated.

use crate::base::finding::{Finding, Rule};
use crate::base::ids::ScopeIx;
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::gates::deprecated;
use crate::frontend::names::decl::{DeclWhat, ExternWhat};
use crate::syntax::ast::Gate;
use crate::syntax::tree::Node;

static DEPRECATED: Rule = Rule::warning("witc::frontend::deprecated");

/// Finds them in the packages that are worked on.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    for (ix, scope) in cx.names.own_scopes() {
        // What is deprecated itself may use what was there in its time.
        if deprecated(scope.node).is_some() {
            continue;
        }
        for uses in &scope.uses {
            let (Some(from), Some(path)) = (uses.from.scope(), uses.item.path()) else { continue };
            if of_same_package(cx, ix, from) || deprecated(uses.item.node()).is_some() {
                continue;
            }
            if let Some(node) = deprecated_scope(cx, from) {
                found.push(finding(cx, cx.names.at(ix, path.node().span()), "interface", from, node));
                continue;
            }
            for decl in &uses.decls {
                let DeclWhat::Used(used, Some(target)) = cx.names.decls[*decl].what else { continue };
                let DeclWhat::Def(definition) = cx.names.decls[target].what else { continue };
                if let (Some(_), Some(name)) = (deprecated(definition.node()), used.name()) {
                    found.push(finding(cx, cx.names.at(ix, name.span()), "type", from, definition.node()));
                }
            }
        }
        for external in &scope.externs {
            let ExternWhat::Interface(target) = external.what else { continue };
            let (Some(target), Some(path)) = (target.scope(), external.item.path()) else { continue };
            if of_same_package(cx, ix, target) || deprecated(external.item.node()).is_some() {
                continue;
            }
            if let Some(node) = deprecated_scope(cx, target) {
                found.push(finding(cx, cx.names.at(ix, path.node().span()), "interface", target, node));
            }
        }
        for include in &scope.includes {
            let (Some(from), Some(path)) = (include.from.scope(), include.item.path()) else { continue };
            if let (false, Some(node)) = (of_same_package(cx, ix, from), deprecated_scope(cx, from)) {
                found.push(finding(cx, cx.names.at(ix, path.node().span()), "world", from, node));
            }
        }
    }
}

/// A package knows what of its own it has deprecated.
fn of_same_package(cx: &Cx<'_, '_>, a: ScopeIx, b: ScopeIx) -> bool {
    cx.names.package(a) == cx.names.package(b)
}

fn deprecated_scope<'t>(cx: &Cx<'_, 't>, scope: ScopeIx) -> Option<Node<'t>> {
    let node = cx.names.scopes[scope].node;
    deprecated(node).map(|_| node)
}

fn finding(cx: &Cx<'_, '_>, at: Location, what: &str, scope: ScopeIx, node: Node<'_>) -> Finding {
    let since =
        deprecated(node).and_then(Gate::version).map(|version| format!(" since {}", version.text().trim()));
    let gate = deprecated(node).map_or(node.span(), |gate| gate.node().span());
    Finding::new(&DEPRECATED, at, format!("this {what} is deprecated{}", since.unwrap_or_default()))
        .label("deprecated")
        .related(cx.names.at(scope, gate), "deprecated here")
        .help("its documentation should say what to use instead")
}
