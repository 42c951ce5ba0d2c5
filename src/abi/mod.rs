//! `TypeGraph` to `AbiPlan`: how every function's values are lowered and lifted. Pure data; no text, no bytes.
//!
//! It follows "Canonical ABI" of the component model (`CanonicalABI.md`), for 32-bit memories and UTF-8 strings.

/// Futures and streams.
pub mod channels;
/// What can't be planned.
pub mod error;
/// Flat types, joins and core signatures.
pub mod flat;
/// What a callee's results own, and post-return must release.
pub mod free;
/// The plan of one function.
pub mod func;
/// Size, alignment and offsets in memory.
pub mod layout;
/// Where the parts of one value sit.
pub mod place;
/// The plan as text, for `--emit abi`.
pub mod print;

use crate::abi::error::AbiError;
use crate::abi::flat::Flat;
use crate::abi::free::Free;
use crate::abi::func::FuncPlan;
use crate::abi::layout::Layout;
use crate::abi::place::Placed;
use crate::base::ids::{FuncIx, Table, TypeIx};
use crate::base::problems::Problems;
use crate::base::source::Sources;
use crate::graph::TypeGraph;

/// How every value of a world crosses the boundary.
#[derive(Clone, Debug, Default)]
pub struct AbiPlan {
    /// What is known of each type.
    pub types: Table<TypeIx, TypePlan>,
    /// How each function is called, as an import or as an export.
    pub funcs: Table<FuncIx, FuncPlan>,
}

/// How values of one type look.
#[derive(Clone, Debug)]
pub struct TypePlan {
    /// In memory.
    pub layout: Layout,
    /// As core values; `None` where it takes more than any function could pass.
    pub flat: Option<Flat>,
    /// Its parts, when it is stored in memory.
    pub stored: Placed,
    /// What a stored value owns, if anything.
    pub free: Option<Free>,
}

/// Plans every type and function of `graph`.
///
/// # Errors
/// All types and parameters that are too large, each with its place in `sources`.
pub fn plan(graph: &TypeGraph, sources: &Sources) -> Result<AbiPlan, Problems<AbiError>> {
    let mut problems = Problems::new();
    let mut plan = AbiPlan::default();
    for ty in graph.type_ids() {
        let layout = match layout::layout(graph, &plan, ty) {
            Ok(layout) => layout,
            Err(error::TooLarge) => {
                problems.push(error::too_large(graph, ty, sources));
                Layout::default()
            }
        };
        let flat = flat::flat(graph, &plan, ty);
        let stored = place::stored(graph, &plan, ty, &layout);
        let free = free::free(&plan, &stored);
        plan.types.push(TypePlan { layout, flat, stored, free });
    }
    func::plan_funcs(graph, &mut plan, sources, &mut problems);
    problems.or_value(plan)
}
