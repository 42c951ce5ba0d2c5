//! One folder, one package: files that say otherwise.

use crate::base::finding::{Edit, Finding, Rule};
use crate::base::ids::FileIx;
use crate::base::maps::IndexMap;
use crate::base::names::PackageName;
use crate::frontend::packages::refs::{self, Defined};
use crate::frontend::texts::Texts;

static MIXED: Rule = Rule::error("witc::frontend::mixed_folder");

/// The files of a folder by the package they say they are of. That should be one; if not, it is told, and what comes
/// after goes by what they say. Files that say nothing are of the first.
pub(super) fn packages(texts: &Texts, files: &[FileIx], findings: &mut Vec<Finding>) -> Vec<Vec<FileIx>> {
    let mut packages: IndexMap<PackageName, Vec<FileIx>> = IndexMap::default();
    let mut headers: Vec<Defined> = Vec::new();
    let mut silent = Vec::new();
    for file in files {
        match texts.trees.get(*file).and_then(|tree| refs::header(tree, *file)) {
            Some(header) => {
                packages.entry(header.name.clone()).or_default().push(*file);
                headers.push(header);
            }
            None => silent.push(*file),
        }
    }
    let most = packages.values().map(Vec::len).max().unwrap_or_default();
    let Some(main) = packages.iter().find(|(_, files)| files.len() == most).map(|(name, _)| name.clone())
    else {
        return if silent.is_empty() { Vec::new() } else { vec![silent] };
    };
    if let Some(first) = headers.iter().find(|header| header.name == main) {
        let others = headers.iter().filter(|header| header.name != main);
        findings.extend(others.map(|other| mixed(first, other)));
    }
    packages.entry(main).or_default().extend(silent);
    packages.into_values().map(in_order).collect()
}

fn in_order(mut files: Vec<FileIx>) -> Vec<FileIx> {
    files.sort_unstable();
    files
}

fn mixed(first: &Defined, other: &Defined) -> Finding {
    let (main, name) = (&first.name, &other.name);
    let message = format!("`{name}` in the folder of `{main}`: the files of one folder are of one package");
    Finding::new(&MIXED, other.at, message)
        .label("this file is of another package")
        .related(first.at, "the package of the folder")
        .help(format!("if `{main}` needs it, move it to `deps/`; it can also have a folder of its own"))
        .choice(format!("make it a file of `{main}`"), vec![Edit { at: other.at, text: main.to_string() }])
}
