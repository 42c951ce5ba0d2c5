//! One name for two things. Names that differ in case and hyphens only are one name.

use crate::base::finding::{Finding, Rule};
use crate::base::ids::{DeclIx, ScopeIx};
use crate::base::maps::HashMap;
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::mend;
use crate::frontend::checks::walk::{AnyFunc, AnyKind, funcs};
use crate::frontend::names::canonical::{self, FuncKind};
use crate::frontend::names::decl::{DeclWhat, ExternWhat, Externs, Scope, ScopeKind, Target};
use crate::frontend::names::link;
use crate::syntax::ast::{ExternKind, Member, Name, Signature, TypeDefKind};
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
        let mut seen: HashMap<&str, (Location, ScopeKind)> = HashMap::default();
        for unit in &package.units {
            let unit_ix = unit;
            let unit = &cx.names.units[*unit];
            let mut names: HashMap<&str, Location> = HashMap::default();
            for scope in &unit.scopes {
                let data = &cx.names.scopes[*scope];
                let kind = data.kind;
                if matches!(data.kind, ScopeKind::Inline(_)) {
                    continue;
                }
                let at = cx.names.scope_at(*scope);
                names.insert(data.name.text(), at);
                if let Some((first, first_kind)) = seen.get(data.name.text()) {
                    let advice = if *first_kind == kind {
                        format!("put the items of both into one {}, or give one another name", kind.word())
                    } else {
                        "interfaces and worlds share their names: give one of the two another name".to_owned()
                    };
                    found.push(twice(data.name.text(), "this package", at, *first).help(advice));
                } else {
                    seen.insert(data.name.text(), (at, kind));
                }
            }
            for (name, top) in &unit.uses {
                // What is here already is told as such.
                let in_full = top.path().filter(|path| path.package().is_some());
                let target = in_full.map(|path| link::follow_top(cx.names, *unit_ix, path));
                let own = target.and_then(Target::scope);
                if own.is_some() && own == package.scopes.get(name.text()).copied() {
                    continue;
                }
                let at = name.span().in_file(unit.file);
                let in_short = top.path().filter(|path| path.package().is_none() && top.alias().is_none());
                let here = in_short.and_then(|_| names.get(name.text()).copied());
                if let Some(here) = here {
                    let whole = top.node().span().in_file(unit.file);
                    found.push(
                        Finding::new(
                            &DEFINED_TWICE,
                            at,
                            format!("`{}` is in this file already", name.text()),
                        )
                        .label("need not be used")
                        .related(here, "it is here")
                        .fix("remove the `use`", vec![mend::remove(cx, whole)]),
                    );
                } else if let Some(first) = names.insert(name.text(), at) {
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
fn types<'t>(cx: &Cx<'_, 't>, ix: ScopeIx, place: &str, seen: &mut Seen<'t>, found: &mut Vec<Finding>) {
    let scope = &cx.names.scopes[ix];
    // An interface that uses its own types is told as such.
    let of_itself = |decl: &&DeclIx| {
        scope.uses.iter().any(|uses| uses.from.scope() == Some(ix) && uses.decls.contains(decl))
    };
    for decl in scope.decls.iter().filter(|decl| !of_itself(decl)) {
        let data = cx.names.decls[*decl];
        let at = cx.names.decl_at(*decl);
        let Some(mut finding) = seen.add(canonical::label(data.name.text()), data.name.text(), at, place)
        else {
            continue;
        };
        if let DeclWhat::Used(..) = data.what {
            finding.helps = vec!["give what is used another name: `name as other-name`".to_owned()];
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
    let resource = func.resource.and_then(crate::syntax::ast::TypeDef::name);
    let of_resource = resource.map(|resource| format!("resource `{}`", resource.text()));
    let place = of_resource.as_deref().unwrap_or(place);
    let finding = seen.add(canonical, name, func_at(cx, scope, func), place)?;
    if !finding.helps.is_empty() {
        return Some(finding);
    }
    Some(finding.help("WIT has no overloading: a name is one function, type or resource"))
}

fn interface<'t>(cx: &Cx<'_, 't>, ix: ScopeIx, scope: &Scope<'t>, found: &mut Vec<Finding>) {
    let place = format!("interface `{}`", scope.name.text());
    let mut seen = Seen::default();
    types(cx, ix, &place, &mut seen, found);
    for func in funcs(cx.names, scope) {
        found.extend(add_func(cx, ix, &func, &place, &mut seen));
    }
}

fn world<'t>(cx: &Cx<'_, 't>, ix: ScopeIx, scope: &Scope<'t>, found: &mut Vec<Finding>) {
    let called = scope.name.text();
    let (mut imports, mut exports) = (Seen::default(), Seen::default());
    let mut interfaces: HashMap<(bool, String), Location> = HashMap::default();
    types(cx, ix, &format!("world `{called}`"), &mut imports, found);
    for func in funcs(cx.names, scope).iter().filter(|func| func.resource.is_some()) {
        found.extend(add_func(cx, ix, func, &format!("world `{called}`"), &mut imports));
    }
    for external in &scope.externs {
        let is_import = external.item.node().kind() == NodeKind::Import;
        let (side, seen) = if is_import { ("imports", &mut imports) } else { ("exports", &mut exports) };
        // `import wasi:http;` reads as an interface `http` that is called `wasi`; it is told that there is none.
        let lost = matches!(external.what, ExternWhat::Interface(target) if target.scope().is_none());
        let broken = external.item.node().children().any(|node| node.kind() == NodeKind::Error);
        if lost && extern_name(external).is_some() || broken {
            continue;
        }
        if let Some((name, canonical)) = extern_name(external) {
            let at = cx.names.at(ix, name.span());
            found.extend(seen.add(canonical, name.text(), at, &format!("the {side} of world `{called}`")));
        } else if let ExternWhat::Interface(target) = external.what
            && let (Some(interface), Some(path)) = (referent(cx, target), external.item.path())
        {
            let at = cx.names.at(ix, path.node().span());
            let name = path.name().map_or("", Name::text);
            if let Some(first) = interfaces.get(&(is_import, interface.clone())) {
                let verb = if is_import { "imported" } else { "exported" };
                let whole = cx.names.at(ix, external.item.node().span());
                found.push(
                    Finding::new(
                        &EXTERN_TWICE,
                        at,
                        format!("interface `{name}` is {verb} twice by world `{called}`"),
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

/// Up to so many names are compared with each other, which is faster than to note them.
const FEW: usize = 8;

/// Whether a few names are all different. `false` for many: they have to be noted.
fn are_different(names: &[Name<'_>]) -> bool {
    let differs = |(index, name): (usize, &Name<'_>)| {
        names.iter().skip(index + 1).all(|other| !canonical::same(name.text(), other.text()))
    };
    names.len() <= FEW && names.iter().enumerate().all(differs)
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
        let names: Vec<Name<'_>> = definition.members().filter_map(Member::name).collect();
        if are_different(&names) {
            continue;
        }
        let place = format!("{word} `{}`", cx.names.decls[*decl].name.text());
        let mut seen = Seen::default();
        for name in names {
            let at = cx.names.at(ix, name.span());
            found.extend(seen.add(canonical::label(name.text()), name.text(), at, &place));
        }
    }
}

fn params(cx: &Cx<'_, '_>, ix: ScopeIx, func: AnyFunc<'_>, found: &mut Vec<Finding>) {
    let names: Vec<Name<'_>> = func.signature.params().filter_map(Member::name).collect();
    let is_self = |name: &Name<'_>| func.kind == AnyKind::Method && canonical::same(name.text(), "self");
    if are_different(&names) && !names.iter().any(is_self) {
        return;
    }
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
    for param in func.signature.params() {
        let Some(name) = param.name() else { continue };
        let place_of = cx.names.at(ix, name.span());
        let Some(finding) = seen.add(canonical::label(name.text()), name.text(), place_of, &place) else {
            continue;
        };
        found.push(if is_self(&name) { self_again(cx, ix, &func, param, place_of) } else { finding });
    }
}

/// `f: func(self: borrow<r>)`: a method has its resource as it is.
fn self_again(cx: &Cx<'_, '_>, ix: ScopeIx, func: &AnyFunc<'_>, param: Member<'_>, at: Location) -> Finding {
    let finding = Finding::new(&DEFINED_TWICE, at, "every method has the parameter `self`, unwritten")
        .label("the second `self`");
    let Some(edit) = mend::take_out(cx, ix, param.node()) else { return finding };
    let resource = func.resource.and_then(crate::syntax::ast::TypeDef::name);
    let named = param.ty().and_then(crate::syntax::ast::TypeRef::name);
    let same = resource.zip(named).is_some_and(|(resource, named)| resource.text() == named.text());
    if same { finding.fix("remove it", vec![edit]) } else { finding.choice("remove it", vec![edit]) }
}
