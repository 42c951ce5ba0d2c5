//! `witc check` beside wit-parser alone, which it has in it, on the same inputs: `cargo bench --bench frontend`.
//!
//! `cargo bench --bench ratios` has the ratios of one run, and how they grow with the input.

#![allow(clippy::unwrap_used, missing_docs, reason = "a measurement fails loudly")]

mod cases;

use divan::Bencher;
use witc::frontend;

use crate::cases::{Case, parsed, theirs};

fn main() {
    divan::main();
}

/// The inputs that are to be in hand at once: all of WASI, and a package of 20, 200 and 2,000 interfaces.
const INPUTS: [(&str, usize); 5] =
    [("todo", 0), ("wasi", 0), ("interfaces", 0), ("interfaces", 1), ("interfaces", 2)];

fn case((family, index): (&str, usize)) -> Case {
    let families = cases::all();
    let family = families.iter().find(|known| known.name == family).unwrap();
    let case = family.cases.get(index).unwrap()();
    let found = frontend::check(&case.input).findings;
    assert_eq!(found.iter().any(witc::base::finding::Finding::is_error), case.is_refused);
    case
}

fn names() -> impl Iterator<Item = String> {
    INPUTS.into_iter().map(|input| format!("{} {}", input.0, case(input).name))
}

fn named(name: &str) -> Case {
    INPUTS.into_iter().find(|input| name == format!("{} {}", input.0, case(*input).name)).map(case).unwrap()
}

#[divan::bench(args = names())]
fn wit_parser_alone(bencher: Bencher<'_, '_>, name: &str) {
    let case = named(name);
    bencher.bench_local(|| theirs(&case));
}

#[divan::bench(args = names())]
fn witc_check(bencher: Bencher<'_, '_>, name: &str) {
    let case = named(name);
    bencher.bench_local(|| frontend::check(&case.input));
}

#[divan::bench(args = names())]
fn wit_parser_parse(bencher: Bencher<'_, '_>, name: &str) {
    let case = named(name);
    bencher.bench_local(|| case.packages.iter().map(|package| parsed(package)).collect::<Vec<_>>());
}

#[divan::bench(args = names())]
fn witc_parse(bencher: Bencher<'_, '_>, name: &str) {
    let case = named(name);
    let files: Vec<_> = case.packages.iter().flatten().map(|file| file.text.clone()).collect();
    bencher.bench_local(|| files.iter().map(|text| witc::syntax::parse(text.clone())).collect::<Vec<_>>());
}
