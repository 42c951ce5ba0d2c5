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
    near(wanted, known).map(|near| near.name)
}

/// A known name that may have been meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Near<'a> {
    /// The name.
    pub name: &'a str,
    /// Whether it surely was meant: it differs by a letter or two, and no other name is as near.
    pub sure: bool,
}

/// The same, and how sure that is.
pub fn near<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Option<Near<'a>> {
    let letters = wanted.chars().count();
    // Of two names of one letter each is as far from the other as can be.
    let shares = |distance: usize, name: &str| distance < wanted.len().max(name.len());
    let (mut best, mut second) = (None, None);
    // Looked at first: a text of megabytes without a blank is no name to be compared letter by letter.
    let limit = letters.div_ceil(3);
    let alike = |name: &&str| name.chars().count().abs_diff(letters) <= limit;
    for name in known.into_iter().filter(alike) {
        let distance = distance(wanted, name);
        if distance > limit || !shares(distance, name) {
            continue;
        }
        let found = Some((distance, name));
        if best.is_none_or(|best| Some(best) > found) {
            second = best.filter(|(_, other)| *other != name).or(second);
            best = found;
        } else if found != best && second.is_none_or(|second| Some(second) > found) {
            second = found;
        }
    }
    let (distance, name) = best?;
    let alone = second.is_none_or(|(other, _)| other > distance);
    Some(Near { name, sure: alone && distance <= (letters / 4).clamp(1, 2) })
}

/// The known names that have all words of `wanted`, and more: `incoming-request` of `request`. None if they are many.
pub fn containing<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let has = |name: &&str| wanted.split('-').all(|word| name.split('-').any(|known| known == word));
    let mut found: Vec<&str> = known.into_iter().filter(has).collect();
    found.sort_unstable();
    found.dedup();
    if found.len() > 3 { Vec::new() } else { found }
}
