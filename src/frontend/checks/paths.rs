//! Interfaces and worlds that nothing declares, and one where the other is meant.

use crate::base::finding::{Edit, Finding, Rule, any_of};
use crate::base::ids::{PackageIx, ScopeIx, UnitIx};
use crate::base::maps::IndexMap;
use crate::base::names::{PackageName, WitName};
use crate::base::near::containing;
use crate::base::source::{Location, SourceFile};
use crate::frontend::checks::Cx;
use crate::frontend::checks::mend;
use crate::frontend::grammar::uses::{self, Interfaces};
use crate::frontend::names::decl::{ExternWhat, ScopeKind, Target};
use crate::frontend::names::link;
use crate::syntax::ast::UsePath;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind};
use crate::syntax::{self, ast};

static UNKNOWN_INTERFACE: Rule = Rule::error("witc::frontend::unknown_interface");
static UNKNOWN_WORLD: Rule = Rule::error("witc::frontend::unknown_world");
static WORLD_AS_INTERFACE: Rule = Rule::error("witc::frontend::world_as_interface");
static INTERFACE_AS_WORLD: Rule = Rule::error("witc::frontend::interface_as_world");

/// A path, and what it should lead to.
struct Mention<'t> {
    unit: UnitIx,
    path: UsePath<'t>,
    target: Target<'t>,
    wanted: ScopeKind,
    /// The statement.
    item: Node<'t>,
}

/// Finds the paths that lead nowhere, or to the wrong kind.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    let mut missing: IndexMap<(PackageIx, &str, bool), Vec<Mention<'_>>> = IndexMap::default();
    for mention in mentions(cx) {
        match mention.target {
            Target::Scope(scope) if cx.names.scopes[scope].kind != mention.wanted => {
                found.extend(wrong_kind(cx, &mention, scope));
            }
            Target::NoItem(package, path) => {
                let Some(name) = path.name() else { continue };
                // What is no name, or a keyword, has been told, with what is near.
                let broken = mention.item.descendants().any(|node| node.kind() == NodeKind::Error);
                let told =
                    broken || matches!(name.token().kind(), TokenKind::BadName | TokenKind::ReservedName);
                if told || cx.suggestions.may_be_damaged(name.text()) {
                    continue;
                }
                let key = (package, name.text(), mention.wanted == ScopeKind::World);
                missing.entry(key).or_default().push(mention);
            }
            Target::Scope(_) | Target::Lost => {}
        }
    }
    for ((package, name, _), mentions) in missing {
        found.extend(nothing(cx, package, name, &mentions));
    }
}

/// Every path of the packages that can be at fault.
fn mentions<'t>(cx: &Cx<'_, 't>) -> Vec<Mention<'t>> {
    let mut mentions = Vec::new();
    for (ix, unit) in cx.names.units.iter() {
        if cx.names.packages[unit.package].origin.is_ours() {
            continue;
        }
        for (_, top) in &unit.uses {
            let Some(path) = top.path() else { continue };
            let target = link::follow_top(cx.names, ix, path);
            // A file may give a world of its own package another name, but not one of another package.
            let wanted = match target {
                Target::Scope(scope) if path.package().is_none() => cx.names.scopes[scope].kind,
                Target::Scope(_) | Target::NoItem(..) | Target::Lost => ScopeKind::Interface,
            };
            mentions.push(Mention { unit: ix, path, target, wanted, item: top.node() });
        }
    }
    for (ix, scope) in cx.scopes() {
        let unit = scope.unit;
        let mut push = |path: Option<UsePath<'t>>, target, wanted, item| {
            // What a gate leaves out is not looked for in other packages.
            let left_out =
                |path: UsePath<'_>| path.package().is_some() && cx.gating.item(cx.names, ix, item).is_some();
            if let Some(path) = path.filter(|path| !left_out(*path)) {
                mentions.push(Mention { unit, path, target, wanted, item });
            }
        };
        for uses in &scope.uses {
            push(uses.item.path(), uses.from, ScopeKind::Interface, uses.item.node());
        }
        for include in &scope.includes {
            push(include.item.path(), include.from, ScopeKind::World, include.item.node());
        }
        for external in &scope.externs {
            if let ExternWhat::Interface(target) = external.what {
                push(external.item.path(), target, ScopeKind::Interface, external.item.node());
            }
        }
    }
    mentions
}

fn place(cx: &Cx<'_, '_>, mention: &Mention<'_>) -> Option<Location> {
    let file = cx.names.units[mention.unit].file;
    Some(mention.path.name()?.span().in_file(file))
}

fn nothing(cx: &Cx<'_, '_>, package: PackageIx, name: &str, mentions: &[Mention<'_>]) -> Option<Finding> {
    let first = mentions.first()?;
    let places: Vec<Location> = mentions.iter().filter_map(|mention| place(cx, mention)).collect();
    let (word, rule) = match first.wanted {
        ScopeKind::World => ("world", &UNKNOWN_WORLD),
        ScopeKind::Interface | ScopeKind::Inline(_) => ("interface", &UNKNOWN_INTERFACE),
    };
    let at = *places.first()?;
    let here = cx.names.units[first.unit].package == package;
    let named = &cx.names.packages[package].name;
    let of = if here { "this package has".to_owned() } else { format!("package `{named}` has") };
    let mut finding = Finding::new(rule, at, format!("{of} no {word} `{name}`"));
    for more in places.iter().skip(1) {
        finding = finding.related(*more, "and here");
    }
    if let Some(finding) = package_meant(cx, first, name) {
        return Some(finding);
    }
    // One of the right kind before any other.
    let near = cx.suggestions.scope_in(package, name, Some(first.wanted));
    let near = near.or_else(|| cx.suggestions.scope_in(package, name, None));
    if let Some((near, sure)) = near {
        let (meant, kind) = (cx.names.scopes[near].name.text(), cx.names.scopes[near].kind);
        let edits = mend::replace(&places, &mend::escape(meant));
        let what = if kind == first.wanted { String::new() } else { format!(", which is {}", kind.phrase()) };
        return Some(
            finding
                .label(format!("did you mean `{meant}`{what}?"))
                .related(cx.names.scope_at(near), format!("{} with a similar name is here", kind.phrase()))
                .offer(sure, format!("write `{meant}`"), edits),
        );
    }
    if let Some(finding) = longer(cx, package, name, first.wanted, &places, &finding) {
        return Some(finding);
    }
    if let Some(finding) = here.then(|| unread(cx, package, name, &finding)).flatten() {
        return Some(finding);
    }
    let elsewhere = cx.suggestions.scopes_elsewhere(package, name, first.wanted);
    if let (true, Some(other)) = (here, elsewhere.first()) {
        let path = cx.names.qualified(*other);
        let path = if path.starts_with(':') { return Some(finding) } else { path };
        return Some(
            finding
                .label("of another package, it needs that package's name")
                .related(cx.names.scope_at(*other), format!("this {word} may be meant"))
                .fix(format!("write `{path}`"), mend::replace(&places, &path)),
        );
    }
    let finding = finding.label(format!("no {word} of this name")).help(known(cx, package, first.wanted));
    let Some(label) = label(first) else { return Some(finding) };
    let label = label.text();
    Some(finding.help(format!(
        "if `{label}:{name}` is a package, name its interface: `{label}:{name}/name-of-interface`"
    )))
}

/// `import wasi:http;`, which reads as an interface `http` that is called `wasi`.
fn package_meant(cx: &Cx<'_, '_>, mention: &Mention<'_>, name: &str) -> Option<Finding> {
    let label = label(mention)?;
    let package =
        PackageName { namespace: WitName::new(label.text()), name: WitName::new(name), version: None };
    let file = cx.names.units[mention.unit].file;
    let at = Location { start: label.span().start, ..mention.path.node().span().in_file(file) };
    let known = interfaces_of(cx, &package);
    (!known.is_empty()).then(|| uses::package_not_interface(at, "interface", &package, &known))
}

/// The name that an import or export gives what it names.
fn label<'t>(mention: &Mention<'t>) -> Option<ast::Name<'t>> {
    match ast::Item::of(mention.item)? {
        ast::Item::Import(external) | ast::Item::Export(external) => external.name(),
        ast::Item::Header(_)
        | ast::Item::Package(_)
        | ast::Item::Interface(_)
        | ast::Item::World(_)
        | ast::Item::TopUse(_)
        | ast::Item::Use(_)
        | ast::Item::Include(_)
        | ast::Item::Type(_)
        | ast::Item::Func(_) => None,
    }
}

/// The interfaces of a package that is known, in whatever version.
fn interfaces_of(cx: &Cx<'_, '_>, package: &PackageName) -> Vec<Interfaces> {
    let same = |known: &PackageName| known.namespace == package.namespace && known.name == package.name;
    let given = cx.names.packages.values().filter(|known| same(&known.name) && !known.origin.is_ours());
    let given: Vec<Interfaces> = given
        .map(|known| {
            let scopes = known.scopes.iter();
            let interfaces =
                scopes.filter(|(_, scope)| cx.names.scopes[**scope].kind == ScopeKind::Interface);
            let mut names: Vec<String> = interfaces.map(|(name, _)| (*name).to_owned()).collect();
            names.sort_unstable();
            let version = known.name.version.clone();
            let versions = version.as_ref().map(ToString::to_string).unwrap_or_default();
            Interfaces { version, versions, names }
        })
        .collect();
    if given.is_empty() { uses::shipped_interfaces(package, false) } else { given }
}

/// A file nearby that is not read has it.
fn unread(cx: &Cx<'_, '_>, package: PackageIx, name: &str, finding: &Finding) -> Option<Finding> {
    let has = |file: &&SourceFile| {
        let tree = syntax::parse(file.text.clone());
        let package_name = || cx.names.packages[package].name.to_string();
        let same = ast::header(&tree).is_none_or(|header| header.node().text() == package_name());
        let mut scopes = ast::items(tree.root()).filter_map(ast::Item::scope);
        same && scopes.any(|scope| scope.name().is_some_and(|found| found.text() == name))
    };
    let file = cx.unread.iter().filter(|file| file.text.contains(name)).find(has)?;
    let own = cx.texts.sources.file(finding.at).map_or("", |file| &*file.name);
    let folder = |name: &str| name.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
    let (from, to) = (folder(&file.name), folder(own));
    let advice = if from == to {
        "the other files of the folder are not read: check the folder instead of this file".to_owned()
    } else {
        "folders inside of a package's folder are not read: move the file up, beside this one".to_owned()
    };
    Some(finding.clone().label(format!("it is in `{}`, which is not read", file.name)).help(advice))
}

/// Names that have this one in them: `incoming-handler` of `handler`.
fn longer(
    cx: &Cx<'_, '_>,
    package: PackageIx,
    name: &str,
    wanted: ScopeKind,
    places: &[Location],
    finding: &Finding,
) -> Option<Finding> {
    let scopes = cx.names.packages[package].scopes.iter();
    let known = scopes.filter(|(_, scope)| cx.names.scopes[**scope].kind == wanted).map(|(name, _)| *name);
    let longer = containing(name, known);
    if longer.is_empty() {
        return None;
    }
    let finding = finding.clone().label(format!("did you mean {}?", any_of(longer.iter().copied())));
    Some(longer.iter().fold(finding, |finding, longer| {
        finding.choice(format!("write `{longer}`"), mend::replace(places, &mend::escape(longer)))
    }))
}

/// What a package has instead.
fn known(cx: &Cx<'_, '_>, package: PackageIx, wanted: ScopeKind) -> String {
    let data = &cx.names.packages[package];
    let this = if data.name.name.as_str().is_empty() {
        "this package".to_owned()
    } else {
        format!("package `{}`", data.name)
    };
    let scopes = data.scopes.iter().filter(|(_, scope)| cx.names.scopes[**scope].kind == wanted);
    let mut known: Vec<&str> = scopes.map(|(name, _)| *name).collect();
    known.sort_unstable();
    let plural = if wanted == ScopeKind::World { "worlds" } else { "interfaces" };
    if known.is_empty() {
        return format!("{this} has no {plural}");
    }
    format!("its {plural}: {}", mend::listed(&known))
}

fn wrong_kind(cx: &Cx<'_, '_>, mention: &Mention<'_>, scope: ScopeIx) -> Option<Finding> {
    let at = place(cx, mention)?;
    let name = cx.names.scopes[scope].name.text();
    let path = mention.path.node().text();
    let whole = |text: String| {
        let node = mention.item;
        let start = first_keyword(node).unwrap_or(node.span().start);
        let span = crate::syntax::error::Span { start, end: node.span().end };
        vec![Edit { at: span.in_file(at.file), text }]
    };
    let kind = cx.names.scopes[scope].kind;
    let finding = |rule, message: String, label: &str| {
        Finding::new(rule, at, message)
            .label(label)
            .related(cx.names.scope_at(scope), format!("the {} is here", kind.word()))
    };
    Some(match (mention.wanted, mention.item.kind()) {
        (ScopeKind::World, _) => finding(
            &INTERFACE_AS_WORLD,
            format!("`{name}` is an interface, not a world"),
            "only worlds can be included",
        )
        .fix(format!("write `import {path};`"), whole(format!("import {path};"))),
        (_, NodeKind::Import | NodeKind::Export) => {
            let verb = if mention.item.kind() == NodeKind::Import { "imported" } else { "exported" };
            finding(
                &WORLD_AS_INTERFACE,
                format!("`{name}` is a world, and worlds can't be {verb}"),
                "only interfaces and functions can",
            )
            .help("`include` takes over all imports and exports of a world")
            .fix(format!("write `include {path};`"), whole(format!("include {path};")))
        }
        (_, _) => finding(
            &WORLD_AS_INTERFACE,
            format!("`{name}` is a world, not an interface"),
            "types can be used from interfaces only",
        )
        .help("move the types into an interface that both use"),
    })
}

/// Where a statement begins, after its gates and comments.
fn first_keyword(node: Node<'_>) -> Option<u32> {
    let own = node.own_tokens().find(|token| token.kind().is_keyword())?;
    Some(own.span().start)
}
