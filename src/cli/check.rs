//! `witc check`: everything that is wrong with WIT files, in one run, and what can be done about it.

mod input;
mod mend;
mod paths;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory, ValueEnum};

use crate::base::finding::Edit;
use crate::base::maps::HashSet;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::term::{self, say, tell};
use crate::files::Read;
use crate::files::failure::{Failure, Outcome};
use crate::frontend::{self, Checked, Features, Input};
use crate::report::clean;
use crate::report::fix::FixedFile;
use crate::report::summary::Summary;
use crate::report::{Report, github, json, sarif};

/// Says everything that is wrong with WIT files, or doubtful, in one run, and how to mend it.
///
/// Ends with 0 if there are no errors, with 1 if there are (or warnings, with `--deny warnings`), with 2 if the
/// command line makes no sense. `witc explain CODE` says more about each finding.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    /// WIT files, folders with the WIT files of one package, or `-` for standard input.
    #[arg(value_name = "PATH", default_value = ".")]
    paths: Vec<PathBuf>,
    /// Mend what can be mended without asking: rewrites the files under PATH, never dependencies. What standard
    /// input would be is written to standard output.
    #[arg(long)]
    fix: bool,
    /// How to tell it: `text` goes to standard error, the others to standard output.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Fail for these as well.
    #[arg(long, value_name = "WHAT")]
    deny: Option<Deny>,
    /// More packages: WIT files, or folders of them (each file, and each subfolder, is one package).
    #[arg(long, value_name = "PATH")]
    deps: Vec<PathBuf>,
    /// Parts marked `@unstable(feature = NAME)` that are there.
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    features: Vec<String>,
    /// All unstable parts are there.
    #[arg(long, conflicts_with = "features")]
    all_features: bool,
}

/// How findings are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Text,
    /// For programs: `{ "version": 1, "findings": [..], "summary": {..} }`.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations in GitHub Actions.
    Github,
}

/// What is not let pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Deny {
    /// Warnings.
    Warnings,
}

/// Runs `witc check`.
pub(super) fn check(args: &CheckArgs) -> Outcome<ExitCode> {
    if args.fix && args.format != Format::Text && args.paths.iter().any(|path| files::is_dash(path)) {
        return Ok(usage("with `--fix -` standard output is the mended text: `--format` can only be `text`"));
    }
    let features = Features { names: args.features.clone(), all: args.all_features };
    let Read { mut input, failure, .. } = input::read(&args.paths, &args.deps, &features);
    let mut troubles = failure.iter().flat_map(term::troubles).collect::<Vec<_>>();
    // Where nothing could be read, that is what there is to say.
    let mut checked = if input.roots.is_empty() { Checked::default() } else { frontend::check(&input) };
    if args.fix {
        let changed = mend::mend(&mut input, &mut checked);
        troubles.extend(write(&input, &changed).iter().flat_map(term::troubles));
    }
    let Checked { sources, mut findings } = checked;
    let files: HashSet<Arc<str>> = input::own(&input).map(|file| Arc::clone(&file.name)).collect();
    for fix in findings.iter_mut().flat_map(|finding| &mut finding.fixes) {
        // What is still there after fixing would make things worse, and dependencies are not ours to change.
        let is_own = |edit: &Edit| sources.file(edit.at).is_some_and(|file| files.contains(&file.name));
        fix.sure &= !args.fix && fix.edits.iter().all(is_own);
    }
    let summary = Summary::new(files.len(), troubles.len(), &findings);
    print(&Report { sources: &sources, findings: &findings, failures: &troubles, summary }, args.format)?;
    let denied = args.deny == Some(Deny::Warnings) && summary.warnings > 0;
    Ok(if summary.errors > 0 || denied { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn print(report: &Report<'_>, format: Format) -> Outcome {
    let text = match format {
        Format::Text => {
            tell(report);
            return Ok(());
        }
        Format::Json => json::json(report),
        Format::Sarif => sarif::sarif(report, &paths::in_repository),
        Format::Github => github::github(report, &paths::in_repository),
    };
    files::write(Path::new("-"), text.as_bytes())?;
    Ok(())
}

/// Writes what was mended, and says so. What came from standard input is written even if nothing was.
fn write(input: &Input, changed: &BTreeMap<Arc<str>, FixedFile>) -> Option<Failure> {
    let mut failure: Option<Failure> = None;
    let stdin = input::own(input).find(|file| input::is_stdin(&file.name));
    let stdin = stdin.map(|file| (Path::new("-"), &file.name, &file.text));
    let others = changed.iter().filter(|(name, _)| !input::is_stdin(name));
    let others = others.map(|(name, file)| (Path::new(&**name), name, &file.text));
    for (path, name, text) in others.chain(stdin) {
        match files::write(path, text.as_bytes()).map_err(not_fixed) {
            Ok(()) => {
                if let Some(file) = changed.get(name) {
                    say(format_args!("fixed {} in {}", file.fixes, clean::line(name)));
                }
            }
            Err(error) => {
                failure = Some(match failure.take() {
                    Some(before) => before.and(error.into()),
                    None => error.into(),
                });
            }
        }
    }
    failure
}

/// The words for a failed `-o` are of no use here.
fn not_fixed(error: CliError) -> CliError {
    if let CliError::Unwritable { path, error } = error { CliError::NotFixed { path, error } } else { error }
}

fn usage(message: &str) -> ExitCode {
    let mut command = crate::cli::Args::command();
    command.build();
    let error = match command.find_subcommand_mut("check") {
        Some(check) => check.error(ErrorKind::ArgumentConflict, message),
        None => command.error(ErrorKind::ArgumentConflict, message),
    };
    // With standard error gone there is nobody left to tell.
    let _ = error.print();
    ExitCode::from(2)
}
