//! Expressions: one line if they fit, else the layout of their kind.

use crate::bindgen::code::ast::{Expr, ExprKind, Index, Range};
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

/// An expression inside another.
pub(super) fn expr(cx: &Cx, node: &Expr, shape: Shape) -> Option<String> {
    let attributes = node.attrs;
    let text = layout(cx, node, shape, false)?;
    if attributes.is_empty() {
        return Some(text);
    }
    Some(attrs::above(attrs::outer(cx, attributes, shape.indent()), text))
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
    match node.kind {
        ExprKind::Array(elems) => array(cx, "", elems, shape),
        ExprKind::Assign(node) => assignment(cx, &node.left, "=", &node.right, shape),
        ExprKind::Async(node) => {
            // Whether the block fits on one line, rustfmt asks without counting the `move`.
            let block = blocks::prefixed(cx, "", &node.block, shape.sub("async ".len())?);
            Some(format!("async {}{block}", if node.moves { "move " } else { "" }))
        }
        ExprKind::Binary(node) if node.assigns() => assignment(cx, &node.left, node.op, &node.right, shape),
        ExprKind::Binary(node) => pairs::binary(cx, node, shape),
        ExprKind::Block(node) => {
            let label = node.label.map(|label| format!("{label}: "));
            let label = label.as_deref().unwrap_or("");
            if statement {
                Some(format!("{label}{}", blocks::braces(cx, &node.block, shape)))
            } else {
                Some(blocks::prefixed(cx, label, &node.block, shape))
            }
        }
        ExprKind::Break(label, value) => {
            let label = label.map(|label| format!(" {label}")).unwrap_or_default();
            jump(cx, &format!("break{label}"), value, shape)
        }
        ExprKind::Call(node) => {
            let callee = expr(cx, &node.func, shape)?;
            call(cx, &callee, node.args, shape)
        }
        ExprKind::Cast(node) => {
            let parts = Parts { prefix: "", infix: " as ", suffix: "", front: true };
            pair(&|shape| expr(cx, &node.expr, shape), &|shape| types::ty(cx, &node.ty, shape), &parts, shape)
        }
        ExprKind::Closure(node) => closure::closure(cx, node, shape),
        ExprKind::Const(block) => Some(format!("const {}", blocks::prefixed(cx, "", block, shape))),
        ExprKind::Await(_) | ExprKind::Field(_) | ExprKind::MethodCall(_) | ExprKind::Try(_) => {
            chain::chain(cx, node, shape)
        }
        ExprKind::If(_) | ExprKind::ForLoop(_) | ExprKind::Loop(_) | ExprKind::While(_) => {
            control::control_flow(cx, node, shape, statement)
        }
        _ => broken_rest(cx, node, shape),
    }
}

fn broken_rest(cx: &Cx, node: &Expr, shape: Shape) -> Option<String> {
    match node.kind {
        ExprKind::Index(node) => index(cx, node, shape),
        ExprKind::Let(node) => {
            let pattern = pats::pat(cx, &node.pat, shape.after(4)?)?;
            assign::rhs(&format!("let {pattern} ="), shape, assign::Tactic::Default, &|shape| {
                expr(cx, &node.expr, shape)
            })
        }
        ExprKind::Lit(lit) => {
            // A string or raw string is left as it is, however wide; other literals make their line fail.
            let left_alone = lit.is_string() && !lit.0.contains('\n') || lit.0.starts_with('r');
            (left_alone || fits(lit.0, shape)).then(|| lit.0.to_owned())
        }
        ExprKind::Macro(mac) => macros::call(cx, mac, shape),
        ExprKind::Match(node) => control::match_expr(cx, node, shape),
        ExprKind::Paren(inner) => paren(cx, inner, shape),
        ExprKind::Path(node) => types::qpath(cx, node.qself.as_ref(), &node.path, shape, true),
        ExprKind::Range(node) => range(cx, node, shape),
        ExprKind::RawAddr(node) => prefixed(cx, ops::raw(node.mutable), &node.expr, shape),
        ExprKind::Reference(node) => {
            let prefix = if node.mutable { "&mut " } else { "&" };
            prefixed(cx, prefix, &node.expr, shape)
        }
        ExprKind::Repeat(node) => {
            let parts = Parts { prefix: "[", infix: "; ", suffix: "]", front: false };
            pair(&|shape| expr(cx, &node.value, shape), &|shape| expr(cx, &node.count, shape), &parts, shape)
        }
        ExprKind::Return(value) => jump(cx, "return", value, shape),
        ExprKind::Struct(node) => structs::literal(cx, node, shape),
        ExprKind::Tuple(elems) => {
            let comma = if elems.len() == 1 { Comma::Always } else { comma(shape) };
            arguments(cx, "", elems, shape, comma)
        }
        ExprKind::Unary(node) => prefixed(cx, node.op, &node.expr, shape),
        ExprKind::Unsafe(block) => Some(blocks::prefixed(cx, "unsafe ", block, shape)),
        _ => None,
    }
}

fn comma(shape: Shape) -> Comma {
    if shape.in_macro { Comma::Never } else { Comma::Vertical }
}

/// `callee(a, b)`
pub(super) fn call(cx: &Cx, callee: &str, args: &[Expr], shape: Shape) -> Option<String> {
    arguments(cx, callee, args, shape, comma(shape))
}

fn arguments(cx: &Cx, name: &str, args: &[Expr], shape: Shape, comma: Comma) -> Option<String> {
    let items = args.iter().map(Arg::Expr).collect();
    list(cx, &List { name, delimiters: ("(", ")"), items, limit: CALL_WIDTH, comma }, shape)
}

fn array(cx: &Cx, name: &str, elems: &[Expr], shape: Shape) -> Option<String> {
    let items = elems.iter().map(Arg::Expr).collect();
    let comma = comma(shape);
    list(cx, &List { name, delimiters: ("[", "]"), items, limit: CALL_WIDTH, comma }, shape)
}

fn prefixed(cx: &Cx, prefix: &str, node: &Expr, shape: Shape) -> Option<String> {
    let text = expr(cx, node, shape.after(prefix.len())?)?;
    Some([prefix, &text].concat())
}

fn jump(cx: &Cx, keyword: &str, value: Option<&Expr>, shape: Shape) -> Option<String> {
    match value {
        Some(value) => prefixed(cx, &format!("{keyword} "), value, shape),
        None => Some(keyword.to_owned()),
    }
}

fn paren(cx: &Cx, node: &Expr, shape: Shape) -> Option<String> {
    let text = expr(cx, node, shape.after(1)?.sub(1)?)?;
    Some(["(", &text, ")"].concat())
}

fn assignment(cx: &Cx, left: &Expr, op: &str, right: &Expr, shape: Shape) -> Option<String> {
    let left = expr(cx, left, shape.sub(op.len() + 1)?)?;
    assign::rhs(&format!("{left} {op}"), shape, assign::Tactic::Default, &|shape| expr(cx, right, shape))
}

fn range(cx: &Cx, node: &Range, shape: Shape) -> Option<String> {
    let infix = node.op;
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

fn index(cx: &Cx, node: &Index, shape: Shape) -> Option<String> {
    let base = expr(cx, &node.base, shape)?;
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
