//! Patterns.

use crate::bindgen::code::ast::{Expr, Lit, MacroCall, Path, PathExpr, QSelf, Type};

/// A pattern.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum Pat<'a> {
    /// `ref mut name @ pattern`
    Ident(&'a IdentPat<'a>),
    /// `1`
    Lit(Lit<'a>),
    /// `name!(..)`
    Macro(&'a MacroCall<'a>),
    /// `a | b`
    Or(&'a [Pat<'a>]),
    /// `(a)`
    Paren(&'a Pat<'a>),
    /// `a::B`
    Path(&'a PathExpr<'a>),
    /// `1..=2`
    Range(&'a RangePat<'a>),
    /// `&mut a`: whether it is mutable, and of what.
    Reference(bool, &'a Pat<'a>),
    /// `..`
    Rest,
    /// `[a, b]`
    Slice(&'a [Pat<'a>]),
    /// `S { a, .. }`
    Struct(&'a StructPat<'a>),
    /// `(a, b)`
    Tuple(&'a [Pat<'a>]),
    /// `S(a, b)`
    TupleStruct(&'a TuplePat<'a>),
    /// `a: T`
    Type(&'a TypedPat<'a>),
    /// `_`
    Wild,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct IdentPat<'a> {
    pub(in crate::bindgen) by_ref: bool,
    pub(in crate::bindgen) mutable: bool,
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) inner: Option<Pat<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct RangePat<'a> {
    pub(in crate::bindgen) start: Option<Expr<'a>>,
    pub(in crate::bindgen) op: &'a str,
    pub(in crate::bindgen) end: Option<Expr<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct StructPat<'a> {
    pub(in crate::bindgen) qself: Option<QSelf<'a>>,
    pub(in crate::bindgen) path: Path<'a>,
    pub(in crate::bindgen) fields: &'a [FieldPat<'a>],
    /// Whether `..` follows the fields.
    pub(in crate::bindgen) dots: bool,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct FieldPat<'a> {
    /// `None` where the pattern is the name.
    pub(in crate::bindgen) member: Option<&'a str>,
    pub(in crate::bindgen) pat: Pat<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct TuplePat<'a> {
    pub(in crate::bindgen) qself: Option<QSelf<'a>>,
    pub(in crate::bindgen) path: Path<'a>,
    pub(in crate::bindgen) elems: &'a [Pat<'a>],
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct TypedPat<'a> {
    pub(in crate::bindgen) pat: Pat<'a>,
    pub(in crate::bindgen) ty: Type<'a>,
}
