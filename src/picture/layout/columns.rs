//! The cells of one group, column by column, and what joins them.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::{CellIx, Table};
use crate::picture::layout::Size;
use crate::picture::layout::levels::{Level, Link, Part, Side, Spot, Stop};

/// The height of a place where only a line passes.
const LINE: f64 = 8.0;

/// Something in a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cell {
    /// What it is.
    pub(super) what: What,
    /// How large.
    pub(super) size: Size,
    /// In which column.
    pub(super) column: usize,
}

/// What has a place in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A node or group.
    Part(Part),
    /// Where edges pass the group's border.
    Port(Spot),
    /// Where an edge passes by.
    Bend,
    /// The same, with the edge's label on it.
    Label,
}

/// A cell, and from its top to where an edge touches it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Touch {
    pub(super) cell: CellIx,
    pub(super) down: f64,
}

/// A piece of an edge, between one column and the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Step {
    pub(super) left: Touch,
    pub(super) right: Touch,
}

/// What touches what, from left to right.
#[derive(Clone, Debug)]
pub(super) struct Way {
    /// The link that goes this way.
    pub(super) link: Link,
    /// The cells, one in each column.
    pub(super) touches: Vec<Touch>,
}

/// All of one group.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// The cells.
    pub(super) cells: Table<CellIx, Cell>,
    /// From left to right, in each from top to bottom.
    pub(super) stacks: Vec<Vec<CellIx>>,
    /// The ways of the links.
    pub(super) ways: Vec<Way>,
    /// What the ways consist of, each once, by the column at their left.
    pub(super) gaps: Vec<Vec<Step>>,
    /// Parts that nothing joins with others.
    pub(super) loose: Vec<Part>,
}

/// What is known of the parts before they have places.
pub(super) trait Sizes {
    /// How large a part is.
    fn size(&self, part: Part) -> Size;
    /// From the top of a part to a spot on its side.
    fn touch(&self, part: Part, spot: Spot) -> f64;
    /// How large the label of a link is.
    fn label(&self, link: &Link) -> Size;
}

/// Puts all parts and links of a group into columns.
pub(super) fn columns(level: &Level, sizes: &impl Sizes) -> Columns {
    let mut building = Building::new(level, sizes);
    for link in &level.links {
        building.link(link, sizes);
    }
    building.columns
}

struct Building {
    columns: Columns,
    parts: BTreeMap<Part, CellIx>,
    ports: BTreeMap<(Side, Spot), CellIx>,
    bends: BTreeMap<(Spot, usize), CellIx>,
    steps: BTreeSet<(CellIx, CellIx, u64, u64)>,
}

impl Building {
    fn new(level: &Level, sizes: &impl Sizes) -> Self {
        let stops = || level.links.iter().flat_map(|link| [link.left, link.right]);
        let joined: BTreeSet<Part> = stops().filter_map(Stop::part).collect();
        let (joined, loose): (Vec<_>, Vec<_>) =
            level.ranks.iter().partition(|(part, _)| joined.contains(part));
        let used: BTreeSet<u32> = joined.iter().map(|(_, rank)| **rank).collect();
        let labelled = level.links.iter().any(|link| link.labelled);
        let left = usize::from(level.links.iter().any(|link| matches!(link.left, Stop::Border(_))));
        let right = usize::from(level.links.iter().any(|link| matches!(link.right, Stop::Border(_))));
        // Columns that have only what is loose are left out; those of labels are kept.
        let column = |rank: u32| if labelled { rank as usize } else { used.range(..rank).count() } + left;
        let count = used.last().map_or(0, |last| column(*last) + 1 - left) + left + right;
        let mut building = Self {
            columns: Columns {
                stacks: vec![Vec::new(); count],
                gaps: vec![Vec::new(); count],
                loose: loose.into_iter().map(|(part, _)| *part).collect(),
                ..Columns::default()
            },
            parts: BTreeMap::new(),
            ports: BTreeMap::new(),
            bends: BTreeMap::new(),
            steps: BTreeSet::new(),
        };
        for (part, rank) in joined {
            let cell = building.cell(What::Part(*part), sizes.size(*part), column(*rank));
            building.parts.insert(*part, cell);
        }
        building.align();
        building
    }

    /// The nodes of a column are equally wide.
    fn align(&mut self) {
        for column in &self.columns.stacks {
            let is_node = |cell: &Cell| matches!(cell.what, What::Part(Part::Node(_)));
            let nodes: Vec<CellIx> =
                column.iter().copied().filter(|cell| is_node(&self.columns.cells[*cell])).collect();
            let width = nodes.iter().map(|cell| self.columns.cells[*cell].size.width).fold(0.0, f64::max);
            for cell in nodes {
                self.columns.cells[cell].size.width = width;
            }
        }
    }

    fn cell(&mut self, what: What, size: Size, column: usize) -> CellIx {
        let cell = self.columns.cells.push(Cell { what, size, column });
        if let Some(column) = self.columns.stacks.get_mut(column) {
            column.push(cell);
        }
        cell
    }

    fn link(&mut self, link: &Link, sizes: &impl Sizes) {
        let last = self.columns.stacks.len().saturating_sub(1);
        let (Some(left), Some(right)) =
            (self.stop(link.left, Side::Left, 0, sizes), self.stop(link.right, Side::Right, last, sizes))
        else {
            return;
        };
        let (from, to) = (self.columns.cells[left.cell].column, self.columns.cells[right.cell].column);
        let mut touches = vec![left];
        for column in from + 1..to {
            touches.push(self.bend(link, column, column == usize::midpoint(from, to), sizes));
        }
        touches.push(right);
        for (gap, pair) in self.columns.gaps.iter_mut().skip(from).zip(touches.windows(2)) {
            if let [left, right] = pair {
                let key = (left.cell, right.cell, left.down.to_bits(), right.down.to_bits());
                if self.steps.insert(key) {
                    gap.push(Step { left: *left, right: *right });
                }
            }
        }
        self.columns.ways.push(Way { link: *link, touches });
    }

    fn stop(&mut self, stop: Stop, side: Side, column: usize, sizes: &impl Sizes) -> Option<Touch> {
        match stop {
            Stop::At(part, spot) => {
                let cell = *self.parts.get(&part)?;
                Some(Touch { cell, down: sizes.touch(part, spot) })
            }
            Stop::Border(spot) => {
                let known = self.ports.get(&(side, spot)).copied();
                let cell = known.unwrap_or_else(|| {
                    self.cell(What::Port(spot), Size { width: 0.0, height: LINE }, column)
                });
                self.ports.insert((side, spot), cell);
                Some(Touch { cell, down: LINE / 2.0 })
            }
        }
    }

    /// Where a link passes a column. Links of one bundle pass together.
    fn bend(&mut self, link: &Link, column: usize, middle: bool, sizes: &impl Sizes) -> Touch {
        if link.labelled {
            let label = sizes.label(link);
            let (what, size) =
                if middle { (What::Label, label) } else { (What::Bend, Size { width: 0.0, height: LINE }) };
            // The line is under what is written.
            let down = if middle { size.height - 1.0 } else { LINE / 2.0 };
            return Touch { cell: self.cell(what, size, column), down };
        }
        let known = self.bends.get(&(link.bundle, column)).copied();
        let cell = known.unwrap_or_else(|| self.cell(What::Bend, Size { width: 0.0, height: LINE }, column));
        self.bends.insert((link.bundle, column), cell);
        Touch { cell, down: LINE / 2.0 }
    }
}

impl Stop {
    fn part(self) -> Option<Part> {
        match self {
            Stop::At(part, _) => Some(part),
            Stop::Border(_) => None,
        }
    }
}
