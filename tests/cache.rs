//! The cache of machine code: used where it can be trusted, and replaced where it can't.

#![cfg(all(feature = "runtime", unix))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use witc::harness::cache::Cache;
use witc::harness::engine::{self, Binary, Form};
use witc::harness::limits::RunLimits;

/// A component that answers `size()` with a number.
fn component(folder: &Path, name: &str, size: u32) -> PathBuf {
    let text = format!(
        "(component
           (core module $m (func (export \"size\") (result i32) (i32.const {size})))
           (core instance $i (instantiate $m))
           (func (export \"size\") (result u32) (canon lift (core func $i \"size\"))))"
    );
    let file = folder.join(name);
    fs::write(&file, wat::parse_str(text).unwrap()).unwrap();
    file
}

/// Calls the component with a cache that is in `folder`, and returns what it answers.
fn call(folder: &Path, component: &Path, flags: &[&str]) -> String {
    let output = command(folder, component, flags).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn command(folder: &Path, component: &Path, flags: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_witc"));
    command.arg("call").args(flags).arg(component).arg("size()").env("XDG_CACHE_HOME", folder);
    command
}

/// The files of the cache.
fn kept(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder.join("witc/code")) else { return Vec::new() };
    entries.map(|entry| entry.unwrap().path()).collect()
}

fn the_only(folder: &Path) -> PathBuf {
    match kept(folder).as_slice() {
        [one] => one.clone(),
        files => panic!("{files:?}"),
    }
}

#[test]
fn what_was_compiled_is_used_again() {
    let folder = support::scratch("cache-again");
    let (one, two) = (component(&folder, "one.wasm", 1), component(&folder, "two.wasm", 2));
    assert_eq!(call(&folder, &one, &["--no-cache"]), "1");
    assert!(kept(&folder).is_empty());
    assert_eq!(call(&folder, &one, &[]), "1");
    let first = the_only(&folder);
    let mode = fs::metadata(&first).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(fs::metadata(folder.join("witc/code")).unwrap().permissions().mode() & 0o777, 0o700);
    assert_eq!(call(&folder, &two, &[]), "2");
    // Code of the one under the name of the other: so it is this file that answers.
    let second = kept(&folder).into_iter().find(|file| *file != first).unwrap();
    fs::copy(&second, &first).unwrap();
    assert_eq!(call(&folder, &one, &[]), "2");
    assert_eq!(call(&folder, &one, &["--no-cache"]), "1");
}

#[test]
fn what_is_damaged_or_foreign_is_compiled_anew() {
    let folder = support::scratch("cache-damaged");
    let component = component(&folder, "three.wasm", 3);
    assert_eq!(call(&folder, &component, &[]), "3");
    let file = the_only(&folder);
    let good = fs::read(&file).unwrap();
    let mut flipped = good.clone();
    flipped[good.len() / 2] ^= 1;
    for bad in [&flipped, &good[..good.len() / 2], &good[..10], &[], b"#!/bin/sh\n".as_slice()] {
        fs::write(&file, bad).unwrap();
        assert_eq!(call(&folder, &component, &[]), "3");
        assert_eq!(fs::read(&file).unwrap(), good);
    }
    // Others may have written to it.
    fs::set_permissions(&file, fs::Permissions::from_mode(0o622)).unwrap();
    assert_eq!(call(&folder, &component, &[]), "3");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_cache_that_can_not_be_written_is_done_without() {
    let folder = support::scratch("cache-unwritable");
    let component = component(&folder, "four.wasm", 4);
    fs::write(folder.join("witc"), "a file where a folder should be").unwrap();
    assert_eq!(call(&folder, &component, &[]), "4");
}

#[test]
fn processes_share_it() {
    let folder = support::scratch("cache-shared");
    let component = component(&folder, "five.wasm", 5);
    let all: Vec<_> =
        (0..12).map(|_| command(&folder, &component, &[]).stdout(Stdio::piped()).spawn().unwrap()).collect();
    for one in all {
        let output = one.wait_with_output().unwrap();
        assert_eq!((output.status.success(), output.stdout.as_slice()), (true, b"5\n".as_slice()));
    }
    the_only(&folder);
}

#[test]
fn it_does_not_grow_without_end() {
    let folder = support::scratch("cache-bounded");
    let size = |file: &PathBuf| fs::metadata(file).unwrap().len();
    let code = folder.join("witc/code");
    let load = |number, limit| {
        let bytes = fs::read(component(&folder, "some.wasm", number)).unwrap();
        let cache = Cache::at(code.clone(), limit);
        engine::load(
            &Binary { name: "some.wasm", form: Form::Component(&bytes), cache: Some(&cache) },
            RunLimits::default(),
        )
        .unwrap();
    };
    load(0, u64::MAX);
    let limit = size(&the_only(&folder)) * 5 / 2;
    for number in 1..6 {
        load(number, limit);
        assert!(kept(&folder).iter().map(size).sum::<u64>() <= limit);
    }
    assert_eq!(kept(&folder).len(), 2);
}
