//! Blocks: statements in braces.

use crate::bindgen::code::ast::{Block, Expr};
use crate::bindgen::print::classify;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::shape::{Shape, TAB, multiline, newline, newlines, width};
use crate::bindgen::print::stmts;

/// `{ .. }`, always over several lines unless it is empty.
pub(super) fn braces(cx: &Cx, block: &Block, shape: Shape) -> String {
    if block.stmts.is_empty() && shape.width >= 2 {
        return "{}".to_owned();
    }
    body(cx, block, shape.indent())
}

/// `{ .. }` over several lines at an indent.
pub(super) fn body(cx: &Cx, block: &Block, indent: usize) -> String {
    cx.block(block, indent, || enclose(&stmts::statements(cx, block.stmts, indent + TAB), indent))
}

/// Lines in braces.
pub(super) fn enclose(text: &str, indent: usize) -> String {
    let end = newline(indent);
    if text.is_empty() {
        return ["{", &end, "}"].concat();
    }
    ["{", &newline(indent + TAB), text, &end, "}"].concat()
}

/// A block behind `unsafe `, a label or nothing; on one line when it is one short expression.
pub(super) fn prefixed(cx: &Cx, prefix: &str, block: &Block, shape: Shape) -> String {
    let text = braces(cx, block, shape);
    if newlines(&text) <= 2
        && let Some(expr) = classify::simple_block(block)
        && let Some(single) = single_line(cx, prefix, expr, shape)
    {
        return single;
    }
    if prefix.is_empty() { text } else { [prefix, &text].concat() }
}

fn single_line(cx: &Cx, prefix: &str, expr: &Expr, shape: Shape) -> Option<String> {
    let shape_inside = shape.after(prefix.len())?;
    let text = if classify::is_jump(expr) {
        exprs::statement(cx, expr, shape_inside)?
    } else {
        exprs::expr(cx, expr, shape_inside)?
    };
    let result = [prefix, "{ ", &text, " }"].concat();
    (!multiline(&result) && width(&result) <= shape.width).then_some(result)
}

/// An expression in braces it did not have.
pub(super) fn wrapped(cx: &Cx, expr: &Expr, shape: Shape) -> String {
    let indent = shape.indent();
    let mut text = stmts::tail(cx, expr, indent + TAB);
    if classify::is_jump(expr) {
        text.push(';');
    }
    enclose(&text, indent)
}
