//! One function for each kind of WIT definition.

use petgraph::graph::NodeIndex;
use wit_parser::{Function, FunctionKind, Handle, InterfaceId, Resolve, TypeDefKind, TypeId, TypeOwner};

use crate::base::ids::{FuncIx, Ix, TypeIx};
use crate::base::maps::HashMap;
use crate::base::names::{Accessed, ExternName, FuncName, InterfaceName, PackageName, WitName};
use crate::base::world::World;
use crate::graph::node::{Docs, Func, Interface, Member, Owner, Prim, Shape, Side, Sync, TypeNode, Use};
use crate::graph::{Item, TypeGraph};

/// Reads the world's items into a graph, without facts.
pub(super) fn build(world: &World, raw_strings: bool) -> TypeGraph {
    let mut resolve = world.resolve.clone();
    // One id for each side: an exported resource is not the imported one.
    resolve.generate_nominal_type_ids(world.id);
    let mut builder = Builder {
        world,
        resolve: &resolve,
        graph: TypeGraph::default(),
        owners: HashMap::default(),
        defined: HashMap::default(),
        in_place: HashMap::default(),
        raw_strings,
    };
    builder.world();
    builder.graph
}

struct Builder<'a> {
    world: &'a World,
    resolve: &'a Resolve,
    graph: TypeGraph,
    owners: HashMap<InterfaceId, Owner>,
    defined: HashMap<TypeId, TypeIx>,
    /// Types written in place, by shape and parts, so that equal ones are one node.
    in_place: HashMap<(Shape, Vec<(u32, TypeIx)>), TypeIx>,
    /// A string is a list of bytes: the canonical ABI makes no difference.
    raw_strings: bool,
}

impl Builder<'_> {
    fn world(&mut self) {
        let world = &self.resolve.worlds[self.world.id];
        self.graph.world = Some(WitName::new(world.name.as_str()));
        self.graph.docs = Docs::from(&world.docs);
        for (side, items) in [(Side::Import, &world.imports), (Side::Export, &world.exports)] {
            for (key, item) in items {
                let name = extern_name(self.resolve, key);
                if let wit_parser::WorldItem::Interface { id, .. } = item {
                    self.owners.insert(*id, Owner::Interface(side, name));
                }
            }
        }
        for (key, item) in &world.imports {
            let item = self.item(item);
            self.graph.imports.insert(extern_name(self.resolve, key), item);
        }
        for (key, item) in &world.exports {
            let item = self.item(item);
            self.graph.exports.insert(extern_name(self.resolve, key), item);
        }
    }

    fn item(&mut self, item: &wit_parser::WorldItem) -> Item {
        match item {
            wit_parser::WorldItem::Interface { id, .. } => Item::Interface(self.interface(*id)),
            wit_parser::WorldItem::Function(func) => Item::Func(self.func(func)),
            wit_parser::WorldItem::Type { id, .. } => Item::Type(self.defined(*id)),
        }
    }

    fn interface(&mut self, id: InterfaceId) -> Interface {
        let interface = &self.resolve.interfaces[id];
        let types = interface
            .types
            .iter()
            .map(|(name, id)| (WitName::new(name.as_str()), self.defined(*id)))
            .collect();
        let funcs = interface.functions.values().map(|func| self.func(func)).collect();
        Interface { name: interface_name(self.resolve, id), types, funcs, docs: Docs::from(&interface.docs) }
    }

    fn func(&mut self, func: &Function) -> FuncIx {
        let params =
            func.params.iter().map(|param| (WitName::new(param.name.as_str()), self.ty(param.ty))).collect();
        let result = func.result.map(|result| self.ty(result));
        let name = self.func_name(func);
        let sync = if func.kind.is_async() { Sync::Async } else { Sync::Sync };
        self.graph.funcs.push(Func {
            name,
            wire_name: WitName::new(func.name.as_str()),
            params,
            result,
            sync,
            docs: Docs::from(&func.docs),
            at: self.world.locate(func.span),
        })
    }

    fn func_name(&mut self, func: &Function) -> FuncName {
        let name = WitName::new(func.item_name());
        match &func.kind {
            FunctionKind::Freestanding | FunctionKind::AsyncFreestanding => FuncName::Free(name),
            FunctionKind::Method(id) | FunctionKind::AsyncMethod(id) => {
                FuncName::Method(self.defined(*id), name)
            }
            FunctionKind::Static(id) | FunctionKind::AsyncStatic(id) => {
                FuncName::Static(self.defined(*id), name)
            }
            FunctionKind::Constructor(id) => FuncName::Constructor(self.defined(*id)),
            FunctionKind::Getter => FuncName::Getter(Accessed::Free, name),
            FunctionKind::Setter => FuncName::Setter(Accessed::Free, name),
            FunctionKind::MethodGetter(id) => FuncName::Getter(Accessed::Value(self.defined(*id)), name),
            FunctionKind::MethodSetter(id) => FuncName::Setter(Accessed::Value(self.defined(*id)), name),
            FunctionKind::StaticGetter(id) => FuncName::Getter(Accessed::Static(self.defined(*id)), name),
            FunctionKind::StaticSetter(id) => FuncName::Setter(Accessed::Static(self.defined(*id)), name),
        }
    }

    fn ty(&mut self, ty: wit_parser::Type) -> TypeIx {
        match ty {
            wit_parser::Type::Bool => self.prim(Prim::Bool),
            wit_parser::Type::U8 => self.prim(Prim::U8),
            wit_parser::Type::U16 => self.prim(Prim::U16),
            wit_parser::Type::U32 => self.prim(Prim::U32),
            wit_parser::Type::U64 => self.prim(Prim::U64),
            wit_parser::Type::S8 => self.prim(Prim::S8),
            wit_parser::Type::S16 => self.prim(Prim::S16),
            wit_parser::Type::S32 => self.prim(Prim::S32),
            wit_parser::Type::S64 => self.prim(Prim::S64),
            wit_parser::Type::F32 => self.prim(Prim::F32),
            wit_parser::Type::F64 => self.prim(Prim::F64),
            wit_parser::Type::Char => self.prim(Prim::Char),
            wit_parser::Type::String if self.raw_strings => {
                let byte = self.prim(Prim::U8);
                self.in_place(Shape::List, vec![(0, byte)])
            }
            wit_parser::Type::String => self.prim(Prim::String),
            wit_parser::Type::ErrorContext => self.in_place(Shape::ErrorContext, Vec::new()),
            wit_parser::Type::Id(id) => self.defined(id),
        }
    }

    fn prim(&mut self, prim: Prim) -> TypeIx {
        self.in_place(Shape::Prim(prim), Vec::new())
    }

    /// A type of the resolve's arena, named or not.
    fn defined(&mut self, id: TypeId) -> TypeIx {
        if let Some(known) = self.defined.get(&id) {
            return *known;
        }
        let def = &self.resolve.types[id];
        let (shape, parts) = self.shape(&def.kind);
        let ty = match &def.name {
            None => self.in_place(shape, parts),
            Some(name) => self.node(
                TypeNode {
                    name: Some(WitName::new(name.as_str())),
                    shape,
                    owner: self.owner(def.owner),
                    docs: Docs::from(&def.docs),
                    at: self.world.locate(def.span),
                },
                parts,
            ),
        };
        self.defined.insert(id, ty);
        ty
    }

    /// A type's shape and its parts, each with its slot.
    fn shape(&mut self, kind: &TypeDefKind) -> (Shape, Vec<(u32, TypeIx)>) {
        match kind {
            TypeDefKind::Record(record) => {
                let parts = record.fields.iter().map(|field| Some(field.ty));
                let parts = self.parts(parts);
                (Shape::Record(members(record.fields.iter().map(|f| (&f.name, &f.docs)))), parts)
            }
            TypeDefKind::Variant(variant) => {
                let parts = self.parts(variant.cases.iter().map(|case| case.ty));
                (Shape::Variant(members(variant.cases.iter().map(|c| (&c.name, &c.docs)))), parts)
            }
            TypeDefKind::Enum(cases) => {
                (Shape::Enum(members(cases.cases.iter().map(|c| (&c.name, &c.docs)))), Vec::new())
            }
            TypeDefKind::Flags(flags) => {
                (Shape::Flags(members(flags.flags.iter().map(|f| (&f.name, &f.docs)))), Vec::new())
            }
            TypeDefKind::Tuple(tuple) => (Shape::Tuple, self.parts(tuple.types.iter().map(|ty| Some(*ty)))),
            TypeDefKind::Option(ty) => (Shape::Option, self.parts([Some(*ty)])),
            TypeDefKind::Result(result) => (Shape::Result, self.parts([result.ok, result.err])),
            TypeDefKind::List(ty) => (Shape::List, self.parts([Some(*ty)])),
            TypeDefKind::Map(key, value) => (Shape::Map, self.parts([Some(*key), Some(*value)])),
            TypeDefKind::FixedLengthList(ty, length) => (Shape::FixedList(*length), self.parts([Some(*ty)])),
            TypeDefKind::Resource | TypeDefKind::Unknown => (Shape::Resource, Vec::new()),
            TypeDefKind::Handle(Handle::Own(id)) => (Shape::Own, vec![(0, self.defined(*id))]),
            TypeDefKind::Handle(Handle::Borrow(id)) => (Shape::Borrow, vec![(0, self.defined(*id))]),
            TypeDefKind::Future(ty) => (Shape::Future, self.parts([*ty])),
            TypeDefKind::Stream(ty) => (Shape::Stream, self.parts([*ty])),
            TypeDefKind::Type(ty) => {
                let target = self.ty(*ty);
                (Shape::Alias, vec![(0, target)])
            }
        }
    }

    fn parts(&mut self, parts: impl IntoIterator<Item = Option<wit_parser::Type>>) -> Vec<(u32, TypeIx)> {
        let slots = (0..).zip(parts);
        slots.filter_map(|(slot, part)| Some((slot, self.ty(part?)))).collect()
    }

    fn in_place(&mut self, shape: Shape, parts: Vec<(u32, TypeIx)>) -> TypeIx {
        let key = (shape, parts);
        if let Some(known) = self.in_place.get(&key) {
            return *known;
        }
        let node = TypeNode {
            name: None,
            shape: key.0.clone(),
            owner: Owner::Nobody,
            docs: Docs::default(),
            at: None,
        };
        let ty = self.node(node, key.1.clone());
        self.in_place.insert(key, ty);
        ty
    }

    fn node(&mut self, node: TypeNode, parts: Vec<(u32, TypeIx)>) -> TypeIx {
        let from = self.graph.types.add_node(node);
        for (slot, part) in parts {
            self.graph.types.add_edge(from, NodeIndex::new(part.index()), Use { slot });
        }
        TypeIx::from_index(from.index())
    }

    fn owner(&self, owner: TypeOwner) -> Owner {
        match owner {
            TypeOwner::World(_) => Owner::World,
            TypeOwner::Interface(id) => self.owners.get(&id).cloned().unwrap_or(Owner::Nobody),
            TypeOwner::None => Owner::Nobody,
        }
    }
}

fn members<'a>(members: impl Iterator<Item = (&'a String, &'a wit_parser::Docs)>) -> Vec<Member> {
    members.map(|(name, docs)| Member { name: WitName::new(name.as_str()), docs: Docs::from(docs) }).collect()
}

fn extern_name(resolve: &Resolve, key: &wit_parser::WorldKey) -> ExternName {
    match key {
        wit_parser::WorldKey::Name(name) => ExternName::Plain(WitName::new(name.as_str())),
        wit_parser::WorldKey::Interface(id) => match interface_name(resolve, *id) {
            Some(name) => ExternName::Interface(name),
            // Only an interface without a name has none, and such a one is keyed by the world's name for it.
            None => ExternName::Plain(WitName::new(resolve.name_world_key(key))),
        },
    }
}

fn interface_name(resolve: &Resolve, id: InterfaceId) -> Option<InterfaceName> {
    let interface = &resolve.interfaces[id];
    let package = PackageName::from(&resolve.packages[interface.package?].name);
    Some(InterfaceName { package, name: WitName::new(interface.name.as_deref()?) })
}
