//! Where each path leads.

use crate::base::ids::{DeclIx, Ix, ScopeIx, Table, UnitIx};
use crate::base::names::{PackageName, WitName};
use crate::frontend::names::Names;
use crate::frontend::names::decl::{Behind, DeclWhat, ExternWhat, ScopeKind, Target, Unit};
use crate::syntax::ast::{ExternKind, UsePath};

/// Follows the path of every `use`, `include`, import and export, then every used name.
pub(super) fn link(names: &mut Names<'_>) {
    for index in 0..names.scopes.len() {
        link_scope(names, ScopeIx::from_index(index));
    }
    for index in 0..names.scopes.len() {
        link_uses(names, ScopeIx::from_index(index));
    }
    names.definitions = definitions(names);
}

/// The definition at the end of each chain of `use`. Every link is followed once.
fn definitions(names: &Names<'_>) -> Table<DeclIx, Option<Behind>> {
    let mut ends: Table<DeclIx, Option<Behind>> = names.decls.ids().map(|_| None).collect();
    let mut known = vec![false; names.decls.len()];
    for start in names.decls.ids() {
        let mut way = Vec::new();
        let mut decl = start;
        // A decl that is on the way already is known, and to have no end: a circle has none.
        let mut end = loop {
            match known.get_mut(decl.index()) {
                Some(known) if !*known => *known = true,
                Some(_) | None => break ends[decl],
            }
            match names.decls[decl].what {
                DeclWhat::Def(_) => {
                    let end = Some(Behind { definition: decl, links: 0 });
                    ends[decl] = end;
                    break end;
                }
                DeclWhat::Used(_, None) => break None,
                DeclWhat::Used(_, Some(next)) => {
                    way.push(decl);
                    decl = next;
                }
            }
        };
        for step in way.into_iter().rev() {
            end = end.map(|behind| Behind { links: behind.links + 1, ..behind });
            ends[step] = end;
        }
    }
    ends
}

fn link_scope<'t>(names: &mut Names<'t>, scope: ScopeIx) {
    let Some(found) = names.scopes.get(scope) else { return };
    let unit = found.unit;
    let target = |path: Option<UsePath<'t>>| path.map_or(Target::Lost, |path| follow(names, unit, path));
    let uses: Vec<_> = found.uses.iter().map(|uses| target(uses.item.path())).collect();
    let includes: Vec<_> = found.includes.iter().map(|include| target(include.item.path())).collect();
    let externs: Vec<_> = found
        .externs
        .iter()
        .map(|external| match external.item.kind() {
            Some(ExternKind::Path(path)) => target(Some(path)),
            Some(ExternKind::Func(_) | ExternKind::Inline(_)) | None => Target::Lost,
        })
        .collect();
    let Some(found) = names.scopes.get_mut(scope) else { return };
    for (uses, from) in found.uses.iter_mut().zip(uses) {
        uses.from = from;
    }
    for (include, from) in found.includes.iter_mut().zip(includes) {
        include.from = from;
    }
    for (external, to) in found.externs.iter_mut().zip(externs) {
        if let ExternWhat::Interface(target) = &mut external.what {
            *target = to;
        }
    }
}

fn link_uses(names: &mut Names<'_>, scope: ScopeIx) {
    let Some(found) = names.scopes.get(scope) else { return };
    let mut targets: Vec<(DeclIx, DeclIx)> = Vec::new();
    for uses in &found.uses {
        let Some(from) = uses.from.scope().and_then(|from| names.scopes.get(from)) else { continue };
        for decl in &uses.decls {
            let DeclWhat::Used(used, _) = names.decls[*decl].what else { continue };
            let there = used.name().and_then(|name| from.types.get(name.text()));
            targets.extend(there.map(|there| (*decl, *there)));
        }
    }
    for (decl, there) in targets {
        if let Some(decl) = names.decls.get_mut(decl)
            && let DeclWhat::Used(_, target) = &mut decl.what
        {
            *target = Some(there);
        }
    }
}

/// Where a path leads that stands in a unit: the unit's own `use`s come first, then the package's items.
pub(in crate::frontend) fn follow<'t>(names: &Names<'t>, unit: UnitIx, path: UsePath<'t>) -> Target<'t> {
    let Some(name) = path.name() else { return Target::Lost };
    if path.package().is_some() {
        let found = foreign(path).and_then(|package| names.by_name.get(&package).copied());
        return found.map_or(Target::Lost, |package| in_package(names, package, path));
    }
    let Unit { package, by_name, .. } = &names.units[unit];
    let own = names.packages[*package].scopes.get(name.text());
    let is_here = own.is_some_and(|scope| names.scopes[*scope].unit == unit);
    let used = by_name.get(name.text()).and_then(|top| top.path());
    match used {
        // What a file uses may have the name of what another file has.
        Some(used) if !is_here => follow_top(names, unit, used),
        Some(_) | None => in_package(names, *package, path),
    }
}

/// Where the path of a file's own `use` leads.
pub(in crate::frontend) fn follow_top<'t>(names: &Names<'t>, unit: UnitIx, path: UsePath<'t>) -> Target<'t> {
    if path.package().is_some() {
        return follow(names, unit, path);
    }
    // It names an item of the package, not another `use`.
    in_package(names, names.units[unit].package, path)
}

fn in_package<'t>(names: &Names<'t>, package: crate::base::ids::PackageIx, path: UsePath<'t>) -> Target<'t> {
    let Some(name) = path.name() else { return Target::Lost };
    match names.packages[package].scopes.get(name.text()) {
        Some(scope) => Target::Scope(*scope),
        None => Target::NoItem(package, path),
    }
}

/// The package that a path names.
pub(in crate::frontend) fn foreign(path: UsePath<'_>) -> Option<PackageName> {
    let (namespace, name) = path.package()?;
    let version = match path.version() {
        Some(version) => Some(semver::Version::parse(version.text().trim()).ok()?),
        None => None,
    };
    Some(PackageName { namespace: WitName::new(namespace.text()), name: WitName::new(name.text()), version })
}

impl Names<'_> {
    /// The interfaces that a scope uses types of, once each, in the order of their first `use`, each with the place.
    pub(in crate::frontend) fn dependencies(
        &self,
        scope: ScopeIx,
    ) -> impl Iterator<Item = (ScopeIx, crate::syntax::ast::Use<'_>)> {
        self.scopes[scope].uses.iter().filter_map(|uses| {
            let from = uses.from.scope()?;
            let is_interface = self.scopes[from].kind == ScopeKind::Interface;
            (is_interface && !uses.decls.is_empty()).then_some((from, uses.item))
        })
    }
}
