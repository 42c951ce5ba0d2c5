//! Expressions on one line, within the limits rustfmt sets for one-line forms.

use crate::bindgen::code::ast::StructLit;
use crate::bindgen::code::ast::{
    Attribute, Binary, Block, Closure, Expr, ExprKind, FieldValue, If, MethodCall, Range,
};
use crate::bindgen::print::attrs;
use crate::bindgen::print::chain::{Chain, ChainKind};
use crate::bindgen::print::classify;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::flat_types;
use crate::bindgen::print::line::Line;
use crate::bindgen::print::macros;
use crate::bindgen::print::ops;

/// rustfmt's `fn_call_width`, `array_width` and `chain_width`.
pub(super) const CALL_WIDTH: usize = 60;
/// rustfmt's `struct_lit_width`.
pub(super) const STRUCT_WIDTH: usize = 18;
/// rustfmt's `single_line_if_else_max_width`.
pub(super) const IF_ELSE_WIDTH: usize = 50;

/// An expression inside another.
pub(super) fn expr(cx: &Cx, line: &mut Line, expr: &Expr) -> Option<()> {
    write(cx, line, expr, false)
}

fn write(cx: &Cx, line: &mut Line, node: &Expr, statement: bool) -> Option<()> {
    no_attrs(node.attrs)?;
    bare(cx, line, node, statement)
}

/// An expression without its attributes.
pub(super) fn bare(cx: &Cx, line: &mut Line, node: &Expr, statement: bool) -> Option<()> {
    match node.kind {
        ExprKind::Array(elems) => bracketed(cx, line, "[", elems, "]"),
        ExprKind::Assign(assign) => {
            expr(cx, line, &assign.left)?;
            line.put(" = ")?;
            expr(cx, line, &assign.right)
        }
        ExprKind::Async(block) => {
            line.put("async ")?;
            line.put(if block.moves { "move " } else { "" })?;
            simple_block(cx, line, &block.block, false)
        }
        ExprKind::Binary(binary) => self::binary(cx, line, binary),
        ExprKind::Block(block) => {
            label(line, block.label)?;
            simple_block(cx, line, &block.block, statement)
        }
        ExprKind::Break(label, value) => {
            line.put("break")?;
            lifetime(line, label)?;
            operand(cx, line, value)
        }
        ExprKind::Call(call) => {
            expr(cx, line, &call.func)?;
            bracketed(cx, line, "(", call.args, ")")
        }
        ExprKind::Cast(cast) => {
            expr(cx, line, &cast.expr)?;
            line.put(" as ")?;
            flat_types::ty(cx, line, &cast.ty)
        }
        ExprKind::Closure(closure) => self::closure(cx, line, closure),
        ExprKind::Const(block) => {
            line.put("const ")?;
            simple_block(cx, line, block, false)
        }
        ExprKind::Continue(label) => {
            line.put("continue")?;
            lifetime(line, label)
        }
        ExprKind::Await(_) | ExprKind::Field(_) | ExprKind::MethodCall(_) | ExprKind::Try(_) => {
            chain(cx, line, node)
        }
        ExprKind::If(branch) => self::if_else(cx, line, branch, statement),
        _ => bare_rest(cx, line, node),
    }
}

fn bare_rest(cx: &Cx, line: &mut Line, node: &Expr) -> Option<()> {
    match node.kind {
        ExprKind::Index(index) => {
            expr(cx, line, &index.base)?;
            line.put("[")?;
            expr(cx, line, &index.index)?;
            line.put("]")
        }
        ExprKind::Infer => line.put("_"),
        ExprKind::Let(binding) => {
            line.put("let ")?;
            flat_types::pat(cx, line, &binding.pat)?;
            line.put(" = ")?;
            expr(cx, line, &binding.expr)
        }
        ExprKind::Lit(lit) => line.put_any(lit.0),
        ExprKind::Macro(mac) => macros::flat(cx, line, mac),
        ExprKind::Paren(inner) => {
            line.put("(")?;
            expr(cx, line, inner)?;
            line.put(")")
        }
        ExprKind::Path(path) => flat_types::qpath(cx, line, path.qself.as_ref(), &path.path, true),
        ExprKind::Range(range) => self::range(cx, line, range),
        ExprKind::RawAddr(raw) => {
            line.put(ops::raw(raw.mutable))?;
            expr(cx, line, &raw.expr)
        }
        ExprKind::Reference(reference) => {
            line.put(if reference.mutable { "&mut " } else { "&" })?;
            expr(cx, line, &reference.expr)
        }
        ExprKind::Repeat(repeat) => {
            line.put("[")?;
            expr(cx, line, &repeat.value)?;
            line.put("; ")?;
            expr(cx, line, &repeat.count)?;
            line.put("]")
        }
        ExprKind::Return(value) => {
            line.put("return")?;
            operand(cx, line, value)
        }
        ExprKind::Struct(lit) => struct_lit(cx, line, lit),
        ExprKind::Tuple(elems) => bracketed(cx, line, "(", elems, if elems.len() == 1 { ",)" } else { ")" }),
        ExprKind::Unary(unary) => {
            line.put(unary.op)?;
            expr(cx, line, &unary.expr)
        }
        ExprKind::Unsafe(block) => {
            line.put("unsafe ")?;
            simple_block(cx, line, block, false)
        }
        _ => empty_control(cx, line, node),
    }
}

/// `for`, `while`, `loop` and `match` stand on one line only when they are empty.
fn empty_control(cx: &Cx, line: &mut Line, node: &Expr) -> Option<()> {
    match node.kind {
        ExprKind::ForLoop(node) if node.body.stmts.is_empty() => {
            label(line, node.label)?;
            line.put("for ")?;
            flat_types::pat(cx, line, &node.pat)?;
            line.put(" in ")?;
            expr(cx, line, &node.iter)?;
            line.put(" {}")
        }
        ExprKind::Loop(node) if node.body.stmts.is_empty() => {
            label(line, node.label)?;
            line.put("loop {}")
        }
        ExprKind::While(node) if node.body.stmts.is_empty() => {
            label(line, node.label)?;
            line.put("while ")?;
            expr(cx, line, &node.cond)?;
            line.put(" {}")
        }
        ExprKind::Match(node) if node.arms.is_empty() => {
            line.put("match ")?;
            expr(cx, line, &node.value)?;
            line.put(" {}")
        }
        _ => None,
    }
}

fn operand(cx: &Cx, line: &mut Line, operand: Option<&Expr>) -> Option<()> {
    let Some(operand) = operand else {
        return Some(());
    };
    line.put(" ")?;
    expr(cx, line, operand)
}

/// `name: ` in front of a loop or block.
pub(super) fn label(line: &mut Line, label: Option<&str>) -> Option<()> {
    let Some(label) = label else { return Some(()) };
    line.put(label)?;
    line.put(": ")
}

fn lifetime(line: &mut Line, label: Option<&str>) -> Option<()> {
    let Some(label) = label else { return Some(()) };
    line.put(" ")?;
    line.put(label)
}

/// `open a, b, c close` with the limit for call-like lists.
pub(super) fn bracketed(cx: &Cx, line: &mut Line, open: &str, items: &[Expr], close: &str) -> Option<()> {
    line.put(open)?;
    args(cx, line, items.iter())?;
    line.put(close)
}

/// The arguments of a call.
pub(super) fn args<'a>(
    cx: &Cx,
    line: &mut Line,
    mut items: impl ExactSizeIterator<Item = &'a Expr<'a>>,
) -> Option<()> {
    if items.len() != 1 {
        return line.list(items, CALL_WIDTH, |line, item| expr(cx, line, item));
    }
    let Some(item) = items.next() else {
        return Some(());
    };
    let start = line.text.len();
    expr(cx, line, item)?;
    let wide = line.since(start);
    // rustfmt breaks a call in a call before it is as wide as the line, and an argument that is wide, unless it
    // also fits on a line of its own.
    let too_wide = wide > CALL_WIDTH && (classify::is_nested_call(item) || wide > line.lone_width);
    (!too_wide).then_some(())
}

fn binary(cx: &Cx, line: &mut Line, binary: &Binary) -> Option<()> {
    if !classify::let_chain_on_one_line(binary) {
        return None;
    }
    expr(cx, line, &binary.left)?;
    line.put(" ")?;
    line.put(binary.op)?;
    line.put(" ")?;
    expr(cx, line, &binary.right)
}

/// `{}` or `{ expression }`.
fn simple_block(cx: &Cx, line: &mut Line, block: &Block, statement: bool) -> Option<()> {
    if block.stmts.is_empty() {
        return line.put("{}");
    }
    let inner = classify::simple_block(block)?;
    if statement {
        return None;
    }
    line.put("{ ")?;
    write(cx, line, inner, classify::is_jump(inner))?;
    line.put(" }")
}

fn if_else(cx: &Cx, line: &mut Line, branch: &If, statement: bool) -> Option<()> {
    let start = line.text.len();
    line.put("if ")?;
    expr(cx, line, &branch.cond)?;
    let Some(alternative) = &branch.otherwise else {
        return if branch.then.stmts.is_empty() { line.put(" {}") } else { None };
    };
    let ExprKind::Block(alternative) = alternative.kind else {
        return None;
    };
    if statement || alternative.label.is_some() {
        return None;
    }
    let then = classify::simple_block(&branch.then)?;
    let otherwise = classify::simple_block(&alternative.block)?;
    line.put(" { ")?;
    write(cx, line, then, classify::is_jump(then))?;
    line.put(" } else { ")?;
    write(cx, line, otherwise, classify::is_jump(otherwise))?;
    line.put(" }")?;
    (line.since(start) <= IF_ELSE_WIDTH).then_some(())
}

fn range(cx: &Cx, line: &mut Line, range: &Range) -> Option<()> {
    if let Some(start) = &range.start {
        expr(cx, line, start)?;
    }
    line.put(range.op)?;
    match &range.end {
        Some(end) => expr(cx, line, end),
        None => Some(()),
    }
}

fn struct_lit(cx: &Cx, line: &mut Line, lit: &StructLit) -> Option<()> {
    flat_types::qpath(cx, line, lit.qself.as_ref(), &lit.path, true)?;
    if lit.fields.is_empty() && lit.rest.is_none() {
        return line.put(if lit.dots { " { .. }" } else { " {}" });
    }
    line.put(" { ")?;
    let start = line.text.len();
    line.list(lit.fields, STRUCT_WIDTH, |line, field| {
        if !field.attrs.is_empty() {
            return None;
        }
        field_value(cx, line, field)
    })?;
    if lit.dots {
        line.put(if lit.fields.is_empty() { ".." } else { ", .." })?;
    }
    if let Some(rest) = &lit.rest {
        expr(cx, line, rest)?;
    }
    if line.since(start) > STRUCT_WIDTH {
        return None;
    }
    line.put(" }")
}

/// `name: value`, or `name` in short.
pub(super) fn field_value(cx: &Cx, line: &mut Line, field: &FieldValue) -> Option<()> {
    line.put(field.member)?;
    let Some(value) = &field.value else { return Some(()) };
    line.put(": ")?;
    expr(cx, line, value)
}

fn closure(cx: &Cx, line: &mut Line, closure: &Closure) -> Option<()> {
    closure_head(cx, line, closure)?;
    line.put(" ")?;
    let body = classify::closure_body(closure, line.in_macro);
    if closure.output.is_some() || line.in_macro {
        return expr(cx, line, body);
    }
    match body.kind {
        ExprKind::Block(block) if block.block.stmts.is_empty() => line.put("{}"),
        // A block that is kept has more than one statement.
        ExprKind::Block(_) => None,
        _ => expr(cx, line, body),
    }
}

/// `move |a, b| -> T`
pub(super) fn closure_head(cx: &Cx, line: &mut Line, closure: &Closure) -> Option<()> {
    flat_types::binder(cx, line, closure.lifetimes)?;
    line.put(if closure.is_const { "const " } else { "" })?;
    line.put(if closure.is_async { "async " } else { "" })?;
    line.put(if closure.moves { "move " } else { "" })?;
    line.put("|")?;
    line.list(closure.inputs, usize::MAX, |line, input| flat_types::pat(cx, line, input))?;
    line.put("|")?;
    if let Some(ty) = &closure.output {
        line.put(" -> ")?;
        flat_types::ty(cx, line, ty)?;
    }
    Some(())
}

fn chain(cx: &Cx, line: &mut Line, node: &Expr) -> Option<()> {
    let chain = Chain::of(cx, node)?;
    let start = line.text.len();
    expr(cx, line, chain.parent)?;
    line.put(&"?".repeat(chain.tries))?;
    for item in &chain.items {
        match item.kind {
            ChainKind::Await => line.put(".await")?,
            ChainKind::Field(member) => {
                line.put(".")?;
                line.put(member)?;
            }
            ChainKind::Method(call) => {
                method_name(cx, line, call)?;
                bracketed(cx, line, "(", call.args, ")")?;
            }
        }
        line.put(&"?".repeat(item.tries))?;
    }
    let Some(last) = chain.items.last() else {
        return Some(());
    };
    if chain.items.len() > 1 && line.since(start) + last.tries > CALL_WIDTH {
        return None;
    }
    // rustfmt counts the last `?` three times.
    line.reserve(2 * last.tries);
    Some(())
}

/// `.name::<T>`
pub(super) fn method_name(cx: &Cx, line: &mut Line, call: &MethodCall) -> Option<()> {
    line.put(".")?;
    line.put(call.method)?;
    if let Some(turbofish) = call.turbofish {
        line.put("::")?;
        flat_types::generic_args(cx, line, turbofish)?;
    }
    Some(())
}

/// An attribute list makes a node unfit for one line.
pub(super) fn no_attrs(list: &[Attribute]) -> Option<()> {
    attrs::none(list).then_some(())
}
