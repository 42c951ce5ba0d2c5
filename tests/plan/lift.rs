//! Lifts values as a plan says, and finds what they own.

use wasmtime::component::Val;
use witc::abi::AbiPlan;
use witc::abi::free::Free;
use witc::abi::place::{Items, Place, Placed};
use witc::base::ids::TypeIx;
use witc::graph::TypeGraph;
use witc::graph::node::{Prim, Shape};

use crate::lower::{Buffer, tag_bytes};
use crate::values::members;

/// Parts of the guest's memory that are read: the address of the first byte of each.
pub(crate) type Memory = [(u32, Vec<u8>)];

/// What values are read from.
pub(crate) struct Lifting<'a> {
    pub(crate) graph: &'a TypeGraph,
    pub(crate) plan: &'a AbiPlan,
    pub(crate) memory: &'a Memory,
    /// The bits of each core value.
    pub(crate) flats: &'a [u64],
}

impl Lifting<'_> {
    /// Reads a value; `base` is the start of what it is a part of, in memory.
    pub(crate) fn lift(&self, placed: &Placed, base: u32) -> Val {
        match placed {
            Placed::Scalar { prim, at } => self.scalar(*prim, *at, base),
            Placed::Text { ptr, len } => {
                let bytes = self.slice(self.word(*ptr, base), self.word(*len, base));
                Val::String(String::from_utf8(bytes.to_vec()).unwrap())
            }
            Placed::List { element, ptr, len } => {
                let layout = &self.plan.types[*element].layout;
                let (ptr, len) = self.buffer(*ptr, *len, base, layout.align);
                Val::List((0..len).map(|index| self.stored(*element, ptr + index * layout.size)).collect())
            }
            Placed::Map { key, value, entry, ptr, len } => {
                let (ptr, len) = self.buffer(*ptr, *len, base, entry.align);
                let one = |at: u32| (self.stored(*key, at), self.stored(*value, at + entry.offsets[0]));
                Val::Map((0..len).map(|index| one(ptr + index * entry.size)).collect())
            }
            Placed::FixedList { element, items, .. } => Val::FixedLengthList(match items {
                Items::Flat(items) => items.iter().map(|item| self.lift(item, base)).collect(),
                Items::Mem { offset, length } => {
                    let size = self.plan.types[*element].layout.size;
                    (0..*length).map(|index| self.stored(*element, base + offset + index * size)).collect()
                }
            }),
            Placed::Fields { ty, fields } => {
                let values = fields.iter().map(|field| self.lift(field, base));
                match &self.graph.node(self.graph.resolved(*ty)).shape {
                    Shape::Tuple => Val::Tuple(values.collect()),
                    _ => Val::Record(self.names(*ty).zip(values).collect()),
                }
            }
            Placed::Tagged { ty, tag, width, cases, .. } => {
                let case = usize::try_from(self.read(*tag, base, width.bytes())).unwrap();
                let payload = cases[case].as_ref().map(|payload| Box::new(self.lift(payload, base)));
                match &self.graph.node(self.graph.resolved(*ty)).shape {
                    Shape::Option => Val::Option(payload),
                    Shape::Result => Val::Result(if case == 0 { Ok(payload) } else { Err(payload) }),
                    _ => Val::Variant(self.names(*ty).nth(case).unwrap(), payload),
                }
            }
            Placed::Enum { ty, at } => {
                let case = usize::try_from(self.read(*at, base, self.plan.types[*ty].layout.size)).unwrap();
                Val::Enum(self.names(*ty).nth(case).unwrap())
            }
            Placed::Flags { ty, at } => {
                let bits = at.map_or(0, |at| self.read(at, base, self.plan.types[*ty].layout.size));
                let set = self.names(*ty).enumerate().filter(|(bit, _)| bits >> bit & 1 == 1);
                Val::Flags(set.map(|(_, name)| name).collect())
            }
            Placed::Stored { ty, offset } => self.stored(*ty, base + offset),
            Placed::Handle { .. } => panic!("no handles here"),
        }
    }

    /// What a value owns, as the plan of its release finds it.
    pub(crate) fn owned(&self, free: &Free, base: u32, found: &mut Vec<Buffer>) {
        match free {
            Free::Buffer { ptr, len, stride, align, each } => {
                let (ptr, len) = self.buffer(*ptr, *len, base, *align);
                for at in (0..len).map(|index| ptr + index * stride) {
                    for (ty, offset) in each {
                        self.owned_by(*ty, at + offset, found);
                    }
                }
                if len * stride > 0 {
                    found.push(Buffer { ptr, size: len * stride, align: *align });
                }
            }
            Free::All(parts) => parts.iter().for_each(|part| self.owned(part, base, found)),
            Free::Case { tag, cases } => {
                let case = usize::try_from(self.read(*tag, base, tag_bytes(cases.len()))).unwrap();
                if let Some(free) = &cases[case] {
                    self.owned(free, base, found);
                }
            }
            Free::Stored { ty, offset } => self.owned_by(*ty, base + offset, found),
            Free::Each { element, offset, length } => {
                let size = self.plan.types[*element].layout.size;
                for index in 0..*length {
                    self.owned_by(*element, base + offset + index * size, found);
                }
            }
        }
    }

    fn owned_by(&self, ty: TypeIx, at: u32, found: &mut Vec<Buffer>) {
        let free = self.plan.types[ty].free.as_ref().expect("only what owns something is asked");
        self.owned(free, at, found);
    }

    fn stored(&self, ty: TypeIx, at: u32) -> Val {
        self.lift(&self.plan.types[ty].stored, at)
    }

    fn names(&self, ty: TypeIx) -> impl Iterator<Item = String> {
        members(self.graph, ty).iter().map(|member| member.name.as_str().to_owned())
    }

    fn buffer(&self, ptr: Place, len: Place, base: u32, align: u32) -> (u32, u32) {
        let (ptr, len) = (self.word(ptr, base), self.word(len, base));
        assert_eq!(ptr % align.max(1), 0, "misaligned");
        (ptr, len)
    }

    fn word(&self, place: Place, base: u32) -> u32 {
        u32::try_from(self.read(place, base, 4) & 0xffff_ffff).unwrap()
    }

    fn slice(&self, at: u32, length: u32) -> &[u8] {
        if length == 0 {
            return &[];
        }
        let holds = |(start, bytes): &&(u32, Vec<u8>)| *start <= at && ((at - start) as usize) < bytes.len();
        let (start, bytes) = self.memory.iter().find(holds).unwrap();
        let from = (at - start) as usize;
        &bytes[from..from + length as usize]
    }

    fn read(&self, place: Place, base: u32, bytes: u32) -> u64 {
        match place {
            Place::Flat(slot) => self.flats[slot as usize],
            Place::Mem(offset) => {
                let at = base + offset;
                assert_eq!(at % bytes, 0, "misaligned");
                let mut word = [0; 8];
                word[..bytes as usize].copy_from_slice(self.slice(at, bytes));
                u64::from_le_bytes(word)
            }
        }
    }

    #[allow(clippy::cast_possible_truncation, reason = "a slot may be wider than the value")]
    fn scalar(&self, prim: Prim, at: Place, base: u32) -> Val {
        let read = |bytes| self.read(at, base, bytes);
        match prim {
            Prim::Bool => match read(1) as u32 {
                0 => Val::Bool(false),
                1 => Val::Bool(true),
                other => panic!("{other} is no bool"),
            },
            Prim::U8 => Val::U8(read(1) as u8),
            Prim::S8 => Val::S8(read(1) as i8),
            Prim::U16 => Val::U16(read(2) as u16),
            Prim::S16 => Val::S16(read(2) as i16),
            Prim::U32 => Val::U32(read(4) as u32),
            Prim::S32 => Val::S32((read(4) as u32).cast_signed()),
            Prim::U64 => Val::U64(read(8)),
            Prim::S64 => Val::S64(read(8).cast_signed()),
            Prim::F32 => Val::Float32(f32::from_bits(read(4) as u32)),
            Prim::F64 => Val::Float64(f64::from_bits(read(8))),
            Prim::Char => Val::Char(char::from_u32(read(4) as u32).unwrap()),
            Prim::String => panic!("a string is no scalar"),
        }
    }
}
