//! Our checks and wit-parser agree on what is accepted.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

use witc::base::source::SourceFile;
use witc::frontend::{self, Input};

fn ours(text: &str) -> Vec<String> {
    let input = Input::new(vec![SourceFile::new("a.wit", text)], Vec::new());
    let checked = frontend::check(&input);
    checked
        .findings
        .iter()
        .filter(|finding| finding.is_error())
        .map(|finding| format!("{} {}", finding.rule.code, finding.message))
        .collect()
}

fn theirs(text: &str) -> Option<String> {
    let text = text.to_owned();
    let resolve = move || {
        let mut resolve = wit_parser::Resolve::default();
        resolve.push_source("a.wit", &text).err().map(|error| format!("{error:?}"))
    };
    std::panic::catch_unwind(resolve).unwrap_or(Some("panicked".to_owned()))
}

#[test]
fn upstream() {
    // dev only: files of a folder given by the environment
    let Ok(folder) = std::env::var("WIT_FOLDER") else { return };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for path in files {
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        if path.extension().is_none_or(|extension| extension != "wit") {
            continue;
        }
        let (ours, theirs) = (ours(&text), theirs(&text));
        match (ours.is_empty(), &theirs) {
            (true, Some(theirs)) => {
                println!("MISSED {}\n   {}", path.display(), theirs.lines().next().unwrap());
            }
            (false, None) => println!("FALSE {}\n   {ours:?}", path.display()),
            (true, None) => {}
            (false, Some(_)) => {
                if std::env::var("SHOW").is_ok() {
                    println!("ok {} {ours:?}", path.display());
                }
            }
        }
    }
}
