//! How deep the code nests that carries a value, and where it is cut: rustfmt takes twice as long for every level of
//! a statement, and people give up earlier.

use crate::abi::AbiPlan;
use crate::base::ids::{Ix, TypeIx};
use crate::bindgen::items::layout::Traits;
use crate::graph::TypeGraph;
use crate::graph::node::Shape;

/// The code for the values of one type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::bindgen) struct Nest {
    /// Levels of it.
    levels: usize,
    /// It is a function of its own, and called where such a value is a part of another.
    pub(in crate::bindgen) apart: bool,
}

/// As many levels as a function has.
const DEEP: usize = 6;

impl Nest {
    fn of(levels: usize) -> Self {
        Self { levels, apart: levels >= DEEP }
    }

    /// rustfmt's editions disagree on a fixed-length list that is too long for a line, as it soon is in a signature.
    fn of_fixed_list(levels: usize) -> Self {
        Self { levels, apart: levels >= 2 * DEEP }
    }

    fn inline(levels: usize) -> Self {
        Self { levels, apart: false }
    }

    /// The levels that are seen from outside.
    fn seen(self) -> usize {
        if self.apart { 0 } else { self.levels }
    }
}

/// The code for memory. Records and variants have functions anyway, with their images.
pub(super) fn stored(graph: &TypeGraph, ty: TypeIx, own: &Traits, rows: &[Traits]) -> Nest {
    let inside = || deepest(graph, ty, rows, |row| row.stored);
    match &graph.node(ty).shape {
        _same if own.same => Nest::default(),
        Shape::Alias => Nest::inline(inside()),
        Shape::Tuple | Shape::Option | Shape::Result | Shape::List | Shape::Map => Nest::of(1 + inside()),
        Shape::FixedList(_) => Nest::of_fixed_list(1 + inside()),
        Shape::Record(_)
        | Shape::Variant(_)
        | Shape::Prim(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext => Nest::default(),
    }
}

/// The code for core values, which goes into records and variants. Elements of lists are in memory.
pub(super) fn flat(graph: &TypeGraph, plan: &AbiPlan, ty: TypeIx, rows: &[Traits]) -> Nest {
    let inside = || deepest(graph, ty, rows, |row| row.flat);
    let is_flat = plan.types[ty].flat.as_ref().is_some_and(|flat| !flat.is_empty());
    match &graph.node(ty).shape {
        Shape::Alias => Nest::inline(inside()),
        Shape::List | Shape::Map => Nest::inline(1 + deepest(graph, ty, rows, |row| row.stored)),
        Shape::Record(_) | Shape::Variant(_) | Shape::Tuple | Shape::Option | Shape::Result if is_flat => {
            Nest::of(1 + inside())
        }
        Shape::FixedList(_) if is_flat => Nest::of_fixed_list(1 + inside()),
        Shape::Record(_)
        | Shape::Variant(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::FixedList(_)
        | Shape::Prim(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext => Nest::default(),
    }
}

/// The levels seen of the parts of a type, which come before it.
fn deepest(graph: &TypeGraph, ty: TypeIx, rows: &[Traits], nest: impl Fn(&Traits) -> Nest) -> usize {
    let parts = graph.children(ty);
    parts.iter().filter_map(|part| rows.get(part.index())).map(|row| nest(row).seen()).max().unwrap_or(0)
}
