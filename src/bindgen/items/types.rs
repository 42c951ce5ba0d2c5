//! Types: what each named WIT type becomes, and what a mention of a type becomes.

use crate::base::ids::TypeIx;
use crate::base::names::WitName;
use crate::bindgen::ident::{RustIdent, RustPath};
use crate::bindgen::items::Chosen;
use crate::bindgen::items::given::Origin;
use crate::bindgen::items::look::Look;
use crate::bindgen::items::ownership::Lending;
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
    /// `FutureReader<T>`.
    Future(Box<RustType>),
    /// `StreamReader<T>`.
    Stream(Box<RustType>),
    /// `ErrorContext`.
    ErrorContext,
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
    /// It has a lifetime: that of what is lent within.
    pub(in crate::bindgen) lives: bool,
    /// It is the one of two that borrows.
    pub(in crate::bindgen) param: bool,
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

/// The definitions of a named type: none if nothing uses it, two if one borrows and one owns.
pub(super) fn items(mention: Mention<'_>, chosen: &Chosen, ty: TypeIx) -> Vec<TypeItem> {
    if !chosen.used[ty] {
        return Vec::new();
    }
    let item = |form| item(mention, chosen, ty, form);
    match mention.paths.lending(ty) {
        Lending::Owns => item(Form::Only).into_iter().collect(),
        Lending::Borrows => item(Form::Borrows).into_iter().collect(),
        Lending::Both => item(Form::Param).into_iter().chain(item(Form::Result)).collect(),
    }
}

/// Which of the types that a WIT type is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Only,
    Borrows,
    Param,
    Result,
}

fn item(mention: Mention<'_>, chosen: &Chosen, ty: TypeIx, form: Form) -> Option<TypeItem> {
    let graph = mention.graph;
    let node = graph.node(ty);
    let ident = type_ident(node.name.as_ref()?);
    let (ident, borrows) = match form {
        Form::Only => (ident, false),
        Form::Borrows => (ident, true),
        Form::Param => (ident.suffixed("Param"), true),
        Form::Result => (ident.suffixed("Result"), false),
    };
    let part = |part| if borrows { mention.deep(part) } else { mention.owned(part) };
    let payload = |slot| graph.child(ty, slot).map(part);
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
        | Shape::ErrorContext => {
            TypeDef::Alias(if borrows { mention.deep_shape(ty) } else { mention.shape(ty) })
        }
    };
    let (lives, param) = (borrows || graph.facts[ty].borrow, form == Form::Param);
    let (origin, look) = (chosen.given.types[ty].clone(), chosen.looks[ty].clone());
    Some(TypeItem { ty, ident, docs: node.docs.clone(), def, lives, param, origin, look })
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
            Shape::Future => RustType::Future(Box::new(part(0))),
            Shape::Stream => RustType::Stream(Box::new(part(0))),
            Shape::ErrorContext => RustType::ErrorContext,
            // Named types have a path.
            Shape::Record(_) | Shape::Variant(_) | Shape::Enum(_) | Shape::Flags(_) | Shape::Resource => {
                RustType::Unit
            }
        }
    }

    /// As a parameter of an import: borrowed wherever it has memory of its own.
    pub(in crate::bindgen) fn borrowed(self, ty: TypeIx) -> RustType {
        if self.paths.is_deep() {
            return self.deep(ty);
        }
        let facts = self.graph.facts[ty];
        if (facts.heap || facts.borrow) && !facts.own { self.borrowed_part(ty) } else { self.owned(ty) }
    }

    /// Borrowed as deep as it can: the types of parts borrow as well.
    pub(in crate::bindgen) fn deep(self, ty: TypeIx) -> RustType {
        let facts = self.graph.facts[ty];
        if !facts.heap || facts.own {
            return self.owned(ty);
        }
        let target = self.graph.resolved(ty);
        let is_list = match &self.graph.node(target).shape {
            Shape::Prim(_) | Shape::List | Shape::Map => true,
            Shape::Tuple
            | Shape::Option
            | Shape::Result
            | Shape::FixedList(_)
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
            | Shape::Alias => false,
        };
        match self.paths.param(ty).filter(|_| !is_list) {
            None => self.deep_shape(target),
            Some(path) => match self.paths.lending(ty) {
                Lending::Borrows | Lending::Both => RustType::Lent(path),
                Lending::Owns => RustType::Ref(Box::new(RustType::Named(path))),
            },
        }
    }

    /// A type written in place, or what an alias stands for, its parts borrowed.
    fn deep_shape(self, ty: TypeIx) -> RustType {
        let part = |slot| self.graph.child(ty, slot).map_or(RustType::Unit, |part| self.deep(part));
        match &self.graph.node(ty).shape {
            Shape::Prim(Prim::String) => RustType::Str,
            Shape::List => RustType::Slice(Box::new(part(0))),
            Shape::Map => RustType::Ref(Box::new(RustType::Map(Box::new(part(0)), Box::new(part(1))))),
            Shape::Tuple => {
                RustType::Tuple(self.graph.children(ty).into_iter().map(|part| self.deep(part)).collect())
            }
            Shape::Option => RustType::Option(Box::new(part(0))),
            Shape::Result => RustType::Result(Box::new(part(0)), Box::new(part(1))),
            Shape::FixedList(length) => RustType::Array(Box::new(part(0)), *length),
            Shape::Alias => part(0),
            Shape::Prim(_)
            | Shape::Record(_)
            | Shape::Variant(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Resource
            | Shape::Own
            | Shape::Borrow
            | Shape::Future
            | Shape::Stream
            | Shape::ErrorContext => self.shape(ty),
        }
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
