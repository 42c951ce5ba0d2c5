//! Everything that is wrong with WIT, in one run.

use crate::base::finding::Finding;
use crate::base::source::Sources;
use crate::frontend::texts::Texts;
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
    let mut texts = Texts::default();
    for file in &input.package {
        texts.push(file);
    }
    let mut findings: Vec<Finding> = texts.trees.iter().flat_map(|(file, _)| grammar::findings(&texts, file)).collect();
    findings.sort_by_key(|finding| finding.at);
    Checked { sources: texts.sources, findings }
}
