//! Prints how a result is returned in memory: where its image is, and what waits there to be released.

use crate::abi::func::FuncPlan;
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::guest::deep::{Form, Part};
use crate::bindgen::guest::lift::plain;
use crate::bindgen::guest::lower::{Value, lower_fn, lower_name, lower_stored};
use crate::bindgen::guest::mirrors::image;
use crate::bindgen::ident::{RustIdent, Scope};
use crate::bindgen::items::funcs::FuncItem;
use crate::bindgen::note::note;
use crate::graph::node::{Prim, Shape};

/// Where a result is put, and how.
struct Parking {
    /// The type of the static.
    kind: Code,
    /// What the static is made with.
    new: Code,
    /// The method that parks, with its arguments.
    park: Code,
}

/// Why a result may be put where the last one was.
const READ: &str = "SAFETY: the caller has read the last result, and reads this one before it calls again.";

/// The call and how its result of type `ty` is returned in memory, and the items that hold it until it has been read.
pub(super) fn returned(
    cx: &Cx<'_>,
    item: &FuncItem,
    plan: &FuncPlan,
    ty: TypeIx,
    call: &Code,
    scope: &mut Scope,
) -> (Code, Code) {
    let slot = item.core_ident.to_static();
    let value = scope.take(&RustIdent::invented("result"));
    let note = note(READ);
    if plan.post_return.is_none() {
        let (image, lowered) = (image(cx, ty), lower_stored(cx, ty, &Value::place(quote!(#value))));
        let statics = quote!(static #slot: _rt::Area<#image> = _rt::Area::new(););
        return (quote!(let #value = #call; #note unsafe { #slot.fill(#lowered) }), statics);
    }
    let Parking { kind, new, park } = buffer(cx, ty, &value).unwrap_or_else(|| whole(cx, item, ty, &value));
    let post = item.core_ident.prefixed("_post_");
    let statics = quote! {
        /// # Safety
        /// Only for the engine, once the result has been read.
        pub unsafe fn #post(result: i32) {
            unsafe { #slot.release(result) }
        }
        static #slot: #kind = #new;
    };
    (quote!(let #value = #call; #note unsafe { #slot.#park }), statics)
}

/// How a result is parked that is nothing but a buffer of images: it is given away as it is.
fn buffer(cx: &Cx<'_>, ty: TypeIx, value: &RustIdent) -> Option<Parking> {
    if cx.traits(ty).foreign {
        return None;
    }
    let of = |element: Code, given: Code| Parking {
        kind: quote!(_rt::ParkedList<#element>),
        new: quote!(_rt::ParkedList::new()),
        park: quote!(park(#given)),
    };
    let shape = cx.shape(ty);
    if *shape == Shape::Prim(Prim::String) {
        return Some(of(quote!(u8), quote!(#value.into_bytes())));
    }
    let part = cx.child(ty, 0)?;
    if *shape == Shape::Alias {
        return buffer(cx, part, value);
    }
    if *shape != Shape::List {
        return None;
    }
    if cx.traits(part).same {
        return Some(of(image(cx, part), quote!(#value)));
    }
    let plain = plain(cx, part)?;
    let lower = lower_alone(cx, part, &quote!(item));
    Some(of(image(cx, part), quote!(_rt::give_plain(#value, #plain, #lower))))
}

/// How any other result is parked: what its image points to stays in the value, and in buffers beside it.
fn whole(cx: &Cx<'_>, item: &FuncItem, ty: TypeIx, value: &RustIdent) -> Parking {
    let (image, owned) = (image(cx, ty), item.result.as_ref().map(|result| cx.ty(result)));
    let new = quote!(_rt::Parked::new());
    let argument = quote!(value);
    if cx.traits(ty).keeps {
        let lower = lower_fn(cx, ty, &argument);
        let (kind, park) =
            (quote!(_rt::Parked<#image, (#owned, _rt::Keep)>), quote!(park_keeping(#value, #lower)));
        return Parking { kind, new, park };
    }
    let lower = lower_alone(cx, ty, &argument);
    Parking { kind: quote!(_rt::Parked<#image, #owned>), new, park: quote!(park(#value, #lower)) }
}

/// The function that makes an image of a reference to a `ty`, and keeps no buffers: its own, where it has one.
fn lower_alone(cx: &Cx<'_>, ty: TypeIx, argument: &Code) -> Code {
    let target = cx.bindings.graph.resolved(ty);
    let shape = cx.shape(target);
    if matches!(shape, Shape::Record(_) | Shape::Variant(_)) {
        let (image, lower) = (image(cx, ty), lower_name(cx, target));
        return quote!(#image::#lower);
    }
    // The function of a list takes a slice.
    if cx.traits(target).stored.apart && *shape != Shape::List {
        return Part::Lower(Form::Owned).path(cx, target);
    }
    let lowered = lower_stored(cx, ty, &Value::reference(argument.clone()));
    quote!(|#argument| #lowered)
}
