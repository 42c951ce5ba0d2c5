//! Our checks and wit-parser accept the same WIT: over every file of the repository, and thousands of mutants that
//! differ in what their names mean. What it alone rejects we have no words for; what we alone reject is our invention.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod mutate;
mod random;
#[path = "../support/mod.rs"]
mod support;

use std::fmt::{self, Write};

use wit_parser::Resolve;
use witc::base::finding::Finding;
use witc::base::source::SourceFile;
use witc::frontend::{self, Input};
use witc::syntax::parse;
use witc::syntax::tree::NodeKind;

use crate::mutate::mutate;
use crate::random::Random;
use crate::support::all_wit;

/// How many mutants `cargo test` looks at.
const MUTANTS: u64 = 2_000;

/// What wit-parser lets pass and the validator of binaries does not: no component could be made of it.
const OURS_ALONE: &[&str] = &[
    "witc::frontend::fixed_length",
    "witc::frontend::borrow_in_payload",
    "witc::frontend::char_stream",
    "witc::frontend::too_large",
    "witc::frontend::value_too_large",
    "witc::frontend::handle_in_map",
];

/// How the two differ on a text.
enum Difference {
    /// wit-parser says this, and our checks say nothing.
    Missed(String),
    /// Our checks say this, and wit-parser says nothing.
    Invented(String),
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Difference::Missed(said) => write!(f, "only wit-parser says `{said}`"),
            Difference::Invented(said) => write!(f, "only we say `{said}`"),
        }
    }
}

fn difference(text: &str, all_features: bool) -> Option<Difference> {
    let mut input = Input::new(vec![SourceFile::new("a.wit", text)], Vec::new());
    input.features.all = all_features;
    let checked = frontend::check(&input);
    let errors: Vec<_> = checked.findings.iter().filter(|finding| finding.is_error()).collect();
    let theirs = |code: &str| code == "witc::frontend::rejected" || code == "witc::frontend::crashed";
    if let Some(missed) = errors.iter().find(|finding| theirs(finding.rule.code)) {
        // wit-parser has one type for every `list<t>` of a package, which is gated as the first one is. A bug of it.
        // FIXME: interfaces that come into a world on two ways, with different gates, have no words of ours yet.
        let known = ["excluded due to its feature", "mismatch in stability"];
        if known.iter().any(|known| missed.message.contains(known)) {
            return None;
        }
        return Some(Difference::Missed(format!("{} {}", missed.rule.code, missed.message)));
    }
    if errors.iter().any(|finding| is_ours_alone(text, finding)) {
        return None;
    }
    let ours = errors.first()?;
    accepts(text, all_features).then(|| Difference::Invented(format!("{} {}", ours.rule.code, ours.message)))
}

/// Whether wit-parser lets something pass that no component can be made of, or that it forgets itself.
fn is_ours_alone(text: &str, finding: &Finding) -> bool {
    // A type whose name a later `use` takes is not there any more.
    let takes_name = finding.rule.code == "witc::frontend::defined_twice"
        && parse(text).node_at(finding.at.start).ancestors().any(|node| node.kind() == NodeKind::Use);
    takes_name || OURS_ALONE.contains(&finding.rule.code)
}

/// Whether wit-parser accepts the text.
fn accepts(text: &str, all_features: bool) -> bool {
    let text = text.to_owned();
    let resolve = move || {
        let mut resolve = Resolve { all_features, ..Resolve::default() };
        resolve.push_source("a.wit", &text).is_ok()
    };
    std::panic::catch_unwind(resolve).unwrap_or(false)
}

#[test]
fn every_file_is_judged_like_wit_parser_does() {
    for (path, text) in all_wit() {
        for all_features in [false, true] {
            let difference = difference(&text, all_features);
            if let Some(difference) = difference {
                panic!("{}, features {all_features}: {difference}", path.display());
            }
        }
    }
}

/// With `MUTANTS=0..100000` of these.
#[test]
fn mutants_are_judged_like_wit_parser_does() {
    let wanted = std::env::var("MUTANTS").ok();
    let wanted = wanted.as_deref().and_then(|range| range.split_once(".."));
    let (first, end) =
        wanted.map_or((0, MUTANTS), |(first, end)| (first.parse().unwrap(), end.parse().unwrap()));
    let seeds = seeds();
    let mut differences = String::new();
    for round in first..end {
        let mut random = Random(round.wrapping_mul(0x1234_5678_9abc_def1));
        let mutant = mutate(&seeds[random.below(seeds.len())], &mut random);
        let all_features = random.below(2) == 0;
        if let Some(difference) = difference(&mutant, all_features) {
            writeln!(differences, "{round}, features {all_features}: {difference} of\n{mutant}\n").unwrap();
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

/// Short texts to mutate: short files, and the items of long ones, each in a file of its own. Those that were made for
/// this are there several times.
fn seeds() -> Vec<String> {
    let mut seeds = Vec::new();
    for (path, text) in all_wit() {
        if path.components().any(|part| part.as_os_str() == "agree") {
            seeds.extend(std::iter::repeat_n(text.clone(), 20));
        } else if text.len() < 2_000 {
            seeds.push(text);
            continue;
        }
        let tree = parse(text.as_str());
        for item in tree.root().children().filter(|item| item.span().end - item.span().start < 1_000) {
            let header = if item.text().starts_with("package") { "" } else { "package a:b;\n" };
            seeds.push(format!("{header}{}", &text[item.full_span().range()]));
        }
    }
    seeds
}
