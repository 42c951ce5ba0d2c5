//! Every `fixtures/compose/<case>/cmd` is run and becomes one named test and one snapshot.
//!
//! `cmd` has the arguments of one `witc`, which is run in a copy of the case's folder. The snapshot has what it wrote
//! to standard error and its exit code, and of a composed component the plan and the WIT. Of each composed component
//! it is checked as well that it is valid, that the order of the providers makes no difference, and that its functions
//! answer what a file `call` says (with the feature `runtime`). A case with a file `pictures` is drawn as well.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]
#![allow(clippy::needless_pass_by_value, reason = "datatest-stable hands over a String")]

mod support;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use wasmparser::{Validator, WasmFeatures};
use wit_component::WitPrinter;

fn compose(cmd: &Path, line: String) -> datatest_stable::Result<()> {
    let case = cmd.parent().unwrap();
    let name = case.file_name().unwrap().to_string_lossy().into_owned();
    let folder = support::scratch(&format!("compose-{name}"));
    copy(case, &folder);
    let args: Vec<&str> = line.split_whitespace().collect();
    let output = support::witc(&folder, &args);
    let mut text = format!("$ witc {}\n", args.join(" "));
    text += &String::from_utf8_lossy(&output.stdout);
    text.extend(
        String::from_utf8_lossy(&output.stderr).lines().map(|line| format!("| {}\n", line.trim_end())),
    );
    writeln!(text, "-> {}", output.status.code().unwrap())?;
    match written(&folder, &args) {
        Some(path) => {
            assert!(output.status.success(), "a command that failed has written {}", path.display());
            let bytes = fs::read(&path)?;
            Validator::new_with_features(WasmFeatures::all()).validate_all(&bytes)?;
            assert_same_in_any_order(&folder, &args, &bytes);
            assert_answers(case, &path);
            let plan = support::witc_ok(&folder, &[&args[..], &["--emit", "plan", "-o", "-"]].concat());
            write!(text, "\n{plan}\n{}", wit(&bytes))?;
        }
        None => assert!(!output.status.success() || args.contains(&"--emit"), "nothing was written"),
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/compose");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name.as_str(), text));
    if case.join("pictures").exists() {
        settings.bind(|| assert_pictures(&name, &folder, &args));
    }
    Ok(())
}

/// The composition in all the ways that `--graph` can draw it.
fn assert_pictures(name: &str, folder: &Path, args: &[&str]) {
    for kind in ["txt", "dot", "mmd", "svg"] {
        let file = format!("picture.{kind}");
        support::witc_ok(folder, &[args, &["--graph", &file]].concat());
        insta::assert_snapshot!(format!("{name}.{kind}"), fs::read_to_string(folder.join(&file)).unwrap());
    }
}

/// The component that the command has made.
fn written(folder: &Path, args: &[&str]) -> Option<PathBuf> {
    let output = args.iter().position(|arg| *arg == "-o").map_or("composed.wasm", |at| args[at + 1]);
    Some(folder.join(output)).filter(|path| path.exists())
}

/// What the functions of the component answer, where the case has a file `call` that says so.
fn assert_answers(case: &Path, component: &Path) {
    let Ok(calls) = fs::read_to_string(case.join("call")) else { return };
    if cfg!(not(feature = "runtime")) {
        return;
    }
    let folder = component.parent().unwrap();
    for line in calls.lines() {
        let call = |expression: &str| {
            support::witc(folder, &["call".as_ref(), component.as_os_str(), expression.as_ref()])
        };
        if let Some((expression, words)) = line.split_once(" fails: ") {
            let output = call(expression);
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(!output.status.success() && error.contains(words), "{line}\n{error}");
        } else {
            let (expression, answer) = line.split_once(" => ").unwrap();
            let output = call(expression);
            let error = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{line}\n{error}");
            assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), answer, "{line}");
        }
    }
}

/// All orders of the components after `--with` make the same bytes.
fn assert_same_in_any_order(folder: &Path, args: &[&str], bytes: &[u8]) {
    let Some(with) = args.iter().position(|arg| *arg == "--with") else { return };
    let end =
        args[with + 1..].iter().position(|arg| arg.starts_with('-')).map_or(args.len(), |at| with + 1 + at);
    for order in permutations(&args[with + 1..end]) {
        let args = [&args[..=with], &order, &args[end..]].concat();
        support::witc_ok(folder, &args);
        let again = fs::read(written(folder, &args).unwrap()).unwrap();
        assert!(again == bytes, "{args:?} makes another component");
    }
}

fn permutations<'a>(items: &[&'a str]) -> Vec<Vec<&'a str>> {
    let Some((first, rest)) = items.split_first() else { return vec![Vec::new()] };
    let shorter = permutations(rest);
    let with_first = |order: &Vec<&'a str>, at: usize| [&order[..at], &[*first], &order[at..]].concat();
    shorter.iter().flat_map(|order| (0..=order.len()).map(move |at| with_first(order, at))).collect()
}

/// What the component imports and exports, as others read it.
fn wit(bytes: &[u8]) -> String {
    let decoded = match wit_component::decode(bytes) {
        Ok(decoded) => decoded,
        Err(error) => return format!("no WIT: {error:#}\n"),
    };
    let (resolve, package) = (decoded.resolve(), decoded.package());
    let others: Vec<_> = resolve.packages.iter().map(|(id, _)| id).filter(|id| *id != package).collect();
    let mut printer = WitPrinter::default();
    printer.print(resolve, package, &others).unwrap();
    printer.output.to_string()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap().path();
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, &target).unwrap();
        }
    }
}

datatest_stable::harness! {
    { test = compose, root = "fixtures/compose", pattern = r"/cmd$" },
}
