//! Types that nothing declares, and names of other things where a type is meant.

use crate::base::finding::{Edit, Finding, Rule, any_of};
use crate::base::ids::{DeclIx, ScopeIx};
use crate::base::maps::IndexMap;
use crate::base::near::{Near, containing, near};
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::mend;
use crate::frontend::checks::unused::without;
use crate::frontend::checks::walk::each_type_in;
use crate::frontend::grammar::foreign;
use crate::frontend::names::decl::{DeclWhat, ScopeKind, Uses};
use crate::syntax::ast::{Name, TypeDefKind, TypeRef};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

static UNKNOWN_TYPE: Rule = Rule::error("witc::frontend::unknown_type");
static NOT_A_TYPE: Rule = Rule::error("witc::frontend::not_a_type");
static NOT_A_RESOURCE: Rule = Rule::error("witc::frontend::not_a_resource");

/// Names that belong to types of the language, and may be what a slip of the fingers was about.
const PRIMITIVES: [&str; 14] = [
    "bool",
    "u8",
    "u16",
    "u32",
    "u64",
    "s8",
    "s16",
    "s32",
    "s64",
    "f32",
    "f64",
    "char",
    "string",
    "error-context",
];

/// Finds them in every scope.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    for (ix, scope) in cx.scopes() {
        let mut unknown: IndexMap<&str, Vec<TypeRef<'_>>> = IndexMap::default();
        each_type_in(scope, &mut |mention| {
            let Some(name) = named_by(mention) else { return };
            match cx.names.named(ix, name) {
                None => unknown.entry(name.text()).or_default().push(mention),
                Some(decl) => found.extend(handle(cx, ix, mention, decl)),
            }
        });
        for (name, mentions) in unknown {
            found.extend(unknown_type(cx, ix, name, &mentions));
        }
        for uses in &scope.uses {
            names_used(cx, ix, uses, found);
        }
    }
}

/// The name that a type consists of, or has between `own<` and `>`.
pub(super) fn named_by(mention: TypeRef<'_>) -> Option<Name<'_>> {
    match mention.kind() {
        NodeKind::Named | NodeKind::Own | NodeKind::Borrow => mention.name(),
        _ => None,
    }
}

fn unknown_type(cx: &Cx<'_, '_>, scope: ScopeIx, name: &str, mentions: &[TypeRef<'_>]) -> Option<Finding> {
    let first = mentions.first()?;
    let token = named_by(*first)?.token();
    // Its own syntax error says what there is to say.
    if matches!(token.kind(), TokenKind::BadName | TokenKind::ReservedName)
        || cx.suggestions.may_be_damaged(name)
    {
        return None;
    }
    let spans = mentions.iter().filter_map(|mention| Some(named_by(*mention)?.span()));
    let places: Vec<Location> = spans.map(|span| cx.names.at(scope, span)).collect();
    let at = *places.first()?;
    let package = cx.names.package(scope);
    let inside = cx.names.called(scope, package);
    let message = format!("no type named `{name}` in {inside}");
    let finding = Finding::new(&UNKNOWN_TYPE, at, message);
    let finding = also_here(finding, &places);
    Some(
        foreign_type(&finding, name, &places)
            .or_else(|| not_a_type(cx, scope, name, at).map(|finding| also_here(finding, &places)))
            .or_else(|| of_world(cx, scope, name, &finding))
            .or_else(|| of_other_interface(cx, scope, name, &finding))
            .or_else(|| similar(cx, scope, name, &finding, &places))
            .or_else(|| similar_elsewhere(cx, scope, name, &finding, &places))
            .unwrap_or_else(|| {
                finding
                    .label("nothing is called that here")
                    .help(format!("define it: `record {name} {{ .. }}`, `type {name} = ..;`, or `use` it from another interface"))
            }),
    )
}

fn also_here(mut finding: Finding, places: &[Location]) -> Finding {
    for more in places.iter().skip(1).take(3) {
        finding = finding.related(*more, "and here");
    }
    finding
}

/// A function, interface or world of that name.
fn not_a_type(cx: &Cx<'_, '_>, scope: ScopeIx, name: &str, at: Location) -> Option<Finding> {
    let data = &cx.names.scopes[scope];
    let func = data.funcs.iter().filter_map(|func| func.name()).find(|func| func.text() == name);
    if let Some(func) = func {
        return Some(
            Finding::new(&NOT_A_TYPE, at, format!("`{name}` is a function, not a type"))
                .label("a type is needed here")
                .related(cx.names.at(scope, func.span()), "the function is here"),
        );
    }
    let other = *cx.names.packages[cx.names.package(scope)].scopes.get(name)?;
    let kind = cx.names.scopes[other].kind;
    let has: Vec<&str> =
        cx.names.scopes[other].decls.iter().map(|decl| cx.names.decls[*decl].name.text()).collect();
    let finding = Finding::new(&NOT_A_TYPE, at, format!("`{name}` is {}, not a type", kind.phrase()))
        .label("a type is needed here")
        .related(cx.names.scope_at(other), format!("the {} is here", kind.word()));
    if kind == ScopeKind::World || has.is_empty() {
        return Some(finding);
    }
    Some(finding.help(format!("use one of its types: `use {}.{{{}}};`", mend::escape(name), has.join(", "))))
}

/// What another language calls a type of ours.
fn foreign_type(finding: &Finding, name: &str, places: &[Location]) -> Option<Finding> {
    let meant = foreign::meant(name)?;
    let mut finding = finding.clone().label(meant.why.clone());
    finding.message = format!("WIT has no type `{name}`");
    Some(translated(finding, &meant, places))
}

/// Offers what WIT calls it.
fn translated(finding: Finding, meant: &foreign::Meant, places: &[Location]) -> Finding {
    match meant.write {
        Some(text) if meant.sure => finding.fix(format!("write `{text}`"), mend::replace(places, text)),
        Some(text) => finding.choice(format!("write `{text}`"), mend::replace(places, text)),
        None => finding,
    }
}

/// A type of the world that the interface is written in.
fn of_world(cx: &Cx<'_, '_>, scope: ScopeIx, name: &str, finding: &Finding) -> Option<Finding> {
    let ScopeKind::Inline(world) = cx.names.scopes[scope].kind else { return None };
    let decl = *cx.names.scopes[world].types.get(name)?;
    let finding = finding
        .clone()
        .label("an interface written in a world does not see the world's types")
        .related(cx.names.decl_at(decl), "the world's type is here");
    let target = match cx.names.decls[decl].what {
        DeclWhat::Def(_) => None,
        DeclWhat::Used(_, target) => target,
    };
    let edit = target
        .filter(|target| cx.names.decls[*target].name.text() == name)
        .and_then(|target| mend::add_use(cx, scope, cx.names.decls[target].scope, name));
    Some(match edit {
        Some(edit) => finding.fix(format!("add `{}`", edit.text.trim().trim_start_matches(", ")), vec![edit]),
        None => finding.help("define it in an interface, and `use` it from there in both"),
    })
}

/// A type of that very name in another interface.
fn of_other_interface(cx: &Cx<'_, '_>, scope: ScopeIx, name: &str, finding: &Finding) -> Option<Finding> {
    let elsewhere = cx.suggestions.elsewhere(scope, name);
    let decl = *elsewhere.first()?;
    let from = cx.names.decls[decl].scope;
    let own = cx.names.package(scope);
    let called = cx.names.called(from, own);
    let finding =
        finding.clone().label(format!("exists in {called}")).related(cx.names.decl_at(decl), "defined here");
    let edit = mend::add_use(cx, scope, from, name)?;
    let written = edit.text.trim().trim_start_matches(", ").to_owned();
    let title = if edit.text.starts_with(',') {
        format!("add `{written}` to the `use`")
    } else {
        format!("add `{written}`")
    };
    let same_package = cx.names.package(from) == own;
    let unique = elsewhere
        .iter()
        .filter(|decl| (cx.names.package(cx.names.decls[**decl].scope) == own) == same_package)
        .count()
        == 1;
    Some(if unique { finding.fix(title, vec![edit]) } else { finding.choice(title, vec![edit]) })
}

/// A type with almost this name, ours or the language's.
fn similar(
    cx: &Cx<'_, '_>,
    scope: ScopeIx,
    name: &str,
    finding: &Finding,
    places: &[Location],
) -> Option<Finding> {
    let mut known: Vec<&str> = cx.names.scopes[scope].types.keys().copied().collect();
    known.extend(PRIMITIVES.iter().map(|name| -> &str { name }));
    // What has no counterpart in WIT is no likely slip.
    let translated = foreign::known().filter(|name| name.len() > 3);
    let translated =
        translated.filter(|name| foreign::meant(name).is_some_and(|meant| meant.write.is_some()));
    known.extend(translated.map(|name| -> &str { name }));
    let Near { name: near, sure } = near(name, known)?;
    if let Some(decl) = cx.names.scopes[scope].types.get(near) {
        return Some(
            finding
                .clone()
                .label(format!("did you mean `{near}`?"))
                .related(cx.names.decl_at(*decl), "a type with a similar name is here")
                .offer(sure, format!("write `{near}`"), mend::replace(places, &mend::escape(near))),
        );
    }
    if PRIMITIVES.contains(&near) {
        return Some(finding.clone().label(format!("did you mean `{near}`?")).offer(
            sure,
            format!("write `{near}`"),
            mend::replace(places, near),
        ));
    }
    let meant = foreign::meant(near)?;
    let text = meant.write?;
    let finding = finding
        .clone()
        .label(format!("did you mean `{near}`? {}", meant.why))
        .choice(format!("write `{text}`"), mend::replace(places, text));
    // Half of those who write `float` mean the larger one.
    Some(if text == "f32" { finding.choice("write `f64`", mend::replace(places, "f64")) } else { finding })
}

/// A type with almost this name in another interface.
fn similar_elsewhere(
    cx: &Cx<'_, '_>,
    scope: ScopeIx,
    name: &str,
    finding: &Finding,
    places: &[Location],
) -> Option<Finding> {
    let decl = cx.suggestions.near_elsewhere(scope, name)?;
    let near = cx.names.decls[decl].name.text();
    let from = cx.names.decls[decl].scope;
    let called = cx.names.called(from, cx.names.package(scope));
    let mut edits = mend::replace(places, &mend::escape(near));
    edits.extend(mend::add_use(cx, scope, from, near));
    Some(
        finding
            .clone()
            .label(format!("did you mean `{near}` of {called}?"))
            .related(cx.names.decl_at(decl), "a type with a similar name is here")
            .choice(format!("write `{near}` and use it from there"), edits),
    )
}

/// Names that an interface does not have, in the braces of `use`.
fn names_used(cx: &Cx<'_, '_>, scope: ScopeIx, uses: &Uses<'_>, found: &mut Vec<Finding>) {
    let Some(from) = uses.from.scope() else { return };
    let foreign = uses.item.path().is_some_and(|path| path.package().is_some());
    let left_out = foreign && cx.gating.item(cx.names, scope, uses.item.node()).is_some();
    if cx.names.scopes[from].kind != ScopeKind::Interface || left_out {
        return;
    }
    for decl in &uses.decls {
        let DeclWhat::Used(entry, None) = cx.names.decls[*decl].what else { continue };
        let Some(name) = entry.name() else { continue };
        let told = matches!(name.token().kind(), TokenKind::BadName | TokenKind::ReservedName);
        if told || cx.suggestions.may_be_damaged(name.text()) {
            continue;
        }
        let missing = Missing { scope, uses, decl: *decl, name, renamed: entry.alias().is_some() };
        found.push(unknown_used(cx, from, &missing));
    }
}

/// A name in the braces of `use` that the interface does not have.
struct Missing<'a, 't> {
    scope: ScopeIx,
    uses: &'a Uses<'t>,
    decl: DeclIx,
    name: Name<'t>,
    /// Whether it has another name here.
    renamed: bool,
}

fn unknown_used(cx: &Cx<'_, '_>, from: ScopeIx, missing: &Missing<'_, '_>) -> Finding {
    let Missing { scope, name, .. } = *missing;
    let at = cx.names.at(scope, name.span());
    let text = name.text();
    let there = &cx.names.scopes[from];
    let called = cx.names.called(from, cx.names.package(scope));
    if let Some(func) = there.funcs.iter().filter_map(|func| func.name()).find(|func| func.text() == text) {
        return Finding::new(&NOT_A_TYPE, at, format!("`{text}` of {called} is a function, not a type"))
            .label("only types can be used")
            .related(cx.names.at(from, func.span()), "the function is here")
            .help(format!("functions are reached by importing {called} in a world"));
    }
    let finding = Finding::new(&UNKNOWN_TYPE, at, format!("no type named `{text}` in {called}"));
    if let Some((near, sure)) = cx.suggestions.type_in(from, text) {
        let meant = cx.names.decls[near].name.text();
        let mut places = vec![at];
        if !missing.renamed {
            places.extend(references(cx, scope, text));
        }
        return finding
            .label(format!("did you mean `{meant}`?"))
            .related(cx.names.decl_at(near), "a type with a similar name is here")
            .offer(sure, format!("write `{meant}`"), mend::replace(&places, &mend::escape(meant)));
    }
    let mut known: Vec<&str> = there.types.keys().copied().collect();
    known.sort_unstable();
    let label = if known.is_empty() { "it has no types" } else { "nothing is called that there" };
    let finding = finding.label(label);
    let others = cx.suggestions.elsewhere(scope, text);
    let mut others = others.iter().filter(|decl| cx.names.decls[**decl].scope != from);
    if let Some(other) = others.next() {
        return use_from(cx, missing, *other, finding);
    }
    let longer = containing(text, known.iter().copied());
    if !longer.is_empty() {
        let finding = finding.label(format!("did you mean {}?", any_of(longer.iter().copied())));
        return longer.iter().fold(finding, |finding, longer| {
            finding.choice(format!("write `{longer}`"), mend::replace(&[at], &mend::escape(longer)))
        });
    }
    let finding = finding.related(cx.names.scope_at(from), "the interface is here");
    if known.is_empty() { finding } else { finding.help(format!("its types: {}", mend::listed(&known))) }
}

/// The type is in another interface than the one it is used from.
fn use_from(cx: &Cx<'_, '_>, missing: &Missing<'_, '_>, other: DeclIx, finding: Finding) -> Finding {
    let Missing { scope, uses, decl, name, renamed } = *missing;
    let from = cx.names.decls[other].scope;
    let called = cx.names.called(from, cx.names.package(scope));
    let finding = finding.related(cx.names.decl_at(other), format!("{called} has it"));
    let path = mend::path_to(cx, cx.names.package(scope), from);
    let edits = if uses.decls.len() == 1 {
        let written = uses.item.path().map(|path| cx.names.at(scope, path.node().span()));
        written.map(|at| vec![Edit { at, text: path }])
    } else if renamed {
        None
    } else {
        let (gone, come) = (without(cx, scope, decl), mend::add_use(cx, scope, from, name.text()));
        gone.zip(come).map(|(gone, come)| vec![gone, come])
    };
    match edits {
        Some(edits) => finding.choice("use it from there", edits),
        None => finding,
    }
}

/// Every place in a scope where a type is called that.
pub(super) fn references(cx: &Cx<'_, '_>, scope: ScopeIx, name: &str) -> Vec<Location> {
    let mut places = Vec::new();
    each_type_in(&cx.names.scopes[scope], &mut |mention| {
        if let Some(found) = named_by(mention).filter(|found| found.text() == name) {
            places.push(cx.names.at(scope, found.span()));
        }
    });
    places
}

/// `own` and `borrow` of what is no resource.
fn handle(cx: &Cx<'_, '_>, scope: ScopeIx, mention: TypeRef<'_>, decl: DeclIx) -> Option<Finding> {
    if !matches!(mention.kind(), NodeKind::Own | NodeKind::Borrow) {
        return None;
    }
    let resolved = behind(cx, decl)?;
    let DeclWhat::Def(definition) = cx.names.decls[resolved].what else { return None };
    let name = mention.name()?;
    let word = match definition.kind()? {
        TypeDefKind::Record => "is a record".to_owned(),
        TypeDefKind::Variant => "is a variant".to_owned(),
        TypeDefKind::Enum => "is an enum".to_owned(),
        TypeDefKind::Flags => "are flags".to_owned(),
        TypeDefKind::Alias(Some(ty)) => format!("is `{}`", ty.node().text()),
        TypeDefKind::Alias(None) | TypeDefKind::Resource => return None,
    };
    let record = definition.node().kind() == NodeKind::Record;
    let handle = if mention.kind() == NodeKind::Own { "own" } else { "borrow" };
    let at = cx.names.at(scope, name.span());
    let whole = cx.names.at(scope, mention.node().span());
    let message = format!("`{}` {word}; `{handle}<..>` is for resources", name.text());
    let finding = Finding::new(&NOT_A_RESOURCE, at, message)
        .label("passed by value")
        .related(cx.names.decl_at(resolved), "defined here")
        .fix(
            format!("write `{}`", name.text()),
            vec![Edit { at: whole, text: name.token().text().to_owned() }],
        );
    Some(if record {
        finding.help(format!(
            "what is to be shared, not copied, is a resource: `resource {} {{ .. }}`",
            name.text()
        ))
    } else {
        finding
    })
}

/// The definition behind a name and behind aliases that are just another name. `None` where that is not known.
pub(super) fn behind(cx: &Cx<'_, '_>, decl: DeclIx) -> Option<DeclIx> {
    let mut decl = decl;
    for _ in 0..=cx.names.decls.len() {
        let (definition_ix, definition) = cx.names.definition(decl)?;
        let scope = cx.names.decls[definition_ix].scope;
        match definition.kind()? {
            TypeDefKind::Alias(Some(ty)) if ty.kind() == NodeKind::Named => {
                decl = cx.names.named(scope, ty.name()?)?;
            }
            TypeDefKind::Alias(None) => return None,
            TypeDefKind::Alias(Some(_))
            | TypeDefKind::Record
            | TypeDefKind::Variant
            | TypeDefKind::Enum
            | TypeDefKind::Flags
            | TypeDefKind::Resource => return Some(definition_ix),
        }
    }
    None
}
