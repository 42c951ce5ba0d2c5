//! What stands in each group, and which edges pass through it.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::{EdgeIx, FrameIx, NodeIx};
use crate::picture::layout::rank::{self, Wish};
use crate::picture::{Edge, EdgeKind, Picture};

/// What stands right in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// A node.
    Node(NodeIx),
    /// A group.
    Group(FrameIx),
}

/// Where edges touch a node. Those that touch it at the same spot are one line near it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    /// The node.
    pub(super) node: NodeIx,
    /// Its line, if not the first.
    pub(super) line: Option<usize>,
    /// Its left or right.
    pub(super) side: Side,
    /// Whether it is where they begin.
    begins: bool,
    /// They must look alike.
    kind: EdgeKind,
    implied: bool,
}

/// Left or right.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    Left,
    Right,
}

/// Where an edge passes in one group: at a part of the group, or at the border of the group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stop {
    /// At the spot of a node that is that part, or in it.
    At(Part, Spot),
    /// At the border.
    Border(Spot),
}

/// The way of an edge in one group, told from left to right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// The edge.
    pub(super) edge: EdgeIx,
    /// How many links the edge has before this one.
    pub(super) turn: usize,
    /// Its left end.
    pub(super) left: Stop,
    /// Its right end.
    pub(super) right: Stop,
    /// Whether the edge points to the left.
    pub(super) backwards: bool,
    /// Links of one bundle are one line where they are long.
    pub(super) bundle: Spot,
    /// Whether the edge's label goes here.
    pub(super) labelled: bool,
}

/// One group, or what is in none.
#[derive(Clone, Debug, Default)]
pub(super) struct Level {
    /// The columns of its parts.
    pub(super) ranks: BTreeMap<Part, u32>,
    /// The edges.
    pub(super) links: Vec<Link>,
}

/// All groups.
pub(super) type Levels = BTreeMap<Option<FrameIx>, Level>;

/// Finds out what is in each group, and on which side edges leave and enter.
pub(super) fn levels(picture: &Picture) -> Levels {
    let edges: Vec<(EdgeIx, &Edge, Meeting)> = picture
        .edges
        .iter()
        .filter(|(_, edge)| edge.from != edge.to)
        .map(|(id, edge)| (id, edge, Meeting::of(picture, edge)))
        .collect();
    let mut levels = Levels::new();
    for holder in std::iter::once(None).chain(picture.groups.ids().map(Some)) {
        let groups = picture.groups_in(holder).map(|(id, _)| Part::Group(id));
        let parts: Vec<Part> = picture.nodes_in(holder).map(|(id, _)| Part::Node(id)).chain(groups).collect();
        let wishes = edges.iter().filter(|(_, _, meeting)| meeting.level == holder);
        let wishes: BTreeSet<Wish<Part>> = wishes
            .map(|(_, edge, meeting)| Wish {
                from: meeting.from,
                to: meeting.to,
                apart: if edge.label.is_some() { 2 } else { 1 },
            })
            .collect();
        levels.insert(holder, Level { ranks: rank::rank(&parts, &wishes), links: Vec::new() });
    }
    for (id, edge, meeting) in edges {
        let rank = |part| levels.get(&meeting.level).and_then(|level| level.ranks.get(&part)).copied();
        let backwards = rank(meeting.from) > rank(meeting.to);
        for (level, link) in links(picture, id, edge, &meeting, backwards) {
            levels.entry(level).or_default().links.push(link);
        }
    }
    levels
}

/// Where the ends of an edge are in one group, as parts of it.
struct Meeting {
    level: Option<FrameIx>,
    from: Part,
    to: Part,
}

impl Meeting {
    fn of(picture: &Picture, edge: &Edge) -> Self {
        let (from, to) = (chain(picture, edge.from), chain(picture, edge.to));
        let shared = from.iter().rev().zip(to.iter().rev()).take_while(|(a, b)| a.0 == b.0).last();
        match shared {
            Some((from, to)) => Self { level: from.0, from: from.1, to: to.1 },
            // Both chains end outside of all groups.
            None => Self { level: None, from: Part::Node(edge.from), to: Part::Node(edge.to) },
        }
    }
}

/// The groups around a node, from the inside out, each with its part that has the node.
fn chain(picture: &Picture, node: NodeIx) -> Vec<(Option<FrameIx>, Part)> {
    let mut chain = vec![(picture.nodes[node].inside, Part::Node(node))];
    while let Some((Some(group), _)) = chain.last().copied() {
        // A group is in one that was added before, so this ends.
        let outer = picture.groups[group].inside.filter(|outer| *outer < group);
        chain.push((outer, Part::Group(group)));
    }
    chain
}

/// The ways of an edge in all groups that it touches.
fn links(
    picture: &Picture,
    id: EdgeIx,
    edge: &Edge,
    meeting: &Meeting,
    backwards: bool,
) -> Vec<(Option<FrameIx>, Link)> {
    let (kind, implied) = (edge.kind, edge.implied);
    let (ahead, behind) = if backwards { (Side::Left, Side::Right) } else { (Side::Right, Side::Left) };
    let from = Spot { node: edge.from, line: edge.line, side: ahead, begins: true, kind, implied };
    let to = Spot { node: edge.to, line: None, side: behind, begins: false, kind, implied };
    let link = |first: Stop, second: Stop, bundle: Spot, labelled: bool| {
        let (left, right) = if backwards { (second, first) } else { (first, second) };
        Link { edge: id, turn: 0, left, right, backwards, bundle, labelled }
    };
    let inside =
        |node: NodeIx| chain(picture, node).into_iter().take_while(|(level, _)| *level != meeting.level);
    let leaving = inside(edge.from)
        .map(|(level, part)| (level, link(Stop::At(part, from), Stop::Border(from), from, false)));
    let entering =
        inside(edge.to).map(|(level, part)| (level, link(Stop::Border(to), Stop::At(part, to), to, false)));
    let across = link(Stop::At(meeting.from, from), Stop::At(meeting.to, to), to, edge.label.is_some());
    let mut entering: Vec<_> = entering.collect();
    entering.reverse();
    let all = leaving.chain([(meeting.level, across)]).chain(entering).enumerate();
    all.map(|(turn, (level, link))| (level, Link { turn, ..link })).collect()
}
