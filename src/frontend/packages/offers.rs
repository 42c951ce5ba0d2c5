//! The packages that the user has at hand, by name.

use std::collections::BTreeMap;

use crate::base::finding::Finding;
use crate::base::ids::{FileIx, Ix, OfferIx, Table};
use crate::base::names::PackageName;
use crate::base::source::Location;
use crate::frontend::input::PackageKind;
use crate::frontend::packages::refs::{self, Defined};
use crate::frontend::packages::{Origin, folders, same, versions};
use crate::frontend::texts::Texts;
use crate::syntax::tree::{Node, NodeKind};

/// Files that belong together: those of one package, with the packages in braces in them.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) files: Vec<FileIx>,
    pub(super) origin: Origin,
    pub(super) kind: PackageKind,
    /// The package that the files are of, if one of them says so.
    pub(super) main: Option<Defined>,
    /// The packages in braces.
    pub(super) nested: Vec<Defined>,
    /// Packages in braces that an offer before this one has the same of.
    pub(super) duplicates: Vec<Location>,
}

/// All offers; those of roots come first.
#[derive(Debug, Default)]
pub(super) struct Offers {
    pub(super) all: Table<OfferIx, Offer>,
    /// The first offer that has a package whole, by the package's name.
    by_name: BTreeMap<PackageName, OfferIx>,
    /// Offers that replace nothing: the same package was there before.
    redundant: Vec<OfferIx>,
}

impl Offers {
    /// Adds the files of one package as it was handed in, with what is wrong with it as a whole.
    pub(super) fn add(
        &mut self,
        texts: &Texts,
        files: &[FileIx],
        kind: PackageKind,
        origin: Origin,
        findings: &mut Vec<Finding>,
    ) {
        for files in folders::packages(texts, files, findings) {
            let main = files.iter().find_map(|file| refs::header(texts.trees.get(*file)?, *file));
            let nested = files.iter().flat_map(|file| nested(texts, *file)).collect();
            self.insert(texts, Offer { files, origin, kind, main, nested, duplicates: Vec::new() }, findings);
        }
    }

    fn insert(&mut self, texts: &Texts, mut offer: Offer, findings: &mut Vec<Finding>) {
        let index = OfferIx::from_index(self.all.len());
        let mut redundant = false;
        if let (Some(main), true) = (&offer.main, offer.kind != PackageKind::Part) {
            redundant = self.define(texts, &offer, main, index, findings);
        }
        let mut duplicates = Vec::new();
        for nested in &offer.nested {
            // The same package twice in one group of files is a matter of names.
            let own = self.by_name.get(&nested.name) == Some(&index);
            if !own && self.define(texts, &offer, nested, index, findings) {
                duplicates.push(nested.at);
            }
        }
        offer.duplicates = duplicates;
        if redundant {
            self.redundant.push(index);
        }
        self.all.push(offer);
    }

    /// Notes that `offer` has a package, or that another has it already.
    fn define(
        &mut self,
        texts: &Texts,
        offer: &Offer,
        package: &Defined,
        index: OfferIx,
        findings: &mut Vec<Finding>,
    ) -> bool {
        let known = self.by_name.get(&package.name).and_then(|known| self.all.get(*known));
        let Some(known) = known else {
            self.by_name.insert(package.name.clone(), index);
            return false;
        };
        findings.extend(same::compare(texts, known, offer, &package.name));
        true
    }

    /// The offer that has exactly this package.
    pub(super) fn exact(&self, package: &PackageName) -> Option<&Offer> {
        self.all.get(*self.by_name.get(package)?)
    }

    /// The offers of `deps/` that can be given another version, of a package like this one but newer, oldest first.
    pub(super) fn newer_of(&self, package: &PackageName) -> Vec<(&Offer, &Defined)> {
        let Some(wanted) = &package.version else { return Vec::new() };
        let serves = |name: &PackageName| {
            let has = name.version.as_ref();
            versions::same_package(name, package) && has.is_some_and(|has| versions::serves(has, wanted))
        };
        let newer = self.by_name.iter().filter(|(name, _)| serves(name));
        newer
            .filter_map(|(_, index)| self.all.get(*index))
            .filter(|offer| offer.origin == Origin::Dep && offer.nested.is_empty())
            .filter_map(|offer| Some((offer, offer.main.as_ref().filter(|main| serves(&main.name))?)))
            .collect()
    }

    /// What a binary has of this package that it refers to: the largest part.
    pub(super) fn part(&self, texts: &Texts, package: &PackageName) -> Option<&Offer> {
        let is_part = |offer: &&Offer| {
            offer.kind == PackageKind::Part && offer.main.as_ref().is_some_and(|main| main.name == *package)
        };
        let size = |offer: &&Offer| {
            let text = |file: &FileIx| texts.trees.get(*file).map_or(0, |tree| tree.text().len());
            offer.files.iter().map(text).sum::<usize>()
        };
        self.all.values().filter(is_part).max_by_key(size)
    }

    /// The packages that are worked on, each once.
    pub(super) fn roots(&self) -> impl Iterator<Item = &Offer> {
        let all = self.all.iter();
        all.filter(|(index, offer)| offer.origin == Origin::Root && !self.redundant.contains(index))
            .map(|(_, offer)| offer)
    }

    /// Every package that someone has whole, and where.
    pub(super) fn defined(&self) -> impl Iterator<Item = &Defined> {
        self.by_name.iter().filter_map(|(name, index)| {
            let offer = self.all.get(*index)?;
            offer.main.iter().chain(&offer.nested).find(|defined| defined.name == *name)
        })
    }

    /// What was given as a dependency, whole.
    pub(super) fn dependencies(&self) -> impl Iterator<Item = &Defined> {
        let is_dep = |name: &PackageName| self.exact(name).is_some_and(|offer| offer.origin == Origin::Dep);
        self.defined().filter(move |defined| is_dep(&defined.name))
    }

    /// Whether everything that is worked on was read from binaries, which have all that they need.
    pub(super) fn only_binaries(&self) -> bool {
        self.roots().all(|root| root.kind == PackageKind::Decoded)
    }

    /// The offers whose package is not known, since their files are damaged.
    pub(super) fn nameless(&self) -> impl Iterator<Item = &Offer> {
        self.all.values().filter(|offer| offer.main.is_none())
    }
}

fn nested(texts: &Texts, file: FileIx) -> Vec<Defined> {
    let Some(tree) = texts.trees.get(file) else { return Vec::new() };
    refs::nested(tree).filter_map(|package| refs::defined(package.name()?, file)).collect()
}

impl Offer {
    /// What holds the items of one of its packages: files, or the braces of a package.
    pub(super) fn holders<'t>(&self, texts: &'t Texts, package: &PackageName) -> Vec<Node<'t>> {
        let main = self.main.as_ref().is_some_and(|main| main.name == *package);
        let trees = self.files.iter().filter_map(|file| texts.trees.get(*file));
        if main {
            return trees.map(|tree| tree.root()).collect();
        }
        let Some(nested) = self.nested.iter().find(|nested| nested.name == *package) else {
            return Vec::new();
        };
        let Some(tree) = texts.trees.get(nested.at.file) else { return Vec::new() };
        let node = tree.node_at(nested.at.start);
        std::iter::once(node)
            .chain(node.ancestors())
            .filter(|node| node.kind() == NodeKind::NestedPackage)
            .collect()
    }
}
