//! One name for two things. Names that differ in case and hyphens only are one name.

use std::collections::HashMap;

use crate::base::finding::{Finding, Rule};
use crate::base::ids::ScopeIx;
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::mend;
use crate::frontend::checks::walk::{AnyFunc, AnyKind, funcs};
use crate::frontend::names::canonical::{self, FuncKind};
use crate::frontend::names::decl::{DeclWhat, ExternWhat, Externs, Scope, ScopeKind, Target};
use crate::syntax::ast::{ExternKind, Name, Signature, TypeDefKind};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

static DEFINED_TWICE: Rule = Rule::error("witc::frontend::defined_twice");
static EXTERN_TWICE: Rule = Rule::error("witc::frontend::extern_twice");

/// What was seen in one name space: for each canonical name its spelling and place.
#[derive(Default)]
struct Seen<'t>(HashMap<String, (&'t str, Location)>);

/// Finds them everywhere.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    packages(cx, found);
    for (ix, scope) in cx.scopes() {
        match scope.kind {
            ScopeKind::Interface | ScopeKind::Inline(_) => interface(cx, ix, scope, found),
            ScopeKind::World => world(cx, ix, scope, found),
        }
        members(cx, ix, scope, found);
        for func in funcs(cx.names, scope) {
            params(cx, ix, func, found);
        }
    }
}

/// Interfaces and worlds of a package, and the names of a file.
fn packages(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    for (_, package) in cx.names.packages.iter().filter(|(_, package)| !package.origin.is_ours()) {
        let mut seen: HashMap<&str, Location> = HashMap::new();
        for unit in &package.units {
            let unit = &cx.names.units[*unit];
            let mut names: HashMap<&str, Location> = HashMap::new();
            for scope in &unit.scopes {
                let data = &cx.names.scopes[*scope];
                if matches!(data.kind, ScopeKind::Inline(_)) {
                    continue;
                }
                let at = cx.names.scope_at(*scope);
                names.insert(data.name.text(), at);
                if let Some(first) = seen.get(data.name.text()) {
                    found.push(twice(data.name.text(), "this package", at, *first).help(
                        "interfaces and worlds of a package share their names: give one of the two another name",
                    ));
                } else {
                    seen.insert(data.name.text(), at);
                }
            }
            for (name, _) in &unit.uses {
                let at = name.span().in_file(unit.file);
                if let Some(first) = names.insert(name.text(), at) {
                    let (first, at) = (first.min(at), first.max(at));
                    found.push(
                        twice(name.text(), "this file", at, first)
                            .help("give what is used another name: `use a:b/c as other-name;`"),
                    );
                }
            }
        }
    }
}

fn twice(name: &str, place: &str, at: Location, first: Location) -> Finding {
    Finding::new(&DEFINED_TWICE, at, format!("`{name}` is defined twice in {place}"))
        .label("the second one")
        .related(first, "the first one is here")
}

impl<'t> Seen<'t> {
    /// Notes a name, or finds that it is taken.
    fn add(&mut self, canonical: String, name: &'t str, at: Location, place: &str) -> Option<Finding> {
        let Some((first_name, first)) = self.0.get(&canonical).copied() else {
            self.0.insert(canonical, (name, at));
            return None;
        };
        if first_name == name {
            return Some(twice(name, place, at, first));
        }
        Some(
            Finding::new(
                &DEFINED_TWICE,
                at,
                format!("`{name}` and `{first_name}` are the same name in {place}"),
            )
            .label("names are compared without case and hyphens")
            .related(first, "the first one is here")
            .help("languages write names in their own style: give one of the two another name"),
        )
    }
}

/// The types of a scope, whose names types and functions share. The use of a name is no second definition of it.
fn types<'t>(cx: &Cx<'_, 't>, scope: &Scope<'t>, place: &str, seen: &mut Seen<'t>, found: &mut Vec<Finding>) {
    for decl in &scope.decls {
        let data = cx.names.decls[*decl];
        let at = cx.names.decl_at(*decl);
        let Some(mut finding) = seen.add(canonical::label(data.name.text()), data.name.text(), at, place)
        else {
            continue;
        };
        if let DeclWhat::Used(..) = data.what {
            finding = finding.help("give what is used another name: `name as other-name`");
        }
        found.push(finding);
    }
}

fn func_name<'a>(func: &AnyFunc<'a>) -> Option<(String, &'a str)> {
    let resource = func.resource.and_then(crate::syntax::ast::TypeDef::name).map(Name::text);
    let setter = func.signature.accessor().is_some_and(|word| word.text() == "set");
    let name = func.name.map(Name::text);
    let (kind, name) = match (func.kind, resource, name) {
        (AnyKind::Constructor, Some(resource), _) => (FuncKind::Constructor(resource), "constructor"),
        (AnyKind::Method | AnyKind::Static, Some(resource), Some(name)) if setter => {
            (FuncKind::MemberSetter(resource), name)
        }
        (AnyKind::Method | AnyKind::Static, Some(resource), Some(name)) => (FuncKind::Member(resource), name),
        (AnyKind::Free, _, Some(name)) if setter => (FuncKind::Setter, name),
        (AnyKind::Free, _, Some(name)) => (FuncKind::Plain, name),
        (AnyKind::Constructor | AnyKind::Method | AnyKind::Static, None, _)
        | (AnyKind::Free | AnyKind::Method | AnyKind::Static, _, None) => return None,
    };
    Some((canonical::func(kind, name), name))
}

fn func_at(cx: &Cx<'_, '_>, scope: ScopeIx, func: &AnyFunc<'_>) -> Location {
    let keyword = || func.node.own_tokens().find(|token| token.kind() == TokenKind::Constructor);
    let span = func.name.map(Name::span).or_else(|| Some(keyword()?.span()));
    cx.names.at(scope, span.unwrap_or(func.node.span()))
}

fn add_func<'t>(
    cx: &Cx<'_, 't>,
    scope: ScopeIx,
    func: &AnyFunc<'t>,
    place: &str,
    seen: &mut Seen<'t>,
) -> Option<Finding> {
    let (canonical, name) = func_name(func)?;
    seen.add(canonical, name, func_at(cx, scope, func), place)
}

fn interface<'t>(cx: &Cx<'_, 't>, ix: ScopeIx, scope: &Scope<'t>, found: &mut Vec<Finding>) {
    let place = format!("interface `{}`", scope.name.text());
    let mut seen = Seen::default();
    types(cx, scope, &place, &mut seen, found);
    for func in funcs(cx.names, scope) {
        found.extend(add_func(cx, ix, &func, &place, &mut seen));
    }
}

fn world<'t>(cx: &Cx<'_, 't>, ix: ScopeIx, scope: &Scope<'t>, found: &mut Vec<Finding>) {
    let world = scope.name.text();
    let (mut imports, mut exports) = (Seen::default(), Seen::default());
    let mut interfaces: HashMap<(bool, String), Location> = HashMap::new();
    types(cx, scope, &format!("world `{world}`"), &mut imports, found);
    for func in funcs(cx.names, scope).iter().filter(|func| func.resource.is_some()) {
        found.extend(add_func(cx, ix, func, &format!("world `{world}`"), &mut imports));
    }
    for external in &scope.externs {
        let is_import = external.item.node().kind() == NodeKind::Import;
        let (word, seen) = if is_import { ("imports", &mut imports) } else { ("exports", &mut exports) };
        if let Some((name, canonical)) = extern_name(external) {
            let at = cx.names.at(ix, name.span());
            found.extend(seen.add(canonical, name.text(), at, &format!("the {word} of world `{world}`")));
        } else if let ExternWhat::Interface(target) = external.what
            && let (Some(interface), Some(path)) = (referent(cx, target), external.item.path())
        {
            let at = cx.names.at(ix, path.node().span());
            let name = path.name().map_or("", Name::text);
            if let Some(first) = interfaces.get(&(is_import, interface.clone())) {
                let word = if is_import { "imported" } else { "exported" };
                let whole = cx.names.at(ix, external.item.node().span());
                found.push(
                    Finding::new(
                        &EXTERN_TWICE,
                        at,
                        format!("interface `{name}` is {word} twice by world `{world}`"),
                    )
                    .label("the second one")
                    .related(*first, "the first one is here")
                    .fix("remove the second one", vec![mend::remove(cx, whole)]),
                );
            } else {
                interfaces.insert((is_import, interface), at);
            }
        }
    }
}

/// The full name of what a path means, whether there is such an interface or not.
fn referent(cx: &Cx<'_, '_>, target: Target<'_>) -> Option<String> {
    match target {
        Target::Scope(scope) => Some(cx.names.qualified(scope)),
        Target::NoItem(package, path) => {
            Some(format!("{} {}", cx.names.packages[package].name, path.name()?.text()))
        }
        Target::Lost => None,
    }
}

/// The plain name under which something is imported or exported, and what must be unique of it.
fn extern_name<'t>(external: &Externs<'t>) -> Option<(Name<'t>, String)> {
    let kind = external.item.kind()?;
    let name = external.item.name()?;
    match kind {
        ExternKind::Func(signature) => {
            let setter = is_setter(signature);
            let kind = if setter { FuncKind::Setter } else { FuncKind::Plain };
            Some((name, canonical::func(kind, name.text())))
        }
        ExternKind::Inline(_) => Some((name, canonical::label(name.text()))),
        ExternKind::Path(_) => {
            // Without a colon of its own the name is the path's.
            external.item.node().token(TokenKind::Colon)?;
            Some((name, canonical::label(name.text())))
        }
    }
}

fn is_setter(signature: Signature<'_>) -> bool {
    signature.accessor().is_some_and(|word| word.text() == "set")
}

/// Fields, cases and flags.
fn members(cx: &Cx<'_, '_>, ix: ScopeIx, scope: &Scope<'_>, found: &mut Vec<Finding>) {
    for decl in &scope.decls {
        let DeclWhat::Def(definition) = cx.names.decls[*decl].what else { continue };
        let word = match definition.kind() {
            Some(TypeDefKind::Record) => "record",
            Some(TypeDefKind::Variant) => "variant",
            Some(TypeDefKind::Enum) => "enum",
            Some(TypeDefKind::Flags) => "flags",
            Some(TypeDefKind::Alias(_) | TypeDefKind::Resource) | None => continue,
        };
        let place = format!("{word} `{}`", cx.names.decls[*decl].name.text());
        let mut seen = Seen::default();
        for name in definition.members().filter_map(crate::syntax::ast::Member::name) {
            let at = cx.names.at(ix, name.span());
            found.extend(seen.add(canonical::label(name.text()), name.text(), at, &place));
        }
    }
}

fn params(cx: &Cx<'_, '_>, ix: ScopeIx, func: AnyFunc<'_>, found: &mut Vec<Finding>) {
    let place = match func.name {
        Some(name) => format!("the parameters of `{}`", name.text()),
        None => "the parameters of the constructor".to_owned(),
    };
    let mut seen = Seen::default();
    let at = func_at(cx, ix, &func);
    if func.kind == AnyKind::Method {
        // A method has one that is not written.
        seen.add("self".to_owned(), "self", at, &place);
    }
    for name in func.signature.params().filter_map(crate::syntax::ast::Member::name) {
        let place_of = cx.names.at(ix, name.span());
        let Some(mut finding) = seen.add(canonical::label(name.text()), name.text(), place_of, &place) else {
            continue;
        };
        if func.kind == AnyKind::Method && canonical::label(name.text()) == "self" {
            finding =
                Finding::new(finding.rule, place_of, "a method has a parameter `self` that is not written")
                    .label("the second `self`")
                    .help("give it another name");
        }
        found.push(finding);
    }
}
