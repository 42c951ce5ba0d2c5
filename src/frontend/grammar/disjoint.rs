//! Fixes that `--fix` applies must not touch the same text.

use crate::base::finding::{Edit, Finding};

/// Leaves the second of two sure fixes that touch each other to the author.
pub(super) fn keep_apart(findings: &mut [Finding]) {
    let mut taken: Vec<Edit> = Vec::new();
    for fix in findings.iter_mut().flat_map(|finding| &mut finding.fixes).filter(|fix| fix.sure) {
        let clash = fix.edits.iter().any(|edit| taken.iter().any(|other| overlap(edit, other)));
        if clash {
            fix.sure = false;
        } else {
            taken.extend(fix.edits.iter().cloned());
        }
    }
}

/// Whether two edits touch the same text, or two of them would insert at the same place.
fn overlap(a: &Edit, b: &Edit) -> bool {
    let (first, second) = if a.at <= b.at { (a.at, b.at) } else { (b.at, a.at) };
    let inserts = first.start == first.end && second.start == second.end;
    first.file == second.file && (second.start < first.end || (inserts && second.start == first.start))
}
