//! The packages a package needs, and where each comes from.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use indexmap::IndexMap;
use wit_parser::{AstItem, SourceMap, UnresolvedPackage, UnresolvedPackageGroup};

use crate::base::names::PackageName;
use crate::base::problems::Problems;
use crate::base::source::{SourceFile, Sources};
use crate::frontend::builtin;
use crate::frontend::error::WitError;

/// A package and those it needs, parsed but not connected.
pub(super) struct Packages {
    /// The package that is worked on.
    pub(super) main: UnresolvedPackageGroup,
    /// What it needs, directly or not.
    pub(super) deps: Vec<UnresolvedPackageGroup>,
    /// All texts.
    pub(super) sources: Sources,
}

/// Parses the input, then whatever it needs.
pub(super) fn gather(input: &crate::frontend::Input) -> Result<Packages, Problems<WitError>> {
    let mut problems = Problems::new();
    let mut sources = Sources::default();
    let main = problems.keep(parse(&input.package, &mut sources));
    let mut offered = BTreeMap::new();
    for files in &input.deps {
        if let Some(group) = problems.keep(parse(files, &mut sources)) {
            offered.insert(PackageName::from(&group.main.name), group);
        }
    }
    let (Some(main), true) = (main, problems.is_empty()) else { return Err(problems) };
    let mut gathered = Gathering { offered, sources, known: defined(&main), problems };
    let deps = gathered.closure(&main);
    let Gathering { sources, problems, .. } = gathered;
    problems.or_value(Packages { main, deps, sources })
}

/// The files of one package.
fn parse(files: &[SourceFile], sources: &mut Sources) -> Result<UnresolvedPackageGroup, WitError> {
    let mut map = SourceMap::new();
    for file in files {
        sources.push(file.clone());
        map.push_str(&file.name, file.text.to_string());
    }
    map.parse().map_err(|(map, error)| WitError::of_parse(&error, &map, sources))
}

struct Gathering {
    offered: BTreeMap<PackageName, UnresolvedPackageGroup>,
    sources: Sources,
    known: BTreeSet<PackageName>,
    problems: Problems<WitError>,
}

impl Gathering {
    /// Every package that `main` needs, nearest first.
    fn closure(&mut self, main: &UnresolvedPackageGroup) -> Vec<UnresolvedPackageGroup> {
        let mut deps: Vec<UnresolvedPackageGroup> = Vec::new();
        let mut todo = VecDeque::from(needs(main));
        while let Some((package, worlds)) = todo.pop_front() {
            if !self.known.insert(package.clone()) {
                continue;
            }
            if let Some(group) = self.find(&package, worlds) {
                self.known.extend(defined(&group));
                todo.extend(needs(&group));
                deps.push(group);
            }
        }
        deps
    }

    /// The user's own package before the one that witc ships.
    fn find(&mut self, package: &PackageName, worlds: bool) -> Option<UnresolvedPackageGroup> {
        if let Some(group) = self.offered.remove(package) {
            return Some(group);
        }
        match builtin::source(package, worlds) {
            Some(file) => {
                let parsed = parse(&[file], &mut self.sources);
                self.problems.keep(parsed)
            }
            None => {
                let known: Vec<String> = self.offered.keys().map(ToString::to_string).collect();
                self.problems.push(WitError::no_package(package, &known, &self.sources));
                None
            }
        }
    }
}

/// The packages that a group of files defines.
fn defined(group: &UnresolvedPackageGroup) -> BTreeSet<PackageName> {
    packages(group).map(|package| PackageName::from(&package.name)).collect()
}

/// The packages that a group of files refers to, and whether it refers to a world of theirs.
fn needs(group: &UnresolvedPackageGroup) -> Vec<(PackageName, bool)> {
    let mut needs = IndexMap::new();
    for package in packages(group) {
        for (name, items) in &package.foreign_deps {
            let worlds = items.values().any(|(item, _)| matches!(item, AstItem::World(_)));
            *needs.entry(PackageName::from(name)).or_insert(false) |= worlds;
        }
    }
    needs.into_iter().collect()
}

fn packages(group: &UnresolvedPackageGroup) -> impl Iterator<Item = &UnresolvedPackage> {
    std::iter::once(&group.main).chain(&group.nested)
}
