//! Types, their definitions, and functions.

use crate::syntax::ast::{Name, names};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind, Token};

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
    /// `items` of the node are its functions.
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
        let kinds = [
            (TokenKind::Type, TypeDefKind::Alias(type_in(self.0))),
            (TokenKind::Record, TypeDefKind::Record),
            (TokenKind::Variant, TypeDefKind::Variant),
            (TokenKind::Enum, TypeDefKind::Enum),
            (TokenKind::Flags, TypeDefKind::Flags),
            (TokenKind::Resource, TypeDefKind::Resource),
        ];
        kinds.into_iter().find(|(kind, _)| *kind == keyword.kind()).map(|(_, kind)| kind)
    }

    /// Fields, cases or flags.
    pub fn members(self) -> impl Iterator<Item = Member<'t>> {
        let is_member =
            |kind| matches!(kind, NodeKind::Field | NodeKind::Case | NodeKind::EnumCase | NodeKind::Flag);
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
    /// The signature that a node is, if it is one.
    pub fn of(node: Node<'t>) -> Option<Self> {
        (node.kind() == NodeKind::Signature).then_some(Self(node))
    }

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
    /// The type that a node is, if it is one.
    pub fn of(node: Node<'t>) -> Option<Self> {
        node.kind().is_type().then_some(Self(node))
    }

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
