//! Attributes and doc comments.

use crate::bindgen::code::ast::{Arguments, AttrList, Attribute, Delimiter, Lit, Meta, Nested, Path};
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::flat_types;
use crate::bindgen::print::line::unlimited;
use crate::bindgen::print::markers::Marker;
use crate::bindgen::print::shape::{MAX_WIDTH, TAB, newline, width};
use crate::bindgen::print::tokens;

/// rustfmt's `attr_fn_like_width`.
const ATTR_WIDTH: usize = 70;

/// Whether there is nothing to print.
pub(super) fn none(attrs: &[Attribute]) -> bool {
    attrs.is_empty()
}

/// Whether a doc comment is among the attributes.
pub(super) fn has_docs(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| attr.meta.path.is("doc"))
}

/// The outer attributes, each followed by a line break and the indent.
///
/// A blank line in front makes the text begin with a line break, which `push_member` knows.
pub(super) fn outer(cx: &Cx, attrs: &[Attribute], indent: usize) -> String {
    let mut text = String::new();
    for line in lines(cx, attrs, false, indent) {
        if line.is_empty() {
            text.truncate(text.trim_end_matches(' ').len());
        }
        text.push_str(&line);
        text.push_str(&newline(indent));
    }
    text
}

/// A text below attributes; nothing is copied where there are none.
pub(super) fn above(attrs: String, text: String) -> String {
    if attrs.is_empty() { text } else { attrs + &text }
}

/// The outer attributes behind each other, each followed by a space.
pub(super) fn inline(cx: &Cx, attrs: &[Attribute], indent: usize) -> String {
    lines(cx, attrs, false, indent).into_iter().map(|line| line + " ").collect()
}

/// The inner attributes, one text for each.
pub(super) fn inner(cx: &Cx, attrs: &[Attribute], indent: usize) -> Vec<String> {
    lines(cx, attrs, true, indent)
}

fn lines(cx: &Cx, attrs: &[Attribute], inner: bool, indent: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut derives: Vec<String> = Vec::new();
    for attr in attrs.iter().filter(|attr| attr.inner == inner) {
        if let Some(list) = derive(cx, attr) {
            derives.extend(list);
            continue;
        }
        if !derives.is_empty() {
            lines.push(derive_line(&std::mem::take(&mut derives), indent));
        }
        lines.push(attribute(cx, attr, indent));
    }
    if !derives.is_empty() {
        lines.push(derive_line(&derives, indent));
    }
    lines
}

/// The paths of a `derive`, which rustfmt merges with its neighbours.
fn derive(cx: &Cx, attr: &Attribute) -> Option<Vec<String>> {
    let Arguments::List(list) = attr.meta.arguments else { return None };
    if !attr.meta.path.is("derive") {
        return None;
    }
    let one = |item: &Nested<'_>| match item {
        Nested::Meta(Meta { path, arguments: Arguments::None }) => Some(self::path(cx, path)),
        Nested::Meta(_) | Nested::Lit(_) => None,
    };
    list.items?.iter().map(one).collect()
}

fn derive_line(paths: &[String], indent: usize) -> String {
    let list = paths.join(", ");
    // 11 = `#[derive()]`; rustfmt also counts `()]` and a comma.
    if indent + list.len() + 15 <= MAX_WIDTH {
        return ["#[derive(", &list, ")]"].concat();
    }
    let nested = newline(indent + TAB);
    if indent + TAB + list.len() <= MAX_WIDTH {
        return format!("#[derive({nested}{list},{})]", newline(indent));
    }
    format!("#[derive({nested}{},{})]", paths.join(&format!(",{nested}")), newline(indent))
}

fn attribute(cx: &Cx, attr: &Attribute, indent: usize) -> String {
    let inner = attr.inner;
    if let Some(text) = doc(attr)
        && let Some(comment) = doc_comment(&text, inner, indent)
    {
        return comment;
    }
    let argument = match attr.meta.arguments {
        Arguments::List(list) => list.tokens,
        Arguments::None | Arguments::Value(_) => &[],
    };
    if let Some(marker) = Marker::parse(&attr.meta.path, argument) {
        return marker.text(indent);
    }
    let prefix = if inner { "#!" } else { "#" };
    let text = meta(cx, &attr.meta, indent, prefix.len() + 1);
    [prefix, "[", &text, "]"].concat()
}

/// The text of a `#[doc = ".."]`.
fn doc(attr: &Attribute) -> Option<String> {
    let Arguments::Value([value]) = attr.meta.arguments else { return None };
    if attr.meta.path.is("doc") { Lit(value.text).string() } else { None }
}

/// The text as comment lines; `None` when a comment could not hold it.
fn doc_comment(text: &str, inner: bool, indent: usize) -> Option<String> {
    let prefix = if inner { "//!" } else { "///" };
    let spaced = text.starts_with(' ');
    let mut result = String::new();
    for (index, line) in text.split('\n').enumerate() {
        let line = line.trim_end();
        if line.contains('\r') || line.starts_with('/') && index == 0 {
            return None;
        }
        if index > 0 {
            result.push_str(&newline(indent));
        }
        result.push_str(prefix);
        let own_space = spaced && (index == 0 || line.starts_with(' '));
        if !line.is_empty() && !own_space {
            result.push(' ');
        }
        result.push_str(line);
    }
    Some(result)
}

/// What is between the brackets; `used` columns stand in front of it.
fn meta(cx: &Cx, node: &Meta, indent: usize, used: usize) -> String {
    let whole = meta_on_one_line(cx, node);
    let Arguments::List(list) = node.arguments else { return whole };
    let arguments = width(&whole).saturating_sub(path(cx, &node.path).len() + 2);
    let fits = indent + used + width(&whole) < MAX_WIDTH && arguments <= ATTR_WIDTH;
    // rustfmt leaves `unsafe(..)` alone.
    if node.path.is("unsafe") {
        return whole;
    }
    let Some(items) = list.items else {
        return whole;
    };
    if fits || items.len() < 2 && arguments <= ATTR_WIDTH {
        return whole;
    }
    broken(cx, &node.path, items, indent, used)
}

/// A list that is too wide: its only member goes on behind it, or each has its own line.
fn broken(cx: &Cx, name: &Path, items: &[Nested], indent: usize, used: usize) -> String {
    let name = path(cx, name);
    if let [Nested::Meta(only)] = items {
        let used = used + name.len() + 1;
        let whole = meta_on_one_line(cx, only);
        let room = indent + used + width(&whole) + 1 < MAX_WIDTH;
        if room || matches!(only.arguments, Arguments::List(_)) {
            return format!("{name}({})", meta(cx, only, indent, used));
        }
    }
    let line = newline(indent + TAB);
    let items: Vec<String> = items
        .iter()
        .map(|item| match item {
            Nested::Meta(item) => meta(cx, item, indent + TAB, 0),
            Nested::Lit(value) => value.0.to_owned(),
        })
        .collect();
    format!("{name}({line}{}{})", items.join(&format!(",{line}")), newline(indent))
}

fn meta_on_one_line(cx: &Cx, node: &Meta) -> String {
    let name = path(cx, &node.path);
    match node.arguments {
        Arguments::None => name,
        Arguments::Value(value) => format!("{name} = {}", tokens::one_line(value)),
        Arguments::List(list) => name + &list_on_one_line(cx, list),
    }
}

fn list_on_one_line(cx: &Cx, list: &AttrList) -> String {
    let (open, close) = match list.delimiter {
        Delimiter::Paren => ("(", ")"),
        Delimiter::Brace => (" { ", " }"),
        Delimiter::Bracket => ("[", "]"),
    };
    let one = |item: &Nested<'_>| match item {
        Nested::Meta(item) => meta_on_one_line(cx, item),
        Nested::Lit(value) => value.0.to_owned(),
    };
    let items = match list.items {
        Some(items) => items.iter().map(one).collect::<Vec<_>>().join(", "),
        None => tokens::one_line(list.tokens),
    };
    [open, &items, close].concat()
}

fn path(cx: &Cx, path: &Path) -> String {
    unlimited(cx, |cx, line| flat_types::path(cx, line, path, false)).unwrap_or_default()
}
