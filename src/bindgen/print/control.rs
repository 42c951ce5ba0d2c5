//! `if`, `while`, `for`, `loop` and `match`.

use crate::bindgen::code::ast::{Block, Expr, ExprKind, Match, Pat};
use crate::bindgen::print::arms;
use crate::bindgen::print::assign;
use crate::bindgen::print::blocks;
use crate::bindgen::print::classify;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat::IF_ELSE_WIDTH;
use crate::bindgen::print::pats;
use crate::bindgen::print::shape::{Shape, last_line, last_line_extendable, last_line_width};
use crate::bindgen::print::shape::{multiline, width};

/// Any control flow with a head and a block.
struct Flow<'a> {
    keyword: &'static str,
    label: Option<&'a str>,
    matcher: &'static str,
    pat: Option<&'a Pat<'a>>,
    connector: &'static str,
    condition: Option<&'a Expr<'a>>,
    block: &'a Block<'a>,
    otherwise: Option<&'a Expr<'a>>,
    single_line: bool,
    else_if: bool,
}

impl<'a> Flow<'a> {
    fn new(
        keyword: &'static str,
        label: Option<&'a str>,
        condition: Option<&'a Expr<'a>>,
        block: &'a Block<'a>,
    ) -> Flow<'a> {
        let (pat, condition) = match condition.map(|condition| condition.kind) {
            Some(ExprKind::Let(node)) => (Some(&node.pat), Some(&node.expr)),
            _ => (None, condition),
        };
        Flow {
            keyword,
            label,
            matcher: if pat.is_some() { "let " } else { "" },
            pat,
            connector: " =",
            condition,
            block,
            otherwise: None,
            single_line: false,
            else_if: false,
        }
    }

    fn of(node: &'a Expr<'a>, statement: bool) -> Option<Flow<'a>> {
        let flow = Flow::new;
        match node.kind {
            ExprKind::If(node) => Some(Flow {
                otherwise: node.otherwise.as_ref(),
                single_line: !statement,
                ..flow("if", None, Some(&node.cond), &node.then)
            }),
            ExprKind::While(node) => Some(flow("while", node.label, Some(&node.cond), &node.body)),
            ExprKind::Loop(node) => Some(flow("loop", node.label, None, &node.body)),
            ExprKind::ForLoop(node) => Some(Flow {
                matcher: "",
                pat: Some(&node.pat),
                connector: " in",
                condition: Some(&node.iter),
                ..flow("for", node.label, None, &node.body)
            }),
            _ => None,
        }
    }
}

/// Lays out control flow.
pub(super) fn control_flow(cx: &Cx, node: &Expr, shape: Shape, statement: bool) -> Option<String> {
    layout(cx, &Flow::of(node, statement)?, shape)
}

/// The head of control flow, as far as a caller must know whether it is broken.
pub(super) fn condition(cx: &Cx, node: &Expr, shape: Shape) -> Option<String> {
    if let ExprKind::Match(node) = node.kind {
        return exprs::expr(cx, &node.value, shape.after(8)?);
    }
    head(cx, &Flow::of(node, false)?, shape).map(Head::into_text)
}

enum Head {
    /// The whole `if .. else ..` on one line.
    Whole(String),
    /// The head with the space in front of the block, and the width it uses.
    Part(String, usize),
}

impl Head {
    fn into_text(self) -> String {
        match self {
            Head::Whole(text) | Head::Part(text, _) => text,
        }
    }
}

fn layout(cx: &Cx, flow: &Flow<'_>, shape: Shape) -> Option<String> {
    let (mut text, used) = match head(cx, flow, shape)? {
        Head::Whole(text) => return Some(text),
        Head::Part(text, used) => (text, used),
    };
    let room = shape.width.saturating_sub(used);
    let chained = flow.otherwise.is_some() || flow.else_if;
    let block_shape = Shape { width: if chained { room.min(1) } else { room }, ..shape };
    text.push_str(&blocks::braces(cx, flow.block, block_shape));
    let Some(otherwise) = flow.otherwise else {
        return Some(text);
    };
    text.push_str(" else ");
    let line = shape.fresh(shape.block, shape.align);
    match otherwise.kind {
        ExprKind::If(_) => {
            let rest = Flow { else_if: true, ..Flow::of(otherwise, true)? };
            text.push_str(&layout(cx, &rest, line)?);
        }
        ExprKind::Block(node) => {
            let shape = Shape { width: line.width.min(1), ..line };
            text.push_str(&blocks::braces(cx, &node.block, shape));
        }
        _ => return cx.unknown(),
    }
    Some(text)
}

fn head(cx: &Cx, flow: &Flow<'_>, shape: Shape) -> Option<Head> {
    let fresh = Shape { width: shape.max.saturating_sub(shape.used()), ..shape };
    // 7 = `} else `
    let room = if flow.else_if { fresh.after(7)? } else { fresh };
    let label = flow.label.map(|label| format!("{label}: ")).unwrap_or_default();
    let offset = flow.keyword.len() + label.len() + 1;
    let middle = match flow.condition {
        Some(condition) => pat_expr(cx, flow, condition, room, offset)?,
        None => String::new(),
    };
    let budget = shape.max.saturating_sub(room.used() + offset + 2);
    let too_wide = multiline(&middle) || middle.len() > budget;
    let offsetted = {
        let line = last_line(&middle);
        line.len() - line.trim_start().len() > shape.used()
    };
    let force_newline = too_wide && (!last_line_extendable(&middle) || offsetted);
    if flow.single_line
        && let Some(text) = single_line(cx, flow, &middle, shape.width)
        && text.len() <= IF_ELSE_WIDTH
    {
        return Some(Head::Whole(text));
    }
    let used = if multiline(&middle) {
        last_line_width(&middle)
    } else {
        label.len() + flow.keyword.len() + middle.len() + 2
    };
    let separator = if force_newline { shape.newline() } else { " ".into() };
    let space = if middle.is_empty() || middle.starts_with('\n') { "" } else { " " };
    Some(Head::Part(format!("{label}{}{space}{middle}{separator}", flow.keyword), used))
}

/// `let pattern = condition`, or the condition alone.
fn pat_expr(cx: &Cx, flow: &Flow<'_>, condition: &Expr, shape: Shape, offset: usize) -> Option<String> {
    let room = shape.after(offset)?;
    if let Some(pat) = flow.pat {
        let pat = pats::pat(cx, pat, room.after(flow.matcher.len())?.sub(flow.connector.len())?)?;
        let left = format!("{}{pat}{}", flow.matcher, flow.connector);
        return assign::rhs(&left, room, assign::Tactic::Default, &|shape| exprs::expr(cx, condition, shape));
    }
    let text = exprs::expr(cx, condition, room);
    if flow.keyword == "if" || text.is_some() {
        return text;
    }
    let nested = shape.block_indent().with_max_width();
    let text = exprs::expr(cx, condition, nested)?;
    Some(format!("{}{text}", nested.newline()))
}

fn single_line(cx: &Cx, flow: &Flow<'_>, middle: &str, room: usize) -> Option<String> {
    let ExprKind::Block(otherwise) = flow.otherwise?.kind else {
        return None;
    };
    let then = classify::simple_block(flow.block)?;
    let otherwise = classify::simple_block(&otherwise.block)?;
    if multiline(middle) {
        return None;
    }
    let room = room.checked_sub(middle.len() + flow.keyword.len() + "  {  } else {  }".len())?;
    let shape = |width| Shape { width, ..Shape::indented(0, width) };
    let then = exprs::expr(cx, then, shape(room))?;
    let otherwise = exprs::expr(cx, otherwise, shape(room.checked_sub(then.len())?))?;
    if multiline(&then) || multiline(&otherwise) {
        return None;
    }
    Some(format!("{} {middle} {{ {then} }} else {{ {otherwise} }}", flow.keyword))
}

/// `match value { arms }`
pub(super) fn match_expr(cx: &Cx, node: &Match, shape: Shape) -> Option<String> {
    let room = Shape { width: shape.max.saturating_sub(shape.used()), ..shape }.after(6)?;
    let value = exprs::expr(cx, &node.value, room)?;
    if node.arms.is_empty() {
        return Some(format!("match {value} {{}}"));
    }
    let same_line = last_line_extendable(&value) || !multiline(&value) && width(&value) + 2 <= room.width;
    let separator = if same_line { " ".into() } else { shape.newline() };
    let arms = arms::arms(cx, node.arms, shape.block_indent().with_max_width())?;
    let nested = shape.block_indent().newline();
    let end = shape.newline();
    Some(["match ", &value, &separator, "{", &nested, &arms, &end, "}"].concat())
}
