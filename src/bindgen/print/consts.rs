//! Constants, statics and type aliases.

use crate::bindgen::code::ast::{AliasItem, ConstItem, Expr, StaticItem, Type, Vis};
use crate::bindgen::print::assign;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::fns;
use crate::bindgen::print::shape::{Shape, newline, width};
use crate::bindgen::print::stmts;
use crate::bindgen::print::types;
use crate::bindgen::print::vis;

/// A `const` item.
pub(super) fn constant(cx: &Cx, vis: Vis, node: &ConstItem, indent: usize) -> String {
    let prefix = format!("{}const {}:", vis::visibility(vis), node.name);
    value(cx, &prefix, &node.ty, node.value.as_ref(), indent)
}

/// A `static` item.
pub(super) fn fixed(cx: &Cx, vis: Vis, node: &StaticItem, indent: usize) -> String {
    let mutability = if node.mutable { "mut " } else { "" };
    let safety = node.safety.word();
    let prefix = format!("{}{safety}static {mutability}{}:", vis::visibility(vis), node.name);
    value(cx, &prefix, &node.ty, node.value.as_ref(), indent)
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

/// `type Name<T>: Bounds = Type;`
pub(super) fn alias(cx: &Cx, vis: Vis, node: &AliasItem, indent: usize) -> Option<String> {
    let header = format!("{}type ", vis::visibility(vis));
    if !node.generics.predicates.is_empty() {
        return where_alias(cx, &header, node, indent);
    }
    Some(stmts::widening(cx, indent, |shape| {
        let left = alias_left(cx, &header, node, shape)?;
        let Some(ty) = &node.ty else {
            return Some(left + ";");
        };
        let text = assign::rhs(&format!("{left} ="), shape.sub(1)?, assign::Tactic::Default, &|shape| {
            types::ty(cx, ty, shape)
        })?;
        Some(text + ";")
    }))
}

fn alias_left(cx: &Cx, header: &str, node: &AliasItem, shape: Shape) -> Option<String> {
    let mut left = header.to_owned();
    let inside = shape.after(left.len())?.sub(2)?;
    left.push_str(&types::generics(cx, node.name, &node.generics, inside)?);
    if !node.bounds.is_empty() {
        let text = types::bounds(cx, node.bounds, shape.after(width(&left) + 2)?)?;
        left.push_str(": ");
        left.push_str(&text);
    }
    Some(left)
}

/// An alias with a `where` clause, which stands behind the type.
fn where_alias(cx: &Cx, header: &str, node: &AliasItem, indent: usize) -> Option<String> {
    let shape = Shape::indented(indent, cx.max());
    let mut text = alias_left(cx, header, node, shape)?;
    if let Some(ty) = &node.ty {
        text.push_str(&newline(indent + 4));
        text = assign::rhs(&format!("{text}="), shape, assign::Tactic::Default, &|shape| {
            types::ty(cx, ty, shape)
        })?;
    }
    text.push_str(&fns::where_clause(cx, node.generics.predicates, indent, false, false)?);
    Some(text + ";")
}
