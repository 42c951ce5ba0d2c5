//! Bindings from a build script: what is written, what cargo is told was read, how mistakes are told.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod support;

use std::fs;
use std::path::PathBuf;

use witc::build;

#[test]
fn writes_the_world_and_says_what_was_read() {
    let folder = support::scratch("build-script");
    let wit = folder.join("wit");
    fs::create_dir_all(wit.join("deps/types")).unwrap();
    fs::write(wit.join("app.wit"), "package a:app; world my-app { import b:types/t; export run: func(); }")
        .unwrap();
    fs::write(wit.join("deps/types/t.wit"), "package b:types; interface t { f: func(); }").unwrap();
    fs::write(wit.join("notes.txt"), "not read").unwrap();
    let bind = build::bind(&wit).options(|options| options.select.stubs = true);
    let made = bind.generate_in(&folder).unwrap();
    assert_eq!(made.path, folder.join("my_app.rs"));
    let read: Vec<PathBuf> = ["", "app.wit", "deps", "deps/types", "deps/types/t.wit"]
        .iter()
        .map(|path| if path.is_empty() { wit.clone() } else { wit.join(path) })
        .collect();
    let mut told = made.read.clone();
    told.sort();
    assert_eq!(told, read);
    let text = fs::read_to_string(&made.path).unwrap();
    assert!(text.contains("pub struct Stub;"), "{text}");

    // The same file is left alone, so that nothing is compiled again.
    let before = fs::metadata(&made.path).unwrap().modified().unwrap();
    bind.generate_in(&folder).unwrap();
    assert_eq!(fs::metadata(&made.path).unwrap().modified().unwrap(), before);
}

#[test]
fn mistakes_are_told_as_the_command_line_does() {
    let folder = support::scratch("build-script-wrong");
    fs::write(
        folder.join("app.wit"),
        "package a:app; world app { export run: func(x: itm); type item = u32; }",
    )
    .unwrap();
    let error = build::bind(folder.join("app.wit")).generate_in(&folder).unwrap_err();
    let shown = format!("{error:?}").replace(folder.to_str().unwrap(), "wit");
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/build");
    settings.bind(|| insta::assert_snapshot!("mistake", shown));
    assert!(!folder.join("app.rs").exists());
}
