//! Who refers to whom: every package, interface, world and type of a run, and where each path leads.

/// When two names count as one.
pub(in crate::frontend) mod canonical;
pub(in crate::frontend) mod collect;
pub(in crate::frontend) mod decl;
pub(in crate::frontend) mod link;

use crate::base::ids::{DeclIx, FileIx, PackageIx, ScopeIx, Table, UnitIx};
use crate::base::maps::HashMap;
use crate::base::names::PackageName;
use crate::base::source::Location;
use crate::frontend::names::decl::{Behind, Decl, DeclWhat, Package, Scope, ScopeKind, Unit};
use crate::frontend::packages::{Group, Origin};
use crate::frontend::texts::Texts;
use crate::syntax::ast::{Name, TypeDef};
use crate::syntax::error::Span;

/// Everything that has a name, and where it is referred to from a path.
#[derive(Debug, Default)]
pub(super) struct Names<'t> {
    pub(super) packages: Table<PackageIx, Package<'t>>,
    pub(super) by_name: HashMap<PackageName, PackageIx>,
    pub(super) units: Table<UnitIx, Unit<'t>>,
    pub(super) scopes: Table<ScopeIx, Scope<'t>>,
    pub(super) decls: Table<DeclIx, Decl<'t>>,
    /// Of each type the definition behind it, however many interfaces hand it on. `None` if there is none.
    pub(super) definitions: Table<DeclIx, Option<Behind>>,
}

/// Collects the names of all packages and follows their paths. What is damaged or declared twice is left out: nothing
/// here finds fault.
pub(super) fn names<'t, 'g>(texts: &'t Texts, groups: impl Iterator<Item = &'g Group>) -> Names<'t> {
    let mut names = Names::default();
    collect::collect(&mut names, texts, groups);
    link::link(&mut names);
    names
}

impl<'t> Names<'t> {
    /// The file that a scope is in.
    pub(super) fn file(&self, scope: ScopeIx) -> FileIx {
        self.units[self.scopes[scope].unit].file
    }

    /// The package that a scope is in.
    pub(super) fn package(&self, scope: ScopeIx) -> PackageIx {
        self.units[self.scopes[scope].unit].package
    }

    /// Who brought the scope.
    pub(super) fn origin(&self, scope: ScopeIx) -> Origin {
        self.packages[self.package(scope)].origin
    }

    /// A place in the file of a scope.
    pub(super) fn at(&self, scope: ScopeIx, span: Span) -> Location {
        span.in_file(self.file(scope))
    }

    /// Where a scope is named.
    pub(super) fn scope_at(&self, scope: ScopeIx) -> Location {
        self.at(scope, self.scopes[scope].name.span())
    }

    /// Where a type is named.
    pub(super) fn decl_at(&self, decl: DeclIx) -> Location {
        let Decl { scope, name, .. } = self.decls[decl];
        self.at(scope, name.span())
    }

    /// What a scope is called: "interface `types`", with its package unless that is `from`.
    pub(super) fn called(&self, scope: ScopeIx, from: PackageIx) -> String {
        let package = self.package(scope);
        let Scope { kind, name, .. } = &self.scopes[scope];
        if package == from {
            return format!("{} `{}`", kind.word(), name.text());
        }
        format!("{} `{}`", kind.word(), self.qualified(scope))
    }

    /// `namespace:package/name@version`
    pub(super) fn qualified(&self, scope: ScopeIx) -> String {
        let PackageName { namespace, name, version } = &self.packages[self.package(scope)].name;
        let version = version.as_ref().map(|version| format!("@{version}")).unwrap_or_default();
        format!("{namespace}:{name}/{}{version}", self.scopes[scope].name.text())
    }

    /// The type that a name in a scope stands for.
    pub(super) fn named(&self, scope: ScopeIx, name: Name<'_>) -> Option<DeclIx> {
        self.scopes[scope].types.get(name.text()).copied()
    }

    /// The definition behind a name, which may be used from interface to interface. `None` if there is none.
    pub(super) fn definition(&self, decl: DeclIx) -> Option<(DeclIx, TypeDef<'t>)> {
        let behind = self.definitions.get(decl).copied().flatten()?;
        match self.decls[behind.definition].what {
            DeclWhat::Def(definition) => Some((behind.definition, definition)),
            DeclWhat::Used(..) => None,
        }
    }

    /// All scopes that the user is responsible for.
    pub(super) fn own_scopes(&self) -> impl Iterator<Item = (ScopeIx, &Scope<'t>)> {
        self.scopes.iter().filter(|(scope, _)| self.origin(*scope) == Origin::Root)
    }

    /// The world that a scope is, or is written in.
    pub(super) fn is_world(&self, scope: ScopeIx) -> bool {
        self.scopes[scope].kind == ScopeKind::World
    }
}
