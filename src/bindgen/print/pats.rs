//! Patterns that do not fit on one line.

use crate::bindgen::print::cx::{Cx, Role};
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat_types;
use crate::bindgen::print::line::{one_line, unlimited};
use crate::bindgen::print::ops;
use crate::bindgen::print::overflow::{Arg, Comma, List, list};
use crate::bindgen::print::pairs::{Parts, pair};
use crate::bindgen::print::shape::{Shape, multiline, width};
use crate::bindgen::print::structs;
use crate::bindgen::print::types;
use syn::punctuated::Punctuated;
use syn::{Pat, PatIdent, PatOr, PatRange, Token};

/// A pattern.
pub(super) fn pat(cx: &Cx, node: &Pat, shape: Shape) -> Option<String> {
    if let Some(text) = one_line(cx, shape, |cx, line| flat_types::pat(cx, line, node)) {
        return Some(text);
    }
    cx.node(node, Role::Pat, shape, || broken(cx, node, shape))
}

fn broken(cx: &Cx, node: &Pat, shape: Shape) -> Option<String> {
    match node {
        Pat::Or(node) => or(cx, node, shape),
        Pat::Paren(node) => {
            let text = pat(cx, &node.pat, shape.after(1)?.sub(1)?)?;
            Some(format!("({text})"))
        }
        Pat::Path(node) => types::qpath(cx, node.qself.as_ref(), &node.path, shape, true),
        Pat::Range(node) => range(cx, node, shape),
        Pat::Reference(node) => {
            let prefix = if node.mutability.is_some() { "&mut " } else { "&" };
            let text = pat(cx, &node.pat, shape.after(prefix.len())?)?;
            Some(format!("{prefix}{text}"))
        }
        Pat::Struct(node) => structs::pattern(cx, node, shape),
        Pat::Tuple(node) => {
            let comma = match node.elems.first() {
                Some(first) if node.elems.len() == 1 && !matches!(first, Pat::Rest(_)) => Comma::Always,
                Some(_) | None => Comma::Vertical,
            };
            tuple(cx, "", &node.elems, comma, shape)
        }
        Pat::TupleStruct(node) => {
            let path = types::qpath(cx, node.qself.as_ref(), &node.path, shape, true)?;
            tuple(cx, &path, &node.elems, Comma::Vertical, shape)
        }
        Pat::Type(_) => param(cx, node, shape),
        Pat::Slice(node) => {
            let items = node.elems.iter().map(Arg::Pat).collect();
            let (delimiters, comma) = (("[", "]"), Comma::Vertical);
            list(cx, &List { name: "", delimiters, items, limit: 60, comma }, shape)
        }
        Pat::Ident(node) if node.attrs.is_empty() && node.subpat.is_some() => binding(cx, node, shape),
        // A name has no other form, however wide.
        Pat::Ident(_) | Pat::Lit(_) => unlimited(cx, |cx, line| flat_types::pat(cx, line, node)),
        Pat::Rest(_) | Pat::Wild(_) => None,
        Pat::Macro(node) => crate::bindgen::print::macros::call(cx, &node.mac, shape),
        _ => cx.unknown(),
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
fn binding(cx: &Cx, node: &PatIdent, shape: Shape) -> Option<String> {
    let by_ref = if node.by_ref.is_some() { "ref " } else { "" };
    let mutability = if node.mutability.is_some() { "mut " } else { "" };
    let name = format!("{by_ref}{mutability}{}", node.ident);
    let (_, inner) = node.subpat.as_ref()?;
    let room = Shape { width: shape.width.checked_sub(name.len() + 2)?, offset: shape.align, ..shape };
    Some(format!("{name} @ {}", pat(cx, inner, room)?))
}

fn tuple(
    cx: &Cx,
    name: &str,
    elems: &Punctuated<Pat, Token![,]>,
    comma: Comma,
    shape: Shape,
) -> Option<String> {
    let items = elems.iter().map(Arg::Pat).collect();
    list(cx, &List { name, delimiters: ("(", ")"), items, limit: shape.max, comma }, shape)
}

fn range(cx: &Cx, node: &PatRange, shape: Shape) -> Option<String> {
    let infix = ops::range(&node.limits);
    let side = |side: &Option<Box<syn::Expr>>, shape| match side {
        Some(side) => exprs::expr(cx, side, shape),
        None => Some(String::new()),
    };
    let parts = Parts { prefix: "", infix, suffix: "", front: true };
    pair(&|shape| side(&node.start, shape), &|shape| side(&node.end, shape), &parts, shape)
}

fn or(cx: &Cx, node: &PatOr, shape: Shape) -> Option<String> {
    let texts: Vec<String> = node.cases.iter().map(|case| pat(cx, case, shape)).collect::<Option<_>>()?;
    let mixed = node.cases.iter().zip(&texts).all(|(case, text)| is_short(case, text));
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
    match node {
        Pat::Rest(_) | Pat::Wild(_) | Pat::Lit(_) => true,
        Pat::Ident(node) => node.subpat.is_none(),
        Pat::Tuple(node) => node.elems.len() <= 1,
        Pat::TupleStruct(node) => node.path.segments.len() <= 1 && node.elems.len() <= 1,
        Pat::Reference(node) => is_small(&node.pat),
        Pat::Paren(node) => is_small(&node.pat),
        Pat::Or(node) => node.cases.iter().all(is_small),
        _ => false,
    }
}

/// Whether the last pattern of a tuple may go on over several lines behind the others.
pub(super) fn can_be_overflowed(node: &Pat, args: usize) -> bool {
    match node {
        Pat::Path(_) | Pat::Tuple(_) | Pat::Struct(_) | Pat::TupleStruct(_) => args == 1,
        Pat::Reference(node) => can_be_overflowed(&node.pat, args),
        _ => false,
    }
}
