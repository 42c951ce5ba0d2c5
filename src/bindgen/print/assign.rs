//! The right-hand side of an assignment: behind the `=`, or on the next line.

use crate::bindgen::print::shape::{Shape, first_line, fits, last_line_width, multiline};
use crate::bindgen::print::shape::{newlines, width};

/// Where the right-hand side may go.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Tactic {
    /// Wherever it looks better.
    Default,
    /// On the next line without an indent, when it does not fit.
    NextLine,
    /// Beyond the width, when nothing else works.
    Overflow,
}

/// `lhs rhs`, where `lhs` ends with the operator.
pub(super) fn rhs(
    lhs: &str,
    shape: Shape,
    tactic: Tactic,
    layout: &dyn Fn(Shape) -> Option<String>,
) -> Option<String> {
    let indent = if multiline(lhs) { shape.indent() } else { 0 };
    let used = last_line_width(lhs).saturating_sub(indent) + 1;
    let orig_shape = shape.after(used).unwrap_or(Shape { width: 0, offset: shape.offset + used, ..shape });
    let rhs = choose(orig_shape, tactic, layout)?;
    Some([lhs, &rhs].concat())
}

fn choose(shape: Shape, tactic: Tactic, layout: &dyn Fn(Shape) -> Option<String>) -> Option<String> {
    let orig = layout(shape);
    match &orig {
        Some(text) if text.is_empty() => return Some(String::new()),
        Some(text) if !multiline(text) && width(text) <= shape.width => {
            return Some([" ", text].concat());
        }
        Some(_) | None => {}
    }
    let new_shape = match tactic {
        Tactic::NextLine => shape.with_max_width().sub(shape.indent())?,
        Tactic::Default | Tactic::Overflow => shape.nested_line().sub(shape.rhs_overhead())?,
    };
    let indent = Shape { block: shape.block + 4, ..shape }.newline();
    match (orig, layout(new_shape)) {
        (Some(orig), Some(new)) if !fits(&new, new_shape) => Some([" ", &orig].concat()),
        (Some(orig), Some(new)) if prefer_next_line(&orig, &new, tactic) => Some([&*indent, &new].concat()),
        (None, Some(new)) => Some([&*indent, &new].concat()),
        (Some(orig), Some(_) | None) => Some([" ", &orig].concat()),
        (None, None) if tactic == Tactic::Overflow => {
            layout(Shape { width: usize::MAX / 2, ..shape }).map(|text| format!(" {text}"))
        }
        (None, None) => None,
    }
}

/// Whether the form on the next line looks better.
pub(super) fn prefer_next_line(orig: &str, next: &str, tactic: Tactic) -> bool {
    let opens = |open: char| first_line(orig).ends_with(open) && !first_line(next).ends_with(open);
    tactic == Tactic::NextLine
        || !multiline(next)
        || newlines(orig) > newlines(next) + 1
        || opens('(')
        || opens('{')
        || opens('[')
}
