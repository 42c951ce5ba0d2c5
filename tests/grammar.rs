//! Every `fixtures/check/syntax/*.wit` is checked, and what is said of it is a snapshot. What is fixed for sure is
//! fixed: once all sure fixes are made, the mistakes they are of are gone.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::needless_pass_by_value, reason = "datatest-stable hands over a String")]
#![allow(clippy::unnecessary_wraps, reason = "datatest-stable wants a Result")]

use std::fmt::Write;
use std::path::Path;

use witc::base::finding::{Edit, Finding};
use witc::base::source::SourceFile;
use witc::frontend::{Input, check};
use witc::syntax::parse;

/// How many tokens of a file are left out, each for itself.
const OMISSIONS: usize = 400;

fn snapshot(path: &Path, text: String) -> datatest_stable::Result<()> {
    let findings = found(&text);
    let mut shown = String::new();
    for finding in &findings {
        describe(&text, finding, &mut shown);
    }
    for invisible in ['\u{202e}', '\u{2066}', '\u{b}', '\u{200b}', '\u{149}'] {
        assert!(
            !shown.contains(invisible),
            "{}: U+{:04X} is printed raw",
            path.display(),
            u32::from(invisible)
        );
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/check");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_input_file(path);
    let name = format!("syntax_{}", path.file_stem().unwrap().to_string_lossy());
    settings.bind(|| insta::assert_snapshot!(name, shown));
    assert!(!findings.is_empty(), "{} has no mistake", path.display());
    fixes_fix(path, &text, &findings);
    Ok(())
}

/// Makes all sure fixes, and holds the result against what they promise.
fn fixes_fix(path: &Path, text: &str, findings: &[Finding]) {
    let sure = |finding: &&Finding| finding.fixes.iter().any(|fix| fix.sure);
    let all = findings.iter().flat_map(|finding| &finding.fixes).filter(|fix| fix.sure);
    let edits: Vec<&Edit> = all.flat_map(|fix| &fix.edits).collect();
    let fixed = apply(text, edits);
    let left = found(&fixed);
    if findings.iter().all(|finding| sure(&finding)) {
        assert!(left.is_empty(), "{}: {left:#?}\nis left of\n{fixed}", path.display());
    }
    for finding in findings.iter().filter(sure) {
        let same = |other: &&Finding| other.rule == finding.rule && other.message == finding.message;
        let unsure = findings.iter().filter(same).filter(|finding| !sure(finding)).count();
        let again = left.iter().filter(same).count();
        assert!(again <= unsure, "{}: {finding:#?}\nis still in\n{fixed}", path.display());
    }
    // What ends in a lone line feed in a file of CRLFs was put there by a fix.
    if text.contains("\r\n") && !text.replace("\r\n", "").contains('\n') {
        assert!(
            !fixed.replace("\r\n", "").contains('\n'),
            "{}: line ends are mixed\n{fixed:?}",
            path.display()
        );
    }
}

fn found(text: &str) -> Vec<Finding> {
    let checked = check(&Input::new(vec![SourceFile::new("a.wit", text)], Vec::new()));
    checked.findings.into_iter().filter(|finding| finding.rule.code.starts_with("witc::syntax::")).collect()
}

/// Makes edits, which must not touch each other.
fn apply(text: &str, mut edits: Vec<&Edit>) -> String {
    edits.sort_by_key(|edit| edit.at);
    let mut fixed = String::new();
    let mut at = 0;
    let mut last_insert = None;
    for edit in edits {
        let (start, end) = (edit.at.start as usize, edit.at.end as usize);
        assert!(at <= start, "fixes overlap at {start} of\n{text}");
        if start == end {
            assert!(last_insert != Some(start), "two fixes insert at {start} of\n{text}");
            last_insert = Some(start);
        }
        fixed.push_str(&text[at..start]);
        fixed.push_str(&edit.text);
        at = end;
    }
    fixed + &text[at..]
}

fn describe(text: &str, finding: &Finding, shown: &mut String) {
    let at = |start: u32, end: u32| format!("{}-{}", place(text, start), place(text, end));
    writeln!(shown, "{} {} {}", at(finding.at.start, finding.at.end), finding.rule.code, finding.message)
        .unwrap();
    if !finding.label.is_empty() {
        writeln!(shown, "    label: {}", finding.label).unwrap();
    }
    for related in &finding.related {
        writeln!(shown, "    {}: {}", at(related.at.start, related.at.end), related.text).unwrap();
    }
    for help in &finding.helps {
        writeln!(shown, "    help: {help}").unwrap();
    }
    for fix in &finding.fixes {
        writeln!(shown, "    {}: {}", if fix.sure { "fix" } else { "choice" }, fix.title).unwrap();
        let fixed = apply(text, fix.edits.iter().collect());
        for line in changed(text, &fixed) {
            writeln!(shown, "      {}", visible(&line)).unwrap();
        }
    }
}

/// Line and column, counted from 1, in characters.
fn place(text: &str, offset: u32) -> String {
    let before = &text[..offset as usize];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    format!("{}:{}", before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

/// The lines that are not in both, `-` for those that go and `+` for those that come.
fn changed(before: &str, after: &str) -> Vec<String> {
    let (before, after): (Vec<&str>, Vec<&str>) = (before.split('\n').collect(), after.split('\n').collect());
    let same = |pairs: &mut dyn Iterator<Item = (&&str, &&str)>| pairs.take_while(|(a, b)| a == b).count();
    let head = same(&mut before.iter().zip(&after));
    let shorter = before.len().min(after.len()) - head;
    let tail = same(&mut before.iter().rev().zip(after.iter().rev())).min(shorter);
    let gone = before[head..before.len() - tail].iter().map(|line| format!("- {line}"));
    let came = after[head..after.len() - tail].iter().map(|line| format!("+ {line}"));
    gone.chain(came).collect()
}

fn visible(line: &str) -> String {
    line.chars()
        .map(|c| match c {
            '\r' => "<CR>".to_owned(),
            '\u{149}' => "<U+0149>".to_owned(),
            c if c.is_control() || !(c.is_ascii() || c.is_alphanumeric()) => {
                format!("<U+{:04X}>", u32::from(c))
            }
            c => c.to_string(),
        })
        .collect()
}

/// Texts with one token left out: whatever is said of them, its fixes hold.
fn omissions(path: &Path, text: String) -> datatest_stable::Result<()> {
    let tree = parse(text.as_str());
    let tokens = tree.tokens().filter(|token| !token.kind().is_trivia());
    for token in tokens.take(OMISSIONS) {
        let span = token.span().range();
        let shorter = format!("{}{}", &text[..span.start], &text[span.end..]);
        fixes_fix(path, &shorter, &found(&shorter));
    }
    Ok(())
}

datatest_stable::harness! {
    { test = omissions, root = "fixtures/bind", pattern = r"^[^/]+\.wit$" },
    { test = snapshot, root = "fixtures/check/syntax", pattern = r"^[^/]+\.wit$" },
}
