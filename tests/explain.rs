//! Every code has a page, every page is of a code, and every code is seen in some snapshot.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use witc::base::source::SourceFile;
use witc::explain;
use witc::frontend::{Input, check};

/// Codes that have no page yet, and why.
const WITHOUT_PAGE: &[(&str, &str)] = &[];

/// Beginnings of codes that no fixture provokes, and why.
const WITHOUT_FIXTURE: &[(&str, &str)] = &[
    ("witc::frontend::crashed", "a panic"),
    ("witc::frontend::rejected", "a rule that is missing"),
    ("witc::frontend::too_large", "ten thousand members"),
    ("witc::bindgen::unprintable", "a fault of the generator"),
    ("witc::cli::binary_to_terminal", "a test has no terminal"),
    ("witc::cli::gave_up", "a panic"),
    ("witc::cli::no_terminal", "a test has no terminal"),
    ("witc::cli::not_fixed", "who runs as root may write every file"),
    ("witc::cli::variable_not_text", "not every shell can make such a variable"),
    ("witc::component::gave_up", "a panic in a library"),
    ("witc::component::too_many", "a thousand components, in tests/packed.rs"),
    ("witc::component::unreadable", "a disk that fails"),
    ("witc::component::world_not_encodable", "no WIT is known that resolves and can't be encoded"),
    ("witc::compose::internal", "a fault of the composer"),
    ("witc::compose::large", "a thousand components, in tests/packed.rs"),
    ("witc::compose::limit", "a thousand components, in tests/packed.rs"),
    ("witc::compose::unread", "a disk that fails"),
    ("witc::fmt::unfaithful", "a fault of the formatter"),
    ("witc::fmt::unwritable", "who runs as root may write every file"),
    ("witc::harness::exited_early", "no fixture yet"),
    ("witc::harness::no_runtime", "the system is out of threads or files"),
    ("witc::harness::not_a_component", "the command line finds out before, as `witc::component::..`"),
    ("witc::harness::store_in_use", "two processes, in tests/keyvalue.rs"),
    ("witc::harness::unlinkable", "no fixture yet"),
    ("witc::harness::unusable", "no fixture yet"),
];

#[test]
fn every_code_has_a_page() {
    let pages: BTreeSet<String> = explain::pages().map(|page| page.code.to_owned()).collect();
    let lacking: Vec<String> = codes().into_iter().filter(|code| !pages.contains(code)).collect();
    let lacking: Vec<&String> = lacking.iter().filter(|code| !is_exempt(code, WITHOUT_PAGE)).collect();
    assert!(lacking.is_empty(), "write pages in src/explain for: {lacking:#?}");
}

#[test]
fn every_page_is_of_a_code() {
    let codes = codes();
    let mut seen = BTreeSet::new();
    for page in explain::pages() {
        assert!(
            codes.contains(page.code),
            "src/explain has a page for `{}`, which nothing reports",
            page.code
        );
        assert!(seen.insert(page.code), "src/explain has two pages for `{}`", page.code);
        assert!(page.title.ends_with('.'), "the page of `{}` begins with a sentence", page.code);
        assert!(page.body.len() > page.title.len(), "the page of `{}` says why", page.code);
    }
}

#[test]
fn every_code_has_a_fixture() {
    let snapshots = text_of(&root().join("snapshots"), "snap");
    // Reported, not only mentioned: alone in a line, after a place, or in brackets after `error` or `warning`.
    let reported = |line: &str, code: &str| {
        let line = line.strip_prefix("| ").unwrap_or(line);
        line == code || line.split(' ').nth(1) == Some(code) || line.contains(&format!("[{code}]: "))
    };
    let seen = |code: &str| snapshots.lines().any(|line| reported(line, code));
    let (with, without): (Vec<String>, Vec<String>) = codes().into_iter().partition(|code| seen(code));
    let lacking: Vec<&String> = without.iter().filter(|code| !is_exempt(code, WITHOUT_FIXTURE)).collect();
    assert!(lacking.is_empty(), "write fixtures that provoke: {lacking:#?}");
    let needless: Vec<&String> =
        with.iter().filter(|code| WITHOUT_FIXTURE.iter().any(|(exempt, _)| exempt == code)).collect();
    assert!(needless.is_empty(), "these have fixtures: {needless:#?}");
}

/// What a page calls wrong is just that, and what it calls mended is fine.
#[test]
fn examples_are_true() {
    let of_check = |code: &str| code.starts_with("witc::syntax::") || code.starts_with("witc::frontend::");
    for page in explain::pages().filter(|page| of_check(page.code)) {
        let examples: Vec<&str> = page.body.split("```wit\n").skip(1).collect();
        let [wrong, mended] = examples.as_slice() else { continue };
        let found = |example: &str| {
            let text = example.split("```").next().unwrap();
            let files = vec![SourceFile::new("a.wit", text)];
            let findings = check(&Input::new(files, Vec::new())).findings;
            findings
                .into_iter()
                .map(|finding| format!("{}: {}", finding.rule.code, finding.message))
                .collect()
        };
        let (wrong, mended): (Vec<String>, Vec<String>) = (found(wrong), found(mended));
        // A world is wanted by commands only.
        let is_checked = page.code != "witc::frontend::no_world";
        let this = |found: &String| found.starts_with(&format!("{}: ", page.code));
        assert!(!is_checked || wrong.iter().any(this), "`{}` is not what is wrong: {wrong:#?}", page.code);
        assert!(mended.is_empty(), "the mended example of `{}` is not: {mended:#?}", page.code);
    }
}

fn is_exempt(code: &str, list: &[(&str, &str)]) -> bool {
    list.iter().any(|(beginning, _)| code.starts_with(beginning))
}

/// Every code that some error or rule of `src` has: `code(witc::a::b)` or `"witc::a::b"`.
fn codes() -> BTreeSet<String> {
    let text = text_of(&root().join("src"), "rs");
    let mut codes = BTreeSet::new();
    for (at, _) in text.match_indices("witc::") {
        let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == ':';
        let rest = &text[at..];
        let code = &rest[..rest.find(|c| !is_name(c)).unwrap_or(rest.len())];
        let opened = text[..at].ends_with("code(") || text[..at].ends_with('"');
        if opened
            && !code.starts_with("witc::test::")
            && code.split("::").filter(|part| !part.is_empty()).count() == 3
        {
            codes.insert(code.to_owned());
        }
    }
    codes
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files with an extension, one after the other.
fn text_of(folder: &Path, extension: &str) -> String {
    let mut text = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            text.push_str(&text_of(&path, extension));
        } else if path.extension().is_some_and(|found| found == extension) {
            text.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
    text
}
