//! Prints the bindings of a guest: tokens, with every decision already made.

mod accessors;
mod async_exports;
mod async_imports;
mod attrs;
mod channels;
mod cx;
mod deep;
mod exports;
mod imports;
mod lend;
mod lift;
mod lower;
mod lower_flat;
mod mirrors;
mod park;
mod resources;
mod runtime;
mod section;
mod stubs;
mod types;
mod views;

use proc_macro2::TokenStream;
use quote::quote;

use crate::bindgen::guest::cx::{Cx, docs};
use crate::bindgen::ident::RustPath;
use crate::bindgen::items::Bindings;
use crate::bindgen::items::given::GivenModule;
use crate::bindgen::items::modules::Module;
use crate::bindgen::print::PrintError;
use crate::bindgen::print::sheet::Sheet;

/// The whole file, but for its run-time part.
pub(super) fn emit(bindings: &Bindings<'_>) -> Result<String, PrintError> {
    let root = &bindings.root;
    let cx = Cx::new(bindings, root);
    let mut file = Sheet::default();
    file.note(&bindings.options.header);
    file.push(|| given_modules(bindings));
    file.append(own_items(&cx, &file));
    for child in &root.children {
        module(bindings, child, &mut file);
    }
    channels::modules(&cx, &mut file);
    hidden_modules(&cx, &mut file);
    file.raw(exports::export_macro(bindings));
    file.raw(exports::realloc(bindings));
    stubs::stubs(&cx, &mut file);
    file.raw(section::section(bindings));
    deep::deep(&cx, &mut file);
    file.finish()
}

/// The file with its run-time part: what it mentions of it.
pub(super) fn with_runtime(bindings: &Bindings<'_>, mut file: String) -> String {
    let alias = runtime::wit_bindgen(bindings, &file);
    if let Some(runtime) = runtime::runtime(bindings, &file) {
        file.push('\n');
        file.push_str(&runtime);
        file.push('\n');
    }
    if let Some(alias) = alias {
        file.push('\n');
        file.push_str(alias);
        file.push('\n');
    }
    file
}

/// The modules that are there already, by names that no WIT has.
fn given_modules(bindings: &Bindings<'_>) -> TokenStream {
    let given = bindings.root.all().filter_map(|module| module.given.as_ref());
    let uses = given.map(|GivenModule { path, ident }| quote!(#[allow(unused_imports)] use #path as #ident;));
    quote!(#(#uses)*)
}

/// One module and those within it.
fn module(bindings: &Bindings<'_>, module: &Module, outer: &mut Sheet) {
    let cx = Cx::new(bindings, module);
    let mut body = outer.inner();
    let own = own_items(&cx, &body);
    body.push(|| {
        let (runtime, of_alloc) = (cx.runtime_import(&own), cx.alloc_import());
        quote!(#runtime #of_alloc)
    });
    body.append(own);
    for child in &module.children {
        self::module(bindings, child, &mut body);
    }
    hidden_modules(&cx, &mut body);
    let head = || {
        let (docs, ident) = (docs(&module.docs), &module.path.0.last());
        // What a guest doesn't use is no mistake of its author.
        let allow =
            (module.path.0.len() == 1).then(|| quote!(#[allow(dead_code, clippy::all, clippy::pedantic)]));
        quote!(#docs #allow pub mod #ident {})
    };
    outer.module(head, body);
}

/// What stands in a module itself. Only when it is there is it known what has to be imported for it.
fn own_items(cx: &Cx<'_>, module: &Sheet) -> Sheet {
    let mut own = module.beside();
    own.push(|| {
        let given = cx.module.given.as_ref().map(|given| {
            let path = cx.relative(&RustPath(vec![given.ident.clone()]));
            quote!(#[allow(unused_imports)] pub use #path::*;)
        });
        quote!(#given)
    });
    types::types(cx, &mut own);
    views::views(cx, &mut own);
    imports::imports(cx, &mut own);
    own.push(|| exports::guest(cx).unwrap_or_default());
    own.raw(imports::core_imports(cx));
    own
}

/// What no user is to call: canonical images of the module's types, and core exports.
fn hidden_modules(cx: &Cx<'_>, module: &mut Sheet) {
    mirrors::mirrors(cx, module);
    exports::core_exports(cx, module);
}
