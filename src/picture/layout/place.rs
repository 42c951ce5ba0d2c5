//! One group with all that is in it, laid out by itself.

use std::collections::BTreeMap;

use crate::base::ids::{CellIx, EdgeIx, FrameIx, NodeIx, Table};
use crate::picture::Picture;
use crate::picture::layout::columns::{self, Cell, Columns, Sizes, What};
use crate::picture::layout::levels::{Level, Levels, Link, Part, Spot};
use crate::picture::layout::{GROUP_HEAD, Layout, Point, Rect, Size, heights, measure, order};

/// Room between what is in a group and its frame.
const PAD: f64 = 16.0;
/// Room between columns, and how much more there is for each line, up to a most.
const GAP: f64 = 34.0;
const GAP_LINE: f64 = 2.5;
const GAP_MOST: f64 = 90.0;
/// Room between parts that nothing joins.
const LOOSE: f64 = 14.0;

/// What is in a group, seen from its upper left corner.
#[derive(Debug, Default)]
pub(super) struct Placed {
    /// Its size, with its frame.
    pub(super) size: Size,
    nodes: Vec<(NodeIx, Rect)>,
    groups: Vec<(FrameIx, Rect, Placed)>,
    /// How far down edges pass its border.
    ports: BTreeMap<Spot, f64>,
    pieces: Vec<Piece>,
}

/// The way of an edge in one group, from its begin to its end.
#[derive(Debug)]
struct Piece {
    edge: EdgeIx,
    turn: usize,
    points: Vec<Point>,
    label: Option<Point>,
}

/// Lays out a group, or what is in none.
pub(super) fn place(
    picture: &Picture,
    levels: &Levels,
    nodes: &Table<NodeIx, Size>,
    group: Option<FrameIx>,
) -> Placed {
    let mut inner: BTreeMap<FrameIx, Placed> =
        picture.groups_in(group).map(|(id, _)| (id, place(picture, levels, nodes, Some(id)))).collect();
    let empty = Level::default();
    let level = levels.get(&group).unwrap_or(&empty);
    let known = Known { picture, nodes, groups: &inner };
    let mut columns = columns::columns(level, &known);
    order::order(&mut columns);
    let tops = heights::heights(&columns);
    let frame = Frame::of(picture, group);
    let spans = Spans::of(&columns, &frame);
    let mut placed = Placed::default();
    let mut rects: Vec<(Part, Rect)> = Vec::new();
    let mut bottom: f64 = 0.0;
    for (id, cell) in columns.cells.iter() {
        let at = Point { x: spans.left(cell), y: frame.top + tops[id] };
        bottom = bottom.max(tops[id] + cell.size.height);
        match cell.what {
            What::Part(part) => rects.push((part, Rect { at, size: cell.size })),
            What::Port(spot) => {
                placed.ports.insert(spot, at.y + cell.size.height / 2.0);
            }
            What::Bend | What::Label => {}
        }
    }
    let above = if bottom > 0.0 { bottom + LOOSE } else { 0.0 };
    let at = Point { x: frame.pad, y: frame.top + above };
    let loose = loose(&columns.loose, &known, at, spans.width - 2.0 * frame.pad);
    rects.extend(loose);
    let extent = |far: fn(&Rect) -> f64| rects.iter().map(|(_, rect)| far(rect)).fold(0.0, f64::max);
    let right = extent(|rect| rect.at.x + rect.size.width) + frame.pad;
    let low = extent(|rect| rect.at.y + rect.size.height).max(frame.top + bottom) + frame.pad;
    placed.size = Size { width: right.max(spans.width).max(frame.least), height: low };
    placed.pieces = pieces(&columns, &tops, &spans, &frame, placed.size.width);
    for (part, rect) in rects {
        match part {
            Part::Node(node) => placed.nodes.push((node, rect)),
            Part::Group(group) => {
                placed.groups.extend(inner.remove(&group).map(|inner| (group, rect, inner)));
            }
        }
    }
    placed
}

impl Placed {
    /// Writes all places into `layout`, this corner being at `at`.
    pub(super) fn settle(self, at: Point, layout: &mut Layout) {
        let mut pieces = BTreeMap::new();
        self.gather(at, layout, &mut pieces);
        for ((edge, _), piece) in pieces {
            let route = &mut layout.edges[edge];
            route.points.extend(piece.points);
            route.label = route.label.or(piece.label);
        }
    }

    fn gather(self, at: Point, layout: &mut Layout, pieces: &mut BTreeMap<(EdgeIx, usize), Piece>) {
        for (node, rect) in self.nodes {
            layout.nodes[node] = Rect { at: rect.at.plus(at), ..rect };
        }
        for piece in self.pieces {
            let points = piece.points.iter().map(|point| point.plus(at)).collect();
            let label = piece.label.map(|label| label.plus(at));
            pieces.insert((piece.edge, piece.turn), Piece { points, label, ..piece });
        }
        for (group, rect, inner) in self.groups {
            let at = rect.at.plus(at);
            layout.groups[group] = Rect { at, ..rect };
            inner.gather(at, layout, pieces);
        }
    }
}

/// The sizes of what is in a group.
struct Known<'a> {
    picture: &'a Picture,
    nodes: &'a Table<NodeIx, Size>,
    groups: &'a BTreeMap<FrameIx, Placed>,
}

impl Sizes for Known<'_> {
    fn size(&self, part: Part) -> Size {
        match part {
            Part::Node(node) => self.nodes[node],
            Part::Group(group) => self.groups.get(&group).map(|placed| placed.size).unwrap_or_default(),
        }
    }

    fn touch(&self, part: Part, spot: Spot) -> f64 {
        match part {
            Part::Node(node) => measure::touch(&self.picture.nodes[node], spot.line),
            Part::Group(group) => self
                .groups
                .get(&group)
                .and_then(|placed| placed.ports.get(&spot))
                .copied()
                .unwrap_or_default(),
        }
    }

    fn label(&self, link: &Link) -> Size {
        self.picture.edges[link.edge].label.as_deref().map(measure::label).unwrap_or_default()
    }
}

/// The room that a group's frame takes.
struct Frame {
    pad: f64,
    top: f64,
    least: f64,
}

impl Frame {
    fn of(picture: &Picture, group: Option<FrameIx>) -> Self {
        match group {
            Some(group) => {
                Self { pad: PAD, top: GROUP_HEAD + 6.0, least: measure::group(&picture.groups[group]) }
            }
            None => Self { pad: 0.0, top: 0.0, least: 0.0 },
        }
    }
}

/// Where each column is.
struct Spans {
    /// The left and the width of each.
    columns: Vec<(f64, f64)>,
    /// Of all of them, with the frame.
    width: f64,
}

impl Spans {
    fn of(columns: &Columns, frame: &Frame) -> Self {
        let lines = columns.gaps.iter().map(|gap| gap.iter().fold(0.0, |lines, _| lines + 1.0));
        // A border's ports are at the frame itself.
        let is_border = |column: &Vec<CellIx>| {
            column.iter().any(|cell| matches!(columns.cells[*cell].what, What::Port(_)))
        };
        let mut x = if columns.stacks.first().is_some_and(is_border) { 0.0 } else { frame.pad };
        let mut spans = Vec::new();
        for (column, lines) in columns.stacks.iter().zip(lines) {
            let width = column.iter().map(|cell| columns.cells[*cell].size.width).fold(0.0, f64::max);
            spans.push((x, width));
            x += width + (GAP + GAP_LINE * lines).min(GAP_MOST);
        }
        let end = spans.last().map_or(0.0, |(left, width)| left + width);
        let border = columns.stacks.last().is_some_and(is_border);
        Self { columns: spans, width: if border { end } else { end + frame.pad } }
    }

    fn of_column(&self, column: usize) -> (f64, f64) {
        self.columns.get(column).copied().unwrap_or_default()
    }

    fn left(&self, cell: &Cell) -> f64 {
        self.of_column(cell.column).0
    }
}

/// The ways of all links, as points.
fn pieces(
    columns: &Columns,
    tops: &Table<CellIx, f64>,
    spans: &Spans,
    frame: &Frame,
    width: f64,
) -> Vec<Piece> {
    let piece = |way: &columns::Way| {
        let mut points = Vec::new();
        let mut label = None;
        for (index, touch) in way.touches.iter().enumerate() {
            let cell = &columns.cells[touch.cell];
            let y = frame.top + tops[touch.cell] + touch.down;
            let (left, column) = spans.of_column(cell.column);
            let right = Point { x: left + column, y };
            let left = Point { x: left, y };
            match cell.what {
                What::Part(_) if index == 0 => {
                    points.extend([Point { x: left.x + cell.size.width, y }, right]);
                }
                What::Part(_) => points.push(left),
                // A frame may be wider than what is in it.
                What::Port(_) if index > 0 => points.extend([left, Point { x: width, y }]),
                What::Port(_) => points.push(left),
                What::Bend => points.extend([left, right]),
                What::Label => {
                    label = Some(Point { x: left.x + column / 2.0, y: y - cell.size.height / 2.0 });
                    points.extend([left, right]);
                }
            }
        }
        points.dedup();
        if way.link.backwards {
            points.reverse();
        }
        Piece { edge: way.link.edge, turn: way.link.turn, points, label }
    };
    columns.ways.iter().map(piece).collect()
}

/// Parts that nothing joins, in columns of equal width that are filled evenly, not much wider than `width`.
fn loose(parts: &[Part], known: &Known<'_>, at: Point, width: f64) -> Vec<(Part, Rect)> {
    let sizes: Vec<Size> = parts.iter().map(|part| known.size(*part)).collect();
    let widest = sizes.iter().map(|size| size.width).fold(0.0, f64::max) + LOOSE;
    let area: f64 = sizes.iter().map(|size| widest * (size.height + LOOSE)).sum();
    let wanted = width.max((area * 1.3).sqrt());
    let mut columns = vec![(at.x, at.y)];
    while at.x + wanted >= columns.last().map_or(0.0, |(x, _)| x + 2.0 * widest)
        && columns.len() < parts.len()
    {
        columns.extend(columns.last().map(|(x, _)| (x + widest, at.y)));
    }
    let mut rects = Vec::new();
    for (part, size) in parts.iter().zip(sizes) {
        let Some((x, y)) = columns.iter_mut().min_by(|a, b| a.1.total_cmp(&b.1)) else { break };
        let size = match part {
            Part::Node(_) => Size { width: widest - LOOSE, ..size },
            Part::Group(_) => size,
        };
        rects.push((*part, Rect { at: Point { x: *x, y: *y }, size }));
        *y += size.height + LOOSE;
    }
    rects
}
