//! What a type's shape implies for lowering it, computed once, bottom-up over the graph.

use petgraph::Direction;
use petgraph::graph::NodeIndex;

use crate::base::ids::{Ix, Table, TypeIx};
use crate::graph::TypeGraph;
use crate::graph::node::Shape;

/// What holds of a type and everything it is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact about the type")]
pub struct Facts {
    /// It has a string, list or map inside: values of it point into memory of their own.
    pub heap: bool,
    /// It has `own<..>`, a future, a stream or an error context inside: passing a value hands that over.
    pub own: bool,
    /// It has `borrow<..>` inside.
    pub borrow: bool,
    /// Some function returns it as the error of its result.
    pub error: bool,
}

impl Facts {
    fn join(self, child: Facts) -> Facts {
        Facts {
            heap: self.heap || child.heap,
            own: self.own || child.own,
            borrow: self.borrow || child.borrow,
            error: self.error,
        }
    }
}

/// The facts of every type of `graph`. Types are in order, children first, so one pass reaches the fix-point.
pub(super) fn facts(graph: &TypeGraph) -> Table<TypeIx, Facts> {
    let mut rows: Vec<Facts> = Vec::with_capacity(graph.types.node_count());
    for ty in graph.type_ids() {
        let parts = graph.types.neighbors_directed(NodeIndex::new(ty.index()), Direction::Outgoing);
        let inherited =
            parts.filter_map(|part| rows.get(part.index()).copied()).fold(Facts::default(), Facts::join);
        rows.push(own_facts(&graph.node(ty).shape, inherited));
    }
    for error in errors(graph) {
        if let Some(row) = rows.get_mut(error.index()) {
            row.error = true;
        }
    }
    rows.into_iter().collect()
}

fn own_facts(shape: &Shape, parts: Facts) -> Facts {
    match shape {
        Shape::Prim(crate::graph::node::Prim::String) | Shape::List | Shape::Map => {
            Facts { heap: true, ..parts }
        }
        Shape::Own => Facts { own: true, ..parts },
        // Handles: what comes through them is no part of the value.
        Shape::Future | Shape::Stream | Shape::ErrorContext => Facts { own: true, ..Facts::default() },
        Shape::Borrow => Facts { borrow: true, ..parts },
        Shape::Prim(_)
        | Shape::Record(_)
        | Shape::Variant(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::FixedList(_)
        | Shape::Resource
        | Shape::Alias => parts,
    }
}

/// Every type that stands directly as the `err` of a function's result, aliases looked through.
fn errors(graph: &TypeGraph) -> Vec<TypeIx> {
    let results = graph.funcs.values().filter_map(|func| func.result).map(|result| graph.resolved(result));
    results
        .filter(|result| graph.node(*result).shape == Shape::Result)
        .filter_map(|result| graph.child(result, 1))
        .map(|error| graph.resolved(error))
        .collect()
}
