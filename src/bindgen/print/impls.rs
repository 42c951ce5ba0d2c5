//! `impl`, `trait` and `extern` blocks.

use crate::bindgen::code::ast::{Attribute, ForeignItem, ImplItem, Item, TraitItem, Vis};
use crate::bindgen::print::assign;
use crate::bindgen::print::attrs;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::fns;
use crate::bindgen::print::items;
use crate::bindgen::print::layout::{Entry, join};
use crate::bindgen::print::shape::{Shape, TAB, last_line_width, multiline, newline};
use crate::bindgen::print::types;
use crate::bindgen::print::vis;

/// An `impl` block.
pub(super) fn implementation(cx: &Cx, node: &ImplItem, indent: usize) -> Option<String> {
    let mut text = impl_head(cx, node, indent)?;
    let predicates = node.generics.predicates;
    let broken = multiline(&text);
    let body = members(cx, node.items, indent + TAB)?;
    if !predicates.is_empty() {
        if node.items.is_empty() && predicates.len() == 1 && !broken {
            return short_where(cx, node, &text, indent);
        }
        let space = last_line_width(&text) == 1;
        text.push_str(&fns::where_clause(cx, predicates, indent, space, true)?);
        if node.items.is_empty() && !broken {
            return Some(format!("{text}{}{{{}}}", newline(indent), newline(indent)));
        }
    } else if node.items.is_empty() && body.is_empty() && !broken && text.len() <= cx.max() {
        return Some(text + " {}");
    }
    let brace = if multiline(&text) { newline(indent) } else { " ".into() };
    text.push_str(&brace);
    text.push('{');
    if !body.is_empty() {
        text.push_str(&newline(indent + TAB));
        text.push_str(&body);
        text.push_str(&newline(indent));
    } else if multiline(&text) {
        text.push_str(&newline(indent));
    }
    text.push('}');
    Some(text)
}

/// An empty `impl` with one predicate keeps it on the line.
fn short_where(cx: &Cx, node: &ImplItem, text: &str, indent: usize) -> Option<String> {
    let nested = Shape::indented(indent + TAB, cx.max()).sub(1)?;
    let list = fns::predicates(cx, node.generics.predicates, nested)?.concat();
    let room = cx.max().saturating_sub(text.len());
    if !multiline(&list) && 6 + list.len() <= room {
        let clause = format!(" where {list}");
        if text.len() + clause.len() <= cx.max() {
            return Some(format!("{text}{clause} {{}}"));
        }
    }
    let (line, end) = (nested.newline(), newline(indent));
    let clause = format!(" where{line}{list}");
    if text.len() + clause.len() <= cx.max() {
        return Some(format!("{text}{clause},{end}{{{end}}}"));
    }
    Some(format!("{text}{clause}{end}{{{end}}}"))
}

fn impl_head(cx: &Cx, node: &ImplItem, indent: usize) -> Option<String> {
    let shape = Shape::indented(indent, cx.max());
    let mut text = String::new();
    text.push_str(if node.is_unsafe { "unsafe " } else { "" });
    let inside = Shape { align: text.len(), ..shape.after(text.len())? };
    text.push_str(&types::generics(cx, "impl", &node.generics, inside)?);
    let mut overhead = 0;
    if let Some(path) = &node.of_trait {
        let polarity = if node.negative { "!" } else { "" };
        let used = 1 + polarity.len() + last_line_width(&text);
        let behind = Shape { width: shape.width.saturating_sub(used), align: used, offset: used, ..shape };
        let on_line = types::qpath(cx, None, path, behind, false).filter(|text| !multiline(text));
        if let Some(name) = on_line {
            text = format!("{text} {polarity}{name}");
        } else {
            let line = shape.nested_line();
            let name = types::qpath(cx, None, path, line, false)?;
            text = format!("{text}{}{polarity}{name}", line.newline());
        }
        overhead = 4;
    }
    let brace = if node.generics.predicates.is_empty() { 2 } else { 0 };
    let used = last_line_width(&text) + overhead + brace + 1;
    let keyword = if node.of_trait.is_some() { "for " } else { "" };
    let room = Shape { width: cx.max().saturating_sub(used), ..shape };
    if let Some(name) = types::ty(cx, &node.ty, room)
        && !multiline(&name)
    {
        return Some(format!("{text} {keyword}{name}"));
    }
    text.push_str(&newline(indent + TAB));
    text.push_str(keyword);
    let width = cx.max().saturating_sub(last_line_width(&text));
    let room = Shape { width, block: indent + TAB, ..shape };
    text.push_str(&types::ty(cx, &node.ty, room)?);
    Some(text)
}

/// The members of a block on their own lines.
fn members(cx: &Cx, list: &[Item], indent: usize) -> Option<String> {
    let entries: Option<Vec<Entry>> = list.iter().map(|item| items::member(cx, item, indent)).collect();
    Some(join(entries?, indent))
}

/// A `trait`.
pub(super) fn definition(cx: &Cx, vis: Vis, node: &TraitItem, indent: usize) -> Option<String> {
    let shape = Shape::indented(indent, cx.max());
    let unsafety = if node.is_unsafe { "unsafe " } else { "" };
    let header = format!("{}{unsafety}trait ", vis::visibility(vis));
    let inside = shape.after(header.len())?;
    let name = types::generics(cx, node.name, &node.generics, inside)?;
    let mut text = format!("{header}{name}");
    if !node.supertraits.is_empty() {
        text = assign::rhs(&format!("{text}:"), inside, assign::Tactic::NextLine, &|shape| {
            types::bounds(cx, node.supertraits, shape)
        })?;
    }
    let predicates = node.generics.predicates;
    let space = last_line_width(&name) == 1;
    text.push_str(&fns::where_clause(cx, predicates, indent, space, true)?);
    let body = members(cx, node.items, indent + TAB)?;
    let room = cx.max().saturating_sub(indent);
    if last_line_width(&text) + 2 > room {
        text.push_str(&newline(indent));
    } else if body.is_empty() && !multiline(&text) {
        return Some(text + " {}");
    } else if multiline(&text) || !predicates.is_empty() && !node.items.is_empty() {
        text.push_str(&newline(indent));
    } else {
        text.push(' ');
    }
    text.push('{');
    if !body.is_empty() {
        text.push_str(&newline(indent + TAB));
        text.push_str(&body);
        text.push_str(&newline(indent));
    } else if multiline(&text) {
        text.push_str(&newline(indent));
    }
    text.push('}');
    Some(text)
}

/// `unsafe extern "C" { .. }`
pub(super) fn foreign(cx: &Cx, attrs: &[Attribute], node: &ForeignItem, indent: usize) -> Option<String> {
    let unsafety = if node.is_unsafe { "unsafe " } else { "" };
    let header = format!("{unsafety}{}", vis::abi(node.abi));
    let mut body = attrs::inner(cx, attrs, indent + TAB).join(&newline(indent + TAB));
    let members = members(cx, node.items, indent + TAB)?;
    if !body.is_empty() && !members.is_empty() {
        body.push_str(&newline(indent + TAB));
    }
    body.push_str(&members);
    Some(items::enclose(header.trim_end(), &body, indent))
}
