//! The same guests against both generators' bindings: built, and taken apart.

use std::path::{Path, PathBuf};
use std::process::Command;

use witc::bindgen::options::Params;

use crate::table::Table;
use crate::{ours, size, theirs};

/// Whose bindings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Generator {
    WitBindgen,
    Witc(Params),
}

impl Generator {
    fn name(self) -> &'static str {
        match self {
            Self::WitBindgen => "wit-bindgen",
            Self::Witc(Params::Owned) => "witc",
            Self::Witc(Params::Borrowed) => "witc-borrowed",
        }
    }
}

const OURS: Generator = Generator::Witc(Params::Owned);

pub(crate) fn measure(table: &mut Table) {
    table.section("Core modules, in bytes (LTO, panic=abort, without custom sections)");
    for (level, scalar) in [("s", "300"), ("3", "300")] {
        let [they, we] = [Generator::WitBindgen, OURS].map(|who| build("scalar", who, level, false));
        table.row(format!("scalar world, opt-level {level}"), bytes(&they), bytes(&we), scalar);
    }
    for level in ["s", "3"] {
        let [they, we] = [Generator::WitBindgen, OURS].map(|who| build("echo", who, level, false));
        table.row(format!("echo world, opt-level {level}"), bytes(&they), bytes(&we), "");
        let [they, we] = [they, we].map(|module| size::parts(&std::fs::read(module).unwrap()));
        let target = if level == "s" { "6000" } else { "" };
        table.row("  glue and user code".to_owned(), they.glue.to_string(), we.glue.to_string(), target);
        table.row("  post-return".to_owned(), they.post.to_string(), we.post.to_string(), "");
        table.row("  growth of vectors".to_owned(), they.growth.to_string(), we.growth.to_string(), "");
        table.row("  allocator".to_owned(), they.allocator.to_string(), we.allocator.to_string(), "");
        table.row("  the rest".to_owned(), they.rest.to_string(), we.rest.to_string(), "");
    }
    // What `benches/guests` runs.
    for who in [Generator::WitBindgen, OURS] {
        build("echo", who, "3", true);
    }
    for count in [false, true] {
        build("borrowed", Generator::Witc(Params::Borrowed), "3", count);
    }
}

fn bytes(module: &Path) -> String {
    size::whole(&std::fs::read(module).unwrap()).to_string()
}

/// The core module of a guest, in `target/bench-bind/guests`.
fn build(guest: &str, who: Generator, level: &str, count: bool) -> PathBuf {
    let sources = crate::root().join("benches/bind/guests");
    let wit = std::fs::read_to_string(sources.join(guest).with_extension("wit")).unwrap();
    let counting = if count { "-count" } else { "" };
    let name = format!("{guest}-{}-{level}{counting}", who.name());
    let folder = crate::target().join("guests").join(&name);
    std::fs::create_dir_all(folder.join("src")).unwrap();
    let bindings = match who {
        Generator::WitBindgen => theirs::generate(&theirs::load(&wit, &[]), false),
        Generator::Witc(params) => ours::generate_with(&ours::load(&wit), params),
    };
    write(&folder.join("bindings.rs"), &bindings);
    write(&folder.join("Cargo.toml"), &manifest(&name, who, level));
    for (from, to) in [(format!("{guest}.rs"), "src/lib.rs"), ("count.rs".to_owned(), "src/count.rs")] {
        write(&folder.join(to), &std::fs::read_to_string(sources.join(from)).unwrap());
    }
    cargo(&folder, &crate::target().join("wasm"), count);
    let built = format!("wasm/wasm32-unknown-unknown/release/{}.wasm", name.replace('-', "_"));
    let module = crate::target().join("guests").join(format!("{name}.wasm"));
    std::fs::copy(crate::target().join(built), &module).unwrap();
    module
}

/// Only what changed: cargo looks at times.
fn write(path: &Path, text: &str) {
    if std::fs::read_to_string(path).ok().as_deref() != Some(text) {
        std::fs::write(path, text).unwrap();
    }
}

fn manifest(name: &str, who: Generator, level: &str) -> String {
    let level = if level == "3" { "3".to_owned() } else { format!("\"{level}\"") };
    let runtime = match who {
        Generator::WitBindgen => {
            "wit-bindgen = { version = \"=0.63.0\", default-features = false, features = [\"realloc\", \"std\", \"bitflags\"] }\n"
        }
        Generator::Witc(_) => "",
    };
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [lib]\ncrate-type = [\"cdylib\"]\n\n[dependencies]\n{runtime}\n[workspace]\n\n\
         [profile.release]\nopt-level = {level}\nlto = true\ncodegen-units = 1\npanic = \"abort\"\n\n\
         [lints.rust]\nunexpected_cfgs = \"allow\"\n"
    )
}

/// Builds a guest with the project's own toolchain for wasm32.
fn cargo(folder: &Path, target: &Path, count: bool) {
    let toolchain = crate::toolchain();
    let status = Command::new("cargo")
        .args(["build", "--release", "--quiet", "--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(target)
        .current_dir(folder)
        .env("RUSTC", toolchain.join("rustc"))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", toolchain.join("rust-lld"))
        .env("BINDINGS", folder.join("bindings.rs"))
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", if count { "--cfg count" } else { "" })
        .env_remove("RUSTFLAGS")
        .status()
        .unwrap();
    assert!(status.success(), "{}", folder.display());
}

/// What a cold build of a guest takes, with everything it needs: a crate that calls `generate!`, and one that has
/// witc's file in it.
pub(crate) fn cold(table: &mut Table) {
    table.section("A cold build of a guest (CPU time, all processes)");
    let sources = crate::root().join("benches/bind/guests");
    let wit = std::fs::read_to_string(sources.join("echo.wit")).unwrap();
    let guest = std::fs::read_to_string(sources.join("echo.rs")).unwrap();
    let measured = [Generator::WitBindgen, OURS].map(|who| {
        let folder = crate::target().join("cold").join(who.name());
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(folder.join("src")).unwrap();
        let text = match who {
            Generator::WitBindgen => {
                "wit_bindgen::generate!({ path: \"world.wit\", generate_all });\n".to_owned()
            }
            Generator::Witc(params) => ours::generate_with(&ours::load(&wit), params),
        };
        let dependency = match who {
            Generator::WitBindgen => "wit-bindgen = \"=0.63.0\"\n\n[workspace]",
            Generator::Witc(_) => "\n[workspace]",
        };
        write(&folder.join("world.wit"), &wit);
        write(&folder.join("bindings.rs"), &text);
        write(&folder.join("src/lib.rs"), &guest);
        write(&folder.join("src/count.rs"), &std::fs::read_to_string(sources.join("count.rs")).unwrap());
        write(&folder.join("Cargo.toml"), &manifest("cold", OURS, "3").replace("\n[workspace]", dependency));
        let before = crate::clock::children();
        cargo(&folder, &folder.join("target"), false);
        let packages =
            std::fs::read_to_string(folder.join("Cargo.lock")).unwrap().matches("[[package]]").count();
        (crate::clock::children() - before, packages)
    });
    let [they, we] = measured.map(|(time, packages)| format!("{:.1} s, {packages} pkg", time.as_secs_f64()));
    table.row("echo world, opt-level 3, LTO".to_owned(), they, we, "5 s");
}
