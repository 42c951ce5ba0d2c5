//! Which known name was meant: edit distance, for did-you-mean.

/// How many characters must be inserted, removed, replaced or swapped with their neighbour to turn `a` into `b`.
pub fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, &left) in a.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, &right) in b.iter().enumerate() {
            let replaced = row[j] + usize::from(left != right);
            let mut best = replaced.min(row[j + 1] + 1).min(next[j] + 1);
            let swapped = i > 0 && j > 0 && a[i - 1] == right && left == b[j - 1];
            if swapped {
                best = best.min(before[j - 1] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

/// The known name nearest to `wanted`, if one is near enough to be a slip of the fingers.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let length = wanted.chars().count();
    let limit = length.div_ceil(3);
    // Looked at first: a text of megabytes without a blank is no name to be compared letter by letter.
    let alike = known.into_iter().filter(|name| name.chars().count().abs_diff(length) <= limit);
    let near = alike.map(|name| (distance(wanted, name), name));
    // Of two names of one letter each is as far from the other as can be.
    let shares = |distance: usize, name: &str| distance < wanted.len().max(name.len());
    near.filter(|(distance, name)| *distance <= limit && shares(*distance, name)).min().map(|(_, name)| name)
}
