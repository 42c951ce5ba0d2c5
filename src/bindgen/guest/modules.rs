//! Modules: each is printed by itself, several at a time in a large world, and then put into the one around it.

use crate::base::threads;
use crate::bindgen::code::quote;
use crate::bindgen::guest::cx::{Cx, docs};
use crate::bindgen::guest::{exports, imports, mirrors, types, views};
use crate::bindgen::ident::RustPath;
use crate::bindgen::items::Bindings;
use crate::bindgen::items::modules::Module;
use crate::bindgen::print::sheet::Sheet;

/// What one module is, without those within it.
#[derive(Default)]
pub(super) struct Printed {
    /// What stands in it.
    pub(super) own: Sheet,
    /// What no user is to call: canonical images of its types, and core exports.
    pub(super) hidden: Sheet,
}

/// Each module, in the order of `Module::all`.
pub(super) fn print_all(bindings: &Bindings<'_>) -> Vec<Printed> {
    let modules: Vec<&Module> = bindings.root.all().collect();
    let items = modules.iter().map(|module| module.types.len() + module.imports.len() + module.exports.len());
    threads::map(&modules, items.sum(), |module| print(bindings, module))
}

/// One module, and those within it, which are next in `printed`.
pub(super) fn module(module: &Module, printed: &mut impl Iterator<Item = Printed>, outer: &mut Sheet) {
    let Printed { own: mut body, hidden } = printed.next().unwrap_or_default();
    for child in &module.children {
        self::module(child, printed, &mut body);
    }
    body.append(hidden);
    let (docs, ident) = (docs(&module.docs), &module.path.0.last());
    // What a guest doesn't use is no mistake of its author.
    let allow =
        (module.path.0.len() == 1).then(|| quote!(#[allow(dead_code, clippy::all, clippy::pedantic)]));
    outer.module(&quote!(#docs #allow pub mod #ident {}), body);
}

fn print(bindings: &Bindings<'_>, module: &Module) -> Printed {
    let cx = Cx::new(bindings, module);
    let sheet = Sheet::within(module.path.0.len());
    let items = own_items(&cx, &sheet);
    let mut own = sheet.beside();
    let (runtime, of_alloc) = (cx.runtime_import(&items), cx.alloc_import());
    own.push(&quote!(#runtime #of_alloc));
    own.append(items);
    let mut hidden = sheet.beside();
    mirrors::mirrors(&cx, &mut hidden);
    exports::core_exports(&cx, &mut hidden);
    if module.path.0.is_empty() || !module.children.is_empty() {
        return Printed { own, hidden };
    }
    // Nothing comes in between.
    own.append(hidden);
    Printed { own: own.joined(), ..Printed::default() }
}

/// What stands in a module itself. Only when it is there is it known what has to be imported for it.
fn own_items(cx: &Cx<'_>, module: &Sheet) -> Sheet {
    let mut own = module.beside();
    let given = cx.module.given.as_ref().map(|given| {
        let path = cx.relative(&RustPath(vec![given.ident.clone()]));
        quote!(#[allow(unused_imports)] pub use #path::*;)
    });
    own.push(&given.unwrap_or_default());
    types::types(cx, &mut own);
    views::views(cx, &mut own);
    imports::imports(cx, &mut own);
    own.push(&exports::guest(cx).unwrap_or_default());
    own.raw(imports::core_imports(cx));
    own
}
