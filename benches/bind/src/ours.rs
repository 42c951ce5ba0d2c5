//! witc as a library: WIT in, Rust out.

use witc::base::guard::{beside, guarded};
use witc::base::source::SourceFile;
use witc::base::world::World;
use witc::bindgen::options::{Options, Params};
use witc::frontend::{self, Input, Selection};
use witc::{abi, bindgen, component, graph};

/// The world of a package of one file; WASI is built in.
pub(crate) fn load(wit: &str) -> World {
    let input = Input::new(vec![SourceFile::new("world.wit", wit)], Vec::new());
    guarded(|| frontend::load(&input, &Selection::default()).unwrap().world).unwrap()
}

/// Its bindings, as `witc bind` writes them.
pub(crate) fn generate(world: &World) -> String {
    generate_with(world, Params::Owned)
}

/// The same, with parameters of exports as they are asked for.
pub(crate) fn generate_with(world: &World, params: Params) -> String {
    let planned = || {
        let graph = graph::build(world);
        let plan = abi::plan(&graph, &world.sources).unwrap();
        (graph, plan)
    };
    let (component_type, (graph, plan)) = beside(|| component::component_type(world).unwrap(), planned);
    let options = Options {
        header: "Made by witc.".to_owned(),
        component_type: component_type.unwrap(),
        section_name: format!("witc:{}", world.qualified_name()),
        params,
        ..Options::default()
    };
    bindgen::bind(&graph, &plan, &options).unwrap()
}
