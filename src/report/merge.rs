//! Several runs as one: a text that more than one of them read is there once, and so is what was found in it.

use crate::base::finding::Finding;
use crate::base::ids::{FileIx, Ix};
use crate::base::source::{Location, Sources};

/// All texts and all findings, in the order of files and places.
pub fn merge(runs: impl IntoIterator<Item = (Sources, Vec<Finding>)>) -> (Sources, Vec<Finding>) {
    let mut merged = Sources::default();
    let mut all: Vec<Finding> = Vec::new();
    for (sources, findings) in runs {
        let files: Vec<FileIx> = sources
            .files()
            .map(|(_, file)| {
                let known = merged.files().find(|(_, known)| *known == file).map(|(index, _)| index);
                known.unwrap_or_else(|| merged.push(file.clone()))
            })
            .collect();
        let moved =
            |at: Location| Location { file: files.get(at.file.index()).copied().unwrap_or(at.file), ..at };
        all.extend(findings.into_iter().map(|finding| relocated(finding, moved)));
    }
    all.sort_by(|a, b| (a.at, a.rule.severity, a.rule.code).cmp(&(b.at, b.rule.severity, b.rule.code)));
    all.dedup();
    (merged, all)
}

fn relocated(mut finding: Finding, moved: impl Fn(Location) -> Location) -> Finding {
    finding.at = moved(finding.at);
    for label in &mut finding.related {
        label.at = moved(label.at);
    }
    for edit in finding.fixes.iter_mut().flat_map(|fix| &mut fix.edits) {
        edit.at = moved(edit.at);
    }
    finding
}
