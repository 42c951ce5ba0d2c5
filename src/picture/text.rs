//! A picture as an outline.

use crate::base::ids::{FrameIx, NodeIx};
use crate::picture::{Edge, Node, Picture};

/// The groups, what is in each, and where the arrows of each node point.
pub fn text(picture: &Picture) -> String {
    let mut tree = Branch { head: clean(&picture.title), below: below(picture, None) };
    if tree.below.is_empty() {
        tree.below.push(Branch::leaf("(nothing)"));
    }
    let mut text = tree.head.clone() + "\n";
    tree.print(&mut text, "");
    text
}

/// A line and what is indented under it.
struct Branch {
    head: String,
    below: Vec<Branch>,
}

impl Branch {
    fn leaf(head: impl Into<String>) -> Self {
        Self { head: head.into(), below: Vec::new() }
    }

    fn print(&self, text: &mut String, indent: &str) {
        for (index, branch) in self.below.iter().enumerate() {
            let last = index + 1 == self.below.len();
            let (fork, further) = if last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            text.push_str(&format!("{indent}{fork}{}\n", branch.head));
            branch.print(text, &format!("{indent}{further}"));
        }
    }
}

fn below(picture: &Picture, group: Option<FrameIx>) -> Vec<Branch> {
    let nodes = picture.nodes_in(group).map(|(id, node)| self::node(picture, id, node));
    let groups = picture
        .groups_in(group)
        .map(|(id, group)| Branch { head: clean(&group.label), below: below(picture, Some(id)) });
    nodes.chain(groups).collect()
}

fn node(picture: &Picture, id: NodeIx, node: &Node) -> Branch {
    let faint = if node.faint { " (needed by others)" } else { "" };
    let lines = node.lines.iter().map(|line| Branch::leaf(clean(line)));
    // What begins at a line, and is said there, is not said again.
    let edges = picture
        .edges_from(id)
        .filter(|edge| edge.line.is_none())
        .map(|edge| Branch::leaf(arrow(picture, edge)));
    Branch {
        head: clean(&format!("{} {}{faint}", node.kind.word(), node.title)),
        below: lines.chain(edges).collect(),
    }
}

/// `import streams`; what is in another group has its whole name.
fn arrow(picture: &Picture, edge: &Edge) -> String {
    let (from, to) = (&picture.nodes[edge.from], &picture.nodes[edge.to]);
    let name = if from.inside == to.inside { &to.title } else { &to.id };
    let implied = if edge.implied { " (implied)" } else { "" };
    let more = [&edge.label, &edge.note].into_iter().flatten();
    let arrow = format!("{} {name}{implied}", edge.kind.word());
    clean(&more.fold(arrow, |arrow, more| format!("{arrow}: {more}")))
}

/// One line, with nothing in it that a terminal would obey.
fn clean(text: &str) -> String {
    // Also the marks that turn the direction of what follows.
    let turns = |char| matches!(char, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars().map(|char| if char.is_control() || turns(char) { ' ' } else { char }).collect()
}
