//! Questions about expressions that decide their layout.

use crate::bindgen::code::ast::{Binary, Block, Closure, Expr, ExprKind, Path, Stmt};
use crate::bindgen::print::shape::{TAB, multiline, trimmed_last_line_width};

/// A call or macro call, perhaps behind `&`, `?`, an operator or a cast.
pub(super) fn is_nested_call(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::Call(_) | ExprKind::Macro(_) => true,
        _ => inner(expr).is_some_and(is_nested_call),
    }
}

/// A method call, perhaps behind `&`, `?`, an operator or a cast.
pub(super) fn is_method_call(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::MethodCall(_) => true,
        _ => inner(expr).is_some_and(is_method_call),
    }
}

/// What is behind `&`, `?`, an operator or a cast.
fn inner<'a>(expr: &'a Expr<'a>) -> Option<&'a Expr<'a>> {
    match expr.kind {
        ExprKind::Reference(node) => Some(&node.expr),
        ExprKind::RawAddr(node) => Some(&node.expr),
        ExprKind::Try(inner) => Some(inner),
        ExprKind::Unary(node) => Some(&node.expr),
        ExprKind::Cast(node) => Some(&node.expr),
        _ => None,
    }
}

/// A name, a literal, or these behind simple operators.
pub(super) fn is_simple(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::Lit(_) => true,
        ExprKind::Path(path) => path.qself.is_none() && is_short_path(&path.path),
        ExprKind::Field(node) => is_simple(&node.base),
        ExprKind::Index(node) => is_simple(&node.base) && is_simple(&node.index),
        ExprKind::Repeat(node) => is_simple(&node.value) && is_simple(&node.count),
        _ => inner(expr).is_some_and(is_simple),
    }
}

/// One segment; a leading `::` counts as a segment, as it does for rustc.
fn is_short_path(path: &Path) -> bool {
    path.segments.len() + usize::from(path.leading) <= 1
}

/// Whether the last argument of a call may go on over several lines behind the others.
pub(super) fn can_be_overflowed(expr: &Expr, args: usize) -> bool {
    match expr.kind {
        _ if !expr.attrs.is_empty() => false,
        ExprKind::Block(_) | ExprKind::Unsafe(_) | ExprKind::Async(_) | ExprKind::Closure(_) => true,
        ExprKind::Match(_)
        | ExprKind::If(_)
        | ExprKind::ForLoop(_)
        | ExprKind::Loop(_)
        | ExprKind::While(_)
        | ExprKind::Array(_)
        | ExprKind::Struct(_)
        | ExprKind::Macro(_)
        | ExprKind::Call(_)
        | ExprKind::MethodCall(_)
        | ExprKind::Tuple(_) => args == 1,
        _ => inner(expr).is_some_and(|expr| can_be_overflowed(expr, args)),
    }
}

/// `return`, `break` or `continue`.
pub(super) fn is_jump(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Return(_) | ExprKind::Break(..) | ExprKind::Continue(_))
}

/// The expression of a block that has nothing else.
pub(super) fn simple_block<'a>(block: &'a Block<'a>) -> Option<&'a Expr<'a>> {
    match block.stmts {
        [Stmt::Expr(expr, false)] => Some(expr),
        _ => None,
    }
}

/// The body of a closure without the braces rustfmt would remove.
pub(super) fn closure_body<'a>(closure: &'a Closure<'a>, in_macro: bool) -> &'a Expr<'a> {
    let mut body = &closure.body;
    if in_macro || closure.output.is_some() {
        return body;
    }
    while let ExprKind::Block(block) = body.kind
        && block.label.is_none()
        && body.attrs.is_empty()
        && let Some(expr) = simple_block(&block.block)
        && expr.attrs.is_empty()
    {
        body = expr;
    }
    body
}

/// Whether an `&&` chain with `let` may stand on one line.
pub(super) fn let_chain_on_one_line(binary: &Binary) -> bool {
    let operands = operands(binary);
    if !operands.iter().any(|(_, expr)| matches!(expr.kind, ExprKind::Let(_))) {
        return true;
    }
    match operands.as_slice() {
        [(_, first), (_, second)] => is_ident(first) && matches!(second.kind, ExprKind::Let(_)),
        _ => false,
    }
}

fn is_ident(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::Path(path) => path.qself.is_none() && is_short_path(&path.path),
        ExprKind::Paren(inner) => is_ident(inner),
        ExprKind::Unary(node) => is_ident(&node.expr),
        ExprKind::Reference(node) => is_ident(&node.expr),
        ExprKind::Try(inner) => is_ident(inner),
        _ => false,
    }
}

/// The operands of a run of one operator, each with the operator in front of it.
pub(super) fn operands<'a>(binary: &'a Binary<'a>) -> Vec<(&'a str, &'a Expr<'a>)> {
    let op = binary.op;
    let mut list = vec![(op, &binary.right)];
    let mut left = &binary.left;
    while let ExprKind::Binary(node) = left.kind
        && left.attrs.is_empty()
        && node.op == op
    {
        list.push((op, &node.right));
        left = &node.left;
    }
    list.push(("", left));
    list.reverse();
    list
}

/// Whether a chain hangs its dots below this multi-line root without an indent.
pub(super) fn is_block_like(expr: &Expr, text: &str) -> bool {
    match expr.kind {
        ExprKind::Macro(_)
        | ExprKind::Call(_)
        | ExprKind::MethodCall(_)
        | ExprKind::Array(_)
        | ExprKind::Struct(_)
        | ExprKind::While(_)
        | ExprKind::If(_)
        | ExprKind::Block(_)
        | ExprKind::Unsafe(_)
        | ExprKind::Const(_)
        | ExprKind::Async(_)
        | ExprKind::Loop(_)
        | ExprKind::ForLoop(_)
        | ExprKind::Match(_) => multiline(text),
        ExprKind::Paren(inner) | ExprKind::Try(inner) => is_block_like(inner, text),
        ExprKind::Binary(node) => is_block_like(&node.right, text),
        ExprKind::Index(node) => is_block_like(&node.index, text),
        ExprKind::Unary(node) => is_block_like(&node.expr, text),
        ExprKind::Closure(node) => is_block_like(&node.body, text),
        ExprKind::Lit(_) => multiline(text) && trimmed_last_line_width(text) <= TAB,
        _ => false,
    }
}

/// Control flow whose closure body keeps its braces.
pub(super) fn is_block_forced(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::If(_) | ExprKind::While(_) | ExprKind::ForLoop(_) | ExprKind::Loop(_) => true,
        _ => inner(expr).is_some_and(is_block_forced),
    }
}

/// A closure body that may go on over several lines without braces.
pub(super) fn allows_multiline(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::Match(_)
        | ExprKind::Async(_)
        | ExprKind::Block(_)
        | ExprKind::Unsafe(_)
        | ExprKind::Loop(_)
        | ExprKind::Struct(_) => true,
        _ => inner(expr).is_some_and(allows_multiline),
    }
}

/// Expressions that cannot be wrapped in braces, because they begin like a statement.
pub(super) fn vetoes_block(expr: &Expr) -> bool {
    let kind = matches!(
        expr.kind,
        ExprKind::Call(_)
            | ExprKind::Binary(_)
            | ExprKind::Cast(_)
            | ExprKind::Assign(_)
            | ExprKind::Field(_)
            | ExprKind::Index(_)
            | ExprKind::Range(_)
            | ExprKind::Try(_)
    );
    kind && matches!(
        left_most(expr).kind,
        ExprKind::If(_)
            | ExprKind::Match(_)
            | ExprKind::Block(_)
            | ExprKind::Unsafe(_)
            | ExprKind::While(_)
            | ExprKind::Loop(_)
            | ExprKind::ForLoop(_)
    )
}

fn left_most<'a>(expr: &'a Expr<'a>) -> &'a Expr<'a> {
    match expr.kind {
        ExprKind::Call(node) => left_most(&node.func),
        ExprKind::Binary(node) => left_most(&node.left),
        ExprKind::Cast(node) => left_most(&node.expr),
        ExprKind::Assign(node) => left_most(&node.left),
        ExprKind::Field(node) => left_most(&node.base),
        ExprKind::Index(node) => left_most(&node.base),
        ExprKind::Range(node) => node.start.as_ref().map_or(expr, left_most),
        ExprKind::Try(inner) => left_most(inner),
        _ => expr,
    }
}

/// A match arm's body that may begin behind the `=>` although it has several lines.
pub(super) fn can_extend_arm(expr: &Expr) -> bool {
    match expr.kind {
        ExprKind::Loop(_)
        | ExprKind::Match(_)
        | ExprKind::Block(_)
        | ExprKind::Unsafe(_)
        | ExprKind::Closure(_)
        | ExprKind::Array(_)
        | ExprKind::Call(_)
        | ExprKind::MethodCall(_)
        | ExprKind::Macro(_)
        | ExprKind::Struct(_)
        | ExprKind::Tuple(_) => true,
        ExprKind::Index(node) => can_extend_arm(&node.base),
        _ => inner(expr).is_some_and(can_extend_arm),
    }
}
