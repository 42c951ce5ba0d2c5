//! Where in the file each named type is, and what comes with those that are resources.

use std::collections::HashSet;
use std::ops::Index;

use crate::base::ids::{FuncIx, Table, TypeIx};
use crate::base::names::FuncName;
use crate::bindgen::ident::{RustIdent, RustPath};
use crate::bindgen::items::funcs;
use crate::bindgen::items::modules::Places;
use crate::bindgen::items::resources::{self, HandleFn, Implemented};
use crate::bindgen::items::types::type_ident;
use crate::graph::node::{Owner, Side};
use crate::graph::{Item, TypeGraph};

/// Where everything is that has a name.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct Paths {
    /// By type; indexing gives the path of a named one.
    types: Table<TypeIx, Option<RustPath>>,
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
    pub(super) fn choose(graph: &TypeGraph, places: &Places) -> Self {
        let types: Table<_, _> = graph.type_ids().map(|ty| path(graph, places, ty)).collect();
        let mut implemented: Vec<Option<Implemented>> = vec![None; graph.types.node_count()];
        for (name, item) in &graph.exports {
            if let (Item::Interface(interface), Some(module)) = (item, places.get(Side::Export, name)) {
                resources::implement(graph, interface, &module, &mut implemented);
            }
        }
        let methods = graph.imports.values().flat_map(crate::graph::print::funcs_of);
        let methods = methods.filter_map(|func| method(graph, func)).collect();
        Self { types, implemented: implemented.into_iter().collect(), methods }
    }

    /// What else there is of a resource that the guest implements, or of another name for one.
    pub(in crate::bindgen) fn implemented(&self, ty: TypeIx) -> Option<&Implemented> {
        self.implemented[ty].as_ref()
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
