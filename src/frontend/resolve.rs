//! wit-parser, the authority on what is accepted; its errors in our style.

use wit_parser::{PackageId, Resolve, SourceMap, UnresolvedPackageGroup};

use crate::base::guard::{Lost, guarded};
use crate::base::ids::FileIx;
use crate::base::problems::Problems;
use crate::base::source::{SourceFile, Sources};
use crate::frontend::error::WitError;
use crate::frontend::found::Found;
use crate::frontend::input::{Features, Input};
use crate::frontend::packages::{Group, Packages, gather};
use crate::frontend::texts::Texts;

/// A package with everything it needs, connected.
pub(super) struct Resolved {
    /// All packages.
    pub(super) resolve: Resolve,
    /// The one that is worked on.
    pub(super) package: PackageId,
    /// All texts.
    pub(super) sources: Sources,
    /// What is doubtful.
    pub(super) warnings: Vec<Found>,
}

/// Parses and connects the packages of `input`.
pub(super) fn resolve(input: &Input) -> Result<Resolved, Problems<WitError>> {
    match guarded(|| connect(input)) {
        Ok(resolved) => resolved,
        Err(Lost::Panicked) => Err(WitError::Crashed.into()),
        Err(Lost::NoThread(error)) => Err(WitError::NoThread(error).into()),
    }
}

fn connect(input: &Input) -> Result<Resolved, Problems<WitError>> {
    let Packages { texts, groups, findings } = gather(input);
    let mut problems = Problems::new();
    let mut warnings = Vec::new();
    for finding in findings {
        let error = finding.is_error();
        let found = Found::new(finding, &texts.sources);
        if error { problems.push(WitError::Found(Box::new(found))) } else { warnings.push(found) }
    }
    // What is wrong with a file that is no text has been told.
    let is_text = |group: &&Group| !group.files.iter().any(|file| is_not_text(input, &texts, *file));
    let groups = groups.values().filter(is_text);
    let mut parsed: Vec<_> = groups.filter_map(|group| problems.keep(parse(group, &texts))).collect();
    if !problems.is_empty() || parsed.is_empty() {
        return Err(problems);
    }
    let main = parsed.remove(0);
    let mut resolve = empty(&input.features);
    match resolve.push_groups(main, parsed) {
        Ok(package) => Ok(Resolved { resolve, package, sources: texts.sources, warnings }),
        Err(error) => Err(WitError::of_resolve(&error, &resolve.source_map, &texts.sources).into()),
    }
}

fn is_not_text(input: &Input, texts: &Texts, file: FileIx) -> bool {
    texts.sources.get(file).is_some_and(|file| input.not_text.iter().any(|found| found.file == file.name))
}

fn empty(features: &Features) -> Resolve {
    let mut resolve = Resolve { all_features: features.all, ..Resolve::default() };
    resolve.features.extend(features.names.iter().cloned());
    resolve
}

/// The files of a group, without what another group has.
fn parse(group: &Group, texts: &Texts) -> Result<UnresolvedPackageGroup, WitError> {
    let files: Vec<&SourceFile> = group.files.iter().filter_map(|file| texts.sources.get(*file)).collect();
    let mut map = SourceMap::new();
    for (file, id) in files.iter().zip(&group.files) {
        map.push_str(&file.name, texts.without(*id, &group.duplicates));
    }
    map.parse().map_err(|(map, error)| WitError::of_parse(&error, &map, &files, &texts.sources))
}
