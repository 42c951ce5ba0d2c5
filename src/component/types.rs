//! Types as a component binary has them, to `TypeGraph`: one node for each name, and resources by identity.

use wasmparser::PrimitiveValType;
use wasmparser::component_types::{
    AliasableResourceId, ComponentAnyTypeId, ComponentDefinedType, ComponentDefinedTypeId,
    ComponentEntityType, ComponentFuncTypeId, ComponentInstanceTypeId, ComponentValType, ResourceId,
};
use wasmparser::names::{AccessorKind, PlainName, ResourceFuncKind};
use wasmparser::types::TypesRef;

use crate::base::ids::{FuncIx, TypeIx};
use crate::base::maps::{HashMap, IndexMap, with_room};
use crate::base::names::{Accessed, ExternName, FuncName, InterfaceName, WitName};
use crate::graph::node::{Docs, Func, Interface, Member, Owner, Prim, Shape, Side, Sync, TypeNode};
use crate::graph::{Item, TypeGraph};

/// Something that a `TypeGraph` has no room for: the type of a function, an instance or a component.
pub(super) struct Unreadable;

/// The parts of a type, each with its slot.
type Parts = Vec<(u32, TypeIx)>;

/// Reads the types of one component.
pub(super) struct Reader<'a> {
    pub(super) graph: TypeGraph,
    types: TypesRef<'a>,
    /// Named types, by the id that naming them created.
    named: HashMap<ComponentDefinedTypeId, TypeIx>,
    /// Resources, by identity: the first name of each.
    resources: HashMap<ResourceId, TypeIx>,
    /// Resources, by the id that naming them created.
    named_resources: HashMap<AliasableResourceId, TypeIx>,
    /// Types written in place, by shape and parts, so that equal ones are one node.
    in_place: HashMap<(Shape, Parts), TypeIx>,
}

impl<'a> Reader<'a> {
    /// A reader of a component with so many imports and exports.
    pub(super) fn new(types: TypesRef<'a>, imports: usize, exports: usize) -> Self {
        let (imports, exports) = (with_room(imports), with_room(exports));
        Self {
            graph: TypeGraph { imports, exports, ..TypeGraph::default() },
            types,
            named: HashMap::default(),
            resources: HashMap::default(),
            named_resources: HashMap::default(),
            in_place: HashMap::default(),
        }
    }

    /// An instance's functions and types.
    pub(super) fn interface(
        &mut self,
        name: Option<InterfaceName>,
        owner: &Owner,
        id: ComponentInstanceTypeId,
    ) -> Result<Interface, Unreadable> {
        let instance = self.types.get(id).ok_or(Unreadable)?;
        let mut types = IndexMap::default();
        let mut funcs = Vec::new();
        for (wire_name, item) in &instance.exports {
            match item.ty {
                ComponentEntityType::Type { referenced, created } => {
                    let name = WitName::new(wire_name.as_str());
                    let ty = self.named(&name, owner, referenced, created)?;
                    types.insert(name, ty);
                }
                ComponentEntityType::Func(id) => {
                    let owner = resource_name(wire_name).and_then(|owner| types.get(&owner).copied());
                    funcs.push(self.func(wire_name, id, owner)?);
                }
                ComponentEntityType::Module(_)
                | ComponentEntityType::Value(_)
                | ComponentEntityType::Instance(_)
                | ComponentEntityType::Component(_) => return Err(Unreadable),
            }
        }
        Ok(Interface { name, types, funcs, docs: Docs::default() })
    }

    /// A function of the world itself.
    pub(super) fn world_func(
        &mut self,
        side: Side,
        wire_name: &str,
        id: ComponentFuncTypeId,
    ) -> Result<FuncIx, Unreadable> {
        let items = match side {
            Side::Import => &self.graph.imports,
            Side::Export => &self.graph.exports,
        };
        let item = resource_name(wire_name).and_then(|owner| items.get(&ExternName::Plain(owner)));
        let owner = item.and_then(|item| match item {
            Item::Type(ty) => Some(*ty),
            Item::Interface(_) | Item::Func(_) => None,
        });
        self.func(wire_name, id, owner)
    }

    fn func(
        &mut self,
        wire_name: &str,
        id: ComponentFuncTypeId,
        owner: Option<TypeIx>,
    ) -> Result<FuncIx, Unreadable> {
        let ty = self.types.get(id).ok_or(Unreadable)?;
        let mut params = Vec::with_capacity(ty.params.len());
        for (name, ty) in &ty.params {
            params.push((WitName::new(name.as_str()), self.value(*ty)?));
        }
        let result = ty.result.map(|ty| self.value(ty)).transpose()?;
        Ok(self.graph.funcs.push(Func {
            name: func_name(wire_name, owner),
            wire_name: WitName::new(wire_name),
            params,
            result,
            sync: if ty.async_ { Sync::Async } else { Sync::Sync },
            docs: Docs::default(),
            at: None,
        }))
    }

    /// A type that is given a name: `created` is what later types refer to, `referenced` what it is.
    pub(super) fn named(
        &mut self,
        name: &WitName,
        owner: &Owner,
        referenced: ComponentAnyTypeId,
        created: ComponentAnyTypeId,
    ) -> Result<TypeIx, Unreadable> {
        match (referenced, created) {
            (ComponentAnyTypeId::Resource(referenced), ComponentAnyTypeId::Resource(created)) => {
                let ty = if self.resources.contains_key(&referenced.resource()) {
                    let known = self.resource(referenced);
                    self.node(Some(name), owner, Shape::Alias, &[(0, known)])
                } else {
                    let ty = self.node(Some(name), owner, Shape::Resource, &[]);
                    self.resources.insert(referenced.resource(), ty);
                    ty
                };
                self.named_resources.insert(created, ty);
                Ok(ty)
            }
            (ComponentAnyTypeId::Defined(referenced), ComponentAnyTypeId::Defined(created)) => {
                let ty = if let Some(known) = self.known(referenced) {
                    self.node(Some(name), owner, Shape::Alias, &[(0, known)])
                } else {
                    let (shape, parts) = self.shape(referenced)?;
                    self.node(Some(name), owner, shape, &parts)
                };
                self.named.insert(created, ty);
                Ok(ty)
            }
            (
                ComponentAnyTypeId::Resource(_)
                | ComponentAnyTypeId::Defined(_)
                | ComponentAnyTypeId::Func(_)
                | ComponentAnyTypeId::Instance(_)
                | ComponentAnyTypeId::Component(_),
                _,
            ) => Err(Unreadable),
        }
    }

    /// The named type that `id` is, or is another name for.
    fn known(&self, id: ComponentDefinedTypeId) -> Option<TypeIx> {
        let mut at = Some(id);
        while let Some(id) = at {
            if let Some(known) = self.named.get(&id) {
                return Some(*known);
            }
            at = self.types.peel_alias(id);
        }
        None
    }

    fn value(&mut self, ty: ComponentValType) -> Result<TypeIx, Unreadable> {
        match ty {
            ComponentValType::Primitive(prim) => Ok(self.prim(prim)),
            ComponentValType::Type(id) => {
                if let Some(known) = self.known(id) {
                    return Ok(known);
                }
                let (shape, parts) = self.shape(id)?;
                Ok(self.in_place(shape, parts))
            }
        }
    }

    /// A type's shape and its parts.
    fn shape(&mut self, id: ComponentDefinedTypeId) -> Result<(Shape, Parts), Unreadable> {
        let ty = self.types.get(id).ok_or(Unreadable)?;
        Ok(match ty {
            ComponentDefinedType::Primitive(prim) => (prim_shape(*prim), Vec::new()),
            ComponentDefinedType::Record(record) => {
                let names = record.fields.keys().map(|name| member(name.as_str())).collect();
                (Shape::Record(names), self.parts(record.fields.values().map(|ty| Some(*ty)))?)
            }
            ComponentDefinedType::Variant(variant) => {
                let names = variant.cases.keys().map(|name| member(name.as_str())).collect();
                (Shape::Variant(names), self.parts(variant.cases.values().map(|case| case.ty))?)
            }
            ComponentDefinedType::Enum(names) => {
                (Shape::Enum(names.iter().map(|name| member(name.as_str())).collect()), Vec::new())
            }
            ComponentDefinedType::Flags(names) => {
                (Shape::Flags(names.iter().map(|name| member(name.as_str())).collect()), Vec::new())
            }
            ComponentDefinedType::Tuple(tuple) => {
                (Shape::Tuple, self.parts(tuple.types.iter().map(|ty| Some(*ty)))?)
            }
            ComponentDefinedType::List { element, .. } => (Shape::List, self.parts([Some(*element)])?),
            ComponentDefinedType::FixedLengthList { element, length, .. } => {
                (Shape::FixedList(*length), self.parts([Some(*element)])?)
            }
            ComponentDefinedType::Map { key, value, .. } => {
                (Shape::Map, self.parts([Some(*key), Some(*value)])?)
            }
            ComponentDefinedType::Option { ty, .. } => (Shape::Option, self.parts([Some(*ty)])?),
            ComponentDefinedType::Result { ok, err, .. } => (Shape::Result, self.parts([*ok, *err])?),
            ComponentDefinedType::Own(id) => (Shape::Own, vec![(0, self.resource(*id))]),
            ComponentDefinedType::Borrow(id) => (Shape::Borrow, vec![(0, self.resource(*id))]),
            ComponentDefinedType::Future { ty, .. } => (Shape::Future, self.parts([*ty])?),
            ComponentDefinedType::Stream { ty, .. } => (Shape::Stream, self.parts([*ty])?),
        })
    }

    fn parts(
        &mut self,
        parts: impl IntoIterator<Item = Option<ComponentValType>>,
    ) -> Result<Parts, Unreadable> {
        let mut read = Vec::new();
        for (slot, part) in (0..).zip(parts) {
            if let Some(part) = part {
                read.push((slot, self.value(part)?));
            }
        }
        Ok(read)
    }

    /// A resource that a handle refers to: named before, or one that the component shows to nobody.
    fn resource(&mut self, id: AliasableResourceId) -> TypeIx {
        let named = self.named_resources.get(&id).or_else(|| self.resources.get(&id.resource()));
        if let Some(known) = named {
            return *known;
        }
        let ty = self.node(None, &Owner::Nobody, Shape::Resource, &[]);
        self.resources.insert(id.resource(), ty);
        ty
    }

    fn prim(&mut self, prim: PrimitiveValType) -> TypeIx {
        self.in_place(prim_shape(prim), Vec::new())
    }

    fn in_place(&mut self, shape: Shape, parts: Parts) -> TypeIx {
        if let Some(known) = self.in_place.get(&(shape.clone(), parts.clone())) {
            return *known;
        }
        let ty = self.node(None, &Owner::Nobody, shape.clone(), &parts);
        self.in_place.insert((shape, parts), ty);
        ty
    }

    fn node(
        &mut self,
        name: Option<&WitName>,
        owner: &Owner,
        shape: Shape,
        parts: &[(u32, TypeIx)],
    ) -> TypeIx {
        let node =
            TypeNode { name: name.cloned(), shape, owner: owner.clone(), docs: Docs::default(), at: None };
        self.graph.add(node, parts)
    }
}

fn member(name: &str) -> Member {
    Member { name: WitName::new(name), docs: Docs::default() }
}

fn prim_shape(prim: PrimitiveValType) -> Shape {
    Shape::Prim(match prim {
        PrimitiveValType::Bool => Prim::Bool,
        PrimitiveValType::U8 => Prim::U8,
        PrimitiveValType::U16 => Prim::U16,
        PrimitiveValType::U32 => Prim::U32,
        PrimitiveValType::U64 => Prim::U64,
        PrimitiveValType::S8 => Prim::S8,
        PrimitiveValType::S16 => Prim::S16,
        PrimitiveValType::S32 => Prim::S32,
        PrimitiveValType::S64 => Prim::S64,
        PrimitiveValType::F32 => Prim::F32,
        PrimitiveValType::F64 => Prim::F64,
        PrimitiveValType::Char => Prim::Char,
        PrimitiveValType::String => Prim::String,
        PrimitiveValType::ErrorContext => return Shape::ErrorContext,
    })
}

/// The resource that a function's name in the binary says it belongs to.
fn resource_name(wire_name: &str) -> Option<WitName> {
    PlainName::new(wire_name).resource().map(|owner| WitName::new(owner.as_str()))
}

/// What a function's name in the binary says. The validator has seen that a method's resource is there.
fn func_name(wire_name: &str, owner: Option<TypeIx>) -> FuncName {
    let plain = PlainName::new(wire_name);
    let name = WitName::new(plain.name().as_str());
    if let Some(accessor) = plain.accessor {
        let accessed = match (plain.resource_func, owner) {
            (Some(ResourceFuncKind::Method), Some(owner)) => Accessed::Value(owner),
            (Some(_) | None, Some(owner)) => Accessed::Static(owner),
            (Some(_) | None, None) => Accessed::Free,
        };
        return match accessor {
            AccessorKind::Get => FuncName::Getter(accessed, name),
            AccessorKind::Set => FuncName::Setter(accessed, name),
        };
    }
    match (plain.resource_func, owner) {
        (Some(ResourceFuncKind::Constructor), Some(owner)) => FuncName::Constructor(owner),
        (Some(ResourceFuncKind::Method), Some(owner)) => FuncName::Method(owner, name),
        (Some(ResourceFuncKind::Static), Some(owner)) => FuncName::Static(owner, name),
        (Some(_) | None, _) => FuncName::Free(name),
    }
}
