//! Which parts of components are the same. Only what is as long as something else is read for it.

use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::base::maps::{HashMap, HashSet};
use crate::component::contents::{Contents, Digest};

/// Some bytes of a binary, to be told from others: their length is known, their digest made when it is asked for.
#[derive(Clone, Debug)]
pub struct Identity {
    contents: Contents,
    range: Range<u64>,
    digest: Arc<OnceLock<Option<Digest>>>,
}

impl Identity {
    pub(super) fn new(contents: &Contents, range: Range<u64>) -> Self {
        Self { contents: contents.clone(), range, digest: Arc::default() }
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.range.end.saturating_sub(self.range.start)
    }

    /// Their digest; `None` if they can't be read again.
    pub fn digest(&self) -> Option<Digest> {
        *self.digest.get_or_init(|| self.contents.digest(self.range.clone()).ok())
    }
}

/// Modules that were validated, of all components that are read together, by how long they are.
#[derive(Debug, Default)]
pub(super) struct Seen(Mutex<HashMap<u64, Arc<Mutex<OfOneSize>>>>);

/// The first of its size has no digest until there is another.
#[derive(Debug)]
struct OfOneSize {
    first: Option<Identity>,
    digests: HashSet<Digest>,
}

impl Seen {
    /// Whether a module was seen before; now it was.
    pub(super) fn is_known(&self, module: &Identity) -> bool {
        let of_size = {
            let mut sizes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(of_size) = sizes.get(&module.size()) else {
                let of_size = OfOneSize { first: Some(module.clone()), digests: HashSet::default() };
                sizes.insert(module.size(), Arc::new(Mutex::new(of_size)));
                return false;
            };
            Arc::clone(of_size)
        };
        let mut of_size = of_size.lock().unwrap_or_else(PoisonError::into_inner);
        let first = of_size.first.take().and_then(|first| first.digest());
        of_size.digests.extend(first);
        module.digest().is_some_and(|digest| !of_size.digests.insert(digest))
    }
}
