//! The lossless syntax tree: tokens that cover the text, and nodes over ranges of tokens, all in flat tables.

use std::fmt::{self, Debug};
use std::sync::Arc;

use crate::syntax::error::{Span, SyntaxError};
use crate::syntax::token::TokenKind;

/// One parsed text. Its tokens, put side by side, are the text.
#[derive(Clone)]
pub struct Tree {
    pub(super) text: Arc<str>,
    /// What each token is; the last is [`TokenKind::End`] and has no text.
    pub(super) kinds: Vec<TokenKind>,
    /// Where each token begins.
    pub(super) starts: Vec<u32>,
    /// Nodes in the order in which they begin, parents before their children. The first is the file.
    pub(super) nodes: Vec<NodeData>,
    /// What is wrong, in the order of the text.
    pub(super) errors: Vec<SyntaxError>,
}

/// A node: its tokens, and its descendants, which follow it in the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct NodeData {
    pub(super) kind: NodeKind,
    pub(super) parent: u32,
    /// One past its last descendant.
    pub(super) last: u32,
    pub(super) first_token: u32,
    /// One past its last token.
    pub(super) end_token: u32,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum NodeKind {
    /// All of the text.
    File,
    /// `package a:b@1.0.0;`
    PackageHeader,
    /// `package a:b { .. }`
    NestedPackage,
    /// `a:b@1.0.0`, after `package`.
    PackageName,
    /// `interface a { .. }`
    Interface,
    /// `world a { .. }`
    World,
    /// `{ .. }` of a package, interface, world or resource, braces included.
    Body,

    /// `use a:b/c as d;`, outside of interfaces and worlds.
    TopUse,
    /// `use a:b/c.{d, e as f};`
    Use,
    /// `d` or `e as f`, in the braces of `use` and of `include .. with`.
    UseName,
    /// `c` or `a:b/c@1.0.0`.
    UsePath,
    /// `include a:b/c with { d as e }`
    Include,
    /// `import ..`
    Import,
    /// `export ..`
    Export,

    /// `type a = ..;`
    Alias,
    /// `record a { .. }`
    Record,
    /// `a: type`, in a record.
    Field,
    /// `variant a { .. }`
    Variant,
    /// `a` or `a(type)`, in a variant.
    Case,
    /// `enum a { .. }`
    Enum,
    /// `a`, in an enum.
    EnumCase,
    /// `flags a { .. }`
    Flags,
    /// `a`, in flags.
    Flag,
    /// `resource a { .. }`
    Resource,
    /// `constructor(..);`
    Constructor,
    /// `a: static func(..);`, in an interface or a resource.
    Func,
    /// `async func(a: type) -> type`, `get() -> type`, `set(a: type)`; of a constructor `(a: type) -> type`.
    Signature,
    /// `a: type`, in a signature.
    Param,

    /// `u32`, `string`, `error-context` ..
    Primitive,
    /// The name of a type.
    Named,
    /// `list<type>`, `list<type, 4>`
    List,
    /// `map<type, type>`
    Map,
    /// `option<type>`
    Option,
    /// `result`, `result<type>`, `result<_, type>`, `result<type, type>`
    Result,
    /// `tuple<type, ..>`
    Tuple,
    /// `future`, `future<type>`
    Future,
    /// `stream`, `stream<type>`
    Stream,
    /// `own<name>`
    Own,
    /// `borrow<name>`
    Borrow,

    /// `@since(version = 1.0.0)`, `@unstable(feature = a)`, `@external-id("..")` ..
    Gate,
    /// `1.0.0-rc.1+build`
    Version,
    /// What does not belong where it stands. It may have nodes inside, for what was understood of it.
    Error,
}

impl NodeKind {
    /// Whether it is a type, as opposed to the definition of one.
    pub fn is_type(self) -> bool {
        NodeKind::Primitive <= self && self <= NodeKind::Borrow
    }

    /// Whether it stands for itself in a file or body.
    pub fn is_item(self) -> bool {
        match self {
            NodeKind::PackageHeader
            | NodeKind::NestedPackage
            | NodeKind::Interface
            | NodeKind::World
            | NodeKind::TopUse
            | NodeKind::Use
            | NodeKind::Include
            | NodeKind::Import
            | NodeKind::Export
            | NodeKind::Alias
            | NodeKind::Record
            | NodeKind::Variant
            | NodeKind::Enum
            | NodeKind::Flags
            | NodeKind::Resource
            | NodeKind::Constructor
            | NodeKind::Func => true,
            NodeKind::File
            | NodeKind::PackageName
            | NodeKind::Body
            | NodeKind::UseName
            | NodeKind::UsePath
            | NodeKind::Field
            | NodeKind::Case
            | NodeKind::EnumCase
            | NodeKind::Flag
            | NodeKind::Signature
            | NodeKind::Param
            | NodeKind::Primitive
            | NodeKind::Named
            | NodeKind::List
            | NodeKind::Map
            | NodeKind::Option
            | NodeKind::Result
            | NodeKind::Tuple
            | NodeKind::Future
            | NodeKind::Stream
            | NodeKind::Own
            | NodeKind::Borrow
            | NodeKind::Gate
            | NodeKind::Version
            | NodeKind::Error => false,
        }
    }
}

impl Tree {
    /// The text that was parsed.
    pub fn text(&self) -> &Arc<str> {
        &self.text
    }

    /// What is wrong, in the order of the text. Empty: wit-parser's grammar accepts the text as well.
    pub fn errors(&self) -> &[SyntaxError] {
        &self.errors
    }

    /// The node of the whole file.
    pub fn root(&self) -> Node<'_> {
        Node { tree: self, index: 0 }
    }

    /// All tokens; their texts, put side by side, are the text.
    pub fn tokens(&self) -> impl DoubleEndedIterator<Item = Token<'_>> {
        self.range(0, self.token_count())
    }

    /// The token that has the byte at `offset`.
    pub fn token_at(&self, offset: u32) -> Option<Token<'_>> {
        let after = self.starts.partition_point(|start| *start <= offset);
        let index = u32::try_from(after).ok()?.checked_sub(1)?;
        (index < self.token_count()).then_some(Token { tree: self, index })
    }

    /// The innermost node that has the byte at `offset`, blanks around it not counted.
    pub fn node_at(&self, offset: u32) -> Node<'_> {
        let mut node = self.root();
        let within = |node: &Node<'_>| node.span().start <= offset && offset < node.span().end;
        while let Some(child) = node.children().find(within) {
            node = child;
        }
        node
    }

    /// How many tokens there are.
    pub fn token_count(&self) -> u32 {
        u32::try_from(self.kinds.len()).unwrap_or(u32::MAX).saturating_sub(1)
    }

    /// The token of a number, if there are that many.
    pub fn nth_token(&self, index: u32) -> Option<Token<'_>> {
        (index < self.token_count()).then_some(Token { tree: self, index })
    }

    /// The token of a number.
    pub(super) fn token(&self, index: u32) -> Token<'_> {
        Token { tree: self, index }
    }

    pub(super) fn kind(&self, token: u32) -> TokenKind {
        self.kinds.get(token as usize).copied().unwrap_or(TokenKind::End)
    }

    pub(super) fn start(&self, token: u32) -> u32 {
        self.starts.get(token as usize).or(self.starts.last()).copied().unwrap_or(0)
    }

    pub(super) fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    fn range(&self, first: u32, end: u32) -> impl DoubleEndedIterator<Item = Token<'_>> {
        (first..end).map(|index| Token { tree: self, index })
    }
}

/// One line for each node, token and error; nodes are indented by their depth, which the parser limits.
impl Debug for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        outline(self.root(), 0, f)?;
        for SyntaxError { at, problem } in &self.errors {
            writeln!(f, "{}..{}: {problem:?}", at.start, at.end)?;
        }
        Ok(())
    }
}

fn outline(node: Node<'_>, depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    writeln!(f, "{:1$}{2:?}", "", depth * 2, node.kind())?;
    for element in node.elements() {
        match element {
            Element::Node(node) => outline(node, depth + 1, f)?,
            Element::Token(token) if token.kind() == TokenKind::Whitespace => {}
            Element::Token(token) => writeln!(f, "{:1$}{token:?}", "", depth * 2 + 2)?,
        }
    }
    Ok(())
}

/// A node of a tree.
#[derive(Clone, Copy)]
pub struct Node<'t> {
    tree: &'t Tree,
    index: u32,
}

impl<'t> Node<'t> {
    fn data(self) -> NodeData {
        let end_token = self.tree.token_count();
        self.tree.nodes.get(self.index as usize).copied().unwrap_or(NodeData {
            kind: NodeKind::Error,
            parent: 0,
            last: self.index + 1,
            first_token: end_token,
            end_token,
        })
    }

    /// What it is.
    pub fn kind(self) -> NodeKind {
        self.data().kind
    }

    /// The tree it belongs to.
    pub fn tree(self) -> &'t Tree {
        self.tree
    }

    /// A number that no other node of the tree has; parents have smaller ones.
    pub fn index(self) -> u32 {
        self.index
    }

    /// The node around it.
    pub fn parent(self) -> Option<Node<'t>> {
        (self.index > 0).then(|| Node { tree: self.tree, index: self.data().parent })
    }

    /// The nodes around it, the nearest first.
    pub fn ancestors(self) -> impl Iterator<Item = Node<'t>> {
        std::iter::successors(self.parent(), |node| node.parent())
    }

    /// Its nodes, in order.
    pub fn children(self) -> impl Iterator<Item = Node<'t>> {
        let tree = self.tree;
        let last = self.data().last;
        let first = (self.index + 1 < last).then_some(Node { tree, index: self.index + 1 });
        std::iter::successors(first, move |node| {
            let next = node.data().last;
            (next < last).then_some(Node { tree, index: next })
        })
    }

    /// Its first node of a kind.
    pub fn child(self, kind: NodeKind) -> Option<Node<'t>> {
        self.children().find(|node| node.kind() == kind)
    }

    /// Itself and all nodes inside, parents before children.
    pub fn descendants(self) -> impl Iterator<Item = Node<'t>> {
        let tree = self.tree;
        (self.index..self.data().last).map(move |index| Node { tree, index })
    }

    /// How many nodes it is, with all nodes inside.
    pub fn size(self) -> usize {
        self.data().last.saturating_sub(self.index) as usize
    }

    /// Its nodes, and the tokens that are in none of them, in order.
    pub fn elements(self) -> impl Iterator<Item = Element<'t>> {
        let tree = self.tree;
        let NodeData { end_token, last, first_token, .. } = self.data();
        let mut child = self.index + 1;
        let mut token = first_token;
        std::iter::from_fn(move || {
            let node = Node { tree, index: child };
            if child < last && node.data().first_token <= token {
                child = node.data().last;
                token = node.data().end_token;
                return Some(Element::Node(node));
            }
            (token < end_token).then(|| {
                token += 1;
                Element::Token(Token { tree, index: token - 1 })
            })
        })
    }

    /// All of its tokens, those of its nodes included.
    pub fn tokens(self) -> impl DoubleEndedIterator<Item = Token<'t>> {
        let NodeData { first_token, end_token, .. } = self.data();
        self.tree.range(first_token, end_token)
    }

    /// The tokens that are in none of its nodes.
    pub fn own_tokens(self) -> impl Iterator<Item = Token<'t>> {
        self.elements().filter_map(|element| match element {
            Element::Token(token) => Some(token),
            Element::Node(_) => None,
        })
    }

    /// Its first own token of a kind.
    pub fn token(self, kind: TokenKind) -> Option<Token<'t>> {
        self.own_tokens().find(|token| token.kind() == kind)
    }

    /// Its tokens without blanks and comments.
    pub fn significant(self) -> impl DoubleEndedIterator<Item = Token<'t>> {
        self.tokens().filter(|token| !token.kind().is_trivia())
    }

    /// The comments before its first significant token, which belong to it.
    pub fn leading_comments(self) -> impl Iterator<Item = Token<'t>> {
        self.tokens().take_while(|token| token.kind().is_trivia()).filter(|token| token.kind().is_comment())
    }

    /// Its bytes, with the comments that belong to it.
    pub fn full_span(self) -> Span {
        let NodeData { first_token, end_token, .. } = self.data();
        Span { start: self.tree.start(first_token), end: self.tree.start(end_token) }
    }

    /// Its bytes, from its first significant token to its last.
    pub fn span(self) -> Span {
        let full = self.full_span();
        let start = self.significant().next().map_or(full.start, |token| token.span().start);
        Span { start, end: full.end }
    }

    /// The text of [`Node::span`].
    pub fn text(self) -> &'t str {
        self.tree.slice(self.span())
    }
}

impl Debug for Node<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.kind(), self.text())
    }
}

/// Nodes are the same if they are in the same place of the same tree.
impl PartialEq for Node<'_> {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.tree, other.tree) && self.index == other.index
    }
}

impl Eq for Node<'_> {}

/// A token of a tree.
#[derive(Clone, Copy)]
pub struct Token<'t> {
    tree: &'t Tree,
    index: u32,
}

impl<'t> Token<'t> {
    /// What it is.
    pub fn kind(self) -> TokenKind {
        self.tree.kind(self.index)
    }

    /// Its number: tokens are counted from 0.
    pub fn index(self) -> u32 {
        self.index
    }

    /// Its bytes.
    pub fn span(self) -> Span {
        Span { start: self.tree.start(self.index), end: self.tree.start(self.index + 1) }
    }

    /// Its text.
    pub fn text(self) -> &'t str {
        self.tree.slice(self.span())
    }

    /// A name without the `%` that may escape it.
    pub fn name(self) -> &'t str {
        self.text().trim_start_matches('%')
    }
}

impl Debug for Token<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.kind(), self.text())
    }
}

/// What a node consists of.
#[derive(Clone, Copy, Debug)]
pub enum Element<'t> {
    /// A node.
    Node(Node<'t>),
    /// A token that is in no node further down.
    Token(Token<'t>),
}
