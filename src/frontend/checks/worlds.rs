//! An interface that a world exports, while another export has to see it imported
//! (wit-parser: "transitively depends on an interface in incompatible ways").

use std::collections::VecDeque;

use crate::base::finding::{Edit, Finding, Rule};
use crate::base::ids::ScopeIx;
use crate::base::maps::{HashMap, HashSet};
use crate::base::source::Location;
use crate::frontend::checks::contents::{AllContents, Contents};
use crate::frontend::checks::{Cx, mend};
use crate::frontend::names::decl::{ExternWhat, Scope, ScopeKind};
use crate::syntax::ast::{self, Use};
use crate::syntax::tree::NodeKind;

static TWO_COPIES: Rule = Rule::error("witc::frontend::two_copies");

/// Finds them in every world.
pub(super) fn check(cx: &Cx<'_, '_>, all: &AllContents<'_>, found: &mut Vec<Finding>) {
    let mut told = HashSet::default();
    for (ix, scope) in cx.scopes() {
        if let (ScopeKind::World, Some(contents)) = (scope.kind, all.worlds.get(&ix)) {
            world(cx, ix, scope, contents, &mut told, found);
        }
    }
}

/// How an interface came to be needed as an import: by this scope, with this `use`.
type Came<'t> = HashMap<ScopeIx, (ScopeIx, Use<'t>)>;

fn world(
    cx: &Cx<'_, '_>,
    ix: ScopeIx,
    scope: &Scope<'_>,
    contents: &Contents<'_>,
    told: &mut HashSet<(ScopeIx, ScopeIx)>,
    found: &mut Vec<Finding>,
) {
    let exported = &contents.exports.interfaces;
    let mut roots: Vec<ScopeIx> = exported.iter().copied().collect();
    roots.sort_unstable();
    roots.extend(named_exports(cx, ix, scope));
    let mut came: Came<'_> = HashMap::default();
    let mut todo: VecDeque<(ScopeIx, bool)> = roots.iter().map(|root| (*root, true)).collect();
    while let Some((interface, is_root)) = todo.pop_front() {
        for (dependency, statement) in cx.names.dependencies(interface) {
            if cx.gating.item(cx.names, interface, statement.node()).is_some() {
                continue;
            }
            if exported.contains(&dependency) {
                // An export may use an export; what is imported may not. Worlds that include this one have the same.
                if !is_root && told.insert((interface, dependency)) {
                    found.extend(conflict(cx, ix, scope, &came, (interface, statement), dependency));
                }
                continue;
            }
            if let std::collections::hash_map::Entry::Vacant(entry) = came.entry(dependency) {
                entry.insert((interface, statement));
                todo.push_back((dependency, false));
            }
        }
    }
}

/// The interfaces that are exported under a plain name: written in the world, or `name: path`.
fn named_exports(cx: &Cx<'_, '_>, ix: ScopeIx, scope: &Scope<'_>) -> Vec<ScopeIx> {
    let exports = scope.externs.iter().filter(|external| external.item.node().kind() == NodeKind::Export);
    exports
        .filter(|external| cx.gating.item(cx.names, ix, external.item.node()).is_none())
        .filter_map(|external| match external.what {
            ExternWhat::Inline(inline) => Some(inline),
            ExternWhat::Interface(target) => target.scope().filter(|_| external.item.name().is_some()),
            ExternWhat::Func | ExternWhat::Unknown => None,
        })
        .filter(|scope| cx.names.scopes[*scope].kind != ScopeKind::World)
        .collect()
}

/// The place in the world where an interface is exported, or where the world that does so is included.
fn export_at(cx: &Cx<'_, '_>, ix: ScopeIx, scope: &Scope<'_>, interface: ScopeIx) -> Option<Location> {
    let exports = scope.externs.iter().filter(|external| external.item.node().kind() == NodeKind::Export);
    let own = exports.into_iter().find_map(|external| match external.what {
        ExternWhat::Inline(inline) => {
            (inline == interface).then(|| external.item.name().map(ast::Name::span))?
        }
        ExternWhat::Interface(target) => (target.scope() == Some(interface))
            .then(|| external.item.path().map(|path| path.node().span()))?,
        ExternWhat::Func | ExternWhat::Unknown => None,
    });
    let included = || Some(scope.includes.first()?.item.path()?.node().span());
    own.or_else(included).map(|span| cx.names.at(ix, span))
}

fn conflict(
    cx: &Cx<'_, '_>,
    ix: ScopeIx,
    scope: &Scope<'_>,
    came: &Came<'_>,
    last: (ScopeIx, Use<'_>),
    exported: ScopeIx,
) -> Option<Finding> {
    let package = cx.names.package(ix);
    let name = |scope: ScopeIx| cx.names.scopes[scope].name.text();
    // From what is exported, by way of what must be imported, to what is exported as well.
    let mut way = vec![(last.0, exported, last.1)];
    let mut between = vec![last.0];
    let mut needer = last.0;
    while let Some((from, statement)) = came.get(&needer) {
        way.push((*from, needer, *statement));
        needer = *from;
        between.push(needer);
    }
    between.pop();
    way.reverse();
    between.reverse();
    let root = needer;
    let at = export_at(cx, ix, scope, root)?;
    let called = cx.names.called(exported, package);
    let message = format!("world `{}` would need {called} both imported and exported", scope.name.text());
    let mut finding = Finding::new(&TWO_COPIES, at, message).label("required by this export");
    for (index, (from, to, statement)) in way.iter().enumerate() {
        let Some(path) = statement.path() else { continue };
        let text = if index == 0 {
            format!(
                "1: exporting `{}` imports `{to}`, because `{to}` is not exported",
                name(*from),
                to = name(*to)
            )
        } else {
            format!(
                "{}: `{}` uses `{to}`, so `{to}` must be imported too ...",
                index + 1,
                name(*from),
                to = name(*to)
            )
        };
        finding = finding.related(cx.names.at(*from, path.node().span()), text);
    }
    let number = way.len() + 1;
    if let Some(place) = export_at(cx, ix, scope, exported) {
        let text = format!(
            "{number}: ... but `{to}` is exported here: `{}` would see two different `{to}`",
            name(root),
            to = name(exported)
        );
        finding = finding.related(place, text);
    }
    let missing: Vec<String> = between.iter().map(|scope| mend::path_to(cx, package, *scope)).collect();
    let statements: Vec<String> = missing.iter().map(|path| format!("export {path};")).collect();
    let title = format!("export what is in between: `{}`", statements.join(" "));
    Some(match insert_before(cx, ix, scope, root, &statements) {
        Some(edit) => finding.fix(title, vec![edit]),
        None => finding.help(title),
    })
}

/// Puts statements before the export of an interface.
fn insert_before(
    cx: &Cx<'_, '_>,
    ix: ScopeIx,
    scope: &Scope<'_>,
    root: ScopeIx,
    statements: &[String],
) -> Option<Edit> {
    let external = scope.externs.iter().find(|external| {
        let target = match external.what {
            ExternWhat::Inline(inline) => Some(inline),
            ExternWhat::Interface(target) => target.scope(),
            ExternWhat::Func | ExternWhat::Unknown => None,
        };
        target == Some(root) && external.item.node().kind() == NodeKind::Export
    })?;
    let node = external.item.node();
    let start = node.significant().next()?.span().start;
    let file = cx.names.file(ix);
    let text = cx.texts.trees.get(file)?.text().clone();
    let between = mend::break_before(&text, start)?;
    let text = statements.join(&between) + &between;
    Some(Edit { at: Location { file, start, end: start }, text })
}
