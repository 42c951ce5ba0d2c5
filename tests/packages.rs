//! Every folder of `fixtures/check/packages` is read as a user's WIT is, and what is found about its packages is a
//! snapshot, with whether wit-parser accepts what it is given.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

use std::fmt::Write;
use std::path::{Path, PathBuf};

use witc::base::finding::{Finding, Severity};
use witc::base::source::{Location, Sources};
use witc::frontend::error::LoadError;
use witc::frontend::{Checked, Loaded, Selection, check, load};

/// Where the cases are.
const CASES: &str = "fixtures/check/packages";

#[test]
fn packages() {
    let mut cases: Vec<PathBuf> =
        std::fs::read_dir(CASES).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    let mut wrong = Vec::new();
    for case in cases {
        let name = case.file_name().unwrap().to_string_lossy().into_owned();
        let text = outcome(&case);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots/packages");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let compared = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            settings.bind(|| insta::assert_snapshot!(name.clone(), text));
        }));
        if compared.is_err() {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}

/// The product's own example: one warning, and nothing to be had from `deps/`.
#[test]
fn the_todo_example_has_one_warning() {
    let input = witc::cli::input(&["wit/todo.wit".into()], &[]);
    let Checked { findings, .. } = check(&input);
    let codes: Vec<&str> = findings.iter().map(|finding| finding.rule.code).collect();
    assert_eq!(codes, ["witc::frontend::unversioned_package"]);
    let Loaded { warnings, .. } = load(&input, &Selection::default()).unwrap();
    assert_eq!(warnings.len(), 1);
}

/// A case is a root, or all in it are roots but `deps`, or its file `roots` has the arguments of a command.
fn outcome(case: &Path) -> String {
    let entries: Vec<PathBuf> = std::fs::read_dir(case).unwrap().map(|entry| entry.unwrap().path()).collect();
    let is_root = entries.iter().any(|entry| entry.extension().is_some_and(|extension| extension == "wit"));
    let (mut roots, mut deps) = (if is_root { vec![case.to_owned()] } else { entries }, Vec::new());
    roots.retain(|root| !root.ends_with("deps"));
    roots.sort();
    if let Ok(arguments) = std::fs::read_to_string(case.join("roots")) {
        let (options, paths): (Vec<&str>, Vec<&str>) =
            arguments.lines().partition(|line| line.starts_with("--deps "));
        roots = paths.iter().map(|path| case.join(path)).collect();
        deps = options.iter().map(|option| case.join(option.trim_start_matches("--deps "))).collect();
    }
    let input = witc::cli::input(&roots, &deps);
    let Checked { sources, findings } = check(&input);
    let mut text = String::new();
    for finding in &findings {
        print(&mut text, &sources, finding);
    }
    match load(&input, &Selection::default()) {
        Ok(_) => text.push_str("accepted\n"),
        Err(LoadError::Wrong(_)) => text.push_str("refused\n"),
        Err(LoadError::NoWorld(why)) => {
            let _ = writeln!(text, "accepted, but: {why}");
        }
    }
    text.replace(&format!("{CASES}/"), "")
}

fn print(text: &mut String, sources: &Sources, finding: &Finding) {
    let severity = match finding.rule.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let _ = writeln!(text, "{}: {severity} {}", place(sources, finding.at), finding.rule.code);
    let _ = writeln!(text, "  {}", finding.message);
    let _ = writeln!(text, "  here: `{}` {}", written(sources, finding.at), finding.label);
    for label in &finding.related {
        let at = label.at;
        let _ = writeln!(text, "  {}: `{}` {}", place(sources, at), written(sources, at), label.text);
    }
    for help in &finding.helps {
        let _ = writeln!(text, "  help: {help}");
    }
    for fix in &finding.fixes {
        let sure = if fix.sure { "fix" } else { "choice" };
        let _ = writeln!(text, "  {sure}: {}", fix.title);
        for edit in &fix.edits {
            let old = written(sources, edit.at);
            let _ = writeln!(text, "    {}: `{old}` -> `{}`", place(sources, edit.at), edit.text);
        }
    }
}

fn place(sources: &Sources, at: Location) -> String {
    let file = sources.file(at).unwrap();
    let before = &file.text[..at.start as usize];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
    format!("{}:{line}:{column}", file.name)
}

fn written(sources: &Sources, at: Location) -> &str {
    &sources.file(at).unwrap().text[at.start as usize..at.end as usize]
}
