//! `wasi:keyvalue`: buckets, each kept in a file of its own that outlives the component.

/// What keeps a bucket from being opened.
pub mod error;
/// Buckets, as they are granted.
pub mod grant;

/// What a bucket says instead of an answer.
mod fault;
/// What both drafts of the interface have in common.
mod link;
/// `wasi:keyvalue@0.2.0-draft`.
mod link_draft;
/// `wasi:keyvalue@0.2.0-draft2`.
mod link_draft2;
/// Keys and their values, in a file.
mod store;
/// The thread that changes a store.
mod writer;

use std::sync::Arc;

use wasmtime::component::{Linker, LinkerInstance};

use crate::base::maps::IndexMap;
use crate::base::shell;
use crate::harness::denied::{Denied, Refused, printable};
use crate::harness::error::HarnessError;
use crate::harness::keyvalue::grant::{BucketGrant, BucketName};
use crate::harness::keyvalue::store::Store;
use crate::harness::state::State;

/// The buckets that a component may open, the same for all of its instances. By default there are none.
#[derive(Clone, Debug, Default)]
pub struct Buckets {
    stores: Arc<IndexMap<BucketName, Arc<Store>>>,
}

impl Buckets {
    /// Opens the files of `grants`. Names that have the same file have the same bucket.
    pub fn open(grants: &[BucketGrant]) -> Result<Self, HarnessError> {
        let mut stores = IndexMap::default();
        for BucketGrant { bucket, place } in grants {
            stores.insert(bucket.clone(), Store::open(place)?);
        }
        Ok(Self { stores: Arc::new(stores) })
    }

    /// The bucket that a guest asks for. If it was not granted, that is told.
    fn find(&self, identifier: &str, denied: &Denied) -> Option<Arc<Store>> {
        let bucket = BucketName::of(identifier);
        let found = self.stores.get(&bucket).map(Arc::clone);
        if found.is_none() {
            refuse(&bucket, denied);
        }
        found
    }
}

fn refuse(bucket: &BucketName, denied: &Denied) {
    let name = printable(bucket.as_str());
    let flag = match name.as_str() {
        BucketName::DEFAULT => "FILE".to_owned(),
        name => shell::word(&format!("{name}=FILE")).into_owned(),
    };
    denied.tell(&Refused {
        what: format_args!("the key-value bucket `{name}`"),
        why: "",
        flag: format_args!("--keyvalue {flag}"),
    });
}

/// Defines `import` if it is an interface of `wasi:keyvalue`, and says whether it is.
pub(super) fn link(linker: &mut Linker<State>, import: &str) -> wasmtime::Result<bool> {
    let Some((interface, version)) = import.split_once('@') else { return Ok(false) };
    let Some(interface) = interface.strip_prefix("wasi:keyvalue/") else { return Ok(false) };
    let define: fn(&mut LinkerInstance<'_, State>) -> wasmtime::Result<()> = match (interface, version) {
        ("store", "0.2.0-draft") => link_draft::store,
        ("atomics", "0.2.0-draft") => link_draft::atomics,
        ("batch", "0.2.0-draft") => link_draft::batch,
        ("store", "0.2.0-draft2") => link_draft2::store,
        ("atomics", "0.2.0-draft2") => link_draft2::atomics,
        ("batch", "0.2.0-draft2") => link_draft2::batch,
        _ => return Ok(false),
    };
    define(&mut linker.instance(import)?)?;
    Ok(true)
}
