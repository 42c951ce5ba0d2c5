//! WIT that is accepted: its world goes through every stage up to Rust text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use witc::base::source::SourceFile;
use witc::bindgen::options::Options;
use witc::frontend::{Input, Selection, load};
use witc::{abi, bindgen, component, graph};

fuzz_target!(|text: &str| {
    let input = Input::new(vec![SourceFile::new("a.wit", text)], Vec::new());
    let Ok(loaded) = load(&input, &Selection::default()) else { return };
    let world = loaded.world;
    let graph = graph::build(&world);
    let Ok(plan) = abi::plan(&graph, &world.sources) else { return };
    let Ok(component_type) = component::component_type(&world) else { return };
    let _ = bindgen::bind(&graph, &plan, &Options { component_type, ..Options::default() });
});
