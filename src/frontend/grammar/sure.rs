//! What is surely meant leaves nothing behind: fixes that do are only choices, and what no fix of its own is needed for
//! is no mistake of its own.

use crate::base::finding::{Edit, Finding, edited};
use crate::base::halves;
use crate::base::ids::FileIx;
use crate::base::source::SourceFile;
use crate::frontend::texts::Texts;

/// How many texts are tried. What was not tried is not sure.
const TRIES: usize = 32;

/// A text with more mistakes than that is not looked at again and again.
const MANY: usize = 200;

/// Tries the fixes that are sure, and keeps as many of them as mend what they are for. `look` finds what is wrong with a
/// text.
pub(super) fn hold(
    texts: &Texts,
    file: FileIx,
    findings: &mut Vec<Finding>,
    look: &dyn Fn(&Texts, FileIx) -> Vec<Finding>,
) {
    let sure: Vec<usize> = (0..findings.len()).filter(|ix| findings.get(*ix).is_some_and(is_sure)).collect();
    let Some(source) = texts.sources.get(file) else { return };
    if sure.is_empty() || findings.len() > MANY {
        return;
    }
    let left = |tried: &[usize]| {
        let edits = tried.iter().filter_map(|ix| findings.get(*ix)).flat_map(edits).collect();
        let mut fixed = Texts::default();
        let file = fixed.push(&SourceFile::new(&*source.name, edited(&source.text, edits)?));
        Some(look(&fixed, file).len())
    };
    let mut open = findings.len();
    let kept = halves::keep(&sure, TRIES, |tried, more| {
        let mends = left(tried).filter(|left| left + more <= open);
        open = mends.unwrap_or(open);
        mends.is_some()
    });
    if open == 0 && !kept.is_empty() {
        // The others were in the way of nothing.
        let mut ix = 0..;
        findings.retain(|_| ix.next().is_some_and(|ix| kept.contains(&ix)));
        return;
    }
    for ix in sure.into_iter().filter(|ix| !kept.contains(ix)) {
        let fixes = findings.get_mut(ix).map(|finding| finding.fixes.as_mut_slice()).unwrap_or_default();
        for fix in fixes {
            fix.sure = false;
        }
    }
}

fn is_sure(finding: &Finding) -> bool {
    finding.fixes.iter().any(|fix| fix.sure)
}

fn edits(finding: &Finding) -> impl Iterator<Item = &Edit> {
    finding.fixes.iter().filter(|fix| fix.sure).flat_map(|fix| &fix.edits)
}
