//! What both drafts of `wasi:keyvalue` have in common.

use std::sync::Arc;

use wasmtime::StoreContextMut;
use wasmtime::component::{ComponentType, LinkerInstance, Lower, Resource, ResourceType};

use crate::harness::keyvalue::fault::Fault;
use crate::harness::keyvalue::store::Store;
use crate::harness::state::State;

/// An open bucket.
pub(super) struct Bucket {
    store: Arc<Store>,
}

/// `error` of the interface `store`.
#[derive(Debug, ComponentType, Lower)]
#[component(variant)]
pub(super) enum Error {
    #[component(name = "no-such-store")]
    NoSuchStore,
    /// Whoever has no access to a bucket is not told that there is one.
    #[component(name = "access-denied")]
    #[expect(dead_code, reason = "the type has it")]
    AccessDenied,
    #[component(name = "other")]
    Other(String),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Error::Other(fault.to_string())
    }
}

/// `key-response` of the interface `store`.
#[derive(Debug, ComponentType, Lower)]
#[component(record)]
pub(super) struct KeyResponse<C> {
    pub(super) keys: Vec<String>,
    pub(super) cursor: Option<C>,
}

type Instance<'l> = LinkerInstance<'l, State>;

/// The interface `store` without `list-keys`.
pub(super) fn store(instance: &mut Instance<'_>) -> wasmtime::Result<()> {
    instance.resource("bucket", ResourceType::host::<Bucket>(), |mut store, rep| {
        store.data_mut().table.delete(Resource::<Bucket>::new_own(rep))?;
        Ok(())
    })?;
    instance.func_wrap("open", |mut store, (identifier,): (String,)| {
        let state = store.data_mut();
        let opened = match state.buckets.find(&identifier, &state.denied) {
            Some(store) => Ok(state.table.push(Bucket { store })?),
            None => Err(Error::NoSuchStore),
        };
        Ok((opened,))
    })?;
    instance.func_wrap("[method]bucket.get", |store, (bucket, key): (Resource<Bucket>, String)| {
        Ok((store_of(&store, &bucket)?.get(&key).map_err(Error::from),))
    })?;
    instance.func_wrap("[method]bucket.exists", |store, (bucket, key): (Resource<Bucket>, String)| {
        Ok((store_of(&store, &bucket)?.exists(&key).map_err(Error::from),))
    })?;
    instance.func_wrap_async(
        "[method]bucket.set",
        |store, (bucket, key, value): (Resource<Bucket>, String, Vec<u8>)| {
            Box::new(async move {
                let store = store_of(&store, &bucket)?;
                let set = store.change(move |entries| entries.set(&key, &value)).await;
                Ok((set.map_err(Error::from),))
            })
        },
    )?;
    instance.func_wrap_async("[method]bucket.delete", |store, (bucket, key): (Resource<Bucket>, String)| {
        Box::new(async move {
            let store = store_of(&store, &bucket)?;
            let deleted = store.change(move |entries| entries.delete(&key)).await;
            Ok((deleted.map_err(Error::from),))
        })
    })
}

/// The interface `batch` without `get-many`.
pub(super) fn batch(instance: &mut Instance<'_>) -> wasmtime::Result<()> {
    instance.func_wrap_async(
        "set-many",
        |store, (bucket, pairs): (Resource<Bucket>, Vec<(String, Vec<u8>)>)| {
            Box::new(async move {
                let store = store_of(&store, &bucket)?;
                let set = store
                    .change(move |entries| pairs.iter().try_for_each(|(key, value)| entries.set(key, value)));
                Ok((set.await.map_err(Error::from),))
            })
        },
    )?;
    instance.func_wrap_async("delete-many", |store, (bucket, keys): (Resource<Bucket>, Vec<String>)| {
        Box::new(async move {
            let store = store_of(&store, &bucket)?;
            let deleted = store.change(move |entries| keys.iter().try_for_each(|key| entries.delete(key)));
            Ok((deleted.await.map_err(Error::from),))
        })
    })
}

/// The store behind a guest's handle.
pub(super) fn store_of(
    store: &StoreContextMut<'_, State>,
    bucket: &Resource<Bucket>,
) -> wasmtime::Result<Arc<Store>> {
    Ok(Arc::clone(&store.data().table.get(bucket)?.store))
}
