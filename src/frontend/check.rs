//! Everything that is wrong with WIT, in one run.

use wit_parser::{PackageId, Resolve};

use crate::base::finding::{Finding, Rule};
use crate::base::guard::{Lost, beside, guarded};
use crate::base::ids::{FileIx, Ix};
use crate::base::source::{Location, SourceFile, Sources};
use crate::frontend::input::Input;
use crate::frontend::names::names;
use crate::frontend::packages::{self, Packages};
use crate::frontend::{checks, grammar, resolve, steep};

static CRASHED: Rule = Rule::error("witc::frontend::crashed");

/// What was found in WIT.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// All texts, those of dependencies too.
    pub sources: Sources,
    /// What is wrong or doubtful, in the order of files and places.
    pub findings: Vec<Finding>,
}

/// What was found in WIT, and what wit-parser made of it.
#[derive(Default)]
pub(super) struct Analysis {
    pub(super) checked: Checked,
    /// What is doubtful about where packages come from: these are told by whoever uses the WIT.
    pub(super) doubts: Vec<Finding>,
    /// All packages, and the first that is worked on. `None` where there is an error.
    pub(super) resolved: Option<(Resolve, PackageId)>,
}

/// Finds everything that is wrong with the packages of `input`, and what is doubtful about them.
pub fn check(input: &Input) -> Checked {
    analyse(input, Wanted::Findings).checked
}

/// What an analysis is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// To know what is wrong.
    Findings,
    /// To have what wit-parser makes of it, however long it takes.
    Resolve,
}

/// Checks `input` and, if nothing is wrong with it, has wit-parser resolve it.
pub(super) fn analyse(input: &Input, wanted: Wanted) -> Analysis {
    match guarded(|| look(input, wanted)) {
        Ok(analysis) => analysis,
        Err(lost) => gave_up(input, &lost),
    }
}

fn look(input: &Input, wanted: Wanted) -> Analysis {
    let Packages { texts, groups, findings: about_packages } = packages::gather(input);
    let files = groups.values().flat_map(|group| group.files.iter().copied());
    let mut findings: Vec<Finding> = files.flat_map(|file| grammar::findings(&texts, file)).collect();
    let names = names(&texts, groups.values());
    // Without anything to work on there is nothing to say.
    let sound = !input.roots.is_empty() && !findings.iter().chain(&about_packages).any(Finding::is_error);
    let is_steep = steep::is_steep(&texts, &names, &groups);
    let check = || checks::check(&texts, &names, input);
    let resolve = || resolve::resolve(&texts, &groups, &input.features);
    // wit-parser takes as long as all else together, so it works at the same time; what it says counts if it is needed.
    let mut verdict = None;
    if sound && !is_steep {
        let (said, found) = beside(resolve, check);
        // Without a second thread it is asked afterwards.
        verdict = if matches!(said, Err(Lost::NoThread(_))) { Some(Ok(resolve())) } else { Some(said) };
        findings.extend(found);
    } else {
        findings.extend(check());
    }
    // What can't be decoded was told as such.
    let is_text =
        |at| texts.sources.file(at).is_none_or(|file| input.not_text.iter().all(|not| not.file != file.name));
    findings.retain(|finding| is_text(finding.at) || !texts.is_replaced(finding.at));
    let doubts = about_packages.iter().filter(|finding| !finding.is_error()).cloned().collect();
    findings.extend(about_packages);
    let mut resolved = None;
    if !input.roots.is_empty() && !findings.iter().any(Finding::is_error) {
        let late = || (wanted == Wanted::Resolve).then(|| Ok(resolve()));
        match verdict.or_else(late) {
            Some(Ok(Ok(done))) => resolved = Some(done),
            Some(Ok(Err(rejected))) => findings.push(rejected),
            Some(Err(lost)) => findings.push(crashed(&lost)),
            None => {}
        }
    }
    findings.sort_by_key(|finding| finding.at);
    Analysis { checked: Checked { sources: texts.sources, findings }, doubts, resolved }
}

/// A panic, or no thread to work on.
fn gave_up(input: &Input, lost: &Lost) -> Analysis {
    let mut sources = Sources::default();
    let files = input.roots.iter().flat_map(|package| &package.files);
    let first = files.into_iter().next().cloned().unwrap_or_else(|| SourceFile::new("<nothing>", ""));
    let file: FileIx = sources.push(first);
    debug_assert_eq!(file, FileIx::from_index(0));
    Analysis { checked: Checked { sources, findings: vec![crashed(lost)] }, ..Analysis::default() }
}

/// Said of the first file.
fn crashed(lost: &Lost) -> Finding {
    let at = Location { file: FileIx::from_index(0), start: 0, end: 0 };
    match lost {
        Lost::Panicked => Finding::new(&CRASHED, at, "witc gave up on this package; this is a fault of ours")
            .help("please report it, with the WIT"),
        Lost::NoThread(error) => Finding::new(&CRASHED, at, format!("can't start a thread: {error}"))
            .help("the system is out of memory or threads; try again"),
    }
}
