//! Structs, unions and enums.

use crate::bindgen::code::ast::{EnumItem, Field, Fields, Generics, StructItem, Variant, Vis};
use crate::bindgen::print::assign;
use crate::bindgen::print::attrs;
use crate::bindgen::print::cx::Cx;
use crate::bindgen::print::exprs;
use crate::bindgen::print::flat::CALL_WIDTH;
use crate::bindgen::print::fns;
use crate::bindgen::print::overflow::{Arg, Comma, List, Tactic, list, write};
use crate::bindgen::print::shape::{Shape, TAB, last_line_used_width, last_line_width, push_member};
use crate::bindgen::print::shape::{multiline, newline, trimmed_last_line_width, width};
use crate::bindgen::print::types;
use crate::bindgen::print::vis;

/// rustfmt's `struct_variant_width`.
const VARIANT_WIDTH: usize = 35;

/// A struct.
pub(super) fn structure(cx: &Cx, vis: Vis, node: &StructItem, indent: usize) -> Option<String> {
    let header = format!("{}struct {}", vis::visibility(vis), node.name);
    match node.fields {
        Fields::Named(fields) => named(cx, &header, &node.generics, fields, indent),
        Fields::Unnamed(fields) => {
            let text = tuple(cx, &header, &node.generics, fields, indent)?;
            Some(text + ";")
        }
        Fields::Unit => {
            let shape = Shape::indented(indent, cx.max());
            let shape = Shape { width: shape.width.checked_sub(header.len())?, ..shape };
            let generics = types::generics(cx, "", &node.generics, shape)?;
            let space = fns::ends_snuggled(&generics);
            let clause = fns::where_clause(cx, node.generics.predicates, indent, space, false)?;
            Some(format!("{header}{generics}{clause};"))
        }
    }
}

/// An enum.
pub(super) fn enumeration(cx: &Cx, vis: Vis, node: &EnumItem, indent: usize) -> Option<String> {
    let header = format!("{}enum {}", vis::visibility(vis), node.name);
    let generics = fns::item_generics(cx, &node.generics, &header, node.variants.is_empty(), indent)?;
    let mut text = header + &generics;
    if node.variants.is_empty() {
        close_empty(cx, &mut text, indent);
        return Some(text);
    }
    let line = newline(indent + TAB);
    let variants = |width| -> Option<Vec<String>> {
        node.variants.iter().map(|node| variant(cx, node, indent + TAB, width)).collect()
    };
    let mut list = variants(VARIANT_WIDTH)?;
    if list.iter().any(|text| multiline(text)) && list.iter().any(|text| !multiline(text)) {
        list = variants(0)?;
    }
    for (index, variant) in list.iter().enumerate() {
        text.push_str(&line);
        push_member(&mut text, variant, index == 0);
        text.push(',');
    }
    text.push_str(&newline(indent));
    text.push('}');
    Some(text)
}

fn variant(cx: &Cx, node: &Variant, indent: usize, one_line: usize) -> Option<String> {
    let attrs = attrs::outer(cx, node.attrs, indent);
    let body = match node.fields {
        Fields::Named(fields) => variant_fields(cx, node.name, fields, indent, one_line)?,
        Fields::Unnamed(fields) => tuple(cx, node.name, &Generics::default(), fields, indent)?,
        Fields::Unit => node.name.to_owned(),
    };
    let Some(value) = &node.value else {
        return Some(attrs::above(attrs, body));
    };
    let shape = Shape::indented(indent, cx.max()).sub(1)?;
    let text = assign::rhs(&format!("{body} ="), shape, assign::Tactic::Overflow, &|shape| {
        exprs::expr(cx, value, shape)
    })?;
    Some(attrs::above(attrs, text))
}

fn variant_fields(cx: &Cx, name: &str, fields: &[Field], indent: usize, one_line: usize) -> Option<String> {
    let overhead = if fields.is_empty() { 3 } else { 2 };
    let mut text = name.to_owned();
    text.push_str(&if cx.max() < overhead + name.len() { newline(indent) } else { " ".into() });
    text.push('{');
    fields_in_braces(cx, text, fields, indent, Some(one_line))
}

fn named(cx: &Cx, header: &str, generics: &Generics, fields: &[Field], indent: usize) -> Option<String> {
    let generics = fns::item_generics(cx, generics, header, fields.is_empty(), indent)?;
    let total = header.len() + generics.len() + usize::from(fields.is_empty());
    let text = if !multiline(&generics) && total > cx.max() {
        format!("{header}{}{}", newline(indent), generics.trim_start())
    } else {
        format!("{header}{generics}")
    };
    fields_in_braces(cx, text, fields, indent, None)
}

fn close_empty(cx: &Cx, text: &mut String, indent: usize) {
    if last_line_used_width(text, indent) + 3 > cx.max() {
        text.push_str(&newline(indent));
    }
    text.push('}');
}

fn fields_in_braces(
    cx: &Cx,
    mut text: String,
    fields: &[Field],
    indent: usize,
    one_line: Option<usize>,
) -> Option<String> {
    if fields.is_empty() {
        close_empty(cx, &mut text, indent);
        return Some(text);
    }
    let budget = cx.max().saturating_sub(text.len() + 3 + indent);
    let budget = one_line.map_or(0, |width| width.min(budget));
    let shape = Shape::indented(indent + TAB, cx.max()).sub(1)?;
    let items: Vec<String> =
        fields.iter().map(|field| self::field(cx, field, shape)).collect::<Option<_>>()?;
    let total = items.iter().map(|item| width(item) + 2).sum::<usize>().saturating_sub(2);
    let single = total <= budget && !items.iter().any(|item| multiline(item));
    if single && !multiline(&text) {
        let list = write(&items, Tactic::Horizontal, Comma::Vertical, shape);
        return Some(format!("{text} {list} }}"));
    }
    let list = write(&items, Tactic::Vertical, Comma::Vertical, shape);
    Some(format!("{text}{}{list}{}}}", shape.newline(), newline(indent)))
}

fn field(cx: &Cx, node: &Field, shape: Shape) -> Option<String> {
    let attrs = attrs::outer(cx, node.attrs, shape.indent());
    let mut prefix = vis::visibility(node.vis);
    prefix.extend(node.name.map(|name| [name, ":"]).into_iter().flatten());
    let ty =
        shape.after(trimmed_last_line_width(&prefix) + 1).and_then(|shape| types::ty(cx, &node.ty, shape));
    if let Some(ty) = ty
        && !multiline(&ty)
    {
        return Some([&*attrs, &prefix, " ", &ty].concat());
    }
    let text = assign::rhs(&prefix, shape, assign::Tactic::Default, &|shape| types::ty(cx, &node.ty, shape))?;
    Some(attrs::above(attrs, text))
}

/// A field of a tuple struct or variant.
pub(super) fn tuple_field(cx: &Cx, node: &Field, shape: Shape) -> Option<String> {
    let inline = !attrs::has_docs(node.attrs) && node.attrs.len() <= 1;
    let attrs = if inline {
        attrs::inline(cx, node.attrs, shape.indent())
    } else {
        attrs::outer(cx, node.attrs, shape.indent())
    };
    let prefix = format!("{attrs}{}", vis::visibility(node.vis));
    let used = last_line_width(&prefix);
    let ty = shape.after(used).and_then(|shape| types::ty(cx, &node.ty, shape));
    if let Some(ty) = ty
        && !multiline(&ty)
    {
        return Some(prefix + &ty);
    }
    let visibility = vis::visibility(node.vis);
    let text =
        assign::rhs(&visibility, shape, assign::Tactic::Default, &|shape| types::ty(cx, &node.ty, shape))?;
    let text = if visibility.is_empty() { text.trim_start().to_owned() } else { text };
    Some(attrs::above(attrs::outer(cx, node.attrs, shape.indent()), text))
}

fn tuple(cx: &Cx, header: &str, generics: &Generics, fields: &[Field], indent: usize) -> Option<String> {
    let shape = Shape::indented(indent, cx.max());
    let room = Shape { width: cx.max().saturating_sub(last_line_width(header)), ..shape };
    let mut text = format!("{header}{}", types::generics(cx, "", generics, room)?);
    if fields.is_empty() {
        if last_line_used_width(&text, indent) + 3 > cx.max() {
            text.push_str(&newline(indent));
        }
        text.push_str("()");
    } else {
        let items = fields.iter().map(Arg::Field).collect();
        let (delimiters, comma) = (("(", ")"), Comma::Vertical);
        let fields = List { name: &text, delimiters, items, limit: CALL_WIDTH, comma };
        text = list(cx, &fields, shape.sub(1)?)?;
    }
    text.push_str(&fns::where_clause(cx, generics.predicates, indent, false, false)?);
    Some(text)
}
