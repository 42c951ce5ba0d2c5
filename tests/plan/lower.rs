//! Lowers values as a plan says.

use wasmtime::component::Val;
use witc::abi::AbiPlan;
use witc::abi::layout::TagWidth;
use witc::abi::place::{Items, Place, Placed};
use witc::base::ids::TypeIx;
use witc::graph::TypeGraph;
use witc::graph::node::Prim;

use crate::values::{case_index, fields, flag_bits};

/// A buffer in the guest's memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Buffer {
    pub(crate) ptr: u32,
    pub(crate) size: u32,
    pub(crate) align: u32,
}

/// A part of the guest's memory that is being written.
pub(crate) struct Lowering<'a> {
    pub(crate) graph: &'a TypeGraph,
    pub(crate) plan: &'a AbiPlan,
    /// The address of the first byte.
    pub(crate) start: u32,
    pub(crate) bytes: Vec<u8>,
    /// What was allocated.
    pub(crate) buffers: Vec<Buffer>,
    /// The bits of each core value.
    pub(crate) flats: Vec<u64>,
}

impl Lowering<'_> {
    /// Room for something, at an address that is as bad as its alignment permits.
    pub(crate) fn alloc(&mut self, size: u32, align: u32) -> u32 {
        let align = align.max(1);
        let end = self.start + u32::try_from(self.bytes.len()).unwrap();
        let mut ptr = end.next_multiple_of(align);
        if ptr.is_multiple_of(align * 2) {
            ptr += align;
        }
        self.bytes.resize((ptr + size - self.start) as usize, 0xaa);
        if size > 0 {
            self.buffers.push(Buffer { ptr, size, align });
        }
        ptr
    }

    /// Writes a value; `base` is the start of what it is a part of, in memory.
    pub(crate) fn lower(&mut self, placed: &Placed, value: &Val, base: u32) {
        match placed {
            Placed::Scalar { prim, at } => {
                let (bits, bytes) = scalar(*prim, value);
                self.write(*at, base, bytes, bits);
            }
            Placed::Text { ptr, len } => {
                let Val::String(text) = value else { panic!("{value:?}") };
                let length = u32::try_from(text.len()).unwrap();
                let buffer = self.alloc(length, 1);
                self.put(buffer, text.as_bytes());
                self.write(*ptr, base, 4, buffer.into());
                self.write(*len, base, 4, length.into());
            }
            Placed::List { element, ptr, len } => {
                let Val::List(items) = value else { panic!("{value:?}") };
                let (size, align) = self.layout(*element);
                let length = u32::try_from(items.len()).unwrap();
                let buffer = self.alloc(size * length, align);
                for (item, at) in items.iter().zip((buffer..).step_by(size.max(1) as usize)) {
                    self.stored(*element, item, at);
                }
                self.write(*ptr, base, 4, buffer.into());
                self.write(*len, base, 4, length.into());
            }
            Placed::Map { key, value: item, entry, ptr, len } => {
                let Val::Map(entries) = value else { panic!("{value:?}") };
                let length = u32::try_from(entries.len()).unwrap();
                let buffer = self.alloc(entry.size * length, entry.align);
                for ((left, right), at) in entries.iter().zip((buffer..).step_by(entry.size as usize)) {
                    self.stored(*key, left, at);
                    self.stored(*item, right, at + entry.offsets[0]);
                }
                self.write(*ptr, base, 4, buffer.into());
                self.write(*len, base, 4, length.into());
            }
            Placed::FixedList { element, items, .. } => {
                let Val::FixedLengthList(values) = value else { panic!("{value:?}") };
                match items {
                    Items::Flat(items) => {
                        for (item, value) in items.iter().zip(values) {
                            self.lower(item, value, base);
                        }
                    }
                    Items::Mem { offset, length } => {
                        assert_eq!(values.len(), *length as usize);
                        let (size, _) = self.layout(*element);
                        for (value, index) in values.iter().zip(0..) {
                            self.stored(*element, value, base + offset + index * size);
                        }
                    }
                }
            }
            Placed::Fields { fields: parts, .. } => {
                let values = fields(value);
                assert_eq!(parts.len(), values.len());
                for (part, value) in parts.iter().zip(values) {
                    self.lower(part, value, base);
                }
            }
            Placed::Tagged { ty, tag, width, cases, .. } => {
                let (case, payload) = case_index(self.graph, *ty, value);
                self.write(*tag, base, width.bytes(), case as u64);
                match (&cases[case], payload) {
                    (Some(placed), Some(payload)) => self.lower(placed, payload, base),
                    (None, None) => {}
                    (placed, payload) => panic!("{placed:?} for {payload:?}"),
                }
            }
            Placed::Enum { ty, at } => {
                let (case, _) = case_index(self.graph, *ty, value);
                let (size, _) = self.layout(*ty);
                self.write(*at, base, size, case as u64);
            }
            Placed::Flags { ty, at } => {
                let (size, _) = self.layout(*ty);
                if let Some(at) = at {
                    self.write(*at, base, size, flag_bits(self.graph, *ty, value));
                }
            }
            Placed::Stored { ty, offset } => self.stored(*ty, value, base + offset),
            Placed::Handle { .. } => panic!("no handles here"),
        }
    }

    fn stored(&mut self, ty: TypeIx, value: &Val, at: u32) {
        let plan = self.plan;
        self.lower(&plan.types[ty].stored, value, at);
    }

    fn layout(&self, ty: TypeIx) -> (u32, u32) {
        let layout = &self.plan.types[ty].layout;
        (layout.size, layout.align)
    }

    fn write(&mut self, place: Place, base: u32, bytes: u32, bits: u64) {
        match place {
            Place::Flat(slot) => self.flats[slot as usize] = bits,
            Place::Mem(offset) => {
                let at = base + offset;
                assert_eq!(at % bytes, 0, "misaligned");
                self.put(at, &bits.to_le_bytes()[..bytes as usize]);
            }
        }
    }

    fn put(&mut self, at: u32, bytes: &[u8]) {
        let from = (at - self.start) as usize;
        self.bytes[from..from + bytes.len()].copy_from_slice(bytes);
    }
}

/// The bits of a scalar as a core value, and its bytes in memory.
fn scalar(prim: Prim, value: &Val) -> (u64, u32) {
    let signed = |value: i32| u64::from(value.cast_unsigned());
    match (prim, value) {
        (Prim::Bool, Val::Bool(value)) => (u64::from(*value), 1),
        (Prim::U8, Val::U8(value)) => (u64::from(*value), 1),
        (Prim::S8, Val::S8(value)) => (signed(i32::from(*value)), 1),
        (Prim::U16, Val::U16(value)) => (u64::from(*value), 2),
        (Prim::S16, Val::S16(value)) => (signed(i32::from(*value)), 2),
        (Prim::U32, Val::U32(value)) => (u64::from(*value), 4),
        (Prim::S32, Val::S32(value)) => (signed(*value), 4),
        (Prim::U64, Val::U64(value)) => (*value, 8),
        (Prim::S64, Val::S64(value)) => (value.cast_unsigned(), 8),
        (Prim::F32, Val::Float32(value)) => (u64::from(value.to_bits()), 4),
        (Prim::F64, Val::Float64(value)) => (value.to_bits(), 8),
        (Prim::Char, Val::Char(value)) => (u64::from(u32::from(*value)), 4),
        (prim, value) => panic!("{value:?} for {prim:?}"),
    }
}

/// The width that the spec has for so many cases is what the plan says.
pub(crate) fn tag_bytes(cases: usize) -> u32 {
    TagWidth::for_cases(cases).bytes()
}
