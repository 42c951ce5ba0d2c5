//! How far down each cell is: lines straight where that can be, and nothing on top of something else.

use std::collections::BTreeMap;

use crate::base::ids::{CellIx, Table};
use crate::picture::layout::columns::{Cell, Columns, Step, Touch, What};
use crate::picture::layout::levels::Part;

/// How often all columns are gone through.
const SWEEPS: usize = 16;

/// The tops of all cells, the least of them 0.
pub(super) fn heights(columns: &Columns) -> Table<CellIx, f64> {
    let mut tops: Table<CellIx, f64> = columns.cells.ids().map(|_| 0.0).collect();
    for column in &columns.stacks {
        let wishes: Vec<(CellIx, f64, f64)> = column.iter().map(|cell| (*cell, 0.0, 1.0)).collect();
        settle(columns, &wishes, &mut tops);
    }
    let count = columns.stacks.len();
    for sweep in 0..SWEEPS {
        // At first each column follows the one before it; at last both of its neighbours.
        let sides = match (sweep + 2 >= SWEEPS, sweep % 2) {
            (true, _) => (true, true),
            (false, 0) => (true, false),
            (false, _) => (false, true),
        };
        for at in 0..count {
            let at = if sides.0 { at } else { count - 1 - at };
            let Some(column) = columns.stacks.get(at) else { continue };
            let wishes = wanted(columns, &tops, (at, column), sides);
            settle(columns, &wishes, &mut tops);
        }
    }
    let least = tops.values().copied().fold(f64::INFINITY, f64::min);
    tops.values().map(|top| (top - least).round()).collect()
}

/// Where each cell of a column would be if only its lines counted, and how much that counts.
fn wanted(
    columns: &Columns,
    tops: &Table<CellIx, f64>,
    (at, column): (usize, &[CellIx]),
    sides: (bool, bool),
) -> Vec<(CellIx, f64, f64)> {
    let mut sums: BTreeMap<CellIx, (f64, f64)> = BTreeMap::new();
    let mut add = |step: &Step, here: Touch, there: Touch| {
        let weight = weight(columns, step);
        let (sum, weights) = sums.entry(here.cell).or_insert((0.0, 0.0));
        *sum += weight * (tops[there.cell] + there.down - here.down);
        *weights += weight;
    };
    if sides.0 {
        let before = at.checked_sub(1).and_then(|before| columns.gaps.get(before));
        before.into_iter().flatten().for_each(|step| add(step, step.right, step.left));
    }
    if sides.1 {
        columns.gaps.get(at).into_iter().flatten().for_each(|step| add(step, step.left, step.right));
    }
    let of_cell = |cell: &CellIx| match sums.get(cell) {
        Some((sum, weights)) => (*cell, sum / weights, *weights),
        None => (*cell, tops[*cell], 0.1),
    };
    column.iter().map(of_cell).collect()
}

/// Long lines are to be straight before others.
fn weight(columns: &Columns, step: &Step) -> f64 {
    let passes = |cell: CellIx| match columns.cells[cell].what {
        What::Bend | What::Label => true,
        What::Part(_) | What::Port(_) => false,
    };
    match (passes(step.left.cell), passes(step.right.cell)) {
        (true, true) => 8.0,
        (true, false) | (false, true) => 2.0,
        (false, false) => 1.0,
    }
}

/// The cells of a column as near to where they want to be as their heights let them, by least squares: neighbours
/// that are in each other's way share the mean of what they want.
fn settle(columns: &Columns, wishes: &[(CellIx, f64, f64)], tops: &mut Table<CellIx, f64>) {
    let mut offsets = Vec::new();
    let mut offset = 0.0;
    let mut above: Option<&Cell> = None;
    for (cell, _, _) in wishes {
        let cell = &columns.cells[*cell];
        offset += above.map_or(0.0, |above| above.size.height + between(above, cell));
        offsets.push(offset);
        above = Some(cell);
    }
    // Blocks of neighbours: the sum of their weighted wishes, of their weights, and how many they are.
    let mut blocks: Vec<(f64, f64, usize)> = Vec::new();
    for ((_, wish, weight), offset) in wishes.iter().zip(&offsets) {
        let mut block = (weight * (wish - offset), *weight, 1);
        while let Some(last) = blocks.last().copied().filter(|last| last.0 / last.1 >= block.0 / block.1) {
            blocks.pop();
            block = (block.0 + last.0, block.1 + last.1, block.2 + last.2);
        }
        blocks.push(block);
    }
    let means = blocks.into_iter().flat_map(|(sum, weight, count)| std::iter::repeat_n(sum / weight, count));
    for (((cell, _, _), offset), mean) in wishes.iter().zip(&offsets).zip(means) {
        tops[*cell] = mean + offset;
    }
}

/// The room between two cells.
fn between(above: &Cell, below: &Cell) -> f64 {
    let is_group = |cell: &Cell| matches!(cell.what, What::Part(Part::Group(_)));
    let is_part = |cell: &Cell| matches!(cell.what, What::Part(_));
    match (is_part(above), is_part(below)) {
        (true, true) if is_group(above) || is_group(below) => 26.0,
        (true, true) => 14.0,
        (true, false) | (false, true) => 10.0,
        (false, false) => 3.0,
    }
}
