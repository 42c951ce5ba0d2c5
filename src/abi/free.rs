//! What a callee's results own, and post-return must release once the caller has read them.

use crate::abi::AbiPlan;
use crate::abi::place::{Items, Place, Placed};
use crate::base::ids::TypeIx;

/// The memory a value owns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Free {
    /// A buffer: `len * stride` bytes at `ptr`, after what each element owns.
    Buffer {
        /// Where its address is.
        ptr: Place,
        /// Where the number of elements is.
        len: Place,
        /// Bytes of one element.
        stride: u32,
        /// Alignment of the buffer.
        align: u32,
        /// What each element owns, relative to its start.
        each: Vec<(TypeIx, u32)>,
    },
    /// What each of these parts owns.
    All(Vec<Free>),
    /// What the payload of the active case owns.
    Case {
        /// Where the discriminant is.
        tag: Place,
        /// One for each case.
        cases: Vec<Option<Free>>,
    },
    /// What a stored part owns.
    Stored {
        /// Its type.
        ty: TypeIx,
        /// Bytes behind the start of what it is a part of.
        offset: u32,
    },
    /// What each element of a list of fixed length owns.
    Each {
        /// The elements' type.
        element: TypeIx,
        /// Bytes behind the start of the value.
        offset: u32,
        /// How many.
        length: u32,
    },
}

/// What a value with these parts owns.
pub(super) fn free(plan: &AbiPlan, parts: &Placed) -> Option<Free> {
    let owns = |ty: TypeIx| plan.types.get(ty).is_some_and(|part| part.free.is_some());
    match parts {
        Placed::Text { ptr, len } => {
            Some(Free::Buffer { ptr: *ptr, len: *len, stride: 1, align: 1, each: Vec::new() })
        }
        Placed::List { element, ptr, len } => {
            let layout = &plan.types[*element].layout;
            let each = if owns(*element) { vec![(*element, 0)] } else { Vec::new() };
            Some(Free::Buffer { ptr: *ptr, len: *len, stride: layout.size, align: layout.align, each })
        }
        Placed::Map { key, value, entry, ptr, len } => {
            let offset = entry.offsets.first().copied().unwrap_or_default();
            let each = [(*key, 0), (*value, offset)].into_iter().filter(|(part, _)| owns(*part)).collect();
            Some(Free::Buffer { ptr: *ptr, len: *len, stride: entry.size, align: entry.align, each })
        }
        Placed::FixedList { element, items, .. } => match items {
            Items::Mem { offset, length } if owns(*element) => {
                Some(Free::Each { element: *element, offset: *offset, length: *length })
            }
            Items::Mem { .. } => None,
            Items::Flat(items) => all(plan, items),
        },
        Placed::Fields { fields, .. } => all(plan, fields),
        Placed::Tagged { tag, cases, .. } => {
            let cases: Vec<Option<Free>> = cases.iter().map(|case| free(plan, case.as_ref()?)).collect();
            cases.iter().any(Option::is_some).then_some(Free::Case { tag: *tag, cases })
        }
        Placed::Stored { ty, offset } => owns(*ty).then_some(Free::Stored { ty: *ty, offset: *offset }),
        Placed::Scalar { .. } | Placed::Enum { .. } | Placed::Flags { .. } | Placed::Handle { .. } => None,
    }
}

fn all(plan: &AbiPlan, parts: &[Placed]) -> Option<Free> {
    let owned: Vec<Free> = parts.iter().filter_map(|part| free(plan, part)).collect();
    (!owned.is_empty()).then_some(Free::All(owned))
}
