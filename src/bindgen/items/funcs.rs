//! Functions: their Rust names and signatures.

use std::collections::HashMap;

use crate::base::ids::{FuncIx, Table, TypeIx};
use crate::base::names::FuncName;
use crate::bindgen::ident::{RustIdent, Scope};
use crate::bindgen::items::layout::Traits;
use crate::bindgen::items::types::{Mention, RustType};
use crate::bindgen::items::views::Views;
use crate::graph::node::Docs;

/// A function to be printed, as import or export.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct FuncItem {
    /// Which.
    pub(in crate::bindgen) func: FuncIx,
    /// Its name, within its module, trait or `impl`.
    pub(in crate::bindgen) ident: RustIdent,
    /// The name of the core function in the hidden module of imports or exports.
    pub(in crate::bindgen) core_ident: RustIdent,
    /// The resource it belongs to.
    pub(in crate::bindgen) resource: Option<TypeIx>,
    /// Whether the first parameter is `&self`.
    pub(in crate::bindgen) method: bool,
    /// Parameters, `self` not among them.
    pub(in crate::bindgen) params: Vec<(RustIdent, RustType)>,
    /// Result.
    pub(in crate::bindgen) result: Option<RustType>,
    /// What the WIT says about it.
    pub(in crate::bindgen) docs: Docs,
}

/// How parameters are passed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Passing<'a> {
    /// Imports borrow.
    Borrowed,
    /// Exports own.
    Owned,
    /// Exports borrow where they can.
    Lent {
        /// Where they can.
        views: &'a Views,
        /// What is known of each type.
        traits: &'a Table<TypeIx, Traits>,
    },
}

/// Chooses the names and types of functions that stand together: of an interface, or of the world.
pub(super) fn funcs(mention: Mention<'_>, funcs: &[FuncIx], passing: Passing<'_>) -> Vec<FuncItem> {
    let mut scopes: HashMap<Option<TypeIx>, Scope> = HashMap::new();
    let mut items: Vec<FuncItem> = funcs.iter().map(|ix| func(mention, *ix, passing)).collect();
    // A constructor is `new`, whatever else of its resource would like to be.
    let constructors_first =
        |item: &&mut FuncItem| !matches!(mention.graph.funcs[item.func].name, FuncName::Constructor(_));
    let (others, constructors): (Vec<&mut FuncItem>, Vec<&mut FuncItem>) =
        items.iter_mut().partition(constructors_first);
    for item in constructors.into_iter().chain(others) {
        item.ident = scopes.entry(item.resource).or_default().take(&item.ident);
    }
    items
}

fn func(mention: Mention<'_>, ix: FuncIx, passing: Passing<'_>) -> FuncItem {
    let func = &mention.graph.funcs[ix];
    let (ident, kind, resource, method) = match &func.name {
        FuncName::Free(name) => (RustIdent::value(name), "", None, false),
        FuncName::Constructor(ty) => (RustIdent::invented("new"), "constructor", Some(*ty), false),
        FuncName::Method(ty, name) => (RustIdent::value(name), "method", Some(*ty), true),
        FuncName::Static(ty, name) => (RustIdent::value(name), "static", Some(*ty), false),
        FuncName::Accessor(ty, name) => (RustIdent::value(name), "accessor", *ty, false),
    };
    let core_ident = match resource.and_then(|ty| mention.graph.node(ty).name.as_ref()) {
        // `__` keeps these apart from every WIT name, and the kinds from each other.
        Some(resource) => {
            let resource = RustIdent::value(resource);
            RustIdent::invented(format!("{kind}__{}__{}", resource.as_str(), ident.as_str()))
        }
        None => ident.clone(),
    };
    let mut scope = Scope::default();
    let params = func.params.iter().skip(usize::from(method)).map(|(name, ty)| {
        let rust = match passing {
            Passing::Borrowed => mention.borrowed(*ty),
            Passing::Owned => mention.owned(*ty),
            Passing::Lent { views, traits } => views.param(mention, traits, *ty),
        };
        (scope.take(&RustIdent::value(name)), rust)
    });
    let params = params.collect();
    let result = func.result.map(|ty| mention.owned(ty));
    FuncItem { func: ix, ident, core_ident, resource, method, params, result, docs: func.docs.clone() }
}
