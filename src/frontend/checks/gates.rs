//! Gates: which items a run has at all, and what is wrong with the gates themselves (WIT.md, "Feature Gates").

use semver::Version;

use crate::base::finding::{Edit, Finding, Label, Rule};
use crate::base::ids::{DeclIx, ScopeIx};
use crate::base::maps::{HashMap, IndexMap};
use crate::base::source::Location;
use crate::frontend::Features;
use crate::frontend::checks::walk::{AnyFunc, each_type, funcs};
use crate::frontend::checks::{Cx, mend};
use crate::frontend::names::Names;
use crate::frontend::names::decl::{DeclWhat, ExternWhat, Scope, ScopeKind};
use crate::syntax::ast::{Gate, Name, TypeRef, gates};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind, Token};

static GATE_TWICE: Rule = Rule::error("witc::frontend::gate_twice");
static CONTRADICTING_GATES: Rule = Rule::error("witc::frontend::contradicting_gates");
static DEPRECATED_ALONE: Rule = Rule::error("witc::frontend::deprecated_alone");
static SINCE_FUTURE: Rule = Rule::error("witc::frontend::since_future");
static SINCE_UNVERSIONED: Rule = Rule::error("witc::frontend::since_unversioned");
static FEATURE_NEEDED: Rule = Rule::error("witc::frontend::feature_needed");

/// A gate that keeps an item out: the feature, and where it is required.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::frontend) struct Closed {
    pub(super) feature: String,
    pub(super) at: Location,
}

/// The scopes and types that this run does not have.
#[derive(Default)]
pub(in crate::frontend) struct Gating {
    features: Features,
    scopes: HashMap<ScopeIx, Closed>,
    decls: HashMap<DeclIx, Closed>,
}

impl Gating {
    /// Why a scope is left out.
    pub(super) fn scope(&self, scope: ScopeIx) -> Option<&Closed> {
        self.scopes.get(&scope)
    }

    /// Why a type is left out.
    pub(super) fn decl(&self, decl: DeclIx) -> Option<&Closed> {
        self.decls.get(&decl)
    }

    /// Why an item is left out by a gate of its own.
    pub(super) fn item(&self, names: &Names<'_>, scope: ScopeIx, node: Node<'_>) -> Option<Closed> {
        closed(names, scope, node, &self.features)
    }
}

/// The `@unstable` gate of an item, with its feature.
pub(super) fn unstable(node: Node<'_>) -> Option<(Gate<'_>, Name<'_>)> {
    let gate = gates(node).find(|gate| is_gate(*gate, "unstable"))?;
    Some((gate, gate.feature()?))
}

fn is_gate(gate: Gate<'_>, word: &str) -> bool {
    gate.name().is_some_and(|name| name.text() == word)
}

fn closed(names: &Names<'_>, scope: ScopeIx, node: Node<'_>, features: &Features) -> Option<Closed> {
    if features.all {
        return None;
    }
    let (gate, feature) = unstable(node)?;
    let feature = feature.text();
    // With `@since` as well it says both, which is told as an error.
    if since(node).is_some() {
        return None;
    }
    if features.names.iter().any(|known| known == feature) {
        return None;
    }
    Some(Closed { feature: feature.to_owned(), at: names.at(scope, gate.node().span()) })
}

/// Finds what is left out.
pub(super) fn gating(names: &Names<'_>, features: &Features) -> Gating {
    let mut gating = Gating { features: features.clone(), ..Gating::default() };
    for (ix, scope) in names.scopes.iter() {
        if let Some(closed) = closed(names, ix, scope.node, features) {
            gating.scopes.insert(ix, closed);
        }
        for decl in &scope.decls {
            if let DeclWhat::Def(definition) = names.decls[*decl].what
                && let Some(closed) = closed(names, ix, definition.node(), features)
            {
                gating.decls.insert(*decl, closed);
            }
        }
        for uses in &scope.uses {
            if let Some(closed) = closed(names, ix, uses.item.node(), features) {
                gating.decls.extend(uses.decls.iter().map(|decl| (*decl, closed.clone())));
            }
        }
    }
    gating
}

/// Finds gates that are wrong in themselves, and items that need what is left out.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    for (ix, scope) in cx.scopes() {
        if !matches!(scope.kind, ScopeKind::Inline(_)) {
            item(cx, ix, scope.node, found);
        }
        for node in items(cx, scope) {
            item(cx, ix, node, found);
        }
        if cx.gating.scope(ix).is_none() {
            open_scope(cx, ix, scope, found);
        } else {
            closed_scope(cx, ix, scope, found);
        }
    }
    unversioned_once(found);
}

/// That a package has no version is told once, with all places that need one.
fn unversioned_once(found: &mut Vec<Finding>) {
    let mut first: IndexMap<String, Finding> = IndexMap::default();
    found.retain(|finding| {
        if finding.rule != &SINCE_UNVERSIONED {
            return true;
        }
        match first.get_mut(&finding.message) {
            Some(first) => first.related.push(Label { at: finding.at, text: "so is this".to_owned() }),
            None => {
                first.insert(finding.message.clone(), finding.clone());
            }
        }
        false
    });
    found.extend(first.into_values());
}

/// Every item of a scope that can have gates.
fn items<'t>(cx: &Cx<'_, 't>, scope: &Scope<'t>) -> Vec<Node<'t>> {
    let mut nodes: Vec<Node<'t>> = Vec::new();
    nodes.extend(scope.uses.iter().map(|uses| uses.item.node()));
    nodes.extend(scope.includes.iter().map(|include| include.item.node()));
    nodes.extend(scope.externs.iter().map(|external| external.item.node()));
    for decl in &scope.decls {
        if let DeclWhat::Def(definition) = cx.names.decls[*decl].what {
            nodes.push(definition.node());
        }
    }
    nodes.extend(funcs(cx.names, scope).iter().map(|func| func.node));
    nodes.sort_by_key(|node| node.index());
    nodes.dedup();
    nodes
}

/// The gates of one item.
fn item(cx: &Cx<'_, '_>, ix: ScopeIx, node: Node<'_>, found: &mut Vec<Finding>) {
    let gates: Vec<Gate<'_>> = gates(node).collect();
    // What is wrong with the text of a gate has been told, and may be all that is wrong with it.
    let broken = |gate: &Gate<'_>| {
        let span = gate.node().span();
        gate.node()
            .tree()
            .errors()
            .iter()
            .any(|error| span.start <= error.at.start && error.at.start <= span.end)
    };
    if gates.iter().any(broken) {
        return;
    }
    let at = |gate: Gate<'_>| cx.names.at(ix, gate.node().span());
    let of = |word: &'static str| gates.iter().copied().filter(move |gate| is_gate(*gate, word));
    for word in ["since", "unstable", "deprecated", "external-id"] {
        let mut same = of(word);
        let Some(first) = same.next() else { continue };
        for second in same {
            found.push(
                Finding::new(&GATE_TWICE, at(second), format!("`@{word}` is here twice"))
                    .label("the second one")
                    .related(at(first), "the first one is here")
                    .fix("remove the second one", vec![mend::remove(cx, at(second))]),
            );
        }
    }
    let (since, unstable) = (of("since").next(), of("unstable").next());
    if let (Some(since), Some(unstable)) = (since, unstable) {
        found.push(
            Finding::new(&CONTRADICTING_GATES, at(since), "an item is either stable or not")
                .label("stable since a version")
                .related(at(unstable), "and not stable")
                .choice("keep `@since`", vec![mend::remove(cx, at(unstable))])
                .choice("keep `@unstable`", vec![mend::remove(cx, at(since))]),
        );
    }
    if let (None, None, Some(deprecated)) = (since, unstable, of("deprecated").next()) {
        found.push(
            Finding::new(
                &DEPRECATED_ALONE,
                at(deprecated),
                "`@deprecated` needs `@since` or `@unstable` beside it",
            )
            .label("since when has it been there?")
            .help("add `@since(version = ..)` with the version that first had the item"),
        );
    }
    if let Some(since) = since {
        found.extend(version(cx, ix, since));
    }
}

/// `@since` of a version that the package has not reached.
fn version(cx: &Cx<'_, '_>, ix: ScopeIx, since: Gate<'_>) -> Option<Finding> {
    let node = since.version()?;
    let version = Version::parse(node.text().trim()).ok()?;
    let package = &cx.names.packages[cx.names.package(ix)];
    let at = cx.names.at(ix, node.span());
    if package.name.name.as_str().is_empty() {
        return None;
    }
    let Some(current) = &package.name.version else {
        return Some(
            Finding::new(
                &SINCE_UNVERSIONED,
                at,
                format!("package `{}` has no version to compare with", package.name),
            )
            .label("a version of the package")
            .related(package.at, "the package is named here")
            .choice(
                format!("name it `{}@{version}`", package.name),
                vec![Edit {
                    at: Location { start: package.at.end, ..package.at },
                    text: format!("@{version}"),
                }],
            ),
        );
    };
    (version > *current).then(|| {
        Finding::new(&SINCE_FUTURE, at, format!("`@since` is ahead of the package, which is at {current}"))
            .label("not published yet")
            .related(package.at, "the package's version is here")
            .help(format!(
                "raise the package's version to {version}, or gate the item with `@unstable` until then"
            ))
            .choice(format!("write `{current}`"), vec![Edit { at, text: current.to_string() }])
    })
}

/// What the items of a scope that is there may not need: what is not there.
fn open_scope(cx: &Cx<'_, '_>, ix: ScopeIx, scope: &Scope<'_>, found: &mut Vec<Finding>) {
    let is_open = |node: Node<'_>| cx.gating.item(cx.names, ix, node).is_none();
    for uses in scope.uses.iter().filter(|uses| is_open(uses.item.node())) {
        let Some(from) = uses.from.scope() else { continue };
        if let (Some(closed), Some(path)) = (cx.gating.scope(from), uses.item.path()) {
            found.push(needed(
                cx,
                ix,
                uses.item.node(),
                path.node().span().in_file(cx.names.file(ix)),
                closed,
                "interface",
            ));
            continue;
        }
        for decl in &uses.decls {
            let DeclWhat::Used(used, Some(target)) = cx.names.decls[*decl].what else { continue };
            if let (Some(closed), Some(name)) = (cx.gating.decl(target), used.name()) {
                found.push(needed(cx, ix, uses.item.node(), cx.names.at(ix, name.span()), closed, "type"));
            }
        }
    }
    for decl in scope.decls.iter().filter(|_| scope.kind == ScopeKind::World) {
        if let Some(closed) = cx.gating.decl(*decl) {
            found.push(
                Finding::new(
                    &FEATURE_NEEDED,
                    cx.names.decl_at(*decl),
                    format!("`{}` needs the feature `{}`", cx.names.decls[*decl].name.text(), closed.feature),
                )
                .label("a type of a world can't be left out yet")
                .related(closed.at, "gated here")
                .help(format!(
                    "turn the feature on with `--features {}`, or move the type into an interface",
                    closed.feature
                )),
            );
        }
    }
    for decl in &scope.decls {
        let DeclWhat::Def(definition) = cx.names.decls[*decl].what else { continue };
        if is_open(definition.node()) && definition.node().kind() != NodeKind::Resource {
            types(cx, ix, definition.node(), definition.node(), found);
        }
    }
    for func in funcs(cx.names, scope) {
        if is_open(func.node) {
            resource(cx, ix, &func, found);
            types(cx, ix, func.node, func.signature.node(), found);
        }
    }
    for external in scope.externs.iter().filter(|external| is_open(external.item.node())) {
        if let ExternWhat::Interface(target) = external.what
            && let Some(closed) = target.scope().and_then(|target| cx.gating.scope(target))
            && let Some(path) = external.item.path()
        {
            found.push(needed(
                cx,
                ix,
                external.item.node(),
                cx.names.at(ix, path.node().span()),
                closed,
                "interface",
            ));
        }
    }
    for include in scope.includes.iter().filter(|include| is_open(include.item.node())) {
        if let Some(closed) = include.from.scope().and_then(|from| cx.gating.scope(from))
            && let Some(path) = include.item.path()
        {
            found.push(needed(
                cx,
                ix,
                include.item.node(),
                cx.names.at(ix, path.node().span()),
                closed,
                "world",
            ));
        }
    }
}

/// The types that an item mentions and the run does not have.
fn types(cx: &Cx<'_, '_>, ix: ScopeIx, item: Node<'_>, node: Node<'_>, found: &mut Vec<Finding>) {
    let mut missing: IndexMap<DeclIx, Finding> = IndexMap::default();
    each_type(node, &mut |mention| {
        let Some((name, decl)) = named(cx, ix, mention) else { return };
        let Some(closed) = cx.gating.decl(decl) else { return };
        let at = cx.names.at(ix, name.span());
        let finding = match missing.shift_remove(&decl) {
            Some(finding) => finding.related(at, "and here"),
            None => needed(cx, ix, item, at, closed, "type"),
        };
        missing.insert(decl, finding);
    });
    found.extend(missing.into_values());
}

pub(super) fn named<'n>(cx: &Cx<'_, '_>, ix: ScopeIx, mention: TypeRef<'n>) -> Option<(Name<'n>, DeclIx)> {
    if !matches!(mention.kind(), NodeKind::Named | NodeKind::Own | NodeKind::Borrow) {
        return None;
    }
    let name = mention.name()?;
    Some((name, cx.names.named(ix, name)?))
}

/// A function whose resource is not there.
fn resource(cx: &Cx<'_, '_>, ix: ScopeIx, func: &AnyFunc<'_>, found: &mut Vec<Finding>) {
    let Some(name) = func.resource.and_then(crate::syntax::ast::TypeDef::name) else { return };
    if let Some(closed) = cx.names.named(ix, name).and_then(|decl| cx.gating.decl(decl)) {
        let keyword = func.node.own_tokens().find(|token| token.kind() == TokenKind::Constructor);
        let named = func.name.map(Name::span).or(keyword.map(Token::span));
        let at = cx.names.at(ix, named.unwrap_or(func.node.span()));
        found.push(needed(cx, ix, func.node, at, closed, "resource"));
    }
}

/// Types without a gate in a scope that is not there.
fn closed_scope(cx: &Cx<'_, '_>, ix: ScopeIx, scope: &Scope<'_>, found: &mut Vec<Finding>) {
    let Some(closed) = cx.gating.scope(ix) else { return };
    for decl in &scope.decls {
        if cx.gating.decl(*decl).is_some() {
            continue;
        }
        let item = match cx.names.decls[*decl].what {
            DeclWhat::Def(definition) => definition.node(),
            DeclWhat::Used(used, _) => used.node().parent().unwrap_or(used.node()),
        };
        let finding = needed(cx, ix, item, cx.names.decl_at(*decl), closed, scope.kind.word());
        found.push(finding.label(format!("the {} is gated, this type in it is not", scope.kind.word())));
    }
}

/// An item that needs what a feature brings.
fn needed(
    cx: &Cx<'_, '_>,
    ix: ScopeIx,
    item: Node<'_>,
    at: Location,
    closed: &Closed,
    what: &str,
) -> Finding {
    let feature = &closed.feature;
    let text = cx.texts.sources.file(at).and_then(|file| file.text.get(at.start as usize..at.end as usize));
    let name = text.unwrap_or("this").trim();
    let finding = Finding::new(&FEATURE_NEEDED, at, format!("`{name}` needs the feature `{feature}`"))
        .label(format!("the {what} is gated, what needs it is not"))
        .related(closed.at, "gated here")
        .help(format!("turn the feature on: `--features {feature}`"));
    match gate(cx, ix, item, feature) {
        Some((title, edit)) => finding.choice(title, vec![edit]),
        None => finding,
    }
}

/// Gates an item, and says how.
pub(super) fn gate(cx: &Cx<'_, '_>, ix: ScopeIx, item: Node<'_>, feature: &str) -> Option<(String, Edit)> {
    let text = format!("@unstable(feature = {feature})");
    if let Some(since) = gates(item).find(|gate| is_gate(*gate, "since")) {
        let at = cx.names.at(ix, since.node().span());
        return Some((format!("gate it: `{text}` for its `@since`"), Edit { at, text }));
    }
    let file = cx.names.file(ix);
    let source = cx.texts.trees.get(file)?.text().clone();
    let start = item.significant().next()?.span().start;
    let between = mend::break_before(&source, start)?;
    let at = Location { file, start, end: start };
    Some((format!("gate it: `{text}`"), Edit { at, text: format!("{text}{between}") }))
}

/// The version of an item's `@since`.
pub(super) fn since(node: Node<'_>) -> Option<Version> {
    let gate = gates(node).find(|gate| is_gate(*gate, "since"))?;
    Version::parse(gate.version()?.text().trim()).ok()
}

/// The `@deprecated` of an item.
pub(super) fn deprecated(node: Node<'_>) -> Option<Gate<'_>> {
    gates(node).find(|gate| is_gate(*gate, "deprecated"))
}
