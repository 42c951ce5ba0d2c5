//! Prints the canonical images of types: what a value looks like in memory, and how it gets there and back.

use crate::abi::layout::TagWidth;
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, Number, quote};
use crate::bindgen::guest::cx::{Cx, Life, prim_type};
use crate::bindgen::guest::lift::{is_unsafe, lift_stored};
use crate::bindgen::guest::lower::{Value, lower_name, lower_stored};
use crate::bindgen::guest::types::tag_type;
use crate::bindgen::ident::{RustIdent, RustPath};
use crate::bindgen::items::ownership::Lending;
use crate::bindgen::items::types::{Case, Field, TypeDef, TypeItem};
use crate::bindgen::print::sheet::Sheet;
use crate::graph::node::{Prim, Shape};

/// The hidden module with the images of the module's types, if any type needs one.
pub(super) fn mirrors(cx: &Cx<'_>, module: &mut Sheet) {
    let cx = &cx.within("_abi");
    let mut body = module.inner();
    let mut mirrors = body.beside();
    for item in &cx.module.types {
        mirrors.push(&mirror(cx, item).unwrap_or_default());
    }
    if mirrors.is_empty() {
        return;
    }
    body.push(&cx.runtime_import(&mirrors).unwrap_or_default());
    body.append(mirrors);
    let head = || {
        let allow = cx.allow_unused();
        quote!(#[doc(hidden)] #allow pub mod _abi {})
    };
    module.module(&head(), body);
}

/// Whether a named type has an image of its own.
pub(super) fn has_mirror(cx: &Cx<'_>, ty: TypeIx) -> bool {
    let traits = cx.traits(ty);
    let record_like = matches!(cx.shape(ty), Shape::Record(_) | Shape::Variant(_));
    record_like && !traits.same && (traits.lifted || traits.lowered)
}

fn mirror(cx: &Cx<'_>, item: &TypeItem) -> Option<Code> {
    let target = cx.bindings.graph.resolved(item.ty);
    if item.param || !has_mirror(cx, target) {
        return None;
    }
    let definition = match &item.def {
        TypeDef::Record(fields) => record(cx, item, fields),
        TypeDef::Variant(cases) => variant(cx, item, cases),
        TypeDef::Alias(_) => return again(cx, item, target),
        TypeDef::Enum(_) | TypeDef::Flags(_) | TypeDef::Resource | TypeDef::Implemented(_) => return None,
    };
    let (ident, layout) = (&item.ident, &cx.bindings.plan.types[item.ty].layout);
    let (size, align) = (Number(u64::from(layout.size)), Number(u64::from(layout.align)));
    let check = quote! {
        #[cfg(target_pointer_width = "32")]
        const _: () = assert!(size_of::<#ident>() == #size && align_of::<#ident>() == #align);
    };
    Some(quote!(#definition #check))
}

/// The image of another module's type, under the name that this module has for the type.
fn again(cx: &Cx<'_>, item: &TypeItem, target: TypeIx) -> Option<Code> {
    let original = cx.bindings.paths[target].as_ref()?;
    if original.0.split_last().is_some_and(|(_, module)| module == cx.module.path.0) {
        return None;
    }
    let original = image_path(original);
    let name = &item.ident;
    let renamed = (original.0.last() != Some(name)).then(|| quote!(as #name));
    let original = cx.relative(&original);
    // A `use` that no function of the module needs is no mistake of the WIT's.
    Some(quote!(#[allow(unused_imports)] pub use #original #renamed;))
}

/// Where the image of a type is.
pub(super) fn image_path(path: &RustPath) -> RustPath {
    let mut path = path.clone();
    let at = path.0.len().saturating_sub(1);
    path.0.insert(at, RustIdent::invented("_abi"));
    path
}

fn record(cx: &Cx<'_>, item: &TypeItem, fields: &[Field]) -> Code {
    let (ident, original) = (&item.ident, cx.named(item.ty));
    let parts: Vec<TypeIx> = cx.bindings.graph.children(item.ty);
    let names: Vec<&RustIdent> = fields.iter().map(|field| &field.ident).collect();
    let types = parts.iter().map(|part| image(cx, *part));
    let lifted = names.iter().zip(&parts).map(|(name, part)| lift_stored(cx, *part, quote!(self.#name)));
    let lift = lift_fn(cx, item.ty, quote!(#original { #(#names: #lifted,)* }));
    let lower = lower_fns(cx, item.ty, |cx| {
        let whole = Value::reference(quote!(value));
        let lowered = names.iter().zip(&parts).enumerate().map(|(slot, (name, part))| {
            lower_stored(cx, *part, &whole.field(cx, item.ty, slot, quote!(value.#name)))
        });
        quote!(Self { #(#names: #lowered,)* })
    });
    quote! {
        #[derive(Clone, Copy)]
        #[repr(C)]
        pub struct #ident { #(#names: #types,)* }
        impl #ident { #lift #lower }
    }
}

fn variant(cx: &Cx<'_>, item: &TypeItem, cases: &[Case]) -> Code {
    let (ident, original) = (&item.ident, cx.named(item.ty));
    let tag = tag_type(TagWidth::for_cases(cases.len()));
    let payload = |slot: usize| cx.child(item.ty, u32::try_from(slot).ok()?);
    let definitions = cases.iter().enumerate().map(|(slot, case)| {
        let name = &case.ident;
        match payload(slot) {
            Some(part) => {
                let image = image(cx, part);
                quote!(#name(#image))
            }
            None => quote!(#name),
        }
    });
    let lifted = cases.iter().enumerate().map(|(slot, case)| {
        let name = &case.ident;
        match payload(slot) {
            Some(part) => {
                let value = lift_stored(cx, part, quote!(value));
                quote!(Self::#name(value) => #original::#name(#value))
            }
            None => quote!(Self::#name => #original::#name),
        }
    });
    let lift = lift_fn(cx, item.ty, quote!(match self { #(#lifted,)* }));
    let lower = lower_fns(cx, item.ty, |cx| {
        let original = cx.named(item.ty);
        let lowered = cases.iter().enumerate().map(|(slot, case)| {
            let name = &case.ident;
            match payload(slot) {
                Some(part) => {
                    let value = lower_stored(cx, part, &Value::reference(quote!(value)));
                    quote!(#original::#name(value) => Self::#name(#value))
                }
                None => quote!(#original::#name => Self::#name),
            }
        });
        quote!(match value { #(#lowered,)* })
    });
    quote! {
        #[derive(Clone, Copy)]
        #[repr(C, #tag)]
        pub enum #ident { #(#definitions,)* }
        impl #ident { #lift #lower }
    }
}

fn lift_fn(cx: &Cx<'_>, ty: TypeIx, body: Code) -> Option<Code> {
    let (original, generics) = (cx.named_type(ty, Life::Named), cx.generics(ty, Life::Named));
    let lent = cx.traits(ty).lends.then(|| quote!(, lent: &'a _rt::Lent));
    let parts = cx.bindings.graph.children(ty);
    let body =
        if parts.into_iter().any(|part| is_unsafe(cx, part)) { quote!(unsafe { #body }) } else { body };
    cx.traits(ty).lifted.then(|| {
        quote! {
            /// # Safety
            /// Takes over what the image points to, so each may be lifted only once.
            pub unsafe fn lift #generics(self #lent) -> #original { #body }
        }
    })
}

/// The functions that make an image: one for each Rust type that the WIT type is, if some function needs it.
fn lower_fns(cx: &Cx<'_>, ty: TypeIx, body: impl Fn(&Cx<'_>) -> Code) -> Code {
    let traits = cx.traits(ty);
    let lower = |params| {
        let cx = &cx.with_params(params);
        let (name, original, body) = (lower_name(cx, ty), cx.named_type(ty, Life::Elided), body(cx));
        let keep = cx.traits(ty).keeps.then(|| quote!(, keep: &mut _rt::Keep));
        quote!(pub fn #name(value: &#original #keep) -> Self { #body })
    };
    let (owned, param) = match cx.bindings.paths.lending(ty) {
        Lending::Owns => (traits.lowered.then(|| lower(false)), None),
        Lending::Borrows => (None, traits.lowered.then(|| lower(true))),
        Lending::Both => (traits.returned.then(|| lower(false)), traits.lent.then(|| lower(true))),
    };
    quote!(#owned #param)
}

/// The type of the canonical image of `ty`.
pub(super) fn image(cx: &Cx<'_>, ty: TypeIx) -> Code {
    if cx.traits(ty).same {
        return same(cx, ty);
    }
    let part = |slot| cx.child(ty, slot).map_or_else(|| quote!(()), |part| image(cx, part));
    match cx.shape(ty) {
        Shape::Prim(Prim::String) => quote!(_rt::Str),
        Shape::Prim(prim) => prim_type(*prim),
        Shape::Record(_) | Shape::Variant(_) => match cx.path_of(ty) {
            Some(path) => cx.relative(&image_path(path)),
            None => quote!(()),
        },
        Shape::Tuple => {
            let parts: Vec<Code> =
                cx.bindings.graph.children(ty).into_iter().map(|part| image(cx, part)).collect();
            tuple(&parts)
        }
        Shape::Option => {
            let some = part(0);
            quote!(_rt::Opt<#some>)
        }
        Shape::Result => {
            let (ok, err) = (part(0), part(1));
            quote!(_rt::Res<#ok, #err>)
        }
        Shape::List => {
            let element = part(0);
            quote!(_rt::List<#element>)
        }
        Shape::Map => {
            let entry = tuple(&[part(0), part(1)]);
            quote!(_rt::List<#entry>)
        }
        Shape::FixedList(length) => {
            let (element, length) = (part(0), Number(u64::from(*length)));
            quote!([#element; #length])
        }
        Shape::Own | Shape::Borrow | Shape::Future | Shape::Stream | Shape::ErrorContext => quote!(u32),
        Shape::Alias => part(0),
        Shape::Enum(cases) => tag_type(TagWidth::for_cases(cases.len())),
        Shape::Flags(flags) => tag_type(TagWidth::for_flags(flags.len())),
        Shape::Resource => cx.named(ty),
    }
}

/// A type that is its own image.
fn same(cx: &Cx<'_>, ty: TypeIx) -> Code {
    match (cx.shape(ty), cx.path_of(ty)) {
        (_, Some(path)) => cx.relative(path),
        (Shape::Prim(prim), None) => prim_type(*prim),
        (Shape::FixedList(length), None) => {
            let element = cx.child(ty, 0).map(|part| same(cx, part));
            let length = Number(u64::from(*length));
            quote!([#element; #length])
        }
        (
            Shape::Record(_)
            | Shape::Variant(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Tuple
            | Shape::Option
            | Shape::Result
            | Shape::List
            | Shape::Map
            | Shape::Resource
            | Shape::Own
            | Shape::Borrow
            | Shape::Future
            | Shape::Stream
            | Shape::ErrorContext
            | Shape::Alias,
            None,
        ) => quote!(()),
    }
}

/// `_rt::Tuple2<A, B>`.
fn tuple(parts: &[Code]) -> Code {
    let ident = tuple_ident(parts.len());
    quote!(_rt::#ident<#(#parts),*>)
}

/// The image of tuples of that many elements.
pub(super) fn tuple_ident(arity: usize) -> RustIdent {
    RustIdent::invented(format!("Tuple{arity}"))
}
