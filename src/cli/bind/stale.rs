//! `--check`: whether a file is what would be generated now, and if not, where it differs.

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use crate::base::shell;
use crate::build::request::{OPTIONS, Request};
use crate::cli::files;
use crate::files::failure::Outcome;

/// A file that is not what would be generated.
#[derive(Debug, Error, Diagnostic)]
pub(super) enum StaleError {
    /// It is not there.
    #[error("`{}` is stale: there is no such file", path.display())]
    #[diagnostic(code(witc::cli::not_generated), help("make it with\n{command}"))]
    NotGenerated {
        /// The file.
        path: PathBuf,
        /// What makes it.
        command: String,
    },
    /// It was made with other options.
    #[error("`{}` is stale: it was made with {before}, and this is with {now}", path.display())]
    #[diagnostic(code(witc::cli::other_options), help("give its options, or make it anew with\n{command}"))]
    OtherOptions {
        /// The file.
        path: PathBuf,
        /// Its options.
        before: String,
        /// Those that were given.
        now: String,
        /// What makes it.
        command: String,
    },
    /// It says something else.
    #[error("`{}` is stale: it differs from line {line} on", path.display())]
    #[diagnostic(code(witc::cli::stale), help("make it anew with\n{command}\nwhich changes\n{diff}"))]
    Stale {
        /// The file.
        path: PathBuf,
        /// The first line that differs.
        line: usize,
        /// The first lines that differ.
        diff: String,
        /// What makes it.
        command: String,
    },
}

/// How many lines of a difference are shown, of each side.
const SHOWN: usize = 4;

/// Compares `path` with `text`. Nothing is written.
pub(super) fn check(request: &Request, path: &Path, text: &str) -> Outcome {
    let command = command(request, path);
    let path = path.to_owned();
    if !path.exists() {
        return Err(StaleError::NotGenerated { path, command }.into());
    }
    let there = files::read_text(&path)?;
    // Who checks out files may get other line ends.
    let there = there.replace("\r\n", "\n");
    if there == text {
        return Ok(());
    }
    let (before, now) = (options(&there), options(text));
    if before != now {
        return Err(StaleError::OtherOptions { path, before, now, command }.into());
    }
    let (line, diff) = diff(&there, text);
    Err(StaleError::Stale { path, line, diff, command }.into())
}

/// The options in a file's header, in words.
fn options(text: &str) -> String {
    let mut header = text.lines().take_while(|line| line.starts_with("//"));
    let said = header.find_map(|line| line.strip_prefix("// ")?.strip_prefix(OPTIONS));
    said.map_or("no options".to_owned(), |said| format!("`{said}`"))
}

/// The first line that differs, and the first lines that do.
fn diff(there: &str, text: &str) -> (usize, String) {
    let (there, text): (Vec<&str>, Vec<&str>) = (there.lines().collect(), text.lines().collect());
    let same = there.iter().zip(&text).take_while(|(a, b)| a == b).count();
    let rest = |lines: &[&str]| {
        lines.get(same..).unwrap_or_default().iter().rev().map(|line| (*line).to_owned()).collect::<Vec<_>>()
    };
    let (there, text) = (rest(&there), rest(&text));
    let tail = there.iter().zip(&text).take_while(|(a, b)| a == b).count();
    let changed = |lines: &[String], sign: char| {
        let changed: Vec<&String> = lines.get(tail..).unwrap_or_default().iter().rev().collect();
        let shown = changed.iter().take(SHOWN).map(|line| format!("{sign} {line}"));
        let more = changed.len().saturating_sub(SHOWN);
        let more = (more > 0).then(|| format!("{sign} .. {more} more lines"));
        shown.chain(more).collect::<Vec<_>>()
    };
    let lines: Vec<String> = changed(&there, '-').into_iter().chain(changed(&text, '+')).collect();
    (same + 1, lines.join("\n"))
}

/// The command that makes the file.
fn command(request: &Request, path: &Path) -> String {
    let word = |path: &Path| shell::word(&path.display().to_string()).into_owned();
    let mut command = format!("witc bind {}", word(&request.wit));
    for path in &request.deps {
        command.push_str(&format!(" --deps {}", word(path)));
    }
    if let Some(world) = &request.world {
        command.push_str(&format!(" --world {}", shell::word(world)));
    }
    let chosen = request.chosen();
    if !chosen.is_empty() {
        command.push_str(&format!(" {chosen}"));
    }
    command.push_str(&format!(" -o {}", word(path)));
    command
}
