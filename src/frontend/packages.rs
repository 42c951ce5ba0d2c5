//! The packages a package needs, and where each comes from.

use std::collections::{BTreeMap, VecDeque};

use indexmap::IndexMap;
use wit_parser::{AstItem, SourceMap, UnresolvedPackage, UnresolvedPackageGroup};

use crate::base::names::PackageName;
use crate::base::problems::Problems;
use crate::base::source::{SourceFile, Sources};
use crate::frontend::builtin;
use crate::frontend::error::WitError;
use crate::frontend::offers::Offers;

/// Files that make up a package, and what is nested in it.
#[derive(Debug)]
pub(in crate::frontend) struct Group {
    pub(in crate::frontend) files: Vec<crate::base::ids::FileIx>,
    pub(in crate::frontend) origin: Origin,
}

/// Who brought a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::frontend) enum Origin {
    /// It is worked on.
    Root,
    /// It is in `deps/` or given by `--deps`.
    Dep,
    /// witc has it.
    Builtin,
}

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
    let offers = Offers::read(&input.deps, &mut sources, &mut problems);
    let (Some(main), true) = (main, problems.is_empty()) else { return Err(problems) };
    let mut gathered = Gathering { offers, sources, known: defined(&main), problems };
    let deps = gathered.closure(&main);
    let Gathering { sources, problems, offers, .. } = gathered;
    // A package is missing because its file is broken: that is what to tell.
    let problems = if problems.is_empty() || offers.broken.is_empty() { problems } else { offers.broken };
    problems.or_value(Packages { main, deps, sources })
}

/// The files of one package.
pub(super) fn parse(files: &[SourceFile], sources: &mut Sources) -> Result<UnresolvedPackageGroup, WitError> {
    let mut map = SourceMap::new();
    for file in files {
        sources.push(file.clone());
        map.push_str(&file.name, file.text.to_string());
    }
    map.parse().map_err(|(map, error)| WitError::of_parse(&error, &map, files, sources))
}

struct Gathering<'a> {
    offers: Offers<'a>,
    sources: Sources,
    /// The packages that were looked for.
    known: BTreeMap<PackageName, Has>,
    problems: Problems<WitError>,
}

/// What was found of a package.
#[derive(Clone, Copy)]
enum Has {
    /// All there is; if that is nothing, it has been told.
    All,
    /// All but its worlds, which nothing had needed.
    NoWorlds,
}

impl Gathering<'_> {
    /// Every package that `main` needs, nearest first.
    fn closure(&mut self, main: &UnresolvedPackageGroup) -> Vec<UnresolvedPackageGroup> {
        let mut deps: Vec<UnresolvedPackageGroup> = Vec::new();
        let mut todo = VecDeque::from(needs(main));
        while let Some((package, worlds)) = todo.pop_front() {
            match (self.known.get(&package), worlds) {
                (Some(Has::All), _) | (Some(Has::NoWorlds), false) => continue,
                // Now one of its worlds is needed.
                (Some(Has::NoWorlds), true) => {
                    deps.retain(|group| PackageName::from(&group.main.name) != package);
                }
                (None, _) => {}
            }
            if let Some(group) = self.find(&package, worlds) {
                todo.extend(needs(&group));
                deps.push(group);
            }
        }
        deps
    }

    /// The user's own package before the one that witc ships.
    fn find(&mut self, package: &PackageName, worlds: bool) -> Option<UnresolvedPackageGroup> {
        self.known.insert(package.clone(), Has::All);
        if let Some(group) = self.offers.take(package) {
            self.known.extend(defined(&group));
            return Some(group);
        }
        match builtin::source(package, worlds) {
            Some(file) => {
                self.known.insert(package.clone(), if worlds { Has::All } else { Has::NoWorlds });
                let parsed = parse(&[file], &mut self.sources);
                self.problems.keep(parsed)
            }
            None => {
                let known: Vec<String> = self.offers.names().map(ToString::to_string).collect();
                self.problems.push(WitError::no_package(package, &known, &self.sources));
                None
            }
        }
    }
}

/// The packages that a group of files defines.
fn defined(group: &UnresolvedPackageGroup) -> BTreeMap<PackageName, Has> {
    packages(group).map(|package| (PackageName::from(&package.name), Has::All)).collect()
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

/// Every package of a group of files.
pub(super) fn packages(group: &UnresolvedPackageGroup) -> impl Iterator<Item = &UnresolvedPackage> {
    std::iter::once(&group.main).chain(&group.nested)
}
