//! Where the parts of one value sit: the tree that both lowering and lifting walk.

use crate::abi::AbiPlan;
use crate::abi::layout::{Layout, TagWidth};
use crate::base::ids::TypeIx;
use crate::graph::TypeGraph;
use crate::graph::node::{Prim, Shape};

/// Where one core value sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The core parameter or result of that index. Its core type is the signature's, which in a variant may be wider
    /// than the value's own.
    Flat(u32),
    /// That many bytes behind the start of the value in memory.
    Mem(u32),
}

impl Place {
    /// The place of the length, given that of the pointer.
    fn second(self) -> Place {
        match self {
            Place::Flat(slot) => Place::Flat(slot + 1),
            Place::Mem(offset) => Place::Mem(offset + 4),
        }
    }
}

/// A value, and where its parts sit. The same tree is read to lower the value and to lift it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Placed {
    /// A number, a bool or a char.
    Scalar {
        /// Which.
        prim: Prim,
        /// Where.
        at: Place,
    },
    /// A string: UTF-8 bytes elsewhere in memory.
    Text {
        /// Address of the bytes; the number of bytes is next to it.
        ptr: Place,
        /// Number of bytes.
        len: Place,
    },
    /// A list: elements elsewhere in memory, each as its type is stored.
    List {
        /// The elements' type.
        element: TypeIx,
        /// Address of the first.
        ptr: Place,
        /// Number of elements.
        len: Place,
    },
    /// A map: entries elsewhere in memory, each a key and a value as a tuple of the two is stored.
    Map {
        /// The keys' type.
        key: TypeIx,
        /// The values' type.
        value: TypeIx,
        /// How one entry lies in memory; its one offset is the value's.
        entry: Layout,
        /// Address of the first entry.
        ptr: Place,
        /// Number of entries.
        len: Place,
    },
    /// A list of fixed length, in place.
    FixedList {
        /// The list.
        ty: TypeIx,
        /// The elements' type.
        element: TypeIx,
        /// Each element.
        items: Items,
    },
    /// A record's or tuple's fields, in order.
    Fields {
        /// The record or tuple.
        ty: TypeIx,
        /// One for each field.
        fields: Vec<Placed>,
    },
    /// A variant, option or result: a discriminant and the payload of the case that it names.
    Tagged {
        /// The variant, option or result.
        ty: TypeIx,
        /// Where the discriminant is.
        tag: Place,
        /// How wide it is in memory.
        width: TagWidth,
        /// One for each case, `None` where it has no payload. `none` comes before `some`, `ok` before `err`.
        cases: Vec<Option<Placed>>,
        /// Core slots that the payloads share, the discriminant's not counted; none in memory.
        slots: u32,
    },
    /// An enum: a discriminant.
    Enum {
        /// The enum.
        ty: TypeIx,
        /// Where it is.
        at: Place,
    },
    /// Flags: bits. No flags take no core value but a byte of memory.
    Flags {
        /// The flags.
        ty: TypeIx,
        /// Where they are, unless there are none.
        at: Option<Place>,
    },
    /// A handle.
    Handle {
        /// `own<..>` or `borrow<..>` or what acts like the former.
        ty: TypeIx,
        /// Where it is.
        at: Place,
    },
    /// A value in memory, laid out as its type always is: `AbiPlan::types` has the parts.
    Stored {
        /// Its type.
        ty: TypeIx,
        /// Bytes behind the start of what it is a part of.
        offset: u32,
    },
}

/// The elements of a list of fixed length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Items {
    /// Each in core values of its own.
    Flat(Vec<Placed>),
    /// Side by side in memory.
    Mem {
        /// Bytes behind the start of the value.
        offset: u32,
        /// How many.
        length: u32,
    },
}

/// The parts of a `ty` in memory, relative to its start. Parts that have parts of their own are left to their types.
pub(super) fn stored(graph: &TypeGraph, plan: &AbiPlan, ty: TypeIx, layout: &Layout) -> Placed {
    let parts = graph.children(ty);
    let at = Place::Mem(0);
    match &graph.node(ty).shape {
        Shape::Record(_) | Shape::Tuple => {
            let parts = parts.iter().zip(&layout.offsets);
            Placed::Fields { ty, fields: parts.map(|(part, offset)| part_at(*part, *offset)).collect() }
        }
        Shape::Variant(_) | Shape::Option | Shape::Result => {
            let payload = layout.offsets.first().copied().unwrap_or_default();
            let cases = payloads(graph, ty).into_iter().map(|part| Some(part_at(part?, payload))).collect();
            let width = layout.tag.unwrap_or(TagWidth::Bits8);
            Placed::Tagged { ty, tag: at, width, cases, slots: 0 }
        }
        Shape::FixedList(length) => match parts.first() {
            Some(element) => {
                let items = Items::Mem { offset: 0, length: *length };
                Placed::FixedList { ty, element: *element, items }
            }
            None => Placed::Stored { ty, offset: 0 },
        },
        Shape::Alias => match parts.first() {
            Some(target) => part_at(*target, 0),
            None => Placed::Stored { ty, offset: 0 },
        },
        Shape::Flags(_) => Placed::Flags { ty, at: Some(at) },
        Shape::Prim(_)
        | Shape::Enum(_)
        | Shape::List
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext => leaf(graph, plan, ty, at),
    }
}

/// A value of `ty` in core values from `slot` on. Only for types that can be flat.
pub fn flat(graph: &TypeGraph, plan: &AbiPlan, ty: TypeIx, slot: u32) -> Placed {
    let parts = graph.children(ty);
    let at = Place::Flat(slot);
    match &graph.node(ty).shape {
        Shape::Record(_) | Shape::Tuple => Placed::Fields { ty, fields: sequence(graph, plan, parts, slot) },
        Shape::Variant(cases) => tagged(graph, plan, ty, slot, TagWidth::for_cases(cases.len())),
        Shape::Option | Shape::Result => tagged(graph, plan, ty, slot, TagWidth::Bits8),
        Shape::FixedList(length) => match parts.first() {
            Some(element) => {
                let items = std::iter::repeat_n(*element, *length as usize);
                let items = Items::Flat(sequence(graph, plan, items, slot));
                Placed::FixedList { ty, element: *element, items }
            }
            None => Placed::Stored { ty, offset: 0 },
        },
        Shape::Alias => match parts.first() {
            Some(target) => flat(graph, plan, *target, slot),
            None => Placed::Stored { ty, offset: 0 },
        },
        Shape::Flags(flags) => Placed::Flags { ty, at: (!flags.is_empty()).then_some(at) },
        Shape::Prim(_)
        | Shape::Enum(_)
        | Shape::List
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext => leaf(graph, plan, ty, at),
    }
}

/// Values one after the other, from `slot` on.
pub(super) fn sequence(
    graph: &TypeGraph,
    plan: &AbiPlan,
    types: impl IntoIterator<Item = TypeIx>,
    slot: u32,
) -> Vec<Placed> {
    let mut slot = slot;
    let mut values = Vec::new();
    for ty in types {
        values.push(flat(graph, plan, ty, slot));
        slot += flat_len(plan, ty);
    }
    values
}

fn tagged(graph: &TypeGraph, plan: &AbiPlan, ty: TypeIx, slot: u32, width: TagWidth) -> Placed {
    let cases = payloads(graph, ty);
    let cases = cases.into_iter().map(|part| Some(flat(graph, plan, part?, slot + 1))).collect();
    let slots = flat_len(plan, ty).saturating_sub(1);
    Placed::Tagged { ty, tag: Place::Flat(slot), width, cases, slots }
}

/// Values that are in one piece wherever they are.
fn leaf(graph: &TypeGraph, plan: &AbiPlan, ty: TypeIx, at: Place) -> Placed {
    let part = |slot| graph.child(ty, slot).unwrap_or(ty);
    match &graph.node(ty).shape {
        Shape::Prim(Prim::String) => Placed::Text { ptr: at, len: at.second() },
        Shape::Prim(prim) => Placed::Scalar { prim: *prim, at },
        Shape::Enum(_) => Placed::Enum { ty, at },
        Shape::List => Placed::List { element: part(0), ptr: at, len: at.second() },
        Shape::Map => {
            let (key, value) = (part(0), part(1));
            let entry = entry(plan, key, value);
            Placed::Map { key, value, entry, ptr: at, len: at.second() }
        }
        Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Resource => Placed::Handle { ty, at },
        Shape::Record(_)
        | Shape::Variant(_)
        | Shape::Flags(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::FixedList(_)
        | Shape::Alias => Placed::Stored { ty, offset: 0 },
    }
}

/// How one entry of a map lies in memory.
fn entry(plan: &AbiPlan, key: TypeIx, value: TypeIx) -> Layout {
    let parts = [key, value].into_iter().filter_map(|part| Some(&plan.types.get(part)?.layout));
    // The map itself has been laid out from the same parts, so they can't be too large here.
    let mut entry = crate::abi::layout::fields(parts).unwrap_or_default();
    entry.offsets = entry.offsets.split_off(entry.offsets.len().min(1));
    entry
}

/// A part of a stored value.
fn part_at(ty: TypeIx, offset: u32) -> Placed {
    Placed::Stored { ty, offset }
}

/// The payload of each case, in the order of the discriminants.
pub(super) fn payloads(graph: &TypeGraph, ty: TypeIx) -> Vec<Option<TypeIx>> {
    match &graph.node(ty).shape {
        Shape::Variant(cases) => (0..).zip(cases).map(|(slot, _)| graph.child(ty, slot)).collect(),
        Shape::Option => vec![None, graph.child(ty, 0)],
        Shape::Result => vec![graph.child(ty, 0), graph.child(ty, 1)],
        Shape::Prim(_)
        | Shape::Record(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Tuple
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => Vec::new(),
    }
}

fn flat_len(plan: &AbiPlan, ty: TypeIx) -> u32 {
    let flat = plan.types.get(ty).and_then(|plan| plan.flat.as_ref());
    flat.map_or(0, |flat| u32::try_from(flat.len()).unwrap_or(u32::MAX))
}
