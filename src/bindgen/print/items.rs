//! Items, and the fallback for items with something this printer does not know.

use crate::bindgen::print::attrs;
use crate::bindgen::print::consts;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::fallback;
use crate::bindgen::print::fns;
use crate::bindgen::print::impls;
use crate::bindgen::print::items_data;
use crate::bindgen::print::layout::{Entry, Kind, join};
use crate::bindgen::print::macros;
use crate::bindgen::print::markers::Marker;
use crate::bindgen::print::shape::{TAB, newline};
use crate::bindgen::print::stmts;
use crate::bindgen::print::uses;
use crate::bindgen::print::vis;
use syn::{Attribute, Item, ItemMod};

/// All items of a file or module, with its inner attributes in front.
pub(super) fn items(cx: &Cx, attrs: &[Attribute], list: &[Item], indent: usize) -> String {
    let mut text = attrs::inner(cx, attrs, indent).join(&newline(indent));
    let order = uses::order(list);
    let list: Vec<&Item> = order.into_iter().filter_map(|index| list.get(index)).collect();
    let body = join(entries(cx, &list, indent), indent);
    if !text.is_empty() && !body.is_empty() {
        text.push('\n');
        text.push_str(&newline(indent));
    }
    text + &body
}

/// Items, the runs of `use` among them in order.
pub(super) fn entries(cx: &Cx, list: &[&Item], indent: usize) -> Vec<Entry> {
    let mut entries = Vec::with_capacity(list.len());
    for run in list.chunk_by(|a, b| uses::movable(a).is_some() && uses::movable(b).is_some()) {
        let movable: Vec<_> = run.iter().filter_map(|item| uses::movable(item)).collect();
        if movable.is_empty() {
            entries.extend(run.iter().map(|item| entry(cx, item, indent)));
        } else {
            entries.extend(uses::entries(cx, &movable, indent));
        }
    }
    entries
}

/// One item, laid out here or by prettyplease.
pub(super) fn entry(cx: &Cx, item: &Item, indent: usize) -> Entry {
    if let Item::Macro(node) = item
        && let Some(marker) = Marker::of(&node.mac)
    {
        return marker.entry(indent);
    }
    let outer = cx.take_unknown();
    let text = cx.lenient(|| text(cx, item, indent));
    let known = !cx.take_unknown();
    cx.set_unknown(outer);
    let text = match text {
        Some(text) if known => text,
        Some(_) | None => fallback::item(item, indent),
    };
    Entry::text(kind(item), text)
}

fn text(cx: &Cx, item: &Item, indent: usize) -> Option<String> {
    let attrs = attrs::outer(cx, attributes(item), indent);
    let text = match item {
        Item::Const(node) => consts::constant(cx, node, indent),
        Item::Enum(node) => items_data::enumeration(cx, node, indent),
        Item::ExternCrate(node) => {
            let rename = node.rename.as_ref().map(|(_, name)| format!(" as {name}"));
            let rename = rename.unwrap_or_default();
            Some(format!("{}extern crate {}{rename};", vis::visibility(&node.vis), node.ident))
        }
        Item::Fn(node) => fns::function(cx, &node.vis, &node.sig, &node.attrs, &node.block, indent),
        Item::ForeignMod(node) => impls::foreign(cx, node, indent),
        Item::Impl(node) => impls::implementation(cx, node, indent),
        Item::Macro(node) if node.ident.is_none() => Some(macro_call(cx, node, indent)),
        Item::Mod(node) => Some(module(cx, node, indent)),
        Item::Static(node) => Some(consts::fixed(cx, node, indent)),
        Item::Struct(node) => items_data::structure(cx, node, indent),
        Item::Trait(node) => impls::definition(cx, node, indent),
        Item::Type(node) => consts::alias(cx, node, indent),
        Item::Union(node) => items_data::union(cx, node, indent),
        Item::Use(node) => return Some(join(uses::entries(cx, &[node], indent), indent)),
        _ => cx.unknown(),
    };
    Some(attrs + &text?)
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(node) => &node.attrs,
        Item::Enum(node) => &node.attrs,
        Item::ExternCrate(node) => &node.attrs,
        Item::Fn(node) => &node.attrs,
        Item::ForeignMod(node) => &node.attrs,
        Item::Impl(node) => &node.attrs,
        Item::Macro(node) => &node.attrs,
        Item::Mod(node) => &node.attrs,
        Item::Static(node) => &node.attrs,
        Item::Struct(node) => &node.attrs,
        Item::Trait(node) => &node.attrs,
        Item::Type(node) => &node.attrs,
        Item::Union(node) => &node.attrs,
        Item::Use(node) => &node.attrs,
        _ => &[],
    }
}

fn kind(item: &Item) -> Kind {
    match item {
        Item::Const(_) | Item::Static(_) => Kind::Const,
        Item::ExternCrate(_) | Item::Use(_) => Kind::Use,
        Item::Macro(_) => Kind::Macro,
        Item::Mod(node) if node.content.is_none() => Kind::Mod,
        Item::Type(_) => Kind::Alias,
        _ => Kind::Body,
    }
}

fn macro_call(cx: &Cx, node: &syn::ItemMacro, indent: usize) -> String {
    let semi = if node.semi_token.is_some() { ";" } else { "" };
    stmts::widening(cx, indent, |shape| Some(macros::call(cx, &node.mac, shape.sub(1)?)? + semi))
}

/// A module around a body that is laid out already. `None` if it is no module.
pub(super) fn module_around(cx: &Cx, item: &Item, body: &str, indent: usize) -> Option<Entry> {
    let Item::Mod(node) = item else { return None };
    let text = attrs::outer(cx, &node.attrs, indent) + &enclose(&module_header(node), body, indent);
    Some(Entry::text(Kind::Body, text))
}

fn module_header(node: &ItemMod) -> String {
    let safety = if node.unsafety.is_some() { "unsafe " } else { "" };
    format!("{}{safety}mod {}", vis::visibility(&node.vis), node.ident)
}

fn module(cx: &Cx, node: &ItemMod, indent: usize) -> String {
    let header = module_header(node);
    let Some((_, list)) = &node.content else {
        return header + ";";
    };
    let body = items(cx, &node.attrs, list, indent + TAB);
    enclose(&header, &body, indent)
}

/// `header { body }`, the body on its own lines.
pub(super) fn enclose(header: &str, body: &str, indent: usize) -> String {
    if body.is_empty() {
        return format!("{header} {{}}");
    }
    format!("{header} {{{}{body}{}}}", newline(indent + TAB), newline(indent))
}
