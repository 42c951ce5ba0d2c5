//! Everything that is wrong with WIT, in one run.

use wit_parser::{PackageId, Resolve};

use crate::base::finding::{Finding, Rule};
use crate::base::guard::{Lost, guarded};
use crate::base::ids::{FileIx, Ix};
use crate::base::source::{Location, SourceFile, Sources};
use crate::frontend::input::Input;
use crate::frontend::names::names;
use crate::frontend::packages::{self, Packages};
use crate::frontend::{checks, grammar, resolve};

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
    analyse(input).checked
}

/// Checks `input` and, if nothing is wrong with it, has wit-parser resolve it.
pub(super) fn analyse(input: &Input) -> Analysis {
    match guarded(|| look(input)) {
        Ok(analysis) => analysis,
        Err(lost) => gave_up(input, &lost),
    }
}

fn look(input: &Input) -> Analysis {
    let Packages { texts, groups, findings: about_packages } = packages::gather(input);
    let files = groups.values().flat_map(|group| group.files.iter().copied());
    let mut findings: Vec<Finding> = files.flat_map(|file| grammar::findings(&texts, file)).collect();
    let names = names(&texts, groups.values());
    findings.extend(checks::check(&texts, &names, input));
    // What can't be decoded was told as such.
    let is_text =
        |at| texts.sources.file(at).is_none_or(|file| input.not_text.iter().all(|not| not.file != file.name));
    findings.retain(|finding| is_text(finding.at) || !texts.is_replaced(finding.at));
    let doubts = about_packages.iter().filter(|finding| !finding.is_error()).cloned().collect();
    findings.extend(about_packages);
    let mut resolved = None;
    if !findings.iter().any(Finding::is_error) {
        match resolve::resolve(&texts, &groups, &input.features) {
            Ok(done) => resolved = Some(done),
            Err(rejected) => findings.push(rejected),
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
    let at = Location { file, start: 0, end: 0 };
    let finding = match lost {
        Lost::Panicked => Finding::new(&CRASHED, at, "witc gave up on this package; this is a fault of ours")
            .help("please report it, with the WIT"),
        Lost::NoThread(error) => Finding::new(&CRASHED, at, format!("can't start a thread: {error}"))
            .help("the system is out of memory or threads; try again"),
    };
    Analysis { checked: Checked { sources, findings: vec![finding] }, ..Analysis::default() }
}
