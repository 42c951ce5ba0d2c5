//! Guests that use Rust's std on WASI: preview 1 through the adapter, preview 2 as the compiler makes them.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use std::path::{Path, PathBuf};

/// A program that shows what it was granted.
const PROGRAM: &str = r#"
fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    println!("args {args:?}");
    println!("HOME_TOWN {:?}", std::env::var("HOME_TOWN").ok());
    println!("read {:?}", std::fs::read_to_string("/data/in.txt").map_err(|error| error.kind()));
    println!("write {:?}", std::fs::write("/data/out.txt", "x").map_err(|error| error.kind()));
    if args.first().map(String::as_str) == Some("fail") {
        std::process::exit(1);
    }
}
"#;

/// Compiles `source` for a WASI target.
fn compile(folder: &Path, source: &str, target: &str, kind: &str, bindings: Option<&Path>) -> PathBuf {
    let file = folder.join("guest.rs");
    std::fs::write(&file, source).unwrap();
    support::compile_for(&file, target, kind, bindings)
}

fn runs(folder: &Path, component: &str) {
    std::fs::create_dir_all(folder.join("data")).unwrap();
    std::fs::write(folder.join("data/in.txt"), "hello").unwrap();
    let nothing = support::witc_ok(folder, &["run", component]);
    assert_eq!(nothing, "args []\nHOME_TOWN None\nread Err(NotFound)\nwrite Err(NotFound)\n");
    let args = ["run", "--dir", "data::/data", "--env", "HOME_TOWN=Brno", component, "a", "--b"];
    let some = support::witc_ok(folder, &args);
    assert_eq!(
        some,
        "args [\"a\", \"--b\"]\nHOME_TOWN Some(\"Brno\")\nread Ok(\"hello\")\nwrite Err(PermissionDenied)\n"
    );
    let args = ["run", "--dir", "data::/data:rw", component, "fail"];
    let all = support::witc(folder, &args);
    assert_eq!(all.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&all.stdout).ends_with("write Ok(())\n"));
    assert_eq!(std::fs::read_to_string(folder.join("data/out.txt")).unwrap(), "x");
}

#[test]
fn a_preview_1_command_runs_behind_the_adapter() {
    let folder = support::scratch("wasip1");
    let core = compile(&folder, PROGRAM, "wasm32-wasip1", "bin", None);
    let args = ["componentize".as_ref(), core.as_os_str(), "-o".as_ref(), "app.wasm".as_ref()];
    support::witc_ok(&folder, &args);
    runs(&folder, "app.wasm");
}

#[test]
fn a_preview_2_command_runs_as_it_is() {
    let folder = support::scratch("wasip2");
    let component = compile(&folder, PROGRAM, "wasm32-wasip2", "bin", None);
    runs(&folder, component.file_name().unwrap().to_str().unwrap());
}

#[test]
fn a_command_of_wasi_0_3_runs() {
    let folder = support::scratch("wasip3");
    let wit = folder.join("world.wit");
    std::fs::write(&wit, "package a:b;\nworld w {\n  include wasi:cli/command@0.3.0;\n}\n").unwrap();
    support::guest(&folder, "wasi3-command", &wit);
    let printed = support::witc_ok(&folder, &["run", "wasi3-command.wasm", "a", "b"]);
    assert_eq!(printed, "wasi3-command.wasm\na\nb\n");
}

/// The same guest, built three ways, is the same part of a composition.
#[test]
fn std_guests_compose() {
    let folder = support::scratch("std-guests");
    let app = support::guest(&folder, "todo-app", &support::root().join("wit/app.wit"));
    let db = support::guest(&folder, "todo-db", &support::root().join("wit/db.wit"));
    let auth = folder.join("todo-auth.rs");
    let contract = support::root().join("wit/auth.wit");
    support::witc_ok(&folder, &["bind".as_ref(), contract.as_os_str(), "-o".as_ref(), auth.as_os_str()]);
    let source = std::fs::read_to_string(support::root().join("fixtures/guests/todo-auth/guest.rs")).unwrap();
    let p2 = compile(&folder, &source, "wasm32-wasip2", "cdylib", Some(&auth));
    let p1 = compile(&folder, &source, "wasm32-wasip1", "cdylib", Some(&auth));
    let p1_component = folder.join("p1.wasm");
    let args = ["componentize".as_ref(), p1.as_os_str(), "-o".as_ref(), p1_component.as_os_str()];
    support::witc_ok(&folder, &args);
    for auth in [p1_component, p2] {
        let args = ["compose".as_ref(), app.as_os_str(), "--with".as_ref(), auth.as_os_str(), db.as_os_str()];
        support::witc_ok(&folder, &args);
        let answer = support::witc_ok(&folder, &["call", "composed.wasm", "create-todo(\"milk\")"]);
        assert_eq!(answer, "ok({id: 1, title: \"milk\", completed: false})\n");
    }
}

/// Counts how often its constructor has run.
const CONSTRUCTED: &str = r#"
#[allow(warnings)]
mod bindings {
    include!(env!("BINDINGS"));
}

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

static CONSTRUCTED: AtomicU32 = AtomicU32::new(0);

#[used]
#[unsafe(link_section = ".init_array")]
static CONSTRUCTOR: extern "C" fn() = {
    extern "C" fn construct() {
        CONSTRUCTED.fetch_add(1, Relaxed);
    }
    construct
};

struct Guest;

impl bindings::Guest for Guest {
    fn constructed(_: String) -> u32 {
        CONSTRUCTED.load(Relaxed)
    }
}

bindings::export!(Guest with_types_in bindings);
"#;

/// Not before every export, and not before the function that allocates.
#[test]
fn constructors_run_once() {
    let folder = support::scratch("constructors");
    let wit = "package a:b;\nworld w {\n  export constructed: func(text: string) -> u32;\n}\n";
    std::fs::write(folder.join("world.wit"), wit).unwrap();
    support::witc_ok(&folder, &["bind", "world.wit", "-o", "bindings.rs"]);
    let bindings = folder.join("bindings.rs");
    let p2 = compile(&folder, CONSTRUCTED, "wasm32-wasip2", "cdylib", Some(&bindings));
    let p1 = compile(&folder, CONSTRUCTED, "wasm32-wasip1", "cdylib", Some(&bindings));
    let p1_component = folder.join("p1.wasm");
    let args = ["componentize".as_ref(), p1.as_os_str(), "-o".as_ref(), p1_component.as_os_str()];
    support::witc_ok(&folder, &args);
    for component in [p1_component, p2] {
        let calls = [r#"constructed("a")"#, r#"constructed("b")"#].map(std::ffi::OsStr::new);
        let args = ["call".as_ref(), component.as_os_str(), calls[0], calls[1]];
        assert_eq!(support::witc_ok(&folder, &args), "1\n1\n");
    }
}
