//! Expressions, statements and blocks.

use crate::bindgen::code::ast::{
    Attribute, Delimiter, GenericArg, GenericParam, Item, Lit, Pat, Path, QSelf, Type,
};
use crate::bindgen::code::lex::Token;

/// An expression with its attributes.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Expr<'a> {
    pub(in crate::bindgen) attrs: &'a [Attribute<'a>],
    pub(in crate::bindgen) kind: ExprKind<'a>,
}

/// What an expression is.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum ExprKind<'a> {
    /// `[a, b]`
    Array(&'a [Expr<'a>]),
    /// `a = b`
    Assign(&'a Assign<'a>),
    /// `async move { .. }`
    Async(&'a Async<'a>),
    /// `a.await`
    Await(&'a Expr<'a>),
    /// `a + b`, `a += b`
    Binary(&'a Binary<'a>),
    /// `'a: { .. }`
    Block(&'a LabeledBlock<'a>),
    /// `break 'a value`
    Break(Option<&'a str>, Option<&'a Expr<'a>>),
    /// `f(a)`
    Call(&'a Call<'a>),
    /// `a as T`
    Cast(&'a Cast<'a>),
    /// `move |a| b`
    Closure(&'a Closure<'a>),
    /// `const { .. }`
    Const(&'a Block<'a>),
    /// `continue 'a`
    Continue(Option<&'a str>),
    /// `a.b`, `a.0`
    Field(&'a FieldAccess<'a>),
    /// `for a in b { .. }`
    ForLoop(&'a ForLoop<'a>),
    /// `if a { .. } else { .. }`
    If(&'a If<'a>),
    /// `a[b]`
    Index(&'a Index<'a>),
    /// `_`
    Infer,
    /// `let a = b` in a condition
    Let(&'a LetCondition<'a>),
    /// `1`, `"a"`, `true`
    Lit(Lit<'a>),
    /// `loop { .. }`
    Loop(&'a Loop<'a>),
    /// `name!(..)`
    Macro(&'a MacroCall<'a>),
    /// `match a { .. }`
    Match(&'a Match<'a>),
    /// `a.f(b)`
    MethodCall(&'a MethodCall<'a>),
    /// `(a)`
    Paren(&'a Expr<'a>),
    /// `a::B`
    Path(&'a PathExpr<'a>),
    /// `a..b`
    Range(&'a Range<'a>),
    /// `&raw const a`
    RawAddr(&'a Pointer<'a>),
    /// `&mut a`
    Reference(&'a Pointer<'a>),
    /// `[a; n]`
    Repeat(&'a Repeat<'a>),
    /// `return a`
    Return(Option<&'a Expr<'a>>),
    /// `S { a: b }`
    Struct(&'a StructLit<'a>),
    /// `a?`
    Try(&'a Expr<'a>),
    /// `(a, b)`
    Tuple(&'a [Expr<'a>]),
    /// `-a`, `!a`, `*a`
    Unary(&'a Unary<'a>),
    /// `unsafe { .. }`
    Unsafe(&'a Block<'a>),
    /// `while a { .. }`
    While(&'a While<'a>),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Assign<'a> {
    pub(in crate::bindgen) left: Expr<'a>,
    pub(in crate::bindgen) right: Expr<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Async<'a> {
    pub(in crate::bindgen) moves: bool,
    pub(in crate::bindgen) block: Block<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Binary<'a> {
    pub(in crate::bindgen) left: Expr<'a>,
    pub(in crate::bindgen) op: &'a str,
    pub(in crate::bindgen) right: Expr<'a>,
}

impl Binary<'_> {
    /// Whether it assigns.
    pub(in crate::bindgen) fn assigns(&self) -> bool {
        self.op.ends_with('=') && !matches!(self.op, "==" | "<=" | ">=" | "!=")
    }
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct LabeledBlock<'a> {
    pub(in crate::bindgen) label: Option<&'a str>,
    pub(in crate::bindgen) block: Block<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Call<'a> {
    pub(in crate::bindgen) func: Expr<'a>,
    pub(in crate::bindgen) args: &'a [Expr<'a>],
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Cast<'a> {
    pub(in crate::bindgen) expr: Expr<'a>,
    pub(in crate::bindgen) ty: Type<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Closure<'a> {
    pub(in crate::bindgen) lifetimes: &'a [GenericParam<'a>],
    pub(in crate::bindgen) is_const: bool,
    pub(in crate::bindgen) is_async: bool,
    pub(in crate::bindgen) moves: bool,
    pub(in crate::bindgen) inputs: &'a [Pat<'a>],
    pub(in crate::bindgen) output: Option<Type<'a>>,
    pub(in crate::bindgen) body: Expr<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct FieldAccess<'a> {
    pub(in crate::bindgen) base: Expr<'a>,
    pub(in crate::bindgen) member: &'a str,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct ForLoop<'a> {
    pub(in crate::bindgen) label: Option<&'a str>,
    pub(in crate::bindgen) pat: Pat<'a>,
    pub(in crate::bindgen) iter: Expr<'a>,
    pub(in crate::bindgen) body: Block<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct If<'a> {
    pub(in crate::bindgen) cond: Expr<'a>,
    pub(in crate::bindgen) then: Block<'a>,
    pub(in crate::bindgen) otherwise: Option<Expr<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Index<'a> {
    pub(in crate::bindgen) base: Expr<'a>,
    pub(in crate::bindgen) index: Expr<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct LetCondition<'a> {
    pub(in crate::bindgen) pat: Pat<'a>,
    pub(in crate::bindgen) expr: Expr<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Loop<'a> {
    pub(in crate::bindgen) label: Option<&'a str>,
    pub(in crate::bindgen) body: Block<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Match<'a> {
    pub(in crate::bindgen) value: Expr<'a>,
    pub(in crate::bindgen) arms: &'a [Arm<'a>],
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Arm<'a> {
    pub(in crate::bindgen) attrs: &'a [Attribute<'a>],
    pub(in crate::bindgen) pat: Pat<'a>,
    pub(in crate::bindgen) guard: Option<Expr<'a>>,
    pub(in crate::bindgen) body: Expr<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct MethodCall<'a> {
    pub(in crate::bindgen) receiver: Expr<'a>,
    pub(in crate::bindgen) method: &'a str,
    pub(in crate::bindgen) turbofish: Option<&'a [GenericArg<'a>]>,
    pub(in crate::bindgen) args: &'a [Expr<'a>],
}

/// A path, as an expression or a pattern.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct PathExpr<'a> {
    pub(in crate::bindgen) qself: Option<QSelf<'a>>,
    pub(in crate::bindgen) path: Path<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Range<'a> {
    pub(in crate::bindgen) start: Option<Expr<'a>>,
    pub(in crate::bindgen) op: &'a str,
    pub(in crate::bindgen) end: Option<Expr<'a>>,
}

/// What takes an address.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Pointer<'a> {
    pub(in crate::bindgen) mutable: bool,
    pub(in crate::bindgen) expr: Expr<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Repeat<'a> {
    pub(in crate::bindgen) value: Expr<'a>,
    pub(in crate::bindgen) count: Expr<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct StructLit<'a> {
    pub(in crate::bindgen) qself: Option<QSelf<'a>>,
    pub(in crate::bindgen) path: Path<'a>,
    pub(in crate::bindgen) fields: &'a [FieldValue<'a>],
    /// Whether `..` follows the fields.
    pub(in crate::bindgen) dots: bool,
    pub(in crate::bindgen) rest: Option<Expr<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct FieldValue<'a> {
    pub(in crate::bindgen) attrs: &'a [Attribute<'a>],
    pub(in crate::bindgen) member: &'a str,
    /// `None` where the name is the value.
    pub(in crate::bindgen) value: Option<Expr<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Unary<'a> {
    pub(in crate::bindgen) op: &'a str,
    pub(in crate::bindgen) expr: Expr<'a>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct While<'a> {
    pub(in crate::bindgen) label: Option<&'a str>,
    pub(in crate::bindgen) cond: Expr<'a>,
    pub(in crate::bindgen) body: Block<'a>,
}

/// Statements in braces.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Block<'a> {
    pub(in crate::bindgen) stmts: &'a [Stmt<'a>],
}

/// A statement.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum Stmt<'a> {
    /// `let a = b;`
    Local(&'a Local<'a>),
    /// An item within a block.
    Item(&'a Item<'a>),
    /// An expression, and whether a semicolon follows.
    Expr(Expr<'a>, bool),
    /// A macro call with a semicolon or braces.
    Macro(&'a MacroStmt<'a>),
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Local<'a> {
    pub(in crate::bindgen) attrs: &'a [Attribute<'a>],
    pub(in crate::bindgen) pat: Pat<'a>,
    pub(in crate::bindgen) init: Option<Expr<'a>>,
    /// The block of `let .. else`.
    pub(in crate::bindgen) diverge: Option<Block<'a>>,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct MacroStmt<'a> {
    pub(in crate::bindgen) attrs: &'a [Attribute<'a>],
    pub(in crate::bindgen) mac: MacroCall<'a>,
    pub(in crate::bindgen) semi: bool,
}

#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct MacroCall<'a> {
    pub(in crate::bindgen) path: Path<'a>,
    pub(in crate::bindgen) delimiter: Delimiter,
    pub(in crate::bindgen) tokens: &'a [Token<'a>],
    pub(in crate::bindgen) args: MacroArgs<'a>,
}

/// The arguments of a macro call.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum MacroArgs<'a> {
    /// Separated by commas.
    List {
        /// The arguments.
        args: &'a [MacroArg<'a>],
        /// Whether a comma follows the last.
        trailing: bool,
    },
    /// `value; count`
    Repeat(&'a Repeat<'a>),
    /// Anything else.
    Tokens,
}

/// One argument of a macro.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) enum MacroArg<'a> {
    /// An expression.
    Expr(Expr<'a>),
    /// A type.
    Type(Type<'a>),
}
