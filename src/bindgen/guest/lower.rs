//! Prints lowering: from the Rust value to core values, or to a canonical image in memory.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use crate::abi::flat::{CoreType, prim_core};
use crate::abi::place::{Items, Place, Placed};
use crate::base::ids::TypeIx;
use crate::bindgen::guest::cx::Cx;
use crate::bindgen::guest::lift::{Unit, constructors, element};
use crate::bindgen::guest::mirrors::tuple_ident;
use crate::bindgen::ident::{RustIdent, Scope};
use crate::bindgen::items::types::RustType;
use crate::graph::node::{Prim, Shape};

/// An expression for the value to be lowered.
#[derive(Clone)]
pub(super) struct Value<'a> {
    /// The expression.
    expression: TokenStream,
    /// How many references it is away from the value.
    depth: usize,
    /// The type of the value as a parameter of an import has it, whose parts may be references; else it is owned.
    view: Option<&'a RustType>,
}

impl<'a> Value<'a> {
    /// The expression names the value itself.
    pub(super) fn place(expression: TokenStream) -> Self {
        Self { expression, depth: 0, view: None }
    }

    /// The expression is a reference to the value.
    pub(super) fn reference(expression: TokenStream) -> Self {
        Self { expression, depth: 1, view: None }
    }

    /// A parameter of that type.
    pub(super) fn param(expression: TokenStream, ty: &'a RustType) -> Self {
        Self { expression, depth: usize::from(is_reference(ty)), view: Some(ty) }
    }

    /// What `expression`, a reference to a payload or the place of an element, is a part of this value in `slot`.
    fn part(&self, slot: usize, expression: TokenStream, depth: usize) -> Value<'a> {
        let view = match self.view {
            Some(RustType::Option(some)) => Some(&**some),
            Some(RustType::Result(ok, err)) => Some(if slot == 0 { &**ok } else { &**err }),
            Some(RustType::Tuple(parts)) => parts.get(slot),
            Some(
                RustType::Unit
                | RustType::Prim(_)
                | RustType::String
                | RustType::Str
                | RustType::Vec(_)
                | RustType::Slice(_)
                | RustType::Array(..)
                | RustType::Map(..)
                | RustType::Ref(_)
                | RustType::Named(_),
            )
            | None => None,
        };
        Value { expression, depth: depth + usize::from(view.is_some_and(is_reference)), view }
    }

    /// The value, copied out.
    fn copied(&self) -> TokenStream {
        let stars = std::iter::repeat_n(quote!(*), self.depth);
        let expression = &self.expression;
        quote!(#(#stars)* #expression)
    }

    /// A reference to the value, or to a reference to it: the compiler looks through.
    fn borrowed(&self) -> TokenStream {
        let expression = &self.expression;
        if self.depth == 0 { quote!(&#expression) } else { quote!(#expression) }
    }

    /// What a field access or a method call can be put behind.
    fn receiver(&self) -> &TokenStream {
        &self.expression
    }
}

fn is_reference(ty: &RustType) -> bool {
    match ty {
        RustType::Str | RustType::Slice(_) | RustType::Ref(_) => true,
        RustType::Unit
        | RustType::Prim(_)
        | RustType::String
        | RustType::Vec(_)
        | RustType::Array(..)
        | RustType::Map(..)
        | RustType::Option(_)
        | RustType::Result(..)
        | RustType::Tuple(_)
        | RustType::Named(_) => false,
    }
}

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
    pub(super) keep: TokenStream,
    /// Whether what has no payload may be a `match` among the core values, instead of a local.
    pub(super) inline: bool,
    /// What must run before the core values can be named.
    pub(super) statements: Vec<TokenStream>,
    /// An expression for each slot so far.
    pub(super) flats: Vec<TokenStream>,
}

impl FlatLowering<'_> {
    /// Adds the statements and the core values of `value`.
    pub(super) fn lower(&mut self, placed: &Placed, value: &Value<'_>) {
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
                        let (array, index) = (value.receiver(), Literal::usize_unsuffixed(index));
                        self.lower(item, &Value::place(quote!(#array[#index])));
                    }
                }
                Items::Mem { .. } => {}
            },
            Placed::Fields { ty, fields } => {
                let names = field_names(self.cx, *ty).into_iter();
                for ((slot, field), name) in fields.iter().enumerate().zip(names) {
                    let whole = value.receiver();
                    self.lower(field, &value.part(slot, element(whole, &name), 0));
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
        let bits = value.receiver();
        let flat = match (natural, held) {
            (CoreType::F32, CoreType::I32) => quote!(#bits.to_bits() as i32),
            (CoreType::F32 | CoreType::F64, CoreType::I64) => quote!(#bits.to_bits() as i64),
            (
                CoreType::I32 | CoreType::I64,
                CoreType::I32 | CoreType::I64 | CoreType::F32 | CoreType::F64,
            )
            | (CoreType::F32, CoreType::F32 | CoreType::F64)
            | (CoreType::F64, CoreType::I32 | CoreType::F32 | CoreType::F64) => {
                widen(scalar(prim, value), natural, held)
            }
        };
        self.flats.push(flat);
    }

    fn local(&mut self, role: &str) -> RustIdent {
        self.scope.take(&RustIdent::invented(format!("{}_{role}", self.stem)))
    }

    fn push(&mut self, at: Place, natural: CoreType, value: TokenStream) {
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
    fn kept_list(&mut self, ptr: Place, len: Place, list: &TokenStream) {
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
        let arms: Vec<TokenStream> = constructors(self.cx, ty)
            .into_iter()
            .zip(cases)
            .enumerate()
            .map(|(index, ((constructor, unit), case))| {
                let tag = Literal::usize_unsuffixed(index);
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
        constructor: &TokenStream,
        unit: Unit,
        case: Option<(&Placed, Value<'_>)>,
        tag: &TokenStream,
        payload_types: &[CoreType],
    ) -> TokenStream {
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
        let all: Vec<TokenStream> = std::iter::once(tag.clone()).chain(flats).chain(zeros).collect();
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

/// Puts an integer into a slot that a variant shares among payloads (Canonical ABI, `lower_flat_variant`).
fn widen(value: TokenStream, natural: CoreType, held: CoreType) -> TokenStream {
    if natural == CoreType::I32 && held == CoreType::I64 { quote!(#value as u32 as i64) } else { value }
}

fn zero(core: CoreType) -> TokenStream {
    match core {
        CoreType::I32 | CoreType::I64 => quote!(0),
        CoreType::F32 | CoreType::F64 => quote!(0.0),
    }
}

/// A scalar as its own core type.
fn scalar(prim: Prim, value: &Value<'_>) -> TokenStream {
    let value = value.copied();
    match prim {
        Prim::Bool | Prim::U8 | Prim::U16 | Prim::U32 | Prim::S8 | Prim::S16 | Prim::Char => {
            quote!(#value as i32)
        }
        Prim::U64 => quote!(#value as i64),
        Prim::S32 | Prim::S64 | Prim::F32 | Prim::F64 | Prim::String => value,
    }
}

/// How the fields of a record or tuple are selected.
fn field_names(cx: &Cx<'_>, ty: TypeIx) -> Vec<TokenStream> {
    match cx.shape(ty) {
        Shape::Record(fields) => {
            let name = |name| {
                let name = RustIdent::value(name);
                quote!(#name)
            };
            fields.iter().map(|field| name(&field.name)).collect()
        }
        Shape::Tuple
        | Shape::Prim(_)
        | Shape::Variant(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => {
            let index = |index| {
                let index = Literal::usize_unsuffixed(index);
                quote!(#index)
            };
            (0..cx.bindings.graph.children(ty).len()).map(index).collect()
        }
    }
}

/// The canonical image of `value`. Buffers it needs are kept in what is called `keep` there.
pub(super) fn lower_stored(cx: &Cx<'_>, ty: TypeIx, value: &Value<'_>) -> TokenStream {
    lower_stored_keeping(cx, ty, value, &quote!(keep))
}

/// The canonical image of `value`; `keep` is an expression of type `&mut Keep`.
pub(super) fn lower_stored_keeping(
    cx: &Cx<'_>,
    ty: TypeIx,
    value: &Value<'_>,
    keep: &TokenStream,
) -> TokenStream {
    if cx.traits(ty).same {
        return value.copied();
    }
    let part = |slot: u32| match cx.child(ty, slot) {
        Some(part) => {
            let payload = value.part(slot as usize, quote!(value), 1);
            (quote!(value), lower_stored_keeping(cx, part, &payload, keep))
        }
        None => (quote!(()), quote!(())),
    };
    let reference = value.borrowed();
    match cx.shape(ty) {
        Shape::Prim(_) => quote!(_rt::Str::lower(#reference)),
        Shape::Record(_) | Shape::Variant(_) => {
            let image = crate::bindgen::guest::mirrors::image(cx, ty);
            let keep = cx.traits(ty).keeps.then(|| quote!(, #keep));
            quote!(#image::lower(#reference #keep))
        }
        Shape::Tuple => {
            let (whole, names) = (value.receiver(), field_names(cx, ty));
            let tuple = tuple_ident(names.len());
            let parts = cx.bindings.graph.children(ty).into_iter().zip(names).enumerate();
            let parts = parts.map(|(slot, (part, name))| {
                lower_stored_keeping(cx, part, &value.part(slot, element(whole, &name), 0), keep)
            });
            quote!(_rt::#tuple(#(#parts),*))
        }
        Shape::Option => {
            let (pattern, some) = part(0);
            quote!(match #reference { Some(#pattern) => _rt::Opt::Some(#some), None => _rt::Opt::None, })
        }
        Shape::Result => {
            let ((ok_pattern, ok), (err_pattern, err)) = (part(0), part(1));
            quote!(match #reference {
                Ok(#ok_pattern) => _rt::Res::Ok(#ok),
                Err(#err_pattern) => _rt::Res::Err(#err),
            })
        }
        Shape::List => match cx.child(ty, 0) {
            Some(element) if cx.traits(element).same => quote!(_rt::List::view(#reference)),
            Some(element) => lower_list(cx, element, value, keep),
            None => TokenStream::new(),
        },
        Shape::Map => match (cx.child(ty, 0), cx.child(ty, 1)) {
            (Some(key), Some(item)) => lower_map(cx, key, item, value, keep),
            (Some(_) | None, Some(_) | None) => TokenStream::new(),
        },
        Shape::FixedList(_) => {
            let (whole, (_, item)) = (value.receiver(), part(0));
            quote!(#whole.each_ref().map(|value| #item))
        }
        Shape::Alias => match cx.child(ty, 0) {
            Some(target) => lower_stored_keeping(cx, target, value, keep),
            None => TokenStream::new(),
        },
        Shape::Own | Shape::Borrow | Shape::Future | Shape::Stream | Shape::ErrorContext => {
            handle(cx, ty, value)
        }
        Shape::Enum(_) | Shape::Flags(_) | Shape::Resource => value.copied(),
    }
}

/// The function that makes an image of a `ty` and keeps buffers: its own, where it has one.
pub(super) fn lower_fn(cx: &Cx<'_>, ty: TypeIx, argument: &TokenStream) -> TokenStream {
    let target = cx.bindings.graph.resolved(ty);
    let keeps = cx.traits(ty).keeps;
    if keeps && matches!(cx.shape(target), Shape::Record(_) | Shape::Variant(_)) {
        let image = crate::bindgen::guest::mirrors::image(cx, ty);
        return quote!(#image::lower);
    }
    let lowered = lower_stored(cx, ty, &Value::reference(argument.clone()));
    let keep = inner_keep(cx, &[ty]);
    quote!(|#argument, #keep| #lowered)
}

fn lower_list(cx: &Cx<'_>, element: TypeIx, value: &Value<'_>, keep: &TokenStream) -> TokenStream {
    let reference = value.borrowed();
    let lower = lower_fn(cx, element, &quote!(item));
    quote!(_rt::List::lower(#reference, #keep, #lower))
}

fn lower_map(cx: &Cx<'_>, key: TypeIx, item: TypeIx, value: &Value<'_>, keep: &TokenStream) -> TokenStream {
    let reference = value.borrowed();
    let inner = inner_keep(cx, &[key, item]);
    let key = lower_stored(cx, key, &Value::reference(quote!(key)));
    let item = lower_stored(cx, item, &Value::reference(quote!(value)));
    quote!(_rt::lower_map(#reference, #keep, |key, value, #inner| _rt::Tuple2(#key, #item)))
}

/// What a closure calls the list of kept buffers, if it uses it.
fn inner_keep(cx: &Cx<'_>, parts: &[TypeIx]) -> TokenStream {
    if parts.iter().any(|part| cx.traits(*part).keeps) { quote!(keep) } else { quote!(_) }
}

fn handle(cx: &Cx<'_>, ty: TypeIx, value: &Value<'_>) -> TokenStream {
    let value = value.receiver();
    match cx.shape(ty) {
        Shape::Borrow => quote!(#value._handle()),
        Shape::Own
        | Shape::Resource
        | Shape::Prim(_)
        | Shape::Record(_)
        | Shape::Variant(_)
        | Shape::Enum(_)
        | Shape::Flags(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => quote!(#value._take_handle()),
    }
}
