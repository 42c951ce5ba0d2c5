//! Prints what is put on a type's definition: derives, attributes, and how it is `Debug`, `Display` and `Error`.

use crate::bindgen::code::{Code, Emit, quote};
use crate::bindgen::guest::cx::{Cx, Life, lifetime};
use crate::bindgen::ident::{RustCode, RustIdent};
use crate::bindgen::items::types::{Case, TypeDef, TypeItem};
use crate::bindgen::options::DebugStyle;

/// How a type is `Debug`. A tuple too long for the standard library's is told by the name of the type around it.
pub(super) fn debug(cx: &Cx<'_>, item: &TypeItem) -> DebugStyle {
    match item.look.debug {
        DebugStyle::Full if cx.traits(item.ty).wide => DebugStyle::Names,
        DebugStyle::Full => DebugStyle::Full,
        DebugStyle::Names => DebugStyle::Names,
        DebugStyle::None => DebugStyle::None,
    }
}

/// `#[derive(..)]` of `own` traits and those that the user wants, and the user's attributes.
pub(super) fn attributes(cx: &Cx<'_>, item: &TypeItem, own: &[&'static str]) -> Code {
    let full = (debug(cx, item) == DebugStyle::Full).then_some("Debug");
    let default = item.look.default.then_some("Default");
    let mut own: Vec<&str> = own.to_vec();
    own.splice(own.len().min(2)..own.len().min(2), full);
    own.extend(default);
    let named = own.iter().map(|name| RustIdent::invented(*name).code());
    let more = item.look.derives.iter().filter(|derive| !own.contains(&derive.last()));
    let traits: Vec<Code> = named.chain(more.map(Emit::code)).collect();
    let derive = (!traits.is_empty()).then(|| quote!(#[derive(#(#traits),*)]));
    let attributes = &item.look.attributes;
    quote!(#derive #(#attributes)*)
}

/// The traits that records and variants derive: whatever can be copied is; what has a resource inside can't even be
/// cloned.
pub(super) fn derives(cx: &Cx<'_>, item: &TypeItem) -> &'static [&'static str] {
    let facts = cx.bindings.graph.facts[item.ty];
    match (facts.own || facts.borrow, facts.heap) {
        (true, _) => &[],
        (false, true) => &["Clone"],
        (false, false) => &["Clone", "Copy"],
    }
}

/// The user's attributes of a field or case.
pub(super) fn member<'a>(item: &'a TypeItem, name: &str) -> &'a [RustCode] {
    item.look.members.get(name).map_or(&[], Vec::as_slice)
}

/// Impls that no derive makes: `Debug` by name, and all that an error needs.
pub(super) fn impls(cx: &Cx<'_>, item: &TypeItem) -> Code {
    let debug = debug(cx, item);
    let by_name = (debug == DebugStyle::Names).then(|| debug_by_name(item));
    let error = cx.bindings.graph.facts[item.ty].error.then(|| error(cx, item, debug));
    quote!(#by_name #error)
}

fn debug_by_name(item: &TypeItem) -> Code {
    let ident = &item.ident;
    let name = match &item.def {
        TypeDef::Variant(cases) | TypeDef::Enum(cases) => {
            let arms = cases.iter().map(|case| {
                let (ident, text) = (&case.ident, case.ident.as_str());
                let payload = case.payload.is_some().then(|| quote!((_)));
                quote!(Self::#ident #payload => #text)
            });
            quote!(match self { #(#arms,)* })
        }
        TypeDef::Record(_)
        | TypeDef::Flags(_)
        | TypeDef::Alias(_)
        | TypeDef::Resource
        | TypeDef::Implemented(_) => ident.as_str().code(),
    };
    let generics = lifetime(item, Life::Elided);
    quote! {
        impl ::core::fmt::Debug for #ident #generics {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(#name)
            }
        }
    }
}

/// What a type needs to be the error of a `Result` that `?` and `Box<dyn Error>` take.
fn error(cx: &Cx<'_>, item: &TypeItem, debug: DebugStyle) -> Code {
    let ident = &item.ident;
    let (names, display) = match &item.def {
        TypeDef::Enum(cases) => {
            (Some(enum_names(cx, item, cases)), quote!(write!(f, "{} (error {})", self.name(), *self as i32)))
        }
        TypeDef::Record(_)
        | TypeDef::Variant(_)
        | TypeDef::Flags(_)
        | TypeDef::Alias(_)
        | TypeDef::Resource
        | TypeDef::Implemented(_) => (None, quote!(::core::fmt::Debug::fmt(self, f))),
    };
    if debug == DebugStyle::None {
        return names.unwrap_or_default();
    }
    let std = cx.bindings.options.types.std_feature.then(|| quote!(#[cfg(feature = "std")]));
    let generics = lifetime(item, Life::Elided);
    quote! {
        #names
        impl ::core::fmt::Display for #ident #generics {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #display
            }
        }
        #std
        impl ::core::error::Error for #ident #generics {}
    }
}

fn enum_names(cx: &Cx<'_>, item: &TypeItem, cases: &[Case]) -> Code {
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
