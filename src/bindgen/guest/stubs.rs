//! Prints `Stub`, which implements every export and can't be called.

use proc_macro2::TokenStream;
use quote::quote;

use crate::bindgen::guest::cx::Cx;
use crate::bindgen::ident::RustIdent;
use crate::bindgen::items::funcs::FuncItem;
use crate::bindgen::items::modules::Module;
use crate::bindgen::note::raw;

/// The type, its impls and the call of `export!`, if it was asked for. Seen from the file's root.
pub(super) fn stubs(cx: &Cx<'_>) -> Option<TokenStream> {
    if !cx.bindings.options.select.stubs {
        return None;
    }
    let modules = cx.bindings.root.all().filter(|module| !module.exports.is_empty());
    let impls = modules.map(|module| guest(cx, module));
    let called = cx.bindings.options.export.macro_name.as_deref().unwrap_or("export");
    let export =
        cx.bindings.export_macro.as_ref().map(|_| raw(&format!("{called}!(Stub with_types_in self);")));
    Some(quote! {
        /// Implements every export, and panics when it is called.
        #[derive(Debug)]
        pub struct Stub;
        #(#impls)*
        #export
    })
}

fn guest(cx: &Cx<'_>, module: &Module) -> TokenStream {
    let path = cx.relative(&module.path.child(RustIdent::invented("Guest")));
    let funcs = module.exports.iter().map(|item| func(cx, item));
    quote!(impl #path for Stub { #(#funcs)* })
}

fn func(cx: &Cx<'_>, item: &FuncItem) -> TokenStream {
    let ident = &item.ident;
    let params = item.params.iter().map(|(name, ty)| {
        let (name, ty) = (name.prefixed("_"), cx.ty(ty));
        quote!(#name: #ty)
    });
    let result = item.result.as_ref().map(|result| {
        let result = cx.ty(result);
        quote!(-> #result)
    });
    quote!(fn #ident(#(#params),*) #result { unreachable!() })
}
