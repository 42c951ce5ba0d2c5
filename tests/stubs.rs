//! A stub for every interface of WASI: it has all of the functions, imports nothing, and is small.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use std::fmt::Write;

use wit_component::{ComponentEncoder, StringEncoding, dummy_module, embed_component_metadata};
use wit_parser::{ManglingAndAbi, Resolve, WorldId};
use witc::base::names::ExternName;
use witc::base::source::SourceFile;
use witc::component::{self, Component};
use witc::compose::wishes::{Answer, Pattern, Said, StubWish, Target};
use witc::compose::{Wishes, encode, link};
use witc::frontend::{Input, Selection, load};
use witc::graph::Item;

#[test]
fn every_wasi_interface_has_a_stub() {
    let mut table = String::new();
    for name in interfaces() {
        let text = format!("package test:only; world only {{ import {name}; }}");
        let mut input = Input::new(vec![SourceFile::new("only.wit", text)], Vec::new());
        input.features.all = true;
        let Ok(loaded) = load(&input, &Selection::default()) else { panic!("{name} is not known") };
        let app = dummy(&loaded.world.resolve, loaded.world.id);
        let functions = functions(&app, &name);
        if functions > 0 {
            let trap = stub_size(&app, &name, Answer::Trap);
            let default = stub_size(&app, &name, Answer::Default);
            writeln!(table, "{name}: {functions} functions, {trap} bytes to trap, {default} to return zero")
                .unwrap();
        }
    }
    insta::with_settings!(
        { snapshot_path => "../snapshots", prepend_module_to_snapshot => false, omit_expression => true },
        { insta::assert_snapshot!("stub-sizes", table) }
    );
}

/// Every interface of the WASI packages that witc has.
fn interfaces() -> Vec<String> {
    let mut names = Vec::new();
    for version in ["0.2", "0.3"] {
        let folder = support::root().join("wit/wasi").join(version);
        let mut files: Vec<_> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for file in files {
            let text = std::fs::read_to_string(file).unwrap();
            let after = |line: &str, word: &str| {
                Some(line.strip_prefix(word)?.trim_end_matches([';', '{', ' ']).to_owned())
            };
            let package = text.lines().find_map(|line| after(line, "package ")).unwrap();
            let (package, version) = package.split_once('@').unwrap();
            let interfaces = text.lines().filter_map(|line| after(line, "interface "));
            names.extend(interfaces.map(|name| format!("{package}/{name}@{version}")));
        }
    }
    names
}

/// A component that imports the whole interface and does nothing with it.
fn dummy(resolve: &Resolve, world: WorldId) -> Component {
    let mut module = dummy_module(resolve, world, ManglingAndAbi::Standard32);
    embed_component_metadata(&mut module, resolve, world, StringEncoding::UTF8, false).unwrap();
    let bytes = ComponentEncoder::default().module(&module).unwrap().encode().unwrap();
    component::read("app.wasm", &bytes).unwrap()
}

/// How large the stub of one interface is; all others get one as well, so that nothing stays open.
fn stub_size(app: &Component, name: &str, answer: Answer) -> u64 {
    let stub = StubWish { target: Target { consumer: None, import: Pattern::All }, answer };
    let stubs = vec![Said::new(stub, "--stub *")];
    let wishes = Wishes { stubs, seal: Some(Vec::new()), ..Wishes::default() };
    let linked = link(app.clone(), Vec::new(), &wishes).unwrap();
    let bytes = encode(&linked.plan).unwrap();
    assert!(component::read("composed.wasm", &bytes).unwrap().imports.is_empty(), "{name}");
    let wanted = format!("stub of {name}");
    let stub = linked.plan.components.values().find(|component| component.name.as_str() == wanted);
    stub.unwrap_or_else(|| panic!("no {wanted}")).bytes.contents.size()
}

fn functions(app: &Component, name: &str) -> usize {
    let name: ExternName = name.parse().unwrap();
    match app.graph.imports.get(&name) {
        Some(Item::Interface(interface)) => interface.funcs.len(),
        // One that has only types is not imported by who does nothing with them.
        Some(Item::Func(_) | Item::Type(_)) | None => 0,
    }
}
