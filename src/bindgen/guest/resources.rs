//! Prints resources: handles to those that someone else has, and what the guest needs to implement its own.

use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, quote};
use crate::bindgen::guest::cx::{Cx, docs};
use crate::bindgen::guest::{exports, imports};
use crate::bindgen::ident::RustIdent;
use crate::bindgen::items::funcs::{FuncItem, Makes};
use crate::bindgen::items::given::Origin;
use crate::bindgen::items::resources::{HandleFn, Implemented};
use crate::bindgen::items::types::{TypeDef, TypeItem};
use crate::bindgen::note::raw;
use crate::graph::TypeGraph;

/// A resource that someone else has: a handle, and the functions of the resource.
pub(super) fn imported(cx: &Cx<'_>, item: &TypeItem) -> Code {
    let (ident, allow, handle) = (&item.ident, cx.allow_unused(), handle(cx, item));
    let funcs: Code = cx
        .module
        .imports
        .iter()
        .filter(|func| func.resource == Some(item.ty))
        .map(|func| imports::import(cx, func))
        .collect();
    let funcs = (!funcs.is_empty()).then(|| quote!(#allow impl #ident { #funcs }));
    quote!(#handle #funcs)
}

/// A resource that the guest implements: a handle, what is lent of it, and the trait that has its functions.
pub(super) fn implemented(cx: &Cx<'_>, item: &TypeItem, implemented: &Implemented) -> Code {
    let (ident, guest, allow) = (&item.ident, &implemented.guest, cx.allow_unused());
    let Some(borrow) = implemented.borrow.0.last() else { return Code::new() };
    let handle = handle(cx, item);
    let doc = format!(" A borrowed [`{}`], for the length of a call.", ident.as_str());
    let (name, lent, made) = (ident.as_str(), borrow.as_str(), guest.as_str());
    let access = raw(&format!("_rt::resource! {{\n    {name}, lent as {lent}, made of {made}\n}}"));
    let guest = self::guest(cx, item, implemented);
    quote! {
        #handle

        #[doc = #doc]
        #allow
        #[derive(Debug)]
        pub struct #borrow<'a> {
            _rep: *mut u8,
            _of: ::core::marker::PhantomData<&'a #ident>,
        }

        #access
        #guest
    }
}

/// The struct that has a handle.
fn handle(cx: &Cx<'_>, item: &TypeItem) -> Code {
    let (ident, docs, allow) = (&item.ident, docs(&item.docs), cx.allow_unused());
    let drop = core_name(cx, "drop", item.ty);
    let functions = [HandleFn::From, HandleFn::Take, HandleFn::Get];
    let [from, take, get] = functions.map(|function| cx.handle_fn(item.ty, function));
    let plumbing = raw(&format!(
        "_rt::handle! {{\n    {}({}, {}, {}) drops _imports::{}\n}}",
        ident.as_str(),
        from.as_str(),
        take.as_str(),
        get.as_str(),
        drop.as_str()
    ));
    quote! {
        #docs
        #allow
        #[derive(Debug)]
        pub struct #ident {
            _handle: _rt::Handle,
        }
        #plumbing
    }
}

/// The trait that has a resource's functions.
fn guest(cx: &Cx<'_>, item: &TypeItem, implemented: &Implemented) -> Code {
    let (guest, allow) = (&implemented.guest, cx.allow_unused());
    let funcs = cx.module.exports.iter().filter(|func| func.resource == Some(item.ty));
    let allow_async = exports::allow_async(funcs.clone());
    let funcs = funcs.map(|func| exports::signature(cx, func));
    let [new, rep] = ["new", "rep"].map(|function| core_name(cx, function, item.ty));
    let doc = format!(" What [`{}`] is, as the component implements it.", item.ident.as_str());
    let option = cx.prelude("Option");
    quote! {
        #[doc = #doc]
        #allow
        #allow_async
        pub trait #guest: _rt::Resource<Rep = #option<Self>> {
            #(#funcs)*
            _rt::kept!(_imports::#new, _imports::#rep);
        }
    }
}

/// What a constructor is declared to return.
pub(super) fn made(cx: &Cx<'_>, makes: &Makes) -> Code {
    match makes {
        Makes::Always => quote!(Self),
        Makes::OrFails(error) => {
            let (result, error) = (cx.prelude("Result"), cx.ty(error));
            quote!(#result<Self, #error>)
        }
    }
}

/// A handle to what a constructor has returned.
pub(super) fn handle_to(cx: &Cx<'_>, item: &FuncItem, call: Code) -> Code {
    let resource = item.resource.map(|resource| cx.named(resource));
    match &item.makes {
        None => call,
        Some(Makes::Always) => quote!(#resource::new(#call)),
        Some(Makes::OrFails(_)) => quote!(#call.map(#resource::new)),
    }
}

/// What else has to be said of another name for a resource that the guest implements: that of one that is lent.
pub(super) fn borrow_alias(cx: &Cx<'_>, ty: TypeIx) -> Option<Code> {
    let paths = &cx.bindings.paths;
    let alias = paths.implemented(ty)?.borrow.0.last()?;
    let target = cx.relative(&paths.implemented(cx.bindings.graph.resolved(ty))?.borrow);
    Some(quote!(pub type #alias<'a> = #target<'a>;))
}

/// The core functions that the module's resources need.
pub(super) fn core_imports(cx: &Cx<'_>) -> impl Iterator<Item = String> {
    let here = cx.module.types.iter().filter(|item| matches!(item.origin, Origin::Here));
    here.flat_map(|item| match &item.def {
        TypeDef::Resource => vec![core_import(cx, "drop", item.ty, "(i32)")],
        TypeDef::Implemented(_) => vec![
            core_import(cx, "new", item.ty, "(*mut u8) -> u32"),
            core_import(cx, "rep", item.ty, "(u32) -> *mut u8"),
            core_import(cx, "drop", item.ty, "(i32)"),
        ],
        TypeDef::Record(_)
        | TypeDef::Variant(_)
        | TypeDef::Enum(_)
        | TypeDef::Flags(_)
        | TypeDef::Alias(_) => Vec::new(),
    })
}

fn core_import(cx: &Cx<'_>, function: &str, resource: TypeIx, signature: &str) -> String {
    let wire = cx.bindings.graph.node(resource).name.as_ref().map(ToString::to_string).unwrap_or_default();
    let name = core_name(cx, function, resource);
    format!("    fn {} = \"[resource-{function}]{wire}\"{signature};", name.as_str())
}

/// A core function of a resource: `__` is in no WIT name.
pub(super) fn core_name(cx: &Cx<'_>, function: &str, resource: TypeIx) -> RustIdent {
    core_name_in(cx.bindings.graph, function, resource)
}

/// The same, outside of a module.
pub(super) fn core_name_in(graph: &TypeGraph, function: &str, resource: TypeIx) -> RustIdent {
    let name = graph.node(resource).name.as_ref().map(RustIdent::value);
    RustIdent::invented(format!("{function}__{}", name.as_ref().map_or("", RustIdent::as_str)))
}
