//! The text of operators, literals and field names.

use quote::ToTokens;
use syn::{BinOp, Lit, Member, PointerMutability, RangeLimits, UnOp};

/// A literal as it is written.
pub(super) fn lit(lit: &Lit) -> String {
    match lit {
        Lit::Str(lit) => lit.token().to_string(),
        Lit::ByteStr(lit) => lit.token().to_string(),
        Lit::CStr(lit) => lit.token().to_string(),
        Lit::Byte(lit) => lit.token().to_string(),
        Lit::Char(lit) => lit.token().to_string(),
        Lit::Int(lit) => lit.token().to_string(),
        Lit::Float(lit) => lit.token().to_string(),
        Lit::Bool(lit) => lit.value.to_string(),
        other => other.to_token_stream().to_string(),
    }
}

/// `-`, `!`, `*`.
pub(super) fn unary(op: UnOp) -> &'static str {
    match op {
        UnOp::Deref(_) => "*",
        UnOp::Not(_) => "!",
        UnOp::Neg(_) => "-",
        _ => "",
    }
}

/// A binary or assignment operator.
pub(super) fn binary(op: &BinOp) -> &'static str {
    match op {
        BinOp::Add(_) => "+",
        BinOp::Sub(_) => "-",
        BinOp::Mul(_) => "*",
        BinOp::Div(_) => "/",
        BinOp::Rem(_) => "%",
        BinOp::And(_) => "&&",
        BinOp::Or(_) => "||",
        BinOp::BitXor(_) => "^",
        BinOp::BitAnd(_) => "&",
        BinOp::BitOr(_) => "|",
        BinOp::Shl(_) => "<<",
        BinOp::Shr(_) => ">>",
        BinOp::Eq(_) => "==",
        BinOp::Lt(_) => "<",
        BinOp::Le(_) => "<=",
        BinOp::Ne(_) => "!=",
        BinOp::Ge(_) => ">=",
        BinOp::Gt(_) => ">",
        BinOp::AddAssign(_) => "+=",
        BinOp::SubAssign(_) => "-=",
        BinOp::MulAssign(_) => "*=",
        BinOp::DivAssign(_) => "/=",
        BinOp::RemAssign(_) => "%=",
        BinOp::BitXorAssign(_) => "^=",
        BinOp::BitAndAssign(_) => "&=",
        BinOp::BitOrAssign(_) => "|=",
        BinOp::ShlAssign(_) => "<<=",
        BinOp::ShrAssign(_) => ">>=",
        _ => "",
    }
}

/// Whether the operator assigns.
pub(super) fn is_assign(op: &BinOp) -> bool {
    let text = binary(op);
    text.ends_with('=') && !matches!(op, BinOp::Eq(_) | BinOp::Le(_) | BinOp::Ge(_) | BinOp::Ne(_))
}

/// `..` or `..=`.
pub(super) fn range(limits: &RangeLimits) -> &'static str {
    match limits {
        RangeLimits::HalfOpen(_) => "..",
        RangeLimits::Closed(_) => "..=",
    }
}

/// `&raw const ` or `&raw mut `.
pub(super) fn raw(mutability: &PointerMutability) -> &'static str {
    match mutability {
        PointerMutability::Const(_) => "&raw const ",
        PointerMutability::Mut(_) => "&raw mut ",
    }
}

/// The name or number of a field.
pub(super) fn member(member: &Member) -> String {
    match member {
        Member::Named(ident) => ident.to_string(),
        Member::Unnamed(index) => index.index.to_string(),
    }
}
