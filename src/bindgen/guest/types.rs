//! Prints the definitions of types.

use crate::abi::layout::TagWidth;
use crate::bindgen::code::{Code, quote};
use crate::bindgen::guest::cx::{Cx, Life, docs, lifetime};
use crate::bindgen::guest::{attrs, resources};
use crate::bindgen::ident::RustCode;
use crate::bindgen::items::given::Origin;
use crate::bindgen::items::types::{Case, Field, RustType, TypeDef, TypeItem};
use crate::bindgen::print::sheet::Sheet;

/// All types of the module.
pub(super) fn types(cx: &Cx<'_>, sheet: &mut Sheet) {
    for item in &cx.module.types {
        match (&item.origin, &item.def) {
            (Origin::Here, TypeDef::Flags(flags)) => sheet.raw(flags_text(cx, item, flags)),
            (Origin::Here | Origin::Module | Origin::Type(_), _) => sheet.push(&type_item(cx, item)),
        }
    }
}

fn type_item(cx: &Cx<'_>, item: &TypeItem) -> Code {
    match &item.origin {
        Origin::Here => {}
        // The module that has it is imported whole.
        Origin::Module => return Code::new(),
        Origin::Type(ty) => return given(cx, item, ty),
    }
    let definition = match &item.def {
        TypeDef::Record(fields) => record(cx, item, fields),
        TypeDef::Variant(cases) => variant(cx, item, cases),
        TypeDef::Enum(cases) => enumeration(cx, item, cases),
        // A text, not tokens.
        TypeDef::Flags(_) => return Code::new(),
        TypeDef::Alias(target) => return alias(cx, item, target),
        TypeDef::Resource => return resources::imported(cx, item),
        TypeDef::Implemented(implemented) => return resources::implemented(cx, item, implemented),
    };
    let impls = attrs::impls(cx, item);
    quote!(#definition #impls)
}

/// A type that is there already.
fn given(cx: &Cx<'_>, item: &TypeItem, ty: &RustCode) -> Code {
    let (docs, ident, allow) = (docs(&item.docs), &item.ident, cx.allow_unused());
    quote!(#docs #allow pub type #ident = #ty;)
}

fn record(cx: &Cx<'_>, item: &TypeItem, fields: &[Field]) -> Code {
    let (docs, ident) = (docs(&item.docs), &item.ident);
    let (attributes, allow) = (attrs::attributes(cx, item, attrs::derives(cx, item)), cx.allow_unused());
    let (repr, life) = (cx.traits(item.ty).same.then(|| quote!(#[repr(C)])), lifetime(item, Life::Named));
    let fields = fields.iter().map(|field| {
        let (docs, ident, ty) = (
            crate::bindgen::guest::cx::docs(&field.docs),
            &field.ident,
            cx.ty_living(&field.rust, Life::Named),
        );
        let attributes = attrs::member(item, field.name.as_str());
        quote!(#docs #(#attributes)* pub #ident: #ty)
    });
    quote!(#docs #allow #attributes #repr pub struct #ident #life { #(#fields,)* })
}

fn variant(cx: &Cx<'_>, item: &TypeItem, cases: &[Case]) -> Code {
    let (docs, ident) = (docs(&item.docs), &item.ident);
    let (attributes, allow) = (attrs::attributes(cx, item, attrs::derives(cx, item)), cx.allow_unused());
    let tag = tag_type(TagWidth::for_cases(cases.len()));
    let payloads = cases.iter().any(|case| case.payload.is_some());
    let repr = if payloads { quote!(#[repr(C, #tag)]) } else { quote!(#[repr(#tag)]) };
    let (repr, life) = (cx.traits(item.ty).same.then_some(repr), lifetime(item, Life::Named));
    let cases = cases.iter().enumerate().map(|(index, case)| {
        let start = case_start(item, index, case);
        let ident = &case.ident;
        match &case.payload {
            Some(payload) => {
                let payload = cx.ty_living(payload, Life::Named);
                quote!(#start #ident(#payload))
            }
            None => quote!(#start #ident),
        }
    });
    quote!(#docs #allow #attributes #repr pub enum #ident #life { #(#cases,)* })
}

fn enumeration(cx: &Cx<'_>, item: &TypeItem, cases: &[Case]) -> Code {
    let (docs, ident, allow) = (docs(&item.docs), &item.ident, cx.allow_unused());
    let tag = tag_type(TagWidth::for_cases(cases.len()));
    let cases = cases.iter().enumerate().map(|(index, case)| {
        let (start, ident) = (case_start(item, index, case), &case.ident);
        quote!(#start #ident)
    });
    let own = ["Clone", "Copy", "PartialEq", "Eq", "PartialOrd", "Ord"];
    let attributes = attrs::attributes(cx, item, &own);
    quote! {
        #docs
        #allow
        #attributes
        #[repr(#tag)]
        pub enum #ident { #(#cases,)* }
    }
}

/// What stands before a case: its docs, its attributes, and whether it is the default.
fn case_start(item: &TypeItem, index: usize, case: &Case) -> Code {
    let (docs, attributes) = (docs(&case.docs), attrs::member(item, case.name.as_str()));
    let default = (item.look.default && index == 0).then(|| quote!(#[default]));
    quote!(#docs #(#attributes)* #default)
}

/// Flags are a macro of the run-time part, or of who knows: what they have is the same for all.
fn flags_text(cx: &Cx<'_>, item: &TypeItem, flags: &[Case]) -> String {
    let mut text = match &cx.bindings.options.types.bitflags_path {
        Some(path) => format!("{path}::bitflags! {{\n"),
        None => "_rt::flags! {\n".to_owned(),
    };
    push_docs(&mut text, "    ", &item.docs);
    if cx.bindings.options.types.bitflags_path.is_some() {
        text.push_str("    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]\n");
    }
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

fn alias(cx: &Cx<'_>, item: &TypeItem, target: &RustType) -> Code {
    let (docs, ident, target) = (docs(&item.docs), &item.ident, cx.ty_living(target, Life::Named));
    let (allow, life) = (cx.allow_unused(), lifetime(item, Life::Named));
    let borrow = resources::borrow_alias(cx, item.ty);
    quote!(#docs #allow pub type #ident #life = #target; #borrow)
}

/// The integer that holds a discriminant or flags.
pub(super) fn tag_type(width: TagWidth) -> Code {
    match width {
        TagWidth::Bits8 => quote!(u8),
        TagWidth::Bits16 => quote!(u16),
        TagWidth::Bits32 => quote!(u32),
    }
}
