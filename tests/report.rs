//! Findings as programs read them, and fixes, applied: which go together, which are kept, what becomes of the text.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use witc::base::finding::{Edit, Finding, Fix, Rule};
use witc::base::source::{Location, SourceFile, Sources};
use witc::report::fix::{apply, badness, compatible, harmless};
use witc::report::place::{Lines, Position};
use witc::report::summary::Summary;
use witc::report::{Report, Trouble, github, json, sarif};

static ERROR: Rule = Rule::error("witc::test::wrong");
static SYNTAX: Rule = Rule::error("witc::syntax::wrong");

fn one_file(text: &str) -> (Sources, impl Fn(u32, u32) -> Location) {
    let mut sources = Sources::default();
    let file = sources.push(SourceFile::new("a.wit", text));
    (sources, move |start, end| Location { file, start, end })
}

fn finding(at: Location, text: &str) -> Finding {
    Finding::new(&ERROR, at, "wrong").write_instead(text)
}

fn text_after(sources: &Sources, fixes: &[&Fix]) -> String {
    apply(sources, fixes).files.values().next().unwrap().text.to_string()
}

#[test]
fn edits_are_applied_in_any_order() {
    let (sources, at) = one_file("aa bb cc");
    let findings = [finding(at(6, 8), "C"), finding(at(0, 2), "AAA"), finding(at(3, 3), "+")];
    let fixes = compatible(&findings, |_| true);
    assert_eq!(fixes.len(), 3);
    assert_eq!(text_after(&sources, &fixes), "AAA +bb C");
    assert_eq!(apply(&sources, &fixes).files.values().next().unwrap().fixes, 3);
}

#[test]
fn the_first_of_two_that_overlap_is_applied() {
    let (sources, at) = one_file("aa bb cc");
    let findings = [finding(at(0, 4), "x"), finding(at(3, 5), "y"), finding(at(4, 4), "z")];
    let fixes = compatible(&findings, |_| true);
    assert_eq!(text_after(&sources, &fixes), "xb cc");
}

#[test]
fn choices_and_foreign_files_are_left_alone() {
    let (_, at) = one_file("aa");
    let choice =
        Finding::new(&ERROR, at(0, 1), "x").choice("y", vec![Edit { at: at(0, 1), text: "z".into() }]);
    assert!(compatible(&[choice], |_| true).is_empty());
    assert!(compatible(&[finding(at(0, 1), "b")], |_| false).is_empty());
}

#[test]
fn line_ends_are_kept() {
    let (sources, at) = one_file("a\r\nb\r\n");
    let findings = [finding(at(1, 1), ";\nx")];
    assert_eq!(text_after(&sources, &compatible(&findings, |_| true)), "a;\r\nx\r\nb\r\n");
}

#[test]
fn places_outside_of_the_text_change_nothing() {
    let (sources, at) = one_file("é");
    for place in [at(1, 2), at(5, 9)] {
        let findings = [finding(place, "x")];
        assert!(apply(&sources, &compatible(&findings, |_| true)).files.is_empty());
    }
}

#[test]
fn what_makes_things_worse_is_not_kept() {
    let (_, at) = one_file("aaaaaaaaaa");
    let findings: Vec<Finding> =
        ["a", "bad", "c", "d"].iter().zip(0..).map(|(text, i)| finding(at(2 * i, 2 * i + 1), text)).collect();
    let fixes = compatible(&findings, |_| true);
    let bad = |fix: &&&Fix| fix.edits.iter().any(|edit| edit.text == "bad");
    let worth = |fixes: &[&Fix]| (0, 10 - fixes.len() + 5 * fixes.iter().filter(bad).count());
    let kept = harmless(&fixes, (0, 10), &worth);
    assert_eq!(kept.iter().map(|fix| fix.edits[0].text.as_str()).collect::<Vec<_>>(), ["a", "c", "d"]);
}

#[test]
fn syntax_errors_weigh_more() {
    let (_, at) = one_file("a");
    let syntax = Finding::new(&SYNTAX, at(0, 0), "x");
    let other = finding(at(0, 0), "x");
    assert!(badness(&[other.clone(), other.clone(), other]) < badness(&[syntax]));
}

#[test]
fn columns_count_characters() {
    let lines = Lines::new("a.wit", "\u{feff}é漢x\r\n\ny");
    assert_eq!(lines.position(0), Position { line: 1, column: 1 });
    assert_eq!(lines.position(8), Position { line: 1, column: 3 });
    assert_eq!(lines.position(11), Position { line: 2, column: 1 });
    assert_eq!(lines.position(12), Position { line: 3, column: 1 });
    assert_eq!(lines.position(99), Position { line: 3, column: 2 });
    assert_eq!(lines.line(0), "\u{feff}é漢x");
}

/// Everything that a finding can have, and every character that a format has to escape.
#[test]
fn formats() {
    let mut sources = Sources::default();
    let first = sources.push(SourceFile::new("100%, a b:c.wit", "é漢 wrong\n"));
    let second = sources.push(SourceFile::new("deps/other.wit", "other\n"));
    let wrong = Location { file: first, start: 6, end: 11 };
    let other = Location { file: second, start: 0, end: 5 };
    let findings = [Finding::new(&ERROR, wrong, "50% wrong:\r\nsee \u{202e}below, \"there\"")
        .label("here")
        .related(other, "the other")
        .help("think")
        .note("a fact")
        .choice(
            "change both",
            vec![Edit { at: other, text: "right".into() }, Edit { at: wrong, text: "right".into() }],
        )
        .write_instead("right")];
    let failures = [Trouble {
        code: "witc::test::gone".into(),
        message: "gone".into(),
        help: Some("look".into()),
        spot: None,
    }];
    let summary = Summary::new(1, failures.len(), &findings);
    let report = Report { sources: &sources, findings: &findings, failures: &failures, summary };
    let same = |name: &str| name.to_owned();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/report");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("formats-json", json::json(&report));
        insta::assert_snapshot!("formats-sarif", sarif::sarif(&report, &same));
        insta::assert_snapshot!("formats-github", github::github(&report, &same));
    });
}
