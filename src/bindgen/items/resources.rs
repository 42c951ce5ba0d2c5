//! Resources: the names that come with them.

use crate::base::ids::Ix;
use crate::base::maps::HashSet;
use crate::bindgen::ident::{RustIdent, RustPath};
use crate::bindgen::items::types::type_ident;
use crate::graph::TypeGraph;
use crate::graph::node::{Interface, Shape};

/// What else there is of a resource that the guest implements, or of another name for one.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct Implemented {
    /// The type of one that is lent.
    pub(in crate::bindgen) borrow: RustPath,
    /// The trait that has its functions.
    pub(in crate::bindgen) guest: RustIdent,
}

/// A hidden function of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::bindgen) enum HandleFn {
    /// Takes a handle over.
    From,
    /// Gives the handle away.
    Take,
    /// Looks at the handle.
    Get,
}

impl HandleFn {
    /// What it is called, unless the WIT has a function of that name.
    pub(super) fn name(self) -> &'static str {
        match self {
            HandleFn::From => "from_handle",
            HandleFn::Take => "take_handle",
            HandleFn::Get => "handle",
        }
    }
}

/// Adds the names that come with the resources of an exported interface. A type that the WIT calls so keeps its name.
pub(super) fn implement(
    graph: &TypeGraph,
    interface: &Interface,
    module: &RustPath,
    implemented: &mut [Option<Implemented>],
) {
    let mut taken: HashSet<RustIdent> = interface.types.keys().map(type_ident).collect();
    taken.insert(RustIdent::invented("Guest"));
    for (name, ty) in &interface.types {
        if !graph.is_own_resource(*ty) {
            continue;
        }
        let ident = RustIdent::camel_part(name);
        let borrow = module.child(free(ident.suffixed("Borrow"), &mut taken));
        let guest = ident.prefixed("Guest");
        // Another name for a resource has no trait of its own.
        let is_resource = graph.node(*ty).shape == Shape::Resource;
        let guest = if is_resource { free(guest, &mut taken) } else { guest };
        if let Some(row) = implemented.get_mut(ty.index()) {
            *row = Some(Implemented { borrow, guest });
        }
    }
}

/// Takes the name, with as many underscores as it needs to be a new one.
fn free(mut ident: RustIdent, taken: &mut HashSet<RustIdent>) -> RustIdent {
    while !taken.insert(ident.clone()) {
        ident = ident.suffixed("_");
    }
    ident
}
