//! Every `fixtures/bind/*.wit` is bound; the Rust text is a snapshot, is what rustfmt would leave it as, and compiles
//! without a warning in both editions, for wasm32 and for the machine that builds it.
//!
//! `NAME.args` beside a WIT has the options, as a shell reads them; `NAME.rs` what the bindings expect in their crate.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::needless_pass_by_value, reason = "datatest-stable hands over a String")]

mod support;

use std::ffi::OsStr;
use std::path::Path;
use std::process::Command;

fn bind(path: &Path, _wit: String) -> datatest_stable::Result<()> {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    let file = path.file_name().unwrap();
    let folder = support::scratch(&format!("bind-{name}"));
    let bindings = folder.join("bindings.rs");
    let options = std::fs::read_to_string(path.with_extension("args")).unwrap_or_default();
    bind_with(path.parent().unwrap(), file, &options, &bindings);
    let text = std::fs::read_to_string(&bindings)?;
    let around = std::fs::read_to_string(path.with_extension("rs")).unwrap_or_default();
    let krate = format!("{around}\nmod bindings {{ include!({:?}); }}\n", bindings.display().to_string());
    for edition in ["2021", "2024"] {
        is_formatted(&bindings, edition);
        for target in [None, Some("wasm32-unknown-unknown")] {
            compiles(&folder, &krate, edition, target);
            if options.contains("--std-feature") {
                compiles(&folder, &hostile(&bindings), edition, target);
            }
        }
    }
    pleases_clippy(&folder, &text, &around);
    snapshot("bind", &name, path, &text);
    if !options.is_empty() {
        return Ok(());
    }
    for stage in ["graph", "abi"] {
        let args = ["bind".as_ref(), file, "--emit".as_ref(), stage.as_ref()];
        let text = support::witc_ok(path.parent().unwrap(), &args);
        snapshot(stage, &name, path, &text);
    }
    Ok(())
}

/// The options are words as a shell has them, on one line or several.
fn bind_with(folder: &Path, wit: &OsStr, options: &str, bindings: &Path) {
    let options = options.replace('\n', " ");
    let command = format!("exec \"$0\" bind \"$1\" -o \"$2\" {options}");
    let output = Command::new("sh")
        .args(["-c", &command, env!("CARGO_BIN_EXE_witc")])
        .arg(wit)
        .arg(bindings)
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// A crate without `std` that has what a path such as `core::..` could be mistaken for.
fn hostile(bindings: &Path) -> String {
    let include = format!("include!({:?});", bindings.display().to_string());
    format!("#![no_std]\n{include}\n#[allow(unused)]\nmod core {{}}\n")
}

/// What the file is made of is the same for one version of witc; the version itself is not.
fn snapshot(kind: &str, name: &str, path: &Path, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../snapshots/{kind}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_input_file(path);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

/// The project's own `rustfmt.toml` is not what a user's code is formatted by.
fn is_formatted(bindings: &Path, edition: &str) {
    let output = Command::new("rustfmt")
        .args(["--check", "--config", "max_width=100,use_small_heuristics=Default", "--edition", edition])
        .arg(bindings)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

fn compiles(folder: &Path, text: &str, edition: &str, target: Option<&str>) {
    let krate = folder.join("lib.rs");
    std::fs::write(&krate, text).unwrap();
    let mut rustc = match target {
        Some(_) => Command::new(support::toolchain().join("rustc")),
        None => Command::new("rustc"),
    };
    rustc.args(target.iter().flat_map(|target| ["--target", target]));
    let output = rustc
        .args(["--crate-type", "rlib", "--emit", "metadata", "-D", "warnings", "--edition", edition])
        .args(["--check-cfg", "cfg(feature, values(\"std\"))"])
        .arg("--out-dir")
        .arg(folder)
        .arg(&krate)
        .output()
        .unwrap();
    let target = target.unwrap_or("this machine");
    assert!(output.status.success(), "for {target}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Lints about the names and the shape of an API, which are the WIT's to decide.
const SHAPE: &[&str] = &[
    "disallowed_names",
    "enum_variant_names",
    "large_enum_variant",
    "len_without_is_empty",
    "module_inception",
    "new_ret_no_self",
    "new_without_default",
    "result_unit_err",
    "should_implement_trait",
    "too_many_arguments",
    "type_complexity",
    "wrong_self_convention",
];

/// The file is quiet as it stands; without its own `allow(clippy::..)`, only its shape may be remarked on.
fn pleases_clippy(folder: &Path, text: &str, around: &str) {
    let bare = text
        .replace(", clippy::all, clippy::pedantic", "")
        .replace("#[allow(clippy::all, clippy::pedantic)]\n", "");
    let krate = folder.join("clippy.rs");
    for (text, allowed) in [(text, &[][..]), (&bare, SHAPE)] {
        std::fs::write(
            &krate,
            format!("#![allow(missing_docs)]\n{around}\npub mod bindings {{\n{text}\n}}\n"),
        )
        .unwrap();
        let output = Command::new("clippy-driver")
            .args(["--crate-type", "rlib", "--emit", "metadata", "--edition", "2024", "-D", "warnings"])
            .args(["--check-cfg", "cfg(feature, values(\"std\"))"])
            .args(["-D", "clippy::all"])
            .args(allowed.iter().map(|lint| format!("-Aclippy::{lint}")))
            .arg("--out-dir")
            .arg(folder)
            .arg(&krate)
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

datatest_stable::harness! {
    { test = bind, root = "fixtures/bind", pattern = r"\.wit$" },
}
