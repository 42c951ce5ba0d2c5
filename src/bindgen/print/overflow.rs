//! Lists in delimiters: call arguments, arrays, generics, tuples.
//!
//! All on one line; or the last item going on over several lines behind the others; or one item a line.

use crate::bindgen::code::ast::{Expr, ExprKind, Field, GenericArg, GenericParam, Pat, Type};
use crate::bindgen::print::classify;
use crate::bindgen::print::closure;
use crate::bindgen::print::control;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::items_data;
use crate::bindgen::print::pats;
use crate::bindgen::print::shape::{Shape, extra_offset, first_line, first_line_width, push_member};
use crate::bindgen::print::shape::{TAB, last_line_width, multiline, newlines, width};
use crate::bindgen::print::types;

/// rustfmt's `short_array_element_width_threshold`.
const SHORT_ELEMENT: usize = 10;

/// One item of a list.
#[derive(Clone, Copy)]
pub(super) enum Arg<'a> {
    /// An argument or element.
    Expr(&'a Expr<'a>),
    /// An argument of a macro.
    MacroExpr(&'a Expr<'a>),
    /// A type given to a macro.
    MacroType(&'a Type<'a>),
    /// A type in a tuple.
    Type(&'a Type<'a>),
    /// A pattern in a tuple.
    Pat(&'a Pat<'a>),
    /// A generic argument.
    Generic(&'a GenericArg<'a>),
    /// A generic parameter.
    Param(&'a GenericParam<'a>),
    /// A field of a tuple struct.
    Field(&'a Field<'a>),
}

/// When the last item is followed by a comma.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Comma {
    /// Only when every item has its own line.
    Vertical,
    /// Always, as in `(x,)`.
    Always,
    /// Never, as in macro arguments.
    Never,
}

/// How the items are laid out.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Tactic {
    /// All behind each other.
    Horizontal,
    /// One a line.
    Vertical,
    /// As many a line as fit.
    Mixed,
    /// The first `n` on one line, the format string on its own, the rest on one line.
    Format(usize),
}

/// A list to lay out.
pub(super) struct List<'a> {
    /// What stands in front of the opening delimiter.
    pub(super) name: &'a str,
    /// The delimiters.
    pub(super) delimiters: (&'a str, &'a str),
    /// The items.
    pub(super) items: Vec<Arg<'a>>,
    /// The limit of all items on one line.
    pub(super) limit: usize,
    /// The comma behind the last item.
    pub(super) comma: Comma,
}

struct Room {
    one_line: Shape,
    one_line_width: usize,
    nested: Shape,
}

/// Lays out a list.
pub(super) fn list(cx: &Cx, list: &List<'_>, shape: Shape) -> Option<String> {
    let used = extra_offset(list.name, shape);
    let nested = shape.block_only().block_indent().with_max_width();
    let room = Room {
        one_line: shape
            .after(last_line_width(list.name) + 1)
            .and_then(|shape| shape.sub(1))
            .unwrap_or(Shape { width: 0, ..shape }),
        one_line_width: shape.width.saturating_sub(used + 2),
        nested: Shape { width: nested.width.saturating_sub(1), ..nested },
    };
    let mut items: Vec<Option<String>> = list.items.iter().map(|item| item.layout(cx, room.nested)).collect();
    let tactic = overflow_last(cx, list, &room, &mut items);
    let items: Vec<String> = items.into_iter().collect::<Option<_>>()?;
    let text = write(&items, tactic, list.comma, room.nested);
    let extendable = tactic == Tactic::Horizontal;
    Some(wrap(list, &text, shape, room.nested, extendable))
}

/// Decides the tactic; replaces the last item by the form that goes with it.
fn overflow_last(cx: &Cx, list: &List<'_>, room: &Room, items: &mut [Option<String>]) -> Tactic {
    let Some(item) = list.items.last() else {
        return Tactic::Horizontal;
    };
    let only = list.items.len() == 1;
    let combine = only && item.expr().is_some() && !item.has_attrs() && list.name.len() < TAB;
    let overflow = combine || item.can_be_overflowed(list.items.len());
    let mut placeholder = None;
    if overflow {
        let shape = last_item_shape(list, room, items).map(|shape| Shape {
            one_line_chain: shape.one_line_chain || !combine && item.is_method_call(),
            ..shape
        });
        placeholder = shape.and_then(|shape| overflowed(cx, list, *item, shape));
        if let (Some(text), Some(slot)) = (&placeholder, items.last_mut()) {
            *slot = Some(first_line(text).to_owned());
        }
    }
    let tactic = definitive(items, list.limit.min(room.one_line_width));
    if overflow
        && tactic == Tactic::Horizontal
        && let Some(text) = placeholder
    {
        let text = if only && newlines(&text) == 1 {
            item.layout(cx, room.nested).filter(|text| !multiline(text)).unwrap_or(text)
        } else {
            text
        };
        set_last(items, Some(text));
        return tactic;
    }
    set_last(items, item.layout(cx, room.nested));
    without_overflow(list, room, items)
}

fn set_last(items: &mut [Option<String>], text: Option<String>) {
    if let Some(slot) = items.last_mut() {
        *slot = text;
    }
}

fn without_overflow(list: &List<'_>, room: &Room, items: &[Option<String>]) -> Tactic {
    if let [item] = items
        && room.one_line_width != 0
    {
        let text = item.as_deref().unwrap_or("");
        if !multiline(text) && width(text) <= room.one_line_width {
            return Tactic::Horizontal;
        }
    }
    let tactic = definitive(items, list.limit.min(room.one_line_width));
    if tactic != Tactic::Vertical {
        return tactic;
    }
    if let Some(before) = list.format_args() {
        let simple = |items: &[Arg<'_>]| items.iter().all(|item| item.is_simple());
        let on_one_line = |items: Option<&[Option<String>]>| {
            items.is_some_and(|items| definitive(items, room.nested.width) == Tactic::Horizontal)
        };
        let all_simple = list.items.len() > before
            && list.items.get(..before).is_some_and(simple)
            && list.items.get(before + 1..).is_some_and(simple);
        if all_simple && on_one_line(items.get(..before)) && on_one_line(items.get(before + 1..)) {
            return Tactic::Format(before);
        }
        return tactic;
    }
    let short = |item: &Option<String>| item.as_deref().unwrap_or("").len() <= SHORT_ELEMENT;
    if list.items.iter().all(|item| item.is_simple()) && items.iter().all(short) {
        return Tactic::Mixed;
    }
    tactic
}

/// Whether the items fit on one line.
fn definitive(items: &[Option<String>], limit: usize) -> Tactic {
    let texts = items.iter().map(|item| item.as_deref().unwrap_or(""));
    let total: usize = texts.clone().map(width).sum::<usize>() + 2 * items.len().saturating_sub(1);
    let single = !texts.clone().any(multiline);
    if total <= limit && single { Tactic::Horizontal } else { Tactic::Vertical }
}

fn last_item_shape(list: &List<'_>, room: &Room, items: &[Option<String>]) -> Option<Shape> {
    if let [item] = list.items.as_slice()
        && !item.is_nested_call()
    {
        return Some(room.one_line);
    }
    let before = items.len().saturating_sub(1);
    let offset = items.iter().take(before).map(|item| 2 + item.as_deref().unwrap_or("").len()).sum();
    Shape { width: list.limit.min(room.one_line.width), ..room.one_line }.after(offset)
}

/// The last item, laid out behind the others.
fn overflowed(cx: &Cx, list: &List<'_>, item: Arg<'_>, shape: Shape) -> Option<String> {
    let Arg::Expr(expr) = item else { return item.layout(cx, shape) };
    match expr.kind {
        ExprKind::Closure(node) => {
            let is_closure =
                |item: &&Arg<'_>| matches!(item, Arg::Expr(Expr { kind: ExprKind::Closure(_), .. }));
            if list.items.iter().filter(is_closure).count() > 1 {
                return None;
            }
            closure::last_argument(cx, expr, node, shape)
        }
        ExprKind::If(_)
        | ExprKind::ForLoop(_)
        | ExprKind::Loop(_)
        | ExprKind::While(_)
        | ExprKind::Match(_) => {
            let condition = control::condition(cx, expr, shape);
            if condition.is_some_and(|text| multiline(&text)) {
                return None;
            }
            exprs::expr(cx, expr, shape)
        }
        _ => item.layout(cx, shape),
    }
}

/// The items with their separators.
pub(super) fn write(items: &[String], tactic: Tactic, comma: Comma, nested: Shape) -> String {
    let mut text = String::new();
    let mut line = 0;
    let last = items.len().saturating_sub(1);
    for (index, item) in items.iter().enumerate() {
        let trailing = match (comma, tactic) {
            (Comma::Always, _) | (Comma::Vertical, Tactic::Vertical | Tactic::Mixed) => true,
            (Comma::Vertical, Tactic::Horizontal | Tactic::Format(_)) | (Comma::Never, _) => false,
        };
        let separate = index < last || trailing;
        let item_width = width(item) + usize::from(index < last || comma == Comma::Always);
        match tactic {
            Tactic::Horizontal if index > 0 => text.push(' '),
            Tactic::Vertical if index > 0 => text.push_str(&nested.newline()),
            Tactic::Format(before) if index > 0 => {
                if index <= before + 1 && (index == before || index == before + 1) {
                    text.push_str(&nested.newline());
                } else {
                    text.push(' ');
                }
            }
            Tactic::Mixed => {
                if line > 0 && line + 1 + item_width > nested.width {
                    text.push_str(&nested.newline());
                    line = 0;
                } else if line > 0 {
                    text.push(' ');
                    line += 1;
                }
                line += item_width;
            }
            Tactic::Horizontal | Tactic::Vertical | Tactic::Format(_) => {}
        }
        push_member(&mut text, item, index == 0);
        if separate {
            text.push(',');
        }
    }
    text
}

fn wrap(list: &List<'_>, items: &str, shape: Shape, nested: Shape, extendable: bool) -> String {
    let room = shape.width.saturating_sub(last_line_width(list.name));
    let extend = if items.is_empty() { 2 } else { first_line_width(items) + 1 };
    let (open, close) = list.delimiters;
    let mut text = String::with_capacity(list.name.len() + items.len() + 2 * nested.indent() + 4);
    text.push_str(list.name);
    text.push_str(open);
    if extendable && extend <= room {
        text.push_str(items);
    } else {
        if !items.is_empty() {
            text.push_str(&nested.newline());
            text.push_str(items);
        }
        text.push_str(&shape.block_only().newline());
    }
    text.push_str(close);
    text
}

impl List<'_> {
    /// The number of arguments in front of the format string of a `format!`-like macro.
    fn format_args(&self) -> Option<usize> {
        if !matches!(self.items.first(), Some(Arg::MacroExpr(_) | Arg::MacroType(_))) {
            return None;
        }
        match self.name {
            "eprint!" | "eprintln!" | "format!" | "format_args!" | "print!" | "println!" | "panic!"
            | "unreachable!" | "trace!" | "debug!" | "error!" | "info!" | "warn!" => Some(0),
            "assert!" | "debug_assert!" | "write!" | "writeln!" => Some(1),
            "assert_eq!" | "assert_ne!" | "debug_assert_eq!" | "debug_assert_ne!" => Some(2),
            _ => None,
        }
    }
}

impl<'a> Arg<'a> {
    fn layout(self, cx: &Cx, shape: Shape) -> Option<String> {
        match self {
            Arg::Expr(expr) | Arg::MacroExpr(expr) => exprs::expr(cx, expr, shape),
            Arg::MacroType(ty) | Arg::Type(ty) => types::ty(cx, ty, shape),
            Arg::Pat(pat) => pats::pat(cx, pat, shape),
            Arg::Generic(arg) => types::generic_arg(cx, arg, shape),
            Arg::Param(param) => types::generic_param(cx, param, shape),
            Arg::Field(field) => items_data::tuple_field(cx, field, shape),
        }
    }

    fn expr(self) -> Option<&'a Expr<'a>> {
        match self {
            Arg::Expr(expr) | Arg::MacroExpr(expr) => Some(expr),
            Arg::MacroType(_)
            | Arg::Type(_)
            | Arg::Pat(_)
            | Arg::Generic(_)
            | Arg::Param(_)
            | Arg::Field(_) => None,
        }
    }

    fn has_attrs(self) -> bool {
        self.expr().is_some_and(|expr| !expr.attrs.is_empty())
    }

    fn is_simple(self) -> bool {
        self.expr().is_some_and(classify::is_simple)
    }

    fn is_nested_call(self) -> bool {
        self.expr().is_some_and(classify::is_nested_call)
    }

    fn is_method_call(self) -> bool {
        self.expr().is_some_and(classify::is_method_call)
    }

    fn can_be_overflowed(self, args: usize) -> bool {
        match self {
            Arg::Expr(expr) | Arg::MacroExpr(expr) => classify::can_be_overflowed(expr, args),
            Arg::MacroType(ty) | Arg::Type(ty) | Arg::Generic(GenericArg::Type(ty)) => {
                types::can_be_overflowed(ty, args)
            }
            Arg::Pat(pat) => pats::can_be_overflowed(pat, args),
            Arg::Generic(_) | Arg::Param(_) | Arg::Field(_) => false,
        }
    }
}
