//! Patterns that do not fit on one line.

use crate::bindgen::code::ast::{Expr, IdentPat, Pat, RangePat};
use crate::bindgen::print::cx::{Cx, Role};
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat_types;
use crate::bindgen::print::line::{one_line, unlimited};
use crate::bindgen::print::macros;
use crate::bindgen::print::overflow::{Arg, Comma, List, list};
use crate::bindgen::print::pairs::{Parts, pair};
use crate::bindgen::print::shape::{Shape, multiline, width};
use crate::bindgen::print::structs;
use crate::bindgen::print::types;

/// A pattern.
pub(super) fn pat(cx: &Cx, node: &Pat, shape: Shape) -> Option<String> {
    if let Some(text) = one_line(cx, shape, |cx, line| flat_types::pat(cx, line, node)) {
        return Some(text);
    }
    cx.node(node, Role::Pat, shape, || broken(cx, node, shape))
}

fn broken(cx: &Cx, node: &Pat, shape: Shape) -> Option<String> {
    match *node {
        Pat::Or(cases) => or(cx, cases, shape),
        Pat::Paren(inner) => {
            let text = pat(cx, inner, shape.after(1)?.sub(1)?)?;
            Some(format!("({text})"))
        }
        Pat::Path(node) => types::qpath(cx, node.qself.as_ref(), &node.path, shape, true),
        Pat::Range(node) => range(cx, node, shape),
        Pat::Reference(mutable, inner) => {
            let prefix = if mutable { "&mut " } else { "&" };
            let text = pat(cx, inner, shape.after(prefix.len())?)?;
            Some(format!("{prefix}{text}"))
        }
        Pat::Struct(node) => structs::pattern(cx, node, shape),
        // What is empty has no other form, however narrow.
        Pat::Tuple([]) => Some("()".to_owned()),
        Pat::Tuple(elems) => {
            let comma = match elems {
                [only] if !matches!(only, Pat::Rest) => Comma::Always,
                _ => Comma::Vertical,
            };
            tuple(cx, "", elems, comma, shape)
        }
        Pat::TupleStruct(node) => {
            let path = types::qpath(cx, node.qself.as_ref(), &node.path, shape, true)?;
            tuple(cx, &path, node.elems, Comma::Vertical, shape)
        }
        Pat::Type(_) => param(cx, node, shape),
        Pat::Slice(elems) => {
            let items = elems.iter().map(Arg::Pat).collect();
            let (delimiters, comma) = (("[", "]"), Comma::Vertical);
            list(cx, &List { name: "", delimiters, items, limit: 60, comma }, shape)
        }
        Pat::Ident(node) if node.inner.is_some() => binding(cx, node, shape),
        // A name has no other form, however wide.
        Pat::Ident(_) | Pat::Lit(_) => unlimited(cx, |cx, line| flat_types::pat(cx, line, node)),
        Pat::Rest | Pat::Wild => None,
        Pat::Macro(mac) => macros::call(cx, mac, shape),
    }
}

/// A parameter of a closure or function: a pattern that may have a type.
pub(super) fn param(cx: &Cx, node: &Pat, shape: Shape) -> Option<String> {
    let Pat::Type(typed) = node else {
        return pat(cx, node, shape);
    };
    if let Some(text) = one_line(cx, shape, |cx, line| flat_types::pat(cx, line, node)) {
        return Some(text);
    }
    let name = pat(cx, &typed.pat, shape)?;
    let inside = shape.legacy(shape.width.checked_sub(name.len() + 2)?, shape.align);
    let ty = types::ty(cx, &typed.ty, inside)?;
    Some(format!("{name}: {ty}"))
}

/// `name @ pattern`
fn binding(cx: &Cx, node: &IdentPat, shape: Shape) -> Option<String> {
    let by_ref = if node.by_ref { "ref " } else { "" };
    let mutability = if node.mutable { "mut " } else { "" };
    let name = format!("{by_ref}{mutability}{}", node.name);
    let inner = node.inner.as_ref()?;
    let room = Shape { width: shape.width.checked_sub(name.len() + 2)?, offset: shape.align, ..shape };
    Some(format!("{name} @ {}", pat(cx, inner, room)?))
}

fn tuple(cx: &Cx, name: &str, elems: &[Pat], comma: Comma, shape: Shape) -> Option<String> {
    let items = elems.iter().map(Arg::Pat).collect();
    list(cx, &List { name, delimiters: ("(", ")"), items, limit: shape.max, comma }, shape)
}

fn range(cx: &Cx, node: &RangePat, shape: Shape) -> Option<String> {
    let infix = node.op;
    let side = |side: &Option<Expr<'_>>, shape| match side {
        Some(side) => exprs::expr(cx, side, shape),
        None => Some(String::new()),
    };
    let parts = Parts { prefix: "", infix, suffix: "", front: true };
    pair(&|shape| side(&node.start, shape), &|shape| side(&node.end, shape), &parts, shape)
}

fn or(cx: &Cx, cases: &[Pat], shape: Shape) -> Option<String> {
    let texts: Vec<String> = cases.iter().map(|case| pat(cx, case, shape)).collect::<Option<_>>()?;
    let mixed = cases.iter().zip(&texts).all(|(case, text)| is_short(case, text));
    let line = Shape { align: shape.align, ..shape };
    let total = texts.iter().map(|text| width(text) + 3).sum::<usize>().saturating_sub(3);
    let horizontal = total <= shape.width && !texts.iter().any(|text| multiline(text));
    let mut result = String::new();
    let mut used = 0;
    for (index, text) in texts.iter().enumerate() {
        let wide = width(text) + 2;
        let breaks = if mixed { used > 0 && used + 1 + wide > shape.width } else { !horizontal };
        if index > 0 && breaks {
            result.push_str(&line.newline());
            result.push_str("| ");
            used = 0;
        } else if index > 0 {
            result.push_str(" | ");
            used += 1;
        }
        used += wide;
        result.push_str(text);
    }
    Some(result)
}

/// A pattern of one name or literal, of which several stand on one line.
fn is_short(node: &Pat, text: &str) -> bool {
    text.len() <= 20 && !multiline(text) && is_small(node)
}

fn is_small(node: &Pat) -> bool {
    match *node {
        Pat::Rest | Pat::Wild | Pat::Lit(_) => true,
        Pat::Ident(node) => node.inner.is_none(),
        Pat::Tuple(elems) => elems.len() <= 1,
        Pat::TupleStruct(node) => node.path.segments.len() <= 1 && node.elems.len() <= 1,
        Pat::Reference(_, inner) | Pat::Paren(inner) => is_small(inner),
        Pat::Or(cases) => cases.iter().all(is_small),
        Pat::Macro(_) | Pat::Path(_) | Pat::Range(_) | Pat::Slice(_) | Pat::Struct(_) | Pat::Type(_) => false,
    }
}

/// Whether the last pattern of a tuple may go on over several lines behind the others.
pub(super) fn can_be_overflowed(node: &Pat, args: usize) -> bool {
    match *node {
        Pat::Path(_) | Pat::Tuple(_) | Pat::Struct(_) | Pat::TupleStruct(_) => args == 1,
        Pat::Reference(_, inner) => can_be_overflowed(inner, args),
        Pat::Ident(_)
        | Pat::Lit(_)
        | Pat::Macro(_)
        | Pat::Or(_)
        | Pat::Paren(_)
        | Pat::Range(_)
        | Pat::Rest
        | Pat::Slice(_)
        | Pat::Type(_)
        | Pat::Wild => false,
    }
}
