//! Statements.

use crate::bindgen::code::ast::{Block, Expr, ExprKind, Item, Local, Pat, Stmt, Type};
use crate::bindgen::print::assign;
use crate::bindgen::print::attrs;
use crate::bindgen::print::blocks;
use crate::bindgen::print::classify;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat;
use crate::bindgen::print::flat_types;
use crate::bindgen::print::items;
use crate::bindgen::print::layout::{Entry, Kind, join};
use crate::bindgen::print::line::one_line;
use crate::bindgen::print::macros;
use crate::bindgen::print::markers::Marker;
use crate::bindgen::print::pats;
use crate::bindgen::print::shape::WIDTHS;
use crate::bindgen::print::shape::{MAX_WIDTH, Shape, last_line, last_line_width, multiline, width};
use crate::bindgen::print::types;

/// rustfmt's `single_line_let_else_max_width`.
const LET_ELSE_WIDTH: usize = 50;

/// Statements at an indent, without the indent of the first and the end of the last line.
pub(super) fn statements(cx: &Cx, list: &[Stmt], indent: usize) -> String {
    let mut entries = Vec::with_capacity(list.len());
    let end = list.len().saturating_sub(1);
    let mut items: Vec<&Item<'_>> = Vec::new();
    for (index, stmt) in list.iter().enumerate() {
        if let Stmt::Item(item) = stmt {
            items.push(item);
            continue;
        }
        entries.extend(items::entries(cx, &std::mem::take(&mut items), indent));
        let entry = match stmt {
            Stmt::Macro(node) if node.attrs.is_empty() => match Marker::of(&node.mac) {
                Some(marker) => marker.entry(indent),
                None => Entry::text(Kind::Statement, statement(cx, stmt, index == end, indent)),
            },
            stmt => Entry::text(Kind::Statement, statement(cx, stmt, index == end, indent)),
        };
        entries.push(entry);
    }
    entries.extend(items::entries(cx, &items, indent));
    join(entries, indent)
}

fn statement(cx: &Cx, stmt: &Stmt, last: bool, indent: usize) -> String {
    match stmt {
        Stmt::Local(local) => {
            let attrs = attrs::outer(cx, local.attrs, indent);
            attrs::above(attrs, widening(cx, indent, |shape| self::local(cx, local, shape)))
        }
        Stmt::Expr(expr, semi) if !expr.attrs.is_empty() && is_block(expr) => {
            let attrs = attrs::outer(cx, expr.attrs, indent);
            let semi = if *semi { ";" } else { "" };
            format!("{attrs}{}{semi}", attributed_block(cx, expr, indent))
        }
        Stmt::Expr(expr, false) if last => {
            let attrs = attrs::outer(cx, expr.attrs, indent);
            let mut text = tail(cx, expr, indent);
            if classify::is_jump(expr) {
                text.push(';');
            }
            attrs::above(attrs, text)
        }
        Stmt::Expr(expr, semi) => {
            let is_loop = matches!(expr.kind, ExprKind::While(_) | ExprKind::Loop(_) | ExprKind::ForLoop(_));
            let suffix = if *semi && !is_loop { ";" } else { "" };
            let attrs = attrs::outer(cx, expr.attrs, indent);
            attrs::above(attrs, expression(cx, expr, suffix, indent))
        }
        Stmt::Macro(node) => {
            let attrs = attrs::outer(cx, node.attrs, indent);
            let semi = if node.semi { ";" } else { "" };
            let text = widening(cx, indent, |shape| Some(macros::call(cx, &node.mac, shape.sub(1)?)? + semi));
            attrs::above(attrs, text)
        }
        Stmt::Item(_) => String::new(),
    }
}

fn is_block(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Block(_) | ExprKind::Unsafe(_))
}

/// A block with attributes, which never stands on one line.
fn attributed_block(cx: &Cx, expr: &Expr, indent: usize) -> String {
    let shape = Shape::indented(indent, MAX_WIDTH);
    match expr.kind {
        ExprKind::Unsafe(block) => format!("unsafe {}", blocks::braces(cx, block, shape)),
        ExprKind::Block(node) => {
            let label = node.label.map(|label| format!("{label}: "));
            format!("{}{}", label.unwrap_or_default(), blocks::braces(cx, &node.block, shape))
        }
        _ => String::new(),
    }
}

/// An expression with nothing behind it, the last of its block.
pub(super) fn tail(cx: &Cx, expr: &Expr, indent: usize) -> String {
    if classify::is_jump(expr) {
        return expression(cx, expr, "", indent);
    }
    widening(cx, indent, |shape| exprs::bare(cx, expr, shape))
}

/// An expression as a statement.
fn expression(cx: &Cx, expr: &Expr, suffix: &str, indent: usize) -> String {
    widening(cx, indent, |shape| {
        let text = exprs::statement(cx, expr, shape.sub(suffix.len())?)?;
        Some(text + suffix)
    })
}

/// The layout at rustfmt's width, or at the first greater one that works.
pub(super) fn widening(cx: &Cx, indent: usize, layout: impl Fn(Shape) -> Option<String>) -> String {
    let text = WIDTHS.iter().find_map(|max| layout(Shape::indented(indent, *max)));
    text.or_else(|| cx.unknown()).unwrap_or_default()
}

fn local(cx: &Cx, node: &Local, shape: Shape) -> Option<String> {
    if node.diverge.is_none()
        && let Some(text) = one_line(cx, shape, |cx, line| {
            line.put("let ")?;
            flat_types::pat(cx, line, &node.pat)?;
            if let Some(init) = &node.init {
                line.put(" = ")?;
                flat::expr(cx, line, init)?;
            }
            line.put(";")
        })
    {
        return Some(text);
    }
    let (pat, ty) = match &node.pat {
        Pat::Type(typed) => (&typed.pat, Some(&typed.ty)),
        pat => (pat, None),
    };
    let pattern = pats::pat(cx, pat, shape.after(4)?.sub(1)?)?;
    let broken_pattern = multiline(&pattern);
    let mut text = "let ".to_owned() + &pattern;
    if let Some(ty) = ty {
        let annotation = annotation(cx, ty, &text, broken_pattern, shape)?;
        text.push_str(&annotation);
    }
    if let Some(init) = &node.init {
        text.push_str(" =");
        text = assign::rhs(&text, shape.sub(1)?, assign::Tactic::Default, &|shape| {
            exprs::expr(cx, init, shape)
        })?;
        if let Some(block) = &node.diverge {
            text = let_else(cx, &text, block, broken_pattern, shape)?;
        }
    }
    text.push(';');
    Some(text)
}

fn annotation(cx: &Cx, ty: &Type, before: &str, broken_pattern: bool, shape: Shape) -> Option<String> {
    let shape = if broken_pattern { shape.with_max_width() } else { shape };
    let text = types::ty(cx, ty, shape.after(last_line_width(before) + 2)?.sub(2)?)?;
    Some(format!(": {text}"))
}

/// `let .. = .. else { .. }`
fn let_else(cx: &Cx, before: &str, block: &Block, broken_pattern: bool, shape: Shape) -> Option<String> {
    let same_line = if multiline(before) {
        before.ends_with([')', ']', '}'])
            && !last_line(before).get(shape.indent()..)?.starts_with(char::is_whitespace)
    } else {
        shape.width.saturating_sub(1 + before.len()) >= 7
    };
    let newline_else = broken_pattern || !same_line;
    let mut text = before.to_owned();
    text.push_str(&if newline_else { shape.newline() } else { " ".into() });
    text.push_str("else ");
    let space = shape.width.min(LET_ELSE_WIDTH).saturating_sub(text.len());
    let single = !newline_else && space > 0 && !multiline(&text) && block.stmts.len() <= 1;
    if block.stmts.is_empty() {
        text.push_str("{}");
        return Some(text);
    }
    if single {
        let block = blocks::prefixed(cx, "", block, shape);
        if !multiline(&block) && width(&block) < space {
            text.push_str(&block);
            return Some(text);
        }
    }
    text.push_str(&blocks::braces(cx, block, shape));
    Some(text)
}
