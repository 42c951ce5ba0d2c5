//! `wasi:keyvalue@0.2.0-draft2`: cursors are text, counters have a sign, and values can be swapped.

use std::sync::Arc;

use wasmtime::component::{ComponentType, LinkerInstance, Lower, Resource, ResourceType};

use crate::harness::keyvalue::fault::Fault;
use crate::harness::keyvalue::link::{self, Bucket, Error, KeyResponse, store_of};
use crate::harness::keyvalue::store::Store;
use crate::harness::state::State;

/// A value that is to be replaced, as long as nobody else has done so.
pub(super) struct Cas {
    store: Arc<Store>,
    key: String,
    /// What it was when the handle was made.
    current: Option<Vec<u8>>,
}

/// `cas-error` of the interface `atomics`.
#[derive(ComponentType, Lower)]
#[component(variant)]
enum CasError {
    #[component(name = "store-error")]
    StoreError(Error),
    /// With a handle of the value that there is now.
    #[component(name = "cas-failed")]
    CasFailed(Resource<Cas>),
}

/// What became of a swap.
enum Swapped {
    Yes,
    /// There is another value.
    No(Option<Vec<u8>>),
}

/// The interface `store`.
pub(super) fn store(instance: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    link::store(instance)?;
    // A cursor is the last key that was listed.
    instance.func_wrap(
        "[method]bucket.list-keys",
        |store, (bucket, cursor): (Resource<Bucket>, Option<String>)| {
            let page = store_of(&store, &bucket)?.keys(cursor.as_deref(), 0);
            let response = page.map(|page| {
                let cursor = if page.more { page.keys.last().cloned() } else { None };
                KeyResponse { keys: page.keys, cursor }
            });
            Ok((response.map_err(Error::from),))
        },
    )
}

/// The interface `atomics`.
pub(super) fn atomics(instance: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    instance.resource("cas", ResourceType::host::<Cas>(), |mut store, rep| {
        store.data_mut().table.delete(Resource::<Cas>::new_own(rep))?;
        Ok(())
    })?;
    instance.func_wrap("[static]cas.new", |mut store, (bucket, key): (Resource<Bucket>, String)| {
        let of = store_of(&store, &bucket)?;
        let made = match of.get(&key) {
            Ok(current) => Ok(store.data_mut().table.push(Cas { store: of, key, current })?),
            Err(fault) => Err(Error::from(fault)),
        };
        Ok((made,))
    })?;
    instance.func_wrap("[method]cas.current", |store, (cas,): (Resource<Cas>,)| {
        Ok((Ok::<_, Error>(store.data().table.get(&cas)?.current.clone()),))
    })?;
    instance.func_wrap_async(
        "increment",
        |store, (bucket, key, delta): (Resource<Bucket>, String, i64)| {
            Box::new(async move {
                let store = store_of(&store, &bucket)?;
                let sum = store.change(move |entries| entries.add::<i64>(&key, i128::from(delta)));
                Ok((sum.await.map_err(Error::from),))
            })
        },
    )?;
    instance.func_wrap_async("swap", |mut store, (cas, value): (Resource<Cas>, Vec<u8>)| {
        Box::new(async move {
            let Cas { store: of, key, current } = store.data_mut().table.delete(cas)?;
            let swapped = match swap(&of, key.clone(), current, value).await {
                Ok(Swapped::Yes) => Ok(()),
                Ok(Swapped::No(current)) => {
                    let now = store.data_mut().table.push(Cas { store: of, key, current })?;
                    Err(CasError::CasFailed(now))
                }
                Err(fault) => Err(CasError::StoreError(fault.into())),
            };
            Ok((swapped,))
        })
    })
}

async fn swap(
    store: &Store,
    key: String,
    expected: Option<Vec<u8>>,
    value: Vec<u8>,
) -> Result<Swapped, Fault> {
    let swap = store.change(move |entries| {
        let current = entries.get(&key)?;
        if current != expected {
            return Ok(Swapped::No(current));
        }
        entries.set(&key, &value)?;
        Ok(Swapped::Yes)
    });
    swap.await
}

/// The interface `batch`.
pub(super) fn batch(instance: &mut LinkerInstance<'_, State>) -> wasmtime::Result<()> {
    link::batch(instance)?;
    instance.func_wrap("get-many", |store, (bucket, keys): (Resource<Bucket>, Vec<String>)| {
        let values = store_of(&store, &bucket)?.get_many(&keys);
        let pairs = values.map(|values| keys.into_iter().zip(values).collect::<Vec<_>>());
        Ok((pairs.map_err(Error::from),))
    })
}
