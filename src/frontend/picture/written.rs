//! What a world says itself: resolved, it also has what that needs, and what the worlds have that it includes.

use std::collections::BTreeSet;

use wit_parser::{InterfaceId, PackageId, Resolve, WorldId};

use crate::frontend::picture::Resolved;
use crate::syntax;
use crate::syntax::ast::{ExternKind, Item, Scope, UsePath, items};
use crate::syntax::tree::{Node, Tree};

/// What a world says.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// The worlds that it includes.
    pub(super) includes: Vec<WorldId>,
    /// What it imports by name: plain names, and the ids of interfaces.
    pub(super) imports: BTreeSet<String>,
    /// What it exports.
    pub(super) exports: BTreeSet<String>,
}

/// What is written in `world`. If its text can't be found, that is nothing.
pub(super) fn written(resolved: &Resolved, world: WorldId) -> Written {
    let mut written = Written::default();
    let Some((tree, start)) = text(resolved, world) else { return written };
    let Some(package) = resolved.resolve.worlds[world].package else { return written };
    let Some((holder, scope)) = find(&tree, start) else { return written };
    let names = Names { resolve: &resolved.resolve, package, holder };
    for item in scope.items() {
        match item {
            Item::Include(include) => {
                written.includes.extend(include.path().and_then(|path| names.world(path)));
            }
            Item::Import(import) => written.imports.extend(names.of_extern(import.name(), import.kind())),
            Item::Export(export) => written.exports.extend(names.of_extern(export.name(), export.kind())),
            Item::Header(_)
            | Item::Package(_)
            | Item::Interface(_)
            | Item::World(_)
            | Item::TopUse(_)
            | Item::Use(_)
            | Item::Type(_)
            | Item::Func(_) => {}
        }
    }
    written
}

/// The text that has the world, and where in it its name is.
fn text(resolved: &Resolved, world: WorldId) -> Option<(Tree, u32)> {
    let span = resolved.resolve.worlds[world].span;
    let found = resolved.resolve.source_map.resolve_span(span)?;
    let at = resolved.sources.locate(found.path, &found.range)?;
    let file = resolved.sources.file(at)?;
    Some((syntax::parse(file.text.clone()), at.start))
}

/// The world whose text has the byte `start`, and the file or package body that it is in.
fn find(tree: &Tree, start: u32) -> Option<(Node<'_>, Scope<'_>)> {
    let root = tree.root();
    let packages = items(root).filter_map(|item| match item {
        Item::Package(package) => Some(package.node()),
        Item::Header(_)
        | Item::Interface(_)
        | Item::World(_)
        | Item::TopUse(_)
        | Item::Use(_)
        | Item::Include(_)
        | Item::Import(_)
        | Item::Export(_)
        | Item::Type(_)
        | Item::Func(_) => None,
    });
    std::iter::once(root).chain(packages).find_map(|holder| {
        let has = |scope: &Scope<'_>| {
            let span = scope.node().span();
            (span.start..span.end).contains(&start)
        };
        items(holder).find_map(|item| {
            if let Item::World(scope) = item { has(&scope).then_some((holder, scope)) } else { None }
        })
    })
}

/// What names mean in one file.
struct Names<'t> {
    resolve: &'t Resolve,
    package: PackageId,
    holder: Node<'t>,
}

impl Names<'_> {
    /// The key of an import or export: its own name, or the id of its interface.
    fn of_extern(&self, name: Option<syntax::ast::Name<'_>>, kind: Option<ExternKind<'_>>) -> Option<String> {
        match (name, kind?) {
            (Some(name), _) => Some(name.text().to_owned()),
            (None, ExternKind::Path(path)) => self.interface(path).and_then(|id| self.resolve.id_of(id)),
            (None, ExternKind::Func(_) | ExternKind::Inline(_)) => None,
        }
    }

    fn interface(&self, path: UsePath<'_>) -> Option<InterfaceId> {
        let (package, name) = self.target(path)?;
        self.resolve.packages[package].interfaces.get(&name).copied()
    }

    fn world(&self, path: UsePath<'_>) -> Option<WorldId> {
        let (package, name) = self.target(path)?;
        self.resolve.packages[package].worlds.get(&name).copied()
    }

    /// The package and the name in it that a path leads to.
    fn target(&self, path: UsePath<'_>) -> Option<(PackageId, String)> {
        let name = path.name()?.text();
        if path.package().is_some() {
            return self.qualified(path);
        }
        // `use a:b/c as d;` of the same file gives the name `d` to something else.
        let used = items(self.holder).find_map(|item| {
            let Item::TopUse(used) = item else { return None };
            let path = used.path()?;
            let known = used.alias().or(path.name())?.text();
            (known == name).then_some(path)
        });
        match used {
            Some(path) if path.package().is_some() => self.qualified(path),
            Some(path) => Some((self.package, path.name()?.text().to_owned())),
            None => Some((self.package, name.to_owned())),
        }
    }

    fn qualified(&self, path: UsePath<'_>) -> Option<(PackageId, String)> {
        let (namespace, package) = path.package()?;
        let version = path.version().map(|version| version.text().trim_start_matches('@'));
        let found = self.resolve.packages.iter().find(|(_, known)| {
            let is_version = match (&known.name.version, version) {
                (Some(known), Some(wanted)) => known.to_string() == wanted,
                (None, None) => true,
                (Some(_), None) | (None, Some(_)) => false,
            };
            known.name.namespace == namespace.text() && known.name.name == package.text() && is_version
        });
        Some((found?.0, path.name()?.text().to_owned()))
    }
}
