//! Streams and futures of resources: a handle is a handle, whatever it is to, so the engine can carry these itself.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio::task::yield_now;
use wasmtime::component::{
    FutureConsumer, FutureReader, ResourceAny, Source, StreamConsumer, StreamReader, StreamResult, Val,
};
use wasmtime::{AsContextMut, Store, StoreContextMut, Trap};

use crate::harness::call::carry::text::Carrier;
use crate::harness::race::{Race, race};
use crate::harness::state::State;

/// Where resources go as they come, and how many still may. It is dropped when no more will come.
struct Taker {
    to: UnboundedSender<ResourceAny>,
    left: usize,
}

impl Taker {
    /// Takes of what is there as many as it may, and says whether there may be more.
    fn take(
        &mut self,
        mut store: StoreContextMut<'_, State>,
        mut source: Source<'_, ResourceAny>,
    ) -> wasmtime::Result<bool> {
        let mut came = Vec::with_capacity(self.left.min(source.remaining(store.as_context_mut())));
        source.read(&mut store, &mut came)?;
        self.left = self.left.saturating_sub(came.len());
        Ok(came.into_iter().all(|resource| self.to.send(resource).is_ok()) && self.left > 0)
    }
}

impl StreamConsumer<State> for Taker {
    type Item = ResourceAny;

    fn poll_consume(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        source: Source<'_, ResourceAny>,
        _: bool,
    ) -> Poll<wasmtime::Result<StreamResult>> {
        let goes_on = self.take(store, source)?;
        Poll::Ready(Ok(if goes_on { StreamResult::Completed } else { StreamResult::Dropped }))
    }
}

impl FutureConsumer<State> for Taker {
    type Item = ResourceAny;

    fn poll_consume(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, State>,
        source: Source<'_, ResourceAny>,
        _: bool,
    ) -> Poll<wasmtime::Result<()>> {
        Poll::Ready(self.take(store, source).map(|_| ()))
    }
}

/// So often the engine may do what is left to do when no task of a guest is left.
const PATIENCE: u32 = 16;

/// The resources of a stream or future, `most` of them and one more at most.
pub(super) async fn all(store: &mut Store<State>, from: Val, most: usize) -> wasmtime::Result<Vec<Val>> {
    let (to, mut came) = unbounded_channel();
    let taker = Taker { to, left: most.saturating_add(1) };
    if let Val::Stream(stream) = from {
        stream.try_into_stream_reader()?.pipe(&mut *store, taker)?;
    } else if let Val::Future(future) = from {
        future.try_into_future_reader()?.pipe(&mut *store, taker)?;
    } else {
        return Err(wasmtime::format_err!("neither a stream nor a future"));
    }
    let reading = store.run_concurrent(async |accessor| {
        let (mut all, mut idle) = (Vec::new(), 0);
        loop {
            let alone = poll_fn(|cx| accessor.poll_no_interesting_tasks(cx));
            match race(came.recv(), alone).await {
                Race::First(Some(resource)) => {
                    all.push(Val::Resource(resource));
                    idle = 0;
                }
                Race::First(None) => return Ok(all),
                // What was written before may still be on its way.
                Race::Second(()) if idle < PATIENCE => {
                    idle += 1;
                    yield_now().await;
                }
                Race::Second(()) => return Err(Trap::AsyncDeadlock.into()),
            }
        }
    });
    reading.await?
}

/// A stream or future of `values`, which are resources.
pub(super) fn made_of(store: &mut Store<State>, carrier: Carrier, values: Vec<Val>) -> wasmtime::Result<Val> {
    let resource = |value| {
        let Val::Resource(resource) = value else { return Err(wasmtime::format_err!("not a resource")) };
        Ok(resource)
    };
    let mut resources = values.into_iter().map(resource).collect::<wasmtime::Result<Vec<_>>>()?;
    match carrier {
        Carrier::Stream => {
            let stream = StreamReader::new(&mut *store, resources)?;
            stream.try_into_stream_any(&mut *store).map(Val::Stream)
        }
        Carrier::Future => {
            let value = resources.pop().ok_or_else(|| wasmtime::format_err!("no resource"));
            let future = FutureReader::new(&mut *store, async move { value })?;
            future.try_into_future_any(&mut *store).map(Val::Future)
        }
    }
}
