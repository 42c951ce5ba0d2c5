//! Prints the definitions of types.

use proc_macro2::TokenStream;
use quote::quote;

use crate::abi::layout::TagWidth;
use crate::base::ids::TypeIx;
use crate::bindgen::guest::cx::{Cx, Life, docs};
use crate::bindgen::guest::resources;
use crate::bindgen::items::types::{Case, Field, RustType, TypeDef, TypeItem};
use crate::bindgen::note::raw;

/// All types of the module.
pub(super) fn types(cx: &Cx<'_>) -> TokenStream {
    let types = cx.module.types.iter().map(|item| type_item(cx, item));
    quote!(#(#types)*)
}

fn type_item(cx: &Cx<'_>, item: &TypeItem) -> TokenStream {
    let definition = match &item.def {
        TypeDef::Record(fields) => record(cx, item, fields),
        TypeDef::Variant(cases) => variant(cx, item, cases),
        TypeDef::Enum(cases) => enumeration(cx, item, cases),
        TypeDef::Flags(flags) => return raw(&flags_text(item, flags)),
        TypeDef::Alias(target) => return alias(cx, item, target),
        TypeDef::Resource => return resources::imported(cx, item),
        TypeDef::Implemented(implemented) => return resources::implemented(cx, item, implemented),
    };
    // An error has to be `Debug`.
    let error = cx.bindings.graph.facts[item.ty].error && !cx.traits(item.ty).wide;
    let error = error.then(|| self::error(cx, item));
    quote!(#definition #error)
}

fn record(cx: &Cx<'_>, item: &TypeItem, fields: &[Field]) -> TokenStream {
    let (docs, ident) = (docs(&item.docs), &item.ident);
    let (derives, allow) = (derives(cx, item.ty), cx.allow_unused());
    let (repr, life) =
        (cx.traits(item.ty).same.then(|| quote!(#[repr(C)])), cx.generics(item.ty, Life::Named));
    let fields = fields.iter().map(|field| {
        let (docs, ident, ty) = (
            crate::bindgen::guest::cx::docs(&field.docs),
            &field.ident,
            cx.ty_living(&field.rust, Life::Named),
        );
        quote!(#docs pub #ident: #ty)
    });
    quote!(#docs #allow #derives #repr pub struct #ident #life { #(#fields,)* })
}

fn variant(cx: &Cx<'_>, item: &TypeItem, cases: &[Case]) -> TokenStream {
    let (docs, ident) = (docs(&item.docs), &item.ident);
    let (derives, allow) = (derives(cx, item.ty), cx.allow_unused());
    let tag = tag_type(TagWidth::for_cases(cases.len()));
    let payloads = cases.iter().any(|case| case.payload.is_some());
    let repr = if payloads { quote!(#[repr(C, #tag)]) } else { quote!(#[repr(#tag)]) };
    let (repr, life) = (cx.traits(item.ty).same.then_some(repr), cx.generics(item.ty, Life::Named));
    let cases = cases.iter().map(|case| {
        let (docs, ident) = (crate::bindgen::guest::cx::docs(&case.docs), &case.ident);
        match &case.payload {
            Some(payload) => {
                let payload = cx.ty_living(payload, Life::Named);
                quote!(#docs #ident(#payload))
            }
            None => quote!(#docs #ident),
        }
    });
    quote!(#docs #allow #derives #repr pub enum #ident #life { #(#cases,)* })
}

fn enumeration(cx: &Cx<'_>, item: &TypeItem, cases: &[Case]) -> TokenStream {
    let (docs, ident, allow) = (docs(&item.docs), &item.ident, cx.allow_unused());
    let tag = tag_type(TagWidth::for_cases(cases.len()));
    let cases = cases.iter().map(|case| {
        let (docs, ident) = (crate::bindgen::guest::cx::docs(&case.docs), &case.ident);
        quote!(#docs #ident)
    });
    quote! {
        #docs
        #allow
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(#tag)]
        pub enum #ident { #(#cases,)* }
    }
}

/// Flags are a macro of the run-time part: what they have is the same for all.
fn flags_text(item: &TypeItem, flags: &[Case]) -> String {
    let mut text = "_rt::flags! {\n".to_owned();
    push_docs(&mut text, "    ", &item.docs);
    let tag = tag_type(TagWidth::for_flags(flags.len()));
    text.push_str(&format!("    pub struct {}: {tag} {{\n", item.ident.as_str()));
    for (bit, flag) in flags.iter().enumerate() {
        push_docs(&mut text, "        ", &flag.docs);
        text.push_str(&format!("        const {} = 1 << {bit};\n", flag.ident.as_str()));
    }
    text.push_str("    }\n}");
    text
}

fn push_docs(text: &mut String, indent: &str, docs: &crate::graph::node::Docs) {
    for line in docs.0.iter().flat_map(|text| text.trim_end().lines()) {
        text.push_str(format!("{indent}/// {line}").trim_end());
        text.push('\n');
    }
}

fn alias(cx: &Cx<'_>, item: &TypeItem, target: &RustType) -> TokenStream {
    let (docs, ident, target) = (docs(&item.docs), &item.ident, cx.ty_living(target, Life::Named));
    let (allow, life) = (cx.allow_unused(), cx.generics(item.ty, Life::Named));
    let borrow = resources::borrow_alias(cx, item.ty);
    quote!(#docs #allow pub type #ident #life = #target; #borrow)
}

/// Whatever can be copied is; what has a resource inside can't even be cloned.
fn derives(cx: &Cx<'_>, ty: TypeIx) -> TokenStream {
    let facts = cx.bindings.graph.facts[ty];
    let clone = (!facts.own && !facts.borrow).then(|| quote!(Clone,));
    let copy = (!facts.own && !facts.borrow && !facts.heap).then(|| quote!(Copy,));
    let debug = (!cx.traits(ty).wide).then(|| quote!(Debug,));
    let derives = quote!(#clone #copy #debug);
    if derives.is_empty() { derives } else { quote!(#[derive(#derives)]) }
}

/// What a type needs to be the error of a `Result` that `?` and `Box<dyn Error>` take.
fn error(cx: &Cx<'_>, item: &TypeItem) -> TokenStream {
    let ident = &item.ident;
    let names = match &item.def {
        TypeDef::Enum(cases) => Some(enum_names(cx, item, cases)),
        TypeDef::Record(_)
        | TypeDef::Variant(_)
        | TypeDef::Flags(_)
        | TypeDef::Alias(_)
        | TypeDef::Resource
        | TypeDef::Implemented(_) => None,
    };
    quote! {
        #names
        impl ::core::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Debug::fmt(self, f)
            }
        }
        impl ::core::error::Error for #ident {}
    }
}

fn enum_names(cx: &Cx<'_>, item: &TypeItem, cases: &[Case]) -> TokenStream {
    let (ident, allow) = (&item.ident, cx.allow_unused());
    let idents: Vec<_> = cases.iter().map(|case| &case.ident).collect();
    let names = cases.iter().map(|case| case.name.as_str());
    let messages = cases.iter().map(|case| case.docs.0.as_deref().unwrap_or_default().trim());
    quote! {
        #allow
        impl #ident {
            /// The case as WIT names it.
            pub fn name(&self) -> &'static str {
                match self { #(Self::#idents => #names,)* }
            }

            /// What the WIT says about the case.
            pub fn message(&self) -> &'static str {
                match self { #(Self::#idents => #messages,)* }
            }
        }
    }
}

/// The integer that holds a discriminant or flags.
pub(super) fn tag_type(width: TagWidth) -> TokenStream {
    match width {
        TagWidth::Bits8 => quote!(u8),
        TagWidth::Bits16 => quote!(u16),
        TagWidth::Bits32 => quote!(u32),
    }
}
