//! A picture with too many nodes, with several of them in one box.

use std::collections::{BTreeMap, VecDeque};

use crate::base::ids::{Ix, NodeIx};
use crate::picture::{Edge, EdgeKind, Node, NodeKind, Picture};

/// More nodes than this nobody can look at.
const MANY: usize = 100;
/// So many boxes are left.
const BOXES: usize = 40;
/// So many names are written into a box.
const NAMES: usize = 6;

/// The picture itself, or one in which components that stand next to each other are one box.
pub(super) fn few(picture: Picture) -> Picture {
    if picture.nodes.len() <= MANY {
        return picture;
    }
    let order = from_outside(&picture);
    let crowd: Vec<NodeIx> =
        order.iter().copied().filter(|ix| picture.nodes[*ix].kind == NodeKind::Component).collect();
    let mut few =
        Picture { title: format!("{} ({} components)", picture.title, crowd.len()), ..Picture::default() };
    let mut place = vec![None; picture.nodes.len()];
    for (ix, node) in picture.nodes.iter().filter(|(_, node)| node.kind != NodeKind::Component) {
        let alone = few.nodes.push(Node { inside: None, ..node.clone() });
        set(&mut place, ix, alone);
    }
    for some in crowd.chunks(crowd.len().div_ceil(BOXES).max(1)) {
        let names: Vec<&str> = some.iter().map(|ix| picture.nodes[*ix].id.as_str()).collect();
        let title = match names.as_slice() {
            [first, .., last] => format!("{first} … {last}"),
            [one] => (*one).to_owned(),
            [] => continue,
        };
        let mut node = Node::new(title.clone(), title, NodeKind::Component);
        if names.len() > 1 {
            node.lines.push(format!("{} components", names.len()));
            node.lines.extend(names.iter().take(NAMES).map(|name| (*name).to_owned()));
            node.lines.extend((names.len() > NAMES).then(|| "…".to_owned()));
        }
        let together = few.nodes.push(node);
        for ix in some {
            set(&mut place, *ix, together);
        }
    }
    let mut edges: BTreeMap<(NodeIx, NodeIx, EdgeKind), Vec<&Edge>> = BTreeMap::new();
    for edge in picture.edges.values() {
        let ends = get(&place, edge.from).zip(get(&place, edge.to));
        if let Some((from, to)) = ends.filter(|(from, to)| from != to) {
            edges.entry((from, to, edge.kind)).or_default().push(edge);
        }
    }
    for ((from, to, kind), all) in edges {
        let label = match all.as_slice() {
            [one] => one.label.clone(),
            several => Some(format!("{} of these", several.len())),
        };
        few.edges.push(Edge { label, ..Edge::new(from, to, kind) });
    }
    few
}

fn set(place: &mut [Option<NodeIx>], ix: NodeIx, to: NodeIx) {
    if let Some(slot) = place.get_mut(ix.index()) {
        *slot = Some(to);
    }
}

fn get(place: &[Option<NodeIx>], ix: NodeIx) -> Option<NodeIx> {
    place.get(ix.index()).copied().flatten()
}

/// The nodes in the order in which they are met from the exports on, then all others.
fn from_outside(picture: &Picture) -> Vec<NodeIx> {
    let mut next: Vec<Vec<NodeIx>> = vec![Vec::new(); picture.nodes.len()];
    for edge in picture.edges.values() {
        if let Some(next) = next.get_mut(edge.from.index()) {
            next.push(edge.to);
        }
    }
    let mut seen = vec![false; picture.nodes.len()];
    let mut order = Vec::new();
    for start in picture.nodes.ids() {
        let mut todo = VecDeque::from([start]);
        while let Some(ix) = todo.pop_front() {
            let Some(seen) = seen.get_mut(ix.index()) else { continue };
            if std::mem::replace(seen, true) {
                continue;
            }
            order.push(ix);
            todo.extend(next.get(ix.index()).into_iter().flatten());
        }
    }
    order
}
