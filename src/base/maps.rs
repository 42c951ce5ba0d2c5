//! Maps whose hash is a fast one. It differs from run to run, so that names that fall together can't be chosen before.

use foldhash::fast::RandomState;

/// A map in no order.
pub type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;

/// A set in no order.
pub type HashSet<T> = std::collections::HashSet<T, RandomState>;

/// A map in the order in which its keys came.
pub type IndexMap<K, V> = indexmap::IndexMap<K, V, RandomState>;

/// A set in the order in which its members came.
pub type IndexSet<T> = indexmap::IndexSet<T, RandomState>;

/// A map in order with room for so many.
pub fn with_room<K, V>(count: usize) -> IndexMap<K, V> {
    IndexMap::with_capacity_and_hasher(count, RandomState::default())
}
