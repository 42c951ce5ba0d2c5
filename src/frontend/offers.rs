//! The packages that the user has at hand, `deps/` and the like, until one of them is needed.

use std::collections::BTreeMap;

use wit_parser::UnresolvedPackageGroup;

use crate::base::names::PackageName;
use crate::base::problems::Problems;
use crate::base::source::{SourceFile, Sources};
use crate::frontend::error::WitError;
use crate::frontend::packages::{packages, parse};

/// Packages by name. One file can define several.
#[derive(Default)]
pub(super) struct Offers<'a> {
    groups: Vec<(&'a [SourceFile], Option<UnresolvedPackageGroup>)>,
    by_name: BTreeMap<PackageName, usize>,
    /// What is wrong with files whose packages are therefore not known: it matters only if a package is missing.
    pub(super) broken: Problems<WitError>,
}

impl<'a> Offers<'a> {
    /// Reads the files of each of `deps`. A package that is there twice must be the same both times.
    pub(super) fn read(
        deps: &'a [Vec<SourceFile>],
        sources: &mut Sources,
        problems: &mut Problems<WitError>,
    ) -> Self {
        let mut offers = Self::default();
        for files in deps {
            match parse(files, sources) {
                Ok(group) => offers.add(files, group, problems),
                Err(error) => offers.broken.push(error),
            }
        }
        offers
    }

    fn add(
        &mut self,
        files: &'a [SourceFile],
        group: UnresolvedPackageGroup,
        problems: &mut Problems<WitError>,
    ) {
        let position = self.groups.len();
        for package in packages(&group) {
            let name = PackageName::from(&package.name);
            let Some(known) = self.by_name.get(&name).and_then(|known| self.groups.get(*known)) else {
                self.by_name.insert(name, position);
                continue;
            };
            if !same_texts(known.0, files) {
                problems.push(WitError::differing(&name, known.0, files));
            }
        }
        self.groups.push((files, Some(group)));
    }

    /// The package called `name`, with the others of its files, if it is here and was not taken yet.
    pub(super) fn take(&mut self, name: &PackageName) -> Option<UnresolvedPackageGroup> {
        let position = self.by_name.get(name)?;
        self.groups.get_mut(*position)?.1.take()
    }

    /// Every package there is.
    pub(super) fn names(&self) -> impl Iterator<Item = &PackageName> {
        self.by_name.keys()
    }
}

fn same_texts(a: &[SourceFile], b: &[SourceFile]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.text == b.text)
}
