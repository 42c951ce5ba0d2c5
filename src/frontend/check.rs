//! Everything that is wrong with WIT, in one run.

use crate::base::finding::Finding;
use crate::base::source::Sources;
use crate::frontend::names::names;
use crate::frontend::packages::{Group, Origin};
use crate::frontend::texts::Texts;
use crate::frontend::{Input, checks, grammar};

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
    let mut groups = Vec::new();
    let files = input.package.iter().map(|file| texts.push(file)).collect();
    groups.push(Group { files, origin: Origin::Root });
    for dep in &input.deps {
        let files = dep.iter().map(|file| texts.push(file)).collect();
        groups.push(Group { files, origin: Origin::Dep });
    }
    let mut findings: Vec<Finding> =
        texts.trees.iter().flat_map(|(file, _)| grammar::findings(&texts, file)).collect();
    findings.extend(checks::check(&texts, &names(&texts, &groups), &input.features));
    findings.sort_by_key(|finding| finding.at);
    Checked { sources: texts.sources, findings }
}
