//! How many bytes values take in a memory, as the canonical ABI lays them out.

use wasmtime::component::Type;

/// Size and alignment in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) size: u32,
    pub(super) align: u32,
}

impl Layout {
    const fn word(size: u32) -> Self {
        Self { size, align: size }
    }

    /// The layout of a `ty`.
    pub(super) fn of(ty: &Type) -> Self {
        match ty {
            Type::Bool | Type::S8 | Type::U8 => Self::word(1),
            Type::S16 | Type::U16 => Self::word(2),
            Type::S32
            | Type::U32
            | Type::Float32
            | Type::Char
            | Type::Own(_)
            | Type::Borrow(_)
            | Type::Future(_)
            | Type::Stream(_)
            | Type::ErrorContext => Self::word(4),
            Type::S64 | Type::U64 | Type::Float64 => Self::word(8),
            Type::String | Type::List(_) | Type::Map(_) => Self { size: 8, align: 4 },
            Type::FixedLengthList(list) => {
                let Self { size, align } = Self::of(&list.ty());
                Self { size: size.saturating_mul(list.len()), align }
            }
            Type::Record(record) => Self::in_a_row(record.fields().map(|field| field.ty)),
            Type::Tuple(tuple) => Self::in_a_row(tuple.types()),
            Type::Option(option) => Self::either(2, [option.ty()]),
            Type::Result(result) => Self::either(2, result.ok().into_iter().chain(result.err())),
            Type::Variant(variant) => {
                Self::either(variant.cases().len(), variant.cases().filter_map(|case| case.ty))
            }
            Type::Enum(cases) => Self::either(cases.names().len(), []),
            Type::Flags(flags) => Self::word(match flags.names().len() {
                0..=8 => 1,
                9..=16 => 2,
                _ => 4,
            }),
        }
    }

    fn in_a_row(types: impl Iterator<Item = Type>) -> Self {
        let whole = types.fold(Self { size: 0, align: 1 }, |whole, ty| {
            let Self { size, align } = Self::of(&ty);
            let start = whole.size.next_multiple_of(align);
            Self { size: start.saturating_add(size), align: whole.align.max(align) }
        });
        whole.padded()
    }

    /// A number that says which of `cases` it is, and room for the largest.
    fn either(cases: usize, payloads: impl IntoIterator<Item = Type>) -> Self {
        let tag: u32 = match cases {
            0..=0x100 => 1,
            0x101..=0x1_0000 => 2,
            _ => 4,
        };
        let none = Self { size: 0, align: 1 };
        let payload = payloads.into_iter().map(|ty| Self::of(&ty)).fold(none, |most, payload| Self {
            size: most.size.max(payload.size),
            align: most.align.max(payload.align),
        });
        let start = tag.next_multiple_of(payload.align);
        Self { size: start.saturating_add(payload.size), align: payload.align.max(tag) }.padded()
    }

    fn padded(self) -> Self {
        Self { size: self.size.next_multiple_of(self.align), ..self }
    }
}
