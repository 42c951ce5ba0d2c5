//! Expressions on one line, within the limits rustfmt sets for one-line forms.

use crate::bindgen::print::attrs;
use crate::bindgen::print::chain::{Chain, ChainKind};
use crate::bindgen::print::classify;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::flat_types;
use crate::bindgen::print::line::Line;
use crate::bindgen::print::macros;
use crate::bindgen::print::ops;
use syn::punctuated::Punctuated;
use syn::{Expr, Token};

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
    no_attrs(classify::attrs(node))?;
    bare(cx, line, node, statement)
}

/// An expression without its attributes.
pub(super) fn bare(cx: &Cx, line: &mut Line, node: &Expr, statement: bool) -> Option<()> {
    match node {
        Expr::Array(array) => bracketed(cx, line, "[", &array.elems, "]"),
        Expr::Assign(assign) => {
            expr(cx, line, &assign.left)?;
            line.put(" = ")?;
            expr(cx, line, &assign.right)
        }
        Expr::Async(block) => {
            line.put("async ")?;
            line.put(if block.capture.is_some() { "move " } else { "" })?;
            simple_block(cx, line, &block.block, false)
        }
        Expr::Binary(binary) => self::binary(cx, line, binary),
        Expr::Block(block) => {
            label(line, block.label.as_ref())?;
            simple_block(cx, line, &block.block, statement)
        }
        Expr::Break(jump) => {
            line.put("break")?;
            lifetime(line, jump.label.as_ref())?;
            operand(cx, line, jump.expr.as_deref())
        }
        Expr::Call(call) => {
            expr(cx, line, &call.func)?;
            bracketed(cx, line, "(", &call.args, ")")
        }
        Expr::Cast(cast) => {
            expr(cx, line, &cast.expr)?;
            line.put(" as ")?;
            flat_types::ty(cx, line, &cast.ty)
        }
        Expr::Closure(closure) => self::closure(cx, line, closure),
        Expr::Const(block) => {
            line.put("const ")?;
            simple_block(cx, line, &block.block, false)
        }
        Expr::Continue(jump) => {
            line.put("continue")?;
            lifetime(line, jump.label.as_ref())
        }
        Expr::Await(_) | Expr::Field(_) | Expr::MethodCall(_) | Expr::Try(_) => chain(cx, line, node),
        Expr::Group(group) => self::group(cx, line, &group.expr, statement),
        Expr::If(branch) => self::if_else(cx, line, branch, statement),
        _ => bare_rest(cx, line, node),
    }
}

fn bare_rest(cx: &Cx, line: &mut Line, node: &Expr) -> Option<()> {
    match node {
        Expr::Index(index) => {
            expr(cx, line, &index.expr)?;
            line.put("[")?;
            expr(cx, line, &index.index)?;
            line.put("]")
        }
        Expr::Infer(_) => line.put("_"),
        Expr::Let(binding) => {
            line.put("let ")?;
            flat_types::pat(cx, line, &binding.pat)?;
            line.put(" = ")?;
            expr(cx, line, &binding.expr)
        }
        Expr::Lit(lit) => line.put(&ops::lit(&lit.lit)),
        Expr::Macro(mac) => macros::flat(cx, line, &mac.mac),
        Expr::Paren(paren) => {
            line.put("(")?;
            expr(cx, line, &paren.expr)?;
            line.put(")")
        }
        Expr::Path(path) => flat_types::qpath(cx, line, path.qself.as_ref(), &path.path, true),
        Expr::Range(range) => self::range(cx, line, range),
        Expr::RawAddr(raw) => {
            line.put(ops::raw(&raw.mutability))?;
            expr(cx, line, &raw.expr)
        }
        Expr::Reference(reference) => {
            line.put(if reference.mutability.is_some() { "&mut " } else { "&" })?;
            expr(cx, line, &reference.expr)
        }
        Expr::Repeat(repeat) => {
            line.put("[")?;
            expr(cx, line, &repeat.expr)?;
            line.put("; ")?;
            expr(cx, line, &repeat.len)?;
            line.put("]")
        }
        Expr::Return(jump) => {
            line.put("return")?;
            operand(cx, line, jump.expr.as_deref())
        }
        Expr::Struct(lit) => struct_lit(cx, line, lit),
        Expr::Tuple(tuple) => {
            if tuple.elems.len() == 1 {
                bracketed(cx, line, "(", &tuple.elems, ",)")
            } else {
                bracketed(cx, line, "(", &tuple.elems, ")")
            }
        }
        Expr::Unary(unary) => {
            line.put(ops::unary(unary.op))?;
            expr(cx, line, &unary.expr)
        }
        Expr::Unsafe(block) => {
            line.put("unsafe ")?;
            simple_block(cx, line, &block.block, false)
        }
        Expr::ForLoop(_) | Expr::Loop(_) | Expr::While(_) | Expr::Match(_) => empty_control(cx, line, node),
        _ => cx.unknown(),
    }
}

/// `for`, `while`, `loop` and `match` stand on one line only when they are empty.
fn empty_control(cx: &Cx, line: &mut Line, node: &Expr) -> Option<()> {
    match node {
        Expr::ForLoop(node) if node.body.stmts.is_empty() => {
            label(line, node.label.as_ref())?;
            line.put("for ")?;
            flat_types::pat(cx, line, &node.pat)?;
            line.put(" in ")?;
            expr(cx, line, &node.expr)?;
            line.put(" {}")
        }
        Expr::Loop(node) if node.body.stmts.is_empty() => {
            label(line, node.label.as_ref())?;
            line.put("loop {}")
        }
        Expr::While(node) if node.body.stmts.is_empty() => {
            label(line, node.label.as_ref())?;
            line.put("while ")?;
            expr(cx, line, &node.cond)?;
            line.put(" {}")
        }
        Expr::Match(node) if node.arms.is_empty() => {
            line.put("match ")?;
            expr(cx, line, &node.expr)?;
            line.put(" {}")
        }
        _ => None,
    }
}

/// A group from an interpolated expression: parentheses only where they keep the meaning.
fn group(cx: &Cx, line: &mut Line, inner: &Expr, statement: bool) -> Option<()> {
    if classify::is_atom(inner) {
        return write(cx, line, inner, statement);
    }
    line.put("(")?;
    expr(cx, line, inner)?;
    line.put(")")
}

fn operand(cx: &Cx, line: &mut Line, operand: Option<&Expr>) -> Option<()> {
    let Some(operand) = operand else {
        return Some(());
    };
    line.put(" ")?;
    expr(cx, line, operand)
}

/// `name: ` in front of a loop or block.
pub(super) fn label(line: &mut Line, label: Option<&syn::Label>) -> Option<()> {
    let Some(label) = label else { return Some(()) };
    line.show(&label.name)?;
    line.put(": ")
}

fn lifetime(line: &mut Line, label: Option<&syn::Lifetime>) -> Option<()> {
    let Some(label) = label else { return Some(()) };
    line.put(" ")?;
    line.show(label)
}

/// `open a, b, c close` with the limit for call-like lists.
pub(super) fn bracketed(
    cx: &Cx,
    line: &mut Line,
    open: &str,
    items: &Punctuated<Expr, Token![,]>,
    close: &str,
) -> Option<()> {
    line.put(open)?;
    args(cx, line, items.iter())?;
    line.put(close)
}

/// The arguments of a call.
pub(super) fn args<'a>(
    cx: &Cx,
    line: &mut Line,
    mut items: impl ExactSizeIterator<Item = &'a Expr>,
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

fn binary(cx: &Cx, line: &mut Line, binary: &syn::ExprBinary) -> Option<()> {
    if !classify::let_chain_on_one_line(binary) {
        return None;
    }
    expr(cx, line, &binary.left)?;
    line.put(" ")?;
    line.put(ops::binary(&binary.op))?;
    line.put(" ")?;
    expr(cx, line, &binary.right)
}

/// `{}` or `{ expression }`.
fn simple_block(cx: &Cx, line: &mut Line, block: &syn::Block, statement: bool) -> Option<()> {
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

fn if_else(cx: &Cx, line: &mut Line, branch: &syn::ExprIf, statement: bool) -> Option<()> {
    let start = line.text.len();
    line.put("if ")?;
    expr(cx, line, &branch.cond)?;
    let Some((_, alternative)) = &branch.else_branch else {
        return if branch.then_branch.stmts.is_empty() { line.put(" {}") } else { None };
    };
    let Expr::Block(alternative) = &**alternative else {
        return None;
    };
    if statement || alternative.label.is_some() {
        return None;
    }
    let then = classify::simple_block(&branch.then_branch)?;
    let otherwise = classify::simple_block(&alternative.block)?;
    line.put(" { ")?;
    write(cx, line, then, classify::is_jump(then))?;
    line.put(" } else { ")?;
    write(cx, line, otherwise, classify::is_jump(otherwise))?;
    line.put(" }")?;
    (line.since(start) <= IF_ELSE_WIDTH).then_some(())
}

fn range(cx: &Cx, line: &mut Line, range: &syn::ExprRange) -> Option<()> {
    if let Some(start) = &range.start {
        expr(cx, line, start)?;
    }
    line.put(ops::range(&range.limits))?;
    match &range.end {
        Some(end) => expr(cx, line, end),
        None => Some(()),
    }
}

fn struct_lit(cx: &Cx, line: &mut Line, lit: &syn::ExprStruct) -> Option<()> {
    flat_types::qpath(cx, line, lit.qself.as_ref(), &lit.path, true)?;
    if lit.fields.is_empty() && lit.rest.is_none() {
        return line.put(if lit.dot2_token.is_some() { " { .. }" } else { " {}" });
    }
    line.put(" { ")?;
    let start = line.text.len();
    line.list(&lit.fields, STRUCT_WIDTH, |line, field| {
        if !field.attrs.is_empty() {
            return None;
        }
        field_value(cx, line, field)
    })?;
    if lit.dot2_token.is_some() {
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
pub(super) fn field_value(cx: &Cx, line: &mut Line, field: &syn::FieldValue) -> Option<()> {
    line.show(ops::member(&field.member))?;
    if field.colon_token.is_none() {
        return Some(());
    }
    line.put(": ")?;
    expr(cx, line, &field.expr)
}

fn closure(cx: &Cx, line: &mut Line, closure: &syn::ExprClosure) -> Option<()> {
    closure_head(cx, line, closure)?;
    line.put(" ")?;
    let body = classify::closure_body(closure, line.in_macro);
    if matches!(closure.output, syn::ReturnType::Type(..)) || line.in_macro {
        return expr(cx, line, body);
    }
    match body {
        Expr::Block(block) if block.block.stmts.is_empty() => line.put("{}"),
        // A block that is kept has more than one statement.
        Expr::Block(_) => None,
        body => expr(cx, line, body),
    }
}

/// `move |a, b| -> T`
pub(super) fn closure_head(cx: &Cx, line: &mut Line, closure: &syn::ExprClosure) -> Option<()> {
    if let Some(lifetimes) = &closure.lifetimes {
        flat_types::bound_lifetimes(cx, line, lifetimes)?;
    }
    line.put(if closure.constness.is_some() { "const " } else { "" })?;
    line.put(if closure.asyncness.is_some() { "async " } else { "" })?;
    line.put(if closure.capture.is_some() { "move " } else { "" })?;
    line.put("|")?;
    line.list(&closure.inputs, usize::MAX, |line, input| flat_types::pat(cx, line, input))?;
    line.put("|")?;
    if let syn::ReturnType::Type(_, ty) = &closure.output {
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
                line.show(ops::member(member))?;
            }
            ChainKind::Method(call) => {
                method_name(cx, line, call)?;
                bracketed(cx, line, "(", &call.args, ")")?;
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
pub(super) fn method_name(cx: &Cx, line: &mut Line, call: &syn::ExprMethodCall) -> Option<()> {
    line.put(".")?;
    line.show(&call.method)?;
    if let Some(turbofish) = &call.turbofish {
        line.put("::")?;
        flat_types::generic_args(cx, line, turbofish)?;
    }
    Some(())
}

/// An attribute list makes a node unfit for one line.
pub(super) fn no_attrs(list: &[syn::Attribute]) -> Option<()> {
    attrs::none(list).then_some(())
}
