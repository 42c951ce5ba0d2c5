//! Prints views: the types of borrowed parameters of exports, laid out as the caller has put them in memory.

use crate::abi::layout::TagWidth;
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, Number, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::guest::mirrors::{image, image_path, tuple_ident};
use crate::bindgen::guest::types::tag_type;
use crate::bindgen::ident::RustIdent;
use crate::bindgen::items::types::{Case, Field, TypeDef, TypeItem};
use crate::bindgen::note::note;
use crate::bindgen::options::DebugStyle;
use crate::bindgen::print::sheet::Sheet;
use crate::graph::node::{Prim, Shape};

/// The views of the module's records and variants.
pub(super) fn views(cx: &Cx<'_>, sheet: &mut Sheet) {
    for item in &cx.module.types {
        sheet.push(&view(cx, item).unwrap_or_default());
    }
}

fn view(cx: &Cx<'_>, item: &TypeItem) -> Option<Code> {
    let ident = cx.bindings.views.path(item.ty)?.0.last()?;
    let definition = match &item.def {
        TypeDef::Record(fields) => record(cx, item.ty, fields),
        TypeDef::Variant(cases) => variant(cx, item.ty, cases),
        TypeDef::Alias(_) => return again(cx, item.ty, ident),
        TypeDef::Enum(_) | TypeDef::Flags(_) | TypeDef::Resource | TypeDef::Implemented(_) => return None,
    };
    let doc =
        format!(" `{}` as a parameter: what it points to is there until the call ends.", item.ident.as_str());
    let heap = cx.bindings.graph.facts[item.ty].heap;
    let (generics, elided) = if heap { (quote!(<'a>), quote!(<'_>)) } else { Default::default() };
    let (allow, owned) = (cx.allow_unused(), &item.ident);
    let image = cx.bindings.paths[item.ty].as_ref().map(|path| cx.relative(&image_path(path)));
    let (keyword, repr, body) = definition;
    let debug = (cx.bindings.options.types.debug == DebugStyle::Full).then(|| quote!(Debug));
    let safety = note("SAFETY: the image has the same layout, and what is lent is copied when it is lifted.");
    let layout = &cx.bindings.plan.types[item.ty].layout;
    let (size, align) = (Number(u64::from(layout.size)), Number(u64::from(layout.align)));
    Some(quote! {
        #[doc = #doc]
        #allow
        #[derive(Clone, Copy, #debug)]
        #repr
        pub #keyword #ident #generics { #body }
        #allow
        impl #ident #elided {
            /// A copy that outlives the call.
            pub fn owned(self) -> #owned {
                #safety
                unsafe { ::core::mem::transmute::<Self, #image>(self).lift() }
            }
        }
        #[cfg(target_pointer_width = "32")]
        const _: () = assert!(size_of::<#ident>() == #size && align_of::<#ident>() == #align);
    })
}

/// The view of another module's type, under the name that this module has for the type.
fn again(cx: &Cx<'_>, ty: TypeIx, ident: &RustIdent) -> Option<Code> {
    let original = cx.bindings.views.path(cx.bindings.graph.resolved(ty))?;
    let (name, module) = original.0.split_last()?;
    if module == cx.module.path.0 {
        return None;
    }
    let renamed = (name != ident).then(|| quote!(as #ident));
    let original = cx.relative(original);
    Some(quote!(#[allow(unused_imports)] pub use #original #renamed;))
}

/// The keyword, the layout and the fields or cases of a definition.
type Definition = (Code, Code, Code);

fn record(cx: &Cx<'_>, ty: TypeIx, fields: &[Field]) -> Definition {
    let fields = fields.iter().zip(cx.bindings.graph.children(ty)).map(|(field, part)| {
        let (docs, ident) = (super::cx::docs(&field.docs), &field.ident);
        let ty = stored(cx, part, &quote!('a));
        quote!(#docs pub #ident: #ty,)
    });
    (quote!(struct), quote!(#[repr(C)]), fields.collect())
}

fn variant(cx: &Cx<'_>, ty: TypeIx, cases: &[Case]) -> Definition {
    let tag = tag_type(TagWidth::for_cases(cases.len()));
    let cases = (0..).zip(cases).map(|(slot, case)| {
        let (docs, ident) = (super::cx::docs(&case.docs), &case.ident);
        let payload = cx.child(ty, slot).filter(|_| case.payload.is_some());
        let payload = payload.map(|part| stored(cx, part, &quote!('a)));
        let payload = payload.map(|payload| quote!((#payload)));
        quote!(#docs #ident #payload,)
    });
    (quote!(enum), quote!(#[repr(C, #tag)]), cases.collect())
}

/// The type of a view's part of type `ty`, or of an element of a list that is lent.
pub(super) fn stored(cx: &Cx<'_>, ty: TypeIx, lifetime: &Code) -> Code {
    if cx.traits(ty).same {
        return image(cx, ty);
    }
    let part = |slot| cx.child(ty, slot).map_or_else(|| quote!(()), |part| stored(cx, part, lifetime));
    match cx.shape(ty) {
        Shape::Prim(Prim::String) => quote!(_rt::Text<#lifetime>),
        Shape::List => {
            let element = part(0);
            quote!(_rt::Slice<#lifetime, #element>)
        }
        Shape::Option => {
            let some = part(0);
            quote!(_rt::Opt<#some>)
        }
        Shape::Result => {
            let (ok, err) = (part(0), part(1));
            quote!(_rt::Res<#ok, #err>)
        }
        Shape::Tuple => {
            let parts = cx.bindings.graph.children(ty);
            let tuple = tuple_ident(parts.len());
            let parts = parts.into_iter().map(|part| stored(cx, part, lifetime));
            quote!(_rt::#tuple<#(#parts),*>)
        }
        Shape::FixedList(length) => {
            let (element, length) = (part(0), Number(u64::from(*length)));
            quote!([#element; #length])
        }
        Shape::Alias => part(0),
        Shape::Record(_) | Shape::Variant(_) => {
            let path = cx.view(ty);
            let generics = cx.bindings.graph.facts[ty].heap.then(|| quote!(<#lifetime>));
            quote!(#path #generics)
        }
        // These are their own images, or not lent.
        Shape::Prim(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext => image(cx, ty),
    }
}

/// What a case of a view is called.
pub(super) fn case(cx: &Cx<'_>, ty: TypeIx, ident: &RustIdent) -> Code {
    let path = cx.view(ty);
    quote!(#path::#ident)
}
