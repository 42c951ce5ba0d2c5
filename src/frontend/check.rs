//! Everything that is wrong with WIT, in one run.

use wit_parser::{PackageId, Resolve};

use crate::base::finding::{Finding, Rule};
use crate::base::guard::{Lost, beside, guarded};
use crate::base::ids::{FileIx, GroupIx, Ix, Table};
use crate::base::source::{Location, SourceFile, Sources};
use crate::frontend::input::Input;
use crate::frontend::names::{Names, names};
use crate::frontend::packages::{self, Group, Packages};
use crate::frontend::texts::Texts;
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
    let read = || {
        let files = groups.values().flat_map(|group| group.files.iter().copied());
        let found: Vec<Finding> = files.flat_map(|file| grammar::findings(&texts, file)).collect();
        (names(&texts, groups.values()), found)
    };
    let check = |names: &Names<'_>| checks::check(&texts, names, input);
    let resolve = || resolve::resolve(&texts, &groups, &input.features);
    // Without anything to work on there is nothing to say.
    let is_open = !input.roots.is_empty() && !about_packages.iter().any(Finding::is_error);
    // wit-parser takes as long as all else together, so it works at the same time; what it says counts if it is needed.
    let mut verdict = None;
    let mut findings;
    if is_open && is_well_formed(&texts, &groups) && steep::is_gentle(&texts, &groups) {
        let ours = || {
            let (names, mut found) = read();
            found.extend(check(&names));
            found
        };
        (verdict, findings) = asked_beside(resolve, ours);
    } else {
        let names;
        (names, findings) = read();
        let is_asked = is_open && !findings.iter().any(Finding::is_error);
        if is_asked && !steep::is_steep(&texts, &names, &groups) {
            let found;
            (verdict, found) = asked_beside(resolve, || check(&names));
            findings.extend(found);
        } else {
            findings.extend(check(&names));
        }
    }
    // What can't be decoded was told as such.
    let is_text =
        |at| texts.sources.file(at).is_none_or(|file| input.not_text.iter().all(|not| not.file != file.name));
    findings.retain(|finding| is_text(finding.at) || !texts.is_replaced(finding.at));
    let doubts = about_packages.iter().filter(|finding| !finding.is_error()).cloned().collect();
    findings.extend(about_packages);
    // There is no more to say of what is no WIT at all.
    grammar::only_no_wit(&mut findings);
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

/// What wit-parser says.
type Verdict = Result<Result<(Resolve, PackageId), Finding>, Lost>;

/// Asks wit-parser while this thread does something else; without a second thread, afterwards.
fn asked_beside<T>(
    resolve: impl Fn() -> Result<(Resolve, PackageId), Finding> + Send + Sync,
    other: impl FnOnce() -> T,
) -> (Option<Verdict>, T) {
    let (said, done) = beside(&resolve, other);
    let verdict = if matches!(said, Err(Lost::NoThread(_))) { Ok(resolve()) } else { said };
    (Some(verdict), done)
}

/// Whether the parser found nothing wrong with the texts.
fn is_well_formed(texts: &Texts, groups: &Table<GroupIx, Group>) -> bool {
    let mut files = groups.values().flat_map(|group| &group.files);
    files.all(|file| texts.trees.get(*file).is_some_and(|tree| tree.errors().is_empty()))
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
