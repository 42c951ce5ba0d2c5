//! `use` items: their layout and their order.

use crate::bindgen::code::ast::{Attribute, Item, ItemKind, UseTree};
use crate::bindgen::print::attrs;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::layout::{Entry, Kind};
use crate::bindgen::print::overflow::{Comma, Tactic, write};
use crate::bindgen::print::shape::{MAX_WIDTH, Shape, last_line_used_width, multiline, newline, width};
use crate::bindgen::print::vis;
use std::cmp::Ordering;

/// A `use` path, as rustfmt compares and prints it.
#[derive(Clone, PartialEq, Eq)]
enum Segment {
    Name(String, Option<String>),
    Glob,
    List(Vec<Vec<Segment>>),
}

/// One `use` item as it is printed.
pub(super) struct Line {
    head: String,
    path: Vec<Segment>,
}

/// Neighbouring `use` items, in an order on which all style editions agree.
///
/// They order names of different case differently. Such names are taken apart, and a blank line keeps them so.
pub(super) fn entries(cx: &Cx, run: &[&Item], indent: usize) -> Vec<Entry> {
    self::run(run.iter().flat_map(|item| lines(cx, item, indent)).collect(), indent)
}

/// The same for those of which the lines were collected.
pub(super) fn run(mut lines: Vec<Line>, indent: usize) -> Vec<Entry> {
    lines.sort_by(|a, b| compare(&a.path, &b.path, Style::Version));
    let mut entries = Vec::with_capacity(lines.len());
    let mut previous: Option<&Line> = None;
    for line in &lines {
        if previous.is_some_and(|before| compare(&before.path, &line.path, Style::Case).is_gt()) {
            entries.push(Entry::Blank);
        }
        entries.push(Entry::text(Kind::Use, text(line, indent)));
        previous = Some(line);
    }
    entries
}

/// The lines of a `use` item; none of another.
pub(super) fn lines(cx: &Cx, item: &Item, indent: usize) -> Vec<Line> {
    let ItemKind::Use(node) = item.kind else { return Vec::new() };
    let attrs = attrs::outer(cx, item.attrs, indent);
    let colon = if node.leading { "::" } else { "" };
    let head = format!("{attrs}{}use {colon}", vis::visibility(item.vis));
    let path = segments(&node.tree);
    split(path).into_iter().map(|path| Line { head: head.clone(), path }).collect()
}

/// A list of names on whose order the editions disagree becomes several paths.
fn split(mut path: Vec<Segment>) -> Vec<Vec<Segment>> {
    let Some(Segment::List(items)) = path.last() else {
        return vec![path];
    };
    let has_lists = items.iter().any(|item| matches!(item.last(), Some(Segment::List(_))));
    let agree = items.is_sorted_by(|a, b| compare(a, b, Style::Case).is_le());
    if has_lists || agree {
        return vec![path];
    }
    let Some(Segment::List(items)) = path.pop() else {
        return vec![path];
    };
    let groups = items.chunk_by(|a, b| compare(a, b, Style::Case).is_le());
    groups
        .map(|group| {
            let mut path = path.clone();
            match group {
                [only] if !is_self(only) => path.extend(only.iter().cloned()),
                group => path.push(Segment::List(group.to_vec())),
            }
            path
        })
        .collect()
}

fn is_self(path: &[Segment]) -> bool {
    path.first() == Some(&Segment::Name("self".to_owned(), None))
}

fn text(line: &Line, indent: usize) -> String {
    let shape = Shape::indented(indent, MAX_WIDTH);
    let wide = Shape { width: usize::MAX / 2, ..shape };
    let room = shape.after(last_line_used_width(&line.head, indent).saturating_sub(indent) + 1);
    let path = room.and_then(|room| tree(&line.path, room)).or_else(|| tree(&line.path, wide));
    format!("{}{};", line.head, path.unwrap_or_default())
}

/// The order of a list of items: neighbouring `mod`s are sorted.
pub(super) fn order(list: &[Item]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..list.len()).collect();
    let mut start = 0;
    while start < list.len() {
        let names = list.iter().skip(start).map_while(sorted_name).count();
        if let Some(range) = order.get_mut(start..start + names) {
            range.sort_by_key(|index| list.get(*index).and_then(sorted_name));
        }
        start += names.max(1);
    }
    order
}

/// Whether it is a `use` item that may be moved among its neighbours.
pub(super) fn is_movable(item: &Item) -> bool {
    matches!(item.kind, ItemKind::Use(_)) && !uses_macros(item.attrs)
}

/// The name by which `mod name;` is sorted.
fn sorted_name<'a>(item: &Item<'a>) -> Option<&'a str> {
    match item.kind {
        ItemKind::Mod(node) if node.items.is_none() && !uses_macros(item.attrs) => Some(node.name),
        _ => None,
    }
}

/// `#[macro_use]` makes the order matter.
fn uses_macros(attrs: &[Attribute]) -> bool {
    attrs.iter().any(|attr| attr.meta.path.is("macro_use"))
}

fn segments(tree: &UseTree) -> Vec<Segment> {
    let mut path = Vec::new();
    let mut tree = tree;
    loop {
        match *tree {
            UseTree::Path(name, rest) => {
                path.push(Segment::Name(name.to_owned(), None));
                tree = rest;
            }
            UseTree::Name(name) => {
                path.push(Segment::Name(name.to_owned(), None));
                return path;
            }
            UseTree::Rename(name, rename) => {
                path.push(Segment::Name(name.to_owned(), Some(rename.to_owned())));
                return path;
            }
            UseTree::Glob => {
                path.push(Segment::Glob);
                return path;
            }
            UseTree::Group(items) => {
                let mut list: Vec<Vec<Segment>> = items.iter().map(segments).collect();
                if let [only] = list.as_mut_slice()
                    && !is_self(only)
                {
                    path.append(only);
                    return path;
                }
                list.sort_by(|a, b| compare(a, b, Style::Version));
                path.push(Segment::List(list));
                return path;
            }
        }
    }
}

/// How a style edition orders names.
#[derive(Clone, Copy, PartialEq)]
enum Style {
    /// Before 2024: `snake_case`, `CamelCase`, `UPPER_CASE`.
    Case,
    /// Since 2024: characters, and numbers by value.
    Version,
}

fn compare(a: &[Segment], b: &[Segment], style: Style) -> Ordering {
    a.iter()
        .zip(b)
        .map(|(a, b)| compare_segments(a, b, style))
        .find(|order| order.is_ne())
        .unwrap_or_else(|| a.len().cmp(&b.len()))
}

fn compare_segments(a: &Segment, b: &Segment, style: Style) -> Ordering {
    match (a, b) {
        (Segment::Name(a, rename_a), Segment::Name(b, rename_b)) => class(a, style)
            .cmp(&class(b, style))
            .then_with(|| if style == Style::Case { a.cmp(b) } else { version_order(a, b) })
            .then_with(|| rename_b.is_some().cmp(&rename_a.is_some()))
            .then_with(|| rename_a.cmp(rename_b)),
        (Segment::List(a), Segment::List(b)) => a
            .iter()
            .zip(b)
            .map(|(a, b)| compare(a, b, style))
            .find(|order| order.is_ne())
            .unwrap_or_else(|| a.len().cmp(&b.len())),
        (a, b) => rank(a).cmp(&rank(b)),
    }
}

fn rank(segment: &Segment) -> u8 {
    match segment {
        Segment::Name(..) => 0,
        Segment::Glob => 1,
        Segment::List(_) => 2,
    }
}

/// `self`, `super`, `crate`, then names.
fn class(name: &str, style: Style) -> u8 {
    match name {
        "self" => 0,
        "super" => 1,
        "crate" => 2,
        _ if style == Style::Version => 3,
        name if name.chars().all(|c| c.is_uppercase() || c == '_' || c.is_numeric()) => 5,
        name if name.starts_with(char::is_uppercase) => 4,
        _ => 3,
    }
}

/// Names in order, numbers in them by value.
fn version_order(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (chunks(a).into_iter(), chunks(b).into_iter());
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => match (left.parse::<u64>(), right.parse::<u64>()) {
                (Ok(left), Ok(right)) => left.cmp(&right),
                (_, _) => right.starts_with('_').cmp(&left.starts_with('_')).then(left.cmp(right)),
            },
        };
        if order.is_ne() {
            return order;
        }
    }
}

fn chunks(name: &str) -> Vec<&str> {
    let mut list = Vec::new();
    let mut start = 0;
    let mut digits = None;
    for (at, c) in name.char_indices() {
        let is_digit = c.is_ascii_digit();
        if digits.is_some_and(|digits| digits != is_digit || c == '_') {
            list.push(name.get(start..at).unwrap_or(""));
            start = at;
        }
        digits = Some(is_digit);
    }
    list.push(name.get(start..).unwrap_or(""));
    list
}

fn tree(path: &[Segment], shape: Shape) -> Option<String> {
    let mut shape = shape;
    let mut text = String::new();
    for (index, segment) in path.iter().enumerate() {
        let part = match segment {
            Segment::Name(name, None) => name.clone(),
            Segment::Name(name, Some(rename)) => format!("{name} as {rename}"),
            Segment::Glob => "*".to_owned(),
            Segment::List(items) => list(items, shape)?,
        };
        text.push_str(&part);
        if index + 1 < path.len() {
            text.push_str("::");
            shape = shape.after(2 + part.len())?;
        }
    }
    Some(text)
}

fn list(items: &[Vec<Segment>], shape: Shape) -> Option<String> {
    let nested = Shape { width: MAX_WIDTH, ..shape.block_indent() }.with_max_width().sub(1)?;
    let texts: Vec<String> = items.iter().map(|item| tree(item, nested)).collect::<Option<_>>()?;
    let has_lists = items.iter().any(|item| matches!(item.last(), Some(Segment::List(_))));
    let room = if has_lists { 0 } else { shape.width.saturating_sub(2) };
    let total = texts.iter().map(|text| width(text) + 2).sum::<usize>().saturating_sub(2);
    if total <= room && !texts.iter().any(|text| multiline(text)) {
        return Some(format!("{{{}}}", texts.join(", ")));
    }
    let line = nested.newline();
    let text = if has_lists { nested_lines(&texts, nested) } else { mixed(&texts, nested) };
    Some(format!("{{{line}{text}{}}}", newline(shape.indent())))
}

fn mixed(texts: &[String], nested: Shape) -> String {
    write(texts, Tactic::Mixed, Comma::Vertical, nested)
}

/// Short names share a line; a path or a list has its own.
fn nested_lines(texts: &[String], nested: Shape) -> String {
    let mut result = String::new();
    let mut used = 0;
    let mut after_path = false;
    for (index, text) in texts.iter().enumerate() {
        let wide = width(text) + 1;
        let own = after_path || text.contains("::");
        if index > 0 && (own || used + 1 + wide > nested.width) {
            result.push_str(&nested.newline());
            used = 0;
        } else if index > 0 {
            result.push(' ');
            used += 1;
        }
        used += wide;
        result.push_str(text);
        result.push(',');
        after_path = text.contains("::");
    }
    result
}
