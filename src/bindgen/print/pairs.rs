//! Binary operators, casts, ranges: two operands and what is between them.

use crate::bindgen::code::ast::{Binary, Expr};
use crate::bindgen::print::classify;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::shape::{Shape, TAB, first_line, first_line_width, fitting};
use crate::bindgen::print::shape::{last_line_width, multiline, trimmed_last_line_width};

/// Lays out one operand in a shape.
pub(super) type Operand<'a> = &'a dyn Fn(Shape) -> Option<String>;

/// What stands around and between two operands.
pub(super) struct Parts<'a> {
    /// In front of the first.
    pub(super) prefix: &'a str,
    /// Between the two.
    pub(super) infix: &'a str,
    /// Behind the second.
    pub(super) suffix: &'a str,
    /// Whether the infix moves to the next line with the second operand.
    pub(super) front: bool,
}

/// A run of binary operators.
pub(super) fn binary(cx: &Cx, node: &Binary, shape: Shape) -> Option<String> {
    all_pairs(cx, node, shape).or_else(|| {
        let infix = format!(" {} ", node.op);
        let parts = Parts { prefix: "", infix: &infix, suffix: "", front: true };
        pair(
            &|shape| exprs::expr(cx, &node.left, shape),
            &|shape| exprs::expr(cx, &node.right, shape),
            &parts,
            shape,
        )
    })
}

fn all_pairs(cx: &Cx, node: &Binary, shape: Shape) -> Option<String> {
    let operands = classify::operands(node);
    let nested = shape.block_indent().with_max_width().sub(shape.rhs_overhead());
    let texts: Vec<Option<String>> = operands
        .iter()
        .enumerate()
        .map(|(index, (op, expr))| {
            if index == 0 {
                return exprs::expr(cx, expr, shape);
            }
            exprs::expr(cx, expr, nested?.after(op.len() + 1)?)
        })
        .collect();
    if classify::let_chain_on_one_line(node)
        && let Some(text) = one_line(cx, &operands, &texts, shape)
    {
        return Some(text);
    }
    several_lines(cx, &operands, &texts, shape, nested?)
}

/// All behind each other; the last operand may go on over several lines.
fn one_line(
    cx: &Cx,
    operands: &[(&str, &Expr<'_>)],
    texts: &[Option<String>],
    shape: Shape,
) -> Option<String> {
    let mut result = String::new();
    for (text, (op, _)) in texts.iter().zip(operands.iter().skip(1)) {
        let text = text.as_deref()?;
        if multiline(text) || result.len() > shape.width {
            return None;
        }
        result.push_str(text);
        result.push(' ');
        result.push_str(op);
        result.push(' ');
    }
    let prefix = result.len();
    let (_, last) = operands.last()?;
    let last = exprs::expr(cx, last, shape.block_only().after(last_line_width(&result))?)?;
    result.push_str(&last);
    if first_line_width(&result) > shape.width {
        return None;
    }
    let block = !multiline(&result) || last.starts_with('{');
    if !block && (last.starts_with('(') || prefix > TAB) {
        return None;
    }
    fitting(result, shape)
}

/// One operand a line, with the operator in front.
fn several_lines(
    cx: &Cx,
    operands: &[(&str, &Expr<'_>)],
    texts: &[Option<String>],
    shape: Shape,
    nested: Shape,
) -> Option<String> {
    let mut result = texts.first()?.clone()?;
    for ((op, expr), text) in operands.iter().zip(texts).skip(1) {
        let offset = if multiline(&result) { 0 } else { shape.used() };
        // An operand no wider than the indent would stand alone: the next joins it.
        if last_line_width(&result) + offset <= nested.used()
            && let Some(line) = shape.after(op.len() + 2 + trimmed_last_line_width(&result))
            && let Some(text) = exprs::expr(cx, expr, line)
        {
            result.push(' ');
            result.push_str(op);
            result.push(' ');
            result.push_str(&text);
            continue;
        }
        result.push_str(&nested.newline());
        result.push_str(op);
        result.push(' ');
        result.push_str(text.as_deref()?);
    }
    Some(result)
}

/// Two operands.
pub(super) fn pair(left: Operand<'_>, right: Operand<'_>, parts: &Parts<'_>, shape: Shape) -> Option<String> {
    let overhead = if parts.front {
        shape.used()
    } else {
        shape.used() + parts.prefix.len() + parts.infix.trim_end().len()
    };
    let left_shape = Shape { width: shape.max.saturating_sub(overhead), ..shape };
    let left = format!("{}{}", parts.prefix, left(left_shape)?);
    let behind = shape
        .after(last_line_width(&left) + parts.infix.len())
        .and_then(|shape| shape.sub(parts.suffix.len()));
    if let Some(text) = behind.and_then(right) {
        let same_line = left.len() <= TAB || first_line(&text).ends_with('{');
        let total = last_line_width(&left) + parts.infix.len() + first_line_width(&text) + parts.suffix.len();
        if (!multiline(&text) || same_line) && total <= shape.width {
            return Some(format!("{left}{}{text}{}", parts.infix, parts.suffix));
        }
    }
    let next = shape.nested_line().sub(shape.rhs_overhead())?;
    if parts.front {
        let infix = parts.infix.trim_start();
        let next = next.after(infix.len())?;
        let text = right(next)?;
        return Some(format!("{left}{}{infix}{text}{}", next.newline(), parts.suffix));
    }
    let text = right(next)?;
    Some(format!("{left}{}{}{text}{}", parts.infix.trim_end(), next.newline(), parts.suffix))
}
