//! The cache of machine code: used where it can be trusted, and replaced where it can't.

#![cfg(all(feature = "runtime", unix))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

#[path = "support/http.rs"]
mod http;

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use http::Server;
use witc::harness::cache::Cache;
use witc::harness::engine::{self, Binary, Form};
use witc::harness::limits::RunLimits;
use witc::harness::settings::Tier;

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
    let files = entries.map(|entry| entry.unwrap().path());
    files.filter(|file| file.extension().is_some_and(|extension| extension == "cwasm")).collect()
}

/// The component `file` with so much behind it that it is large.
fn enlarge(file: &Path) {
    let mut bytes = fs::read(file).unwrap();
    // A custom section of 2 MiB, whose length is written in 4 bytes.
    bytes.extend([0, 0x80, 0x80, 0x80, 0x01]);
    bytes.extend([1, b'x']);
    bytes.resize(bytes.len() + (2 << 20) - 2, 0);
    fs::write(file, bytes).unwrap();
}

/// Waits until the cache has so many files.
fn wait_for(folder: &Path, count: usize) {
    let end = Instant::now() + Duration::from_mins(2);
    while kept(folder).len() < count {
        assert!(Instant::now() < end, "{:?}", kept(folder));
        thread::sleep(Duration::from_millis(20));
    }
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

/// It is run by quick code first, while another process makes better.
#[test]
fn a_large_component_is_compiled_twice() {
    let folder = support::scratch("cache-tiers");
    let component = component(&folder, "large.wasm", 7);
    enlarge(&component);
    assert_eq!(call(&folder, &component, &[]), "7");
    let quick = kept(&folder);
    wait_for(&folder, 2);
    // The better is found without the quick one.
    fs::remove_file(&quick[0]).unwrap();
    assert_eq!(call(&folder, &component, &[]), "7");
    the_only(&folder);
    assert_eq!(call(&folder, &component, &["--no-cache"]), "7");
    // What is counted is always the same: there is one kind of code.
    let fuelled = |fuel| command(&folder, &component, &["--fuel", fuel]).output().unwrap().status.success();
    assert!(fuelled("1000") && !fuelled("1"));
    assert_eq!(kept(&folder).len(), 2);
    the_lock_is_gone(&folder);
}

fn the_lock_is_gone(folder: &Path) {
    let others = fs::read_dir(folder.join("witc/code")).unwrap().map(|entry| entry.unwrap().path());
    let others: Vec<_> = others.filter(|file| file.extension().is_some_and(|e| e == "lock")).collect();
    assert!(others.is_empty(), "{others:?}");
}

/// What is served is compiled better meanwhile, and replaced without anybody's noticing.
#[test]
fn a_large_component_is_served_at_once() {
    let folder = support::scratch("cache-serve");
    support::guest(&folder, "web", &support::root().join("fixtures/guests/web/world.wit"));
    enlarge(&folder.join("web.wasm"));
    let server = Server::with_cache(&folder, &folder, &["web.wasm"]);
    let end = Instant::now() + Duration::from_mins(2);
    while kept(&folder).len() < 2 {
        assert_eq!(server.get("/hello").is(200), "Hello, world\n");
        assert!(Instant::now() < end, "{:?}", kept(&folder));
    }
    for _ in 0..100 {
        assert_eq!(server.get("/hello").is(200), "Hello, world\n");
    }
    server.stop();
}

/// A file that has not changed is not even read; one that has is.
#[test]
fn what_has_not_changed_is_not_read_again() {
    let folder = support::scratch("cache-known");
    let old = SystemTime::now() - Duration::from_hours(1);
    let one = component(&folder, "one.wasm", 1);
    File::options().append(true).open(&one).unwrap().set_modified(old).unwrap();
    // Two changes may have the same time as long as it is that of the clock.
    assert_eq!(call(&folder, &one, &[]), "1");
    assert!(!folder.join("witc/code/known").exists());
    thread::sleep(Duration::from_secs(3));
    assert_eq!(call(&folder, &one, &[]), "1");
    let known = fs::read_to_string(folder.join("witc/code/known")).unwrap();
    assert_eq!(known.lines().count(), 1);
    // Another digest for it: so it is what is known that counts.
    let two = component(&folder, "two.wasm", 2);
    assert_eq!(call(&folder, &two, &[]), "2");
    let digests: Vec<String> = kept(&folder).iter().map(|file| digest(file)).collect();
    let first = known.trim().rsplit(' ').next().unwrap().to_owned();
    let second = digests.into_iter().find(|digest| *digest != first).unwrap();
    fs::write(folder.join("witc/code/known"), known.replace(&first, &second)).unwrap();
    fs::set_permissions(folder.join("witc/code/known"), fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(call(&folder, &one, &[]), "2");
    // Nonsense, and what others may have written, is not believed.
    for nonsense in ["", "x\n", "\0", &known.replace(&first, "../../../etc/passwd")] {
        fs::write(folder.join("witc/code/known"), nonsense).unwrap();
        assert_eq!(call(&folder, &one, &[]), "1");
    }
    fs::write(folder.join("witc/code/known"), known.replace(&first, &second)).unwrap();
    fs::set_permissions(folder.join("witc/code/known"), fs::Permissions::from_mode(0o622)).unwrap();
    assert_eq!(call(&folder, &one, &[]), "1");
    // A change is seen, though its time and size are the same.
    let modified = fs::metadata(&one).unwrap().modified().unwrap();
    component(&folder, "one.wasm", 3);
    File::options().append(true).open(&one).unwrap().set_modified(modified).unwrap();
    assert_eq!(call(&folder, &one, &[]), "3");
}

/// Of which component a file of the cache is.
fn digest(file: &Path) -> String {
    file.file_name().unwrap().to_str().unwrap().split('-').next().unwrap().to_owned()
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
            &Binary {
                name: "some.wasm",
                form: Form::Component(&bytes),
                cache: Some(&cache),
                tier: Tier::Best,
                stamp: None,
            },
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
