//! The host of `fixtures/async/hosted.wit`.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use wasmtime::component::{
    Accessor, ComponentType, FutureReader, Lift, Linker, Lower, Source, StreamConsumer, StreamReader,
    StreamResult,
};
use wasmtime::{Engine, Result, StoreContextMut};

#[derive(ComponentType, Lift, Lower)]
#[component(record)]
struct Line {
    number: u32,
    text: String,
}

/// What the guest imports.
pub(crate) fn linker(engine: &Engine) -> Linker<()> {
    let mut linker = Linker::new(engine);
    let mut host = linker.instance("test:hosted/host@0.1.0").unwrap();
    host.func_wrap_concurrent("after", |_, (ms, text): (u32, String)| {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(ms.into())).await;
            Ok((text,))
        })
    })
    .unwrap();
    host.func_wrap("lines", |store, (): ()| {
        let line = |(number, text): (u32, &str)| Line { number, text: text.to_owned() };
        Ok((StreamReader::new(store, Vec::from([(1, "one"), (2, "two")].map(line)))?,))
    })
    .unwrap();
    host.func_wrap("sink", |mut store: StoreContextMut<'_, ()>, (bytes,): (StreamReader<u8>,)| {
        let all = Collected::<u8>::default();
        bytes.pipe(&mut store, Collector(all.clone()))?;
        Ok((FutureReader::new(store, async move { Ok::<_, wasmtime::Error>(all.await.len() as u64) })?,))
    })
    .unwrap();
    linker
}

/// Everything that a stream carries.
pub(crate) async fn all_of(store: &Accessor<()>, stream: StreamReader<u32>) -> Vec<u32> {
    let all = Collected::default();
    store.with(|store| stream.pipe(store, Collector(all.clone()))).unwrap();
    all.await
}

/// What has been read of a stream, ready when the stream is over.
struct Collected<T>(Arc<Mutex<Collection<T>>>);

struct Collection<T> {
    values: Vec<T>,
    is_over: bool,
    waker: Option<Waker>,
}

impl<T> Clone for Collected<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T> Default for Collected<T> {
    fn default() -> Self {
        Self(Arc::new(Mutex::new(Collection { values: Vec::new(), is_over: false, waker: None })))
    }
}

impl<T> Future for Collected<T> {
    type Output = Vec<T>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Vec<T>> {
        let mut collection = self.0.lock().unwrap();
        if collection.is_over {
            return Poll::Ready(std::mem::take(&mut collection.values));
        }
        collection.waker = Some(cx.waker().clone());
        Poll::Pending
    }
}

/// Reads a stream to its end.
struct Collector<T>(Collected<T>);

impl<T: Lift + Send + 'static> StreamConsumer<()> for Collector<T> {
    type Item = T;

    fn poll_consume(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        store: StoreContextMut<'_, ()>,
        mut source: Source<'_, T>,
        _: bool,
    ) -> Poll<Result<StreamResult>> {
        let mut read = Vec::with_capacity(7);
        source.read(store, &mut read)?;
        self.0.0.lock().unwrap().values.extend(read);
        Poll::Ready(Ok(StreamResult::Completed))
    }
}

impl<T> Drop for Collector<T> {
    fn drop(&mut self) {
        let mut collection = self.0.0.lock().unwrap();
        collection.is_over = true;
        if let Some(waker) = collection.waker.take() {
            waker.wake();
        }
    }
}
