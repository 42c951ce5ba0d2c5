//! Prints lowering to core values: the parameters of an import, the result of an export.

use crate::abi::flat::{CoreType, prim_core};
use crate::abi::place::{Items, Place, Placed};
use crate::base::ids::TypeIx;
use crate::bindgen::code::{Code, Number, quote};
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::guest::deep::{self, Part};
use crate::bindgen::guest::lift::{Unit, constructors, element};
use crate::bindgen::guest::lower::{Value, field_names, handle, lower_list, lower_map};
use crate::bindgen::ident::{RustIdent, Scope};
use crate::graph::node::{Prim, Shape};

/// Lowers a value to core values, one after the other.
pub(super) struct FlatLowering<'a> {
    /// Where the code stands.
    pub(super) cx: &'a Cx<'a>,
    /// The core type of each slot.
    pub(super) types: &'a [CoreType],
    /// Names of the function's locals.
    pub(super) scope: &'a mut Scope,
    /// What the locals of the argument that is lowered are named after.
    pub(super) stem: String,
    /// How the list of kept buffers is borrowed.
    pub(super) keep: Code,
    /// Whether what has no payload may be a `match` among the core values, instead of a local.
    pub(super) inline: bool,
    /// What must run before the core values can be named.
    pub(super) statements: Vec<Code>,
    /// An expression for each slot so far.
    pub(super) flats: Vec<Code>,
}

impl FlatLowering<'_> {
    /// Adds the statements and the core values of `value`.
    pub(super) fn lower(&mut self, placed: &Placed, value: &Value<'_>) {
        match deep::apart(self.cx, placed) {
            Some(ty) => self.call(ty, placed, value),
            None => self.lower_parts(placed, value),
        }
    }

    /// Adds the core values that the type's own function gives.
    fn call(&mut self, ty: TypeIx, placed: &Placed, value: &Value<'_>) {
        let function = Part::LowerFlat(value.form(self.cx, ty)).path(self.cx, ty);
        let (reference, keep) = (value.borrowed(), &self.keep);
        let keep = self.cx.traits(ty).keeps.then(|| quote!(, #keep));
        let call = quote!(#function(#reference #keep));
        let types = deep::core_types(self.cx, ty);
        let names: Vec<RustIdent> = (0..types.len()).map(|slot| self.local(&slot.to_string())).collect();
        let pattern = if let [name] = names.as_slice() { quote!(#name) } else { quote!((#(#names),*)) };
        self.statements.push(quote!(let #pattern = #call;));
        let first = deep::first_slot(placed).unwrap_or_default();
        for ((slot, name), natural) in (first..).zip(&names).zip(types) {
            let held = self.slot_type(Place::Flat(slot)).unwrap_or(*natural);
            self.flats.push(coerce(quote!(#name), *natural, held));
        }
    }

    /// Adds the statements and the core values of the parts of `value`.
    pub(super) fn lower_parts(&mut self, placed: &Placed, value: &Value<'_>) {
        match placed {
            Placed::Scalar { prim, at } => self.scalar(*prim, *at, value),
            Placed::Text { ptr, len } => self.slice(*ptr, *len, value),
            Placed::List { element, ptr, len } if self.cx.traits(*element).same => {
                self.slice(*ptr, *len, value);
            }
            Placed::List { element, ptr, len } => {
                let list = lower_list(self.cx, *element, value, &self.keep);
                self.kept_list(*ptr, *len, &list);
            }
            Placed::Map { key, value: item, ptr, len, .. } => {
                let list = lower_map(self.cx, *key, *item, value, &self.keep);
                self.kept_list(*ptr, *len, &list);
            }
            Placed::FixedList { items, .. } => match items {
                Items::Flat(items) => {
                    for (index, item) in items.iter().enumerate() {
                        let (array, index) = (value.receiver(), Number::of(index));
                        self.lower(item, &Value::place(quote!(#array[#index])));
                    }
                }
                Items::Mem { .. } => {}
            },
            Placed::Fields { ty, fields } => {
                let names = field_names(self.cx, *ty).into_iter();
                for ((slot, field), name) in fields.iter().enumerate().zip(names) {
                    let whole = value.receiver();
                    self.lower(field, &value.field(self.cx, *ty, slot, element(whole, &name)));
                }
            }
            // Declared `#[repr(u8)]`, its discriminants are the canonical ones.
            Placed::Tagged { ty, tag, slots: 0, .. } if self.cx.traits(*ty).same => {
                let value = value.copied();
                self.push(*tag, CoreType::I32, quote!(#value as i32));
            }
            Placed::Tagged { ty, tag, cases, slots, .. } => self.tagged(*ty, *tag, cases, *slots, value),
            Placed::Enum { at, .. } => {
                let value = value.copied();
                self.push(*at, CoreType::I32, quote!(#value as i32));
            }
            Placed::Flags { at, .. } => {
                if let Some(at) = at {
                    let flags = value.receiver();
                    self.push(*at, CoreType::I32, quote!(#flags.bits() as i32));
                }
            }
            Placed::Handle { ty, at } => {
                let handle = handle(self.cx, *ty, value);
                self.push(*at, CoreType::I32, quote!(#handle as i32));
            }
            // A flat tree has no stored parts.
            Placed::Stored { .. } => {}
        }
    }

    fn scalar(&mut self, prim: Prim, at: Place, value: &Value<'_>) {
        let natural = prim_core(prim);
        let held = self.slot_type(at).unwrap_or(natural);
        // The bits of a float can be had of a reference to it.
        let is_bits = matches!(natural, CoreType::F32 | CoreType::F64) && natural != held;
        let core = if is_bits { value.receiver().clone() } else { scalar(prim, value) };
        self.flats.push(coerce(core, natural, held));
    }

    fn local(&mut self, role: &str) -> RustIdent {
        self.scope.take(&RustIdent::invented(format!("{}_{role}", self.stem)))
    }

    fn push(&mut self, at: Place, natural: CoreType, value: Code) {
        let held = self.slot_type(at).unwrap_or(natural);
        self.flats.push(widen(value, natural, held));
    }

    fn slot_type(&self, at: Place) -> Option<CoreType> {
        match at {
            Place::Flat(slot) => self.types.get(slot as usize).copied(),
            Place::Mem(_) => None,
        }
    }

    /// Bytes or elements that lie as the callee expects them.
    fn slice(&mut self, ptr: Place, len: Place, value: &Value<'_>) {
        let slice = value.receiver();
        self.push(ptr, CoreType::I32, quote!(#slice.as_ptr() as i32));
        self.push(len, CoreType::I32, quote!(#slice.len() as i32));
    }

    /// A list that is made for the call.
    fn kept_list(&mut self, ptr: Place, len: Place, list: &Code) {
        let name = self.local("list");
        self.statements.push(quote!(let #name = #list;));
        self.push(ptr, CoreType::I32, quote!(#name.ptr()));
        self.push(len, CoreType::I32, quote!(#name.len()));
    }

    /// A `match` that gives the discriminant and the payload's core values, zeros where a case has fewer.
    fn tagged(&mut self, ty: TypeIx, tag: Place, cases: &[Option<Placed>], slots: u32, value: &Value<'_>) {
        let first = match tag {
            Place::Flat(slot) => slot as usize + 1,
            Place::Mem(_) => 0,
        };
        let payload_types: Vec<CoreType> =
            self.types.iter().skip(first).take(slots as usize).copied().collect();
        let arms: Vec<Code> = constructors(self.cx, ty)
            .into_iter()
            .zip(cases)
            .enumerate()
            .map(|(index, ((constructor, unit), case))| {
                let tag = Number::of(index);
                let slot = self.payload_slot(ty, index);
                let payload = value.part(slot, quote!(value), 1);
                let case = case.as_ref().map(|case| (case, payload));
                self.arm(&constructor, unit, case, &quote!(#tag), &payload_types)
            })
            .collect();
        let scrutinee = value.borrowed();
        if slots == 0 && self.inline {
            self.flats.push(quote!(match #scrutinee { #(#arms,)* }));
            return;
        }
        let names: Vec<RustIdent> = (0..=slots)
            .map(|slot| if slot == 0 { self.local("tag") } else { self.local(&(slot - 1).to_string()) })
            .collect();
        let pattern = if let [name] = names.as_slice() { quote!(#name) } else { quote!((#(#names),*)) };
        self.statements.push(quote!(let #pattern = match #scrutinee { #(#arms,)* };));
        self.flats.extend(names.iter().map(|name| quote!(#name)));
    }

    /// The slot of a case's payload among the parts of its type: `some` is the second case, but has the one part.
    fn payload_slot(&self, ty: TypeIx, case: usize) -> usize {
        if *self.cx.shape(ty) == Shape::Option { 0 } else { case }
    }

    fn arm(
        &mut self,
        constructor: &Code,
        unit: Unit,
        case: Option<(&Placed, Value<'_>)>,
        tag: &Code,
        payload_types: &[CoreType],
    ) -> Code {
        let mut inner = FlatLowering {
            cx: self.cx,
            types: self.types,
            scope: self.scope,
            stem: self.stem.clone(),
            inline: false,
            keep: self.keep.clone(),
            statements: Vec::new(),
            flats: Vec::new(),
        };
        if let Some((payload, value)) = &case {
            inner.lower(payload, value);
        }
        let FlatLowering { statements, flats, .. } = inner;
        let zeros = payload_types.iter().skip(flats.len()).map(|core| zero(*core));
        let used = !flats.is_empty();
        let all: Vec<Code> = std::iter::once(tag.clone()).chain(flats).chain(zeros).collect();
        let tuple = if let [only] = all.as_slice() { quote!(#only) } else { quote!((#(#all),*)) };
        let body = if statements.is_empty() { tuple } else { quote!({ #(#statements)* #tuple }) };
        match (case, unit) {
            (Some(_), _) if used => quote!(#constructor(value) => #body),
            (Some(_), _) => quote!(#constructor(_) => #body),
            (None, Unit::Written) => quote!(#constructor(()) => #body),
            (None, Unit::Left) => quote!(#constructor => #body),
        }
    }
}

/// Puts a core value into a slot that a variant shares among payloads.
fn coerce(value: Code, natural: CoreType, held: CoreType) -> Code {
    match (natural, held) {
        (CoreType::F32, CoreType::I32) => quote!(#value.to_bits() as i32),
        (CoreType::F32 | CoreType::F64, CoreType::I64) => quote!(#value.to_bits() as i64),
        (CoreType::I32 | CoreType::I64, CoreType::I32 | CoreType::I64 | CoreType::F32 | CoreType::F64)
        | (CoreType::F32, CoreType::F32 | CoreType::F64)
        | (CoreType::F64, CoreType::I32 | CoreType::F32 | CoreType::F64) => widen(value, natural, held),
    }
}

/// Puts an integer into a slot that a variant shares among payloads (Canonical ABI, `lower_flat_variant`).
fn widen(value: Code, natural: CoreType, held: CoreType) -> Code {
    if natural == CoreType::I32 && held == CoreType::I64 { quote!(#value as u32 as i64) } else { value }
}

fn zero(core: CoreType) -> Code {
    match core {
        CoreType::I32 | CoreType::I64 => quote!(0),
        CoreType::F32 | CoreType::F64 => quote!(0.0),
    }
}

/// A scalar as its own core type.
fn scalar(prim: Prim, value: &Value<'_>) -> Code {
    let value = value.copied();
    match prim {
        Prim::Bool | Prim::U8 | Prim::U16 | Prim::U32 | Prim::S8 | Prim::S16 | Prim::Char => {
            quote!(#value as i32)
        }
        Prim::U64 => quote!(#value as i64),
        Prim::S32 | Prim::S64 | Prim::F32 | Prim::F64 | Prim::String => value,
    }
}
