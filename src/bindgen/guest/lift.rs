//! Prints lifting: from core values, or from a canonical image in memory, to the Rust value.

use crate::abi::channels::ChannelKind;
use crate::abi::flat::{CoreType, prim_core};
use crate::abi::layout::TagWidth;
use crate::abi::place::{Items, Place, Placed};
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, Emit, Number, quote};
use crate::bindgen::guest::channels;
use crate::bindgen::guest::cx::{Cx, prim_type};
use crate::bindgen::guest::deep::{self, Part};
use crate::bindgen::guest::mirrors::{has_mirror, image};
use crate::bindgen::guest::types::tag_type;
use crate::bindgen::ident::RustIdent;
use crate::bindgen::items::resources::HandleFn;
use crate::graph::node::{Member, Prim, Shape};

/// The core values that are lifted: what each is called, and its type.
pub(super) struct Flats<'a> {
    /// Names or expressions, by slot.
    pub(super) names: Vec<Code>,
    /// Core types, by slot.
    pub(super) types: &'a [CoreType],
}

impl Flats<'_> {
    /// The core value at `place`, as a value of type `wanted`.
    pub(super) fn get(&self, place: Place, wanted: CoreType) -> Code {
        let (name, held) = match place {
            Place::Flat(slot) => (self.names.get(slot as usize), self.types.get(slot as usize)),
            Place::Mem(_) => (None, None),
        };
        let name = name.cloned().unwrap_or_default();
        narrow(name, held.copied().unwrap_or(wanted), wanted)
    }
}

/// Takes a value out of a slot that a variant shares among payloads (Canonical ABI, `CoerceValueIter`).
fn narrow(value: Code, held: CoreType, wanted: CoreType) -> Code {
    match (held, wanted) {
        (CoreType::I64, CoreType::I32) => quote!(#value as i32),
        (CoreType::I32 | CoreType::I64, CoreType::F32) => quote!(f32::from_bits(#value as u32)),
        (CoreType::I64, CoreType::F64) => quote!(f64::from_bits(#value as u64)),
        (CoreType::I32, CoreType::I32 | CoreType::I64 | CoreType::F64)
        | (CoreType::I64, CoreType::I64)
        | (CoreType::F32 | CoreType::F64, CoreType::I32 | CoreType::I64 | CoreType::F32 | CoreType::F64) => {
            value
        }
    }
}

/// Lifts a value that sits in core values. The code stands in an `unsafe` block.
pub(super) fn lift_flat(cx: &Cx<'_>, placed: &Placed, flats: &Flats<'_>) -> Code {
    let Some(ty) = deep::apart(cx, placed) else { return lift_flat_parts(cx, placed, flats) };
    let (function, first) = (Part::LiftFlat.path(cx, ty), deep::first_slot(placed).unwrap_or_default());
    let lent = cx.traits(ty).lends.then(|| quote!(lent));
    let given =
        (first..).zip(deep::core_types(cx, ty)).map(|(slot, core)| flats.get(Place::Flat(slot), *core));
    let given = given.chain(lent);
    quote!(#function(#(#given),*))
}

/// Lifts a value that sits in core values from its parts.
pub(super) fn lift_flat_parts(cx: &Cx<'_>, placed: &Placed, flats: &Flats<'_>) -> Code {
    match placed {
        Placed::Scalar { prim, at } => scalar(*prim, flats.get(*at, prim_core(*prim))),
        Placed::Text { ptr, len } => {
            let (ptr, len) = (flats.get(*ptr, CoreType::I32), flats.get(*len, CoreType::I32));
            quote!(_rt::Str::from_flat(#ptr, #len).lift())
        }
        Placed::List { element, ptr, len } => {
            let (ptr, len) = (flats.get(*ptr, CoreType::I32), flats.get(*len, CoreType::I32));
            let image = image(cx, *element);
            lift_list(cx, *element, &quote!(_rt::List::<#image>::from_flat(#ptr, #len)))
        }
        Placed::Map { key, value, ptr, len, .. } => {
            let (ptr, len) = (flats.get(*ptr, CoreType::I32), flats.get(*len, CoreType::I32));
            let (key_image, value_image) = (image(cx, *key), image(cx, *value));
            let list = quote!(_rt::List::<_rt::Tuple2<#key_image, #value_image>>::from_flat(#ptr, #len));
            lift_map(cx, *key, *value, &list)
        }
        Placed::FixedList { items, .. } => match items {
            Items::Flat(items) => {
                let items = items.iter().map(|item| lift_flat(cx, item, flats));
                quote!([#(#items),*])
            }
            Items::Mem { .. } => Code::new(),
        },
        Placed::Fields { ty, fields } => {
            fields_of(cx, *ty, fields.iter().map(|field| lift_flat(cx, field, flats)))
        }
        Placed::Tagged { ty, tag, cases, .. } => {
            let tag = flats.get(*tag, CoreType::I32);
            let payloads = cases.iter().map(|case| Some(lift_flat(cx, case.as_ref()?, flats)));
            tagged(constructors(cx, *ty), &tag, payloads)
        }
        Placed::Enum { ty, at } => enumeration(cx, *ty, &flats.get(*at, CoreType::I32)),
        Placed::Flags { ty, at } => {
            let (name, repr) = (cx.named(*ty), flags_repr(cx, *ty));
            match at {
                Some(at) => {
                    let bits = flats.get(*at, CoreType::I32);
                    quote!(#name::from_bits_retain(#bits as #repr))
                }
                None => quote!(#name::empty()),
            }
        }
        Placed::Handle { ty, at } => {
            let handle = flats.get(*at, CoreType::I32);
            handle_from(cx, *ty, &handle, &quote!(#handle as u32))
        }
        // A flat tree has no stored parts.
        Placed::Stored { .. } => Code::new(),
    }
}

/// Lifts the image `value`, of a place expression, of a value of type `ty`. The code stands in an `unsafe` block.
pub(super) fn lift_stored(cx: &Cx<'_>, ty: TypeIx, value: Code) -> Code {
    if cx.traits(ty).same {
        return value;
    }
    if cx.traits(ty).stored.apart {
        let function = Part::Lift.path(cx, ty);
        let lent = cx.traits(ty).lends.then(|| quote!(, lent));
        return quote!(#function(#value #lent));
    }
    lift_parts(cx, ty, &value)
}

/// Lifts the image `value` from its parts.
pub(super) fn lift_parts(cx: &Cx<'_>, ty: TypeIx, value: &Code) -> Code {
    let part = |slot| cx.child(ty, slot);
    match cx.shape(ty) {
        Shape::Prim(_) | Shape::Record(_) | Shape::Variant(_) => {
            let lent = cx.traits(ty).lends.then(|| quote!(lent));
            quote!(#value.lift(#lent))
        }
        Shape::Tuple => {
            let parts = cx.bindings.graph.children(ty);
            let parts = parts
                .into_iter()
                .enumerate()
                .map(|(index, part)| lift_stored(cx, part, element(value, &Number::of(index))));
            quote!((#(#parts,)*))
        }
        Shape::Option => {
            let some = lifter(cx, part(0), "some");
            quote!(#value.lift(#some))
        }
        Shape::Result => {
            let (ok, err) = (lifter(cx, part(0), "ok"), lifter(cx, part(1), "err"));
            quote!(#value.lift(#ok, #err))
        }
        Shape::List => match cx.child(ty, 0) {
            Some(element) => lift_list(cx, element, value),
            None => value.clone(),
        },
        Shape::Map => match (cx.child(ty, 0), cx.child(ty, 1)) {
            (Some(key), Some(item)) => lift_map(cx, key, item, value),
            (Some(_) | None, Some(_) | None) => value.clone(),
        },
        Shape::FixedList(_) => {
            let item = lifter(cx, part(0), "item");
            quote!(#value.map(#item))
        }
        Shape::Alias => match part(0) {
            Some(target) => lift_stored(cx, target, value.clone()),
            None => value.clone(),
        },
        Shape::Own | Shape::Borrow | Shape::Future | Shape::Stream | Shape::ErrorContext => {
            handle_from(cx, ty, value, value)
        }
        Shape::Enum(_) => enumeration(cx, ty, value),
        Shape::Flags(_) => {
            let name = cx.named(ty);
            quote!(#name::from_bits_retain(#value))
        }
        Shape::Resource => value.clone(),
    }
}

/// The function that lifts a part from its image: its own, where it has one that is safe, or a closure.
fn lifter(cx: &Cx<'_>, part: Option<TypeIx>, argument: &'static str) -> Code {
    let argument = RustIdent::invented(argument);
    let Some(part) = part else { return quote!(|#argument| #argument) };
    let target = cx.bindings.graph.resolved(part);
    if cx.traits(target).stored.apart && !is_unsafe(cx, target) && !cx.traits(target).lends {
        return Part::Lift.path(cx, target);
    }
    if cx.traits(target).foreign && matches!(cx.shape(target), Shape::Flags(_)) {
        let name = cx.named(target);
        return quote!(#name::from_bits_retain);
    }
    let lifted = lift_stored(cx, part, quote!(#argument));
    quote!(|#argument| #lifted)
}

/// Whether lifting a `ty` from its image is an unsafe operation.
pub(super) fn is_unsafe(cx: &Cx<'_>, ty: TypeIx) -> bool {
    match cx.shape(ty) {
        _same if cx.traits(ty).same => false,
        Shape::Prim(prim) => *prim == Prim::String,
        Shape::Enum(_) | Shape::Flags(_) | Shape::Resource => false,
        Shape::Record(_)
        | Shape::Variant(_)
        | Shape::List
        | Shape::Map
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext => true,
        Shape::Tuple | Shape::Option | Shape::Result | Shape::FixedList(_) | Shape::Alias => {
            cx.bindings.graph.children(ty).into_iter().any(|part| is_unsafe(cx, part))
        }
    }
}

/// Whether lifting from core values is an unsafe operation.
pub(super) fn is_unsafe_flat(cx: &Cx<'_>, placed: &Placed) -> bool {
    match placed {
        Placed::Scalar { prim, .. } => *prim == Prim::Char,
        Placed::Text { .. }
        | Placed::List { .. }
        | Placed::Map { .. }
        | Placed::Handle { .. }
        | Placed::Stored { .. } => true,
        Placed::Enum { ty, .. } => !cx.traits(*ty).foreign,
        Placed::Flags { .. } => false,
        Placed::FixedList { items: Items::Flat(items), .. } => {
            items.iter().any(|item| is_unsafe_flat(cx, item))
        }
        Placed::FixedList { items: Items::Mem { .. }, .. } => true,
        Placed::Fields { fields, .. } => fields.iter().any(|field| is_unsafe_flat(cx, field)),
        Placed::Tagged { cases, .. } => cases.iter().flatten().any(|case| is_unsafe_flat(cx, case)),
    }
}

/// An element of a tuple. `x.0.0` is written `(x.0).0`: editions differ in how they would space the former.
pub(super) fn element(tuple: &Code, index: &impl Emit) -> Code {
    if tuple.ends_in_number() { quote!((#tuple).#index) } else { quote!(#tuple.#index) }
}

fn lift_list(cx: &Cx<'_>, element: TypeIx, list: &Code) -> Code {
    if cx.traits(element).same {
        quote!(#list.adopt())
    } else if let Some(plain) = plain(cx, element) {
        let item = lifter(cx, Some(element), "item");
        quote!(_rt::lift_plain(#list, #plain, #item))
    } else if let Some(lift) = lift_fn(cx, element) {
        quote!(#list.lift_each(#lift))
    } else {
        let item = lifter(cx, Some(element), "item");
        quote!(#list.lift(#item))
    }
}

/// The function that lifts an element from its image and needs nothing else, if it has one.
fn lift_fn(cx: &Cx<'_>, element: TypeIx) -> Option<Code> {
    let target = cx.bindings.graph.resolved(element);
    let has_one = match cx.shape(target) {
        Shape::Prim(prim) => *prim == Prim::String,
        Shape::Record(_) | Shape::Variant(_) => has_mirror(cx, target),
        Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => false,
    };
    let image = image(cx, element);
    (has_one && !cx.traits(target).lends).then(|| quote!(#image::lift))
}

/// The longest tuple that may be laid out as its image: longer ones seldom are, and are long to check.
const MAX_PLAIN: usize = 5;

/// For tuples whose elements are their own images: whether the tuple is its own as well, which only rustc knows.
pub(super) fn plain(cx: &Cx<'_>, ty: TypeIx) -> Option<Code> {
    let target = cx.bindings.graph.resolved(ty);
    let parts = cx.bindings.graph.children(target);
    let is_plain = *cx.shape(target) == Shape::Tuple
        && (2..=MAX_PLAIN).contains(&parts.len())
        && parts.iter().all(|part| cx.traits(*part).same);
    let test = RustIdent::invented(format!("plain{}", parts.len()));
    let parts = parts.into_iter().map(|part| image(cx, part));
    is_plain.then(|| quote!(_rt::#test::<#(#parts),*>()))
}

fn lift_map(cx: &Cx<'_>, key: TypeIx, value: TypeIx, list: &Code) -> Code {
    let (key, value) = (lift_stored(cx, key, quote!(entry.0)), lift_stored(cx, value, quote!(entry.1)));
    quote!(_rt::lift_map(#list, |entry| (#key, #value)))
}

/// A scalar, from its own core type.
fn scalar(prim: Prim, value: Code) -> Code {
    match prim {
        Prim::Bool => quote!(#value != 0),
        Prim::Char => quote!(char::from_u32_unchecked(#value as u32)),
        Prim::U8 | Prim::U16 | Prim::U32 | Prim::U64 | Prim::S8 | Prim::S16 => {
            let ty = prim_type(prim);
            quote!(#value as #ty)
        }
        Prim::S32 | Prim::S64 | Prim::F32 | Prim::F64 | Prim::String => value,
    }
}

fn fields_of(cx: &Cx<'_>, ty: TypeIx, values: impl Iterator<Item = Code>) -> Code {
    match cx.shape(ty) {
        Shape::Record(fields) => {
            let record = cx.named(ty);
            let names = fields.iter().map(|field| RustIdent::value(&field.name));
            quote!(#record { #(#names: #values,)* })
        }
        Shape::Tuple
        | Shape::Prim(_)
        | Shape::Variant(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => quote!((#(#values,)*)),
    }
}

/// A `match` on the discriminant. The last case takes what is left: the engine has checked that nothing else is.
pub(super) fn tagged(
    constructors: Vec<(Code, Unit)>,
    tag: &Code,
    payloads: impl Iterator<Item = Option<Code>>,
) -> Code {
    let last = constructors.len().saturating_sub(1);
    let arms = constructors.into_iter().zip(payloads).enumerate().map(|(index, ((name, unit), payload))| {
        let pattern = if index == last {
            quote!(_)
        } else {
            let index = Number::of(index);
            quote!(#index)
        };
        match (payload, unit) {
            (Some(payload), _) => quote!(#pattern => #name(#payload)),
            (None, Unit::Written) => quote!(#pattern => #name(())),
            (None, Unit::Left) => quote!(#pattern => #name),
        }
    });
    quote!(match #tag { #(#arms,)* })
}

/// Whether a case without payload has a `()` all the same, as `Ok(())` does.
#[derive(Clone, Copy)]
pub(super) enum Unit {
    /// `Ok(())`.
    Written,
    /// `None`.
    Left,
}

/// The constructor of each case, in the order of the discriminants.
pub(super) fn constructors(cx: &Cx<'_>, ty: TypeIx) -> Vec<(Code, Unit)> {
    let named = |cases: &[Member]| {
        let path = cx.named(ty);
        let case = |case: &Member| {
            let case = RustIdent::camel(&case.name);
            (quote!(#path::#case), Unit::Left)
        };
        cases.iter().map(case).collect()
    };
    match cx.shape(ty) {
        Shape::Variant(cases) | Shape::Enum(cases) => named(cases),
        Shape::Option => vec![(quote!(None), Unit::Left), (quote!(Some), Unit::Left)],
        Shape::Result => vec![(quote!(Ok), Unit::Written), (quote!(Err), Unit::Written)],
        Shape::Prim(_)
        | Shape::Record(_)
        | Shape::Flags(_)
        | Shape::Tuple
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => Vec::new(),
    }
}

fn enumeration(cx: &Cx<'_>, ty: TypeIx, value: &Code) -> Code {
    let (name, cases) = (cx.named(ty), constructors(cx, ty));
    let count = cases.len();
    if cx.traits(ty).foreign {
        return tagged(cases, value, std::iter::repeat_n(None, count));
    }
    let tag = tag_type(TagWidth::for_cases(count));
    quote!(::core::mem::transmute::<#tag, #name>(#value as #tag))
}

fn flags_repr(cx: &Cx<'_>, ty: TypeIx) -> Code {
    match cx.bindings.plan.types[ty].layout.size {
        1 => quote!(u8),
        2 => quote!(u16),
        _ => quote!(u32),
    }
}

/// The Rust value of the handle that `raw` is, or of the representation that is passed in its stead to who has the
/// resource. `borrow` of a resource that someone else has is a reference that lives as long as `lent`.
fn handle_from(cx: &Cx<'_>, ty: TypeIx, raw: &Code, handle: &Code) -> Code {
    if let Some(kind) = ChannelKind::of(cx.shape(ty)) {
        let from_handle = channels::module(kind).child(RustIdent::invented("_from_handle"));
        let from_handle = cx.relative(&from_handle);
        return quote!(#from_handle(#handle));
    }
    if *cx.shape(ty) == Shape::ErrorContext {
        return quote!(_rt::ErrorContext::_from_handle(#handle));
    }
    let resource = cx.child(ty, 0).unwrap_or(ty);
    if *cx.shape(ty) != Shape::Borrow {
        return owned_handle(cx, resource, handle);
    }
    match cx.bindings.paths.implemented(resource) {
        Some(implemented) => {
            let borrow = cx.relative(&implemented.borrow);
            quote!(#borrow::lift(#raw as usize))
        }
        None => {
            let owned = owned_handle(cx, resource, handle);
            quote!(lent.lend(#owned))
        }
    }
}

/// A resource whose handle is ours to drop.
pub(super) fn owned_handle(cx: &Cx<'_>, resource: TypeIx, handle: &Code) -> Code {
    let (path, function) = (cx.named(resource), cx.handle_fn(resource, HandleFn::From));
    quote!(#path::#function(#handle))
}

/// The resource of a parameter that is `borrow` of what someone else has: the local that has the handle lends it on.
pub(super) fn lent_resource(cx: &Cx<'_>, ty: TypeIx) -> Option<TypeIx> {
    let ty = cx.bindings.graph.resolved(ty);
    let resource = cx.child(ty, 0).filter(|_| *cx.shape(ty) == Shape::Borrow)?;
    cx.bindings.paths.implemented(resource).is_none().then_some(resource)
}
