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
use crate::bindgen::note::{note, raw};

/// The whole file, but for its run-time part.
pub(super) fn emit(bindings: &Bindings<'_>) -> TokenStream {
    let header = note(&bindings.options.header);
    let root = &bindings.root;
    let cx = Cx::new(bindings, root);
    let (own, hidden) = (own_items(&cx), hidden_modules(&cx));
    let modules = root.children.iter().map(|child| module(bindings, child));
    let given = given_modules(bindings);
    let stubs = stubs::stubs(&cx);
    let export_macro = exports::export_macro(bindings).map(|text| raw(&text));
    let realloc = exports::realloc(bindings).map(|text| raw(&text));
    let section = section::section(bindings);
    let channels = channels::modules(&cx);
    let file = quote! {
        #header
        #given
        #own
        #(#modules)*
        #channels
        #hidden
        #export_macro
        #realloc
        #stubs
        #section
    };
    let deep = deep::deep(&cx, &file);
    quote!(#file #deep)
}

/// The file with its run-time part: what it mentions of it.
pub(super) fn with_runtime(bindings: &Bindings<'_>, mut file: String) -> String {
    if let Some(runtime) = runtime::runtime(bindings, &file) {
        file.push('\n');
        file.push_str(&runtime);
        file.push('\n');
    }
    if let Some(alias) = runtime::wit_bindgen(bindings) {
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
fn module(bindings: &Bindings<'_>, module: &Module) -> TokenStream {
    let cx = Cx::new(bindings, module);
    let docs = docs(&module.docs);
    let ident = &module.path.0.last();
    let (own, hidden) = (own_items(&cx), hidden_modules(&cx));
    let (runtime, of_alloc) = (cx.runtime_import(&own), cx.alloc_import());
    let children = module.children.iter().map(|child| self::module(bindings, child));
    // What a guest doesn't use is no mistake of its author.
    let allow =
        (module.path.0.len() == 1).then(|| quote!(#[allow(dead_code, clippy::all, clippy::pedantic)]));
    quote! {
        #docs
        #allow
        pub mod #ident {
            #runtime
            #of_alloc
            #own
            #(#children)*
            #hidden
        }
    }
}

/// What stands in a module itself.
fn own_items(cx: &Cx<'_>) -> TokenStream {
    let given = cx.module.given.as_ref().map(|given| {
        let path = cx.relative(&RustPath(vec![given.ident.clone()]));
        quote!(#[allow(unused_imports)] pub use #path::*;)
    });
    let types = types::types(cx);
    let views = views::views(cx);
    let imports = imports::imports(cx);
    let guest = exports::guest(cx);
    let core_imports = imports::core_imports(cx);
    quote! {
        #given
        #types
        #views
        #imports
        #guest
        #core_imports
    }
}

/// What no user is to call: canonical images of the module's types, and core exports.
fn hidden_modules(cx: &Cx<'_>) -> TokenStream {
    let mirrors = mirrors::mirrors(cx);
    let core_exports = exports::core_exports(cx);
    quote! {
        #mirrors
        #core_exports
    }
}
