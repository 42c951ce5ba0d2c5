//! `impl`, `trait` and `extern` blocks.

use crate::bindgen::print::assign;
use crate::bindgen::print::attrs;
use crate::bindgen::print::consts;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::fns;
use crate::bindgen::print::items;
use crate::bindgen::print::layout::{Entry, Kind, join};
use crate::bindgen::print::macros;
use crate::bindgen::print::markers::Marker;
use crate::bindgen::print::shape::{Shape, TAB, last_line_width, multiline, newline};
use crate::bindgen::print::stmts;
use crate::bindgen::print::types;
use crate::bindgen::print::vis;
use syn::{Attribute, ForeignItem, ImplItem, ItemForeignMod, ItemImpl, ItemTrait, Macro};
use syn::{TraitItem, Type, Visibility};

/// An `impl` block.
pub(super) fn implementation(cx: &Cx, node: &ItemImpl, indent: usize) -> Option<String> {
    let mut text = impl_head(cx, node, indent)?;
    let clause = node.generics.where_clause.as_ref();
    let broken = multiline(&text);
    let single = clause.is_some_and(|clause| clause.predicates.len() == 1);
    let body = impl_body(cx, node, indent + TAB)?;
    if fns::has_predicates(clause) {
        if node.items.is_empty() && single && !broken {
            return short_where(cx, node, &text, indent);
        }
        let space = last_line_width(&text) == 1;
        text.push_str(&fns::where_clause(cx, clause, indent, space, true)?);
        if node.items.is_empty() && !broken {
            return Some(format!("{text}{}{{{}}}", newline(indent), newline(indent)));
        }
    } else if node.items.is_empty() && body.is_empty() && !broken && text.len() <= cx.max() {
        return Some(text + " {}");
    }
    let brace = if multiline(&text) { newline(indent) } else { " ".to_owned() };
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
fn short_where(cx: &Cx, node: &ItemImpl, text: &str, indent: usize) -> Option<String> {
    let clause = node.generics.where_clause.as_ref()?;
    let nested = Shape::indented(indent + TAB, cx.max()).sub(1)?;
    let list = fns::predicates(cx, &clause.predicates, nested)?.concat();
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

fn impl_head(cx: &Cx, node: &ItemImpl, indent: usize) -> Option<String> {
    let shape = Shape::indented(indent, cx.max());
    let mut text = String::new();
    text.push_str(if node.modifiers.defaultness.is_some() { "default " } else { "" });
    text.push_str(if node.unsafety.is_some() { "unsafe " } else { "" });
    let inside = Shape { align: text.len(), ..shape.after(text.len())? };
    text.push_str(&types::generics(cx, "impl", &node.generics, inside)?);
    let mut overhead = 0;
    if let Some((path, _)) = &node.trait_ {
        let polarity = if node.modifiers.polarity.is_some() { "!" } else { "" };
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
    let brace = if fns::has_predicates(node.generics.where_clause.as_ref()) { 0 } else { 2 };
    let used = last_line_width(&text) + overhead + brace + 1;
    let keyword = if node.trait_.is_some() { "for " } else { "" };
    let room = Shape { width: cx.max().saturating_sub(used), ..shape };
    if let Some(name) = types::ty(cx, &node.self_ty, room)
        && !multiline(&name)
    {
        return Some(format!("{text} {keyword}{name}"));
    }
    text.push_str(&newline(indent + TAB));
    text.push_str(keyword);
    let width = cx.max().saturating_sub(last_line_width(&text));
    let room = Shape { width, block: indent + TAB, ..shape };
    text.push_str(&types::ty(cx, &node.self_ty, room)?);
    Some(text)
}

fn impl_body(cx: &Cx, node: &ItemImpl, indent: usize) -> Option<String> {
    let mut body = attrs::inner(cx, &node.attrs, indent).join(&newline(indent));
    let entries: Option<Vec<Entry>> = node.items.iter().map(|item| impl_item(cx, item, indent)).collect();
    let members = join(entries?, indent);
    if !body.is_empty() && !members.is_empty() {
        body.push_str(&newline(indent));
    }
    Some(body + &members)
}

fn impl_item(cx: &Cx, item: &ImplItem, indent: usize) -> Option<Entry> {
    let (kind, attributes, text) = match item {
        ImplItem::Const(node) if node.generics.params.is_empty() => {
            let prefix = format!("{}const {}:", vis::visibility(&node.vis), node.ident);
            let text = consts::value(cx, &prefix, &node.ty, Some(&node.expr), indent);
            (Kind::Const, &node.attrs, text)
        }
        ImplItem::Fn(node) if node.modifiers.defaultness.is_none() => {
            let text = fns::function(cx, &node.vis, &node.sig, &node.attrs, &node.block, indent)?;
            (Kind::Body, &node.attrs, text)
        }
        ImplItem::Type(node) if node.modifiers.defaultness.is_none() => {
            let header = format!("{}type ", vis::visibility(&node.vis));
            let text =
                consts::type_alias(cx, &header, &node.ident, &node.generics, None, Some(&node.ty), indent)?;
            (Kind::Alias, &node.attrs, text)
        }
        ImplItem::Macro(node) => {
            return Some(member_macro(cx, &node.attrs, &node.mac, node.semi_token.is_some(), indent));
        }
        _ => return cx.unknown(),
    };
    Some(Entry::text(kind, attrs::outer(cx, attributes, indent) + &text))
}

fn member_macro(cx: &Cx, attributes: &[Attribute], mac: &Macro, semi: bool, indent: usize) -> Entry {
    if let Some(marker) = Marker::of(mac) {
        return marker.entry(indent);
    }
    let semi = if semi { ";" } else { "" };
    let text = stmts::widening(cx, indent, |shape| Some(macros::call(cx, mac, shape.sub(1)?)? + semi));
    Entry::text(Kind::Macro, attrs::outer(cx, attributes, indent) + &text)
}

/// A `trait`.
pub(super) fn definition(cx: &Cx, node: &ItemTrait, indent: usize) -> Option<String> {
    let shape = Shape::indented(indent, cx.max());
    let unsafety = if node.unsafety.is_some() { "unsafe " } else { "" };
    let auto = if node.modifiers.auto_token.is_some() { "auto " } else { "" };
    let header = format!("{}{unsafety}{auto}trait ", vis::visibility(&node.vis));
    let inside = shape.after(header.len())?;
    let name = types::generics(cx, &node.ident.to_string(), &node.generics, inside)?;
    let mut text = format!("{header}{name}");
    if !node.supertraits.is_empty() {
        text = assign::rhs(&format!("{text}:"), inside, assign::Tactic::NextLine, &|shape| {
            types::bounds(cx, &node.supertraits, shape)
        })?;
    }
    let clause = node.generics.where_clause.as_ref();
    let space = last_line_width(&name) == 1;
    text.push_str(&fns::where_clause(cx, clause, indent, space, true)?);
    let body = trait_body(cx, node, indent + TAB)?;
    let room = cx.max().saturating_sub(indent);
    if last_line_width(&text) + 2 > room {
        text.push_str(&newline(indent));
    } else if body.is_empty() && !multiline(&text) {
        return Some(text + " {}");
    } else if multiline(&text) || fns::has_predicates(clause) && !node.items.is_empty() {
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

fn trait_body(cx: &Cx, node: &ItemTrait, indent: usize) -> Option<String> {
    let entries: Option<Vec<Entry>> = node.items.iter().map(|item| trait_item(cx, item, indent)).collect();
    Some(join(entries?, indent))
}

fn trait_item(cx: &Cx, item: &TraitItem, indent: usize) -> Option<Entry> {
    let (kind, attributes, text) = match item {
        TraitItem::Const(node) if node.generics.params.is_empty() => {
            let default = node.default.as_ref().map(|(_, value)| value);
            let text = consts::value(cx, &format!("const {}:", node.ident), &node.ty, default, indent);
            (Kind::Const, &node.attrs, text)
        }
        TraitItem::Fn(node) => {
            let vis = Visibility::Inherited;
            if let Some(block) = &node.default {
                let text = fns::function(cx, &vis, &node.sig, &node.attrs, block, indent)?;
                (Kind::Body, &node.attrs, text)
            } else {
                let text = fns::declaration(cx, &vis, &node.sig, indent)?;
                let documented = attrs::has_docs(&node.attrs) || multiline(&text);
                let kind = if documented { Kind::Body } else { Kind::Declaration };
                (kind, &node.attrs, text)
            }
        }
        TraitItem::Type(node) => {
            let default: Option<&Type> = node.default.as_ref().map(|(_, ty)| ty);
            let text = consts::type_alias(
                cx,
                "type ",
                &node.ident,
                &node.generics,
                Some(&node.bounds),
                default,
                indent,
            )?;
            (Kind::Alias, &node.attrs, text)
        }
        TraitItem::Macro(node) => {
            return Some(member_macro(cx, &node.attrs, &node.mac, node.semi_token.is_some(), indent));
        }
        _ => return cx.unknown(),
    };
    Some(Entry::text(kind, attrs::outer(cx, attributes, indent) + &text))
}

/// `unsafe extern "C" { .. }`
pub(super) fn foreign(cx: &Cx, node: &ItemForeignMod, indent: usize) -> Option<String> {
    let unsafety = if node.unsafety.is_some() { "unsafe " } else { "" };
    let header = format!("{unsafety}{}", vis::abi(&node.abi));
    let inner = attrs::inner(cx, &node.attrs, indent + TAB).join(&newline(indent + TAB));
    let entries: Option<Vec<Entry>> =
        node.items.iter().map(|item| foreign_item(cx, item, indent + TAB)).collect();
    let mut body = inner;
    let members = join(entries?, indent + TAB);
    if !body.is_empty() && !members.is_empty() {
        body.push_str(&newline(indent + TAB));
    }
    body.push_str(&members);
    Some(items::enclose(header.trim_end(), &body, indent))
}

fn foreign_item(cx: &Cx, item: &ForeignItem, indent: usize) -> Option<Entry> {
    let (kind, attributes, text) = match item {
        ForeignItem::Fn(node) => {
            let text = fns::declaration(cx, &node.vis, &node.sig, indent)?;
            (Kind::Declaration, &node.attrs, text)
        }
        ForeignItem::Static(node) => {
            let safety = match node.safety {
                syn::Safety::Safe(_) => "safe ",
                syn::Safety::Unsafe(_) => "unsafe ",
                syn::Safety::Default => "",
            };
            let mutability = consts::mutability(&node.mutability);
            let prefix = format!("{}{safety}static {mutability}{}:", vis::visibility(&node.vis), node.ident);
            let text = stmts::widening(cx, indent, |shape| {
                assign::rhs(&prefix, shape.sub(1)?, assign::Tactic::Default, &|shape| {
                    types::ty(cx, &node.ty, shape)
                })
            });
            (Kind::Declaration, &node.attrs, text + ";")
        }
        ForeignItem::Type(node) => {
            let header = format!("{}type ", vis::visibility(&node.vis));
            let text = consts::type_alias(cx, &header, &node.ident, &node.generics, None, None, indent)?;
            (Kind::Alias, &node.attrs, text)
        }
        ForeignItem::Macro(node) => {
            return Some(member_macro(cx, &node.attrs, &node.mac, node.semi_token.is_some(), indent));
        }
        _ => return cx.unknown(),
    };
    Some(Entry::text(kind, attrs::outer(cx, attributes, indent) + &text))
}
