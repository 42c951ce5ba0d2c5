//! A picture as a Mermaid flowchart, which many show right in Markdown.

use std::collections::BTreeSet;

use crate::base::ids::{FrameIx, NodeIx};
use crate::base::maps::IndexSet;
use crate::picture::palette::{self, Shade};
use crate::picture::{Edge, Node, NodeKind, Picture};

/// For a block of ` ```mermaid `.
pub fn mermaid(picture: &Picture) -> String {
    let mut lines = vec![
        "---".to_owned(),
        format!("title: {}", yaml(&picture.title)),
        "---".to_owned(),
        "flowchart LR".to_owned(),
    ];
    members(picture, None, "  ", &mut lines);
    // Lines of one node that mention the same are one arrow here: there it has no line to begin at.
    lines.extend(picture.edges.values().map(edge).collect::<IndexSet<_>>());
    let looks: BTreeSet<(NodeKind, bool)> =
        picture.nodes.values().map(|node| (node.kind, node.faint)).collect();
    lines.extend(looks.into_iter().map(|(kind, faint)| {
        let Shade { fill, line, ink } = palette::node(kind, faint);
        format!("  classDef {} fill:{fill},stroke:{line},color:{ink}", class(kind, faint))
    }));
    lines.join("\n") + "\n"
}

fn members(picture: &Picture, group: Option<FrameIx>, indent: &str, lines: &mut Vec<String>) {
    lines.extend(picture.nodes_in(group).map(|(id, node)| format!("{indent}{}", self::node(id, node))));
    for (id, group) in picture.groups_in(group) {
        lines.push(format!("{indent}subgraph {id}[{}]", quoted(&group.label)));
        members(picture, Some(id), &format!("{indent}  "), lines);
        lines.push(format!("{indent}end"));
    }
}

fn node(id: NodeIx, node: &Node) -> String {
    let (open, close) = match node.kind {
        NodeKind::World => ("{{", "}}"),
        NodeKind::Host => ("([", "])"),
        NodeKind::Component => ("[[", "]]"),
        NodeKind::Resource => ("(", ")"),
        NodeKind::Interface
        | NodeKind::Record
        | NodeKind::Variant
        | NodeKind::Enum
        | NodeKind::Flags
        | NodeKind::Alias
        | NodeKind::Func => ("[", "]"),
    };
    format!("{id}{open}{}{close}:::{}", quoted(&node.text()), class(node.kind, node.faint))
}

fn edge(edge: &Edge) -> String {
    let line = if edge.implied { "-.->" } else { "-->" };
    let label = match (&edge.label, edge.line) {
        (Some(label), _) => format!("|{}|", quoted(label)),
        // The line says it.
        (None, Some(_)) => String::new(),
        (None, None) => format!("|{}|", quoted(edge.kind.word())),
    };
    format!("  {} {line}{label} {}", edge.from, edge.to)
}

/// `end` and other words of Mermaid are no names of a class.
fn class(kind: NodeKind, faint: bool) -> String {
    format!("{}{}", if faint { "faint-" } else { "a-" }, kind.word())
}

/// Mermaid reads Markdown and HTML in its strings; entities are written with `#`.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '\n' => quoted.push_str("<br/>"),
            '"' | '#' | '&' | '<' | '>' | '`' | '*' | '_' | '\\' | '|' | '[' | ']' | '{' | '}' | ';' => {
                quoted.push_str(&format!("#{};", u32::from(char)));
            }
            char if char.is_control() => quoted.push(' '),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}

/// A string of the front matter.
fn yaml(text: &str) -> String {
    let text: String = text.chars().map(|char| if char.is_control() { ' ' } else { char }).collect();
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
