//! Every `fixtures/fmt/*.wit` is formatted, and what comes out is a snapshot. Of all our WIT, formatting twice is
//! formatting once, all comments are kept, and wit-parser sees the same packages before and after.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::needless_pass_by_value, reason = "datatest-stable hands over a String")]
#![allow(clippy::unnecessary_wraps, reason = "datatest-stable wants a Result")]

use std::path::{Path, PathBuf};

use wit_component::WitPrinter;
use wit_parser::{Resolve, SourceMap, UnresolvedPackageGroup};
use witc::syntax::format::{Formatted, format};
use witc::syntax::parse;

fn snapshot(path: &Path, text: String) -> datatest_stable::Result<()> {
    let Formatted { text: formatted, kept, .. } = check(path, &text);
    let mut shown = formatted.replace('\r', "<CR>").replace('\u{feff}', "<BOM>");
    for kept in kept {
        let line = text[..kept.error.at.start as usize].lines().count().max(1);
        shown.push_str(&std::format!("-> kept, line {line}: {}\n", kept.error.problem));
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/fmt");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_input_file(path);
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    settings.bind(|| insta::assert_snapshot!(name, shown));
    Ok(())
}

fn keeps_meaning(path: &Path, text: String) -> datatest_stable::Result<()> {
    check(path, &text);
    Ok(())
}

/// Formats a text and holds the result against what formatting promises.
fn check(path: &Path, text: &str) -> Formatted {
    let formatted = format(&parse(text));
    let again = format(&parse(formatted.text.as_str()));
    assert_eq!(again.text, formatted.text, "{} changes when formatted again", path.display());
    assert!(!formatted.gave_up);
    assert_eq!(again.kept.len(), formatted.kept.len());
    assert_eq!(comments(&formatted.text), comments(text));
    assert!(formatted.text.is_empty() || formatted.text.ends_with('\n'));
    assert!(!formatted.text.ends_with("\n\n"));
    let deps = deps(path);
    if let Some(before) = resolved(text, &deps) {
        let after = resolved(&formatted.text, &deps);
        assert_eq!(after.as_ref(), Some(&before), "{} means something else", path.display());
    }
    formatted
}

/// All comments, without the blanks at their ends.
fn comments(text: &str) -> Vec<String> {
    parse(text)
        .tokens()
        .filter(|token| token.kind().is_comment())
        .map(|token| token.text().trim_end().to_owned())
        .collect()
}

/// What wit-parser makes of the text, documentation included; `None` if it does not accept it.
fn resolved(text: &str, deps: &[String]) -> Option<String> {
    let main = group(text)?;
    let deps =
        deps.iter().filter_map(|text| group(text)).filter(|dep| dep.main.name != main.main.name).collect();
    let mut resolve = Resolve { all_features: true, ..Resolve::default() };
    let package = resolve.push_groups(main, deps).ok()?;
    let nested: Vec<_> = resolve.packages.iter().map(|(id, _)| id).filter(|id| *id != package).collect();
    let mut printer = WitPrinter::default();
    printer.print(&resolve, package, &nested).unwrap();
    Some(printer.output.to_string())
}

fn group(text: &str) -> Option<UnresolvedPackageGroup> {
    let mut sources = SourceMap::new();
    sources.push_str("a.wit", text);
    sources.parse().ok()
}

/// The packages that a file may refer to: its folder's, and ours.
fn deps(path: &Path) -> Vec<String> {
    let wasi = Path::new(env!("CARGO_MANIFEST_DIR")).join("wit/wasi");
    let folders = [path.parent().unwrap().join("deps"), wasi.join("0.2"), wasi];
    let files = folders.iter().filter(|folder| folder.is_dir()).flat_map(|folder| {
        let mut files: Vec<PathBuf> =
            std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        files
    });
    files.filter(|path| path.is_file()).filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

datatest_stable::harness! {
    { test = snapshot, root = "fixtures/fmt", pattern = r"^[^/]+\.wit$" },
    { test = keeps_meaning, root = "fixtures/bind", pattern = r"\.wit$" },
    { test = keeps_meaning, root = "wit", pattern = r"\.wit$" },
}
