//! Expressions: one line if they fit, else the layout of their kind.

use crate::bindgen::print::assign;
use crate::bindgen::print::attrs;
use crate::bindgen::print::blocks;
use crate::bindgen::print::chain;
use crate::bindgen::print::classify;
use crate::bindgen::print::closure;
use crate::bindgen::print::control;
use crate::bindgen::print::cx::{Cx, Role};
use crate::bindgen::print::flat::{self, CALL_WIDTH};
use crate::bindgen::print::line::one_line;
use crate::bindgen::print::macros;
use crate::bindgen::print::ops;
use crate::bindgen::print::overflow::{Arg, Comma, List, list};
use crate::bindgen::print::pairs::{self, Parts, pair};
use crate::bindgen::print::pats;
use crate::bindgen::print::shape::{Shape, fits, last_line_width, multiline};
use crate::bindgen::print::structs;
use crate::bindgen::print::types;
use syn::punctuated::Punctuated;
use syn::{Expr, Lit, Token};

/// An expression inside another.
pub(super) fn expr(cx: &Cx, node: &Expr, shape: Shape) -> Option<String> {
    let attributes = classify::attrs(node);
    let text = layout(cx, node, shape, false)?;
    if attributes.is_empty() {
        return Some(text);
    }
    Some(attrs::outer(cx, attributes, shape.indent()) + &text)
}

/// An expression as a statement or match arm, its attributes left out.
pub(super) fn statement(cx: &Cx, node: &Expr, shape: Shape) -> Option<String> {
    layout(cx, node, shape, true)
}

/// An expression inside another, its attributes left out.
pub(super) fn bare(cx: &Cx, node: &Expr, shape: Shape) -> Option<String> {
    layout(cx, node, shape, false)
}

fn layout(cx: &Cx, node: &Expr, shape: Shape, statement: bool) -> Option<String> {
    let shape = if statement && classify::is_jump(node) { shape.sub(1)? } else { shape };
    if let Some(text) = one_line(cx, shape, |cx, line| flat::bare(cx, line, node, statement)) {
        return Some(text);
    }
    let role = if statement { Role::Statement } else { Role::Expr };
    cx.node(node, role, shape, || broken(cx, node, shape, statement))
}

fn broken(cx: &Cx, node: &Expr, shape: Shape, statement: bool) -> Option<String> {
    match node {
        Expr::Array(node) => array(cx, "", &node.elems, shape),
        Expr::Assign(node) => assignment(cx, &node.left, "=", &node.right, shape),
        Expr::Async(node) => {
            let prefix = if node.capture.is_some() { "async move " } else { "async " };
            Some(blocks::prefixed(cx, prefix, &node.block, shape))
        }
        Expr::Binary(node) if ops::is_assign(&node.op) => {
            assignment(cx, &node.left, ops::binary(&node.op), &node.right, shape)
        }
        Expr::Binary(node) => pairs::binary(cx, node, shape),
        Expr::Block(node) => {
            let label = node.label.as_ref().map(|label| format!("{}: ", label.name));
            let label = label.as_deref().unwrap_or("");
            if statement {
                Some(format!("{label}{}", blocks::braces(cx, &node.block, shape)))
            } else {
                Some(blocks::prefixed(cx, label, &node.block, shape))
            }
        }
        Expr::Break(node) => {
            let label = node.label.as_ref().map(|label| format!(" {label}")).unwrap_or_default();
            jump(cx, &format!("break{label}"), node.expr.as_deref(), shape)
        }
        Expr::Call(node) => {
            let callee = expr(cx, &node.func, shape)?;
            call(cx, &callee, &node.args, shape)
        }
        Expr::Cast(node) => {
            let parts = Parts { prefix: "", infix: " as ", suffix: "", front: true };
            pair(&|shape| expr(cx, &node.expr, shape), &|shape| types::ty(cx, &node.ty, shape), &parts, shape)
        }
        Expr::Closure(node) => closure::closure(cx, node, shape),
        Expr::Const(node) => Some(format!("const {}", blocks::prefixed(cx, "", &node.block, shape))),
        Expr::Await(_) | Expr::Field(_) | Expr::MethodCall(_) | Expr::Try(_) => chain::chain(cx, node, shape),
        Expr::Group(node) if classify::is_atom(&node.expr) => layout(cx, &node.expr, shape, statement),
        Expr::Group(node) => paren(cx, &node.expr, shape),
        Expr::If(_) | Expr::ForLoop(_) | Expr::Loop(_) | Expr::While(_) => {
            control::control_flow(cx, node, shape, statement)
        }
        _ => broken_rest(cx, node, shape),
    }
}

fn broken_rest(cx: &Cx, node: &Expr, shape: Shape) -> Option<String> {
    match node {
        Expr::Index(node) => index(cx, node, shape),
        Expr::Let(node) => {
            let pattern = pats::pat(cx, &node.pat, shape.after(4)?)?;
            assign::rhs(&format!("let {pattern} ="), shape, assign::Tactic::Default, &|shape| {
                expr(cx, &node.expr, shape)
            })
        }
        Expr::Lit(node) => {
            let text = ops::lit(&node.lit);
            // A string or raw string is left as it is, however wide; other literals make their line fail.
            let left_alone = matches!(node.lit, Lit::Str(_)) && !text.contains('\n') || text.starts_with('r');
            (left_alone || fits(&text, shape)).then_some(text)
        }
        Expr::Macro(node) => macros::call(cx, &node.mac, shape),
        Expr::Match(node) => control::match_expr(cx, node, shape),
        Expr::Paren(node) => paren(cx, &node.expr, shape),
        Expr::Path(node) => types::qpath(cx, node.qself.as_ref(), &node.path, shape, true),
        Expr::Range(node) => range(cx, node, shape),
        Expr::RawAddr(node) => prefixed(cx, ops::raw(&node.mutability), &node.expr, shape),
        Expr::Reference(node) => {
            let prefix = if node.mutability.is_some() { "&mut " } else { "&" };
            prefixed(cx, prefix, &node.expr, shape)
        }
        Expr::Repeat(node) => {
            let parts = Parts { prefix: "[", infix: "; ", suffix: "]", front: false };
            pair(&|shape| expr(cx, &node.expr, shape), &|shape| expr(cx, &node.len, shape), &parts, shape)
        }
        Expr::Return(node) => jump(cx, "return", node.expr.as_deref(), shape),
        Expr::Struct(node) => structs::literal(cx, node, shape),
        Expr::Tuple(node) => {
            let comma = if node.elems.len() == 1 { Comma::Always } else { comma(shape) };
            arguments(cx, "", &node.elems, shape, comma)
        }
        Expr::Unary(node) => prefixed(cx, ops::unary(node.op), &node.expr, shape),
        Expr::Unsafe(node) => Some(blocks::prefixed(cx, "unsafe ", &node.block, shape)),
        Expr::Continue(_) | Expr::Infer(_) => None,
        _ => cx.unknown(),
    }
}

fn comma(shape: Shape) -> Comma {
    if shape.in_macro { Comma::Never } else { Comma::Vertical }
}

/// `callee(a, b)`
pub(super) fn call(
    cx: &Cx,
    callee: &str,
    args: &Punctuated<Expr, Token![,]>,
    shape: Shape,
) -> Option<String> {
    arguments(cx, callee, args, shape, comma(shape))
}

fn arguments(
    cx: &Cx,
    name: &str,
    args: &Punctuated<Expr, Token![,]>,
    shape: Shape,
    comma: Comma,
) -> Option<String> {
    let items = args.iter().map(Arg::Expr).collect();
    list(cx, &List { name, delimiters: ("(", ")"), items, limit: CALL_WIDTH, comma }, shape)
}

fn array(cx: &Cx, name: &str, elems: &Punctuated<Expr, Token![,]>, shape: Shape) -> Option<String> {
    let items = elems.iter().map(Arg::Expr).collect();
    let comma = comma(shape);
    list(cx, &List { name, delimiters: ("[", "]"), items, limit: CALL_WIDTH, comma }, shape)
}

fn prefixed(cx: &Cx, prefix: &str, node: &Expr, shape: Shape) -> Option<String> {
    let text = expr(cx, node, shape.after(prefix.len())?)?;
    Some(format!("{prefix}{text}"))
}

fn jump(cx: &Cx, keyword: &str, value: Option<&Expr>, shape: Shape) -> Option<String> {
    match value {
        Some(value) => prefixed(cx, &format!("{keyword} "), value, shape),
        None => Some(keyword.to_owned()),
    }
}

fn paren(cx: &Cx, node: &Expr, shape: Shape) -> Option<String> {
    let text = expr(cx, node, shape.after(1)?.sub(1)?)?;
    Some(format!("({text})"))
}

fn assignment(cx: &Cx, left: &Expr, op: &str, right: &Expr, shape: Shape) -> Option<String> {
    let left = expr(cx, left, shape.sub(op.len() + 1)?)?;
    assign::rhs(&format!("{left} {op}"), shape, assign::Tactic::Default, &|shape| expr(cx, right, shape))
}

fn range(cx: &Cx, node: &syn::ExprRange, shape: Shape) -> Option<String> {
    let infix = ops::range(&node.limits);
    match (&node.start, &node.end) {
        (Some(start), Some(end)) => {
            let parts = Parts { prefix: "", infix, suffix: "", front: true };
            pair(&|shape| expr(cx, start, shape), &|shape| expr(cx, end, shape), &parts, shape)
        }
        (None, Some(end)) => prefixed(cx, infix, end, shape),
        (Some(start), None) => {
            let text = expr(cx, start, shape.sub(infix.len())?)?;
            Some(format!("{text}{infix}"))
        }
        (None, None) => Some(infix.to_owned()),
    }
}

fn index(cx: &Cx, node: &syn::ExprIndex, shape: Shape) -> Option<String> {
    let base = expr(cx, &node.expr, shape)?;
    let offset = last_line_width(&base) + 1;
    let overhead = shape.rhs_overhead();
    let behind = if multiline(&base) {
        Shape { width: shape.max, offset: shape.align, ..shape }
            .after(offset)
            .and_then(|shape| shape.sub(1 + overhead))
    } else {
        shape.after(offset).and_then(|shape| shape.sub(1))
    };
    let behind = behind.and_then(|shape| expr(cx, &node.index, shape));
    if let Some(text) = &behind
        && !multiline(text)
    {
        return Some(format!("{base}[{text}]"));
    }
    let line = shape.nested_line();
    let next = expr(cx, &node.index, line.after(1)?.sub(1 + overhead)?);
    match (behind, next) {
        (Some(_) | None, Some(next)) if !multiline(&next) => {
            Some(format!("{base}{}[{next}]", line.newline()))
        }
        (None, Some(next)) => Some(format!("{base}{}[{next}]", line.newline())),
        (Some(behind), Some(_) | None) => Some(format!("{base}[{behind}]")),
        (None, None) => None,
    }
}
