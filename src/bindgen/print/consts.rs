//! Constants, statics and type aliases.

use crate::bindgen::print::assign;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::fns;
use crate::bindgen::print::shape::{Shape, newline, width};
use crate::bindgen::print::stmts;
use crate::bindgen::print::types;
use crate::bindgen::print::vis;
use syn::{Expr, Generics, Ident, ItemConst, ItemStatic, ItemType, StaticMutability, Type};
use syn::{TypeParamBound, punctuated::Punctuated};

/// A `const` item.
pub(super) fn constant(cx: &Cx, node: &ItemConst, indent: usize) -> Option<String> {
    if !node.generics.params.is_empty() {
        return cx.unknown();
    }
    let prefix = format!("{}const {}:", vis::visibility(&node.vis), node.ident);
    Some(value(cx, &prefix, &node.ty, Some(&node.expr), indent))
}

/// A `static` item.
pub(super) fn fixed(cx: &Cx, node: &ItemStatic, indent: usize) -> String {
    let mutability = mutability(&node.mutability);
    let prefix = format!("{}static {mutability}{}:", vis::visibility(&node.vis), node.ident);
    value(cx, &prefix, &node.ty, Some(&node.expr), indent)
}

/// `mut `, or nothing.
pub(super) fn mutability(node: &StaticMutability) -> &'static str {
    if matches!(node, StaticMutability::Mut(_)) { "mut " } else { "" }
}

/// `prefix type = value;`
pub(super) fn value(cx: &Cx, prefix: &str, ty: &Type, value: Option<&Expr>, indent: usize) -> String {
    stmts::widening(cx, indent, |shape| {
        let behind = shape.after(prefix.len() + 3)?;
        let ty = if let Some(text) = types::ty(cx, ty, behind) {
            format!(" {text}")
        } else {
            let line = shape.nested_line();
            format!("{}{}", line.newline(), types::ty(cx, ty, line)?)
        };
        let Some(value) = value else {
            return Some(format!("{prefix}{ty};"));
        };
        let left = format!("{prefix}{ty} =");
        let text = assign::rhs(&left, shape.sub(1)?, assign::Tactic::Default, &|shape| {
            exprs::expr(cx, value, shape)
        })?;
        Some(text + ";")
    })
}

/// A `type` item.
pub(super) fn alias(cx: &Cx, node: &ItemType, indent: usize) -> Option<String> {
    let header = format!("{}type ", vis::visibility(&node.vis));
    type_alias(cx, &header, &node.ident, &node.generics, None, Some(&node.ty), indent)
}

/// `type Name<T>: Bounds = Type;`
pub(super) fn type_alias(
    cx: &Cx,
    header: &str,
    name: &Ident,
    generics: &Generics,
    bounds: Option<&Punctuated<TypeParamBound, syn::Token![+]>>,
    ty: Option<&Type>,
    indent: usize,
) -> Option<String> {
    if fns::has_predicates(generics.where_clause.as_ref()) {
        return where_alias(cx, header, name, generics, bounds, ty, indent);
    }
    Some(stmts::widening(cx, indent, |shape| {
        let left = alias_left(cx, header, name, generics, bounds, shape)?;
        let Some(ty) = ty else {
            return Some(left + ";");
        };
        let text = assign::rhs(&format!("{left} ="), shape.sub(1)?, assign::Tactic::Default, &|shape| {
            types::ty(cx, ty, shape)
        })?;
        Some(text + ";")
    }))
}

fn alias_left(
    cx: &Cx,
    header: &str,
    name: &Ident,
    generics: &Generics,
    bounds: Option<&Punctuated<TypeParamBound, syn::Token![+]>>,
    shape: Shape,
) -> Option<String> {
    let mut left = header.to_owned();
    let inside = shape.after(left.len())?.sub(2)?;
    left.push_str(&types::generics(cx, &name.to_string(), generics, inside)?);
    if let Some(bounds) = bounds
        && !bounds.is_empty()
    {
        let text = types::bounds(cx, bounds, shape.after(width(&left) + 2)?)?;
        left.push_str(": ");
        left.push_str(&text);
    }
    Some(left)
}

/// An alias with a `where` clause, which stands behind the type.
fn where_alias(
    cx: &Cx,
    header: &str,
    name: &Ident,
    generics: &Generics,
    bounds: Option<&Punctuated<TypeParamBound, syn::Token![+]>>,
    ty: Option<&Type>,
    indent: usize,
) -> Option<String> {
    let shape = Shape::indented(indent, cx.max());
    let mut text = alias_left(cx, header, name, generics, bounds, shape)?;
    if let Some(ty) = ty {
        text.push_str(&newline(indent + 4));
        text = assign::rhs(&format!("{text}="), shape, assign::Tactic::Default, &|shape| {
            types::ty(cx, ty, shape)
        })?;
    }
    text.push_str(&fns::where_clause(cx, generics.where_clause.as_ref(), indent, false, false)?);
    Some(text + ";")
}
