//! Types, paths and bounds that do not fit on one line.

use crate::bindgen::code::ast::{
    Bound, GenericArg, GenericParam, Generics, NamedArg, ParamKind, Path, PathArgs, Predicate, QSelf,
    Segment, Type,
};
use crate::bindgen::print::assign;
use crate::bindgen::print::cx::{Cx, Role};
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat::CALL_WIDTH;
use crate::bindgen::print::flat_types;
use crate::bindgen::print::line::{one_line, unlimited};
use crate::bindgen::print::macros;
use crate::bindgen::print::ops;
use crate::bindgen::print::overflow::{Arg, Comma, List, Tactic, list, write};
use crate::bindgen::print::pairs::{Parts, pair};
use crate::bindgen::print::shape::{Shape, extra_offset, first_line_width, last_line_extendable};
use crate::bindgen::print::shape::{last_line_width, multiline, width};

/// A type.
pub(super) fn ty(cx: &Cx, node: &Type, shape: Shape) -> Option<String> {
    if let Some(text) = one_line(cx, shape, |cx, line| flat_types::ty(cx, line, node)) {
        return Some(text);
    }
    cx.node(node, Role::Type, shape, || broken(cx, node, shape))
}

fn broken(cx: &Cx, node: &Type, shape: Shape) -> Option<String> {
    match *node {
        Type::Array(elem, length) => {
            let parts = Parts { prefix: "[", infix: "; ", suffix: "]", front: false };
            pair(&|shape| ty(cx, elem, shape), &|shape| exprs::expr(cx, length, shape), &parts, shape)
        }
        Type::FnPtr(node) => {
            let head = unlimited(cx, |cx, line| flat_types::fn_ptr_head(cx, line, node))?;
            let inside = shape.after(head.len())?;
            let tail = fn_type(cx, node.inputs, node.output.as_ref(), inside)?;
            Some(format!("{head}{tail}"))
        }
        Type::ImplTrait(list) => {
            let text = bounds(cx, list, shape.after(5)?)?;
            Some(format!("impl {text}"))
        }
        Type::Macro(mac) => macros::call(cx, mac, shape),
        Type::Paren(elem) => {
            let text = ty(cx, elem, shape.sub(2)?)?;
            Some(format!("({text})"))
        }
        Type::Path(qself, path) => qpath(cx, qself, path, shape, false),
        Type::Ptr(mutable, elem) => prefixed(cx, ops::pointer(mutable), elem, shape),
        Type::Reference(node) => {
            let head = unlimited(cx, |_, line| flat_types::reference_head(line, node))?;
            let used = head.len();
            let inside = shape.legacy(shape.width.checked_sub(used)?, shape.align + used);
            let text = ty(cx, &node.elem, inside)?;
            Some(format!("{head}{text}"))
        }
        Type::Slice(elem) => {
            let inside = shape.legacy(shape.width.checked_sub(4)?, shape.align + 1);
            let text = ty(cx, elem, inside)?;
            Some(format!("[{text}]"))
        }
        Type::TraitObject(list) => {
            let text = bounds(cx, list, shape.after(4)?)?;
            Some(format!("dyn {text}"))
        }
        Type::Tuple(elems) => {
            let tuple = List {
                name: "",
                delimiters: ("(", ")"),
                items: elems.iter().map(Arg::Type).collect(),
                limit: CALL_WIDTH,
                comma: if elems.len() == 1 { Comma::Always } else { Comma::Vertical },
            };
            list(cx, &tuple, shape)
        }
        Type::Infer | Type::Never => None,
    }
}

fn prefixed(cx: &Cx, prefix: &str, node: &Type, shape: Shape) -> Option<String> {
    let text = ty(cx, node, shape.after(prefix.len())?)?;
    Some([prefix, &text].concat())
}

/// Whether the last type of a list may go on over several lines behind the others.
pub(super) fn can_be_overflowed(node: &Type, args: usize) -> bool {
    match *node {
        Type::Tuple(_) => args == 1,
        Type::Reference(node) => can_be_overflowed(&node.elem, args),
        Type::Ptr(_, elem) => can_be_overflowed(elem, args),
        Type::Array(..)
        | Type::FnPtr(_)
        | Type::ImplTrait(_)
        | Type::Infer
        | Type::Macro(_)
        | Type::Never
        | Type::Paren(_)
        | Type::Path(..)
        | Type::Slice(_)
        | Type::TraitObject(_) => false,
    }
}

/// A path that may begin with `<T as Trait>`.
pub(super) fn qpath(
    cx: &Cx,
    qself: Option<&QSelf>,
    path: &Path,
    shape: Shape,
    in_expr: bool,
) -> Option<String> {
    if let Some(text) = one_line(cx, shape, |cx, line| flat_types::qpath(cx, line, qself, path, in_expr)) {
        return Some(text);
    }
    let colon = if path.leading { "::" } else { "" };
    let Some(qself) = qself else {
        let segments: Vec<_> = path.segments.iter().collect();
        return self::segments(cx, colon.to_owned(), &segments, shape, in_expr);
    };
    let mut text = format!("<{}", ty(cx, &qself.ty, shape)?);
    let position = qself.position;
    if position > 0 {
        text.push_str(" as ");
        text.push_str(colon);
        let of_trait: Vec<_> = path.segments.iter().take(position).collect();
        text = segments(cx, text, &of_trait, shape.sub(3)?, false)?;
    }
    text.push_str(">::");
    let rest: Vec<_> = path.segments.iter().skip(position).collect();
    segments(cx, text, &rest, shape, in_expr)
}

fn segments(cx: &Cx, mut text: String, list: &[&Segment<'_>], shape: Shape, in_expr: bool) -> Option<String> {
    let shape = Shape { align: shape.offset, ..shape };
    for (index, segment) in list.iter().enumerate() {
        if index > 0 {
            text.push_str("::");
        }
        let used = extra_offset(&text, shape);
        let inside = shape.width.checked_sub(used).map(|width| Shape {
            width,
            align: shape.align + used,
            offset: shape.offset + used,
            ..shape
        })?;
        let inside = inside.after(segment.ident.len())?;
        text.push_str(&self::segment(cx, segment, inside, in_expr)?);
    }
    Some(text)
}

/// A name and its generic arguments; the shape begins behind the name.
fn segment(cx: &Cx, segment: &Segment, shape: Shape, in_expr: bool) -> Option<String> {
    let name = segment.ident;
    match segment.args {
        PathArgs::None | PathArgs::Angle([]) => Some(name.to_owned()),
        PathArgs::Angle(args) => {
            let items = args.iter().map(Arg::Generic).collect();
            let separator = if in_expr { "::" } else { "" };
            Some(format!("{name}{separator}{}", angles(cx, "", items, shape)?))
        }
        PathArgs::Paren(inputs, output) => Some(format!("{name}{}", fn_type(cx, inputs, output, shape)?)),
    }
}

/// `name<a, b>`
fn angles(cx: &Cx, name: &str, items: Vec<Arg<'_>>, shape: Shape) -> Option<String> {
    let comma = Comma::Vertical;
    list(cx, &List { name, delimiters: ("<", ">"), items, limit: shape.max, comma }, shape)
}

/// `name<T: Bound>` of a declaration.
pub(super) fn generics(cx: &Cx, name: &str, node: &Generics, shape: Shape) -> Option<String> {
    if node.params.is_empty() {
        return Some(name.to_owned());
    }
    angles(cx, name, node.params.iter().map(Arg::Param).collect(), shape)
}

/// A generic argument.
pub(super) fn generic_arg(cx: &Cx, node: &GenericArg, shape: Shape) -> Option<String> {
    match node {
        GenericArg::Type(node) => ty(cx, node, shape),
        GenericArg::Const(node) => exprs::expr(cx, node, shape),
        GenericArg::Assoc(name, is) => {
            let head = format!("{name} = ");
            let used = head.len();
            let inside = shape.legacy(shape.width.checked_sub(used)?, shape.align + used);
            Some(format!("{head}{}", ty(cx, is, inside)?))
        }
        GenericArg::Constraint(name, list) => {
            let head = format!("{name}: ");
            let used = head.len();
            let inside = shape.legacy(shape.width.checked_sub(used)?, shape.align + used);
            Some(format!("{head}{}", bounds(cx, list, inside)?))
        }
        GenericArg::Lifetime(name) => Some((*name).to_owned()),
    }
}

/// A generic parameter.
pub(super) fn generic_param(cx: &Cx, node: &GenericParam, shape: Shape) -> Option<String> {
    if let Some(text) = one_line(cx, shape, |cx, line| flat_types::generic_param(cx, line, node)) {
        return Some(text);
    }
    match &node.kind {
        ParamKind::Type(list, default) if node.attrs.is_empty() => {
            let mut text = node.name.to_owned();
            if !list.is_empty() {
                text.push_str(": ");
                text.push_str(&bounds(cx, list, shape)?);
            }
            if let Some(default) = default {
                text.push_str(" = ");
                let inside = shape.legacy(shape.width.checked_sub(text.len())?, shape.align + text.len());
                text.push_str(&ty(cx, default, inside)?);
            }
            Some(text)
        }
        ParamKind::Type(..) | ParamKind::Lifetime(_) | ParamKind::Const(..) => {
            unlimited(cx, |cx, line| flat_types::generic_param(cx, line, node))
        }
    }
}

/// `(A, B) -> C` of a function pointer or `Fn` trait.
fn fn_type(cx: &Cx, inputs: &[NamedArg], output: Option<&Type>, shape: Shape) -> Option<String> {
    let output = match output {
        Some(output) => format!(" -> {}", ty(cx, output, shape.after(4)?)?),
        None => String::new(),
    };
    let nested = shape.fresh(shape.block + 4, 0);
    let items: Vec<String> =
        inputs.iter().map(|input| named_arg(cx, input, nested)).collect::<Option<_>>()?;
    let total = items.iter().map(|item| width(item) + 2).sum::<usize>().saturating_sub(2);
    let horizontal = !multiline(&output)
        && total <= shape.width.saturating_sub(2 + output.len())
        && !items.iter().any(|item| multiline(item));
    let comma = Comma::Vertical;
    let args = if horizontal || items.is_empty() {
        format!("({})", write(&items, Tactic::Horizontal, comma, nested))
    } else {
        let text = write(&items, Tactic::Vertical, comma, nested);
        format!("({}{text}{})", nested.newline(), shape.block_only().newline())
    };
    if output.is_empty() || last_line_width(&args) + first_line_width(&output) <= shape.width {
        return Some(format!("{args}{output}"));
    }
    Some(format!("{args}{}{}", nested.newline(), output.trim_start()))
}

fn named_arg(cx: &Cx, node: &NamedArg, shape: Shape) -> Option<String> {
    let Some(name) = node.name else {
        return ty(cx, &node.ty, shape);
    };
    let head = format!("{name}: ");
    let text = ty(cx, &node.ty, shape.after(head.len())?)?;
    Some(format!("{head}{text}"))
}

/// One bound.
pub(super) fn bound(cx: &Cx, node: &Bound, shape: Shape) -> Option<String> {
    if let Some(text) = one_line(cx, shape, |cx, line| flat_types::bound(cx, line, node)) {
        return Some(text);
    }
    match node {
        Bound::Trait(node) if !node.paren && !node.maybe => {
            let binder = unlimited(cx, |cx, line| flat_types::binder(cx, line, node.lifetimes))?;
            let text = qpath(cx, None, &node.path, shape.after(binder.len())?, false)?;
            Some(format!("{binder}{text}"))
        }
        Bound::Trait(_) | Bound::Lifetime(_) | Bound::Use(_) => {
            unlimited(cx, |cx, line| flat_types::bound(cx, line, node))
        }
    }
}

/// `A + B`, each on its own line when they do not fit on one.
pub(super) fn bounds(cx: &Cx, list: &[Bound], shape: Shape) -> Option<String> {
    let text = joined(cx, list, shape, None)?;
    if list.len() > 1 && (multiline(&text) || text.len() > shape.width) {
        let nested = shape.block_indent().with_max_width();
        let in_order = list.iter().is_sorted_by_key(|node| matches!(node, Bound::Lifetime(_)));
        return joined(cx, list, nested, Some((nested, in_order)));
    }
    Some(text)
}

fn joined(cx: &Cx, list: &[Bound], shape: Shape, own_lines: Option<(Shape, bool)>) -> Option<String> {
    let mut text = String::new();
    let mut extendable = false;
    for (index, node) in list.iter().enumerate() {
        let bound = bound(cx, node, shape)?;
        if index > 0 {
            match own_lines {
                Some((line, in_order)) if !extendable || !in_order => {
                    text.push_str(&line.newline());
                }
                Some(_) | None => text.push(' '),
            }
            text.push_str("+ ");
        }
        extendable = matches!(node, Bound::Lifetime(_)) || last_line_extendable(&bound);
        text.push_str(&bound);
    }
    Some(text)
}

/// One predicate of a `where` clause.
pub(super) fn predicate(cx: &Cx, node: &Predicate, shape: Shape) -> Option<String> {
    match *node {
        Predicate::Lifetime(name, outlived) => unlimited(cx, |_, line| {
            line.put(name)?;
            flat_types::lifetime_bounds(line, outlived)
        }),
        Predicate::Type(lifetimes, ref bounded, list) => {
            let binder = unlimited(cx, |cx, line| flat_types::binder(cx, line, lifetimes))?;
            let left = format!("{binder}{}:", ty(cx, bounded, shape)?);
            if list.is_empty() {
                return Some(left);
            }
            assign::rhs(&left, shape, assign::Tactic::Default, &|shape| bounds(cx, list, shape))
        }
    }
}
