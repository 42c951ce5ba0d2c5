//! Who is above whom in each column, so that few lines cross.

use std::collections::BTreeMap;

use crate::base::ids::{CellIx, Table};
use crate::picture::layout::columns::{Columns, Step, Touch};

/// How often all columns are gone through, there and back.
const SWEEPS: u32 = 12;

/// Orders the cells of each column near those that they are joined with.
pub(super) fn order(columns: &mut Columns) {
    let mut places: Places = columns.cells.ids().map(|_| 0.0).collect();
    for stack in &columns.stacks {
        number(stack, &mut places);
    }
    let mut best = columns.stacks.clone();
    let mut fewest = all_crossings(columns, &places);
    for sweep in 0..SWEEPS {
        if fewest == 0 {
            break;
        }
        let count = columns.stacks.len();
        for at in 0..count {
            let (column, from_left) = if sweep % 2 == 0 { (at, true) } else { (count - 1 - at, false) };
            sort(columns, &mut places, column, from_left);
        }
        let now = all_crossings(columns, &places);
        if now < fewest {
            fewest = now;
            best.clone_from(&columns.stacks);
        }
    }
    columns.stacks = best;
    for stack in &columns.stacks {
        number(stack, &mut places);
    }
    swap_neighbours(columns, &mut places);
}

/// The place of each cell in its column.
type Places = Table<CellIx, f64>;

fn number(stack: &[CellIx], places: &mut Places) {
    for (place, cell) in (0_u32..).zip(stack) {
        places[*cell] = f64::from(place);
    }
}

/// Sorts a column by the middle of what its cells are joined with on one side.
fn sort(columns: &mut Columns, places: &mut Places, column: usize, from_left: bool) {
    let gap = if from_left { column.checked_sub(1) } else { Some(column) };
    let mut sums: BTreeMap<CellIx, (f64, u32)> = BTreeMap::new();
    for Step { left, right } in gap.and_then(|gap| columns.gaps.get(gap)).into_iter().flatten() {
        let (here, there) = if from_left { (right, left) } else { (left, right) };
        let (sum, count) = sums.entry(here.cell).or_insert((0.0, 0));
        *sum += height(columns, places, there);
        *count += 1;
    }
    let Some(cells) = columns.stacks.get_mut(column) else { return };
    let middle = |cell: &CellIx| match sums.get(cell) {
        Some((sum, count)) => sum / f64::from(*count),
        // What nothing holds on this side stays where it is.
        None => places[*cell],
    };
    cells.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    number(cells, places);
}

/// Swaps cells with their neighbours as long as that saves crossings; only in columns that are not too long.
fn swap_neighbours(columns: &mut Columns, places: &mut Places) {
    for column in 0..columns.stacks.len() {
        let length = columns.stacks.get(column).map_or(0, Vec::len);
        if !(2..=60).contains(&length) {
            continue;
        }
        let near = |columns: &Columns, places: &Places| {
            let before = column.checked_sub(1).map_or(0, |before| crossings(columns, places, before));
            before + crossings(columns, places, column)
        };
        let mut fewest = near(columns, places);
        for upper in 0..length - 1 {
            swap(columns, places, column, upper);
            let now = near(columns, places);
            if now < fewest {
                fewest = now;
            } else {
                swap(columns, places, column, upper);
            }
        }
    }
}

fn swap(columns: &mut Columns, places: &mut Places, column: usize, upper: usize) {
    if let Some(cells) = columns.stacks.get_mut(column) {
        cells.swap(upper, upper + 1);
        number(cells, places);
    }
}

/// How far down something touches its cell, in places.
fn height(columns: &Columns, places: &Places, touch: &Touch) -> f64 {
    places[touch.cell] + touch.down / (columns.cells[touch.cell].size.height + 1.0)
}

fn all_crossings(columns: &Columns, places: &Places) -> usize {
    (0..columns.gaps.len()).map(|gap| crossings(columns, places, gap)).sum()
}

/// How many pairs of steps cross in one gap: they are in one order on the left, and in the other on the right.
fn crossings(columns: &Columns, places: &Places, gap: usize) -> usize {
    let steps = columns.gaps.get(gap).into_iter().flatten();
    let mut heights: Vec<(f64, f64)> = steps
        .map(|Step { left, right }| (height(columns, places, left), height(columns, places, right)))
        .collect();
    heights.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut sorted: Vec<f64> = Vec::new();
    let mut count = 0;
    for (_, right) in heights {
        let at = sorted.partition_point(|seen| *seen <= right);
        count += sorted.len() - at;
        sorted.insert(at, right);
    }
    count
}
