//! What is said of a trap: the component in the composition, the function, the line.

#![cfg(all(feature = "runtime", unix))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

#[path = "support/http.rs"]
mod http;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The folder with the components, each with its lines, and what they are composed to.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = support::scratch("traps");
        let (wit, guests) = (support::root().join("wit"), support::root().join("fixtures/guests"));
        for (guest, wit, name) in [
            ("todo-app", wit.join("app.wit"), "app.wasm"),
            ("todo-auth", wit.join("auth.wit"), "auth.wasm"),
            ("failing-db", wit.join("db.wit"), "db.wasm"),
            ("todo-cache", guests.join("todo-cache/world.wit"), "cache.wasm"),
            ("todo-web", guests.join("todo-web/world.wit"), "web.wasm"),
        ] {
            std::fs::rename(support::guest_with_lines(&folder, guest, &wit), folder.join(name)).unwrap();
        }
        for composed in [
            "app.wasm --with auth.wasm db.wasm -o todo.wasm",
            "web.wasm --with auth.wasm db.wasm -o site.wasm",
            "cache.wasm --with db.wasm -o store.wasm",
            "app.wasm --with auth.wasm store.wasm -o nested.wasm",
            "app.wasm --with auth.wasm near=cache.wasm far=cache.wasm db.wasm -o same.wasm \
             --wire app:example:db/store=near --wire near:example:db/store=far --wire far:example:db/store=db",
        ] {
            let args: Vec<&str> = ["compose"].into_iter().chain(composed.split_ascii_whitespace()).collect();
            support::witc_ok(&folder, &args);
        }
        folder
    })
}

/// What is said when a todo is created, which the db component does not survive.
fn trap(component: &str, flags: &[&str]) -> String {
    let args = [&["call"], flags, &[component, "create-todo(\"milk\")"]].concat();
    let output = support::witc(built(), &args);
    assert_eq!(output.status.code(), Some(1));
    String::from_utf8(output.stderr).unwrap()
}

fn check(name: &str, said: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/traps");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // The hash in a mangled name, and what is on a request's line.
    settings.add_filter(r"\[[0-9a-f]{16}\]|::h[0-9a-f]{16}", "");
    settings.add_filter(r"(?m)^.* 127\.0\.0\.1:\d+ ", "TIME CLIENT ");
    settings.add_filter(r"\d+\.\d+ms", "TIME");
    settings.add_filter(r"127\.0\.0\.1:\d+", "ADDRESS");
    settings.bind(|| insta::assert_snapshot!(name, said));
}

#[test]
fn a_call_says_which_component_trapped() {
    check("composed", &trap("todo.wasm", &[]));
}

#[test]
fn components_in_components_have_a_path() {
    check("nested", &trap("nested.wasm", &[]));
}

/// Two instances of the same component have the same code, and nothing tells them apart.
#[test]
fn instances_with_the_same_code_are_all_named() {
    check("same", &trap("same.wasm", &[]));
}

#[test]
fn the_log_of_requests_says_which_component_trapped() {
    let server = http::Server::start(built(), &["site.wasm"]);
    server.get("/api/todos").is(500);
    check("served", &server.stop());
}

/// Code from the cache knows its places, and so does a file of machine code.
#[test]
fn compiled_before_or_now_is_the_same() {
    let cold = trap("nested.wasm", &["--no-cache"]);
    trap("nested.wasm", &[]);
    assert_eq!(cold, trap("nested.wasm", &[]));
    support::witc_ok(built(), &["compile", "nested.wasm", "-o", "nested.cwasm"]);
    assert_eq!(cold.replace("nested.wasm", "nested.cwasm"), trap("nested.cwasm", &["--trust"]));
}

/// A program that is not composed is known by its module.
#[test]
fn a_command_is_known_by_its_module() {
    let file = built().join("command.rs");
    std::fs::write(
        &file,
        "fn main() {\n    let words: Vec<String> = std::env::args().collect();\n    third(&words);\n}\n\n\
         #[inline(never)]\nfn third(words: &[String]) {\n    println!(\"{}\", words[3]);\n}\n",
    )
    .unwrap();
    let command = support::compile_command(&file, "wasm32-wasip2");
    let output = support::witc(built(), &["run".as_ref(), command.as_os_str()]);
    let said = String::from_utf8(output.stderr).unwrap();
    check("command", &said.replace(&format!("{}/", built().display()), ""));
}
