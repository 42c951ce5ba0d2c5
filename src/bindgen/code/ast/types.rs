//! Types, paths, generics and bounds.

use crate::bindgen::code::ast::{Attribute, Expr, MacroCall};

/// A type.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum Type<'a> {
    /// `[T; n]`
    Array(&'a Type<'a>, &'a Expr<'a>),
    /// `unsafe fn(A) -> B`
    FnPtr(&'a FnPtr<'a>),
    /// `impl Trait`
    ImplTrait(&'a [Bound<'a>]),
    /// `_`
    Infer,
    /// `name!(..)`
    Macro(&'a MacroCall<'a>),
    /// `!`
    Never,
    /// `(T)`
    Paren(&'a Type<'a>),
    /// `a::B<C>`
    Path(Option<&'a QSelf<'a>>, &'a Path<'a>),
    /// `*mut T`: whether it is mutable, and of what.
    Ptr(bool, &'a Type<'a>),
    /// `&'a mut T`
    Reference(&'a TypeRef<'a>),
    /// `[T]`
    Slice(&'a Type<'a>),
    /// `dyn Trait`
    TraitObject(&'a [Bound<'a>]),
    /// `(A, B)`
    Tuple(&'a [Type<'a>]),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct FnPtr<'a> {
    pub(in crate::bindgen) lifetimes: &'a [GenericParam<'a>],
    pub(in crate::bindgen) is_unsafe: bool,
    /// The literal behind `extern`, `"C"` where there is none.
    pub(in crate::bindgen) abi: Option<&'a str>,
    pub(in crate::bindgen) inputs: &'a [NamedArg<'a>],
    pub(in crate::bindgen) output: Option<Type<'a>>,
}

/// A parameter of a function type, which may have a name.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct NamedArg<'a> {
    pub(in crate::bindgen) name: Option<&'a str>,
    pub(in crate::bindgen) ty: Type<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct TypeRef<'a> {
    pub(in crate::bindgen) lifetime: Option<&'a str>,
    pub(in crate::bindgen) mutable: bool,
    pub(in crate::bindgen) elem: Type<'a>,
}

/// A path.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Path<'a> {
    /// Whether it begins with `::`.
    pub(in crate::bindgen) leading: bool,
    pub(in crate::bindgen) segments: &'a [Segment<'a>],
}

impl<'a> Path<'a> {
    /// The name that it is, if it is nothing else.
    pub(in crate::bindgen) fn ident(&self) -> Option<&'a str> {
        match self.segments {
            [Segment { ident, args: PathArgs::None }] if !self.leading => Some(ident),
            _ => None,
        }
    }

    /// Whether it is this name.
    pub(in crate::bindgen) fn is(&self, name: &str) -> bool {
        self.ident() == Some(name)
    }
}

/// `<T as Trait>`: the segments up to `position` are the trait's.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct QSelf<'a> {
    pub(in crate::bindgen) ty: Type<'a>,
    pub(in crate::bindgen) position: usize,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Segment<'a> {
    pub(in crate::bindgen) ident: &'a str,
    pub(in crate::bindgen) args: PathArgs<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum PathArgs<'a> {
    /// None.
    None,
    /// `<A, B>`
    Angle(&'a [GenericArg<'a>]),
    /// `(A, B) -> C`
    Paren(&'a [NamedArg<'a>], Option<&'a Type<'a>>),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum GenericArg<'a> {
    /// `'a`
    Lifetime(&'a str),
    /// `T`
    Type(Type<'a>),
    /// `1`, `{ n }`
    Const(Expr<'a>),
    /// `Item = T`
    Assoc(&'a str, Type<'a>),
    /// `Item: Bound`
    Constraint(&'a str, &'a [Bound<'a>]),
}

/// The parameters of a declaration, and the predicates of its `where` clause.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::bindgen) struct Generics<'a> {
    pub(in crate::bindgen) params: &'a [GenericParam<'a>],
    pub(in crate::bindgen) predicates: &'a [Predicate<'a>],
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct GenericParam<'a> {
    pub(in crate::bindgen) attrs: &'a [Attribute<'a>],
    pub(in crate::bindgen) name: &'a str,
    pub(in crate::bindgen) kind: ParamKind<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum ParamKind<'a> {
    /// A lifetime, and those it outlives.
    Lifetime(&'a [&'a str]),
    /// A type, its bounds, its default.
    Type(&'a [Bound<'a>], Option<Type<'a>>),
    /// A constant, its type, its default.
    Const(Type<'a>, Option<Expr<'a>>),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum Bound<'a> {
    /// `for<'a> ?Trait`
    Trait(&'a TraitBound<'a>),
    /// `'a`
    Lifetime(&'a str),
    /// `use<'a, T>`
    Use(&'a [&'a str]),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct TraitBound<'a> {
    pub(in crate::bindgen) paren: bool,
    pub(in crate::bindgen) lifetimes: &'a [GenericParam<'a>],
    pub(in crate::bindgen) maybe: bool,
    pub(in crate::bindgen) path: Path<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum Predicate<'a> {
    /// `'a: 'b`
    Lifetime(&'a str, &'a [&'a str]),
    /// `for<'a> T: Bound`
    Type(&'a [GenericParam<'a>], Type<'a>, &'a [Bound<'a>]),
}
