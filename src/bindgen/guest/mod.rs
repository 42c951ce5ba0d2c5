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
mod modules;
mod park;
mod resources;
mod runtime;
mod section;
mod stubs;
mod types;
mod views;

use crate::bindgen::code::{Code, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::items::Bindings;
use crate::bindgen::items::given::GivenModule;
use crate::bindgen::print::PrintError;
use crate::bindgen::print::sheet::Sheet;

/// The whole file, but for its run-time part.
pub(super) fn emit(bindings: &Bindings<'_>) -> Result<String, PrintError> {
    let cx = Cx::new(bindings, &bindings.root);
    let mut printed = modules::print_all(bindings).into_iter();
    let mut file = Sheet::default();
    file.note(&bindings.options.header);
    file.push(&given_modules(bindings));
    let root = printed.next().unwrap_or_default();
    file.append(root.own);
    for child in &bindings.root.children {
        modules::module(child, &mut printed, &mut file);
    }
    channels::modules(&cx, &mut file);
    file.append(root.hidden);
    file.raw(exports::export_macro(bindings));
    file.raw(exports::realloc(bindings));
    stubs::stubs(&cx, &mut file);
    file.raw(section::section(bindings));
    deep::deep(&cx, &mut file);
    file.finish(runtime::ROOM)
}

/// The file with its run-time part: what it mentions of it.
pub(super) fn with_runtime(bindings: &Bindings<'_>, mut file: String) -> String {
    let mentioned = runtime::mentions(&file);
    let alias = runtime::wit_bindgen(bindings, &mentioned);
    if let Some(runtime) = runtime::runtime(bindings, mentioned) {
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
fn given_modules(bindings: &Bindings<'_>) -> Code {
    let given = bindings.root.all().filter_map(|module| module.given.as_ref());
    let uses = given.map(|GivenModule { path, ident }| quote!(#[allow(unused_imports)] use #path as #ident;));
    quote!(#(#uses)*)
}
