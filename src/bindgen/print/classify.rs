//! Questions about expressions that decide their layout.

use crate::bindgen::print::ops;
use crate::bindgen::print::shape::{TAB, multiline, trimmed_last_line_width};
use syn::{Attribute, Block, Expr, ExprBinary, ExprClosure, Stmt};

/// The attributes of an expression.
pub(super) fn attrs(expr: &Expr) -> &[Attribute] {
    match expr {
        Expr::Array(node) => &node.attrs,
        Expr::Assign(node) => &node.attrs,
        Expr::Async(node) => &node.attrs,
        Expr::Await(node) => &node.attrs,
        Expr::Binary(node) => &node.attrs,
        Expr::Block(node) => &node.attrs,
        Expr::Break(node) => &node.attrs,
        Expr::Call(node) => &node.attrs,
        Expr::Cast(node) => &node.attrs,
        Expr::Closure(node) => &node.attrs,
        Expr::Const(node) => &node.attrs,
        Expr::Continue(node) => &node.attrs,
        Expr::Field(node) => &node.attrs,
        Expr::ForLoop(node) => &node.attrs,
        Expr::If(node) => &node.attrs,
        Expr::Index(node) => &node.attrs,
        Expr::Lit(node) => &node.attrs,
        Expr::Loop(node) => &node.attrs,
        Expr::Macro(node) => &node.attrs,
        Expr::Match(node) => &node.attrs,
        Expr::MethodCall(node) => &node.attrs,
        Expr::Paren(node) => &node.attrs,
        Expr::Path(node) => &node.attrs,
        Expr::Reference(node) => &node.attrs,
        Expr::Return(node) => &node.attrs,
        Expr::Struct(node) => &node.attrs,
        Expr::Try(node) => &node.attrs,
        Expr::Tuple(node) => &node.attrs,
        Expr::Unary(node) => &node.attrs,
        Expr::Unsafe(node) => &node.attrs,
        Expr::While(node) => &node.attrs,
        _ => &[],
    }
}

/// Whether an interpolated group may be printed without parentheses.
pub(super) fn is_atom(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::Array(_)
            | Expr::Await(_)
            | Expr::Call(_)
            | Expr::Field(_)
            | Expr::Group(_)
            | Expr::Index(_)
            | Expr::Infer(_)
            | Expr::Lit(_)
            | Expr::Macro(_)
            | Expr::MethodCall(_)
            | Expr::Paren(_)
            | Expr::Path(_)
            | Expr::Repeat(_)
            | Expr::Try(_)
            | Expr::Tuple(_)
    )
}

/// A call or macro call, perhaps behind `&`, `?`, an operator or a cast.
pub(super) fn is_nested_call(expr: &Expr) -> bool {
    match expr {
        Expr::Call(_) | Expr::Macro(_) => true,
        _ => inner(expr).is_some_and(is_nested_call),
    }
}

/// A method call, perhaps behind `&`, `?`, an operator or a cast.
pub(super) fn is_method_call(expr: &Expr) -> bool {
    match expr {
        Expr::MethodCall(_) => true,
        _ => inner(expr).is_some_and(is_method_call),
    }
}

/// What is behind `&`, `?`, an operator or a cast.
fn inner(expr: &Expr) -> Option<&Expr> {
    match expr {
        Expr::Reference(node) => Some(&node.expr),
        Expr::RawAddr(node) => Some(&node.expr),
        Expr::Try(node) => Some(&node.expr),
        Expr::Unary(node) => Some(&node.expr),
        Expr::Cast(node) => Some(&node.expr),
        _ => None,
    }
}

/// A name, a literal, or these behind simple operators.
pub(super) fn is_simple(expr: &Expr) -> bool {
    match expr {
        Expr::Lit(_) => true,
        Expr::Path(path) => path.qself.is_none() && is_short_path(&path.path),
        Expr::Field(node) => is_simple(&node.base),
        Expr::Index(node) => is_simple(&node.expr) && is_simple(&node.index),
        Expr::Repeat(node) => is_simple(&node.expr) && is_simple(&node.len),
        _ => inner(expr).is_some_and(is_simple),
    }
}

/// One segment; a leading `::` counts as a segment, as it does for rustc.
fn is_short_path(path: &syn::Path) -> bool {
    path.segments.len() + usize::from(path.leading_colon.is_some()) <= 1
}

/// Whether the last argument of a call may go on over several lines behind the others.
pub(super) fn can_be_overflowed(expr: &Expr, args: usize) -> bool {
    match expr {
        _ if !attrs(expr).is_empty() => false,
        Expr::Block(_) | Expr::Unsafe(_) | Expr::Async(_) | Expr::Closure(_) => true,
        Expr::Match(_)
        | Expr::If(_)
        | Expr::ForLoop(_)
        | Expr::Loop(_)
        | Expr::While(_)
        | Expr::Array(_)
        | Expr::Struct(_)
        | Expr::Macro(_)
        | Expr::Call(_)
        | Expr::MethodCall(_)
        | Expr::Tuple(_) => args == 1,
        _ => inner(expr).is_some_and(|expr| can_be_overflowed(expr, args)),
    }
}

/// `return`, `break` or `continue`.
pub(super) fn is_jump(expr: &Expr) -> bool {
    matches!(expr, Expr::Return(_) | Expr::Break(_) | Expr::Continue(_))
}

/// The expression of a block that has nothing else.
pub(super) fn simple_block(block: &Block) -> Option<&Expr> {
    match block.stmts.as_slice() {
        [Stmt::Expr(expr, None)] => Some(expr),
        _ => None,
    }
}

/// The body of a closure without the braces rustfmt would remove.
pub(super) fn closure_body(closure: &ExprClosure, in_macro: bool) -> &Expr {
    let mut body = &*closure.body;
    if in_macro || matches!(closure.output, syn::ReturnType::Type(..)) {
        return body;
    }
    while let Expr::Block(block) = body
        && block.label.is_none()
        && block.attrs.is_empty()
        && let Some(expr) = simple_block(&block.block)
        && attrs(expr).is_empty()
    {
        body = expr;
    }
    body
}

/// Whether an `&&` chain with `let` may stand on one line.
pub(super) fn let_chain_on_one_line(binary: &ExprBinary) -> bool {
    let operands = operands(binary);
    if !operands.iter().any(|(_, expr)| matches!(expr, Expr::Let(_))) {
        return true;
    }
    match operands.as_slice() {
        [(_, first), (_, second)] => is_ident(first) && matches!(second, Expr::Let(_)),
        _ => false,
    }
}

fn is_ident(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.qself.is_none() && is_short_path(&path.path),
        Expr::Paren(node) => is_ident(&node.expr),
        Expr::Unary(node) => is_ident(&node.expr),
        Expr::Reference(node) => is_ident(&node.expr),
        Expr::Try(node) => is_ident(&node.expr),
        _ => false,
    }
}

/// The operands of a run of one operator, each with the operator in front of it.
pub(super) fn operands(binary: &ExprBinary) -> Vec<(&'static str, &Expr)> {
    let op = ops::binary(&binary.op);
    let mut list = vec![(op, &*binary.right)];
    let mut left = &*binary.left;
    while let Expr::Binary(node) = left
        && node.attrs.is_empty()
        && ops::binary(&node.op) == op
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
    match expr {
        Expr::Macro(_)
        | Expr::Call(_)
        | Expr::MethodCall(_)
        | Expr::Array(_)
        | Expr::Struct(_)
        | Expr::While(_)
        | Expr::If(_)
        | Expr::Block(_)
        | Expr::Unsafe(_)
        | Expr::Const(_)
        | Expr::Async(_)
        | Expr::Loop(_)
        | Expr::ForLoop(_)
        | Expr::Match(_) => multiline(text),
        Expr::Paren(node) => is_block_like(&node.expr, text),
        Expr::Group(node) => is_block_like(&node.expr, text),
        Expr::Binary(node) => is_block_like(&node.right, text),
        Expr::Index(node) => is_block_like(&node.index, text),
        Expr::Unary(node) => is_block_like(&node.expr, text),
        Expr::Try(node) => is_block_like(&node.expr, text),
        Expr::Closure(node) => is_block_like(&node.body, text),
        Expr::Lit(_) => multiline(text) && trimmed_last_line_width(text) <= TAB,
        _ => false,
    }
}

/// Control flow whose closure body keeps its braces.
pub(super) fn is_block_forced(expr: &Expr) -> bool {
    match expr {
        Expr::If(_) | Expr::While(_) | Expr::ForLoop(_) | Expr::Loop(_) => true,
        _ => inner(expr).is_some_and(is_block_forced),
    }
}

/// A closure body that may go on over several lines without braces.
pub(super) fn allows_multiline(expr: &Expr) -> bool {
    match expr {
        Expr::Match(_)
        | Expr::Async(_)
        | Expr::Block(_)
        | Expr::Unsafe(_)
        | Expr::TryBlock(_)
        | Expr::Loop(_)
        | Expr::Struct(_) => true,
        _ => inner(expr).is_some_and(allows_multiline),
    }
}

/// Expressions that cannot be wrapped in braces, because they begin like a statement.
pub(super) fn vetoes_block(expr: &Expr) -> bool {
    let kind = matches!(
        expr,
        Expr::Call(_)
            | Expr::Binary(_)
            | Expr::Cast(_)
            | Expr::Assign(_)
            | Expr::Field(_)
            | Expr::Index(_)
            | Expr::Range(_)
            | Expr::Try(_)
    );
    kind && matches!(
        left_most(expr),
        Expr::If(_)
            | Expr::Match(_)
            | Expr::Block(_)
            | Expr::Unsafe(_)
            | Expr::While(_)
            | Expr::Loop(_)
            | Expr::ForLoop(_)
    )
}

fn left_most(expr: &Expr) -> &Expr {
    match expr {
        Expr::Call(node) => left_most(&node.func),
        Expr::Binary(node) => left_most(&node.left),
        Expr::Cast(node) => left_most(&node.expr),
        Expr::Assign(node) => left_most(&node.left),
        Expr::Field(node) => left_most(&node.base),
        Expr::Index(node) => left_most(&node.expr),
        Expr::Range(node) => node.start.as_deref().map_or(expr, left_most),
        Expr::Try(node) => left_most(&node.expr),
        other => other,
    }
}

/// A match arm's body that may begin behind the `=>` although it has several lines.
pub(super) fn can_extend_arm(expr: &Expr) -> bool {
    match expr {
        Expr::Loop(_)
        | Expr::Match(_)
        | Expr::Block(_)
        | Expr::Unsafe(_)
        | Expr::Closure(_)
        | Expr::Array(_)
        | Expr::Call(_)
        | Expr::MethodCall(_)
        | Expr::Macro(_)
        | Expr::Struct(_)
        | Expr::Tuple(_) => true,
        Expr::Index(node) => can_extend_arm(&node.expr),
        _ => inner(expr).is_some_and(can_extend_arm),
    }
}
