//! The components that were given, and which of them a name means.

use crate::base::ids::{ComponentIx, Ix, Table};
use crate::base::maps::HashMap;
use crate::base::near::nearest;
use crate::component::{Component, ComponentName, Sameness, Sizes};
use crate::compose::notes::Note;
use crate::compose::wishes::Selector;

/// The components, each once, the root first.
pub(super) struct Parts {
    pub(super) components: Table<ComponentIx, Component>,
    /// Other names of some: of copies that were given as well.
    others: Vec<(ComponentName, ComponentIx)>,
    known: HashMap<Key, ComponentIx>,
}

/// What makes components the same: the bytes, and the name that was given.
type Key = (Sameness, Option<String>);

/// Why a name means no component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Lost {
    /// None is called so; one of a similar name may be meant.
    None { near: Option<String>, known: Vec<String> },
    /// Several are, and each has a longer name that is its own.
    Several(Vec<String>),
}

/// The root's place among the components.
pub(super) fn root_ix() -> ComponentIx {
    ComponentIx::from_index(0)
}

impl Parts {
    /// The root first, then the providers by name. A file given twice, or in two copies, is one component, unless
    /// each was given a name.
    pub(super) fn new(root: Component, mut providers: Vec<Component>, notes: &mut Vec<Note>) -> Self {
        // They are large: each moves once.
        providers.sort_by_cached_key(|provider| (provider.name.clone(), provider.bytes.clone()));
        let sizes = Sizes::of(std::iter::once(&root).chain(&providers).map(|component| &component.bytes));
        let key = |component: &Component| {
            (sizes.sameness(&component.bytes), component.name.given().map(str::to_owned))
        };
        let components = Table::with_room(1 + providers.len());
        let mut parts = Self { components, others: Vec::new(), known: HashMap::default() };
        let root_key = key(&root);
        let ix = parts.components.push(root);
        parts.known.insert(root_key, ix);
        for provider in providers {
            parts.add(key(&provider), provider, notes);
        }
        parts
    }

    fn add(&mut self, key: Key, provider: Component, notes: &mut Vec<Note>) {
        let Some(ix) = self.known.get(&key).copied() else {
            let ix = self.components.push(provider);
            self.known.insert(key, ix);
            return;
        };
        let of = self.components[ix].name.clone();
        let note = if of != provider.name {
            Note::Copy { of, copy: provider.name.clone() }
        } else if ix == root_ix() {
            Note::OwnProvider { component: of }
        } else {
            Note::GivenTwice { component: of }
        };
        self.others.push((provider.name, ix));
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    fn names(&self) -> impl Iterator<Item = (&ComponentName, ComponentIx)> {
        let given = self.components.iter().map(|(ix, component)| (&component.name, ix));
        given.chain(self.others.iter().map(|(name, ix)| (name, *ix)))
    }

    /// The component that is meant: by its name, else its path, its file's name, or that without extension.
    pub(super) fn find(&self, selector: &Selector) -> Result<ComponentIx, Lost> {
        let wanted = selector.as_str();
        for form in FORMS {
            let mut found: Vec<ComponentIx> =
                self.names().filter(|(name, _)| form(name) == Some(wanted)).map(|(_, ix)| ix).collect();
            found.sort_unstable();
            found.dedup();
            match found.as_slice() {
                [] => {}
                [one] => return Ok(*one),
                several => return Err(Lost::Several(several.iter().map(|ix| self.shortest(*ix)).collect())),
            }
        }
        let known: Vec<String> = self.components.ids().map(|ix| self.shortest(ix)).collect();
        let names: Vec<&str> =
            self.names().flat_map(|(name, _)| FORMS.map(|form| form(name))).flatten().collect();
        let near = nearest(wanted, names.iter().copied()).map(str::to_owned);
        Err(Lost::None { near, known })
    }

    /// The shortest name that means this component and no other; the stem only where it was given.
    pub(super) fn shortest(&self, ix: ComponentIx) -> String {
        let name = &self.components[ix].name;
        let forms = [name.given(), Some(name.file()), Some(name.path())];
        let mine = |form: &&str| self.find_exactly(form) == Some(ix);
        forms.into_iter().flatten().find(mine).unwrap_or(name.as_str()).to_owned()
    }

    fn find_exactly(&self, wanted: &str) -> Option<ComponentIx> {
        let found = FORMS.iter().find_map(|form| {
            let found: Vec<ComponentIx> =
                self.names().filter(|(name, _)| form(name) == Some(wanted)).map(|(_, ix)| ix).collect();
            (!found.is_empty()).then_some(found)
        })?;
        let first = *found.first()?;
        found.iter().all(|ix| *ix == first).then_some(first)
    }
}

/// What a component may be called by, the surest first.
const FORMS: [fn(&ComponentName) -> Option<&str>; 5] = [
    ComponentName::given,
    |name| Some(name.as_str()),
    |name| Some(name.path().strip_prefix("./").unwrap_or(name.path())),
    |name| Some(name.file()),
    |name| Some(name.stem()),
];
