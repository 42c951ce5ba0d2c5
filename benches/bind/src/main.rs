//! The binder beside wit-bindgen, in one run.

#![allow(clippy::unwrap_used, reason = "a measurement fails loudly")]

mod clock;
mod generation;
mod guests;
mod ours;
mod size;
mod table;
mod theirs;

use std::path::{Path, PathBuf};

use mimalloc::MiMalloc;

use crate::table::Table;

/// As `witc` has it. It serves both.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() {
    let mut table = Table::default();
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let is_wanted = |name: &str| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
    if wanted.iter().any(|wanted| wanted == "profile") {
        generation::profile();
        return;
    }
    if is_wanted("generation") {
        generation::measure(&mut table);
    }
    if is_wanted("guests") {
        guests::measure(&mut table);
    }
    if is_wanted("cold") {
        guests::cold(&mut table);
    }
}

/// Where everything is built.
pub(crate) fn target() -> PathBuf {
    root().join("target/bench-bind")
}

/// The rustc for wasm32 and its linker, provided by the project's own script.
pub(crate) fn toolchain() -> PathBuf {
    let output = std::process::Command::new(root().join("scripts/wasm-toolchain")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    PathBuf::from(String::from_utf8(output.stdout).unwrap().trim()).join("bin")
}

/// The repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}
