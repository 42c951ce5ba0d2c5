//! House rules that the compiler cannot check. Each failure says what to do.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

use std::fs;
use std::path::{Path, PathBuf};

/// Longest source file we accept.
const MAX_LINES: usize = 500;

/// Who may import whom: a folder of `src` and the folders it may name after `crate::`, in the order of the pipeline.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("picture", &["base"]),
    ("syntax", &["base"]),
    ("graph", &["base"]),
    ("frontend", &["base", "picture", "syntax", "graph"]),
    ("component", &["base", "graph"]),
    ("abi", &["base", "graph"]),
    ("bindgen", &["base", "graph", "abi"]),
    ("compose", &["base", "picture", "component", "graph", "abi"]),
    ("kept", &["base"]),
    ("harness", &["base", "component", "kept"]),
    ("explain", &["base"]),
    ("report", &["base", "explain"]),
    ("files", &["base", "syntax", "frontend", "component"]),
    ("build", &["base", "graph", "frontend", "component", "abi", "bindgen", "report", "files"]),
    (
        "cli",
        &[
            "base",
            "syntax",
            "graph",
            "frontend",
            "component",
            "abi",
            "bindgen",
            "compose",
            "kept",
            "harness",
            "explain",
            "picture",
            "report",
            "files",
            "build",
        ],
    ),
];

/// Third-party crates stay home: a crate and the folders (or files) of `src` that may name it.
const HOMES: &[(&str, &[&str])] = &[
    ("wit_parser", &["base", "frontend", "component", "graph"]),
    ("wit_component", &["component"]),
    ("petgraph", &["graph", "compose", "frontend/checks"]),
    ("bumpalo", &["bindgen"]),
    ("memchr", &["bindgen"]),
    ("wasm_encoder", &["compose/encode"]),
    ("wasmparser", &["component"]),
    ("wasmtime", &["harness"]),
    ("wasmtime_wasi", &["harness"]),
    ("wasmtime_wasi_http", &["harness"]),
    ("tokio", &["harness"]),
    ("hyper", &["harness/serve", "harness/outgoing"]),
    ("hyper_util", &["harness/serve", "harness/outgoing"]),
    ("socket2", &["harness/serve"]),
    ("redb", &["harness/keyvalue"]),
    ("rayon", &["harness/background.rs"]),
    ("rustix", &["cli/files.rs", "harness/background.rs"]),
    ("mimalloc", &["main.rs"]),
    ("ipnet", &["harness/hosts.rs"]),
    ("rustls", &["harness/outgoing/tls.rs"]),
    ("rustyline", &["cli/repl/editor.rs"]),
    ("serde_json", &["report", "harness/json.rs", "compose/provenance.rs", "cli/inspect.rs"]),
    ("clap", &["cli"]),
    ("blake3", &["component"]),
    ("tempfile", &["cli"]),
    ("toml", &["compose/manifest", "cli/serve"]),
];

/// Folders that may touch files, the clock, the network or the terminal.
const MAY_DO_IO: &[&str] = &["cli", "kept", "harness", "files", "build"];
const IO_CALLS: &[&str] = &["std::fs", "std::env::", "std::net", "println!(", "eprintln!(", "std::process"];

#[test]
fn files_are_short() {
    check(|path, text| {
        let lines = text.lines().count();
        (lines > MAX_LINES).then(|| format!("{}: {lines} lines; split it along its nouns", path.display()))
    });
}

#[test]
fn every_file_says_what_it_is_for() {
    check(|path, text| {
        (!text.starts_with("//!")).then(|| format!("{}: begin with a `//!` line", path.display()))
    });
}

#[test]
fn imports_follow_the_pipeline() {
    check(|path, text| {
        let (folder, allowed) = LAYERS.iter().find(|(folder, _)| path.starts_with(folder))?;
        let mut named = text.split("crate::").skip(1).map(leading_ident);
        let wrong = named.find(|m| m != folder && is_layer(m) && !allowed.contains(m))?;
        Some(format!("{}: `{folder}` must not import `{wrong}`", path.display()))
    });
}

/// Inside bindgen, what is decided knows nothing of how it is printed.
#[test]
fn items_do_not_know_their_printers() {
    check(|path, text| {
        let wrong = path.starts_with("bindgen/items") && text.contains("crate::bindgen::guest");
        wrong.then(|| format!("{}: `items` must not import a printer", path.display()))
    });
}

#[test]
fn crates_stay_home() {
    check(|path, text| {
        let code = || text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let wrong = HOMES.iter().find(|(name, homes)| {
            let named = || code().any(|line| names_crate(line, name));
            !homes.iter().any(|home| path.starts_with(home)) && named()
        });
        wrong.map(|(name, homes)| format!("{}: `{name}` belongs in {}", path.display(), homes.join(", ")))
    });
}

/// Keeps `imports_follow_the_pipeline` honest: every dependency on a stage is spelt out.
#[test]
fn stages_are_named_in_full() {
    check(|path, text| {
        let hidden = ["crate::{", "use super::super"].into_iter().find(|form| text.contains(form))?;
        Some(format!("{}: write `crate::<stage>::..` instead of `{hidden}`", path.display()))
    });
}

#[test]
fn only_the_edges_do_io() {
    check(|path, text| {
        if path.ends_with("main.rs") || MAY_DO_IO.iter().any(|folder| path.starts_with(folder)) {
            return None;
        }
        let call = IO_CALLS.iter().find(|call| text.contains(**call))?;
        Some(format!("{}: `{call}` belongs in cli/ or harness/; pass the data in", path.display()))
    });
}

#[test]
fn lib_lists_stages_in_pipeline_order() {
    let text = fs::read_to_string(src().join("lib.rs")).unwrap();
    let listed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'))
        .collect();
    let order: Vec<&str> = LAYERS.iter().map(|(folder, _)| *folder).collect();
    assert_eq!(listed, order, "lib.rs is the table of contents: list the stages in order");
}

/// A guest's run-time part is text to us; what it must not have is anything of ours.
fn is_generated_text(path: &Path) -> bool {
    path.starts_with("bindgen/guest/rt")
}

fn check(rule: impl Fn(&Path, &str) -> Option<String>) {
    let mut files = Vec::new();
    collect(&src(), &mut files);
    let problems: Vec<String> = files
        .iter()
        .filter_map(|path| {
            let inner = path.strip_prefix(src()).unwrap();
            let text = fs::read_to_string(path).unwrap();
            if is_generated_text(inner) && text.starts_with("//!") { None } else { rule(inner, &text) }
        })
        .collect();
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

fn collect(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ext| ext == "rs") {
            files.push(path);
        }
    }
    files.sort();
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn is_layer(name: &str) -> bool {
    LAYERS.iter().any(|(folder, _)| *folder == name)
}

/// Whether a line of code has a path that begins with the crate's name.
fn names_crate(line: &str, name: &str) -> bool {
    line.match_indices(name).any(|(at, _)| {
        let before = line[..at].chars().next_back();
        let after = &line[at + name.len()..];
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':' || c == '.')
            && after.starts_with("::")
    })
}

fn leading_ident(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}
