//! Which types are there: those that functions mention, and what those are made of.

use crate::base::ids::{Table, TypeIx};
use crate::bindgen::options::Options;
use crate::graph::TypeGraph;
use crate::graph::node::Shape;

/// Whether each type is defined in the file.
pub(super) fn used(graph: &TypeGraph, options: &Options) -> Table<TypeIx, bool> {
    let of_func = |func: &crate::graph::node::Func| {
        func.params.iter().map(|(_, ty)| *ty).chain(func.result).collect::<Vec<_>>()
    };
    let mentioned = graph.reached(graph.funcs.values().flat_map(of_func).collect());
    // What has become another name of an equal type is there as long as that type is.
    let merged = options.types.merge_structurally_equal_types;
    let is_used = |ty: TypeIx| {
        options.select.generate_unused_types
            || mentioned.contains(&ty)
            || stands_alone(&graph.node(ty).shape)
            || (merged && mentioned.contains(&graph.resolved(ty)))
    };
    graph.type_ids().map(is_used).collect()
}

/// Enums, flags and resources are there though nothing mentions them, as wit-bindgen has it.
fn stands_alone(shape: &Shape) -> bool {
    match shape {
        Shape::Enum(_) | Shape::Flags(_) | Shape::Resource => true,
        Shape::Prim(_)
        | Shape::Record(_)
        | Shape::Variant(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => false,
    }
}
