//! How large nodes and labels are.

use crate::picture::font::{self, SMALL, TITLE};
use crate::picture::layout::Size;
use crate::picture::{Group, Node, NodeKind};

/// The height of a node's first row.
pub(in crate::picture) const HEAD: f64 = 28.0;
/// The height of each further one.
pub(in crate::picture) const ROW: f64 = 16.0;
/// Room at the left and right of what is written in a node.
pub(in crate::picture) const NODE_PAD: f64 = 12.0;
/// The height of a group's label.
pub(in crate::picture) const GROUP_HEAD: f64 = 26.0;

/// Room under the last row of a node that has several.
const FOOT: f64 = 8.0;

/// A node.
pub(super) fn node(node: &Node) -> Size {
    let title = font::proportional(&node.prefix(), SMALL) + font::proportional(&node.title, TITLE);
    let lines = node.lines.iter().map(|line| font::fixed(line, SMALL));
    let pointed = match node.kind {
        NodeKind::World | NodeKind::Host => 8.0,
        NodeKind::Interface
        | NodeKind::Resource
        | NodeKind::Record
        | NodeKind::Variant
        | NodeKind::Enum
        | NodeKind::Flags
        | NodeKind::Alias
        | NodeKind::Func
        | NodeKind::Component => 0.0,
    };
    let width = lines.fold(title, f64::max) + 2.0 * (NODE_PAD + pointed);
    let below = if node.lines.is_empty() { 0.0 } else { rows(node.lines.len()) + FOOT };
    Size { width: width.ceil(), height: HEAD + below }
}

/// Whether a node has more than its first row.
pub(in crate::picture) fn is_tall(node: &Node) -> bool {
    !node.lines.is_empty()
}

/// From a node's top to where an edge touches it.
pub(super) fn touch(node: &Node, line: Option<usize>) -> f64 {
    match line {
        Some(line) if line < node.lines.len() => HEAD + rows(line) + ROW / 2.0,
        Some(_) | None => HEAD / 2.0,
    }
}

/// What is written at an edge.
pub(super) fn label(text: &str) -> Size {
    Size { width: font::proportional(text, SMALL).ceil() + 8.0, height: ROW }
}

/// The least width of a group.
pub(super) fn group(group: &Group) -> f64 {
    (font::proportional(&group.label, TITLE) + 2.0 * NODE_PAD).ceil()
}

fn rows(count: usize) -> f64 {
    (0..count).map(|_| ROW).sum()
}
