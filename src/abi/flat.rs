//! Flat types, joins and core signatures (Canonical ABI, "Flattening").

use crate::abi::AbiPlan;
use crate::abi::func::Direction;
use crate::base::ids::TypeIx;
use crate::graph::TypeGraph;
use crate::graph::node::{Func, Prim, Shape, Sync};

/// More flat parameters than this are passed in memory.
pub const MAX_FLAT_PARAMS: usize = 16;
/// More flat parameters than this are passed in memory to an `async` import.
pub const MAX_FLAT_ASYNC_PARAMS: usize = 4;
/// More flat results than this are returned in memory.
pub const MAX_FLAT_RESULTS: usize = 1;

/// The type of one core wasm value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the core type of its name")]
pub enum CoreType {
    I32,
    I64,
    F32,
    F64,
}

impl CoreType {
    /// The type of a slot that holds now one, now the other (Canonical ABI, `join`).
    #[must_use]
    pub fn join(self, other: CoreType) -> CoreType {
        match (self, other) {
            (CoreType::I32, CoreType::I32 | CoreType::F32) | (CoreType::F32, CoreType::I32) => CoreType::I32,
            (CoreType::F32, CoreType::F32) => CoreType::F32,
            (CoreType::F64, CoreType::F64) => CoreType::F64,
            (CoreType::I32 | CoreType::F32, CoreType::I64 | CoreType::F64)
            | (CoreType::I64, CoreType::I32 | CoreType::I64 | CoreType::F32 | CoreType::F64)
            | (CoreType::F64, CoreType::I32 | CoreType::I64 | CoreType::F32) => CoreType::I64,
        }
    }

    /// As the text format writes it.
    pub fn name(self) -> &'static str {
        match self {
            CoreType::I32 => "i32",
            CoreType::I64 => "i64",
            CoreType::F32 => "f32",
            CoreType::F64 => "f64",
        }
    }
}

/// A value as a row of core values, at most [`MAX_FLAT_PARAMS`].
pub type Flat = Vec<CoreType>;

/// The core function that carries a component function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CoreSig {
    /// Core parameters. With a retptr, an import has it last.
    pub params: Vec<CoreType>,
    /// Core results: none or one.
    pub results: Vec<CoreType>,
    /// The arguments are in memory, and the one core parameter points to them.
    pub indirect_params: bool,
    /// The result is in memory: an import is given the address to write to, an export returns it.
    pub retptr: bool,
}

/// The core value that carries a scalar.
pub fn prim_core(prim: Prim) -> CoreType {
    match prim {
        Prim::U64 | Prim::S64 => CoreType::I64,
        Prim::F32 => CoreType::F32,
        Prim::F64 => CoreType::F64,
        Prim::Bool
        | Prim::U8
        | Prim::U16
        | Prim::U32
        | Prim::S8
        | Prim::S16
        | Prim::S32
        | Prim::Char
        | Prim::String => CoreType::I32,
    }
}

/// The core values of `ty`, whose parts have theirs in `plan` already. `None` if they are more than can be passed.
pub(super) fn flat(graph: &TypeGraph, plan: &AbiPlan, ty: TypeIx) -> Option<Flat> {
    let parts = || graph.children(ty).into_iter().map(|part| plan.types[part].flat.as_ref());
    match &graph.node(ty).shape {
        Shape::Prim(Prim::String) | Shape::List | Shape::Map => Some(vec![CoreType::I32; 2]),
        Shape::Prim(prim) => Some(vec![prim_core(*prim)]),
        Shape::Record(_) | Shape::Tuple => sequence(parts()),
        Shape::Variant(_) | Shape::Option | Shape::Result | Shape::Enum(_) => tagged(parts()),
        Shape::Flags(flags) => Some(if flags.is_empty() { Flat::new() } else { vec![CoreType::I32] }),
        Shape::FixedList(length) => {
            let element = parts().next()??;
            let length = usize::try_from(*length).ok()?;
            // Only flags without any flag take no core value, and each of them must be written all the same.
            let fits = element.len().max(1).checked_mul(length)? <= MAX_FLAT_PARAMS;
            fits.then(|| element.iter().copied().cycle().take(element.len() * length).collect())
        }
        Shape::Own | Shape::Borrow | Shape::Future | Shape::Stream | Shape::ErrorContext => {
            Some(vec![CoreType::I32])
        }
        Shape::Resource => Some(Flat::new()),
        Shape::Alias => parts().next()?.cloned(),
    }
}

/// One after the other.
fn sequence<'a>(parts: impl IntoIterator<Item = Option<&'a Flat>>) -> Option<Flat> {
    let mut whole = Flat::new();
    for part in parts {
        whole.extend(part?);
        if whole.len() > MAX_FLAT_PARAMS {
            return None;
        }
    }
    Some(whole)
}

/// A discriminant, then the join of the payloads, slot by slot.
fn tagged<'a>(payloads: impl IntoIterator<Item = Option<&'a Flat>>) -> Option<Flat> {
    let mut slots = Flat::new();
    for payload in payloads {
        for (index, core) in payload?.iter().enumerate() {
            match slots.get_mut(index) {
                Some(slot) => *slot = slot.join(*core),
                None => slots.push(*core),
            }
        }
    }
    slots.insert(0, CoreType::I32);
    (slots.len() <= MAX_FLAT_PARAMS).then_some(slots)
}

/// The core signature of `func` (Canonical ABI, `flatten_functype`).
pub(super) fn signature(plan: &AbiPlan, func: &Func, direction: Direction) -> CoreSig {
    match (func.sync, direction) {
        (Sync::Sync, _) => sync(plan, func, direction),
        (Sync::Async, Direction::Import) => async_import(plan, func),
        (Sync::Async, Direction::Export) => async_export(plan, func),
    }
}

fn sync(plan: &AbiPlan, func: &Func, direction: Direction) -> CoreSig {
    let (mut params, indirect_params) = params(plan, func, MAX_FLAT_PARAMS);
    let result = func.result.map(|ty| plan.types[ty].flat.as_ref());
    let (results, retptr) = match result {
        None => (Vec::new(), false),
        Some(Some(flat)) if flat.len() <= MAX_FLAT_RESULTS => (flat.clone(), false),
        Some(_) => match direction {
            Direction::Import => {
                params.push(CoreType::I32);
                (Vec::new(), true)
            }
            Direction::Export => (vec![CoreType::I32], true),
        },
    };
    CoreSig { params, results, indirect_params, retptr }
}

/// Any result is written to memory when it is there; what the core function returns is how far the call has come.
fn async_import(plan: &AbiPlan, func: &Func) -> CoreSig {
    let (mut params, indirect_params) = params(plan, func, MAX_FLAT_ASYNC_PARAMS);
    params.extend(func.result.map(|_| CoreType::I32));
    CoreSig { params, results: vec![CoreType::I32], indirect_params, retptr: func.result.is_some() }
}

/// What the core function returns is what it waits for; the result is given to `task.return`.
fn async_export(plan: &AbiPlan, func: &Func) -> CoreSig {
    let (params, indirect_params) = params(plan, func, MAX_FLAT_PARAMS);
    CoreSig { params, results: vec![CoreType::I32], indirect_params, retptr: false }
}

/// The signature of the `task.return` of an `async` export: of a function that takes its result.
pub(super) fn task_return(plan: &AbiPlan, func: &Func) -> CoreSig {
    let result = sequence(func.result.map(|ty| plan.types[ty].flat.as_ref()));
    let indirect_params = result.is_none();
    let params = result.unwrap_or_else(|| vec![CoreType::I32]);
    CoreSig { params, results: Vec::new(), indirect_params, retptr: false }
}

/// Core parameters, and whether they are but the address of the arguments.
fn params(plan: &AbiPlan, func: &Func, max: usize) -> (Flat, bool) {
    let flat = sequence(func.params.iter().map(|(_, ty)| plan.types[*ty].flat.as_ref()));
    match flat.filter(|flat| flat.len() <= max) {
        Some(flat) => (flat, false),
        None => (vec![CoreType::I32], true),
    }
}
