//! Functions: their Rust names and signatures.

use crate::base::ids::{FuncIx, TypeIx};
use crate::base::names::FuncName;
use crate::bindgen::ident::{RustIdent, Scope};
use crate::bindgen::items::types::{Mention, RustType};
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passing {
    /// Imports borrow.
    Borrowed,
    /// Exports own.
    Owned,
}

/// Chooses the names and types of a function.
pub(super) fn func(mention: Mention<'_>, ix: FuncIx, passing: Passing) -> FuncItem {
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
        };
        (scope.take(&RustIdent::value(name)), rust)
    });
    let params = params.collect();
    let result = func.result.map(|ty| mention.owned(ty));
    FuncItem { func: ix, ident, core_ident, resource, method, params, result, docs: func.docs.clone() }
}
