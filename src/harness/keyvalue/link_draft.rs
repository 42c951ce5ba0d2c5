//! `wasi:keyvalue@0.2.0-draft`: cursors are numbers, counters have no sign.

use wasmtime::component::{LinkerInstance, Resource};

use crate::harness::keyvalue::link::{self, Bucket, Error, KeyResponse, store_of};
use crate::harness::state::State;

/// The interface `store`.
pub(super) fn store(instance: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    link::store(instance)?;
    // A cursor has to make sense to another instance, after a restart, too: it is the number of keys before it.
    instance.func_wrap_async(
        "[method]bucket.list-keys",
        |store, (bucket, cursor): (Resource<Bucket>, Option<u64>)| {
            Box::new(async move {
                let store = store_of(&store, &bucket)?;
                let before = cursor.unwrap_or(0);
                let skipped = usize::try_from(before).unwrap_or(usize::MAX);
                // To get past a million keys takes time that belongs to other requests.
                let page = tokio::task::spawn_blocking(move || store.keys(None, skipped)).await?;
                let response = page.map(|page| {
                    let cursor = page.more.then(|| before.saturating_add(page.keys.len() as u64));
                    KeyResponse { keys: page.keys, cursor }
                });
                Ok((response.map_err(Error::from),))
            })
        },
    )
}

/// The interface `atomics`.
pub(super) fn atomics(instance: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    instance.func_wrap_async("increment", |store, (bucket, key, delta): (Resource<Bucket>, String, u64)| {
        Box::new(async move {
            let store = store_of(&store, &bucket)?;
            let sum = store.change(move |entries| entries.add::<u64>(&key, i128::from(delta)));
            Ok((sum.await.map_err(Error::from),))
        })
    })
}

/// The interface `batch`.
pub(super) fn batch(instance: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    link::batch(instance)?;
    instance.func_wrap("get-many", |store, (bucket, keys): (Resource<Bucket>, Vec<String>)| {
        let values = store_of(&store, &bucket)?.get_many(&keys);
        let pairs = values.map(|values| {
            let pairs = keys.into_iter().zip(values);
            pairs.map(|(key, value)| value.map(|value| (key, value))).collect::<Vec<_>>()
        });
        Ok((pairs.map_err(Error::from),))
    })
}
