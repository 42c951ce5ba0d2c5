//! Decides what is printed: every item of the generated file as plain data, names and types chosen.

pub(in crate::bindgen) mod chain;
pub(in crate::bindgen) mod channels;
mod defaults;
pub(in crate::bindgen) mod funcs;
pub(in crate::bindgen) mod given;
pub(in crate::bindgen) mod layout;
pub(in crate::bindgen) mod look;
pub(in crate::bindgen) mod mentions;
pub(in crate::bindgen) mod modules;
pub(in crate::bindgen) mod nest;
pub(in crate::bindgen) mod ownership;
mod pasted;
pub(in crate::bindgen) mod paths;
pub(in crate::bindgen) mod resources;
mod selector;
pub(in crate::bindgen) mod types;
mod usage;
pub(in crate::bindgen) mod views;

use crate::abi::AbiPlan;
use crate::abi::func::Direction;
use crate::base::ids::{Table, TypeIx};
use crate::base::problems::Problems;
use crate::bindgen::error::BindError;
use crate::bindgen::ident::RustIdent;
use crate::bindgen::items::chain::Calls;
use crate::bindgen::items::channels::Channel;
use crate::bindgen::items::funcs::Passing;
use crate::bindgen::items::given::Given;
use crate::bindgen::items::layout::Traits;
use crate::bindgen::items::look::Look;
use crate::bindgen::items::modules::Module;
use crate::bindgen::items::paths::Paths;
use crate::bindgen::items::types::Mention;
use crate::bindgen::items::views::Views;
use crate::bindgen::options::{CabiExports, Options};
use crate::graph::TypeGraph;

/// The whole file.
#[derive(Clone, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent fact about the world")]
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
    /// Which parameters of exports are views.
    pub(in crate::bindgen) views: Views,
    /// Some of them nest so deep that their code is cut into functions.
    pub(in crate::bindgen) deep: bool,
    /// The file's items.
    pub(in crate::bindgen) root: Module,
    /// The `export!` macro's hidden name, if the world exports functions.
    pub(in crate::bindgen) export_macro: Option<RustIdent>,
    /// Whether the host allocates in this component: something is lifted that has memory of its own.
    pub(in crate::bindgen) realloc: bool,
    /// Whether it does so in memory that is lent for a call.
    pub(in crate::bindgen) lend: bool,
    /// Its futures and streams.
    pub(in crate::bindgen) channels: Vec<Channel>,
    /// Whether it has tasks: something of it may have to be waited for.
    pub(in crate::bindgen) tasks: bool,
}

/// What the user chose, item by item.
pub(super) struct Chosen {
    /// Which types are there.
    used: Table<TypeIx, bool>,
    /// What each is like.
    looks: Table<TypeIx, Look>,
    /// What is there already.
    given: Given,
    /// What is special about functions.
    calls: Calls,
}

/// Chooses all names and types.
pub(in crate::bindgen) fn decide<'a>(
    graph: &'a TypeGraph,
    plan: &'a AbiPlan,
    options: &'a Options,
) -> Result<Bindings<'a>, Problems<BindError>> {
    let mut problems = Problems::new();
    pasted::check(options, &mut problems);
    let chosen = Chosen {
        used: usage::used(graph, options),
        looks: look::looks(graph, &options.types, &mut problems),
        given: given::given(graph, options, &mut problems),
        calls: chain::calls(graph, &options.select, &mut problems),
    };
    let traits = layout::traits(graph, plan, &chosen.given.foreign);
    let places = modules::Places::choose(graph);
    let paths = Paths::choose(graph, &places, options.types.ownership, &chosen.given.foreign);
    let views = Views::choose(options.params, graph, &traits, &paths);
    let exported =
        if views.lend() { Passing::Lent { views: &views, traits: &traits } } else { Passing::Owned };
    let root = modules::root(graph, &places, &paths, &chosen, exported);
    let exports = root.all().any(Module::is_implemented);
    let export_macro = exports.then(|| {
        let world = graph.world.as_ref().map(RustIdent::value);
        world.map_or_else(|| RustIdent::invented("_export"), |world| world.prefixed("_export_"))
    });
    let needs_realloc = |side| layout::needs_realloc(graph, plan, side);
    let lend = views.lend() && needs_realloc(Direction::Export);
    let which = options.export.cabi;
    if lend && which != CabiExports::Auto {
        problems.push(BindError::LentAndShared { which });
    }
    let shared = channels::needs_realloc(graph, plan);
    let realloc = shared || needs_realloc(Direction::Import) || (!lend && needs_realloc(Direction::Export));
    let deep = traits.values().any(|row| row.stored.apart || row.flat.apart);
    let channels = channels::channels(Mention { graph, paths: &paths }, plan, &root);
    let tasks = channels::has_tasks(plan, &root);
    problems.or_value(Bindings {
        graph,
        plan,
        options,
        paths,
        traits,
        views,
        deep,
        root,
        export_macro,
        realloc,
        lend,
        channels,
        tasks,
    })
}
