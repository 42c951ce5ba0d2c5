//! The WASI packages that witc ships declare exactly what the crates they were derived from declare.
//!
//! Both sides are read by wit-parser and printed by wit-component without their prose, so what is compared is the
//! names, types, functions and worlds, in their order, and the gates (`@since`, `@unstable`, `@deprecated`).

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use wit_component::WitPrinter;
use wit_parser::{Resolve, UnresolvedPackageGroup};

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

/// The crate has the interface only; the world is that of the package as the WASI subgroup published it.
#[test]
fn logging_is_that_of_wasi_logging() {
    let theirs = directory_of("wasi-logging").join("wit/deps/logging/logging.wit");
    let interface = fs::read_to_string(theirs).unwrap();
    let package = format!("{interface}\nworld imports {{ import logging; }}\n");
    assert_same(&[read(&ours().join("logging.wit"))], &[package]);
}

#[test]
fn the_files_have_no_comments_but_their_header() {
    let mut files = wit_files(&ours().join("0.2"));
    files.push(ours().join("logging.wit"));
    for file in files {
        let text = read(&file);
        let header = text.lines().take_while(|line| line.starts_with("// ")).count();
        let body = text.lines().skip(header).collect::<Vec<_>>().join("\n");
        assert!(header == 2, "{}: the header has {header} lines", file.display());
        assert!(body.starts_with("package wasi:"), "{}", file.display());
        assert!(!body.contains("//") && !body.contains("/*"), "{}: prose", file.display());
    }
}

/// Panics at the first declaration in which the packages of `ours` and of `theirs` differ.
fn assert_same(ours: &[String], theirs: &[String]) {
    let (ours, theirs) = (declarations(ours), declarations(theirs));
    let names = |packages: &BTreeMap<String, String>| packages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&ours), names(&theirs), "the packages: ours, theirs");
    for (name, text) in &ours {
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
    let mut groups: Vec<_> = texts.iter().map(|text| parse(text)).collect();
    let main = groups.pop().unwrap();
    let mut resolve = Resolve { all_features: true, ..Resolve::default() };
    resolve.push_groups(main, groups).unwrap();
    let packages = resolve.packages.iter();
    packages.map(|(id, package)| (package.name.to_string(), print(&resolve, id))).collect()
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
