//! Prints how a borrowed parameter of an export becomes a view: nothing is taken over, nothing copied.

use crate::abi::flat::CoreType;
use crate::abi::place::{Items, Placed};
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, Number, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::guest::lift::{
    Flats, Unit, constructors, element, is_unsafe, lift_flat, lift_stored, tagged,
};
use crate::bindgen::guest::mirrors::{image, tuple_ident};
use crate::bindgen::guest::views;
use crate::bindgen::ident::RustIdent;
use crate::graph::node::{Prim, Shape};

/// Where a view is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// As a parameter: `&str`, `&[T]`, `Option<..>`.
    Open,
    /// As a part of a view, laid out as in memory: `Text`, `Slice<T>`, `Opt<..>`.
    Stored,
}

/// The view of a parameter that sits in core values. The code stands in an `unsafe` block.
pub(super) fn lend_flat(cx: &Cx<'_>, ty: TypeIx, placed: &Placed, flats: &Flats<'_>) -> Code {
    flat(cx, ty, placed, flats, Form::Open)
}

fn flat(cx: &Cx<'_>, ty: TypeIx, placed: &Placed, flats: &Flats<'_>, form: Form) -> Code {
    let ty = cx.bindings.graph.resolved(ty);
    if cx.traits(ty).same || (form == Form::Open && !cx.bindings.views.covers(ty)) {
        return lift_flat(cx, placed, flats);
    }
    let open = |view: Code| match form {
        Form::Open => quote!(#view.get()),
        Form::Stored => view,
    };
    match placed {
        Placed::Text { ptr, len } => {
            let (ptr, len) = (flats.get(*ptr, CoreType::I32), flats.get(*len, CoreType::I32));
            open(quote!(_rt::Text::from_flat(#ptr, #len)))
        }
        Placed::List { ptr, len, .. } => {
            let (ptr, len) = (flats.get(*ptr, CoreType::I32), flats.get(*len, CoreType::I32));
            open(quote!(_rt::Slice::from_flat(#ptr, #len)))
        }
        Placed::FixedList { element, items: Items::Flat(items), .. } => {
            let items = items.iter().map(|item| flat(cx, *element, item, flats, Form::Stored));
            quote!([#(#items),*])
        }
        Placed::Fields { fields, .. } => self::fields(cx, ty, fields, flats, form),
        Placed::Tagged { tag, cases, .. } => {
            let tag = flats.get(*tag, CoreType::I32);
            let parts = payload_types(cx, ty, cases.len());
            let inner = if is_record_like(cx, ty) { Form::Stored } else { form };
            let payloads = cases
                .iter()
                .zip(parts)
                .map(|(case, part)| Some(flat(cx, part?, case.as_ref()?, flats, inner)));
            tagged(constructors_of(cx, ty, form), &tag, payloads)
        }
        // These are their own images, are not lent, or are not flat.
        Placed::Scalar { .. }
        | Placed::Map { .. }
        | Placed::Enum { .. }
        | Placed::Flags { .. }
        | Placed::Handle { .. }
        | Placed::FixedList { items: Items::Mem { .. }, .. }
        | Placed::Stored { .. } => lift_flat(cx, placed, flats),
    }
}

fn fields(cx: &Cx<'_>, ty: TypeIx, fields: &[Placed], flats: &Flats<'_>, form: Form) -> Code {
    let parts = cx.bindings.graph.children(ty);
    let is_record = is_record_like(cx, ty);
    let inner = if is_record { Form::Stored } else { form };
    let arity = parts.len();
    let values = fields.iter().zip(parts).map(|(field, part)| flat(cx, part, field, flats, inner));
    match (cx.shape(ty), form) {
        (Shape::Record(names), _) => {
            let path = cx.view(ty);
            let names = names.iter().map(|field| RustIdent::value(&field.name));
            quote!(#path { #(#names: #values,)* })
        }
        (_, Form::Stored) => {
            let tuple = tuple_ident(arity);
            quote!(_rt::#tuple(#(#values),*))
        }
        (_, Form::Open) => quote!((#(#values,)*)),
    }
}

/// Whether a type has a view of its own.
fn is_record_like(cx: &Cx<'_>, ty: TypeIx) -> bool {
    matches!(cx.shape(ty), Shape::Record(_) | Shape::Variant(_))
}

/// The payload of each case.
fn payload_types(cx: &Cx<'_>, ty: TypeIx, cases: usize) -> Vec<Option<TypeIx>> {
    if *cx.shape(ty) == Shape::Option {
        return vec![None, cx.child(ty, 0)];
    }
    (0..).take(cases).map(|slot| cx.child(ty, slot)).collect()
}

fn constructors_of(cx: &Cx<'_>, ty: TypeIx, form: Form) -> Vec<(Code, Unit)> {
    match (cx.shape(ty), form) {
        (Shape::Variant(cases), _) => {
            let case = |name| (views::case(cx, ty, &RustIdent::camel(name)), Unit::Left);
            cases.iter().map(|member| case(&member.name)).collect()
        }
        (Shape::Option, Form::Stored) => {
            vec![(quote!(_rt::Opt::None), Unit::Left), (quote!(_rt::Opt::Some), Unit::Left)]
        }
        (Shape::Result, Form::Stored) => {
            vec![(quote!(_rt::Res::Ok), Unit::Written), (quote!(_rt::Res::Err), Unit::Written)]
        }
        (_, Form::Open | Form::Stored) => constructors(cx, ty),
    }
}

/// The type of a parameter among those that are passed in memory.
pub(super) fn param_image(cx: &Cx<'_>, ty: TypeIx) -> Code {
    if cx.bindings.views.covers(ty) { views::stored(cx, ty, &quote!('static)) } else { image(cx, ty) }
}

/// The parameter that the image `value` is of, and whether that takes an `unsafe` block.
pub(super) fn lend_stored(cx: &Cx<'_>, ty: TypeIx, value: Code) -> (bool, Code) {
    if cx.bindings.views.covers(ty) {
        (false, open(cx, ty, value))
    } else {
        (is_unsafe(cx, ty), lift_stored(cx, ty, value))
    }
}

/// What a parameter has of `value`, a part of a view.
fn open(cx: &Cx<'_>, ty: TypeIx, value: Code) -> Code {
    let is_lent = cx.bindings.views.covers(ty);
    let opener = |slot: u32, argument: &'static str| {
        let argument = RustIdent::invented(argument);
        let opened = cx.child(ty, slot).map(|part| open(cx, part, quote!(#argument)));
        let opened = opened.unwrap_or_else(|| quote!(#argument));
        quote!(|#argument| #opened)
    };
    match cx.shape(ty) {
        _same if cx.traits(ty).same => value,
        Shape::Prim(Prim::String) | Shape::List => quote!(#value.get()),
        Shape::Option => {
            let some = opener(0, "some");
            quote!(#value.lift(#some))
        }
        Shape::Result => {
            let (ok, err) = (opener(0, "ok"), opener(1, "err"));
            quote!(#value.lift(#ok, #err))
        }
        Shape::Tuple => {
            let parts = cx.bindings.graph.children(ty).into_iter().enumerate();
            let part = |(index, part)| open(cx, part, element(&value, &Number::of(index)));
            let parts = parts.map(part);
            quote!((#(#parts,)*))
        }
        Shape::Alias => {
            cx.child(ty, 0).map_or_else(|| value.clone(), |target| open(cx, target, value.clone()))
        }
        Shape::FixedList(_) if !is_lent => {
            let item = opener(0, "item");
            quote!(#value.map(#item))
        }
        // What has no memory of its own is no view.
        Shape::Record(_) | Shape::Variant(_) if !is_lent => quote!(#value.owned()),
        Shape::Record(_)
        | Shape::Variant(_)
        | Shape::FixedList(_)
        | Shape::Prim(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext => value,
    }
}
