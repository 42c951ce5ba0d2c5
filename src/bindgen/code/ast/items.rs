//! Items, their members, and attributes.

use crate::bindgen::code::ast::{Block, Bound, Delimiter, Expr, Generics, Lit, MacroCall, Pat, Path, Type};
use crate::bindgen::code::lex::Token;

/// An item of a file, module, `impl`, `trait` or `extern` block.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Item<'a> {
    /// Those in front of it, and the inner ones of its body.
    pub(in crate::bindgen) attrs: &'a [Attribute<'a>],
    pub(in crate::bindgen) vis: Vis<'a>,
    pub(in crate::bindgen) kind: ItemKind<'a>,
}

/// Who sees an item.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum Vis<'a> {
    /// Its module.
    Inherited,
    /// `pub`
    Public,
    /// `pub(crate)`, `pub(in a::b)`
    Restricted(Path<'a>),
}

/// What an item is.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum ItemKind<'a> {
    /// `const A: T = b;`
    Const(&'a ConstItem<'a>),
    /// `enum E { .. }`
    Enum(&'a EnumItem<'a>),
    /// `fn f() { .. }`
    Fn(&'a FnItem<'a>),
    /// `extern "C" { .. }`
    Foreign(&'a ForeignItem<'a>),
    /// `impl T { .. }`
    Impl(&'a ImplItem<'a>),
    /// A macro call, and whether a semicolon follows.
    Macro(&'a MacroCall<'a>, bool),
    /// `mod m { .. }`
    Mod(&'a ModItem<'a>),
    /// `static A: T = b;`
    Static(&'a StaticItem<'a>),
    /// `struct S { .. }`
    Struct(&'a StructItem<'a>),
    /// `trait T { .. }`
    Trait(&'a TraitItem<'a>),
    /// `type A = B;`
    Alias(&'a AliasItem<'a>),
    /// `use a::b;`
    Use(&'a UseItem<'a>),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct ConstItem<'a> {
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) ty: Type<'a>,
    pub(in crate::bindgen) value: Option<Expr<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct StaticItem<'a> {
    pub(in crate::bindgen) safety: Safety,
    pub(in crate::bindgen) mutable: bool,
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) ty: Type<'a>,
    pub(in crate::bindgen) value: Option<Expr<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct EnumItem<'a> {
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) generics: Generics<'a>,
    pub(in crate::bindgen) variants: &'a [Variant<'a>],
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Variant<'a> {
    pub(in crate::bindgen) attrs: &'a [Attribute<'a>],
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) fields: Fields<'a>,
    pub(in crate::bindgen) value: Option<Expr<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct StructItem<'a> {
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) generics: Generics<'a>,
    pub(in crate::bindgen) fields: Fields<'a>,
}

/// The fields of a struct or variant.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum Fields<'a> {
    /// `{ a: T }`
    Named(&'a [Field<'a>]),
    /// `(T)`
    Unnamed(&'a [Field<'a>]),
    /// None.
    Unit,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Field<'a> {
    pub(in crate::bindgen) attrs: &'a [Attribute<'a>],
    pub(in crate::bindgen) vis: Vis<'a>,
    pub(in crate::bindgen) name: Option<&'a str>,
    pub(in crate::bindgen) ty: Type<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct FnItem<'a> {
    pub(in crate::bindgen) sig: Signature<'a>,
    pub(in crate::bindgen) body: Option<Block<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Signature<'a> {
    pub(in crate::bindgen) is_const: bool,
    pub(in crate::bindgen) is_async: bool,
    pub(in crate::bindgen) safety: Safety,
    /// The literal behind `extern`, `"C"` where there is none.
    pub(in crate::bindgen) abi: Option<&'a str>,
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) generics: Generics<'a>,
    pub(in crate::bindgen) inputs: &'a [FnArg<'a>],
    pub(in crate::bindgen) output: Option<Type<'a>>,
}

/// Whether calling is unsafe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::bindgen) enum Safety {
    /// Nothing is said.
    Default,
    /// `safe`
    Safe,
    /// `unsafe`
    Unsafe,
}

impl Safety {
    /// The word and a space.
    pub(in crate::bindgen) fn word(self) -> &'static str {
        match self {
            Safety::Default => "",
            Safety::Safe => "safe ",
            Safety::Unsafe => "unsafe ",
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum FnArg<'a> {
    /// `&self`
    Receiver(&'a Receiver<'a>),
    /// `a: T`
    Typed(&'a [Attribute<'a>], &'a Pat<'a>, &'a Type<'a>),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Receiver<'a> {
    pub(in crate::bindgen) attrs: &'a [Attribute<'a>],
    /// `mut self`
    pub(in crate::bindgen) mutable: bool,
    pub(in crate::bindgen) kind: ReceiverKind<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum ReceiverKind<'a> {
    /// `self`
    Value,
    /// `&'a mut self`
    Reference(Option<&'a str>, bool),
    /// `self: T`
    Typed(&'a Type<'a>),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct ForeignItem<'a> {
    pub(in crate::bindgen) is_unsafe: bool,
    pub(in crate::bindgen) abi: &'a str,
    pub(in crate::bindgen) items: &'a [Item<'a>],
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct ImplItem<'a> {
    pub(in crate::bindgen) is_unsafe: bool,
    pub(in crate::bindgen) generics: Generics<'a>,
    /// Whether it is `!Trait`.
    pub(in crate::bindgen) negative: bool,
    pub(in crate::bindgen) of_trait: Option<Path<'a>>,
    pub(in crate::bindgen) ty: Type<'a>,
    pub(in crate::bindgen) items: &'a [Item<'a>],
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct ModItem<'a> {
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) items: Option<&'a [Item<'a>]>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct TraitItem<'a> {
    pub(in crate::bindgen) is_unsafe: bool,
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) generics: Generics<'a>,
    pub(in crate::bindgen) supertraits: &'a [Bound<'a>],
    pub(in crate::bindgen) items: &'a [Item<'a>],
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct AliasItem<'a> {
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) generics: Generics<'a>,
    pub(in crate::bindgen) bounds: &'a [Bound<'a>],
    pub(in crate::bindgen) ty: Option<Type<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct UseItem<'a> {
    /// Whether the path begins with `::`.
    pub(in crate::bindgen) leading: bool,
    pub(in crate::bindgen) tree: UseTree<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum UseTree<'a> {
    /// `a::..`
    Path(&'a str, &'a UseTree<'a>),
    /// `a`
    Name(&'a str),
    /// `a as b`
    Rename(&'a str, &'a str),
    /// `*`
    Glob,
    /// `{a, b}`
    Group(&'a [UseTree<'a>]),
}

/// An attribute.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Attribute<'a> {
    /// `#![..]`
    pub(in crate::bindgen) inner: bool,
    pub(in crate::bindgen) meta: Meta<'a>,
}

/// What is between the brackets of an attribute.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Meta<'a> {
    pub(in crate::bindgen) path: Path<'a>,
    pub(in crate::bindgen) arguments: Arguments<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum Arguments<'a> {
    /// `name`
    None,
    /// `name = value`
    Value(&'a [Token<'a>]),
    /// `name(..)`
    List(&'a AttrList<'a>),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct AttrList<'a> {
    pub(in crate::bindgen) delimiter: Delimiter,
    pub(in crate::bindgen) tokens: &'a [Token<'a>],
    /// Its members, if they are of the usual form.
    pub(in crate::bindgen) items: Option<&'a [Nested<'a>]>,
}

/// A member of an attribute's list.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum Nested<'a> {
    /// `name`, `name = value`, `name(..)`
    Meta(Meta<'a>),
    /// `"text"`
    Lit(Lit<'a>),
}
