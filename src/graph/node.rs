//! What a type is made of: its shape, its name, and where it comes from.

use crate::base::ids::{FuncIx, TypeIx};
use crate::base::maps::IndexMap;
use crate::base::names::{ExternName, FuncName, InterfaceName, WitName};
use crate::base::source::Location;

/// One type.
#[derive(Clone, Debug)]
pub struct TypeNode {
    /// Its name, unless it is written in place (`list<u8>`).
    pub name: Option<WitName>,
    /// What it is.
    pub shape: Shape,
    /// Where it is defined.
    pub owner: Owner,
    /// What the WIT says about it.
    pub docs: Docs,
    /// Its name's place in the WIT.
    pub at: Option<Location>,
}

/// An edge from a type to a type it is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    /// Which of the parent's parts: a field, a case, an element; `result` has `ok` in slot 0 and `err` in slot 1.
    pub slot: u32,
}

/// What a type is. Its parts are the outgoing edges of its node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Shape {
    /// A type without parts.
    Prim(Prim),
    /// Fields: slot `n` is the type of field `n`.
    Record(Vec<Member>),
    /// Cases: slot `n` is the payload of case `n`, absent where it has none.
    Variant(Vec<Member>),
    /// Cases without payload.
    Enum(Vec<Member>),
    /// Bits, the first is bit 0.
    Flags(Vec<Member>),
    /// Slot `n` is element `n`.
    Tuple,
    /// Slot 0 is the payload.
    Option,
    /// Slot 0 is `ok`, slot 1 is `err`; each may be absent.
    Result,
    /// Slot 0 is the element.
    List,
    /// Slot 0 is the element; the number is the length.
    FixedList(u32),
    /// Slot 0 is the key, slot 1 the value.
    Map,
    /// A resource: it has no parts, only an identity.
    Resource,
    /// Slot 0 is the resource.
    Own,
    /// Slot 0 is the resource.
    Borrow,
    /// Slot 0 is the payload, may be absent.
    Future,
    /// Slot 0 is the payload, may be absent.
    Stream,
    /// `error-context`.
    ErrorContext,
    /// Another name for the type in slot 0.
    Alias,
}

impl Shape {
    /// The named parts of a record, variant, enum or flags; no others have any.
    pub fn members(&self) -> &[Member] {
        match self {
            Shape::Record(members)
            | Shape::Variant(members)
            | Shape::Enum(members)
            | Shape::Flags(members) => members,
            Shape::Prim(_)
            | Shape::Tuple
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
            | Shape::Alias => &[],
        }
    }
}

/// A named part of a record, variant, enum or flags.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Member {
    /// Its name.
    pub name: WitName,
    /// What the WIT says about it.
    pub docs: Docs,
}

/// A type without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "each is the WIT keyword of its name")]
pub enum Prim {
    Bool,
    U8,
    U16,
    U32,
    U64,
    S8,
    S16,
    S32,
    S64,
    F32,
    F64,
    Char,
    String,
}

impl Prim {
    /// The WIT keyword.
    pub fn keyword(self) -> &'static str {
        match self {
            Prim::Bool => "bool",
            Prim::U8 => "u8",
            Prim::U16 => "u16",
            Prim::U32 => "u32",
            Prim::U64 => "u64",
            Prim::S8 => "s8",
            Prim::S16 => "s16",
            Prim::S32 => "s32",
            Prim::S64 => "s64",
            Prim::F32 => "f32",
            Prim::F64 => "f64",
            Prim::Char => "char",
            Prim::String => "string",
        }
    }
}

/// Which side of a world something is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// The host or another component provides it.
    Import,
    /// The component provides it.
    Export,
}

/// Where a type is defined.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    /// Written in place.
    Nobody,
    /// The world itself.
    World,
    /// An interface, under the extern name by which the world has it on that side.
    Interface(Side, ExternName),
}

/// An interface as the world imports or exports it.
#[derive(Clone, Debug)]
pub struct Interface {
    /// The interface itself; `None` when it is written inline in the world.
    pub name: Option<InterfaceName>,
    /// Its types, by name.
    pub types: IndexMap<WitName, TypeIx>,
    /// Its functions.
    pub funcs: Vec<FuncIx>,
    /// What the WIT says about it.
    pub docs: Docs,
}

/// A function.
#[derive(Clone, Debug)]
pub struct Func {
    /// Its name.
    pub name: FuncName,
    /// The name in a component binary: `get`, `[method]blob.read`.
    pub wire_name: WitName,
    /// Parameters, `self` included.
    pub params: Vec<(WitName, TypeIx)>,
    /// Result, if any.
    pub result: Option<TypeIx>,
    /// Whether it is an `async func`.
    pub sync: Sync,
    /// What the WIT says about it.
    pub docs: Docs,
    /// Its name's place in the WIT.
    pub at: Option<Location>,
}

/// Whether a function may block its caller's task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sync {
    /// `func`.
    Sync,
    /// `async func`.
    Async,
}

/// A doc comment, line by line, or nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Docs(pub Option<String>);

impl From<&wit_parser::Docs> for Docs {
    fn from(docs: &wit_parser::Docs) -> Self {
        Self(docs.contents.clone())
    }
}
