//! One text serves every version of its track: items newer than the version asked for are dropped.
//!
//! What is left is what that version published, if every addition since is gated; an item without a gate of its own
//! shares its owner's fate. `tests/wasi.rs` holds the views of what witc ships against the published texts.
//!
//! An alias that is dropped leaves the type it stood for: it is put in wherever the alias was referred to as a type,
//! one step, in the interface of the alias.

use std::ops::Range;

use semver::Version;

use crate::base::maps::HashMap;
use crate::syntax::ast::{self, Item, TypeDefKind, Use};
use crate::syntax::error::Span;
use crate::syntax::tree::{Node, NodeKind, Tree};

/// What is wanted of a package's text.
pub(super) struct View {
    /// The version wanted, and the version that the text has.
    pub(super) version: Option<(Version, Version)>,
    /// Whether worlds are wanted.
    pub(super) worlds: bool,
}

/// The texts of a package's files as that version had them.
pub(super) fn view<'t>(trees: &[&'t Tree], wanted: &View) -> Vec<String> {
    let mut aliases = HashMap::default();
    let mut cuts: Vec<Cut<'t, '_>> = Vec::new();
    for tree in trees {
        let mut cut = Cut { tree, wanted, edits: Vec::new() };
        cut.items(tree.root(), "", &mut aliases);
        cuts.push(cut);
    }
    let print = |mut cut: Cut<'t, '_>| {
        cut.references(&aliases);
        cut.versions();
        cut.print()
    };
    cuts.into_iter().map(print).collect()
}

/// Whether all items of a file, down to the functions of resources, say since when they are there.
pub(super) fn is_gated(tree: &Tree) -> bool {
    let is_gate =
        |gate: ast::Gate<'_>| gate.name().is_some_and(|name| ["since", "unstable"].contains(&name.text()));
    let mut items = tree.root().descendants().filter(|node| {
        node.kind().is_item() && !matches!(node.kind(), NodeKind::PackageHeader | NodeKind::TopUse)
    });
    items.all(|item| ast::gates(item).any(is_gate) || is_inline(item))
}

/// Whether an item is in the braces of an import or export, whose gate is enough.
fn is_inline(item: Node<'_>) -> bool {
    item.ancestors().any(|node| matches!(node.kind(), NodeKind::Import | NodeKind::Export))
}

/// A dropped `type a = ..;` by its interface or world and its name: what it stands for, and whether that is a name.
type Aliases<'t> = HashMap<(&'t str, &'t str), (&'t str, bool)>;

/// One file, and what becomes of it.
struct Cut<'t, 'v> {
    tree: &'t Tree,
    wanted: &'v View,
    /// Bytes, and what is put in their place. One inside another is of no effect.
    edits: Vec<(Range<usize>, String)>,
}

impl<'t> Cut<'t, '_> {
    /// Drops the items that the view doesn't have.
    fn items(&mut self, holder: Node<'t>, owner: &'t str, aliases: &mut Aliases<'t>) {
        let body = holder.child(NodeKind::Body).unwrap_or(holder);
        for node in body.children() {
            let Some(item) = Item::of(node) else { continue };
            if self.is_unwanted(node) {
                aliases.extend(alias(item).map(|(name, stands_for)| ((owner, name), stands_for)));
                self.drop(node.full_span());
                continue;
            }
            self.drop_deprecations(node);
            match item {
                Item::Interface(scope) | Item::World(scope) => {
                    self.items(node, scope.name().map_or("", ast::Name::text), aliases);
                }
                Item::Package(_) | Item::Import(_) | Item::Export(_) | Item::Type(_) => {
                    if node.child(NodeKind::Body).is_some() {
                        self.items(node, owner, aliases);
                    }
                }
                Item::Header(_) | Item::TopUse(_) | Item::Use(_) | Item::Include(_) | Item::Func(_) => {}
            }
        }
    }

    fn edit(&mut self, span: Span, text: String) {
        self.edits.push((span.range(), text));
    }

    /// Drops an item, with the blanks before it unless they end a comment.
    fn drop(&mut self, span: Span) {
        let Range { start, end } = span.range();
        let text = self.tree.text();
        let before = text.get(..start).unwrap_or_default().trim_end();
        let ends_line = text.get(end..).is_some_and(|rest| rest.starts_with(['\n', '\r']));
        let comment = before.rsplit('\n').next().is_some_and(|line| line.contains("//"));
        let start = if comment && !ends_line { start } else { before.len() };
        self.edits.push((start..end, String::new()));
    }

    fn is_unwanted(&self, item: Node<'_>) -> bool {
        let world = item.kind() == NodeKind::World && !self.wanted.worlds;
        let newer = self
            .wanted
            .version
            .as_ref()
            .is_some_and(|(wanted, _)| gates(item, "since").any(|(since, _)| since > *wanted));
        world || newer
    }

    /// A deprecation that had not happened yet.
    fn drop_deprecations(&mut self, item: Node<'t>) {
        let Some((wanted, _)) = &self.wanted.version else { return };
        for (_, gate) in gates(item, "deprecated").filter(|(deprecated, _)| deprecated > wanted) {
            self.drop(gate.full_span());
        }
    }

    /// Replaces the dropped aliases where they are referred to.
    fn references(&mut self, aliases: &Aliases<'t>) {
        if aliases.is_empty() {
            return;
        }
        for node in self.tree.root().descendants() {
            let kind = node.kind();
            if kind == NodeKind::Named || kind == NodeKind::Own || kind == NodeKind::Borrow {
                let name = node.own_tokens().find(|token| token.kind().is_name());
                let found = name.and_then(|name| Some((name, aliases.get(&(owner(node), name.name()))?)));
                if let Some((name, (stands_for, _))) = found {
                    self.edit(name.span(), (*stands_for).to_owned());
                }
            } else if let Some(Item::Use(used)) = Item::of(node) {
                self.uses(used, aliases);
            }
        }
    }

    /// `use a.{b}` of an alias that `a` no longer has: of what it stands for, if that has a name.
    fn uses(&mut self, used: Use<'t>, aliases: &Aliases<'t>) {
        let path = used.path().filter(|path| path.package().is_none());
        let Some(owner) = path.and_then(ast::UsePath::name) else { return };
        for used in used.names() {
            let Some(name) = used.name() else { continue };
            if let Some((stands_for, true)) = aliases.get(&(owner.text(), name.text())) {
                let own = if used.alias().is_some() {
                    String::new()
                } else {
                    format!(" as {}", name.token().text())
                };
                self.edit(name.span(), format!("{stands_for}{own}"));
            }
        }
    }

    /// Replaces the version after every name of the package's own namespace.
    fn versions(&mut self) {
        let Some((wanted, has)) = &self.wanted.version else { return };
        let (wanted, has) = (wanted.to_string(), has.to_string());
        let namespace =
            ast::header(self.tree).and_then(ast::PackageName::namespace).map_or("", ast::Name::text);
        let named = |node: &Node<'_>| matches!(node.kind(), NodeKind::PackageName | NodeKind::UsePath);
        for node in self.tree.root().descendants().filter(named) {
            let ours = node.own_tokens().find(|token| token.kind().is_name());
            let version = node.child(NodeKind::Version).filter(|version| version.text() == has);
            if let (true, Some(version)) = (ours.is_some_and(|name| name.name() == namespace), version) {
                self.edit(version.span(), wanted.clone());
            }
        }
    }

    /// The text as edited.
    fn print(mut self) -> String {
        self.edits.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
        let text = self.tree.text();
        let mut out = String::with_capacity(text.len());
        let mut at = 0;
        for (range, edit) in &self.edits {
            if range.start >= at {
                out.push_str(text.get(at..range.start).unwrap_or_default());
                out.push_str(edit);
                at = range.end;
            }
        }
        out.push_str(text.get(at..).unwrap_or_default());
        out
    }
}

/// The gates of this name that an item has, with their versions.
fn gates<'t>(item: Node<'t>, name: &str) -> impl Iterator<Item = (Version, Node<'t>)> {
    ast::gates(item).filter_map(move |gate| {
        gate.name().filter(|own| own.text() == name)?;
        Some((Version::parse(gate.version()?.text()).ok()?, gate.node()))
    })
}

/// The name of an alias, what it stands for, and whether that is a name.
fn alias(item: Item<'_>) -> Option<(&str, (&str, bool))> {
    match item {
        Item::Type(ty) => match ty.kind()? {
            TypeDefKind::Alias(stands_for) => {
                let node = stands_for?.node();
                Some((ty.name()?.text(), (node.text(), node.kind() == NodeKind::Named)))
            }
            TypeDefKind::Record
            | TypeDefKind::Variant
            | TypeDefKind::Enum
            | TypeDefKind::Flags
            | TypeDefKind::Resource => None,
        },
        Item::Header(_)
        | Item::Package(_)
        | Item::Interface(_)
        | Item::World(_)
        | Item::TopUse(_)
        | Item::Use(_)
        | Item::Include(_)
        | Item::Import(_)
        | Item::Export(_)
        | Item::Func(_) => None,
    }
}

/// The interface or world that a node is in.
fn owner(node: Node<'_>) -> &str {
    let scope = node.ancestors().find(|node| matches!(node.kind(), NodeKind::Interface | NodeKind::World));
    let name = scope.and_then(Item::of).and_then(Item::scope).and_then(ast::Scope::name);
    name.map_or("", ast::Name::text)
}

#[cfg(test)]
mod tests;
