//! Views: what a parameter of an export is that stays where the caller put it.

use crate::base::ids::{Ix, Table, TypeIx};
use crate::base::maps::HashSet;
use crate::bindgen::ident::{RustIdent, RustPath};
use crate::bindgen::items::layout::Traits;
use crate::bindgen::items::paths::Paths;
use crate::bindgen::items::types::{Mention, RustType};
use crate::bindgen::options::Params;
use crate::graph::TypeGraph;
use crate::graph::node::{Prim, Shape};

/// Which parameters are views, and where the views of records and variants are defined.
#[derive(Clone, Debug, Default)]
pub(in crate::bindgen) struct Views {
    /// By type: whether a parameter of it is a view. Empty where parameters are owned.
    lent: Table<TypeIx, bool>,
    /// By type: the view of a record or variant, if anything needs one.
    paths: Table<TypeIx, Option<RustPath>>,
}

impl Views {
    /// Views for the parameters of exports, if they were asked for.
    pub(super) fn choose(
        params: Params,
        graph: &TypeGraph,
        traits: &Table<TypeIx, Traits>,
        paths: &Paths,
    ) -> Self {
        match params {
            Params::Owned => Self::default(),
            Params::Borrowed => {
                let lent = lent(graph, traits);
                let paths = view_paths(graph, traits, paths, &lent);
                Self { lent, paths }
            }
        }
    }

    /// Whether what arguments point to is lent to the component.
    pub(in crate::bindgen) fn lend(&self) -> bool {
        !self.lent.is_empty()
    }

    /// Whether a parameter of that type is a view. What has no memory of its own is not, nor what hands something
    /// over: that is a value of its owner's.
    pub(in crate::bindgen) fn covers(&self, ty: TypeIx) -> bool {
        self.lent.get(ty).copied().unwrap_or_default()
    }

    /// The view of a record or variant.
    pub(in crate::bindgen) fn path(&self, ty: TypeIx) -> Option<&RustPath> {
        self.paths.get(ty)?.as_ref()
    }

    /// The Rust type of a parameter of an export.
    pub(super) fn param(&self, mention: Mention<'_>, traits: &Table<TypeIx, Traits>, ty: TypeIx) -> RustType {
        if !self.covers(ty) {
            return mention.owned(ty);
        }
        let graph = mention.graph;
        let target = graph.resolved(ty);
        let part =
            |slot| graph.child(target, slot).map_or(RustType::Unit, |part| self.param(mention, traits, part));
        let element = || match graph.child(target, 0) {
            Some(element) if traits[element].same => mention.owned(element),
            Some(element) => RustType::View(element),
            None => RustType::Unit,
        };
        match &graph.node(target).shape {
            Shape::Prim(Prim::String) => RustType::Str,
            Shape::List => RustType::Slice(Box::new(element())),
            Shape::FixedList(length) => RustType::Array(Box::new(element()), *length),
            Shape::Option => RustType::Option(Box::new(part(0))),
            Shape::Result => RustType::Result(Box::new(part(0)), Box::new(part(1))),
            Shape::Tuple => {
                let parts = graph.children(target).into_iter();
                RustType::Tuple(parts.map(|part| self.param(mention, traits, part)).collect())
            }
            Shape::Record(_) | Shape::Variant(_) => RustType::View(target),
            Shape::Prim(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Map
            | Shape::Resource
            | Shape::Own
            | Shape::Borrow
            | Shape::Future
            | Shape::Stream
            | Shape::ErrorContext
            | Shape::Alias => mention.owned(ty),
        }
    }
}

/// Parts before wholes. Maps are owned, and whatever hands something over; so is what nests so deep, as core values,
/// that its code is cut into functions.
fn lent(graph: &TypeGraph, traits: &Table<TypeIx, Traits>) -> Table<TypeIx, bool> {
    let (mut plain, mut shallow): (Vec<bool>, Vec<bool>) = (Vec::new(), Vec::new());
    for ty in graph.type_ids() {
        let parts = graph.children(ty);
        let all = |rows: &[bool]| parts.iter().all(|part| rows.get(part.index()).is_some_and(|row| *row));
        let (is_plain, is_shallow) = match &graph.node(ty).shape {
            Shape::Prim(_) | Shape::Enum(_) | Shape::Flags(_) => (true, true),
            // Elements are in memory, whatever they are.
            Shape::List => (all(&plain), true),
            Shape::Record(_)
            | Shape::Variant(_)
            | Shape::Tuple
            | Shape::Option
            | Shape::Result
            | Shape::FixedList(_)
            | Shape::Alias => (all(&plain), !traits[ty].flat.apart && all(&shallow)),
            Shape::Map
            | Shape::Resource
            | Shape::Own
            | Shape::Borrow
            | Shape::Future
            | Shape::Stream
            | Shape::ErrorContext => (false, true),
        };
        plain.push(is_plain && !traits[ty].foreign);
        shallow.push(is_shallow);
    }
    let rows = graph.type_ids().zip(plain.into_iter().zip(shallow));
    rows.map(|(ty, (plain, shallow))| plain && shallow && graph.facts[ty].heap).collect()
}

/// A name for the view of every record and variant that a view has inside, and for its aliases: `ItemRef` of `Item`.
fn view_paths(
    graph: &TypeGraph,
    traits: &Table<TypeIx, Traits>,
    paths: &Paths,
    lent: &Table<TypeIx, bool>,
) -> Table<TypeIx, Option<RustPath>> {
    let mut needed = vec![false; graph.types.node_count()];
    let exports = graph.exports.values().flat_map(crate::graph::print::funcs_of);
    let params = exports.flat_map(|func| graph.funcs[func].params.iter().map(|(_, ty)| *ty));
    for param in params.filter(|param| lent[*param]) {
        mark(graph, traits, &mut needed, param);
    }
    for ty in graph.type_ids() {
        let target = needed.get(graph.resolved(ty).index()).copied();
        if let (Some(row), Some(true)) = (needed.get_mut(ty.index()), target) {
            *row = true;
        }
    }
    let mut taken: HashSet<RustPath> = graph.type_ids().filter_map(|ty| paths[ty].clone()).collect();
    let view = |(ty, needed): (TypeIx, bool)| {
        let is_record = |ty| matches!(graph.node(ty).shape, Shape::Record(_) | Shape::Variant(_));
        let needed = needed && is_record(graph.resolved(ty));
        let (ident, module) = paths[ty].as_ref().filter(|_| needed)?.0.split_last()?;
        let module = RustPath(module.to_vec());
        let mut name = format!("{}Ref", ident.as_str().trim_end_matches('_'));
        while !taken.insert(module.child(RustIdent::invented(name.clone()))) {
            name.push('_');
        }
        Some(module.child(RustIdent::invented(name)))
    };
    graph.type_ids().zip(needed).map(view).collect()
}

fn mark(graph: &TypeGraph, traits: &Table<TypeIx, Traits>, needed: &mut [bool], ty: TypeIx) {
    let Some(row) = needed.get_mut(ty.index()) else { return };
    if traits[ty].same || std::mem::replace(row, true) {
        return;
    }
    for part in graph.children(ty) {
        mark(graph, traits, needed, part);
    }
}
