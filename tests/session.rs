//! `witc call` and `witc repl` with real guests: resources by their names, streams and futures of every type.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod support;

use std::path::Path;

/// Calls in one instance, and what they print.
fn calls(folder: &Path, component: &Path, options: &[&str], expressions: &[&str]) -> Vec<String> {
    let component = component.to_str().unwrap();
    let args: Vec<&str> =
        ["call"].iter().chain(options).chain(&[component]).chain(expressions).copied().collect();
    support::witc_ok(folder, &args).lines().map(str::to_owned).collect()
}

/// The same, where the last one fails: what standard error says.
fn fails(folder: &Path, component: &Path, options: &[&str], expressions: &[&str]) -> String {
    let component = component.to_str().unwrap();
    let args: Vec<&str> =
        ["call"].iter().chain(options).chain(&[component]).chain(expressions).copied().collect();
    let output = support::witc(folder, &args);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn resources_are_called_by_name() {
    let folder = support::scratch("session-resources");
    let wit = support::root().join("fixtures/guests/relay/world.wit");
    let owner = support::guest_of(&folder, "relay-owner", &wit, Some("owner"));
    let script = [
        "let a = counter(5)",
        "a.next()",
        "a.next()",
        "let b = counter(100)",
        "total([a, b, a])",
        "let m = counter.merge(a, b)",
        "m.next()",
        "let p = split(m)",
        "let half = p.b?",
        "half.next()",
        "total([half])",
        "counter.live()",
        "drop(p)",
        "counter.live()",
    ];
    let answers = calls(&folder, &owner, &[], &script);
    assert_eq!(answers, ["5", "6", "114", "107", "54", "55", "3", "1"]);
    let error = fails(&folder, &owner, &[], &["let a = counter(5)", "let p = split(a)", "a.next()"]);
    assert!(error.contains("witc::harness::moved"), "{error}");
}

#[test]
fn what_comes_later_is_waited_for() {
    let folder = support::scratch("session-carried");
    let wit = support::root().join("fixtures/guests/carried/world.wit");
    let guest = support::guest(&folder, "carried", &wit);
    let script = [
        "up-to(4)",
        "up-to(0)",
        r#"lines("milk\ntea")"#,
        r#"later("milk")"#,
        r#"later("")"#,
        "both([1, 2, 3])",
        r#"echo([text("a"), nothing, lines([{number: 1, text: "b"}, {number: 2, text: ""}])])"#,
        "sum([1, 2, 4294967295])",
        "sum([])",
        r#"awaited(text("later"))"#,
        r#"letters(["ab", "", "ç"])"#,
        "let numbers = up-to(10)",
        "sum(numbers)",
    ];
    let answers = calls(&folder, &guest, &[], &script);
    let expected = [
        "[0, 1, 2, 3]",
        "[]",
        r#"[{number: 1, text: "milk"}, {number: 2, text: "tea"}]"#,
        r#"ok("MILK")"#,
        r#"err("nothing")"#,
        "([1, 2, 3], ok(3))",
        r#"[text("a"), nothing, lines([{number: 1, text: "b"}, {number: 2, text: ""}])]"#,
        "4294967298",
        "0",
        r#"text("later")"#,
        r#"[["a", "b"], [], ["ç"]]"#,
        "45",
    ];
    assert_eq!(answers, expected);
    // More than fits into one read, and into a page of memory.
    assert_eq!(calls(&folder, &guest, &[], &["let n = up-to(100000)", "sum(n)"]), ["4999950000"]);
    assert_eq!(calls(&folder, &guest, &["--json"], &["both([7])"]), [r#"[[7], {"ok": 1}]"#]);
}

#[test]
fn resources_come_and_go_by_streams_and_futures() {
    let folder = support::scratch("session-tokens");
    let wit = support::root().join("fixtures/guests/carried/world.wit");
    let guest = support::guest(&folder, "carried", &wit);
    let script = [
        "let purse = tokens(3)",
        "purse",
        "let second = purse.1",
        "second.worth()",
        "tokens(0)",
        "left()",
        "total(purse)",
        "left()",
        "let one = token-later(7)",
        "one.worth()",
        "paid(one)",
        "let two = token-later(8)",
        "let three = token(9)",
        "total([two, three])",
        "left()",
    ];
    let answers = calls(&folder, &guest, &[], &script);
    let expected = ["[token#1, token#2, token#3]", "2", "[]", "3", "6", "0", "7", "7", "17", "0"];
    assert_eq!(answers, expected);
    let never = fails(&folder, &guest, &[], &["token-never()"]);
    assert!(never.contains("never"), "{never}");
    let few = fails(&folder, &guest, &[], &["let purse = tokens(1)", "let second = purse.1"]);
    assert!(few.contains("`purse` is a `list of 1`: it has no `1`"), "{few}");
    let gone = fails(&folder, &guest, &[], &["let purse = tokens(1)", "total(purse)", "total(purse)"]);
    assert!(gone.contains("witc::harness::moved"), "{gone}");
    let args = ["call", "--stream-values", "2", guest.to_str().unwrap(), "tokens(1000)", "left()"];
    let output = support::witc(&folder, &args);
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "[token#1, token#2]\n2\n");
    assert!(String::from_utf8(output.stderr).unwrap().contains("witc::harness::stream_cut"));
}

#[test]
fn what_never_ends_is_cut() {
    let folder = support::scratch("session-cut");
    let wit = support::root().join("fixtures/guests/carried/world.wit");
    let guest = support::guest(&folder, "carried", &wit);
    let args = ["call", "--stream-values", "3", guest.to_str().unwrap(), "forever()", "up-to(3)"];
    let output = support::witc(&folder, &args);
    assert!(output.status.success());
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "[7, 7, 7]\n[0, 1, 2]\n");
    let warning = String::from_utf8(output.stderr).unwrap();
    assert!(warning.contains("witc::harness::stream_cut") && warning.contains("forever()"), "{warning}");
    // A future is no stream: its value is all of it.
    let none = ["--stream-values", "0"];
    let expected = ["[]", r#"ok("A")"#, "token#1"];
    let script = ["up-to(0)", r#"later("a")"#, "token-later(1)"];
    assert_eq!(calls(&folder, &guest, &none, &script), expected);
    let options = ["--time", "1s", "--stream-values", "100000000000"];
    let late = fails(&folder, &guest, &options, &["forever()"]);
    assert!(late.contains("witc::harness::limit"), "{late}");
    let options = ["--memory", "64MiB", "--stream-values", "100000000000", "--time", "20s"];
    let large = fails(&folder, &guest, &options, &["up-to(4000000000)"]);
    assert!(large.contains("witc::harness::limit") || large.contains("witc::harness::trap"), "{large}");
    let never = fails(&folder, &guest, &[], &["never()"]);
    assert!(never.contains("never"), "{never}");
    let trapped = fails(&folder, &guest, &[], &["fails()"]);
    assert!(trapped.contains("in test:carried/carriers.fails()"), "{trapped}");
}
