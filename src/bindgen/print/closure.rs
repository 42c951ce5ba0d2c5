//! Closures.

use crate::bindgen::code::ast::{Closure, Expr, ExprKind};
use crate::bindgen::print::blocks;
use crate::bindgen::print::classify;
use crate::bindgen::print::control;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat;
use crate::bindgen::print::line::unlimited;
use crate::bindgen::print::overflow::{Comma, Tactic, write};
use crate::bindgen::print::pats;
use crate::bindgen::print::shape::{Shape, last_line_width, multiline, newline, newlines, width};
use crate::bindgen::print::types;

/// A closure where it is not the last argument of a call.
pub(super) fn closure(cx: &Cx, node: &Closure, shape: Shape) -> Option<String> {
    let head = head(cx, node, shape)?;
    let body_shape = shape.after(last_line_width(&head) + 1)?;
    let body = classify::closure_body(node, shape.in_macro);
    if let ExprKind::Block(block) = body.kind {
        if block.block.stmts.is_empty() {
            return Some(format!("{head} {{}}"));
        }
        let text = exprs::expr(cx, body, body_shape)?;
        return Some([&*head, " ", &text].concat());
    }
    let had_block = matches!(node.body.kind, ExprKind::Block(_));
    if had_block && classify::is_block_forced(body) {
        return with_block(cx, body, &head, shape);
    }
    without_block(cx, body, &head, body_shape).or_else(|| {
        if had_block {
            kept_block(cx, node, &head, body_shape)
        } else {
            with_block(cx, body, &head, body_shape)
        }
    })
}

/// A closure as the last argument of a call; `None` when it would look bad there.
pub(super) fn last_argument(cx: &Cx, expr: &Expr, node: &Closure, shape: Shape) -> Option<String> {
    let mut body = &node.body;
    if let ExprKind::Block(block) = body.kind
        && !shape.in_macro
        && body.attrs.is_empty()
        && let Some(inner) = classify::simple_block(&block.block)
    {
        body = inner;
    }
    let head = head(cx, node, shape)?;
    if multiline(&head) {
        return None;
    }
    let body_shape = shape.after(width(&head) + 1)?;
    if !shape.in_macro && classify::is_block_forced(body) {
        let block = with_block(cx, body, &head, body_shape)?;
        if node.output.is_none()
            && newlines(&block) < 7
            && let Some(single) = without_block(cx, body, &head, shape)
            && !multiline(&single)
        {
            return Some(single);
        }
        return Some(block);
    }
    let condition = control::condition(cx, body, body_shape);
    if condition.is_some_and(|text| multiline(&text) || width(&text) > body_shape.width) {
        return with_block(cx, body, &head, body_shape);
    }
    exprs::expr(cx, expr, shape)
}

/// The body without braces of its own.
fn without_block(cx: &Cx, body: &Expr, head: &str, shape: Shape) -> Option<String> {
    let text = exprs::expr(cx, body, shape)?;
    if multiline(&text) && !classify::allows_multiline(body) && !shape.in_macro {
        return None;
    }
    Some([head, " ", &text].concat())
}

/// The body in braces it did not have.
fn with_block(cx: &Cx, body: &Expr, head: &str, shape: Shape) -> Option<String> {
    if classify::vetoes_block(body) {
        return None;
    }
    let text = blocks::wrapped(cx, body, shape);
    Some([head, " ", &text].concat())
}

/// The body in the braces it had.
fn kept_block(cx: &Cx, node: &Closure, head: &str, shape: Shape) -> Option<String> {
    let text = exprs::expr(cx, &node.body, shape)?;
    Some([head, " ", &text].concat())
}

/// `move |a, b| -> T`
fn head(cx: &Cx, node: &Closure, shape: Shape) -> Option<String> {
    let prefix = {
        let mut text = String::new();
        for (word, present) in [("const ", node.is_const), ("async ", node.is_async), ("move ", node.moves)] {
            text.push_str(if present { word } else { "" });
        }
        text
    };
    if !node.lifetimes.is_empty() {
        return unlimited(cx, |cx, line| flat::closure_head(cx, line, node));
    }
    // 4 = `|| {`
    let nested = shape.after(prefix.len())?.sub(4)?;
    let params = nested.after(1)?;
    let params = Shape { align: params.offset, ..params };
    let output = match &node.output {
        Some(ty) => format!("-> {}", types::ty(cx, ty, params.sub(3)?)?),
        None => String::new(),
    };
    let inputs: Vec<String> =
        node.inputs.iter().map(|input| pats::param(cx, input, params)).collect::<Option<_>>()?;
    let total = inputs.iter().map(|input| width(input) + 2).sum::<usize>().saturating_sub(2);
    let budget = nested.width.saturating_sub(output.len() + 1);
    let horizontal = total <= budget && !inputs.iter().any(|input| multiline(input));
    let tactic = if horizontal { Tactic::Horizontal } else { Tactic::Vertical };
    let list = write(&inputs, tactic, Comma::Never, params);
    let mut text = format!("{prefix}|{list}|");
    if !output.is_empty() {
        let indent = newline(shape.indent() + prefix.len() + 1);
        text.push_str(&if multiline(&text) { indent } else { " ".into() });
        text.push_str(&output);
    }
    Some(text)
}
