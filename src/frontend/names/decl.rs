//! What is declared where: packages, their files, interfaces and worlds, and the types and functions in those.

use crate::base::ids::{DeclIx, FileIx, PackageIx, ScopeIx, UnitIx};
use crate::base::maps::HashMap;
use crate::base::names::PackageName;
use crate::base::source::Location;
use crate::frontend::packages::Origin;
use crate::syntax::ast::{Extern, Func, Include, Name, TopUse, TypeDef, Use, UseName, UsePath};
use crate::syntax::tree::Node;

/// A package: what its files, or its blocks, have together.
#[derive(Debug)]
pub(in crate::frontend) struct Package<'t> {
    /// Its name, with the version.
    pub(in crate::frontend) name: PackageName,
    /// Where it is named first; the start of its first file where it is not.
    pub(in crate::frontend) at: Location,
    /// Who brought it.
    pub(in crate::frontend) origin: Origin,
    /// Its files, or the one block `package a:b { .. }`.
    pub(in crate::frontend) units: Vec<UnitIx>,
    /// Its interfaces and worlds. Of two with one name the first.
    pub(in crate::frontend) scopes: HashMap<&'t str, ScopeIx>,
}

/// A file, or a nested package: what has a name space of its own for top-level `use`.
#[derive(Debug)]
pub(in crate::frontend) struct Unit<'t> {
    /// The file it is (in).
    pub(in crate::frontend) file: FileIx,
    /// The package it belongs to.
    pub(in crate::frontend) package: PackageIx,
    /// The node that has the items.
    pub(in crate::frontend) holder: Node<'t>,
    /// The interfaces and worlds that have other names here.
    pub(in crate::frontend) uses: Vec<(Name<'t>, TopUse<'t>)>,
    /// The same by the names they have here. Of two with one name the first.
    pub(in crate::frontend) by_name: HashMap<&'t str, TopUse<'t>>,
    /// Its interfaces and worlds, in order, those in the worlds too, after their world.
    pub(in crate::frontend) scopes: Vec<ScopeIx>,
}

/// An interface or a world.
#[derive(Debug)]
pub(in crate::frontend) struct Scope<'t> {
    /// What it is.
    pub(in crate::frontend) kind: ScopeKind,
    /// Its name; of an inline interface the name it is imported or exported by.
    pub(in crate::frontend) name: Name<'t>,
    /// Where it is written.
    pub(in crate::frontend) unit: UnitIx,
    /// All of it.
    pub(in crate::frontend) node: Node<'t>,
    /// The types that can be named in it. Of two with one name the first.
    pub(in crate::frontend) types: HashMap<&'t str, DeclIx>,
    /// The same and those that have a name that is taken, in the order in which they stand there.
    pub(in crate::frontend) decls: Vec<DeclIx>,
    /// Its functions; those of its resources are theirs.
    pub(in crate::frontend) funcs: Vec<Func<'t>>,
    /// What it uses.
    pub(in crate::frontend) uses: Vec<Uses<'t>>,
    /// What it includes, if it is a world.
    pub(in crate::frontend) includes: Vec<Includes<'t>>,
    /// What it imports and exports, if it is a world.
    pub(in crate::frontend) externs: Vec<Externs<'t>>,
}

/// What a scope is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::frontend) enum ScopeKind {
    /// `interface a { .. }`
    Interface,
    /// `world a { .. }`
    World,
    /// `import a: interface { .. }`, or `export`, in this world.
    Inline(ScopeIx),
}

impl ScopeKind {
    /// What people call it.
    pub(in crate::frontend) fn word(self) -> &'static str {
        match self {
            ScopeKind::Interface | ScopeKind::Inline(_) => "interface",
            ScopeKind::World => "world",
        }
    }

    /// The same with its article.
    pub(in crate::frontend) fn phrase(self) -> &'static str {
        match self {
            ScopeKind::Interface | ScopeKind::Inline(_) => "an interface",
            ScopeKind::World => "a world",
        }
    }
}

/// `use a.{b, c as d};`
#[derive(Debug)]
pub(in crate::frontend) struct Uses<'t> {
    /// The statement.
    pub(in crate::frontend) item: Use<'t>,
    /// The interface.
    pub(in crate::frontend) from: Target<'t>,
    /// What it declares.
    pub(in crate::frontend) decls: Vec<DeclIx>,
}

/// `include a;`
#[derive(Debug)]
pub(in crate::frontend) struct Includes<'t> {
    /// The statement.
    pub(in crate::frontend) item: Include<'t>,
    /// The world.
    pub(in crate::frontend) from: Target<'t>,
}

/// An import or export.
#[derive(Debug)]
pub(in crate::frontend) struct Externs<'t> {
    /// The statement.
    pub(in crate::frontend) item: Extern<'t>,
    /// What it is.
    pub(in crate::frontend) what: ExternWhat<'t>,
}

/// What is imported or exported.
#[derive(Debug)]
pub(in crate::frontend) enum ExternWhat<'t> {
    /// A function.
    Func,
    /// `name: interface { .. }`
    Inline(ScopeIx),
    /// An interface, perhaps under a name of its own.
    Interface(Target<'t>),
    /// The text is damaged.
    Unknown,
}

/// Where a path leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::frontend) enum Target<'t> {
    /// To an interface or world, which need not be what is wanted there.
    Scope(ScopeIx),
    /// Nowhere: this package has no such item.
    NoItem(PackageIx, UsePath<'t>),
    /// Nowhere, which has been told: no such package, or the text is damaged.
    Lost,
}

impl Target<'_> {
    /// The scope, if it leads to one.
    pub(in crate::frontend) fn scope(self) -> Option<ScopeIx> {
        match self {
            Target::Scope(scope) => Some(scope),
            Target::NoItem(..) | Target::Lost => None,
        }
    }
}

/// A type that has a name in a scope.
#[derive(Clone, Copy, Debug)]
pub(in crate::frontend) struct Decl<'t> {
    /// The scope.
    pub(in crate::frontend) scope: ScopeIx,
    /// The name it has there.
    pub(in crate::frontend) name: Name<'t>,
    /// What it is.
    pub(in crate::frontend) what: DeclWhat<'t>,
}

/// Where the chain of `use` ends that a type is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::frontend) struct Behind {
    /// The definition.
    pub(in crate::frontend) definition: DeclIx,
    /// How many `use` lead to it.
    pub(in crate::frontend) links: u32,
}

/// How a type gets its name.
#[derive(Clone, Copy, Debug)]
pub(in crate::frontend) enum DeclWhat<'t> {
    /// It is defined.
    Def(TypeDef<'t>),
    /// It is used from another interface, where it is this; `None` if there is no such type.
    Used(UseName<'t>, Option<DeclIx>),
}
