//! Struct literals and struct patterns.

use crate::bindgen::code::ast::{FieldPat, FieldValue, StructLit, StructPat};
use crate::bindgen::print::attrs;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat::STRUCT_WIDTH;
use crate::bindgen::print::overflow::{Comma, Tactic, write};
use crate::bindgen::print::pats;
use crate::bindgen::print::shape::{Shape, multiline, width};
use crate::bindgen::print::types;

/// `Path { field: value }`
pub(super) fn literal(cx: &Cx, node: &StructLit, shape: Shape) -> Option<String> {
    let path = types::qpath(cx, node.qself.as_ref(), &node.path, shape.sub(2)?, true)?;
    if node.fields.is_empty() && node.rest.is_none() {
        let rest = if node.dots { " { .. }" } else { " {}" };
        return Some(format!("{path}{rest}"));
    }
    let nested = nested(shape);
    let mut items = Vec::with_capacity(node.fields.len() + 1);
    for field in node.fields {
        items.push(field_value(cx, field, nested.sub(1)?)?);
    }
    if node.dots {
        let rest = match &node.rest {
            Some(rest) => exprs::expr(cx, rest, nested.after(2)?)?,
            None => String::new(),
        };
        items.push(format!("..{rest}"));
    }
    let one_line = shape.width.checked_sub(path.len() + 5).map(|width| width.min(STRUCT_WIDTH));
    let tactic = tactic(&items, one_line);
    let never = node.dots || shape.in_macro;
    let comma = if never { Comma::Never } else { Comma::Vertical };
    let text = write(&items, tactic, comma, nested);
    Some(wrap(&path, &text, shape, nested, one_line.unwrap_or(0)))
}

/// `Path { field: pattern, .. }`
pub(super) fn pattern(cx: &Cx, node: &StructPat, shape: Shape) -> Option<String> {
    let path = types::qpath(cx, node.qself.as_ref(), &node.path, shape.sub(2)?, true)?;
    if node.fields.is_empty() {
        let rest = if node.dots { " { .. }" } else { " {}" };
        return Some(format!("{path}{rest}"));
    }
    let nested = nested(shape);
    let suffix = if node.dots { 6 } else { 2 };
    let one_line = shape.width.checked_sub(path.len() + 3 + suffix).map(|width| width.min(STRUCT_WIDTH));
    let items: Vec<String> =
        node.fields.iter().map(|field| field_pat(cx, field, nested)).collect::<Option<_>>()?;
    let tactic = tactic(&items, one_line);
    let mut text = write(&items, tactic, Comma::Vertical, nested);
    let one_line = one_line.unwrap_or(0);
    if node.dots {
        if multiline(&text) || text.len() > one_line {
            if tactic == Tactic::Horizontal {
                text.push(',');
            }
            text.push_str(&nested.newline());
        } else {
            text.push_str(if tactic == Tactic::Vertical { " " } else { ", " });
        }
        text.push_str("..");
    }
    Some(wrap(&path, &text, shape, nested, one_line))
}

fn nested(shape: Shape) -> Shape {
    shape.block_indent().with_max_width()
}

fn tactic(items: &[String], one_line: Option<usize>) -> Tactic {
    let total = items.iter().map(|item| width(item) + 2).sum::<usize>().saturating_sub(2);
    match one_line {
        Some(limit) if total <= limit && !items.iter().any(|item| multiline(item)) => Tactic::Horizontal,
        Some(_) | None => Tactic::Vertical,
    }
}

fn wrap(path: &str, fields: &str, shape: Shape, nested: Shape, one_line: usize) -> String {
    if multiline(fields) || fields.len() > one_line {
        [path, " {", &nested.newline(), fields, &shape.newline(), "}"].concat()
    } else {
        format!("{path} {{ {fields} }}")
    }
}

fn field_value(cx: &Cx, field: &FieldValue, shape: Shape) -> Option<String> {
    let attrs = attrs::outer(cx, field.attrs, shape.indent());
    let name = field.member;
    let Some(value) = &field.value else { return Some(format!("{attrs}{name}")) };
    let behind = shape.after(name.len() + 2)?;
    if let Some(text) = exprs::expr(cx, value, behind) {
        return Some([&*attrs, name, ": ", &text].concat());
    }
    let line = shape.nested_line();
    let text = exprs::expr(cx, value, line)?;
    Some(format!("{attrs}{name}:{}{text}", line.newline()))
}

fn field_pat(cx: &Cx, field: &FieldPat, shape: Shape) -> Option<String> {
    let text = pats::pat(cx, &field.pat, shape)?;
    let Some(name) = field.member else { return Some(text) };
    if name.len() + 2 + text.len() <= shape.width {
        return Some(format!("{name}: {text}"));
    }
    let nested = shape.block_indent();
    let text = pats::pat(cx, &field.pat, nested)?;
    Some(format!("{name}:{}{text}", nested.newline()))
}
