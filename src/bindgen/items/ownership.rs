//! Which types borrow: under `--ownership borrowing`, those that are only lent to imports.

use crate::base::ids::{Table, TypeIx};
use crate::bindgen::options::Ownership;
use crate::graph::TypeGraph;
use crate::graph::node::{Shape, Side, Sync};
use crate::graph::print::funcs_of;

/// What a named type does with the memory of its strings and lists.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::bindgen) enum Lending {
    /// It owns it, or has none.
    #[default]
    Owns,
    /// It borrows it, for its lifetime `'a`.
    Borrows,
    /// There are two types: `XParam<'a>` borrows and `XResult` owns.
    Both,
}

/// What each type does. Only the names of types are asked for it: types written in place follow their use.
pub(super) fn lending(
    graph: &TypeGraph,
    ownership: Ownership,
    foreign: &Table<TypeIx, bool>,
) -> Table<TypeIx, Lending> {
    let (mut lent, mut owned) = (Vec::new(), Vec::new());
    for (side, items) in [(Side::Import, &graph.imports), (Side::Export, &graph.exports)] {
        for func in items.values().flat_map(funcs_of).map(|func| &graph.funcs[func]) {
            let params = func.params.iter().map(|(_, ty)| *ty);
            // The values of an `async` import are kept until it has been answered.
            match (side, func.sync) {
                (Side::Import, Sync::Sync) => lent.extend(params),
                (Side::Import, Sync::Async) | (Side::Export, _) => owned.extend(params),
            }
            owned.extend(func.result);
        }
    }
    // What goes through a stream or future is handed over.
    let is_channel = |ty: &TypeIx| matches!(graph.node(*ty).shape, Shape::Future | Shape::Stream);
    owned.extend(graph.type_ids().filter(is_channel).flat_map(|ty| graph.children(ty)));
    let (lent, owned) = (graph.reached(lent), graph.reached(owned));
    let of = |ty: TypeIx| {
        let facts = graph.facts[ty];
        let here = !foreign[graph.resolved(ty)];
        if ownership == Ownership::Owning || !here || !facts.heap || facts.own || !lent.contains(&ty) {
            return Lending::Owns;
        }
        match (owned.contains(&ty), ownership) {
            (false, _) => Lending::Borrows,
            (true, Ownership::BorrowingDuplicateIfNecessary) => Lending::Both,
            (true, Ownership::Owning | Ownership::Borrowing) => Lending::Owns,
        }
    };
    graph.type_ids().map(|ty| if graph.node(ty).name.is_some() { of(ty) } else { Lending::Owns }).collect()
}
