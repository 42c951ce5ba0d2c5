//! Random packages of wit-smith: they are accepted, formatted without a change of meaning, and no stage panics on them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

use arbitrary::Unstructured;
use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::{PackageId, Resolve};
use witc::base::source::SourceFile;
use witc::bindgen::options::Options;
use witc::frontend::{Input, Selection, check, load};
use witc::syntax::format::format;
use witc::syntax::parse;
use witc::{abi, bindgen, component, graph};

/// How many packages are made.
const PACKAGES: u64 = 150;

#[test]
fn packages_pass_through_every_stage() {
    let mut worlds = 0;
    for seed in 0..PACKAGES {
        let Some((text, names)) = package(seed) else { continue };
        accepted(seed, &text);
        formatted(seed, &text);
        for name in names {
            worlds += 1;
            bound(&text, name);
        }
    }
    assert!(worlds > 50, "{worlds} worlds are too few to tell anything");
}

/// A package with all that it needs, as text, and the names of its worlds.
fn package(seed: u64) -> Option<(String, Vec<String>)> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    })
    .take(4_096)
    .collect();
    let wasm = wit_smith::smith(&wit_smith::Config::default(), &mut Unstructured::new(&bytes)).ok()?;
    let DecodedWasm::WitPackage(resolve, id) = wit_component::decode(&wasm).unwrap() else { return None };
    let worlds = resolve.packages[id].worlds.keys().cloned().collect();
    Some((printed(&resolve, id), worlds))
}

fn printed(resolve: &Resolve, id: PackageId) -> String {
    let nested: Vec<PackageId> =
        resolve.packages.iter().map(|(other, _)| other).filter(|other| *other != id).collect();
    let mut printer = WitPrinter::default();
    printer.print(resolve, id, &nested).unwrap();
    printer.output.to_string()
}

/// As wit-parser sees it.
fn meaning(text: &str) -> String {
    let mut resolve = Resolve { all_features: true, ..Resolve::default() };
    let id = resolve.push_source("a.wit", text).unwrap();
    printed(&resolve, id)
}

fn input(text: &str) -> Input {
    let mut input = Input::new(vec![SourceFile::new("a.wit", text)], Vec::new());
    input.features.all = true;
    input
}

fn accepted(seed: u64, text: &str) {
    let findings = check(&input(text)).findings;
    let errors: Vec<_> = findings.iter().filter(|finding| finding.is_error()).collect();
    // Text that wit-parser prints need not be text that it reads.
    let mut resolve = Resolve { all_features: true, ..Resolve::default() };
    let readable = resolve.push_source("a.wit", text).is_ok();
    assert_eq!(errors.is_empty(), readable, "{seed}: {errors:#?}\n{text}");
}

fn formatted(seed: u64, text: &str) {
    let once = format(&parse(text));
    assert!(!once.gave_up && once.kept.is_empty(), "{seed}: {:?}\n{text}", once.kept);
    let twice = format(&parse(once.text.as_str()));
    assert_eq!(once.text, twice.text, "{seed}");
    let readable = Resolve::default().push_source("a.wit", text).is_ok();
    if readable {
        assert_eq!(meaning(text), meaning(&once.text), "{seed}");
    }
}

/// What bindings can't be made of is an error, and no panic.
fn bound(text: &str, name: String) {
    let Ok(loaded) = load(&input(text), &Selection { world: Some(name) }) else { return };
    let world = loaded.world;
    let graph = graph::build(&world);
    let Ok(plan) = abi::plan(&graph, &world.sources) else { return };
    let Ok(component_type) = component::component_type(&world) else { return };
    let _ = bindgen::bind(&graph, &plan, &Options { component_type, ..Options::default() });
}
