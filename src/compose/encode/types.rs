//! Types of a graph as type definitions of a component or of an instance type.

use wasm_encoder::{
    Alias, ComponentBuilder, ComponentDefinedTypeEncoder, ComponentOuterAliasKind, ComponentTypeEncoder,
    ComponentTypeRef, ComponentValType, InstanceType, PrimitiveValType, TypeBounds,
};

use crate::base::ids::{FuncIx, TypeIx};
use crate::base::maps::HashMap;
use crate::base::names::WitName;
use crate::graph::TypeGraph;
use crate::graph::node::{Member, Owner, Prim, Shape, Sync};

/// Where types are defined: the component itself, or the type of an instance.
pub(super) trait Scope {
    /// A new type and its index.
    fn define(&mut self) -> (u32, ComponentTypeEncoder<'_>);
    /// The index here of a type of the component itself.
    fn outer(&mut self, index: u32) -> u32;
    /// Gives a type a name that is seen from outside, and so a new index.
    fn name(&mut self, name: &str, bounds: TypeBounds) -> u32;
}

impl Scope for &mut ComponentBuilder {
    fn define(&mut self) -> (u32, ComponentTypeEncoder<'_>) {
        self.ty(None)
    }

    fn outer(&mut self, index: u32) -> u32 {
        index
    }

    fn name(&mut self, name: &str, bounds: TypeBounds) -> u32 {
        self.import(name, ComponentTypeRef::Type(bounds))
    }
}

impl Scope for InstanceType {
    fn define(&mut self) -> (u32, ComponentTypeEncoder<'_>) {
        (self.type_count(), self.ty())
    }

    fn outer(&mut self, index: u32) -> u32 {
        let here = self.type_count();
        self.alias(Alias::Outer { kind: ComponentOuterAliasKind::Type, count: 1, index });
        here
    }

    fn name(&mut self, name: &str, bounds: TypeBounds) -> u32 {
        let here = self.type_count();
        self.export(name, ComponentTypeRef::Type(bounds));
        here
    }
}

/// Writes types of `graph` into a scope, each once.
pub(super) struct Types<'a, S> {
    pub(super) graph: &'a TypeGraph,
    /// Whose named types are named here as well; all others are only what they are.
    pub(super) home: Home<'a>,
    /// Types that the component itself has in scope.
    pub(super) outer: &'a HashMap<TypeIx, u32>,
    /// Indices in this scope.
    pub(super) known: HashMap<TypeIx, u32>,
    pub(super) scope: S,
}

/// Which types get names.
#[derive(Clone, Copy)]
pub(super) enum Home<'a> {
    /// Those of this owner.
    Owner(&'a Owner),
    /// None: nobody sees them from outside.
    Nowhere,
}

impl<S: Scope> Types<'_, S> {
    /// The index of a type here, defined now if it was not yet.
    pub(super) fn index(&mut self, ty: TypeIx) -> u32 {
        if let Some(known) = self.known.get(&ty) {
            return *known;
        }
        let index = match self.outer.get(&ty) {
            Some(outer) => self.scope.outer(*outer),
            None => self.define(ty),
        };
        self.known.insert(ty, index);
        index
    }

    /// A type where a value's type is wanted: a primitive has no index.
    fn value(&mut self, ty: TypeIx) -> ComponentValType {
        let node = self.graph.node(ty);
        match (&node.shape, &node.name) {
            (Shape::Prim(prim), None) => ComponentValType::Primitive(primitive(*prim)),
            (_, _) => ComponentValType::Type(self.index(ty)),
        }
    }

    fn part(&mut self, ty: TypeIx, slot: u32) -> Option<ComponentValType> {
        self.graph.child(ty, slot).map(|part| self.value(part))
    }

    /// A part that the shape says is there.
    fn sure_part(&mut self, ty: TypeIx, slot: u32) -> ComponentValType {
        self.part(ty, slot).unwrap_or(ComponentValType::Primitive(PrimitiveValType::Bool))
    }

    fn define(&mut self, ty: TypeIx) -> u32 {
        let node = self.graph.node(ty);
        let index = match &node.shape {
            Shape::Resource => return self.resource(node.name.as_ref()),
            Shape::Alias => self.handle(ty),
            Shape::Prim(prim) => self.defined(|encoder| encoder.primitive(primitive(*prim))),
            Shape::ErrorContext => self.defined(|encoder| encoder.primitive(PrimitiveValType::ErrorContext)),
            Shape::Record(fields) => self.record(ty, fields),
            Shape::Variant(cases) => self.variant(ty, cases),
            Shape::Enum(cases) => self.defined(|encoder| encoder.enum_type(names(cases))),
            Shape::Flags(flags) => self.defined(|encoder| encoder.flags(names(flags))),
            Shape::Tuple => self.tuple(ty),
            Shape::Option => {
                let payload = self.sure_part(ty, 0);
                self.defined(|encoder| encoder.option(payload))
            }
            Shape::List => {
                let element = self.sure_part(ty, 0);
                self.defined(|encoder| encoder.list(element))
            }
            Shape::FixedList(length) => {
                let element = self.sure_part(ty, 0);
                self.defined(|encoder| encoder.fixed_length_list(element, *length))
            }
            Shape::Map => self.map(ty),
            Shape::Result => self.result(ty),
            Shape::Own => {
                let resource = self.handle(ty);
                self.defined(|encoder| encoder.own(resource))
            }
            Shape::Borrow => {
                let resource = self.handle(ty);
                self.defined(|encoder| encoder.borrow(resource))
            }
            Shape::Future => {
                let payload = self.part(ty, 0);
                self.defined(|encoder| encoder.future(payload))
            }
            Shape::Stream => {
                let payload = self.part(ty, 0);
                self.defined(|encoder| encoder.stream(payload))
            }
        };
        match (self.home, &node.name) {
            (Home::Owner(owner), Some(name)) if node.owner == *owner => {
                self.scope.name(name.as_str(), TypeBounds::Eq(index))
            }
            (Home::Owner(_) | Home::Nowhere, _) => index,
        }
    }

    /// A resource that is new here. One that is not was put into `outer` before anything mentions it.
    fn resource(&mut self, name: Option<&WitName>) -> u32 {
        self.scope.name(name.map_or("resource", WitName::as_str), TypeBounds::SubResource)
    }

    /// The index of the type that a handle or another name is for.
    fn handle(&mut self, ty: TypeIx) -> u32 {
        self.graph.child(ty, 0).map(|target| self.index(target)).unwrap_or_default()
    }

    fn record(&mut self, ty: TypeIx, fields: &[Member]) -> u32 {
        let parts: Vec<ComponentValType> =
            (0..).zip(fields).map(|(slot, _)| self.sure_part(ty, slot)).collect();
        self.defined(|encoder| encoder.record(names(fields).zip(parts)))
    }

    fn variant(&mut self, ty: TypeIx, cases: &[Member]) -> u32 {
        let parts: Vec<Option<ComponentValType>> =
            (0..).zip(cases).map(|(slot, _)| self.part(ty, slot)).collect();
        self.defined(|encoder| encoder.variant(names(cases).zip(parts)))
    }

    fn tuple(&mut self, ty: TypeIx) -> u32 {
        let parts: Vec<ComponentValType> =
            self.graph.children(ty).into_iter().map(|part| self.value(part)).collect();
        self.defined(|encoder| encoder.tuple(parts))
    }

    fn map(&mut self, ty: TypeIx) -> u32 {
        let (key, value) = (self.sure_part(ty, 0), self.sure_part(ty, 1));
        self.defined(|encoder| encoder.map(key, value))
    }

    fn result(&mut self, ty: TypeIx) -> u32 {
        let (ok, err) = (self.part(ty, 0), self.part(ty, 1));
        self.defined(|encoder| encoder.result(ok, err))
    }

    fn defined(&mut self, write: impl FnOnce(ComponentDefinedTypeEncoder<'_>)) -> u32 {
        let (index, encoder) = self.scope.define();
        write(encoder.defined_type());
        index
    }

    /// The index of a function's type, defined now.
    pub(super) fn func(&mut self, func: FuncIx) -> u32 {
        let func = &self.graph.funcs[func];
        let params: Vec<(&str, ComponentValType)> =
            func.params.iter().map(|(name, ty)| (name.as_str(), self.value(*ty))).collect();
        let result = func.result.map(|ty| self.value(ty));
        let (index, encoder) = self.scope.define();
        encoder.function().async_(func.sync == Sync::Async).params(params).result(result);
        index
    }
}

fn names(members: &[Member]) -> impl ExactSizeIterator<Item = &str> {
    members.iter().map(|member| member.name.as_str())
}

fn primitive(prim: Prim) -> PrimitiveValType {
    match prim {
        Prim::Bool => PrimitiveValType::Bool,
        Prim::U8 => PrimitiveValType::U8,
        Prim::U16 => PrimitiveValType::U16,
        Prim::U32 => PrimitiveValType::U32,
        Prim::U64 => PrimitiveValType::U64,
        Prim::S8 => PrimitiveValType::S8,
        Prim::S16 => PrimitiveValType::S16,
        Prim::S32 => PrimitiveValType::S32,
        Prim::S64 => PrimitiveValType::S64,
        Prim::F32 => PrimitiveValType::F32,
        Prim::F64 => PrimitiveValType::F64,
        Prim::Char => PrimitiveValType::Char,
        Prim::String => PrimitiveValType::String,
    }
}
