//! What constructors and accessors may look like.

use crate::base::finding::{Edit, Finding, Rule};
use crate::base::ids::ScopeIx;
use crate::base::maps::HashSet;
use crate::frontend::checks::Cx;
use crate::frontend::checks::walk::{AnyFunc, AnyKind, funcs};
use crate::frontend::names::decl::{DeclWhat, ScopeKind};
use crate::syntax::ast::{Name, TypeDef, TypeDefKind, TypeRef};
use crate::syntax::tree::NodeKind;

static CONSTRUCTOR_RESULT: Rule = Rule::error("witc::frontend::constructor_result");
static GETTER: Rule = Rule::error("witc::frontend::getter");
static SETTER: Rule = Rule::error("witc::frontend::setter");
static SETTER_ALONE: Rule = Rule::error("witc::frontend::setter_alone");

/// Finds those that look otherwise.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    for (ix, scope) in cx.scopes() {
        let funcs = funcs(cx.names, scope);
        for func in &funcs {
            if func.node.descendants().any(|node| node.kind() == NodeKind::Error) {
                continue;
            }
            if func.kind == AnyKind::Constructor {
                found.extend(constructor(cx, ix, func));
            }
            match func.signature.accessor().map(|word| word.text() == "set") {
                Some(true) => found.extend(setter(cx, ix, func)),
                Some(false) => found.extend(getter(cx, ix, func)),
                None => {}
            }
        }
        // The getter of what a world imports or exports may come from a world it includes.
        let own = funcs.iter().filter(|func| scope.kind != ScopeKind::World || func.resource.is_some());
        setters_alone(cx, ix, &own.collect::<Vec<_>>(), found);
    }
}

/// The `result<..>` that a type is, or that it is another name for in this scope.
fn as_result<'t>(cx: &Cx<'_, 't>, scope: ScopeIx, ty: TypeRef<'t>) -> Option<TypeRef<'t>> {
    if ty.kind() != NodeKind::Named {
        return (ty.kind() == NodeKind::Result).then_some(ty);
    }
    let decl = cx.names.named(scope, ty.name()?)?;
    let DeclWhat::Def(definition) = cx.names.decls[decl].what else { return None };
    match definition.kind()? {
        TypeDefKind::Alias(Some(alias)) => (alias.kind() == NodeKind::Result).then_some(alias),
        TypeDefKind::Alias(None)
        | TypeDefKind::Record
        | TypeDefKind::Variant
        | TypeDefKind::Enum
        | TypeDefKind::Flags
        | TypeDefKind::Resource => None,
    }
}

fn ok_type(result: TypeRef<'_>) -> Option<TypeRef<'_>> {
    if result.skips_ok() { None } else { result.arguments().next() }
}

fn constructor<'t>(cx: &Cx<'_, 't>, ix: ScopeIx, func: &AnyFunc<'t>) -> Option<Finding> {
    let ty = func.signature.result()?;
    let resource = func.resource.and_then(TypeDef::name)?;
    let name = resource.text();
    let written = resource.token().text();
    // `own<r>` is another way to write `r`.
    let is_resource = |ty: TypeRef<'_>| {
        matches!(ty.kind(), NodeKind::Named | NodeKind::Own)
            && ty.name().is_some_and(|found| found.text() == name)
    };
    let at = cx.names.at(ix, ty.node().span());
    let finding = |message: &str, label: &str| Finding::new(&CONSTRUCTOR_RESULT, at, message).label(label);
    let Some(result) = as_result(cx, ix, ty) else {
        let finding = finding(
            "a constructor gives back its resource, or a `result` with it",
            if is_resource(ty) { "that it gives this is understood" } else { "neither of the two" },
        );
        return Some(if is_resource(ty) {
            let arrow = func.signature.node().own_tokens().find(|token| token.text() == "->")?;
            let start = func.signature.node().text().rfind(')').map_or(arrow.span().start, |paren| {
                func.signature.node().span().start + crate::frontend::checks::mend::number(paren) + 1
            });
            let at = crate::base::source::Location { start, ..at };
            finding.fix("remove it", vec![Edit { at, text: String::new() }])
        } else {
            finding.help(format!("write `-> result<{written}, error>` if it can fail, nothing if it can't"))
        });
    };
    if ok_type(result).is_some_and(is_resource) {
        return None;
    }
    let at = match ok_type(result) {
        Some(ok) if ty.kind() == NodeKind::Result => cx.names.at(ix, ok.node().span()),
        Some(_) | None => at,
    };
    let mut finding =
        Finding::new(&CONSTRUCTOR_RESULT, at, format!("the constructor of `{name}` must give back `{name}`"))
            .label(format!("not `{name}`"));
    if ty.kind() != NodeKind::Result {
        return Some(finding);
    }
    if ok_type(result).is_some() {
        finding = finding.write_instead(written);
    } else if let Some(blank) = ty.node().own_tokens().find(|token| token.text() == "_") {
        let at = cx.names.at(ix, blank.span());
        finding = finding
            .fix(format!("write `{written}` for the `_`"), vec![Edit { at, text: written.to_owned() }]);
    } else {
        finding = finding.write_instead(format!("result<{written}>"));
    }
    Some(finding)
}

fn getter(cx: &Cx<'_, '_>, ix: ScopeIx, func: &AnyFunc<'_>) -> Option<Finding> {
    let name = func.name?;
    if let Some(param) = func.signature.params().next() {
        let at = cx.names.at(ix, param.name().map_or(param.node().span(), Name::span));
        return Some(
            Finding::new(&GETTER, at, format!("the getter `{}` has a parameter", name.text()))
                .label("a getter has none")
                .choice("make it a function: write `func`", as_func(cx, ix, func)),
        );
    }
    if func.signature.result().is_some() {
        return None;
    }
    let at = cx.names.at(ix, func.signature.node().span());
    Some(
        Finding::new(&GETTER, at, format!("the getter `{}` gives nothing back", name.text()))
            .label("a result is missing")
            .help("write `get() -> type`"),
    )
}

/// Writes `func` for `get` or `set`.
fn as_func(cx: &Cx<'_, '_>, ix: ScopeIx, func: &AnyFunc<'_>) -> Vec<Edit> {
    let word = func.signature.accessor();
    let edit = word.map(|word| Edit { at: cx.names.at(ix, word.span()), text: "func".to_owned() });
    edit.into_iter().collect()
}

fn setter<'t>(cx: &Cx<'_, 't>, ix: ScopeIx, func: &AnyFunc<'t>) -> Option<Finding> {
    let name = func.name?;
    let count = func.signature.params().count();
    if count != 1 {
        let second = func.signature.params().nth(1).and_then(crate::syntax::ast::Member::name);
        let at = cx.names.at(ix, second.map_or(func.signature.node().span(), Name::span));
        let has = if count == 0 { "no parameter".to_owned() } else { format!("{count} parameters") };
        let finding = Finding::new(&SETTER, at, format!("the setter `{}` has {has}", name.text()))
            .label("a setter has exactly one");
        return Some(if count == 0 {
            finding.help("write `set(value: type)`")
        } else {
            finding.help("pass a tuple or a record")
        });
    }
    let ty = func.signature.result()?;
    let fits = as_result(cx, ix, ty).is_some_and(|result| ok_type(result).is_none());
    (!fits).then(|| {
        let at = cx.names.at(ix, ty.node().span());
        Finding::new(&SETTER, at, format!("the setter `{}` gives something back", name.text()))
            .label("a setter gives back nothing, or an error")
            .help("leave it out, or write `result<_, error>` if setting can fail")
            .choice("make it a function: write `func`", as_func(cx, ix, func))
    })
}

/// Setters whose name has no getter of the same kind.
fn setters_alone(cx: &Cx<'_, '_>, ix: ScopeIx, funcs: &[&AnyFunc<'_>], found: &mut Vec<Finding>) {
    let accessors = |which: &'static str| {
        funcs.iter().filter(move |func| func.signature.accessor().is_some_and(|word| word.text() == which))
    };
    let resource = |func: &AnyFunc<'_>| func.resource.map(|resource| resource.node().index());
    let getters: HashSet<_> = accessors("get")
        .filter_map(|func| Some((func.name?.text(), resource(func), func.kind == AnyKind::Static)))
        .collect();
    for func in accessors("set") {
        let Some(name) = func.name else { continue };
        if !getters.contains(&(name.text(), resource(func), func.kind == AnyKind::Static)) {
            found.push(alone(cx, ix, name));
        }
    }
}

/// What to say of a setter without a getter.
pub(super) fn alone(cx: &Cx<'_, '_>, ix: ScopeIx, name: Name<'_>) -> Finding {
    Finding::new(
        &SETTER_ALONE,
        cx.names.at(ix, name.span()),
        format!("`{}` can be set but not got", name.text()),
    )
    .label("a setter needs a getter of the same name")
    .help(format!("add `{}: get() -> type;`, or make it a function", name.text()))
}
