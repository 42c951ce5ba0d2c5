//! Trees to declarations.

use semver::Version;

use crate::base::ids::{FileIx, PackageIx, ScopeIx, UnitIx};
use crate::base::maps::HashMap;
use crate::base::names::{PackageName, WitName};
use crate::base::source::Location;
use crate::frontend::names::Names;
use crate::frontend::names::decl::{
    Decl, DeclWhat, ExternWhat, Externs, Includes, Package, Scope, ScopeKind, Target, Unit, Uses,
};
use crate::frontend::packages::Group;
use crate::frontend::texts::Texts;
use crate::syntax::ast::{self, Extern, ExternKind, Item, Name, TypeDef, Use, items};
use crate::syntax::tree::Node;

/// Adds the declarations of all groups.
pub(super) fn collect<'t, 'g>(
    names: &mut Names<'t>,
    texts: &'t Texts,
    groups: impl Iterator<Item = &'g Group>,
) {
    for group in groups {
        let headers = group.files.iter().filter_map(|file| {
            let header = ast::header(texts.trees.get(*file)?)?;
            Some((package_name(header)?, header.node().span().in_file(*file)))
        });
        let name = headers.into_iter().next();
        let main = add_package(names, name, group);
        for file in &group.files {
            let Some(tree) = texts.trees.get(*file) else { continue };
            add_unit(names, main, *file, tree.root(), group);
        }
    }
}

/// The name as written; a version that is none is left out, and has been told.
pub(in crate::frontend) fn package_name(name: ast::PackageName<'_>) -> Option<PackageName> {
    Some(PackageName {
        namespace: WitName::new(name.namespace()?.text()),
        name: WitName::new(name.name()?.text()),
        version: name.version().and_then(|version| Version::parse(version.text().trim()).ok()),
    })
}

fn add_package(names: &mut Names<'_>, name: Option<(PackageName, Location)>, group: &Group) -> PackageIx {
    let known = name.is_some();
    let start = || {
        let file = group.files.first().copied().unwrap_or_else(|| crate::base::ids::Ix::from_index(0));
        let nameless = PackageName { namespace: WitName::new(""), name: WitName::new(""), version: None };
        (nameless, Location { file, start: 0, end: 0 })
    };
    let (name, at) = name.unwrap_or_else(start);
    let package = names.packages.push(Package {
        name: name.clone(),
        at,
        origin: group.origin,
        units: Vec::new(),
        scopes: HashMap::default(),
    });
    if known {
        names.by_name.entry(name).or_insert(package);
    }
    package
}

fn add_unit<'t>(names: &mut Names<'t>, package: PackageIx, file: FileIx, holder: Node<'t>, group: &Group) {
    let by_name = HashMap::default();
    let unit =
        names.units.push(Unit { file, package, holder, uses: Vec::new(), by_name, scopes: Vec::new() });
    if let Some(package) = names.packages.get_mut(package) {
        package.units.push(unit);
    }
    for item in items(holder) {
        match item {
            Item::Interface(scope) => {
                if let Some(name) = scope.name() {
                    add_scope(names, unit, ScopeKind::Interface, name, scope.node());
                }
            }
            Item::World(scope) => {
                if let Some(name) = scope.name() {
                    add_scope(names, unit, ScopeKind::World, name, scope.node());
                }
            }
            Item::TopUse(top) => {
                let name = top.alias().or_else(|| top.path()?.name());
                if let (Some(name), Some(unit)) = (name, names.units.get_mut(unit)) {
                    unit.uses.push((name, top));
                    unit.by_name.entry(name.text()).or_insert(top);
                }
            }
            Item::Package(nested) => {
                let name = nested.name();
                let found =
                    name.and_then(|name| Some((package_name(name)?, name.node().span().in_file(file))));
                // One that another group has too was told to be the same, or not to be.
                let duplicate = found.as_ref().is_some_and(|(_, at)| group.duplicates.contains(at));
                if !duplicate {
                    let package = add_package(names, found, group);
                    add_unit(names, package, file, nested.node(), group);
                }
            }
            // Where these are, they have been told to be misplaced.
            Item::Header(_)
            | Item::Use(_)
            | Item::Include(_)
            | Item::Import(_)
            | Item::Export(_)
            | Item::Type(_)
            | Item::Func(_) => {}
        }
    }
}

fn add_scope<'t>(
    names: &mut Names<'t>,
    unit: UnitIx,
    kind: ScopeKind,
    name: Name<'t>,
    node: Node<'t>,
) -> ScopeIx {
    let scope = names.scopes.push(Scope {
        kind,
        name,
        unit,
        node,
        types: HashMap::default(),
        decls: Vec::new(),
        funcs: Vec::new(),
        uses: Vec::new(),
        includes: Vec::new(),
        externs: Vec::new(),
    });
    let package = names.units[unit].package;
    if let Some(unit) = names.units.get_mut(unit) {
        unit.scopes.push(scope);
    }
    if matches!(kind, ScopeKind::Interface | ScopeKind::World) {
        // The second block of a package is an error of its own; what it has is not missing on top of that.
        let first = names.packages.get(package).and_then(|package| names.by_name.get(&package.name).copied());
        for package in [Some(package), first].into_iter().flatten() {
            if let Some(package) = names.packages.get_mut(package) {
                package.scopes.entry(name.text()).or_insert(scope);
            }
        }
    }
    for item in items(node) {
        add_item(names, unit, scope, item);
    }
    scope
}

fn add_item<'t>(names: &mut Names<'t>, unit: UnitIx, scope: ScopeIx, item: Item<'t>) {
    match item {
        Item::Type(definition) => add_definition(names, scope, definition),
        Item::Use(item) => add_use(names, scope, item),
        Item::Include(item) => {
            if let Some(scope) = names.scopes.get_mut(scope) {
                scope.includes.push(Includes { item, from: Target::Lost });
            }
        }
        Item::Import(item) | Item::Export(item) => {
            let what = match item.kind() {
                Some(ExternKind::Func(_)) => ExternWhat::Func,
                Some(ExternKind::Inline(node)) => match item.name() {
                    Some(name) => {
                        ExternWhat::Inline(add_scope(names, unit, ScopeKind::Inline(scope), name, node))
                    }
                    None => ExternWhat::Unknown,
                },
                Some(ExternKind::Path(_)) => ExternWhat::Interface(Target::Lost),
                None => ExternWhat::Unknown,
            };
            add_extern(names, scope, item, what);
        }
        Item::Func(func) => {
            if let Some(scope) = names.scopes.get_mut(scope) {
                scope.funcs.push(func);
            }
        }
        Item::Header(_) | Item::Package(_) | Item::Interface(_) | Item::World(_) | Item::TopUse(_) => {}
    }
}

fn add_extern<'t>(names: &mut Names<'t>, scope: ScopeIx, item: Extern<'t>, what: ExternWhat<'t>) {
    if let Some(scope) = names.scopes.get_mut(scope) {
        scope.externs.push(Externs { item, what });
    }
}

fn add_definition<'t>(names: &mut Names<'t>, scope: ScopeIx, definition: TypeDef<'t>) {
    if let Some(name) = definition.name() {
        add_decl(names, Decl { scope, name, what: DeclWhat::Def(definition) });
    }
}

fn add_use<'t>(names: &mut Names<'t>, scope: ScopeIx, item: Use<'t>) {
    let mut decls = Vec::new();
    for used in item.names() {
        if let Some(name) = used.alias().or(used.name()) {
            decls.push(add_decl(names, Decl { scope, name, what: DeclWhat::Used(used, None) }));
        }
    }
    if let Some(scope) = names.scopes.get_mut(scope) {
        scope.uses.push(Uses { item, from: Target::Lost, decls });
    }
}

fn add_decl<'t>(names: &mut Names<'t>, decl: Decl<'t>) -> crate::base::ids::DeclIx {
    let ix = names.decls.push(decl);
    if let Some(scope) = names.scopes.get_mut(decl.scope) {
        scope.decls.push(ix);
        scope.types.entry(decl.name.text()).or_insert(ix);
    }
    ix
}
