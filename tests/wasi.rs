//! The WASI packages that witc ships: what they declare is what the crates declare that they were derived from, and
//! a view of an older version is what that version published.
//!
//! Both sides are read by wit-parser and printed by wit-component without their prose, so what is compared is the
//! names, types, functions and worlds, in their order, and the gates (`@since`, `@unstable`, `@deprecated`). Views are
//! taken through the front end's door, as a user's package gets them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wit_component::WitPrinter;
use wit_parser::{Resolve, UnresolvedPackageGroup};
use witc::base::finding::Finding;
use witc::base::source::SourceFile;
use witc::frontend::error::LoadError;
use witc::frontend::{Input, Selection, load};

/// A track: the folder of its text, its newest version, and its packages.
struct Track {
    folder: &'static str,
    newest: (u64, u64, u64),
    packages: &'static [&'static str],
    /// The versions whose published text is known; `snapshots/wasi` has what is new in each.
    published: &'static [&'static str],
}

const TRACKS: [Track; 2] = [
    Track {
        folder: "0.2",
        newest: (0, 2, 12),
        packages: &["cli", "clocks", "filesystem", "http", "io", "random", "sockets"],
        published: &["0.2.0", "0.2.1", "0.2.2", "0.2.3", "0.2.4", "0.2.6", "0.2.9", "0.2.12"],
    },
    Track {
        folder: "0.3",
        newest: (0, 3, 2),
        packages: &["cli", "clocks", "filesystem", "http", "random", "sockets"],
        published: &["0.3.0", "0.3.2"],
    },
];

/// What is served in one version only: the file, and the package.
const DRAFTS: [(&str, &str); 5] = [
    ("drafts/config-0.2.0-rc.1.wit", "wasi:config@0.2.0-rc.1"),
    ("drafts/keyvalue-0.2.0-draft.wit", "wasi:keyvalue@0.2.0-draft"),
    ("drafts/keyvalue-0.2.0-draft2.wit", "wasi:keyvalue@0.2.0-draft2"),
    ("drafts/logging-0.1.0-draft.wit", "wasi:logging@0.1.0-draft"),
    ("logging.wit", "wasi:logging"),
];

#[test]
fn wasi_0_2_is_that_of_wasmtime_wasi_http() {
    let theirs = directory_of("wasmtime-wasi-http").join("wit/deps");
    assert_same(&read_all(&ours().join("0.2")), &read_all(&theirs));
}

#[test]
fn wasi_0_2_is_that_of_wasip2() {
    let theirs = directory_of("wasip2").join("wit/deps");
    assert_same(&read_all(&ours().join("0.2")), &read_all(&theirs));
}

#[test]
fn wasi_0_3_is_that_of_wasip3() {
    let theirs = directory_of("wasip3").join("wit/deps");
    assert_same(&read_all(&ours().join("0.3")), &read_all(&theirs));
}

/// The crate is at 0.3.0.
#[test]
fn the_view_of_0_3_0_is_wasi_0_3_of_wasmtime_wasi_http() {
    let theirs = directory_of("wasmtime-wasi-http").join("src/p3/wit/deps");
    let views = views(&everything_of(&TRACKS[1], "0.3.0"));
    assert_same(&views, &read_all(&theirs));
}

/// The crate has the interface only; the world is that of the package as the WASI subgroup published it.
#[test]
fn logging_is_that_of_wasi_logging() {
    let theirs = directory_of("wasi-logging").join("wit/deps/logging/logging.wit");
    let interface = fs::read_to_string(theirs).unwrap();
    let package = format!("{interface}\nworld imports {{ import logging; }}\n");
    assert_same(&[read(&ours().join("logging.wit"))], &[package]);
}

/// Which is why one can stand in for the other.
#[test]
fn the_drafts_of_logging_differ_in_their_version_only() {
    let draft = read(&ours().join("drafts/logging-0.1.0-draft.wit")).replace("@0.1.0-draft", "");
    assert_same(&[draft], &[read(&ours().join("logging.wit"))]);
}

#[test]
fn the_files_have_no_comments_but_their_header() {
    for file in ["", "drafts", "0.2", "0.3"].iter().flat_map(|folder| wit_files(&ours().join(folder))) {
        let text = read(&file);
        let header = text.lines().take_while(|line| line.starts_with("// ")).count();
        let body = text.lines().skip(header).collect::<Vec<_>>().join("\n");
        assert!(header == 2, "{}: the header has {header} lines", file.display());
        assert!(body.starts_with("package wasi:"), "{}", file.display());
        assert!(!body.contains("//") && !body.contains("/*"), "{}: prose", file.display());
    }
}

/// So the view of a version whose published text is not known is, but for the version, that of one that is known.
#[test]
fn every_gate_is_of_a_version_that_is_compared() {
    for track in &TRACKS {
        for file in wit_files(&ours().join(track.folder)) {
            for line in read(&file).lines().filter(|line| line.contains("(version = ")) {
                let version = line.split("= ").nth(1).unwrap().trim_end_matches(')');
                assert!(track.published.contains(&version), "{}: {line}", file.display());
            }
        }
    }
}

/// The newest version's view is the text itself, gates included.
#[test]
fn a_view_of_the_newest_version_changes_nothing() {
    for track in &TRACKS {
        let newest = track.versions().pop().unwrap();
        assert_same(&views(&everything_of(track, &newest)), &read_all(&ours().join(track.folder)));
    }
}

/// Every package in every version, each with only what it needs itself.
#[test]
fn every_view_resolves_with_its_closure() {
    for track in &TRACKS {
        for version in track.versions() {
            for package in track.packages {
                for body in [imports_of(track, package, &version), worlds_of(track, package, &version)] {
                    resolves(&body, &version);
                }
            }
            resolves(&everything_of(track, &version), &version);
        }
    }
}

#[test]
fn every_draft_resolves() {
    for (file, package) in DRAFTS {
        let (name, version) = package.split_once('@').map_or((package, None), |(n, v)| (n, Some(v)));
        let at = version.map(|version| format!("@{version}")).unwrap_or_default();
        let include = format!("include {name}/imports{at};");
        assert_same(&views(&include), &[read(&ours().join(file))]);
        resolves(&include, &at);
    }
}

#[test]
fn a_world_that_is_needed_later_is_still_there() {
    // The include needs worlds of packages that were first needed for an interface.
    resolves("import wasi:clocks/wall-clock@0.2.3; include wasi:cli/command@0.2.3;", "0.2.3");
    resolves("import wasi:random/random@0.3.1; include wasi:cli/command@0.3.1;", "0.3.1");
}

#[test]
fn versions_outside_a_track_are_not_served() {
    for package in [
        "wasi:io/streams@0.2.13",
        "wasi:io/streams@0.3.0",
        "wasi:clocks/types@0.3.3",
        "wasi:clocks/monotonic-clock@0.3.0-rc-2026-03-15",
        "wasi:clocks/monotonic-clock@0.2.0+build",
        "wasi:clocks/monotonic-clock@0.1.0",
        "wasi:clocks/monotonic-clock",
        "wasi:config/store@0.2.0",
        "wasi:keyvalue/store@0.2.0-draft3",
        "other:clocks/monotonic-clock@0.2.0",
    ] {
        let findings = wrong(&format!("import {package};"));
        let codes: Vec<&str> = findings.iter().map(|finding| finding.rule.code).collect();
        assert_eq!(codes, ["witc::frontend::no_package"], "{package}: {findings:?}");
    }
}

/// What is wrong with a world.
fn wrong(body: &str) -> Vec<Finding> {
    match load(&input(body), &Selection::default()) {
        Err(LoadError::Wrong(checked)) => checked.findings,
        other => panic!("{body}: {other:?}"),
    }
}

#[test]
fn an_unknown_version_is_told_the_known_ones() {
    for (import, known) in [
        ("wasi:http/types@0.4.0", "known versions: 0.3.0 to 0.3.2 (built in), 0.2.0 to 0.2.12 (built in)"),
        ("wasi:io/poll@0.3.0", "known versions: 0.2.0 to 0.2.12 (built in)"),
        ("wasi:keyvalue/store@0.2.0", "known versions: 0.2.0-draft2 (built in), 0.2.0-draft (built in)"),
        (
            "wasi:logging/logging@1.0.0",
            "known versions: 0.1.0-draft (built in), the one without a version (built in)",
        ),
    ] {
        let findings = wrong(&format!("import {import};"));
        let told = findings.iter().flat_map(|finding| &finding.helps).any(|help| help == known);
        assert!(told, "{import}: {findings:?}");
    }
}

/// Compared is every interface and world, all their types and functions, in order. Left aside: `@since`, which 0.2.0
/// had not yet; what is `@unstable`, which is in no version; the order of interfaces, worlds and a world's imports.
#[test]
fn views_are_what_was_published() {
    for track in &TRACKS {
        let mut texts: BTreeMap<&str, (&str, String)> = BTreeMap::new();
        for version in track.published {
            for package in track.packages {
                let new = snapshots().join(version).join(format!("{package}.wit"));
                if new.exists() {
                    texts.insert(package, (version, read(&new)));
                }
            }
            let rewritten =
                |(since, text): &(&str, String)| text.replace(&format!("@{since}"), &format!("@{version}"));
            let theirs: Vec<String> = texts.values().map(rewritten).collect();
            assert_eq!(theirs.len(), track.packages.len(), "{version}");
            assert_published(&views(&everything_of(track, version)), &theirs);
        }
    }
}

/// Every snapshot is of a version that the test above knows.
#[test]
fn every_snapshot_is_compared() {
    let known: BTreeSet<_> =
        TRACKS.iter().flat_map(|track| track.published).map(ToString::to_string).collect();
    for entry in fs::read_dir(snapshots()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name), "snapshots/wasi/{name} is compared with nothing");
    }
}

impl Track {
    fn versions(&self) -> Vec<String> {
        let (major, minor, patch) = self.newest;
        (0..=patch).map(|patch| format!("{major}.{minor}.{patch}")).collect()
    }
}

/// The body of a world that includes every world of a track.
fn everything_of(track: &Track, version: &str) -> String {
    track.packages.iter().map(|package| worlds_of(track, package, version)).collect()
}

/// The body of a world that includes every world of a package.
fn worlds_of(track: &Track, package: &str, version: &str) -> String {
    let worlds = declared(track, package, "world ").into_iter();
    worlds.map(|world| format!("include wasi:{package}/{world}@{version};\n")).collect::<Vec<_>>().concat()
}

/// The body of a world that imports every interface of a package.
fn imports_of(track: &Track, package: &str, version: &str) -> String {
    let interfaces = declared(track, package, "interface ").into_iter();
    interfaces.map(|name| format!("import wasi:{package}/{name}@{version};\n")).collect::<Vec<_>>().concat()
}

/// The names of a package's interfaces or worlds that are in no feature.
fn declared(track: &Track, package: &str, kind: &str) -> Vec<String> {
    let text = read(&ours().join(track.folder).join(format!("{package}.wit")));
    let pairs = text.lines().zip(text.lines().skip(1));
    pairs
        .filter(|(gate, _)| !gate.starts_with("@unstable"))
        .filter_map(|(_, line)| Some(line.strip_prefix(kind)?.strip_suffix(" {")?.to_owned()))
        .collect()
}

fn input(body: &str) -> Input {
    let text = format!("package test:views;\nworld w {{\n{body}}}\n");
    Input::new(vec![SourceFile::new("w.wit", text)], Vec::new())
}

/// The texts of the built-in packages that a world with this body gets.
fn views(body: &str) -> Vec<String> {
    let world = load(&input(body), &Selection::default())
        .unwrap_or_else(|problems| panic!("{body}\n{problems:?}"))
        .world;
    let texts = RefCell::new(BTreeMap::<String, String>::new());
    world.sources.find(|text| {
        let package = text.lines().find(|line| line.starts_with("package wasi:"))?;
        let mut texts = texts.borrow_mut();
        let known = texts.entry(package.to_owned()).or_default();
        // Where there are two, the other one is without worlds.
        if known.len() < text.len() {
            text.clone_into(known);
        }
        None
    });
    texts.into_inner().into_values().collect()
}

/// Resolves the views that a world with this body gets, with and without what is unstable.
fn resolves(body: &str, version: &str) {
    let views = views(body);
    for text in &views {
        let package = text.lines().find(|line| line.starts_with("package ")).unwrap();
        assert!(package.contains(version), "{package} where {version} was asked for");
    }
    for all_features in [true, false] {
        resolve(&views, all_features);
    }
}

/// Panics at the first declaration in which the packages of `ours` and those that were published differ.
fn assert_published(ours: &[String], theirs: &[String]) {
    let canonical = |texts: &[String]| {
        let resolve = resolve(texts, false);
        let packages = resolve.packages.iter();
        let print = |(id, package): (_, &wit_parser::Package)| {
            (package.name.to_string(), canonical(&print(&resolve, id)))
        };
        packages.map(print).collect::<BTreeMap<_, _>>()
    };
    let mut ours = canonical(ours);
    for (package, text) in &mut ours {
        gated_too_early(package, text);
    }
    assert_equal(&ours, &canonical(theirs));
}

/// Undoes what the newest text gates with a version that didn't have it, so that our view has it as well. Both are
/// harmless: a world and an alias more than was published.
fn gated_too_early(package: &str, text: &mut String) {
    match package {
        // `world imports` came with 0.2.1.
        "wasi:http@0.2.0" => {
            let end = text.find("world imports {\n}\n").unwrap();
            let start = text[..end].rfind("}\n").unwrap() + 2;
            text.replace_range(start..end + "world imports {\n}\n".len(), "");
        }
        // `field-name` came with 0.2.2.
        "wasi:http@0.2.1" => {
            let without = text.replace("  type field-name = field-key;\n", "");
            *text =
                without.replace("<field-name,", "<field-key,").replace("name: field-name", "name: field-key");
        }
        _ => {}
    }
}

/// A printed package without `@since`: its interfaces and worlds by name, and the imports and exports of worlds by
/// theirs.
fn canonical(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("@since") && !line.is_empty());
    let mut blocks: Vec<Vec<&str>> = vec![Vec::new()];
    for line in lines {
        blocks.last_mut().unwrap().push(line);
        if line == "}" || line.starts_with("package ") {
            blocks.push(Vec::new());
        }
    }
    for block in
        blocks.iter_mut().filter(|block| block.first().is_some_and(|line| line.starts_with("world ")))
    {
        block.sort_unstable();
    }
    blocks.sort_unstable();
    blocks.concat().join("\n") + "\n"
}

/// Panics at the first declaration in which the packages of `ours` and of `theirs` differ.
fn assert_same(ours: &[String], theirs: &[String]) {
    assert_equal(&declarations(ours), &declarations(theirs));
}

fn assert_equal(ours: &BTreeMap<String, String>, theirs: &BTreeMap<String, String>) {
    let names = |packages: &BTreeMap<String, String>| packages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(ours), names(theirs), "the packages: ours, theirs");
    for (name, text) in ours {
        let (mut ours, mut theirs) = (text.lines(), theirs[name].lines());
        let mut number = 1;
        loop {
            let lines = (ours.next(), theirs.next());
            assert_eq!(lines.0, lines.1, "{name}, line {number} as printed: ours, theirs");
            if lines == (None, None) {
                break;
            }
            number += 1;
        }
    }
}

/// The packages of `texts`, which may use one another: their names, and all that they declare, printed.
fn declarations(texts: &[String]) -> BTreeMap<String, String> {
    let resolve = resolve(texts, true);
    let packages = resolve.packages.iter();
    packages.map(|(id, package)| (package.name.to_string(), print(&resolve, id))).collect()
}

fn resolve(texts: &[String], all_features: bool) -> Resolve {
    let mut groups: Vec<_> = texts.iter().map(|text| parse(text)).collect();
    let main = groups.pop().unwrap();
    let mut resolve = Resolve { all_features, ..Resolve::default() };
    if let Err(error) = resolve.push_groups(main, groups) {
        panic!("{}", error.render(&resolve.source_map));
    }
    resolve
}

fn parse(text: &str) -> UnresolvedPackageGroup {
    UnresolvedPackageGroup::parse("package.wit", text)
        .unwrap_or_else(|(sources, error)| panic!("{}", error.render(&sources)))
}

fn print(resolve: &Resolve, package: wit_parser::PackageId) -> String {
    let mut printer = WitPrinter::default();
    printer.emit_docs(false);
    printer.print(resolve, package, &[]).unwrap();
    printer.output.to_string()
}

/// The directory of the sources of a package in our dependency graph.
fn directory_of(name: &str) -> PathBuf {
    // Only for this platform: what others need may not have been downloaded.
    let metadata = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--locked"])
        .args(["--filter-platform", "host-tuple"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(metadata.status.success(), "{}", String::from_utf8_lossy(&metadata.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&metadata.stdout).unwrap();
    let mut packages = metadata["packages"].as_array().unwrap().iter();
    let Some(package) = packages.find(|package| package["name"] == name) else {
        panic!("`{name}` is no dependency, so there is nothing to compare with");
    };
    let manifest = Path::new(package["manifest_path"].as_str().unwrap());
    manifest.parent().unwrap().to_path_buf()
}

fn snapshots() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots/wasi")
}

fn ours() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("wit/wasi")
}

fn read_all(directory: &Path) -> Vec<String> {
    wit_files(directory).iter().map(|file| read(file)).collect()
}

fn wit_files(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "wit")).collect()
}

fn read(file: &Path) -> String {
    fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}
