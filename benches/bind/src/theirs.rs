//! wit-bindgen as a library: WIT in, Rust out.

use wit_bindgen_core::wit_parser::{Resolve, UnresolvedPackageGroup, WorldId};
use wit_bindgen_core::{Files, WorldGenerator};

/// The world of a package of one file, beside packages it may need.
pub(crate) fn load(wit: &str, deps: &[String]) -> (Resolve, WorldId) {
    let parsed = |text: &String| UnresolvedPackageGroup::parse("dep.wit", text).unwrap();
    let main = UnresolvedPackageGroup::parse("world.wit", wit).unwrap();
    let mut resolve = Resolve { all_features: true, ..Resolve::default() };
    let package = resolve.push_groups(main, deps.iter().map(parsed).collect()).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    (resolve, world)
}

/// Its bindings, as `wit-bindgen rust --generate-all` writes them, with `--format` or without.
pub(crate) fn generate((resolve, world): &(Resolve, WorldId), format: bool) -> String {
    let mut files = Files::default();
    let options = wit_bindgen_rust::Opts { generate_all: true, format, ..wit_bindgen_rust::Opts::default() };
    options.build().generate(&mut resolve.clone(), *world, &mut files).unwrap();
    let (_, text) = files.iter().next().unwrap();
    String::from_utf8(text.to_vec()).unwrap()
}
