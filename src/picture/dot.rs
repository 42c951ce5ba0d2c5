//! A picture in the language of Graphviz.

use crate::base::ids::FrameIx;
use crate::base::maps::IndexSet;
use crate::picture::palette::{self, Shade};
use crate::picture::{Edge, Node, NodeKind, Picture};

/// For `dot -Tsvg` and its like.
pub fn dot(picture: &Picture) -> String {
    let mut lines = vec![
        format!("digraph {} {{", quoted(&picture.title)),
        "  rankdir=LR; bgcolor=transparent;".to_owned(),
        "  node [shape=box, style=\"rounded,filled\", fontname=Helvetica, fontsize=11];".to_owned(),
        "  edge [fontname=Helvetica, fontsize=9, arrowsize=0.7];".to_owned(),
    ];
    members(picture, None, "  ", &mut lines);
    // Lines of one node that mention the same are one arrow here: there it has no line to begin at.
    lines.extend(picture.edges.values().map(|edge| self::edge(picture, edge)).collect::<IndexSet<_>>());
    lines.push("}\n".to_owned());
    lines.join("\n")
}

fn members(picture: &Picture, group: Option<FrameIx>, indent: &str, lines: &mut Vec<String>) {
    lines.extend(picture.nodes_in(group).map(|(_, node)| format!("{indent}{}", self::node(node))));
    for (id, group) in picture.groups_in(group) {
        lines.push(format!("{indent}subgraph cluster_{id} {{"));
        let label = quoted(&group.label);
        lines.push(format!(
            "{indent}  label={label}; style=rounded; color=\"{}\"; fontcolor=\"{}\"; fontname=Helvetica;",
            palette::BORDER,
            palette::MUTED
        ));
        members(picture, Some(id), &format!("{indent}  "), lines);
        lines.push(format!("{indent}}}"));
    }
}

fn node(node: &Node) -> String {
    let Shade { fill, line, ink } = palette::node(node.kind, node.faint);
    let mut label = quoted(&node.text());
    if !node.lines.is_empty() {
        // Graphviz ends a line, and sets it to the left, at `\l`. A backslash of the text is doubled by now.
        label = label.replace("\\\\", "\u{0}").replace("\\n", "\\l").replace('\u{0}', "\\\\");
        label.insert_str(label.len() - 1, "\\l");
    }
    let shape = match node.kind {
        NodeKind::World => ", shape=hexagon, style=filled",
        NodeKind::Host => ", shape=oval, style=filled",
        NodeKind::Component => ", shape=component, style=filled",
        NodeKind::Resource
        | NodeKind::Interface
        | NodeKind::Record
        | NodeKind::Variant
        | NodeKind::Enum
        | NodeKind::Flags
        | NodeKind::Alias
        | NodeKind::Func => "",
    };
    let tooltip = node.note.as_ref().map(|note| format!(", tooltip={}", quoted(note))).unwrap_or_default();
    format!(
        "{} [label={label}, fillcolor=\"{fill}\", color=\"{line}\", fontcolor=\"{ink}\"{shape}{tooltip}];",
        quoted(&node.id)
    )
}

fn edge(picture: &Picture, edge: &Edge) -> String {
    let (from, to) = (&picture.nodes[edge.from].id, &picture.nodes[edge.to].id);
    let label = edge.label.as_ref().map(|label| format!(", label={}", quoted(label))).unwrap_or_default();
    let dashed = if edge.implied { ", style=dashed" } else { "" };
    let colour = palette::edge(edge.kind);
    format!(
        "  {} -> {} [color=\"{colour}\", tooltip={}{label}{dashed}];",
        quoted(from),
        quoted(to),
        quoted(&edge.words())
    )
}

/// A string of DOT: only the quote and, in what is shown, the backslash mean something.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for char in text.chars() {
        match char {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            // In labels Graphviz replaces entities, quoted or not.
            '&' => quoted.push_str("&amp;"),
            char if char.is_control() => quoted.push(' '),
            char => quoted.push(char),
        }
    }
    quoted.push('"');
    quoted
}
