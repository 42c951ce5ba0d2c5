//! How the program is linked.

use std::env;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if is_linked_here() && has_packed_relocations() {
        // Fifty thousand addresses are filled in at each start. Packed, they are a twentieth of the bytes to read.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
}

/// Whether the program is for a system like this one.
fn is_linked_here() -> bool {
    let of_target = |name: &str| env::var(name).unwrap_or_default();
    env::var("HOST") == env::var("TARGET")
        && of_target("CARGO_CFG_TARGET_OS") == "linux"
        && of_target("CARGO_CFG_TARGET_ENV") == "gnu"
}

/// Whether this system's loader knows such relocations: glibc does from 2.36 on.
fn has_packed_relocations() -> bool {
    let Ok(output) = Command::new("getconf").arg("GNU_LIBC_VERSION").output() else { return false };
    let text = String::from_utf8_lossy(&output.stdout);
    let version = text.trim().strip_prefix("glibc ").and_then(|version| version.split_once('.'));
    version.is_some_and(|(major, minor)| major == "2" && minor.parse().is_ok_and(|minor: u32| minor >= 36))
}
