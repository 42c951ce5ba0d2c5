//! The arms of a `match`.

use crate::bindgen::code::ast::{Arm, Block, Expr, ExprKind};
use crate::bindgen::print::assign::{Tactic, prefer_next_line};
use crate::bindgen::print::attrs;
use crate::bindgen::print::classify;
use crate::bindgen::print::control;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::pats;
use crate::bindgen::print::shape::{Shape, TAB, extra_offset, first_line_width, multiline, push_member};
use crate::bindgen::print::shape::{trimmed_last_line_width, width};

/// All arms, each on its own lines.
pub(super) fn arms(cx: &Cx, arms: &[Arm], shape: Shape) -> Option<String> {
    let mut text = String::new();
    for (index, arm) in arms.iter().enumerate() {
        if index > 0 {
            text.push_str(&shape.newline());
        }
        let attrs = attrs::outer(cx, arm.attrs, shape.indent());
        push_member(&mut text, &attrs::above(attrs, self::arm(cx, arm, shape)?), index == 0);
    }
    Some(text)
}

fn arm(cx: &Cx, arm: &Arm, shape: Shape) -> Option<String> {
    // ` => unsafe {`, ` => 'label: {`, ` => {`
    let reserved = match arm.body.kind {
        ExprKind::Block(block) => block.label.map_or(5, |label| 7 + label.len()),
        ExprKind::Unsafe(_) => 12,
        _ => 5,
    };
    let pattern = pats::pat(cx, &arm.pat, shape.sub(reserved)?)?;
    let guard = match &arm.guard {
        Some(guard) => self::guard(cx, guard, &pattern, shape)?,
        None => String::new(),
    };
    let left = pattern + &guard;
    body(cx, &arm.body, &left, multiline(&guard), shape)
}

fn guard(cx: &Cx, guard: &Expr, pattern: &str, shape: Shape) -> Option<String> {
    let used = trimmed_last_line_width(pattern);
    let own_line = multiline(pattern) && used > TAB;
    if !own_line
        && let Some(room) = shape.after(used + 4).and_then(|shape| shape.sub(5))
        && let Some(text) = exprs::expr(cx, guard, room)
        && (!multiline(&text) || used <= TAB)
    {
        return Some(format!(" if {text}"));
    }
    let line = shape.nested_line();
    let text = exprs::expr(cx, guard, line.after(3)?.sub(5)?)?;
    Some(format!("{}if {text}", line.newline()))
}

/// Whether a body is a block, and whether it has no statements.
fn block<'a>(body: &'a Expr<'a>) -> Option<&'a Block<'a>> {
    match body.kind {
        ExprKind::Block(node) => Some(&node.block),
        ExprKind::Unsafe(block) => Some(block),
        _ => None,
    }
}

/// The body without braces that rustfmt would remove, and whether it may begin behind the `=>`.
fn flatten<'a>(cx: &Cx, body: &'a Expr<'a>, shape: Option<Shape>, in_macro: bool) -> (bool, &'a Expr<'a>) {
    let whole = (classify::can_extend_arm(body), body);
    let ExprKind::Block(node) = body.kind else {
        return whole;
    };
    if node.label.is_some() || !body.attrs.is_empty() || in_macro {
        return whole;
    }
    let Some(inner) = classify::simple_block(&node.block) else { return whole };
    match inner.kind {
        ExprKind::Macro(_) => whole,
        _ if !inner.attrs.is_empty() => whole,
        ExprKind::Block(_) | ExprKind::Unsafe(_) => flatten(cx, inner, None, in_macro),
        _ => {
            let head = shape.and_then(|shape| control::condition(cx, inner, shape));
            if head.is_some_and(|head| multiline(&head)) {
                (false, body)
            } else {
                (classify::can_extend_arm(inner), inner)
            }
        }
    }
}

fn body(cx: &Cx, body: &Expr, left: &str, broken_guard: bool, shape: Shape) -> Option<String> {
    let room = shape.after(extra_offset(left, shape) + 4);
    let (extend, body) = flatten(cx, body, room, shape.in_macro);
    let block = block(body);
    let empty = block.is_some_and(|block| block.stmts.is_empty());
    let comma = if matches!(body.kind, ExprKind::Block(_)) { "" } else { "," };
    let forbid_same_line = broken_guard && !empty;
    let same_line = |text: &str| [left, " => ", text, comma].concat();
    let room = room.and_then(|room| room.sub(comma.len()));
    let mut behind = None;
    if let Some(room) = room
        && !forbid_same_line
    {
        behind = exprs::statement(cx, body, room);
        if let Some(text) = &behind
            && (block.is_some() || !multiline(text) && width(text) <= room.width)
        {
            return Some(same_line(text));
        }
    }
    let line =
        if block.is_none() || empty { shape.nested_line() } else { shape.fresh(shape.block, shape.align) };
    let next = exprs::statement(cx, body, line);
    let next_line = |text: &str| {
        let indent = line.newline();
        if block.is_some() {
            return [left, " =>", &indent, text, comma].concat();
        }
        if shape.in_macro {
            return format!("{left} =>{indent}{text},");
        }
        let open = if forbid_same_line { shape.newline() } else { " ".into() };
        let semi = if classify::is_jump(body) { ";" } else { "" };
        format!("{left} =>{open}{{{indent}{text}{semi}{}}}", shape.newline())
    };
    let budget = room.map_or(0, |room| room.width);
    match (behind, next) {
        (Some(behind), Some(next)) if prefer_next_line(&behind, &next, Tactic::Default) => {
            Some(next_line(&next))
        }
        (Some(behind), _) if extend && first_line_width(&behind) <= budget => Some(same_line(&behind)),
        (Some(behind), Some(next)) if multiline(&behind) => Some(next_line(&next)),
        (None, Some(next)) => Some(next_line(&next)),
        (None, None) => None,
        (Some(behind), Some(_) | None) => Some(same_line(&behind)),
    }
}
