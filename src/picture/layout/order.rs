//! Who is above whom in each column, so that few lines cross.

use crate::base::ids::{CellIx, Table};
use crate::picture::layout::columns::{Columns, Step, Touch};

/// How often all columns are gone through, there and back.
const SWEEPS: u32 = 12;

/// Orders the cells of each column near those that they are joined with.
pub(super) fn order(columns: &mut Columns) {
    let mut best = columns.columns.clone();
    let mut fewest = crossings(columns);
    for sweep in 0..SWEEPS {
        if fewest == 0 {
            break;
        }
        let count = columns.columns.len();
        for at in 0..count {
            let (column, from_left) = if sweep % 2 == 0 { (at, true) } else { (count - 1 - at, false) };
            sort(columns, column, from_left);
        }
        let now = crossings(columns);
        if now < fewest {
            fewest = now;
            best.clone_from(&columns.columns);
        }
    }
    columns.columns = best;
    swap_neighbours(columns);
}

/// Sorts a column by the middle of what its cells are joined with on one side.
fn sort(columns: &mut Columns, column: usize, from_left: bool) {
    let places = places(columns);
    let mut sums: Table<CellIx, (f64, u32)> = columns.cells.ids().map(|_| (0.0, 0)).collect();
    for Step { left, right } in &columns.steps {
        let (here, there) = if from_left { (right, left) } else { (left, right) };
        let (sum, count) = &mut sums[here.cell];
        *sum += places[there.cell] + there.down / columns.cells[there.cell].size.height.max(1.0);
        *count += 1;
    }
    let Some(cells) = columns.columns.get_mut(column) else { return };
    let middle = |cell: &CellIx| {
        let (sum, count) = sums[*cell];
        // What nothing holds on this side stays where it is.
        if count == 0 { places[*cell] } else { sum / f64::from(count) }
    };
    cells.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
}

/// Swaps cells with their neighbours as long as that saves crossings; only in columns that are not too long.
fn swap_neighbours(columns: &mut Columns) {
    for column in 0..columns.columns.len() {
        let length = columns.columns.get(column).map_or(0, Vec::len);
        if !(2..=40).contains(&length) || columns.steps.len() > 400 {
            continue;
        }
        let mut fewest = crossings(columns);
        for upper in 0..length - 1 {
            swap(columns, column, upper);
            let now = crossings(columns);
            if now < fewest {
                fewest = now;
            } else {
                swap(columns, column, upper);
            }
        }
    }
}

fn swap(columns: &mut Columns, column: usize, upper: usize) {
    if let Some(cells) = columns.columns.get_mut(column) {
        cells.swap(upper, upper + 1);
    }
}

/// The place of each cell in its column.
fn places(columns: &Columns) -> Table<CellIx, f64> {
    let mut places: Table<CellIx, f64> = columns.cells.ids().map(|_| 0.0).collect();
    for column in &columns.columns {
        for (place, cell) in (0_u32..).zip(column) {
            places[*cell] = f64::from(place);
        }
    }
    places
}

/// How many pairs of steps cross.
fn crossings(columns: &Columns) -> usize {
    let places = places(columns);
    let height = |touch: &Touch| {
        places[touch.cell] + touch.down / (columns.cells[touch.cell].size.height.max(1.0) + 1.0)
    };
    let mut gaps: Vec<Vec<(f64, f64)>> = vec![Vec::new(); columns.columns.len()];
    for Step { left, right } in &columns.steps {
        if let Some(gap) = gaps.get_mut(columns.cells[left.cell].column) {
            gap.push((height(left), height(right)));
        }
    }
    gaps.into_iter().map(inversions).sum()
}

/// How many pairs are in one order on the left, and in the other on the right.
fn inversions(mut gap: Vec<(f64, f64)>) -> usize {
    gap.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let mut sorted: Vec<f64> = Vec::new();
    let mut count = 0;
    for (_, right) in gap {
        let at = sorted.partition_point(|seen| *seen <= right);
        count += sorted.len() - at;
        sorted.insert(at, right);
    }
    count
}
