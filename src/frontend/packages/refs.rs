//! Where a text names packages: its own, and those it refers to.

use semver::Version;

use crate::base::ids::FileIx;
use crate::base::names::{PackageName, WitName};
use crate::base::source::Location;
use crate::syntax::ast::{self, ExternKind, Item, Package, Scope, UsePath};
use crate::syntax::tree::{Node, NodeKind, Tree};

/// A reference to something in another package.
#[derive(Clone, Debug)]
pub(super) struct Mention {
    /// The package, as written.
    pub(super) package: PackageName,
    /// The interface or world.
    pub(super) item: Option<WitName>,
    /// What is wanted of the package.
    pub(super) wants: Wants,
    /// `namespace:name`
    pub(super) at: Location,
    /// The version, without its `@`.
    pub(super) version: Option<Location>,
    /// The end of the path, where a version goes.
    pub(super) end: Location,
}

/// What a reference wants of a package.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Wants {
    /// An interface.
    Interface,
    /// A world, or it can't be told.
    World,
}

/// Every reference to another package in a text, in order. What is damaged is left out: that has been told.
pub(super) fn mentions(tree: &Tree, file: FileIx) -> Vec<Mention> {
    let items = tree.root().descendants().filter_map(Item::of);
    items.filter_map(|item| mention(reference(item)?, file)).collect()
}

/// The path of an item that refers to an interface or world, and what is wanted of it. A `use` of a file may be of
/// either.
fn reference(item: Item<'_>) -> Option<(UsePath<'_>, Wants)> {
    match item {
        Item::TopUse(used) => Some((used.path()?, Wants::World)),
        Item::Use(used) => Some((used.path()?, Wants::Interface)),
        Item::Include(include) => Some((include.path()?, Wants::World)),
        Item::Import(port) | Item::Export(port) => match port.kind()? {
            ExternKind::Path(path) => Some((path, Wants::Interface)),
            ExternKind::Func(_) | ExternKind::Inline(_) => None,
        },
        Item::Header(_)
        | Item::Package(_)
        | Item::Interface(_)
        | Item::World(_)
        | Item::Type(_)
        | Item::Func(_) => None,
    }
}

fn mention((path, wants): (UsePath<'_>, Wants), file: FileIx) -> Option<Mention> {
    let (namespace, name) = path.package()?;
    // Nor is a path looked at that has its version in the wrong place, or two.
    let around = path.node().ancestors().any(|node| node.kind() == NodeKind::Error);
    if around || path.node().child(NodeKind::Error).is_some() {
        return None;
    }
    // A package where an interface should be is told as such.
    path.name()?;
    let version = path.version();
    let end = path.node().span().end;
    Some(Mention {
        package: PackageName {
            namespace: WitName::new(namespace.text()),
            name: WitName::new(name.text()),
            version: version_of(version)?,
        },
        item: path.name().map(|name| WitName::new(name.text())),
        wants,
        at: Location { file, start: namespace.span().start, end: name.span().end },
        version: version.map(|version| version.span().in_file(file)),
        end: Location { file, start: end, end },
    })
}

/// The version of a name; `None` if there is one that is none.
#[expect(clippy::option_option, reason = "no version is a fine version")]
fn version_of(node: Option<Node<'_>>) -> Option<Option<Version>> {
    node.map(|node| Version::parse(node.text())).transpose().ok()
}

/// A package's name where the package is defined.
#[derive(Clone, Debug)]
pub(super) struct Defined {
    /// The name.
    pub(super) name: PackageName,
    /// Its place.
    pub(super) at: Location,
}

/// The package that a file is of.
pub(super) fn header(tree: &Tree, file: FileIx) -> Option<Defined> {
    defined(ast::header(tree)?, file)
}

/// The packages in braces of a file.
pub(super) fn nested(tree: &Tree) -> impl Iterator<Item = Package<'_>> {
    ast::items(tree.root()).filter_map(|item| match item {
        Item::Package(package) => Some(package),
        Item::Header(_)
        | Item::Interface(_)
        | Item::World(_)
        | Item::TopUse(_)
        | Item::Use(_)
        | Item::Include(_)
        | Item::Import(_)
        | Item::Export(_)
        | Item::Type(_)
        | Item::Func(_) => None,
    })
}

/// The name of a package, if it is whole.
pub(super) fn defined(name: ast::PackageName<'_>, file: FileIx) -> Option<Defined> {
    let package = PackageName {
        namespace: WitName::new(name.namespace()?.text()),
        name: WitName::new(name.name()?.text()),
        version: version_of(name.version())?,
    };
    Some(Defined { name: package, at: name.node().span().in_file(file) })
}

/// The interface or world of this name that a file, or a package in braces, has.
pub(in crate::frontend) fn scope<'t>(holder: Node<'t>, name: &str) -> Option<Scope<'t>> {
    let mut scopes = ast::items(holder).filter_map(Item::scope);
    scopes.find(|scope| scope.name().is_some_and(|own| own.text() == name))
}
