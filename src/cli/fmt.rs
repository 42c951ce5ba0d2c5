//! `witc fmt`: WIT files, formatted in place.

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use crate::base::maps::HashSet;
use crate::base::source::SourceFile;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::term::{say, warn};
use crate::files::error::ReadError;
use crate::files::failure::{Failure, Outcome};
use crate::syntax;
use crate::syntax::error::Problem;
use crate::syntax::format::{self, Formatted};

/// Formats WIT files in place: two blanks for each level, one declaration a line, at most 100 columns. Comments stay
/// where they are. An item with a syntax error is left as it is, with a warning; all else is formatted.
#[derive(Debug, Args)]
pub(super) struct FmtArgs {
    /// WIT files, folders (all `.wit` files in them, hidden folders left out), or `-`: standard input to output.
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Write nothing: list the files that are not formatted, and fail if there are any.
    #[arg(long)]
    check: bool,
}

/// What can go wrong with formatting, apart from reading.
#[derive(Debug, Error, Diagnostic)]
enum FmtError {
    /// The formatted text could not be written.
    #[error("can't write `{}`: {error}", path.display())]
    #[diagnostic(
        code(witc::fmt::unwritable),
        help("the file is as it was; `witc fmt - < FILE` formats to standard output")
    )]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// What the formatter made of a file does not say the same as the file.
    #[error("formatting `{name}` would change what it says, so it is left as it is")]
    #[diagnostic(code(witc::fmt::unfaithful), help("this is a bug of witc: please report it, with the file"))]
    Unfaithful {
        /// The file, as messages name it.
        name: Arc<str>,
    },
}

/// An item that was left as it is.
#[derive(Debug, Error, Diagnostic)]
#[error("not formatted, because of a syntax error: {problem}")]
#[diagnostic(severity(Warning), code(witc::fmt::kept), help("mend this item, then format again"))]
struct KeptItem {
    problem: Problem,
    #[source_code]
    file: NamedSource<Arc<str>>,
    #[label("here")]
    span: SourceSpan,
}

/// Runs `witc fmt`.
pub(super) fn fmt(args: &FmtArgs) -> Outcome<ExitCode> {
    let mut failure: Option<Failure> = None;
    let mut changed = Vec::new();
    for path in find(&args.paths, &mut failure) {
        match format_one(&path, args.check) {
            Ok(true) => changed.push(files::display_name(&path)),
            Ok(false) => {}
            Err(error) => note(&mut failure, error),
        }
    }
    if args.check && !changed.is_empty() {
        let list = changed.join("\n") + "\n";
        files::write(Path::new("-"), list.as_bytes())?;
    }
    match failure {
        Some(failure) => Err(failure),
        None if args.check && !changed.is_empty() => Ok(ExitCode::FAILURE),
        None => Ok(ExitCode::SUCCESS),
    }
}

/// Formats one file. Returns whether it was not formatted before.
fn format_one(path: &Path, check: bool) -> Outcome<bool> {
    let file = SourceFile::new(files::display_name(path), files::read_text(path)?);
    let tree = syntax::parse(Arc::clone(&file.text));
    let Formatted { text, kept, gave_up } = format::format(&tree);
    if gave_up {
        return Err(FmtError::Unfaithful { name: file.name }.into());
    }
    for kept in kept {
        let span = kept.error.at;
        let span = SourceSpan::from((span.start as usize, span.end.saturating_sub(span.start) as usize));
        warn(&KeptItem { problem: kept.error.problem, file: file.named(), span });
    }
    let changed = *text != *file.text;
    if files::is_dash(path) && !check {
        files::write(path, text.as_bytes())?;
    } else if changed && !check {
        replace(path, &text)?;
        say(format_args!("formatted {}", file.name));
    }
    Ok(changed)
}

fn replace(path: &Path, text: &str) -> Outcome {
    files::write(path, text.as_bytes()).map_err(|error| {
        // Its own words are about `-o`, which this command does not have.
        if let CliError::Unwritable { path, error } = error {
            FmtError::Unwritable { path, error }.into()
        } else {
            error.into()
        }
    })
}

/// The files that `paths` mean, each once. What can't be read is noted.
fn find(paths: &[PathBuf], failure: &mut Option<Failure>) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let before = found.len();
        if let Err(error) = search(path, &mut found) {
            note(failure, error.into());
        } else if found.len() == before {
            let help = "give a `.wit` file, or the folder that has the files of one package".to_owned();
            note(failure, ReadError::NoWit { path: path.clone(), help }.into());
        }
    }
    let mut seen = HashSet::default();
    found.retain(|path| seen.insert(path.clone()));
    found
}

/// All WIT files below a folder. Links to folders are not followed: they may lead in circles.
fn search(folder: &Path, found: &mut Vec<PathBuf>) -> Result<(), ReadError> {
    for entry in files::list(folder)? {
        let hidden = entry.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if entry.is_dir() {
            if !hidden && !entry.is_symlink() {
                search(&entry, found)?;
            }
        } else if entry.extension().is_some_and(|extension| extension == "wit") {
            found.push(entry.strip_prefix(".").map_or(entry.clone(), Path::to_owned));
        }
    }
    Ok(())
}

fn note(failure: &mut Option<Failure>, error: Failure) {
    *failure = Some(match failure.take() {
        Some(before) => before.and(error),
        None => error,
    });
}
