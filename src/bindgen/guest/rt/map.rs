//! Piece of the generated run-time part: maps.

/// Lowers each entry into a buffer that `keep` holds.
pub fn lower_map<K, V, T>(
    source: &Map<K, V>,
    keep: &mut Keep,
    lower: impl Fn(&K, &V, &mut Keep) -> T,
) -> List<T>
where
    for<'a> &'a Map<K, V>: IntoIterator<Item = (&'a K, &'a V)>,
{
    let entries = Vec::from_iter(source);
    List::lower(&entries, keep, |(key, value), keep| lower(key, value, keep))
}

/// # Safety
/// Takes over the entries, in a buffer of exactly that size, and what they point to.
pub unsafe fn lift_map<T: Copy, K, V>(list: List<T>, lift: impl Fn(T) -> (K, V)) -> Map<K, V>
where
    Map<K, V>: FromIterator<(K, V)>,
{
    unsafe { list.adopt().into_iter().map(lift).collect() }
}
