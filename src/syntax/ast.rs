//! What the nodes of a tree mean: thin views, for whoever resolves names. All of it may be missing in a damaged text.

use crate::syntax::error::Span;
use crate::syntax::strings::unescape;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind, Token, Tree};

/// Declares a view of nodes.
macro_rules! view {
    ($(#[$docs:meta])* $name:ident) => {
        $(#[$docs])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub struct $name<'t>(Node<'t>);

        impl<'t> $name<'t> {
            /// The node that is viewed.
            pub fn node(self) -> Node<'t> {
                self.0
            }
        }
    };
}

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

view!(
    /// A definition of a type.
    TypeDef
);

/// What a definition says.
#[derive(Clone, Copy, Debug)]
pub enum TypeDefKind<'t> {
    /// `type a = ..;`
    Alias(Option<TypeRef<'t>>),
    /// The [`TypeDef::members`] have types.
    Record,
    /// The members may have types.
    Variant,
    /// The members have none.
    Enum,
    /// Nor have these.
    Flags,
    /// [`items`] of the node are its functions.
    Resource,
}

impl<'t> TypeDef<'t> {
    /// Its name.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).next()
    }

    /// What kind of type it defines.
    pub fn kind(self) -> Option<TypeDefKind<'t>> {
        let keyword = self.0.own_tokens().find(|token| token.kind().begins_typedef())?;
        match keyword.kind() {
            TokenKind::Type => Some(TypeDefKind::Alias(type_in(self.0))),
            TokenKind::Record => Some(TypeDefKind::Record),
            TokenKind::Variant => Some(TypeDefKind::Variant),
            TokenKind::Enum => Some(TypeDefKind::Enum),
            TokenKind::Flags => Some(TypeDefKind::Flags),
            _ => Some(TypeDefKind::Resource),
        }
    }

    /// Fields, cases or flags.
    pub fn members(self) -> impl Iterator<Item = Member<'t>> {
        let is_member = |kind| {
            matches!(kind, NodeKind::Field | NodeKind::Case | NodeKind::EnumCase | NodeKind::Flag)
        };
        self.0.children().filter(move |node| is_member(node.kind())).map(Member)
    }
}

view!(
    /// A field, case, flag or parameter.
    Member
);

impl<'t> Member<'t> {
    /// Its name.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).next()
    }

    /// Its type, where it has one.
    pub fn ty(self) -> Option<TypeRef<'t>> {
        type_in(self.0)
    }
}

view!(
    /// A function of an interface or resource, or a constructor.
    Func
);

impl<'t> Func<'t> {
    /// Its name; a constructor has none.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).next()
    }

    /// Whether it is a constructor.
    pub fn is_constructor(self) -> bool {
        self.0.kind() == NodeKind::Constructor
    }

    /// Whether it is `static`.
    pub fn is_static(self) -> bool {
        self.0.token(TokenKind::Static).is_some()
    }

    /// Its parameters and result.
    pub fn signature(self) -> Option<Signature<'t>> {
        self.0.child(NodeKind::Signature).map(Signature)
    }
}

view!(
    /// `async func(..) -> type` and its like.
    Signature
);

impl<'t> Signature<'t> {
    /// Whether it is `async`.
    pub fn is_async(self) -> bool {
        self.0.token(TokenKind::Async).is_some()
    }

    /// `get` or `set`.
    pub fn accessor(self) -> Option<Token<'t>> {
        self.0.token(TokenKind::Name)
    }

    /// Its parameters.
    pub fn params(self) -> impl Iterator<Item = Member<'t>> {
        self.0.children().filter(|node| node.kind() == NodeKind::Param).map(Member)
    }

    /// Its result.
    pub fn result(self) -> Option<TypeRef<'t>> {
        type_in(self.0)
    }
}

view!(
    /// A type where it is used.
    TypeRef
);

fn type_in(node: Node<'_>) -> Option<TypeRef<'_>> {
    node.children().find(|child| child.kind().is_type()).map(TypeRef)
}

impl<'t> TypeRef<'t> {
    /// What it is built with.
    pub fn kind(self) -> NodeKind {
        self.0.kind()
    }

    /// The keyword of a primitive type.
    pub fn primitive(self) -> Option<TokenKind> {
        let keyword = self.0.own_tokens().next()?.kind();
        keyword.is_primitive().then_some(keyword)
    }

    /// The name it consists of, or that of the resource in `own<..>` and `borrow<..>`.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).next()
    }

    /// The types in its `<..>`, in order. The `_` of `result<_, type>` is no type.
    pub fn arguments(self) -> impl Iterator<Item = TypeRef<'t>> {
        self.0.children().filter(|child| child.kind().is_type()).map(TypeRef)
    }

    /// Whether a result has `_` for its first argument.
    pub fn skips_ok(self) -> bool {
        self.0.token(TokenKind::Underscore).is_some()
    }

    /// The length of a list that has one.
    pub fn length(self) -> Option<Token<'t>> {
        self.0.token(TokenKind::Integer)
    }
}

view!(
    /// `@since(version = 1.0.0)` and its like.
    Gate
);

/// The gates of an item.
pub fn gates(item: Node<'_>) -> impl Iterator<Item = Gate<'_>> {
    item.children().filter(|node| node.kind() == NodeKind::Gate).map(Gate)
}

impl<'t> Gate<'t> {
    /// `since`, `unstable`, `deprecated`, `external-id`, or something unknown.
    pub fn name(self) -> Option<Name<'t>> {
        names(self.0).next()
    }

    /// The version of `since` and `deprecated`.
    pub fn version(self) -> Option<Node<'t>> {
        self.0.child(NodeKind::Version)
    }

    /// The feature of `unstable`.
    pub fn feature(self) -> Option<Name<'t>> {
        names(self.0).nth(2)
    }

    /// The text of `external-id`.
    pub fn text(self) -> Option<String> {
        let literal = self.0.token(TokenKind::String)?.text();
        unescape(literal.strip_prefix('"')?.strip_suffix('"')?)
    }
}

/// The documentation of an item or member: its `///` and `/** */` comments without their marks, one line each.
pub fn docs(node: Node<'_>) -> Option<String> {
    let comments = node.leading_comments().filter(|token| token.kind().is_doc());
    let mut lines = Vec::new();
    for comment in comments {
        let text = comment.text();
        match text.strip_prefix("///") {
            Some(line) => lines.push(line.strip_prefix(' ').unwrap_or(line).trim_end()),
            None => lines.extend(block_lines(text)),
        }
    }
    (!lines.is_empty()).then(|| lines.join("\n"))
}

/// The lines of `/** .. */`, without the stars that they may begin with.
fn block_lines(text: &str) -> impl Iterator<Item = &str> {
    let inner = text.trim_start_matches("/**").trim_end_matches("*/").trim();
    inner.lines().map(|line| {
        let line = line.trim();
        line.strip_prefix('*').map_or(line, |line| line.strip_prefix(' ').unwrap_or(line))
    })
}
