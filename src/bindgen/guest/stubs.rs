//! Prints `Stub`, which implements every export and can't be called.

use crate::bindgen::code::{Code, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::guest::resources;
use crate::bindgen::ident::RustIdent;
use crate::bindgen::items::funcs::FuncItem;
use crate::bindgen::items::modules::Module;
use crate::bindgen::print::sheet::Sheet;
use crate::graph::node::Sync;

/// The type, its impls and the call of `export!`, if it was asked for. Seen from the file's root.
pub(super) fn stubs(cx: &Cx<'_>, file: &mut Sheet) {
    if !cx.bindings.options.select.stubs {
        return;
    }
    file.push(&{
        quote! {
            /// Implements every export, and panics when it is called.
            #[derive(Debug)]
            pub struct Stub;
        }
    });
    for module in cx.bindings.root.all().filter(|module| module.is_implemented()) {
        file.push(&module_stubs(cx, module));
    }
    if cx.bindings.export_macro.is_some() {
        let called = cx.bindings.options.export.macro_name.as_deref().unwrap_or("export");
        file.raw(format!("{called}!(Stub with_types_in self);"));
    }
}

fn module_stubs(cx: &Cx<'_>, module: &Module) -> Code {
    let path = |name: RustIdent| cx.relative(&module.path.child(name));
    let funcs = |resource| {
        let funcs = module.exports.iter().filter(move |func| func.resource == resource);
        funcs.map(|func| stub(cx, func)).collect::<Code>()
    };
    let types = module.implemented().map(|(item, _)| {
        let ident = &item.ident;
        quote!(type #ident = Stub;)
    });
    let (guest, own) = (path(RustIdent::invented("Guest")), funcs(None));
    let resources = module.implemented().map(|(item, implemented)| {
        let (guest, own) = (path(implemented.guest.clone()), funcs(Some(item.ty)));
        quote!(impl #guest for Stub { #own })
    });
    quote!(impl #guest for Stub { #(#types)* #own } #(#resources)*)
}

fn stub(cx: &Cx<'_>, item: &FuncItem) -> Code {
    let (ident, receiver) = (&item.ident, item.method.then(|| quote!(&self,)));
    let params = item.params.iter().map(|(name, ty)| {
        let (name, ty) = (name.prefixed("_"), cx.ty(ty));
        quote!(#name: #ty)
    });
    let result = match (&item.makes, &item.result) {
        (Some(makes), _) => Some(resources::made(cx, makes)),
        (None, result) => result.as_ref().map(|result| cx.ty(result)),
    };
    let result = result.map(|result| quote!(-> #result));
    let asyncness = (item.sync == Sync::Async).then(|| quote!(async));
    quote!(#asyncness fn #ident(#receiver #(#params),*) #result { unreachable!() })
}
