//! How the program is linked.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Functions that a composition runs through, and so every start: `scripts/order-functions`.
const ORDER: &str = "src/order.txt";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={ORDER}");
    // Without the program there is nothing to link.
    if env::var_os("CARGO_FEATURE_CLI").is_none() || !is_linked_here() {
        return;
    }
    if has_packed_relocations() {
        // Fifty thousand addresses are filled in at each start. Packed, they are a twentieth of the bytes to read.
        println!("cargo::rustc-link-arg-bins=-Wl,-z,pack-relative-relocs");
    }
    if env::var("PROFILE").is_ok_and(|profile| profile == "release")
        && let Some(script) = ordering()
    {
        // The system maps whatever is near to what runs: side by side, these are 4 MB less in memory.
        println!("cargo::rustc-link-arg-bins={}", argument(&script));
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

/// A script that has the linker put the functions of the list in front of all others, if it is one that can.
fn ordering() -> Option<PathBuf> {
    let list = fs::read_to_string(ORDER).ok()?;
    let folder = PathBuf::from(env::var_os("OUT_DIR")?);
    let mut text = String::from("SECTIONS {\n  .text.first : {\n");
    for name in list.lines() {
        // Each function is a section of its own. Behind what is here of its name there may be a hash.
        let _ = writeln!(text, "    *(.text.{name}* .text.unlikely.{name}*)");
    }
    text += "  }\n} INSERT BEFORE .text;\n";
    let script = folder.join("order.ld");
    fs::write(&script, text).ok()?;
    links_with(&script, &folder.join("probe")).then_some(script)
}

fn argument(script: &Path) -> String {
    format!("-Wl,-T,{}", script.display())
}

/// Whether a program can be linked with `script`, as cargo will have it linked: by lld, which is asked for nothing else
/// here and takes such a script as an addition. Others do not, or are slow.
fn links_with(script: &Path, probe: &Path) -> bool {
    let var = |name: &str| env::var(name).unwrap_or_default();
    let source = probe.with_extension("rs");
    if fs::write(&source, "fn main() {}").is_err() {
        return false;
    }
    let mut rustc = Command::new(var("RUSTC"));
    rustc.args(var("CARGO_ENCODED_RUSTFLAGS").split('\x1f').filter(|flag| !flag.is_empty()));
    if let Ok(linker) = env::var("RUSTC_LINKER") {
        rustc.arg(format!("-Clinker={linker}"));
    }
    rustc.arg(format!("-Clink-arg={}", argument(script)));
    rustc.args(["--target", &var("TARGET"), "-o"]).args([probe, &source]);
    let status = rustc.stdout(Stdio::null()).stderr(Stdio::null()).status();
    let is_linked = status.is_ok_and(|status| status.success());
    let by_lld = |bytes: &[u8]| bytes.windows(11).any(|window| window == b"Linker: LLD");
    let links = is_linked && fs::read(probe).is_ok_and(|bytes| by_lld(&bytes));
    let _ = fs::remove_file(probe);
    links
}
