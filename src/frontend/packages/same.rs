//! Whether a package that is there twice is the same both times.
//!
//! What counts are declarations, not how they are written: comments, layout, `%`, the order of items and files, and how
//! a path is spelt make no difference. What was printed from a binary is resolved: it lacks gates and has `include`
//! and the imports that others need written out, so there a world may have more imports.

use std::collections::BTreeMap;

use crate::base::finding::{Finding, Rule};
use crate::base::ids::FileIx;
use crate::base::names::PackageName;
use crate::base::source::Location;
use crate::frontend::input::PackageKind;
use crate::frontend::packages::offers::Offer;
use crate::frontend::packages::plain::{Gates, Plain};
use crate::frontend::texts::Texts;
use crate::syntax::ast::Item;
use crate::syntax::tree::{Node, NodeKind};

static DIFFERENT: Rule = Rule::error("witc::frontend::two_packages");

/// A declaration: how it is told, and its place.
struct Declared {
    text: String,
    at: Location,
}

/// The items of a holder by a key that says which must be the same.
type Declarations = BTreeMap<String, Declared>;

/// The first difference between two offers of a package, as a finding.
pub(super) fn compare(
    texts: &Texts,
    first: &Offer,
    second: &Offer,
    package: &PackageName,
) -> Option<Finding> {
    let resolved = [first, second].iter().any(|offer| offer.kind != PackageKind::Text);
    let gates = if resolved { Gates::Ignored } else { Gates::Compared };
    let read = |offer: &Offer| Scopes::read(texts, offer, package, gates);
    let (a, b) = (read(first)?, read(second)?);
    let difference = a.difference(&b, resolved)?;
    let Difference { what, scope, here, there } = difference;
    let at = |scopes: &Scopes, side: &Option<Declared>| match side {
        Some(side) => side.at,
        None => scopes.all.get(&scope).map_or(scopes.at, |(at, _)| *at),
    };
    let message = format!("package `{package}` is there twice, and {what} differs");
    let label = |side: &Option<Declared>| match side {
        Some(side) => format!("here it is `{}`", short(&side.text)),
        None => "here it is missing".to_owned(),
    };
    let finding = Finding::new(&DIFFERENT, at(&b, &there), message)
        .label(label(&there))
        .related(at(&a, &here), label(&here))
        .help("keep one of them, or give them different versions");
    let parts = here.is_none() || there.is_none();
    Some(if parts {
        finding.help("if both are parts of it, put their files into one folder of `deps/`")
    } else {
        finding
    })
}

/// What one side declares.
struct Scopes {
    /// Where the package has its name.
    at: Location,
    /// The interfaces and worlds by kind and name, each with its items.
    all: BTreeMap<String, (Location, Declarations)>,
}

/// Where two sides part.
struct Difference {
    what: String,
    /// The interface or world.
    scope: String,
    here: Option<Declared>,
    there: Option<Declared>,
}

impl Scopes {
    /// `None` for what is damaged: its own errors are what to tell.
    fn read(texts: &Texts, offer: &Offer, package: &PackageName, gates: Gates) -> Option<Self> {
        let defined = offer.main.iter().chain(&offer.nested).find(|defined| defined.name == *package)?;
        let mut all = BTreeMap::new();
        for holder in offer.holders(texts, package) {
            if !holder.tree().errors().is_empty() {
                return None;
            }
            let file = file_of(texts, offer, holder)?;
            let plain = Plain::new(package, holder, gates);
            let body = holder.child(NodeKind::Body).unwrap_or(holder);
            for node in body.children() {
                if let Some(Item::Interface(scope) | Item::World(scope)) = Item::of(node) {
                    let Some(name) = scope.name() else { continue };
                    let noun = if node.kind() == NodeKind::World { "world" } else { "interface" };
                    let key = format!("{noun} `{}`", name.text());
                    let mut items = declarations(&plain, node, file);
                    if let Some(gates) = plain.gates(node) {
                        items.insert(
                            "gates".to_owned(),
                            Declared { text: gates, at: name.span().in_file(file) },
                        );
                    }
                    all.insert(key, (name.span().in_file(file), items));
                }
            }
        }
        Some(Scopes { at: defined.at, all })
    }

    fn difference(&self, other: &Self, resolved: bool) -> Option<Difference> {
        for (key, (at, items)) in &self.all {
            let declared = |at: Location| Declared { text: key.replace('`', ""), at };
            let Some((_, others)) = other.all.get(key) else {
                return Some(Difference {
                    what: key.clone(),
                    scope: key.clone(),
                    here: Some(declared(*at)),
                    there: None,
                });
            };
            if resolved && key.starts_with("world") {
                // A world is written out when it is resolved.
                continue;
            }
            if let Some(difference) = first_difference(key, items, others) {
                return Some(difference);
            }
        }
        let (key, (at, _)) = other.all.iter().find(|(key, _)| !self.all.contains_key(*key))?;
        let there = Some(Declared { text: key.replace('`', ""), at: *at });
        Some(Difference { what: key.clone(), scope: key.clone(), here: None, there })
    }
}

fn first_difference(scope: &str, ours: &Declarations, theirs: &Declarations) -> Option<Difference> {
    let keys = ours.keys().chain(theirs.keys().filter(|key| !ours.contains_key(*key)));
    let text = |side: Option<&Declared>| side.map(|declared| declared.text.clone());
    let key = keys.into_iter().find(|key| text(ours.get(*key)) != text(theirs.get(*key)))?;
    let side = |side: &Declarations| {
        side.get(key).map(|declared| Declared { text: declared.text.clone(), at: declared.at })
    };
    let what = format!("{key} of {scope}");
    Some(Difference { what, scope: scope.to_owned(), here: side(ours), there: side(theirs) })
}

fn declarations(plain: &Plain<'_>, scope: Node<'_>, file: FileIx) -> Declarations {
    let declared = |(key, text, node): (String, String, Node<'_>)| {
        (key, Declared { text, at: node.span().in_file(file) })
    };
    plain.items(scope).into_iter().map(declared).collect()
}

fn file_of(texts: &Texts, offer: &Offer, node: Node<'_>) -> Option<FileIx> {
    let is_its = |file: &&FileIx| texts.trees.get(**file).is_some_and(|tree| std::ptr::eq(tree, node.tree()));
    offer.files.iter().find(is_its).copied()
}

/// A declaration in a label: its beginning.
fn short(text: &str) -> String {
    let mut chars = text.chars();
    let front: String = chars.by_ref().take(60).collect();
    if chars.next().is_some() { format!("{front}..") } else { front }
}
