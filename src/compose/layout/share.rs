//! What is in several of the components, or several times in one, and so is stored once.

use std::ops::Range;

use crate::base::ids::{ComponentIx, Table};
use crate::base::maps::HashMap;
use crate::component::{Component, Digest, Part, PartKind};

/// What is stored once, in front of everything else.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// The core modules, in the order of their indices.
    pub modules: Vec<Stored>,
    /// The components, in the order of their indices, each after those that are in it.
    pub components: Vec<Stored>,
    places: HashMap<Key, u32>,
    sizes: Sizes,
}

/// What a part is, and its bytes.
type Key = (PartKind, Digest);

/// How many parts there are of each size: one that has a size of its own need not be looked at.
#[derive(Clone, Debug, Default)]
struct Sizes(HashMap<(PartKind, u64), usize>);

impl Sizes {
    fn add(&mut self, part: &Part) {
        if let Some(identity) = part.identity.as_ref().filter(|_| part.is_closed) {
            *self.0.entry((part.kind, identity.size())).or_default() += 1;
        }
        part.parts.iter().for_each(|part| self.add(part));
    }

    /// What a part has in common with its copies, if it may have any.
    fn key(&self, part: &Part) -> Option<Key> {
        let identity = part.identity.as_ref().filter(|_| part.is_closed)?;
        let times = self.0.get(&(part.kind, identity.size())).copied().unwrap_or_default();
        if times < 2 { None } else { Some((part.kind, identity.digest()?)) }
    }
}

/// Where the bytes of something are that is stored once.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The component that has it.
    pub component: ComponentIx,
    /// Where it is in that.
    pub content: Range<u64>,
    /// What is in it.
    pub parts: Vec<Part>,
}

impl Shared {
    /// The index of a part that is stored once.
    pub fn place(&self, part: &Part) -> Option<u32> {
        self.places.get(&self.sizes.key(part)?).copied()
    }

    /// How many modules and components there are of `parts`, but for what is stored once.
    pub fn count(&self, parts: &[Part]) -> usize {
        let others = parts.iter().filter(|part| self.place(part).is_none());
        others.map(|part| 1 + self.count(&part.parts)).sum()
    }

    fn store(&mut self, component: ComponentIx, part: &Part, times: &HashMap<Key, usize>) {
        if self.place(part).is_some() {
            return;
        }
        for inner in &part.parts {
            self.store(component, inner, times);
        }
        let Some(key) = self.sizes.key(part) else { return };
        if times.get(&key).copied().unwrap_or_default() < 2 {
            return;
        }
        let stored = Stored { component, content: part.content.clone(), parts: part.parts.clone() };
        let list = match part.kind {
            PartKind::Module => &mut self.modules,
            PartKind::Component => &mut self.components,
        };
        self.places.insert(key, u32::try_from(list.len()).unwrap_or(u32::MAX));
        list.push(stored);
    }
}

/// Finds what occurs more than once.
pub(super) fn share(components: &Table<ComponentIx, Component>) -> Shared {
    let mut shared = Shared::default();
    for component in components.values() {
        component.parts.iter().for_each(|part| shared.sizes.add(part));
    }
    let mut times = HashMap::default();
    for component in components.values() {
        component.parts.iter().for_each(|part| count(part, &shared.sizes, &mut times));
    }
    for (ix, component) in components.iter() {
        component.parts.iter().for_each(|part| shared.store(ix, part, &times));
    }
    shared
}

/// Counts a part, and what is in it if the part is new.
fn count(part: &Part, sizes: &Sizes, times: &mut HashMap<Key, usize>) {
    if let Some(key) = sizes.key(part) {
        let times = times.entry(key).or_default();
        *times += 1;
        if *times > 1 {
            return;
        }
    }
    part.parts.iter().for_each(|part| count(part, sizes, times));
}
