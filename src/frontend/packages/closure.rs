//! From packages to those they need, until nothing new is needed.

use std::collections::{BTreeMap, VecDeque};

use crate::base::finding::Finding;
use crate::base::ids::{FileIx, GroupIx, Ix, Table};
use crate::base::maps::{HashMap, IndexMap};
use crate::base::names::PackageName;
use crate::base::source::{Location, SourceFile};
use crate::frontend::builtin;
use crate::frontend::input::Input;
use crate::frontend::packages::offers::{Offer, Offers};
use crate::frontend::packages::refs::{self, Defined, Mention, Wants};
use crate::frontend::packages::{Group, Origin, Packages, doubts, missing};
use crate::frontend::texts::Texts;
use crate::frontend::view::{View, is_gated, view};

/// What was found so far.
pub(super) struct Gathering<'a> {
    pub(super) texts: Texts,
    pub(super) offers: &'a Offers,
    groups: Vec<Group>,
    /// Whose each file of a group is.
    origins: HashMap<FileIx, Origin>,
    /// The packages that were looked for, and all mentions of each.
    pub(super) sought: IndexMap<PackageName, Sought<'a>>,
    /// References that were not followed yet.
    todo: VecDeque<Mention>,
    /// The packages that groups have.
    defined: BTreeMap<PackageName, Server<'a>>,
}

/// A package that something refers to.
pub(super) struct Sought<'a> {
    /// All references to it, in the order in which they were found.
    pub(super) mentions: Vec<Mention>,
    /// Who has it.
    pub(super) server: Option<Server<'a>>,
}

/// Who has a package.
#[derive(Clone, Copy)]
pub(super) enum Server<'a> {
    /// It was given, exactly.
    Exact,
    /// It was given in a newer version, all of it gated: the view is what the version wanted had.
    View,
    /// It was given in a newer version, and what the version wanted had can't be told.
    Newer(&'a Defined),
    /// witc ships it, here all but its worlds.
    Interfaces(GroupIx),
    /// witc ships it.
    Builtin,
}

impl<'a> Gathering<'a> {
    /// Begins with the roots.
    pub(super) fn new(texts: Texts, offers: &'a Offers) -> Self {
        let mut gathering = Self {
            texts,
            offers,
            groups: Vec::new(),
            origins: HashMap::default(),
            sought: IndexMap::default(),
            todo: VecDeque::new(),
            defined: BTreeMap::new(),
        };
        for root in offers.roots() {
            gathering.take(root);
        }
        gathering
    }

    /// Follows every reference.
    pub(super) fn close(&mut self) {
        while let Some(mention) = self.todo.pop_front() {
            let known = self.sought.get(&mention.package).map(|sought| sought.server);
            let server = match known {
                None => self.find(&mention),
                Some(Some(Server::Interfaces(group))) if self.wants_world(&mention, group) => {
                    self.add_worlds(&mention.package, group)
                }
                Some(server) => server,
            };
            let package = mention.package.clone();
            let sought =
                self.sought.entry(package).or_insert_with(|| Sought { mentions: Vec::new(), server: None });
            sought.server = server;
            sought.mentions.push(mention);
        }
    }

    /// What was found, with what is wrong with it.
    pub(super) fn done(mut self, input: &Input, mut findings: Vec<Finding>) -> Packages {
        let broken = missing::findings(&mut self, input, &mut findings);
        findings.extend(doubts::findings(&self));
        // A root is among the groups, broken or not.
        for offer in broken.into_iter().filter(|offer| offer.origin != Origin::Root) {
            self.take(offer);
        }
        let Self { texts, groups, .. } = self;
        let mut groups: Table<GroupIx, Group> = groups.into_iter().collect();
        if groups.is_empty() {
            // Nothing that is worked on says what it is.
            groups.push(Group { files: Vec::new(), origin: Origin::Root, duplicates: Vec::new() });
        }
        Packages { texts, groups, findings }
    }

    fn find(&mut self, mention: &Mention) -> Option<Server<'a>> {
        let package = &mention.package;
        if let Some(server) = self.defined.get(package) {
            return Some(*server);
        }
        let offers = self.offers;
        if let Some(offer) = offers.exact(package) {
            self.take(offer);
            return Some(Server::Exact);
        }
        if let Some((offer, has, gated)) = self.newer(package) {
            self.take_view(offer, has, package);
            return Some(if gated { Server::View } else { Server::Newer(has) });
        }
        let part = offers.part(&self.texts, package);
        // A component's world is what it has of an interface, not all that there is.
        if let Some(part) = part.filter(|_| offers.only_binaries() || builtin::server(package).is_none()) {
            self.take(part);
            return Some(Server::Exact);
        }
        self.builtin(mention)
    }

    /// The newer version that serves best: one whose view can be trusted, and of those the oldest.
    fn newer(&self, package: &PackageName) -> Option<(&'a Offer, &'a Defined, bool)> {
        let all = self.offers.newer_of(package);
        let gated =
            |offer: &Offer| offer.files.iter().filter_map(|file| self.texts.trees.get(*file)).all(is_gated);
        let trusted = all.iter().find(|(offer, _)| gated(offer));
        trusted.or(all.first()).map(|(offer, has)| (*offer, *has, trusted.is_some()))
    }

    fn take(&mut self, offer: &Offer) {
        let own = |nested: &&Defined| !offer.duplicates.contains(&nested.at);
        let names = offer.main.iter().chain(offer.nested.iter().filter(own));
        self.defined.extend(names.map(|defined| (defined.name.clone(), Server::Exact)));
        let duplicates = offer.duplicates.clone();
        self.push(Group { files: offer.files.clone(), origin: offer.origin, duplicates });
    }

    /// Adds the view of a newer package that the user has.
    fn take_view(&mut self, offer: &Offer, has: &Defined, package: &PackageName) {
        let (Some(wanted), Some(version)) = (&package.version, &has.name.version) else { return };
        let wanted = View { version: Some((wanted.clone(), version.clone())), worlds: true };
        let texts = {
            let trees: Vec<_> = offer.files.iter().filter_map(|file| self.texts.trees.get(*file)).collect();
            view(&trees, &wanted)
        };
        let views: Vec<SourceFile> = offer
            .files
            .iter()
            .zip(texts)
            .filter_map(|(file, text)| {
                let name = &self.texts.sources.get(*file)?.name;
                Some(SourceFile::new(format!("<{package}, view of {name}>"), text))
            })
            .collect();
        let files = views.iter().map(|file| self.texts.push(file)).collect();
        self.push(Group { files, origin: Origin::View, duplicates: Vec::new() });
    }

    /// Adds a package that witc ships. Its worlds are left out unless wanted: they refer to most other packages.
    fn builtin(&mut self, mention: &Mention) -> Option<Server<'a>> {
        let package = &mention.package;
        // A reference to one of its worlds that is about to be followed would have the rest read again.
        let wants_world = |other: &Mention| other.wants == Wants::World && other.package == *package;
        let worlds = wants_world(mention) || self.todo.iter().any(wants_world);
        let file = self.texts.push_parsed(builtin::source(package, worlds)?);
        let group = GroupIx::from_index(self.groups.len());
        let new = Group { files: vec![file], origin: Origin::Builtin, duplicates: Vec::new() };
        if worlds {
            self.push(new);
            return Some(Server::Builtin);
        }
        self.add(new);
        if self.wants_world(mention, group) {
            return self.add_worlds(package, group);
        }
        self.follow(file);
        Some(Server::Interfaces(group))
    }

    /// Whether a reference is to something that a group has not, as long as it has no worlds.
    fn wants_world(&self, mention: &Mention, group: GroupIx) -> bool {
        let files = self.groups.get(group.index()).map(|group| group.files.as_slice()).unwrap_or_default();
        let mut trees = files.iter().filter_map(|file| self.texts.trees.get(*file));
        // Worlds have been left out.
        let mut has = |name: &str| trees.any(|tree| refs::scope(tree.root(), name).is_some());
        mention.wants == Wants::World || !mention.item.as_ref().is_some_and(|item| has(item.as_str()))
    }

    /// Replaces what a group has by all there is of its package.
    fn add_worlds(&mut self, package: &PackageName, group: GroupIx) -> Option<Server<'a>> {
        let file = self.texts.push_parsed(builtin::source(package, true)?);
        self.groups.get_mut(group.index())?.files = vec![file];
        self.origins.insert(file, Origin::Builtin);
        self.follow(file);
        Some(Server::Builtin)
    }

    fn push(&mut self, group: Group) {
        for file in &group.files {
            self.follow(*file);
        }
        self.add(group);
    }

    fn add(&mut self, group: Group) {
        for file in &group.files {
            self.origins.entry(*file).or_insert(group.origin);
        }
        self.groups.push(group);
    }

    fn follow(&mut self, file: FileIx) {
        if let Some(tree) = self.texts.trees.get(file) {
            self.todo.extend(refs::mentions(tree, file));
        }
    }

    /// The mentions of a package in files, as opposed to texts of ours.
    pub(super) fn in_files<'m>(&'m self, mentions: &'m [Mention]) -> impl Iterator<Item = &'m Mention> {
        mentions.iter().filter(|mention| self.has_file(mention.at.file))
    }

    /// Whether a text is that of a file.
    pub(super) fn has_file(&self, file: FileIx) -> bool {
        self.origin(file).is_some_and(|origin| match origin {
            Origin::Root | Origin::Dep => true,
            Origin::View | Origin::Builtin => false,
        })
    }

    /// Whether a text is worked on, so that fixes may change it.
    pub(super) fn is_worked_on(&self, file: FileIx) -> bool {
        self.origin(file) == Some(Origin::Root)
    }

    /// Whether somebody has a package, or a newer one that serves.
    pub(super) fn can_serve(&self, package: &PackageName) -> bool {
        self.offers.exact(package).is_some()
            || !self.offers.newer_of(package).is_empty()
            || builtin::server(package).is_some()
    }

    /// Whether a package has an interface or world of this name.
    pub(super) fn has_item(&self, defined: &Defined, name: &str) -> bool {
        let offer = self.offers.exact(&defined.name);
        let holders = offer.map(|offer| offer.holders(&self.texts, &defined.name)).unwrap_or_default();
        holders.into_iter().any(|holder| refs::scope(holder, name).is_some())
    }

    /// A place in words: `deps/a.wit:1`.
    pub(super) fn place(&self, at: Location) -> String {
        let Some(file) = self.texts.sources.file(at) else { return String::new() };
        let before = file.text.get(..at.start as usize).unwrap_or_default();
        format!("{}:{}", file.name, before.matches('\n').count() + 1)
    }

    fn origin(&self, file: FileIx) -> Option<Origin> {
        self.origins.get(&file).copied()
    }
}
