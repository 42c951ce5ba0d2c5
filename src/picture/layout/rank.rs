//! In which column each part goes.

use std::collections::{BTreeMap, BTreeSet};

/// How often parts are moved nearer to what they are joined with.
const ROUNDS: u32 = 4;

/// That `to` is at least so many columns to the right of `from`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Wish<P> {
    /// What is left.
    pub(super) from: P,
    /// What is right.
    pub(super) to: P,
    /// How many columns.
    pub(super) apart: u32,
}

/// The columns of `parts`, from 0. Where wishes go in a circle, one of them is turned round.
pub(super) fn rank<P: Copy + Ord>(parts: &[P], wishes: &BTreeSet<Wish<P>>) -> BTreeMap<P, u32> {
    let order = order(parts, wishes);
    let position: BTreeMap<P, usize> = order.iter().enumerate().map(|(at, part)| (*part, at)).collect();
    let mut after: BTreeMap<P, Vec<(P, u32)>> = BTreeMap::new();
    let mut before: BTreeMap<P, Vec<(P, u32)>> = BTreeMap::new();
    for Wish { from, to, apart } in wishes.iter().filter(|wish| wish.from != wish.to) {
        let turned = position.get(from) > position.get(to);
        let (from, to) = if turned { (to, from) } else { (from, to) };
        after.entry(*from).or_default().push((*to, *apart));
        before.entry(*to).or_default().push((*from, *apart));
    }
    let mut ranks: BTreeMap<P, u32> = BTreeMap::new();
    for part in &order {
        let least = joined(&before, part).filter_map(|(other, apart)| Some(ranks.get(other)? + apart)).max();
        ranks.insert(*part, least.unwrap_or(0));
    }
    for _ in 0..ROUNDS {
        for part in order.iter().rev() {
            // Moved to the right it comes nearer to what is there, and farther from what is left of it.
            if joined(&after, part).count() > joined(&before, part).count() {
                let most = joined(&after, part)
                    .filter_map(|(other, apart)| ranks.get(other)?.checked_sub(*apart))
                    .min();
                ranks.extend(most.map(|most| (*part, most)));
            }
        }
    }
    let first = ranks.values().copied().min().unwrap_or(0);
    ranks.into_iter().map(|(part, rank)| (part, rank - first)).collect()
}

fn joined<'a, P: Ord>(
    to: &'a BTreeMap<P, Vec<(P, u32)>>,
    part: &P,
) -> impl Iterator<Item = &'a (P, u32)> + use<'a, P> {
    to.get(part).into_iter().flatten()
}

/// An order in which every wish but those of circles points forwards: depth first, what is finished last in front.
fn order<P: Copy + Ord>(parts: &[P], wishes: &BTreeSet<Wish<P>>) -> Vec<P> {
    let mut after: BTreeMap<P, Vec<P>> = BTreeMap::new();
    let mut has_before = BTreeSet::new();
    for wish in wishes {
        after.entry(wish.from).or_default().push(wish.to);
        has_before.insert(wish.to);
    }
    // Where the arrows begin goes left, also in a circle that is reached from elsewhere.
    let (roots, others): (Vec<P>, Vec<P>) = parts.iter().partition(|part| !has_before.contains(part));
    let mut finished = Vec::new();
    let mut seen = BTreeSet::new();
    for root in roots.into_iter().chain(others) {
        let mut path = vec![(root, 0)];
        if !seen.insert(root) {
            continue;
        }
        while let Some((part, next)) = path.last_mut() {
            match after.get(part).and_then(|after| after.get(*next)) {
                Some(child) => {
                    *next += 1;
                    if seen.insert(*child) {
                        path.push((*child, 0));
                    }
                }
                None => {
                    finished.push(*part);
                    path.pop();
                }
            }
        }
    }
    finished.reverse();
    finished
}
