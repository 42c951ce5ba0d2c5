//! A graph of boxes and arrows as plain data, and its printers: text, DOT, Mermaid, SVG.
//!
//! Whoever knows what is to be shown decides it all, to the last line in a box; printers only lay it out.

/// For Graphviz.
pub mod dot;
mod font;
/// Where everything goes.
pub mod layout;
/// For Markdown.
pub mod mermaid;
mod palette;
/// For documents and browsers.
pub mod svg;
/// For the terminal.
pub mod text;

use crate::base::ids::{EdgeIx, FrameIx, NodeIx, Table};

/// Boxes and arrows.
#[derive(Clone, Debug, Default)]
pub struct Picture {
    /// What is shown.
    pub title: String,
    /// Boxes around nodes.
    pub groups: Table<FrameIx, Group>,
    /// The nodes, in the order in which a list would have them.
    pub nodes: Table<NodeIx, Node>,
    /// The arrows.
    pub edges: Table<EdgeIx, Edge>,
}

/// A box around nodes and other groups.
#[derive(Clone, Debug)]
pub struct Group {
    /// What it is called.
    pub label: String,
    /// The group that it is in; that one was added before.
    pub inside: Option<FrameIx>,
}

/// A node.
#[derive(Clone, Debug)]
pub struct Node {
    /// A name that no other node of the picture has.
    pub id: String,
    /// What it is called where it stands.
    pub title: String,
    /// What it consists of, line by line.
    pub lines: Vec<String>,
    /// What it is, which decides its shape and colour.
    pub kind: NodeKind,
    /// Whether it matters less: it is here because of others.
    pub faint: bool,
    /// More about it, for those who ask.
    pub note: Option<String>,
    /// The group that it is in.
    pub inside: Option<FrameIx>,
}

/// An arrow.
#[derive(Clone, Debug)]
pub struct Edge {
    /// Where it begins.
    pub from: NodeIx,
    /// The line of that node that it begins at.
    pub line: Option<usize>,
    /// Where it points.
    pub to: NodeIx,
    /// What is written at it.
    pub label: Option<String>,
    /// More about it, for those who ask.
    pub note: Option<String>,
    /// What it means, which decides its colour.
    pub kind: EdgeKind,
    /// Whether it follows from others: it is dashed.
    pub implied: bool,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum NodeKind {
    World,
    Interface,
    Resource,
    Record,
    Variant,
    Enum,
    Flags,
    Alias,
    Func,
    Component,
    Host,
}

/// What an edge means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EdgeKind {
    /// A type is borrowed from there.
    Use,
    /// It is imported.
    Import,
    /// It is exported.
    Export,
    /// All of that world is part of this one.
    Include,
    /// It is made of that.
    Part,
    /// An import is met by that.
    Wire,
}

impl NodeKind {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            NodeKind::World => "world",
            NodeKind::Interface => "interface",
            NodeKind::Resource => "resource",
            NodeKind::Record => "record",
            NodeKind::Variant => "variant",
            NodeKind::Enum => "enum",
            NodeKind::Flags => "flags",
            NodeKind::Alias => "type",
            NodeKind::Func => "func",
            NodeKind::Component => "component",
            NodeKind::Host => "host",
        }
    }
}

impl EdgeKind {
    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            EdgeKind::Use => "use",
            EdgeKind::Import => "import",
            EdgeKind::Export => "export",
            EdgeKind::Include => "include",
            EdgeKind::Part => "has",
            EdgeKind::Wire => "needs",
        }
    }
}

impl Node {
    /// A node of which only this much is known.
    pub fn new(id: impl Into<String>, title: impl Into<String>, kind: NodeKind) -> Self {
        let (id, title) = (id.into(), title.into());
        Self { id, title, lines: Vec::new(), kind, faint: false, note: None, inside: None }
    }

    /// What is written before its title: of types, what they are. Other nodes are known by their shape.
    pub(in crate::picture) fn prefix(&self) -> String {
        match self.kind {
            NodeKind::World | NodeKind::Interface | NodeKind::Component | NodeKind::Host => String::new(),
            NodeKind::Resource
            | NodeKind::Record
            | NodeKind::Variant
            | NodeKind::Enum
            | NodeKind::Flags
            | NodeKind::Alias
            | NodeKind::Func => format!("{} ", self.kind.word()),
        }
    }

    /// All that is written in it, line by line.
    pub(in crate::picture) fn text(&self) -> String {
        let title = format!("{}{}", self.prefix(), self.title);
        std::iter::once(&title).chain(&self.lines).cloned().collect::<Vec<_>>().join("\n")
    }
}

impl Edge {
    /// An arrow of which only this much is known.
    pub fn new(from: NodeIx, to: NodeIx, kind: EdgeKind) -> Self {
        Self { from, line: None, to, label: None, note: None, kind, implied: false }
    }

    /// Its meaning in words, with what is known beyond it.
    pub fn words(&self) -> String {
        let implied = if self.implied { " (implied)" } else { "" };
        let words = format!("{}{implied}", self.kind.word());
        let more = [&self.label, &self.note].into_iter().flatten();
        more.fold(words, |words, more| format!("{words} {more}"))
    }
}

impl Picture {
    /// The nodes right in a group, or in none.
    pub fn nodes_in(&self, group: Option<FrameIx>) -> impl Iterator<Item = (NodeIx, &Node)> {
        self.nodes.iter().filter(move |(_, node)| node.inside == group)
    }

    /// The groups right in a group, or in none.
    pub fn groups_in(&self, group: Option<FrameIx>) -> impl Iterator<Item = (FrameIx, &Group)> {
        self.groups.iter().filter(move |(_, inner)| inner.inside == group)
    }

    /// The arrows that begin at a node.
    pub fn edges_from(&self, node: NodeIx) -> impl Iterator<Item = &Edge> {
        self.edges.values().filter(move |edge| edge.from == node)
    }
}
