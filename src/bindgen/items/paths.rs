//! Where in the file each named type is, and what comes with those that are resources.

use std::ops::Index;

use crate::base::ids::{FuncIx, Table, TypeIx};
use crate::base::maps::HashSet;
use crate::base::names::FuncName;
use crate::bindgen::ident::{RustIdent, RustPath};
use crate::bindgen::items::funcs;
use crate::bindgen::items::modules::Places;
use crate::bindgen::items::ownership::{self, Lending};
use crate::bindgen::items::resources::{self, HandleFn, Implemented};
use crate::bindgen::items::types::type_ident;
use crate::bindgen::options::Ownership;
use crate::graph::node::{Owner, Side};
use crate::graph::{Item, TypeGraph};

/// Where everything is that has a name.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct Paths {
    /// By type; indexing gives the path of a named one.
    types: Table<TypeIx, Option<RustPath>>,
    /// What each does with its memory.
    lending: Table<TypeIx, Lending>,
    /// Whether types of parameters borrow as deep as they can.
    deep: bool,
    /// What else there is of a resource that the guest implements, or of another name for one.
    implemented: Table<TypeIx, Option<Implemented>>,
    /// Names that the WIT gives to functions of a resource that someone else has.
    methods: HashSet<(TypeIx, RustIdent)>,
}

impl Index<TypeIx> for Paths {
    type Output = Option<RustPath>;

    fn index(&self, ty: TypeIx) -> &Option<RustPath> {
        &self.types[ty]
    }
}

impl Paths {
    /// Chooses all paths.
    pub(super) fn choose(
        graph: &TypeGraph,
        places: &Places,
        ownership: Ownership,
        foreign: &Table<TypeIx, bool>,
    ) -> Self {
        let lending = ownership::lending(graph, ownership, foreign);
        let types = graph.type_ids().map(|ty| {
            let mut path = path(graph, places, ty)?;
            if lending[ty] == Lending::Both {
                let ident = path.0.pop()?;
                path.0.push(ident.suffixed("Result"));
            }
            Some(path)
        });
        let types: Table<_, _> = types.collect();
        let mut implemented: Vec<Option<Implemented>> = vec![None; graph.types.node_count()];
        for (name, item) in &graph.exports {
            if let (Item::Interface(interface), Some(module)) = (item, places.get(Side::Export, name)) {
                resources::implement(graph, interface, &module, &mut implemented);
            }
        }
        let methods = graph.imports.values().flat_map(crate::graph::print::funcs_of);
        let methods = methods.filter_map(|func| method(graph, func)).collect();
        let (deep, implemented) = (ownership != Ownership::Owning, implemented.into_iter().collect());
        Self { types, lending, deep, implemented, methods }
    }

    /// What else there is of a resource that the guest implements, or of another name for one.
    pub(in crate::bindgen) fn implemented(&self, ty: TypeIx) -> Option<&Implemented> {
        self.implemented[ty].as_ref()
    }

    /// What a named type does with its memory.
    pub(in crate::bindgen) fn lending(&self, ty: TypeIx) -> Lending {
        self.lending[ty]
    }

    /// Whether types of parameters borrow as deep as they can.
    pub(in crate::bindgen) fn is_deep(&self) -> bool {
        self.deep
    }

    /// The path of a named type as a parameter of an import has it.
    pub(in crate::bindgen) fn param(&self, ty: TypeIx) -> Option<RustPath> {
        let path = self.types[ty].as_ref()?;
        if self.lending[ty] != Lending::Both {
            return Some(path.clone());
        }
        let (last, module) = path.0.split_last()?;
        let name = RustIdent::invented(last.as_str().trim_end_matches("Result").to_owned());
        Some(RustPath(module.to_vec()).child(name.suffixed("Param")))
    }

    /// What a hidden function of the resource is called: with an underscore if the WIT has one of that name.
    pub(in crate::bindgen) fn handle_fn(&self, resource: TypeIx, function: HandleFn) -> RustIdent {
        let ident = RustIdent::invented(function.name());
        if self.methods.contains(&(resource, ident.clone())) { ident.prefixed("_") } else { ident }
    }
}

fn method(graph: &TypeGraph, func: FuncIx) -> Option<(TypeIx, RustIdent)> {
    let name: &FuncName = &graph.funcs[func].name;
    Some((name.resource()?, funcs::ident(name)))
}

fn path(graph: &TypeGraph, places: &Places, ty: TypeIx) -> Option<RustPath> {
    let node = graph.node(ty);
    let ident = type_ident(node.name.as_ref()?);
    match &node.owner {
        Owner::Nobody => None,
        Owner::World => Some(RustPath(vec![ident])),
        Owner::Interface(side, name) => Some(places.get(*side, name)?.child(ident)),
    }
}
