//! The tree of Rust code, as far as it is printed: nodes live in the arena of their item, names are pieces of its text.

mod exprs;
mod items;
mod pats;
mod types;

pub(in crate::bindgen) use exprs::{
    Arm, Assign, Async, Binary, Block, Call, Cast, Closure, Expr, ExprKind, FieldAccess, FieldValue, ForLoop,
    If, Index, LabeledBlock, LetCondition, Local, Loop, MacroArg, MacroArgs, MacroCall, MacroStmt, Match,
    MethodCall, PathExpr, Pointer, Range, Repeat, Stmt, StructLit, Unary, While,
};
pub(in crate::bindgen) use items::{
    AliasItem, Arguments, AttrList, Attribute, ConstItem, EnumItem, Field, Fields, FnArg, FnItem,
    ForeignItem, ImplItem, Item, ItemKind, Meta, ModItem, Nested, Receiver, ReceiverKind, Safety, Signature,
    StaticItem, StructItem, TraitItem, UseItem, UseTree, Variant, Vis,
};
pub(in crate::bindgen) use pats::{FieldPat, IdentPat, Pat, RangePat, StructPat, TuplePat, TypedPat};
pub(in crate::bindgen) use types::{
    Bound, FnPtr, GenericArg, GenericParam, Generics, NamedArg, ParamKind, Path, PathArgs, Predicate, QSelf,
    Segment, TraitBound, Type, TypeRef,
};

/// A literal, as it is written.
#[derive(Clone, Copy, Debug)]
pub(in crate::bindgen) struct Lit<'a>(pub(in crate::bindgen) &'a str);

impl Lit<'_> {
    /// Whether it is a string, raw or not.
    pub(in crate::bindgen) fn is_string(self) -> bool {
        self.0.starts_with('"') || self.0.starts_with("r\"") || self.0.starts_with("r#")
    }

    /// The value of a string. `None` for other literals, and for escapes that `str` is never printed with.
    pub(in crate::bindgen) fn string(self) -> Option<String> {
        if let Some(raw) = self.0.strip_prefix('r') {
            let inner = raw.trim_matches('#');
            return Some(inner.strip_prefix('"')?.strip_suffix('"')?.to_owned());
        }
        let inner = self.0.strip_prefix('"')?.strip_suffix('"')?;
        let mut text = String::with_capacity(inner.len());
        let mut rest = inner;
        while let Some((plain, escape)) = rest.split_once('\\') {
            text.push_str(plain);
            let (c, behind) = unescape(escape)?;
            text.extend(c);
            rest = behind;
        }
        text.push_str(rest);
        Some(text)
    }
}

/// What an escape stands for (nothing, if it ends a line), and what is behind it.
fn unescape(escape: &str) -> Option<(Option<char>, &str)> {
    let mut chars = escape.chars();
    let c = match chars.next()? {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        '0' => '\0',
        c @ ('\\' | '\'' | '"') => c,
        'x' => {
            let code = u8::from_str_radix(chars.as_str().get(..2)?, 16).ok()?;
            return Some((Some(char::from(code)), chars.as_str().get(2..)?));
        }
        'u' => {
            let (code, behind) = chars.as_str().strip_prefix('{')?.split_once('}')?;
            let code = u32::from_str_radix(&code.replace('_', ""), 16).ok()?;
            return Some((Some(char::from_u32(code)?), behind));
        }
        '\n' => return Some((None, chars.as_str().trim_start())),
        _ => return None,
    };
    Some((Some(c), chars.as_str()))
}

/// The delimiters of a macro call or attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::bindgen) enum Delimiter {
    /// `(..)`
    Paren,
    /// `[..]`
    Bracket,
    /// `{..}`
    Brace,
}
