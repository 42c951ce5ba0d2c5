//! Compositions as pictures: those that were just linked, and those that some binary has in it.

mod crowd;
mod inside;
mod linked;

pub use crate::compose::picture::inside::inside;
pub use crate::compose::picture::linked::linked;

use crate::base::ids::NodeIx;
use crate::picture::{Edge, EdgeKind, Node, NodeKind, Picture};

/// The node for whatever runs the component, made when it is first needed.
fn host(picture: &mut Picture, known: &mut Option<NodeIx>) -> NodeIx {
    *known.get_or_insert_with(|| picture.nodes.push(Node::new("host", "host", NodeKind::Host)))
}

/// An arrow that says what it is about.
fn arrow(from: NodeIx, to: NodeIx, kind: EdgeKind, label: impl Into<String>) -> Edge {
    Edge { label: Some(label.into()), ..Edge::new(from, to, kind) }
}

/// An id that no other node has.
fn fresh(picture: &Picture, name: &str) -> String {
    let is_taken = |id: &str| picture.nodes.values().any(|node| node.id == id);
    let numbered = (2_u32..).map(|number| format!("{name} {number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    names.find(|id| !is_taken(id)).unwrap_or_else(|| name.to_owned())
}

/// `1 thing`, `3 things`.
fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// `12 bytes`, `3.4 kB`, `5.6 MB`.
fn size(bytes: u64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "two digits are shown")]
    let scaled = |unit: u64| bytes as f64 / unit as f64;
    match bytes {
        0..1_000 => format!("{bytes} bytes"),
        1_000..1_000_000 => format!("{:.1} kB", scaled(1_000)),
        _ => format!("{:.1} MB", scaled(1_000_000)),
    }
}
