//! The todo application, the whole path: contracts, bindings, guests, components, one component, calls.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// The folder with `app.wasm`, `auth.wasm`, `db.wasm` and `composed.wasm`.
fn built() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = support::scratch("todo");
        for part in ["app", "auth", "db"] {
            let wit = support::root().join("wit").join(format!("{part}.wit"));
            let component = support::guest(&folder, &format!("todo-{part}"), &wit);
            std::fs::rename(component, folder.join(format!("{part}.wasm"))).unwrap();
        }
        let args = ["compose", "app.wasm", "--with", "auth.wasm", "db.wasm"];
        let output = support::witc(&folder, &args);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let said = String::from_utf8(output.stderr).unwrap();
        for wired in ["example:auth/auth@0.1.0", "example:db/store@0.1.0", "wasi:logging/logging"] {
            assert!(said.contains(wired), "the summary does not mention `{wired}`:\n{said}");
        }
        folder
    })
}

/// The answers to some calls in one instance.
fn call(expressions: &[&str]) -> Vec<String> {
    let args: Vec<&str> = ["call", "composed.wasm"].iter().chain(expressions).copied().collect();
    let output = support::witc_ok(built(), &args);
    output.lines().map(str::to_owned).collect()
}

#[test]
fn todos_are_created_read_changed_and_deleted() {
    let answers = call(&[
        "create-todo(\"milk\")",
        "create-todo(\"Brötchen 🥐\")",
        "update-todo(1, \"oat milk\", true)",
        "get-todo(1)",
        "list-todos()",
        "delete-todo(1)",
        "list-todos()",
    ]);
    assert_eq!(
        answers,
        [
            "ok({id: 1, title: \"milk\", completed: false})",
            "ok({id: 2, title: \"Brötchen 🥐\", completed: false})",
            "ok({id: 1, title: \"oat milk\", completed: true})",
            "ok({id: 1, title: \"oat milk\", completed: true})",
            "ok([{id: 1, title: \"oat milk\", completed: true}, {id: 2, title: \"Brötchen 🥐\", completed: false}])",
            "ok",
            "ok([{id: 2, title: \"Brötchen 🥐\", completed: false}])",
        ]
    );
}

#[test]
fn the_apps_own_errors_come_back_as_values() {
    let answers = call(&["get-todo(7)", "create-todo(\"   \")", "delete-todo(7)"]);
    assert_eq!(
        answers,
        [
            "err(not-found(\"there is no todo 7\"))",
            "err(validation-error(\"a title can't be empty\"))",
            "err(not-found(\"there is no todo 7\"))",
        ]
    );
}

#[test]
fn a_refused_token_stops_changes_but_not_reading() {
    let answers = call(&[
        "create-todo(\"milk\")",
        "sign-in(\"stolen\")",
        "create-todo(\"bread\")",
        "sign-in(\"old\")",
        "sign-in(\"visitor\")",
        "delete-todo(1)",
        "get-todo(1)",
        "sign-in(\"demo\")",
        "delete-todo(1)",
    ]);
    assert_eq!(
        answers,
        [
            "ok({id: 1, title: \"milk\", completed: false})",
            "err(unknown-token(\"stolen\"))",
            "err(validation-error(\"not allowed: nobody is signed in\"))",
            "err(expired(1700000000))",
            "ok({id: 2, name: \"Visitör\", may-write: false})",
            "err(validation-error(\"not allowed: Visitör may only read\"))",
            "ok({id: 1, title: \"milk\", completed: false})",
            "ok({id: 1, name: \"Demo\", may-write: true})",
            "ok",
        ]
    );
}

#[test]
fn the_order_of_the_providers_does_not_show() {
    let folder = built();
    support::witc_ok(folder, &["compose", "app.wasm", "--with", "db.wasm", "auth.wasm", "-o", "other.wasm"]);
    let read = |name: &str| std::fs::read(folder.join(name)).unwrap();
    assert_eq!(read("composed.wasm"), read("other.wasm"));
}

/// The contract has no `deps/` beside it, and needs none.
#[test]
fn the_contract_binds_as_it_stands() {
    let folder = support::scratch("todo-contract");
    std::fs::copy(support::root().join("wit/todo.wit"), folder.join("todo.wit")).unwrap();
    support::witc_ok(&folder, &["bind", "todo.wit"]);
    let text = std::fs::read_to_string(folder.join("todo_app.rs")).unwrap();
    assert!(text.contains("fn create_todo(title: String) -> Result<TodoItem, TodoError>;"));
}
