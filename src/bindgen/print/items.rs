//! Items, and the fallback for items with something this printer does not know.

use crate::bindgen::code::ast::{Attribute, FnItem, Item, ItemKind, MacroCall, Vis};
use crate::bindgen::print::attrs;
use crate::bindgen::print::consts;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::fns;
use crate::bindgen::print::impls;
use crate::bindgen::print::items_data;
use crate::bindgen::print::layout::{Entry, Kind, join};
use crate::bindgen::print::macros;
use crate::bindgen::print::markers::Marker;
use crate::bindgen::print::shape::{TAB, multiline, newline};
use crate::bindgen::print::stmts;
use crate::bindgen::print::uses;
use crate::bindgen::print::vis;

/// All items of a file or module, with its inner attributes in front.
pub(super) fn items(cx: &Cx, attrs: &[Attribute], list: &[Item], indent: usize) -> String {
    let mut text = attrs::inner(cx, attrs, indent).join(&newline(indent));
    let order = uses::order(list);
    let list: Vec<&Item<'_>> = order.into_iter().filter_map(|index| list.get(index)).collect();
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
    for run in list.chunk_by(|a, b| uses::is_movable(a) && uses::is_movable(b)) {
        if run.iter().all(|item| uses::is_movable(item)) {
            entries.extend(uses::entries(cx, run, indent));
        } else {
            entries.extend(run.iter().map(|item| entry(cx, item, indent)));
        }
    }
    entries
}

/// One item.
pub(super) fn entry(cx: &Cx, item: &Item, indent: usize) -> Entry {
    if let ItemKind::Macro(mac, _) = item.kind
        && let Some(marker) = Marker::of(mac)
    {
        return marker.entry(indent);
    }
    let text = cx.lenient(|| text(cx, item, indent)).or_else(|| cx.unknown());
    Entry::text(kind(item), text.unwrap_or_default())
}

fn text(cx: &Cx, item: &Item, indent: usize) -> Option<String> {
    if let ItemKind::Use(_) = item.kind {
        return Some(join(uses::entries(cx, &[item], indent), indent));
    }
    let attrs = attrs::outer(cx, item.attrs, indent);
    Some(attrs::above(attrs, bare(cx, item, indent)?))
}

/// An item without its attributes.
fn bare(cx: &Cx, item: &Item, indent: usize) -> Option<String> {
    Some(match item.kind {
        ItemKind::Const(node) => consts::constant(cx, item.vis, node, indent),
        ItemKind::Enum(node) => items_data::enumeration(cx, item.vis, node, indent)?,
        ItemKind::Fn(node) => function(cx, item, node, indent)?,
        ItemKind::Foreign(node) => impls::foreign(cx, item.attrs, node, indent)?,
        ItemKind::Impl(node) => impls::implementation(cx, node, indent)?,
        ItemKind::Macro(mac, semi) => macro_call(cx, mac, semi, indent),
        ItemKind::Mod(node) => {
            let header = module_header(item.vis, node.name);
            match node.items {
                None => header + ";",
                Some(list) => enclose(&header, &items(cx, item.attrs, list, indent + TAB), indent),
            }
        }
        ItemKind::Static(node) => consts::fixed(cx, item.vis, node, indent),
        ItemKind::Struct(node) => items_data::structure(cx, item.vis, node, indent)?,
        ItemKind::Trait(node) => impls::definition(cx, item.vis, node, indent)?,
        ItemKind::Alias(node) => consts::alias(cx, item.vis, node, indent)?,
        ItemKind::Use(_) => join(uses::entries(cx, &[item], indent), indent),
    })
}

/// What an item is, as far as blank lines around it go.
pub(super) fn kind(item: &Item) -> Kind {
    match item.kind {
        ItemKind::Const(_) | ItemKind::Static(_) => Kind::Const,
        ItemKind::Use(_) => Kind::Use,
        ItemKind::Macro(..) => Kind::Macro,
        ItemKind::Mod(node) if node.items.is_none() => Kind::Mod,
        ItemKind::Alias(_) => Kind::Alias,
        ItemKind::Mod(_)
        | ItemKind::Enum(_)
        | ItemKind::Fn(_)
        | ItemKind::Foreign(_)
        | ItemKind::Impl(_)
        | ItemKind::Struct(_)
        | ItemKind::Trait(_) => Kind::Body,
    }
}

fn function(cx: &Cx, item: &Item, node: &FnItem, indent: usize) -> Option<String> {
    let text = match &node.body {
        Some(body) => fns::function(cx, item.vis, &node.sig, item.attrs, body, indent),
        None => fns::declaration(cx, item.vis, &node.sig, indent),
    }?;
    Some(attrs::above(fns::skip(&text, indent), text))
}

fn macro_call(cx: &Cx, mac: &MacroCall, semi: bool, indent: usize) -> String {
    let semi = if semi { ";" } else { "" };
    stmts::widening(cx, indent, |shape| Some(macros::call(cx, mac, shape.sub(1)?)? + semi))
}

/// A module around members that are laid out already. `None` if it is no module.
pub(super) fn module_around(cx: &Cx, item: &Item, body: Vec<Entry>, indent: usize) -> Option<Entry> {
    let ItemKind::Mod(node) = item.kind else { return None };
    let head = attrs::outer(cx, item.attrs, indent) + &module_header(item.vis, node.name);
    Some(Entry::Module { head, body, indent: indent + TAB })
}

fn module_header(vis: Vis, name: &str) -> String {
    format!("{}mod {name}", vis::visibility(vis))
}

/// `header { body }`, the body on its own lines.
pub(super) fn enclose(header: &str, body: &str, indent: usize) -> String {
    if body.is_empty() {
        return format!("{header} {{}}");
    }
    [header, " {", &newline(indent + TAB), body, &newline(indent), "}"].concat()
}

/// A member of an `impl`, `trait` or `extern` block.
pub(super) fn member(cx: &Cx, item: &Item, indent: usize) -> Option<Entry> {
    if let ItemKind::Macro(mac, _) = item.kind
        && let Some(marker) = Marker::of(mac)
    {
        return Some(marker.entry(indent));
    }
    let text = bare(cx, item, indent)?;
    let kind = match item.kind {
        // A declaration that is documented or takes several lines stands apart.
        ItemKind::Fn(node) if node.body.is_none() && !attrs::has_docs(item.attrs) && !multiline(&text) => {
            Kind::Declaration
        }
        ItemKind::Static(node) if node.value.is_none() => Kind::Declaration,
        _ => kind(item),
    };
    Some(Entry::text(kind, attrs::above(attrs::outer(cx, item.attrs, indent), text)))
}
