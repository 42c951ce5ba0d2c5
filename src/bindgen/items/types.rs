//! Types: what each named WIT type becomes, and what a mention of a type becomes.

use crate::base::ids::TypeIx;
use crate::base::names::WitName;
use crate::bindgen::ident::{RustIdent, RustPath};
use crate::bindgen::items::Chosen;
use crate::bindgen::items::given::Origin;
use crate::bindgen::items::look::Look;
use crate::bindgen::items::paths::Paths;
use crate::bindgen::items::resources::Implemented;
use crate::graph::TypeGraph;
use crate::graph::node::{Docs, Member, Prim, Shape};

/// A type as Rust code mentions it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::bindgen) enum RustType {
    /// `()`.
    Unit,
    /// A number, `bool` or `char`.
    Prim(Prim),
    /// `String`.
    String,
    /// `&str`.
    Str,
    /// `Vec<T>`.
    Vec(Box<RustType>),
    /// `&[T]`.
    Slice(Box<RustType>),
    /// `[T; N]`.
    Array(Box<RustType>, u32),
    /// `BTreeMap<K, V>`.
    Map(Box<RustType>, Box<RustType>),
    /// `&T`.
    Ref(Box<RustType>),
    /// `Option<T>`.
    Option(Box<RustType>),
    /// `Result<T, E>`.
    Result(Box<RustType>, Box<RustType>),
    /// `(A, B)`.
    Tuple(Vec<RustType>),
    /// A type defined in the file.
    Named(RustPath),
    /// A type defined in the file that has a lifetime: something is lent inside.
    Lent(RustPath),
    /// A value of that type, or a part of it, that stays where the caller put it.
    View(TypeIx),
}

/// A named type to be defined.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct TypeItem {
    /// Which.
    pub(in crate::bindgen) ty: TypeIx,
    /// Its name.
    pub(in crate::bindgen) ident: RustIdent,
    /// What the WIT says about it.
    pub(in crate::bindgen) docs: Docs,
    /// What it is.
    pub(in crate::bindgen) def: TypeDef,
    /// Where it comes from.
    pub(in crate::bindgen) origin: Origin,
    /// What is put on its definition.
    pub(in crate::bindgen) look: Look,
}

/// What a named type is.
#[derive(Clone, Debug)]
pub(in crate::bindgen) enum TypeDef {
    /// A struct with these fields.
    Record(Vec<Field>),
    /// An enum with these cases.
    Variant(Vec<Case>),
    /// An enum without payloads.
    Enum(Vec<Case>),
    /// A set of bits.
    Flags(Vec<Case>),
    /// Another name.
    Alias(RustType),
    /// A handle to a resource that someone else has.
    Resource,
    /// A handle to a resource that the guest implements.
    Implemented(Implemented),
}

/// A field of a struct.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct Field {
    /// Its name.
    pub(in crate::bindgen) ident: RustIdent,
    /// Its name in WIT.
    pub(in crate::bindgen) name: WitName,
    /// Its type.
    pub(in crate::bindgen) rust: RustType,
    /// What the WIT says about it.
    pub(in crate::bindgen) docs: Docs,
}

/// A case of an enum, or a flag.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct Case {
    /// Its name.
    pub(in crate::bindgen) ident: RustIdent,
    /// Its name in WIT.
    pub(in crate::bindgen) name: WitName,
    /// Its payload.
    pub(in crate::bindgen) payload: Option<RustType>,
    /// What the WIT says about it.
    pub(in crate::bindgen) docs: Docs,
}

/// The name of a type; `Guest` is taken by the trait.
pub(super) fn type_ident(name: &WitName) -> RustIdent {
    let ident = RustIdent::camel(name);
    if ident.as_str() == "Guest" { RustIdent::invented("Guest_") } else { ident }
}

/// The definition of a named type, if the file has one.
pub(super) fn item(mention: Mention<'_>, chosen: &Chosen, ty: TypeIx) -> Option<TypeItem> {
    let graph = mention.graph;
    let node = graph.node(ty);
    let ident = type_ident(node.name.as_ref()?);
    if !chosen.used[ty] {
        return None;
    }
    let payload = |slot| graph.child(ty, slot).map(|part| mention.owned(part));
    let case = |(slot, member): (u32, &Member)| Case {
        ident: RustIdent::camel(&member.name),
        name: member.name.clone(),
        payload: payload(slot),
        docs: member.docs.clone(),
    };
    let def = match &node.shape {
        Shape::Record(fields) => {
            let field = |(slot, member): (u32, &Member)| Field {
                ident: RustIdent::value(&member.name),
                name: member.name.clone(),
                rust: payload(slot).unwrap_or(RustType::Unit),
                docs: member.docs.clone(),
            };
            TypeDef::Record((0..).zip(fields).map(field).collect())
        }
        Shape::Variant(cases) => TypeDef::Variant((0..).zip(cases).map(case).collect()),
        Shape::Enum(cases) => TypeDef::Enum((0..).zip(cases).map(case).collect()),
        Shape::Flags(flags) => TypeDef::Flags(flags.iter().map(flag).collect()),
        Shape::Resource => mention
            .paths
            .implemented(ty)
            .map_or(TypeDef::Resource, |implemented| TypeDef::Implemented(implemented.clone())),
        Shape::Alias
        | Shape::Prim(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::Result
        | Shape::List
        | Shape::FixedList(_)
        | Shape::Map
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext => TypeDef::Alias(mention.shape(ty)),
    };
    let (origin, look) = (chosen.given.types[ty].clone(), chosen.looks[ty].clone());
    Some(TypeItem { ty, ident, docs: node.docs.clone(), def, origin, look })
}

fn flag(member: &Member) -> Case {
    Case {
        ident: RustIdent::shouty(&member.name),
        name: member.name.clone(),
        payload: None,
        docs: member.docs.clone(),
    }
}

/// Turns mentions of types into Rust types.
#[derive(Clone, Copy)]
pub(in crate::bindgen) struct Mention<'a> {
    /// All types.
    pub(in crate::bindgen) graph: &'a TypeGraph,
    /// Where the named ones are.
    pub(in crate::bindgen) paths: &'a Paths,
}

impl Mention<'_> {
    /// As a field, a result, or a parameter of an export: owned.
    pub(in crate::bindgen) fn owned(self, ty: TypeIx) -> RustType {
        match &self.paths[ty] {
            Some(path) if self.graph.facts[ty].borrow => RustType::Lent(path.clone()),
            Some(path) => RustType::Named(path.clone()),
            None => self.shape(ty),
        }
    }

    /// A type written in place, or what an alias stands for.
    fn shape(self, ty: TypeIx) -> RustType {
        let part = |slot| self.graph.child(ty, slot).map_or(RustType::Unit, |part| self.owned(part));
        match &self.graph.node(ty).shape {
            Shape::Prim(Prim::String) => RustType::String,
            Shape::Prim(prim) => RustType::Prim(*prim),
            Shape::Tuple => {
                RustType::Tuple(self.graph.children(ty).into_iter().map(|part| self.owned(part)).collect())
            }
            Shape::Option => RustType::Option(Box::new(part(0))),
            Shape::Result => RustType::Result(Box::new(part(0)), Box::new(part(1))),
            Shape::List => RustType::Vec(Box::new(part(0))),
            Shape::FixedList(length) => RustType::Array(Box::new(part(0)), *length),
            Shape::Map => RustType::Map(Box::new(part(0)), Box::new(part(1))),
            Shape::Own | Shape::Alias => part(0),
            Shape::Borrow => {
                match self.graph.child(ty, 0).and_then(|resource| self.paths.implemented(resource)) {
                    Some(implemented) => RustType::Lent(implemented.borrow.clone()),
                    None => RustType::Ref(Box::new(part(0))),
                }
            }
            // Named types have a path; the others have been refused before.
            Shape::Record(_)
            | Shape::Variant(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Resource
            | Shape::Future
            | Shape::Stream
            | Shape::ErrorContext => RustType::Unit,
        }
    }

    /// As a parameter of an import: borrowed wherever it has memory of its own.
    pub(in crate::bindgen) fn borrowed(self, ty: TypeIx) -> RustType {
        let facts = self.graph.facts[ty];
        if (facts.heap || facts.borrow) && !facts.own { self.borrowed_part(ty) } else { self.owned(ty) }
    }

    /// As such a parameter, or a part of an option, result or tuple that is one: there, whatever has a name is a
    /// reference, and only what an alias of a string or list stands for is not seen by its name.
    pub(in crate::bindgen) fn borrowed_part(self, ty: TypeIx) -> RustType {
        let target = self.graph.resolved(ty);
        let named = self.paths[ty].is_some();
        let part =
            |slot| self.graph.child(target, slot).map_or(RustType::Unit, |part| self.borrowed_part(part));
        let element = || self.graph.child(target, 0).map_or(RustType::Unit, |part| self.owned(part));
        match &self.graph.node(target).shape {
            Shape::Prim(Prim::String) => RustType::Str,
            Shape::List => RustType::Slice(Box::new(element())),
            Shape::Option if !named => RustType::Option(Box::new(part(0))),
            Shape::Result if !named => RustType::Result(Box::new(part(0)), Box::new(part(1))),
            Shape::Tuple if !named => {
                let parts = self.graph.children(target);
                RustType::Tuple(parts.into_iter().map(|part| self.borrowed_part(part)).collect())
            }
            // By value, as every array and every handle.
            Shape::Prim(_) | Shape::FixedList(_) | Shape::Own | Shape::Borrow if !named => self.owned(ty),
            Shape::Prim(_)
            | Shape::Option
            | Shape::Result
            | Shape::Tuple
            | Shape::FixedList(_)
            | Shape::Map
            | Shape::Record(_)
            | Shape::Variant(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Resource
            | Shape::Own
            | Shape::Borrow
            | Shape::Future
            | Shape::Stream
            | Shape::ErrorContext
            | Shape::Alias => RustType::Ref(Box::new(self.owned(ty))),
        }
    }
}
