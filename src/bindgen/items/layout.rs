//! What the printers need to know of a type: whether Rust lays it out as the canonical ABI does, and what is needed
//! to carry it over.

use crate::abi::AbiPlan;
use crate::abi::func::{Args, Direction, FuncPlan};
use crate::base::ids::{Ix, Table, TypeIx};
use crate::bindgen::items::channels;
use crate::bindgen::items::nest::{self, Nest};
use crate::graph::TypeGraph;
use crate::graph::node::{Func, Prim, Shape};

/// How a Rust value of a type relates to the canonical one.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact about the type")]
pub(in crate::bindgen) struct Traits {
    /// The Rust type, as we declare it, *is* the canonical layout: a list of it is adopted, not copied.
    pub(in crate::bindgen) same: bool,
    /// It has a tuple of more elements than Rust's `Debug` is there for.
    pub(in crate::bindgen) wide: bool,
    /// Lowering it makes buffers that must outlive the call.
    pub(in crate::bindgen) keeps: bool,
    /// It is defined elsewhere, by whom we don't know: nothing is known of its layout.
    pub(in crate::bindgen) foreign: bool,
    /// Lifting it makes handles to resources of others that must be dropped before the call returns.
    pub(in crate::bindgen) lends: bool,
    /// Some function lifts it from memory.
    pub(in crate::bindgen) lifted: bool,
    /// Some function lowers it to memory.
    pub(in crate::bindgen) lowered: bool,
    /// Some import takes it as a parameter.
    pub(in crate::bindgen) lent: bool,
    /// Some export returns it.
    pub(in crate::bindgen) returned: bool,
    /// How deep the code nests that carries a value to or from memory.
    pub(in crate::bindgen) stored: Nest,
    /// How deep the code nests that carries a value to or from core values.
    pub(in crate::bindgen) flat: Nest,
}

/// The longest tuple that the standard library implements `Debug` for.
const MAX_DEBUG_TUPLE: usize = 12;

/// The traits of every type, parts before wholes.
pub(in crate::bindgen) fn traits(
    graph: &TypeGraph,
    plan: &AbiPlan,
    foreign: &Table<TypeIx, bool>,
) -> Table<TypeIx, Traits> {
    let mut rows: Vec<Traits> = Vec::new();
    for ty in graph.type_ids() {
        let parts = graph.children(ty);
        let row = |part: &TypeIx| rows.get(part.index()).copied().unwrap_or_default();
        let all_same = || parts.iter().all(|part| row(part).same);
        let any_keeps = || parts.iter().any(|part| row(part).keeps);
        let (same, keeps) = match &graph.node(ty).shape {
            Shape::Prim(Prim::String) => (false, false),
            Shape::Prim(_) | Shape::Enum(_) | Shape::Flags(_) => (!foreign[ty], false),
            // `#[repr(C)]` and `#[repr(C, u8)]` are the canonical layouts of records and variants.
            Shape::Record(_) | Shape::Variant(_) | Shape::FixedList(_) | Shape::Alias => {
                (!foreign[ty] && all_same(), any_keeps())
            }
            // Rust promises nothing about the layout of these.
            Shape::Tuple | Shape::Option | Shape::Result => (false, any_keeps()),
            Shape::List => (false, !all_same()),
            Shape::Map => (false, true),
            Shape::Resource
            | Shape::Own
            | Shape::Borrow
            | Shape::Future
            | Shape::Stream
            | Shape::ErrorContext => (false, false),
        };
        let lends = match &graph.node(ty).shape {
            Shape::Borrow => !parts.iter().any(|resource| graph.is_own_resource(*resource)),
            Shape::Prim(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Record(_)
            | Shape::Variant(_)
            | Shape::FixedList(_)
            | Shape::Alias
            | Shape::Tuple
            | Shape::Option
            | Shape::Result
            | Shape::List
            | Shape::Map
            | Shape::Resource
            | Shape::Own
            | Shape::Future
            | Shape::Stream
            | Shape::ErrorContext => parts.iter().any(|part| row(part).lends),
        };
        let own_width = graph.node(ty).shape == Shape::Tuple && parts.len() > MAX_DEBUG_TUPLE;
        let wide = own_width || parts.iter().any(|part| row(part).wide);
        let foreign = foreign[ty];
        let mut row = Traits { same, wide, keeps, foreign, lends, ..Traits::default() };
        row.stored = nest::stored(graph, ty, &row, &rows);
        row.flat = nest::flat(graph, plan, ty, &rows);
        rows.push(row);
    }
    for (ty, direction) in stored_values(graph, plan) {
        mark(graph, &mut rows, ty, direction);
    }
    rows.into_iter().collect()
}

/// Which way a value in memory goes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Lifted,
    Lent,
    Returned,
}

/// Every type of a parameter or result, with the way it goes.
fn stored_values(graph: &TypeGraph, plan: &AbiPlan) -> Vec<(TypeIx, Way)> {
    let mut values = Vec::new();
    for (ix, func) in graph.funcs.iter() {
        let (args, result) = match plan.funcs[ix].direction {
            Direction::Import => (Way::Lent, Way::Lifted),
            Direction::Export => (Way::Lifted, Way::Returned),
        };
        values.extend(func.params.iter().map(|(_, ty)| (*ty, args)));
        values.extend(func.result.map(|ty| (ty, result)));
        for payload in channels::payloads(graph, plan, ix) {
            values.extend([(payload, Way::Lifted), (payload, Way::Returned)]);
        }
    }
    values
}

fn mark(graph: &TypeGraph, rows: &mut [Traits], ty: TypeIx, way: Way) {
    let Some(row) = rows.get_mut(ty.index()) else { return };
    let seen = match way {
        Way::Lifted => &mut row.lifted,
        Way::Lent => &mut row.lent,
        Way::Returned => &mut row.returned,
    };
    if !std::mem::replace(seen, true) {
        row.lowered = row.lent || row.returned;
        for part in graph.children(ty) {
            mark(graph, rows, part, way);
        }
    }
}

/// Whether some function of that side lifts a value that the other side must place in this component's memory.
pub(in crate::bindgen) fn needs_realloc(graph: &TypeGraph, plan: &AbiPlan, side: Direction) -> bool {
    let heap = |ty: TypeIx| graph.facts[ty].heap;
    graph.funcs.iter().any(|(ix, func)| {
        let plan = &plan.funcs[ix];
        let needs = match plan.direction {
            Direction::Import => func.result.is_some_and(heap),
            Direction::Export => args_need_realloc(graph, plan, func),
        };
        needs && plan.direction == side
    })
}

/// Whether the caller of an export must place something in this component's memory.
pub(in crate::bindgen) fn args_need_realloc(graph: &TypeGraph, plan: &FuncPlan, func: &Func) -> bool {
    matches!(plan.args, Args::Spilled { .. }) || func.params.iter().any(|(_, ty)| graph.facts[*ty].heap)
}
