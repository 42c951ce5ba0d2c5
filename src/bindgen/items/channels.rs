//! Futures and streams: what each carries, and the function by whose mention of it the core functions are named.

use crate::abi::AbiPlan;
use crate::abi::channels::ChannelKind;
use crate::abi::func::Direction;
use crate::base::ids::{FuncIx, TypeIx};
use crate::bindgen::items::modules::Module;
use crate::bindgen::items::types::{Mention, RustType};
use crate::graph::TypeGraph;
use crate::graph::node::{Prim, Shape, Sync};

/// The futures or the streams of one payload.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct Channel {
    /// Futures or streams.
    pub(in crate::bindgen) kind: ChannelKind,
    /// The payload, if there is one.
    pub(in crate::bindgen) payload: Option<TypeIx>,
    /// Its Rust type, aliases looked through: equal types are one payload.
    pub(in crate::bindgen) rust: RustType,
    /// The core module that has the core functions.
    pub(in crate::bindgen) module: String,
    /// The function that mentions it.
    pub(in crate::bindgen) func: FuncIx,
    /// Which of the function's mentions it is.
    pub(in crate::bindgen) index: usize,
}

/// One for each payload of a future, and one for each of a stream.
pub(super) fn channels(mention: Mention<'_>, plan: &AbiPlan, root: &Module) -> Vec<Channel> {
    let mut found: Vec<Channel> = Vec::new();
    for (func, side, module) in funcs(root) {
        for (index, ty) in plan.funcs[func].channels.iter().enumerate() {
            let Some(kind) = ChannelKind::of(&mention.graph.node(*ty).shape) else { continue };
            let payload = mention.graph.child(*ty, 0);
            let rust = payload.map_or(RustType::Unit, |payload| canonical(mention, payload));
            if !found.iter().any(|known| known.kind == kind && known.rust == rust) {
                let module = match side {
                    Direction::Import => module.imported_from.clone(),
                    Direction::Export => module.task_module(),
                };
                found.push(Channel { kind, payload, rust, module, func, index });
            }
        }
    }
    found
}

/// Every function, which way it is called, and its module.
fn funcs(root: &Module) -> impl Iterator<Item = (FuncIx, Direction, &Module)> {
    root.all().flat_map(|module| {
        let imports = module.imports.iter().map(move |item| (item.func, Direction::Import, module));
        let exports = module.exports.iter().map(move |item| (item.func, Direction::Export, module));
        imports.chain(exports)
    })
}

/// The type that a type is, whatever it is called.
fn canonical(mention: Mention<'_>, ty: TypeIx) -> RustType {
    let ty = mention.graph.resolved(ty);
    let part = |slot| mention.graph.child(ty, slot).map_or(RustType::Unit, |part| canonical(mention, part));
    match &mention.graph.node(ty).shape {
        Shape::Prim(Prim::String) => RustType::String,
        Shape::Prim(prim) => RustType::Prim(*prim),
        Shape::Tuple => {
            let parts = mention.graph.children(ty);
            RustType::Tuple(parts.into_iter().map(|part| canonical(mention, part)).collect())
        }
        Shape::Option => RustType::Option(Box::new(part(0))),
        Shape::Result => RustType::Result(Box::new(part(0)), Box::new(part(1))),
        Shape::List => RustType::Vec(Box::new(part(0))),
        Shape::FixedList(length) => RustType::Array(Box::new(part(0)), *length),
        Shape::Map => RustType::Map(Box::new(part(0)), Box::new(part(1))),
        Shape::Future => RustType::Future(Box::new(part(0))),
        Shape::Stream => RustType::Stream(Box::new(part(0))),
        Shape::ErrorContext => RustType::ErrorContext,
        Shape::Own | Shape::Alias => part(0),
        Shape::Borrow => RustType::Ref(Box::new(part(0))),
        Shape::Record(_) | Shape::Variant(_) | Shape::Enum(_) | Shape::Flags(_) | Shape::Resource => {
            mention.owned(ty)
        }
    }
}

/// Whether something of the world may have to be waited for.
pub(super) fn has_tasks(plan: &AbiPlan, root: &Module) -> bool {
    let mut items = root.all().flat_map(|module| module.imports.iter().chain(&module.exports));
    items.any(|item| item.sync == Sync::Async || !plan.funcs[item.func].channels.is_empty())
}

/// Whether what the other side sends must be placed in this component's memory.
pub(super) fn needs_realloc(graph: &TypeGraph, plan: &AbiPlan) -> bool {
    let heap = |ty: &TypeIx| graph.child(*ty, 0).is_some_and(|payload| graph.facts[payload].heap);
    let sends = |ix: FuncIx| plan.funcs[ix].channels.iter().any(heap);
    let has_message = graph.type_ids().any(|ty| graph.node(ty).shape == Shape::ErrorContext);
    has_message || graph.funcs.iter().any(|(ix, _)| sends(ix))
}

/// The payloads of what `func` takes or gives: they go both ways.
pub(super) fn payloads(graph: &TypeGraph, plan: &AbiPlan, func: FuncIx) -> Vec<TypeIx> {
    plan.funcs[func].channels.iter().filter_map(|ty| graph.child(*ty, 0)).collect()
}
