//! What the nodes of a tree mean: thin views, for whoever resolves names. All of it may be missing in a damaged text.

use crate::syntax::error::Span;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind, Token, Tree};

/// Declares a view of nodes.
macro_rules! view {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<'t>(pub(super) Node<'t>);

        impl<'t> $name<'t> {
            /// The node that is viewed.
            pub fn node(self) -> Node<'t> {
                self.0
            }
        }
    };
}

mod gates;
mod types;

pub use crate::syntax::ast::gates::{Gate, docs, gates};
pub use crate::syntax::ast::types::{Func, Member, Signature, TypeDef, TypeDefKind, TypeRef};

/// A name as it is written.
#[derive(Clone, Copy, Debug)]
pub struct Name<'t>(Token<'t>);

impl<'t> Name<'t> {
    /// Its token.
    pub fn token(self) -> Token<'t> {
        self.0
    }

    /// Its text, without the `%` that may escape it.
    pub fn text(self) -> &'t str {
        self.0.name()
    }

    /// Its place.
    pub fn span(self) -> Span {
        self.0.span()
    }
}

/// The names among a node's own tokens. The words `get` and `set` of signatures are not names of anything.
fn names(node: Node<'_>) -> impl Iterator<Item = Name<'_>> {
    node.own_tokens().filter(|token| token.kind().is_name()).map(Name)
}

/// The package of a file.
pub fn header(tree: &Tree) -> Option<PackageName<'_>> {
    tree.root().child(NodeKind::PackageHeader)?.child(NodeKind::PackageName).map(PackageName)
}

/// The items of a file, or in the body of a package, interface, world, resource or inline interface.
pub fn items(holder: Node<'_>) -> impl Iterator<Item = Item<'_>> {
    let body = holder.child(NodeKind::Body).unwrap_or(holder);
    body.children().filter_map(Item::of)
}

/// An item of a file or body. In a damaged text it need not be one that can be there.
#[derive(Clone, Copy, Debug)]
pub enum Item<'t> {
    /// `package a:b;`
    Header(PackageName<'t>),
    /// `package a:b { .. }`
    Package(Package<'t>),
    /// `interface a { .. }`
    Interface(Scope<'t>),
    /// `world a { .. }`
    World(Scope<'t>),
    /// `use a:b/c as d;`, of a file.
    TopUse(TopUse<'t>),
    /// `use a.{b};`, of an interface or world.
    Use(Use<'t>),
    /// `include a;`
    Include(Include<'t>),
    /// `import ..`
    Import(Extern<'t>),
    /// `export ..`
    Export(Extern<'t>),
    /// A type with a name.
    Type(TypeDef<'t>),
    /// A function of an interface or resource, or a constructor.
    Func(Func<'t>),
}

impl<'t> Item<'t> {
    /// The item that `node` is.
    pub fn of(node: Node<'t>) -> Option<Self> {
        Some(match node.kind() {
            NodeKind::PackageHeader => Item::Header(PackageName(node.child(NodeKind::PackageName)?)),
            NodeKind::NestedPackage => Item::Package(Package(node)),
            NodeKind::Interface => Item::Interface(Scope(node)),
            NodeKind::World => Item::World(Scope(node)),
            NodeKind::TopUse => Item::TopUse(TopUse(node)),
            NodeKind::Use => Item::Use(Use(node)),
            NodeKind::Include => Item::Include(Include(node)),
            NodeKind::Import => Item::Import(Extern(node)),
            NodeKind::Export => Item::Export(Extern(node)),
            NodeKind::Alias
            | NodeKind::Record
            | NodeKind::Variant
            | NodeKind::Enum
            | NodeKind::Flags
            | NodeKind::Resource => Item::Type(TypeDef(node)),
            NodeKind::Func | NodeKind::Constructor => Item::Func(Func(node)),
            NodeKind::File
            | NodeKind::PackageName
            | NodeKind::Body
            | NodeKind::UseName
            | NodeKind::UsePath
            | NodeKind::Field
            | NodeKind::Case
            | NodeKind::EnumCase
            | NodeKind::Flag
            | NodeKind::Signature
            | NodeKind::Param
            | NodeKind::Primitive
            | NodeKind::Named
            | NodeKind::List
            | NodeKind::Map
            | NodeKind::Option
            | NodeKind::Result
            | NodeKind::Tuple
            | NodeKind::Future
            | NodeKind::Stream
            | NodeKind::Own
            | NodeKind::Borrow
            | NodeKind::Gate
            | NodeKind::Version
            | NodeKind::Error => return None,
        })
    }

    /// The interface or world that it is.
    pub fn scope(self) -> Option<Scope<'t>> {
        match self {
            Item::Interface(scope) | Item::World(scope) => Some(scope),
            Item::Header(_)
            | Item::Package(_)
            | Item::TopUse(_)
            | Item::Use(_)
            | Item::Include(_)
            | Item::Import(_)
            | Item::Export(_)
            | Item::Type(_)
            | Item::Func(_) => None,
        }
    }
}

view!(
    /// `a:b@1.0.0`
    PackageName
);

impl<'t> PackageName<'t> {
    /// What stands before the colon.
    pub fn namespace(self) -> Option<Name<'t>> {
        names(self.0).next()
    }

    /// What stands after it.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).nth(1)
    }

    /// What stands after the `@`; it may be no version that semver accepts.
    pub fn version(self) -> Option<Node<'t>> {
        self.0.child(NodeKind::Version)
    }
}

view!(
    /// `package a:b { .. }`
    Package
);

impl<'t> Package<'t> {
    /// Its name.
    pub fn name(self) -> Option<PackageName<'t>> {
        self.0.child(NodeKind::PackageName).map(PackageName)
    }

    /// Its interfaces, worlds and uses.
    pub fn items(self) -> impl Iterator<Item = Item<'t>> {
        items(self.0)
    }
}

view!(
    /// An interface or a world.
    Scope
);

impl<'t> Scope<'t> {
    /// Its name.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).next()
    }

    /// What is in its braces.
    pub fn items(self) -> impl Iterator<Item = Item<'t>> {
        items(self.0)
    }
}

view!(
    /// `a` or `a:b/c@1.0.0`
    UsePath
);

impl<'t> UsePath<'t> {
    /// The namespace and name of the package, if one is given.
    pub fn package(self) -> Option<(Name<'t>, Name<'t>)> {
        let mut names = names(self.0);
        let namespace = names.next()?;
        self.0.token(TokenKind::Colon)?;
        Some((namespace, names.next()?))
    }

    /// The interface or world: the last name.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).nth(if self.0.token(TokenKind::Colon).is_some() { 2 } else { 0 })
    }

    /// What stands after the `@`.
    pub fn version(self) -> Option<Node<'t>> {
        self.0.child(NodeKind::Version)
    }
}

fn path(node: Node<'_>) -> Option<UsePath<'_>> {
    node.child(NodeKind::UsePath).map(UsePath)
}

view!(
    /// `use a:b/c as d;`, of a file.
    TopUse
);

impl<'t> TopUse<'t> {
    /// What is used.
    pub fn path(self) -> Option<UsePath<'t>> {
        path(self.0)
    }

    /// The name it gets here, if another than its own.
    pub fn alias(self) -> Option<Name<'t>> {
        names(self.0).next()
    }
}

view!(
    /// `use a.{b, c as d};`
    Use
);

impl<'t> Use<'t> {
    /// The interface.
    pub fn path(self) -> Option<UsePath<'t>> {
        path(self.0)
    }

    /// What is used of it.
    pub fn names(self) -> impl Iterator<Item = UseName<'t>> {
        self.0.descendants().filter(|node| node.kind() == NodeKind::UseName).map(UseName)
    }
}

view!(
    /// `include a with { b as c }`
    Include
);

impl<'t> Include<'t> {
    /// The world.
    pub fn path(self) -> Option<UsePath<'t>> {
        path(self.0)
    }

    /// The names that are changed.
    pub fn renamings(self) -> impl Iterator<Item = UseName<'t>> {
        self.0.children().filter(|node| node.kind() == NodeKind::UseName).map(UseName)
    }
}

view!(
    /// `a` or `a as b`
    UseName
);

impl<'t> UseName<'t> {
    /// The name it has there.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).next()
    }

    /// The name it gets here, if another.
    pub fn alias(self) -> Option<Name<'t>> {
        names(self.0).nth(1)
    }
}

view!(
    /// An import or export.
    Extern
);

/// What is imported or exported.
#[derive(Clone, Copy, Debug)]
pub enum ExternKind<'t> {
    /// `name: func(..);`
    Func(Signature<'t>),
    /// `name: interface { .. }`; [`items`] of the node are the interface's.
    Inline(Node<'t>),
    /// `a:b/c;`, or `name: a:b/c;`
    Path(UsePath<'t>),
}

impl<'t> Extern<'t> {
    /// The name before the colon.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).next()
    }

    /// The path of the interface, with or without a name before it.
    pub fn path(self) -> Option<UsePath<'t>> {
        path(self.0)
    }

    /// What it is.
    pub fn kind(self) -> Option<ExternKind<'t>> {
        if let Some(signature) = self.0.child(NodeKind::Signature) {
            return Some(ExternKind::Func(Signature(signature)));
        }
        if self.0.child(NodeKind::Body).is_some() {
            return Some(ExternKind::Inline(self.0));
        }
        path(self.0).map(ExternKind::Path)
    }
}
