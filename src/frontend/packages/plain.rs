//! Declarations told plainly, so that two ways to write the same are the same text.

use std::collections::BTreeMap;

use crate::base::names::PackageName;
use crate::syntax::ast::{self, ExternKind, Item, UsePath};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Element, Node, NodeKind, Token};

/// Whether gates are part of a declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gates {
    /// They are.
    Compared,
    /// One side may have lost them.
    Ignored,
}

/// How the items of one file or package are told.
pub(super) struct Plain<'t> {
    package: String,
    version: Option<String>,
    /// What the names that a `use` of the file gives stand for.
    aliases: BTreeMap<&'t str, String>,
    gates: Gates,
}

impl<'t> Plain<'t> {
    /// For the items in `holder`, a file or a package in braces.
    pub(super) fn new(package: &PackageName, holder: Node<'t>, gates: Gates) -> Self {
        let name = format!("{}:{}", package.namespace, package.name);
        let version = package.version.as_ref().map(ToString::to_string);
        let mut plain = Plain { package: name, version, aliases: BTreeMap::new(), gates };
        let body = holder.child(NodeKind::Body).unwrap_or(holder);
        for item in body.children().filter_map(Item::of) {
            if let Item::TopUse(used) = item
                && let Some(path) = used.path()
                && let Some(name) = used.alias().or(path.name())
            {
                let path = plain.path(path);
                plain.aliases.insert(name.text(), path);
            }
        }
        plain
    }

    /// The items of an interface, world or resource: a key that no two share, the text, the node.
    pub(super) fn items(&self, scope: Node<'t>) -> Vec<(String, String, Node<'t>)> {
        let body = scope.child(NodeKind::Body).unwrap_or(scope);
        let mut items = Vec::new();
        for node in body.children() {
            let Some(item) = Item::of(node) else { continue };
            let gates = self.gates(node).map(|gates| gates + " ").unwrap_or_default();
            if let Item::Use(used) = item {
                let path = used.path().map(|path| self.path(path)).unwrap_or_default();
                for name in used.names() {
                    let (Some(theirs), own) = (name.name(), name.alias()) else { continue };
                    let own = own.unwrap_or(theirs).text();
                    let text = format!("{gates}use {path}.{{{} as {own}}}", theirs.text());
                    items.push((format!("`{own}`"), text, name.node()));
                }
                continue;
            }
            items.push((self.key(item), format!("{gates}{}", self.text(node)), node));
        }
        items.sort_by(|a, b| a.0.cmp(&b.0));
        items
    }

    fn key(&self, item: Item<'t>) -> String {
        let named = |name: Option<ast::Name<'_>>| format!("`{}`", name.map_or("", ast::Name::text));
        match item {
            Item::Type(ty) => named(ty.name()),
            Item::Func(func) if func.is_constructor() => "`constructor`".to_owned(),
            Item::Func(func) => named(func.name()),
            Item::Import(port) => format!("import {}", self.port(port)),
            Item::Export(port) => format!("export {}", self.port(port)),
            Item::Include(include) => {
                format!("`include {}`", include.path().map(|path| self.path(path)).unwrap_or_default())
            }
            Item::Header(_)
            | Item::Package(_)
            | Item::Interface(_)
            | Item::World(_)
            | Item::TopUse(_)
            | Item::Use(_) => String::new(),
        }
    }

    fn port(&self, port: ast::Extern<'t>) -> String {
        let path = match port.kind() {
            Some(ExternKind::Path(path)) => self.path(path),
            Some(ExternKind::Func(_) | ExternKind::Inline(_)) | None => String::new(),
        };
        format!("`{}`", port.name().map_or(path.as_str(), ast::Name::text))
    }

    /// The gates of an item, if they count.
    pub(super) fn gates(&self, item: Node<'t>) -> Option<String> {
        let mut gates: Vec<String> = ast::gates(item).map(|gate| joined(gate.node().significant())).collect();
        gates.sort();
        (self.gates == Gates::Compared && !gates.is_empty()).then(|| gates.join(" "))
    }

    /// A path with its package, but for this one.
    fn path(&self, path: UsePath<'t>) -> String {
        let name = path.name().map_or("", ast::Name::text);
        let Some((namespace, package)) = path.package() else {
            return self.aliases.get(name).cloned().unwrap_or_else(|| name.to_owned());
        };
        let package = format!("{}:{}", namespace.text(), package.text());
        let version = path.version().map(Node::text);
        if package == self.package && version == self.version.as_deref() {
            return name.to_owned();
        }
        format!("{package}/{name}{}", version.map(|version| format!("@{version}")).unwrap_or_default())
    }

    fn text(&self, node: Node<'t>) -> String {
        let mut words = String::new();
        self.write(node, &mut words);
        words
    }

    /// The tokens of a node with no more blanks than they need, items in it in the order of their keys.
    fn write(&self, node: Node<'t>, out: &mut String) {
        for element in node.elements() {
            match element {
                Element::Token(token) => push(out, token),
                Element::Node(child) => self.write_child(child, out),
            }
        }
    }

    fn write_child(&self, child: Node<'t>, out: &mut String) {
        let kind = child.kind();
        if kind == NodeKind::UsePath {
            let path = ast_path(child).map(|path| self.path(path));
            spaced(out, &path.unwrap_or_else(|| child.text().to_owned()));
        } else if kind == NodeKind::Own {
            // `own<a>` in the place of a type is `a`.
            spaced(out, own(child));
        } else if kind == NodeKind::Body {
            let items = self.items(child);
            if !items.is_empty() {
                let texts: Vec<String> = items.into_iter().map(|(_, text, _)| text).collect();
                out.push_str(&format!(" {{ {} }}", texts.join("; ")));
            }
        } else if kind != NodeKind::Gate {
            self.write(child, out);
        }
    }
}

/// The path that a node is, through the item that has it.
fn ast_path(node: Node<'_>) -> Option<UsePath<'_>> {
    match Item::of(node.parent()?)? {
        Item::TopUse(used) => used.path(),
        Item::Use(used) => used.path(),
        Item::Include(include) => include.path(),
        Item::Import(port) | Item::Export(port) => match port.kind()? {
            ExternKind::Path(path) => Some(path),
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

fn own(node: Node<'_>) -> &str {
    node.own_tokens().find(|token| token.kind().is_name()).map_or("", Token::name)
}

fn joined<'t>(tokens: impl Iterator<Item = Token<'t>>) -> String {
    let mut out = String::new();
    for token in tokens {
        push(&mut out, token);
    }
    out
}

/// Adds a token. The `;` of an item and a comma before a closing bracket say nothing.
fn push(out: &mut String, token: Token<'_>) {
    let kind = token.kind();
    if kind.is_trivia() || kind == TokenKind::Semicolon {
        return;
    }
    let closes = matches!(kind, TokenKind::RightBrace | TokenKind::RightParen | TokenKind::GreaterThan);
    if closes && out.ends_with(',') {
        out.pop();
    }
    spaced(out, token.name());
}

/// Adds a word, with a blank before it only between two words and after a comma or colon.
fn spaced(out: &mut String, word: &str) {
    let is_word = |c: char| c.is_alphanumeric() || c == '-' || c == '_' || c == '"';
    let parted = out.ends_with(|c| is_word(c) || c == ',' || c == ':' || c == '=' || c == '{' || c == '>')
        && word.starts_with(|c| is_word(c) || c == '{' || c == '}' || c == '=' || c == '-');
    if parted {
        out.push(' ');
    }
    out.push_str(word);
}
