//! Every case of `fixtures/check/frontend` is checked as a user would check it, and what the terminal shows is a snapshot.
//! A case is a file, or a folder with `args`: the arguments of `witc check`. Fixes are held against what they promise.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]
#![allow(clippy::needless_pass_by_value, reason = "datatest-stable hands over a String")]
#![allow(clippy::unnecessary_wraps, reason = "datatest-stable wants a Result")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn file(path: &Path, _text: String) -> datatest_stable::Result<()> {
    let folder = tempfile::tempdir()?;
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    fs::copy(path, folder.path().join(&name))?;
    case(path, &path.file_stem().unwrap().to_string_lossy(), folder.path(), &[&name]);
    Ok(())
}

fn folder(path: &Path, args: String) -> datatest_stable::Result<()> {
    let folder = tempfile::tempdir()?;
    let from = path.parent().unwrap();
    copy(from, folder.path());
    let args: Vec<&str> = args.split_whitespace().collect();
    case(path, &from.file_name().unwrap().to_string_lossy(), folder.path(), &args);
    Ok(())
}

/// The copy in `folder` is checked, then fixed, twice.
fn case(path: &Path, name: &str, folder: &Path, args: &[&str]) {
    let shown = String::from_utf8(witc(folder, args).stderr).unwrap();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/check");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_input_file(path);
    settings.bind(|| insta::assert_snapshot!(format!("frontend__{name}"), shown));
    let before = findings(folder, args);
    assert!(!before.is_empty(), "nothing is found in {name}");
    disjoint(&before);
    let text = texts(folder);
    witc(folder, &[args, &["--fix"]].concat());
    let after = findings(folder, args);
    assert!(
        errors(&after).len() <= errors(&before).len(),
        "fixing made it worse: {after:#?} in {:#?}",
        texts(folder)
    );
    let surely = errors(&before).iter().all(|error| fixes(error).any(|fix| fix["sure"] == true));
    if surely {
        assert!(errors(&after).is_empty(), "left after fixing: {after:#?} in {:#?}", texts(folder));
    }
    if !before.iter().any(|finding| fixes(finding).any(|fix| fix["sure"] == true)) {
        assert_eq!(text, texts(folder), "nothing was to be fixed for sure");
    }
    let fixed = texts(folder);
    witc(folder, &[args, &["--fix"]].concat());
    assert_eq!(fixed, texts(folder), "fixing what is fixed changes it");
}

fn witc(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_witc"))
        .arg("check")
        .args(args)
        .current_dir(folder)
        .env_clear()
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .output()
        .unwrap()
}

fn findings(folder: &Path, args: &[&str]) -> Vec<Value> {
    let output = witc(folder, &[args, &["--format", "json"]].concat());
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    report["findings"].as_array().unwrap().clone()
}

fn errors(findings: &[Value]) -> Vec<&Value> {
    findings.iter().filter(|finding| finding["severity"] == "error").collect()
}

fn fixes(finding: &Value) -> impl Iterator<Item = &Value> {
    finding["fixes"].as_array().unwrap().iter()
}

/// No two fixes that are made without asking change the same text.
fn disjoint(findings: &[Value]) {
    let sure = findings.iter().flat_map(fixes).filter(|fix| fix["sure"] == true);
    let mut edits: Vec<(&str, u64, u64)> = sure
        .flat_map(|fix| fix["edits"].as_array().unwrap())
        .map(|edit| {
            let offset = |end: &str| edit[end]["offset"].as_u64().unwrap();
            (edit["file"].as_str().unwrap(), offset("start"), offset("end"))
        })
        .collect();
    edits.sort_unstable();
    for pair in edits.windows(2) {
        let [(file, start, end), (next_file, next_start, _)] = pair else { continue };
        assert!(
            file != next_file || end <= next_start && start != next_start,
            "two fixes change {file} at {next_start}"
        );
    }
}

/// All files, by path.
fn texts(folder: &Path) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(self::texts(&path));
        } else {
            texts.insert(path.display().to_string(), fs::read_to_string(&path).unwrap());
        }
    }
    texts
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

datatest_stable::harness! {
    { test = file, root = "fixtures/check/frontend", pattern = r"^[^/]+\.wit$" },
    { test = folder, root = "fixtures/check/frontend", pattern = r"^[^/]+/args$" },
}
