//! Decides what is printed: every item of the generated file as plain data, names and types chosen.

pub(in crate::bindgen) mod funcs;
pub(in crate::bindgen) mod layout;
pub(in crate::bindgen) mod modules;
pub(in crate::bindgen) mod nest;
pub(in crate::bindgen) mod paths;
pub(in crate::bindgen) mod resources;
pub(in crate::bindgen) mod types;

use crate::abi::AbiPlan;
use crate::base::ids::{Table, TypeIx};
use crate::bindgen::ident::RustIdent;
use crate::bindgen::items::layout::Traits;
use crate::bindgen::items::modules::Module;
use crate::bindgen::items::paths::Paths;
use crate::bindgen::options::Options;
use crate::graph::TypeGraph;

/// The whole file.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct Bindings<'a> {
    /// What is bound.
    pub(in crate::bindgen) graph: &'a TypeGraph,
    /// How its values cross.
    pub(in crate::bindgen) plan: &'a AbiPlan,
    /// What was asked for.
    pub(in crate::bindgen) options: &'a Options,
    /// Where each named type is defined in the file.
    pub(in crate::bindgen) paths: Paths,
    /// What the printers need to know of each type.
    pub(in crate::bindgen) traits: Table<TypeIx, Traits>,
    /// The file's items.
    pub(in crate::bindgen) root: Module,
    /// The `export!` macro's hidden name, if the world exports functions.
    pub(in crate::bindgen) export_macro: Option<RustIdent>,
    /// Whether the host allocates in this component: something is lifted that has memory of its own.
    pub(in crate::bindgen) realloc: bool,
}

/// Chooses all names and types.
pub(in crate::bindgen) fn decide<'a>(
    graph: &'a TypeGraph,
    plan: &'a AbiPlan,
    options: &'a Options,
) -> Bindings<'a> {
    let traits = layout::traits(graph, plan);
    let places = modules::Places::choose(graph);
    let paths = Paths::choose(graph, &places);
    let root = modules::root(graph, &places, &paths);
    let exports = root.all().any(Module::is_implemented);
    let export_macro = exports.then(|| {
        let world = graph.world.as_ref().map(RustIdent::value);
        world.map_or_else(|| RustIdent::invented("_export"), |world| world.prefixed("_export_"))
    });
    let realloc = layout::needs_realloc(graph, plan);
    Bindings { graph, plan, options, paths, traits, root, export_macro, realloc }
}
