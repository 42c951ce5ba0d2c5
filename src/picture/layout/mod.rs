//! Where everything of a picture goes: from left to right along the arrows, group by group.
//!
//! A group is laid out by itself and then is one box in the group around it; an arrow that leaves it passes its border
//! at a port. So groups never overlap, and since an arrow bends only between columns, it never crosses a node.

mod columns;
mod heights;
mod levels;
mod measure;
mod order;
mod place;
mod rank;

use crate::base::ids::{EdgeIx, FrameIx, NodeIx, Table};
use crate::picture::Picture;

pub(super) use crate::picture::layout::measure::{GROUP_HEAD, HEAD, NODE_PAD, ROW, is_tall};

/// Room around the whole picture.
const MARGIN: f64 = 20.0;

/// A place, from the left and from the top.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Point {
    pub x: f64,
    pub y: f64,
}

/// How large something is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Size {
    pub width: f64,
    pub height: f64,
}

/// A place and a size.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// Its upper left corner.
    pub at: Point,
    /// Its size.
    pub size: Size,
}

/// The way of an edge.
#[derive(Clone, Debug, Default)]
pub struct Route {
    /// From its begin to its end; horizontal at each of them.
    pub points: Vec<Point>,
    /// The middle of its label.
    pub label: Option<Point>,
}

/// Where everything goes.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The whole.
    pub size: Size,
    /// The nodes.
    pub nodes: Table<NodeIx, Rect>,
    /// The groups.
    pub groups: Table<FrameIx, Rect>,
    /// The edges.
    pub edges: Table<EdgeIx, Route>,
}

/// Lays out `picture`: the same picture always in the same way.
pub fn layout(picture: &Picture) -> Layout {
    let levels = levels::levels(picture);
    let sizes = picture.nodes.values().map(measure::node).collect();
    let whole = place::place(picture, &levels, &sizes, None);
    let mut layout = Layout {
        size: Size { width: whole.size.width + 2.0 * MARGIN, height: whole.size.height + 2.0 * MARGIN },
        nodes: picture.nodes.values().map(|_| Rect::default()).collect(),
        groups: picture.groups.values().map(|_| Rect::default()).collect(),
        edges: picture.edges.values().map(|_| Route::default()).collect(),
    };
    whole.settle(Point { x: MARGIN, y: MARGIN }, &mut layout);
    for (id, edge) in picture.edges.iter().filter(|(_, edge)| edge.from == edge.to) {
        layout.edges[id] = loop_at(layout.nodes[edge.from]);
    }
    layout
}

/// An arrow from a node to itself, at its right.
fn loop_at(node: Rect) -> Route {
    let x = node.at.x + node.size.width;
    let y = node.at.y + HEAD / 2.0;
    Route { points: vec![Point { x, y: y - 6.0 }, Point { x, y: y + 6.0 }], label: None }
}

impl Point {
    /// This point, moved.
    fn plus(self, by: Point) -> Point {
        Point { x: self.x + by.x, y: self.y + by.y }
    }
}

impl Rect {
    /// Whether two rectangles have more than an edge in common.
    pub fn overlaps(self, other: Rect) -> bool {
        self.at.x < other.at.x + other.size.width
            && other.at.x < self.at.x + self.size.width
            && self.at.y < other.at.y + other.size.height
            && other.at.y < self.at.y + self.size.height
    }

    /// Whether all of `other` is in this one.
    pub fn holds(self, other: Rect) -> bool {
        self.at.x <= other.at.x
            && self.at.y <= other.at.y
            && other.at.x + other.size.width <= self.at.x + self.size.width
            && other.at.y + other.size.height <= self.at.y + self.size.height
    }
}
