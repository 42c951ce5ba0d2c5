//! Random worlds of wit-smith become components that do nothing, which are composed in random graphs: the result is
//! valid, exports what its root does, and is the same in whatever order the components are given.
//!
//! `WITC_COMPOSITIONS=10000 cargo test --release --no-default-features --test composed -- --nocapture` makes more of
//! them, from `WITC_SEED` on.

#![allow(
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm,
    clippy::panic,
    clippy::print_stdout,
    reason = "a failed test may panic, and a long one says what it has done"
)]

use std::collections::BTreeMap;
use std::fmt::Write;

use arbitrary::Unstructured;
use wasmparser::{Validator, WasmFeatures};
use wit_component::{
    ComponentEncoder, DecodedWasm, StringEncoding, WitPrinter, dummy_module, embed_component_metadata,
};
use wit_parser::{ManglingAndAbi, PackageId, Resolve, WorldId};
use witc::base::names::ExternName;
use witc::base::problems::Problems;
use witc::component::{self, Component, ComponentName, PortKind};
use witc::compose::wishes::{Answer, Pattern, Said, StubWish, Target, WireWish};
use witc::compose::{ComposeError, Linked, Wishes, encode, link};

/// How many compositions the suite makes.
const COMPOSITIONS: usize = 250;

#[test]
fn random_compositions_are_valid() {
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().unwrap());
    let wanted = number("WITC_COMPOSITIONS").map_or(COMPOSITIONS, |wanted| usize::try_from(wanted).unwrap());
    let mut tally = Tally::default();
    let mut seed = number("WITC_SEED").unwrap_or(0);
    while tally.made < wanted {
        let mut random = Random::new(seed);
        if let Some(package) = package(&mut random) {
            identities(seed, &package, &mut tally);
            for _ in 0..4 {
                graph(seed, &package, &mut random, &mut tally);
            }
        }
        seed += 1;
    }
    println!(
        "{} compositions are valid, up to seed {seed}; {} were refused:",
        tally.made,
        tally.refused.values().sum::<usize>()
    );
    for (code, count) in &tally.refused {
        println!("  {count} {code}");
    }
    // What can't be composed is rare: a cycle, or a host that would have to know a resource of a component.
    assert!(tally.refused.values().sum::<usize>() < tally.made / 2, "{:?}", tally.refused);
}

#[derive(Debug, Default)]
struct Tally {
    made: usize,
    refused: BTreeMap<&'static str, usize>,
}

/// A package, and the interfaces that its worlds may share.
struct Package {
    resolve: Resolve,
    id: PackageId,
    text: String,
    interfaces: Vec<String>,
}

fn package(random: &mut Random) -> Option<Package> {
    let bytes: Vec<u8> = (0..2_048).map(|_| random.byte()).collect();
    let wasm = wit_smith::smith(&wit_smith::Config::default(), &mut Unstructured::new(&bytes)).ok()?;
    let DecodedWasm::WitPackage(resolve, id) = wit_component::decode(&wasm).unwrap() else { return None };
    let text = printed(&resolve, id);
    // Text that wit-parser prints need not be text that it reads.
    let mut resolve = Resolve { all_features: true, ..Resolve::default() };
    let id = resolve.push_source("a.wit", &text).ok()?;
    let interfaces = resolve.packages[id].interfaces.keys().cloned().collect();
    Some(Package { resolve, id, text, interfaces })
}

fn printed(resolve: &Resolve, id: PackageId) -> String {
    let nested: Vec<PackageId> =
        resolve.packages.iter().map(|(other, _)| other).filter(|other| *other != id).collect();
    let mut printer = WitPrinter::default();
    printer.print(resolve, id, &nested).unwrap();
    printer.output.to_string()
}

/// A component of a world that does nothing.
fn dummy(resolve: &Resolve, world: WorldId, name: &str) -> Option<Component> {
    let mut module = dummy_module(resolve, world, ManglingAndAbi::Standard32);
    embed_component_metadata(&mut module, resolve, world, StringEncoding::UTF8, false).ok()?;
    let bytes = ComponentEncoder::default().module(&module).ok()?.encode().ok()?;
    component::read(name, &bytes).ok()
}

/// Each world of the package: left as it is, and with stubs for all that it imports.
fn identities(seed: u64, package: &Package, tally: &mut Tally) {
    for world in package.resolve.packages[package.id].worlds.values() {
        let Some(root) = dummy(&package.resolve, *world, "root.wasm") else { continue };
        compose(seed, &root, &[], &Wishes { host: vec![everything()], ..Wishes::default() }, tally);
        for answer in [Answer::Trap, Answer::Default] {
            let stub = StubWish { target: everything().wish, answer };
            let wishes = Wishes {
                stubs: vec![Said::new(stub, "--stub *")],
                seal: Some(Vec::new()),
                ..Wishes::default()
            };
            compose(seed, &root, &[], &wishes, tally);
        }
    }
}

fn everything() -> Said<Target> {
    Said::new(Target { consumer: None, import: Pattern::All }, "--import *")
}

/// Components that each export some of the interfaces and import some that later ones export: chains, stars and
/// diamonds, as it happens.
fn graph(seed: u64, package: &Package, random: &mut Random, tally: &mut Tally) {
    let count = 2 + random.below(4);
    let mut worlds: Vec<(Vec<&str>, Vec<&str>)> = vec![(Vec::new(), Vec::new()); count];
    for interface in &package.interfaces {
        // One in five is left to the host.
        let home = random.below(count + count / 4 + 1);
        if let Some((_, exports)) = worlds.get_mut(home) {
            exports.push(interface);
        }
        for (imports, _) in worlds.iter_mut().take(home) {
            if random.below(2) == 0 {
                imports.push(interface);
            }
        }
    }
    let mut text = package.text.clone();
    for (number, (imports, exports)) in worlds.iter().enumerate() {
        let _ = writeln!(text, "world node{number}-of-graph {{");
        for name in imports {
            let _ = writeln!(text, "  import %{name};");
        }
        for name in exports {
            let _ = writeln!(text, "  export %{name};");
        }
        text += "}\n";
    }
    let mut resolve = Resolve { all_features: true, ..Resolve::default() };
    let Ok(id) = resolve.push_source("a.wit", &text) else { return };
    let nodes: Option<Vec<Component>> = (0..count)
        .map(|number| {
            let world = resolve.packages[id].worlds[&format!("node{number}-of-graph")];
            dummy(&resolve, world, &format!("node{number}.wasm"))
        })
        .collect();
    let Some(nodes) = nodes else { return };
    let (root, providers) = nodes.split_first().unwrap();
    let mut wishes = Wishes { host: vec![everything()], ..Wishes::default() };
    compose(seed, root, providers, &wishes, tally);
    // One of them is there twice, and the root has what it exports of the second one.
    let twice = &providers[random.below(providers.len())];
    let second =
        component::read_as(ComponentName::called("second", twice.name.path()), &whole(twice)).unwrap();
    let wires = twice.exports.keys().filter(|export| root.imports.contains_key(*export)).map(|export| {
        let wire = |consumer: &str, provider: &str| {
            format!("{consumer}{export}={provider}").parse::<WireWish>().unwrap()
        };
        [Said::new(wire("node0:", "second"), "--wire"), Said::new(wire("", twice.name.as_str()), "--wire")]
    });
    let used = wires.flatten().filter(|said| {
        let others = providers.iter().filter(|other| other.name != twice.name);
        said.wish.consumer.is_some()
            || others.into_iter().any(|other| other.imports.contains_key(&said.wish.import))
    });
    wishes.wires = used.collect();
    if !wishes.wires.is_empty() {
        let providers: Vec<Component> = providers.iter().cloned().chain([second]).collect();
        compose(seed, root, &providers, &wishes, tally);
    }
}

fn compose(seed: u64, root: &Component, providers: &[Component], wishes: &Wishes, tally: &mut Tally) {
    let linked = match link(root.clone(), providers.to_vec(), wishes) {
        Ok(linked) => linked,
        Err(problems) => {
            refused(seed, &problems, tally);
            return;
        }
    };
    let bytes = encode(&linked.plan)
        .unwrap_or_else(|error| panic!("seed {seed}: {error:?}\n{}", worlds(root, providers)));
    let mut validator = Validator::new_with_features(WasmFeatures::all());
    validator.validate_all(&bytes).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
    let made = component::read("made.wasm", &bytes).unwrap();
    let names = |component: &Component| component.exports.keys().cloned().collect::<Vec<ExternName>>();
    let (wanted, given) = (names(root), names(&made));
    assert!(wanted.iter().all(|name| given.contains(name)), "seed {seed}: {wanted:?} became {given:?}");
    if wishes.seal.is_some() {
        let mut open = made.imports.values().filter(|port| port.kind != PortKind::Type);
        assert!(open.next().is_none(), "seed {seed}: {:?}", made.imports.keys());
    }
    let mut reversed = providers.to_vec();
    reversed.reverse();
    let again: Linked = link(root.clone(), reversed, wishes).unwrap();
    assert!(encode(&again.plan).unwrap() == bytes, "seed {seed}: the order makes a difference");
    tally.made += 1;
}

fn whole(component: &Component) -> std::sync::Arc<[u8]> {
    component.bytes.contents.whole().unwrap()
}

/// What was to be composed, to be read by who mends it.
fn worlds(root: &Component, providers: &[Component]) -> String {
    let text = |component: &Component| {
        let wit = component::wit(&component.name, &whole(component)).unwrap();
        let parts: Vec<String> = wit.parts.into_iter().map(|part| part.text).collect();
        format!("// {}\n{}\n{}", component.name, wit.main.text, parts.join("\n"))
    };
    std::iter::once(root).chain(providers).map(text).collect::<Vec<_>>().join("\n")
}

/// What such graphs may be refused for; anything else is a mistake of ours.
fn refused(seed: u64, problems: &Problems<ComposeError>, tally: &mut Tally) {
    for problem in problems {
        let code = match problem {
            ComposeError::Cycle { .. } => "cycles",
            ComposeError::Unnameable { .. } => "types without a name",
            ComposeError::ResourceInside { .. } => "resources that a host can't know",
            // It has wires for what the root imports.
            ComposeError::TwoProviders { .. } if problem.to_string().contains("`second=") => {
                "seconds that no wire is about"
            }
            ComposeError::Wish(error) if error.to_string().contains("more exactly") => "needless wires",
            other => panic!("seed {seed}: {other}\n{other:?}"),
        };
        *tally.refused.entry(code).or_default() += 1;
    }
}

struct Random(u64);

impl Random {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[3]
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() >> 20).unwrap() % limit
    }
}
