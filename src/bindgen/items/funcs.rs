//! Functions: their Rust names and signatures.

use crate::base::ids::{FuncIx, Table, TypeIx};
use crate::base::maps::HashMap;
use crate::base::names::{Accessed, FuncName};
use crate::bindgen::ident::{RustIdent, Scope};
use crate::bindgen::items::chain::{Calls, Chain};
use crate::bindgen::items::layout::Traits;
use crate::bindgen::items::types::{Mention, RustType};
use crate::bindgen::items::views::Views;
use crate::graph::node::{Docs, Shape, Sync};

/// A function to be printed, as import or export.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct FuncItem {
    /// Which.
    pub(in crate::bindgen) func: FuncIx,
    /// Its name, within its module, trait or `impl`.
    pub(in crate::bindgen) ident: RustIdent,
    /// The name of the core function in the hidden module of imports or exports, and what those around it are named
    /// after.
    pub(in crate::bindgen) core_ident: RustIdent,
    /// The resource it belongs to.
    pub(in crate::bindgen) resource: Option<TypeIx>,
    /// Whether the first parameter is `&self`.
    pub(in crate::bindgen) method: bool,
    /// What it makes, if it is a constructor.
    pub(in crate::bindgen) makes: Option<Makes>,
    /// Parameters, `self` not among them.
    pub(in crate::bindgen) params: Vec<(RustIdent, RustType)>,
    /// Result.
    pub(in crate::bindgen) result: Option<RustType>,
    /// Whether it is an `async fn`.
    pub(in crate::bindgen) sync: Sync,
    /// It returns the resource it is called on.
    pub(in crate::bindgen) chain: Option<Chain>,
    /// What the WIT says about it.
    pub(in crate::bindgen) docs: Docs,
}

/// What a constructor gives.
#[derive(Clone, Debug)]
pub(in crate::bindgen) enum Makes {
    /// A resource.
    Always,
    /// A resource, or this error.
    OrFails(RustType),
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
pub(super) fn funcs(
    mention: Mention<'_>,
    calls: &Calls,
    funcs: &[FuncIx],
    passing: Passing<'_>,
) -> Vec<FuncItem> {
    let mut scopes: HashMap<Option<TypeIx>, Scope> = HashMap::default();
    let there = funcs.iter().filter(|ix| !calls.skipped.contains(*ix));
    let mut items: Vec<FuncItem> = there.map(|ix| func(mention, *ix, passing)).collect();
    if matches!(passing, Passing::Borrowed) {
        for item in &mut items {
            item.chain = calls.chained.get(&item.func).copied();
        }
    }
    let mut by_rank: Vec<&mut FuncItem> = items.iter_mut().collect();
    by_rank.sort_by_key(|item| rank(&mention.graph.funcs[item.func].name));
    for item in by_rank {
        item.ident = scopes.entry(item.resource).or_default().take(&item.ident);
    }
    items
}

/// Who gets a name that several would like to have: a constructor is `new`, and a setter's name is not the WIT's.
fn rank(name: &FuncName) -> u8 {
    match name {
        FuncName::Constructor(_) => 0,
        FuncName::Free(_) | FuncName::Method(..) | FuncName::Static(..) | FuncName::Getter(..) => 1,
        FuncName::Setter(..) => 2,
    }
}

/// The name of a function, where nothing else is called so.
pub(super) fn ident(name: &FuncName) -> RustIdent {
    match name {
        FuncName::Free(name)
        | FuncName::Method(_, name)
        | FuncName::Static(_, name)
        | FuncName::Getter(_, name) => RustIdent::value(name),
        FuncName::Constructor(_) => RustIdent::invented("new"),
        FuncName::Setter(_, name) => RustIdent::snake_part(name).prefixed("set_"),
    }
}

fn func(mention: Mention<'_>, ix: FuncIx, passing: Passing<'_>) -> FuncItem {
    let func = &mention.graph.funcs[ix];
    let (resource, ident) = (func.name.resource(), ident(&func.name));
    let (kind, method) = match &func.name {
        FuncName::Free(_) => (None, false),
        FuncName::Constructor(_) => (Some("constructor"), false),
        FuncName::Method(..) => (Some("method"), true),
        FuncName::Static(..) => (Some("static"), false),
        FuncName::Getter(accessed, _) => (Some("get"), matches!(accessed, Accessed::Value(_))),
        FuncName::Setter(accessed, _) => (Some("set"), matches!(accessed, Accessed::Value(_))),
    };
    // `__` keeps these apart from every WIT name, and the kinds from each other.
    let owner = resource.and_then(|ty| mention.graph.node(ty).name.as_ref()).map(RustIdent::value);
    // That it sets, the kind says already.
    let own = match &func.name {
        FuncName::Setter(_, name) => RustIdent::value(name),
        FuncName::Free(_)
        | FuncName::Constructor(_)
        | FuncName::Method(..)
        | FuncName::Static(..)
        | FuncName::Getter(..) => ident.clone(),
    };
    let parts = kind.into_iter().chain(owner.as_ref().map(RustIdent::as_str)).chain([own.as_str()]);
    let core_ident = RustIdent::invented(parts.collect::<Vec<_>>().join("__"));
    let mut scope = Scope::default();
    let params = func.params.iter().skip(usize::from(method)).map(|(name, ty)| {
        let rust = match (passing, func.sync) {
            (Passing::Borrowed, Sync::Sync) => mention.borrowed(*ty),
            // What is lent might be gone before the call is over.
            (Passing::Borrowed | Passing::Lent { .. }, Sync::Async) | (Passing::Owned, _) => {
                mention.owned(*ty)
            }
            (Passing::Lent { views, traits }, Sync::Sync) => views.param(mention, traits, *ty),
        };
        (scope.take(&RustIdent::value(name)), rust)
    });
    let params = params.collect();
    let result = func.result.map(|ty| mention.owned(ty));
    let makes = matches!(func.name, FuncName::Constructor(_)).then(|| makes(mention, func.result));
    FuncItem {
        func: ix,
        ident,
        core_ident,
        resource,
        method,
        makes,
        params,
        result,
        sync: func.sync,
        chain: None,
        docs: func.docs.clone(),
    }
}

fn makes(mention: Mention<'_>, result: Option<TypeIx>) -> Makes {
    let result = result.map(|ty| mention.graph.resolved(ty));
    match result.filter(|ty| mention.graph.node(*ty).shape == Shape::Result) {
        Some(result) => {
            let error = mention.graph.child(result, 1);
            Makes::OrFails(error.map_or(RustType::Unit, |error| mention.owned(error)))
        }
        None => Makes::Always,
    }
}
