//! Everything that is wrong with WIT, in one run.

use crate::base::finding::Finding;
use crate::base::source::Sources;
use crate::frontend::packages::{self, Packages};
use crate::frontend::{Input, grammar};

/// What was found in WIT.
#[derive(Debug, Default)]
pub struct Checked {
    /// All texts, those of dependencies too.
    pub sources: Sources,
    /// What is wrong, in the order of files and places.
    pub findings: Vec<Finding>,
}

/// Finds everything that is wrong with the packages of `input`.
pub fn check(input: &Input) -> Checked {
    let Packages { texts, groups, mut findings } = packages::gather(input);
    let files = groups.values().flat_map(|group| group.files.iter().copied());
    let grammar = files.flat_map(|file| grammar::findings(&texts, file));
    // What can't be decoded was told as such.
    let decoded = |finding: &Finding| !texts.is_replaced(finding.at);
    findings.extend(grammar.filter(decoded));
    findings.sort_by_key(|finding| finding.at);
    Checked { sources: texts.sources, findings }
}
