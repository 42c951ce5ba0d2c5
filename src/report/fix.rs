//! Fixes, applied: those that `--fix` may apply, as long as they make nothing worse.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::finding::{Edit, Finding, Fix, edited};
use crate::base::halves;
use crate::base::ids::FileIx;
use crate::base::source::Sources;

/// The texts of the files that changed, and how many fixes each of them had.
#[derive(Debug, Default)]
pub struct Fixed {
    /// By the file's name.
    pub files: BTreeMap<Arc<str>, FixedFile>,
}

/// A file that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// All of it, as it is now.
    pub text: Arc<str>,
    /// How many fixes were applied to it.
    pub fixes: usize,
}

/// How bad things are: syntax errors, and all errors. Without a syntax error more can be seen of the rest, so that
/// new errors there are no argument against its fix.
pub type Badness = (usize, usize);

/// Counts.
pub fn badness(findings: &[Finding]) -> Badness {
    let errors = || findings.iter().filter(|finding| finding.is_error());
    let of_syntax = errors().filter(|finding| finding.rule.code.starts_with("witc::syntax::")).count();
    (of_syntax, errors().count())
}

/// The fixes that may be applied together: sure, in files that `may_change`, and not in each other's way. The first
/// of two that are comes first; the other may still be wanted in the next round.
pub fn compatible(findings: &[Finding], may_change: impl Fn(FileIx) -> bool) -> Vec<&Fix> {
    let mut chosen: Vec<&Fix> = Vec::new();
    let mut taken: BTreeMap<FileIx, Vec<(u32, u32)>> = BTreeMap::new();
    for fix in findings.iter().filter_map(|finding| finding.fixes.iter().find(|fix| fix.sure)) {
        let wanted = || fix.edits.iter().filter(|edit| may_change(edit.at.file));
        let in_the_way = |edit: &Edit| {
            let (start, end) = (edit.at.start, edit.at.end);
            let ranges = taken.get(&edit.at.file).map(Vec::as_slice).unwrap_or_default();
            ranges.iter().any(|&(from, to)| start <= to && from <= end)
        };
        if fix.edits.is_empty() || wanted().count() < fix.edits.len() || wanted().any(in_the_way) {
            continue;
        }
        for edit in &fix.edits {
            taken.entry(edit.at.file).or_default().push((edit.at.start, edit.at.end));
        }
        chosen.push(fix);
    }
    chosen
}

/// How many texts may be judged in one round; fixes that were not tried may be in the next.
const TRIES: usize = 100;

/// The largest part of `fixes` with which things are no worse than without. `worth` judges texts.
pub fn harmless<'a>(fixes: &[&'a Fix], before: Badness, worth: &dyn Fn(&[&Fix]) -> Badness) -> Vec<&'a Fix> {
    let mut best = before;
    halves::keep(fixes, TRIES, |tried, _| {
        let then = worth(tried);
        let is_harmless = then <= best;
        best = best.min(then);
        is_harmless
    })
}

/// The texts of the files that `fixes`, which don't overlap, change.
pub fn apply(sources: &Sources, fixes: &[&Fix]) -> Fixed {
    let mut edits: BTreeMap<FileIx, Vec<&Edit>> = BTreeMap::new();
    for edit in fixes.iter().flat_map(|fix| &fix.edits) {
        edits.entry(edit.at.file).or_default().push(edit);
    }
    let mut changed = Fixed::default();
    for (file, edits) in edits {
        let Some(source) = edits.first().and_then(|edit| sources.file(edit.at)) else { continue };
        let Some(text) = edited(&source.text, edits) else { continue };
        let of_file = |fix: &&&Fix| fix.edits.first().is_some_and(|edit| edit.at.file == file);
        let fixes = fixes.iter().filter(of_file).count();
        changed.files.insert(Arc::clone(&source.name), FixedFile { text: text.into(), fixes });
    }
    changed
}
