//! Size, alignment and offsets in memory (Canonical ABI, "Alignment" and "Element Size").

use crate::abi::AbiPlan;
use crate::abi::error::TooLarge;
use crate::base::ids::TypeIx;
use crate::graph::TypeGraph;
use crate::graph::node::{Prim, Shape};

/// How a type lies in a 32-bit memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    /// Bytes it takes, a multiple of `align`.
    pub size: u32,
    /// Bytes its address is a multiple of: 1, 2, 4 or 8; 0 for a type without parts that is never stored.
    pub align: u32,
    /// Record and tuple: the offset of each field. Variant, option and result: the payload's offset, once.
    /// Map: the offset of the value in an entry, once.
    pub offsets: Vec<u32>,
    /// Variant-like: bytes of the discriminant.
    pub tag: Option<TagWidth>,
}

/// How wide a discriminant is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the number of bits it says")]
pub enum TagWidth {
    Bits8,
    Bits16,
    Bits32,
}

impl TagWidth {
    /// The width for a number of cases (Canonical ABI, `discriminant_type`).
    pub fn for_cases(cases: usize) -> Self {
        match cases {
            0..=0x100 => TagWidth::Bits8,
            0x101..=0x1_0000 => TagWidth::Bits16,
            _ => TagWidth::Bits32,
        }
    }

    /// The width for a number of flags.
    pub fn for_flags(flags: usize) -> Self {
        match flags {
            0..=8 => TagWidth::Bits8,
            9..=16 => TagWidth::Bits16,
            _ => TagWidth::Bits32,
        }
    }

    /// In bytes.
    pub fn bytes(self) -> u32 {
        match self {
            TagWidth::Bits8 => 1,
            TagWidth::Bits16 => 2,
            TagWidth::Bits32 => 4,
        }
    }
}

/// Rounds `offset` up to a multiple of `align`.
pub fn align_to(offset: u32, align: u32) -> Result<u32, TooLarge> {
    offset.checked_next_multiple_of(align.max(1)).ok_or(TooLarge)
}

/// The layout of a pointer and a length.
fn slice() -> Layout {
    Layout { size: 8, align: 4, ..Layout::default() }
}

fn scalar(bytes: u32) -> Layout {
    Layout { size: bytes, align: bytes, ..Layout::default() }
}

/// Bytes that one object may have at most: an offset within it must fit an `isize`.
const MAX_SIZE: u32 = i32::MAX.cast_unsigned();

/// The layout of `ty`, whose parts have theirs in `plan` already.
pub(super) fn layout(graph: &TypeGraph, plan: &AbiPlan, ty: TypeIx) -> Result<Layout, TooLarge> {
    let layout = unbounded(graph, plan, ty)?;
    if layout.size > MAX_SIZE { Err(TooLarge) } else { Ok(layout) }
}

fn unbounded(graph: &TypeGraph, plan: &AbiPlan, ty: TypeIx) -> Result<Layout, TooLarge> {
    let parts = || graph.children(ty).into_iter().map(|part| &plan.types[part].layout);
    match &graph.node(ty).shape {
        Shape::Prim(prim) => Ok(prim_layout(*prim)),
        Shape::Record(_) | Shape::Tuple => fields(parts()),
        Shape::Variant(cases) => tagged(TagWidth::for_cases(cases.len()), parts()),
        Shape::Option | Shape::Result => tagged(TagWidth::Bits8, parts()),
        Shape::Enum(cases) => tagged(TagWidth::for_cases(cases.len()), []),
        Shape::Flags(flags) => Ok(scalar(TagWidth::for_flags(flags.len()).bytes())),
        Shape::List => Ok(slice()),
        Shape::Map => Ok(Layout { offsets: fields(parts())?.offsets.split_off(1), ..slice() }),
        Shape::FixedList(length) => {
            let element = parts().next().cloned().unwrap_or_default();
            let size = element.size.checked_mul(*length).ok_or(TooLarge)?;
            Ok(Layout { size, align: element.align, ..Layout::default() })
        }
        Shape::Own | Shape::Borrow | Shape::Future | Shape::Stream | Shape::ErrorContext => Ok(scalar(4)),
        // A resource is never stored, only handles to it are.
        Shape::Resource => Ok(Layout::default()),
        Shape::Alias => Ok(parts().next().cloned().unwrap_or_default()),
    }
}

fn prim_layout(prim: Prim) -> Layout {
    match prim {
        Prim::Bool | Prim::U8 | Prim::S8 => scalar(1),
        Prim::U16 | Prim::S16 => scalar(2),
        Prim::U32 | Prim::S32 | Prim::F32 | Prim::Char => scalar(4),
        Prim::U64 | Prim::S64 | Prim::F64 => scalar(8),
        Prim::String => slice(),
    }
}

/// Fields one after the other, each aligned.
pub(super) fn fields<'a>(parts: impl IntoIterator<Item = &'a Layout>) -> Result<Layout, TooLarge> {
    let mut whole = Layout { align: 1, ..Layout::default() };
    for part in parts {
        let offset = align_to(whole.size, part.align)?;
        whole.offsets.push(offset);
        whole.size = offset.checked_add(part.size).ok_or(TooLarge)?;
        whole.align = whole.align.max(part.align);
    }
    whole.size = align_to(whole.size, whole.align)?;
    if whole.size > MAX_SIZE { Err(TooLarge) } else { Ok(whole) }
}

/// A discriminant, then room for the largest payload.
fn tagged<'a>(tag: TagWidth, payloads: impl IntoIterator<Item = &'a Layout>) -> Result<Layout, TooLarge> {
    let (mut size, mut align) = (0, 1);
    for payload in payloads {
        size = size.max(payload.size);
        align = align.max(payload.align);
    }
    let offset = align_to(tag.bytes(), align)?;
    let align = align.max(tag.bytes());
    let size = align_to(offset.checked_add(size).ok_or(TooLarge)?, align)?;
    Ok(Layout { size, align, offsets: vec![offset], tag: Some(tag) })
}
