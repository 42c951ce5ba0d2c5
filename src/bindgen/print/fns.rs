//! Function signatures, generics and `where` clauses of items.

use crate::bindgen::code::ast::{
    Attribute, Block, FnArg, Generics, Predicate, Receiver, ReceiverKind, Signature, Type, Vis,
};
use crate::bindgen::print::attrs;
use crate::bindgen::print::blocks;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::flat_types;
use crate::bindgen::print::line::unlimited;
use crate::bindgen::print::overflow::{Comma, Tactic, write};
use crate::bindgen::print::pats;
use crate::bindgen::print::shape::WIDTHS;
use crate::bindgen::print::shape::{
    MAX_WIDTH, Shape, TAB, first_line_width, last_line, last_line_used_width,
};
use crate::bindgen::print::shape::{last_line_width, multiline, newline, width};
use crate::bindgen::print::types;
use crate::bindgen::print::vis;

/// What follows a signature.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum After {
    /// A body whose brace stands behind the signature.
    Brace,
    /// A body whose brace stands on its own line, because of a `where` clause.
    NextLine,
    /// A semicolon.
    Semicolon,
}

/// A function with its body.
pub(super) fn function(
    cx: &Cx,
    vis: Vis,
    sig: &Signature,
    attrs: &[Attribute],
    block: &Block,
    indent: usize,
) -> Option<String> {
    let after = if sig.generics.predicates.is_empty() { After::Brace } else { After::NextLine };
    let strict = signature(cx, vis, sig, after, indent);
    let given_up = strict.is_none();
    let mut text = match strict {
        Some(text) => text,
        None => left_alone(&cx.lenient(|| signature(cx, vis, sig, after, indent))?, indent),
    };
    let inner = attrs::inner(cx, attrs, indent + TAB);
    if !multiline(&text)
        && inner.is_empty()
        && block.stmts.is_empty()
        && indent + width(&text) + 3 <= cx.max()
    {
        text.push_str(" {}");
        return Some(text);
    }
    let next_line = after == After::NextLine || last_line_width(&text) + 2 > cx.max() - indent.min(cx.max());
    let before = match (given_up, next_line) {
        // rustfmt leaves no space in front of the brace when it gives up on the signature.
        (true, _) => "".into(),
        (false, true) => newline(indent),
        (false, false) => " ".into(),
    };
    text.push_str(&before);
    let body = blocks::body(cx, block, indent);
    if inner.is_empty() {
        text.push_str(&body);
        return Some(text);
    }
    let line = newline(indent + TAB);
    text.push('{');
    for attr in inner {
        text.push_str(&line);
        text.push_str(&attr);
    }
    text.push_str(body.strip_prefix('{').unwrap_or(&body));
    Some(text)
}

/// A signature on which rustfmt gives up: it indents the last line like the first, and leaves the rest alone.
fn left_alone(text: &str, indent: usize) -> String {
    match text.rsplit_once('\n') {
        Some((lines, last)) => format!("{lines}{}{}", newline(indent), last.trim_start()),
        None => text.to_owned(),
    }
}

/// What keeps rustfmt from a function that it would leave in another form, or in another under each edition's style.
pub(super) fn skip(text: &str, indent: usize) -> String {
    let differs = text.lines().any(differs);
    if differs { format!("#[rustfmt::skip]{}", newline(indent)) } else { String::new() }
}

/// Whether a line is indented in one way under the style of 2021 and in another under that of 2024, or was too wide
/// for rustfmt, which gives up only on what is within it.
fn differs(line: &str) -> bool {
    let text = line.trim_ascii_start();
    match text.as_bytes() {
        [b'-', b'>', ..] => true,
        [b'0'..=b'9', ..] if text.trim_start_matches(|c: char| c.is_ascii_digit()).starts_with(']') => true,
        [b'|', ..] => false,
        _ => text.ends_with("| {") && width(line) > MAX_WIDTH,
    }
}

/// A function without a body.
pub(super) fn declaration(cx: &Cx, vis: Vis, sig: &Signature, indent: usize) -> Option<String> {
    let text = cx.lenient(|| signature(cx, vis, sig, After::Semicolon, indent))?;
    Some(text + ";")
}

fn head(vis: Vis, sig: &Signature) -> String {
    let mut text = vis::visibility(vis);
    text.push_str(if sig.is_const { "const " } else { "" });
    text.push_str(if sig.is_async { "async " } else { "" });
    text.push_str(sig.safety.word());
    if let Some(abi) = sig.abi {
        text.push_str(&vis::abi(abi));
    }
    text.push_str("fn ");
    text
}

/// The signature without what follows it.
fn signature(cx: &Cx, vis: Vis, sig: &Signature, after: After, indent: usize) -> Option<String> {
    let shape = Shape::indented(indent, cx.max());
    let mut text = head(vis, sig);
    let used = indent + text.len();
    let overhead = if after == After::Brace { 4 } else { 2 };
    let name = Shape { width: cx.max().saturating_sub(used + overhead), offset: used, ..shape };
    text.push_str(&types::generics(cx, sig.name, &sig.generics, name)?);
    let output = match &sig.output {
        Some(ty) => self::output(cx, ty, shape)?,
        None => String::new(),
    };
    let broken_output = multiline(&output);
    let output_len = if broken_output { 0 } else { width(&output) };
    let budget = params_budget(cx, &text, indent, output_len, broken_output, after);
    let params = params(cx, sig, budget, indent)?;
    let no_params = params.is_empty();
    let in_block = !no_params && (multiline(&params) || width(&params) > budget);
    text.push('(');
    let mut spaced = true;
    if in_block {
        text.push_str(&newline(indent + TAB));
        text.push_str(&params);
        text.push_str(&newline(indent));
        text.push(')');
    } else {
        text.push_str(&params);
        let used = last_line_used_width(&text, indent) + first_line_width(&output);
        text.push(')');
        if no_params && used + 1 > cx.max() {
            text.push_str(&newline(indent));
            spaced = false;
        }
    }
    if let Some(ty) = &sig.output {
        let indented = !in_block
            && !no_params
            && (multiline(&text) || broken_output || {
                let brace = if sig.generics.predicates.is_empty() { 2 } else { 0 };
                text.len() + indent + output_len + 1 + brace > cx.max()
            });
        if indented {
            text.push_str(&shape.newline());
            text.push_str(&self::output(cx, ty, shape)?);
        } else {
            text.push_str(if spaced { " " } else { "" });
            let room = shape.after(last_line_width(&text)).unwrap_or(shape);
            text.push_str(&if broken_output { self::output(cx, ty, room)? } else { output });
        }
    }
    let space = in_block && sig.output.is_none();
    let semicolon = after == After::Semicolon;
    text.push_str(&where_clause(cx, sig.generics.predicates, indent, space, !semicolon)?);
    Some(text)
}

/// `-> T`
fn output(cx: &Cx, ty: &Type, shape: Shape) -> Option<String> {
    let text = types::ty(cx, ty, shape.after(3)?)?;
    Some(format!("-> {text}"))
}

/// The columns for the parameters on the line of the name; 0 when they cannot stand there.
fn params_budget(cx: &Cx, before: &str, indent: usize, output: usize, broken: bool, after: After) -> usize {
    if multiline(before) || broken {
        return 0;
    }
    let overhead = if output == 0 { 2 } else { 3 };
    let end = match after {
        After::Semicolon => 1,
        After::Brace => 2,
        After::NextLine => 0,
    };
    cx.max().saturating_sub(indent + before.len() + output + overhead + end)
}

fn params(cx: &Cx, sig: &Signature, budget: usize, indent: usize) -> Option<String> {
    let nested = Shape::indented(indent + TAB, cx.max()).sub(1)?;
    let items: Vec<String> =
        sig.inputs.iter().map(|input| param(cx, input, nested)).collect::<Option<_>>()?;
    let total = items.iter().map(|item| width(item) + 2).sum::<usize>().saturating_sub(2);
    let horizontal = total <= budget && !items.iter().any(|item| multiline(item));
    let tactic = if horizontal { Tactic::Horizontal } else { Tactic::Vertical };
    Some(write(&items, tactic, Comma::Vertical, nested))
}

fn param(cx: &Cx, input: &FnArg, shape: Shape) -> Option<String> {
    match *input {
        FnArg::Receiver(receiver) => self::receiver(cx, receiver, shape.indent()),
        FnArg::Typed(attrs, pat, ty) => {
            let attrs = attrs::inline(cx, attrs, shape.indent());
            let name = unlimited(cx, |cx, line| flat_types::pat(cx, line, pat));
            let name = match name {
                Some(name) => name,
                None => pats::pat(cx, pat, shape)?,
            };
            let left = [&*attrs, &name, ": "].concat();
            let room = shape.legacy(shape.width.saturating_sub(last_line_width(&left)), 0);
            // A parameter that does not fit is left as it is, and does not make the signature fail.
            let wider =
                || WIDTHS.iter().find_map(|max| types::ty(cx, ty, Shape { width: *max, max: *max, ..room }));
            let ty = types::ty(cx, ty, room).or_else(wider)?;
            Some(left + &ty)
        }
    }
}

fn receiver(cx: &Cx, node: &Receiver, indent: usize) -> Option<String> {
    let attrs = attrs::inline(cx, node.attrs, indent);
    let mutability = if node.mutable { "mut " } else { "" };
    let text = match node.kind {
        ReceiverKind::Value => format!("{mutability}self"),
        ReceiverKind::Reference(lifetime, mutable) => {
            let lifetime = lifetime.map(|name| format!("{name} ")).unwrap_or_default();
            let mutability = if mutable { "mut " } else { "" };
            format!("&{lifetime}{mutability}self")
        }
        ReceiverKind::Typed(ty) => {
            let ty = unlimited(cx, |cx, line| flat_types::ty(cx, line, ty))?;
            format!("{mutability}self: {ty}")
        }
    };
    Some(attrs::above(attrs, text))
}

/// `where` and its predicates, each on its own line; empty without predicates.
pub(super) fn where_clause(
    cx: &Cx,
    list: &[Predicate],
    indent: usize,
    space: bool,
    comma: bool,
) -> Option<String> {
    if list.is_empty() {
        return Some(String::new());
    }
    let nested = Shape::indented(indent + TAB, cx.max()).sub(1)?;
    let items = predicates(cx, list, nested)?;
    let comma = if comma { Comma::Vertical } else { Comma::Never };
    let list = write(&items, Tactic::Vertical, comma, nested);
    let before = if space { " ".into() } else { newline(indent) };
    Some(format!("{before}where{}{list}", nested.newline()))
}

/// The predicates as texts.
pub(super) fn predicates(cx: &Cx, list: &[Predicate], shape: Shape) -> Option<Vec<String>> {
    list.iter().map(|node| types::predicate(cx, node, shape)).collect()
}

/// `<T> where .. {` behind the name of a struct, enum or union.
pub(super) fn item_generics(
    cx: &Cx,
    generics: &Generics,
    header: &str,
    empty: bool,
    indent: usize,
) -> Option<String> {
    let used = last_line_width(header);
    let shape = Shape::indented(indent, cx.max());
    let shape = Shape { width: cx.max().saturating_sub(used + indent), ..shape };
    let mut text = types::generics(cx, "", generics, shape)?;
    let same_line = if generics.predicates.is_empty() {
        true
    } else {
        let space = last_line_width(&text) == 1;
        text.push_str(&where_clause(cx, generics.predicates, indent, space, true)?);
        empty
    };
    let room = cx.max().saturating_sub(last_line_used_width(&text, used));
    let overhead = if empty { 3 } else { 2 };
    if same_line && overhead <= room {
        text.push(' ');
    } else {
        text.push_str(&newline(indent));
    }
    text.push('{');
    Some(text)
}

/// Whether the last line is a lone closing delimiter.
pub(super) fn ends_snuggled(text: &str) -> bool {
    width(last_line(text)) == 1
}
