//! An instance that answers one request at a time.

use std::future::poll_fn;
use std::pin::Pin;

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::sync::oneshot;
use wasmtime::{Store, UpdateDeadline};
use wasmtime_wasi_http::p2::bindings::http::types::Scheme;
use wasmtime_wasi_http::p2::body::HostOutgoingBody;
use wasmtime_wasi_http::{Error, WasiBody, WasiHttpView, p2, p3};

use crate::harness::error::HarnessError;
use crate::harness::serve::app::{App, Handler};
use crate::harness::serve::body::{Broken, Watched};
use crate::harness::state::State;

/// An instance and its store.
pub(super) struct Live {
    pub(super) store: Store<State>,
    handler: Instance,
    /// How many requests it has answered.
    pub(super) answered: u32,
    /// That of the answer it is at.
    answering: Option<Broken>,
}

enum Instance {
    P2(p2::bindings::Proxy),
    P3(p3::bindings::Service),
}

/// What a guest answers with: a head and the body to come, or the `error-code` it has instead.
pub(super) type Head = Result<Response<WasiBody>, String>;

/// Where the answer goes as soon as its head is there.
pub(super) type HeadSender = oneshot::Sender<Head>;

/// How it went with the request's own body.
type Sent = Pin<Box<dyn Future<Output = Result<(), Error>> + Send>>;

/// Why there is no instance.
pub(super) enum NoInstance {
    /// Something that is granted can't be had any more.
    Grants(HarnessError),
    /// The component did not get through its start.
    Start(wasmtime::Error),
}

impl Live {
    /// A fresh instance.
    pub(super) async fn start(app: &App) -> Result<Self, NoInstance> {
        let mut store = Store::new(app.engine(), app.state().map_err(NoInstance::Grants)?);
        store.limiter(|state| &mut state.limits);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|_| {
            Ok(UpdateDeadline::YieldCustom(1, Box::pin(tokio::task::yield_now())))
        });
        let handler = match &app.handler {
            Handler::P2(handler) => handler.instantiate_async(&mut store).await.map(Instance::P2),
            Handler::P3(handler) => handler.instantiate_async(&mut store).await.map(Instance::P3),
        };
        Ok(Self { handler: handler.map_err(NoInstance::Start)?, store, answered: 0, answering: None })
    }

    /// Has the guest answer `request`. It may go on after it has sent the head: to write the body, for instance.
    pub(super) async fn answer(
        &mut self,
        request: Request<Incoming>,
        head: HeadSender,
        broken: Broken,
    ) -> wasmtime::Result<()> {
        self.answering = Some(broken);
        self.store.set_epoch_deadline(1);
        match &self.handler {
            Instance::P2(handler) => by_p2(&mut self.store, handler, request, head).await,
            Instance::P3(handler) => by_p3(&mut self.store, handler, request, head).await,
        }?;
        self.answering = None;
        self.answered = self.answered.saturating_add(1);
        Ok(())
    }

    /// Whether a body is still to be finished.
    pub(super) fn is_unfinished(&mut self) -> bool {
        match self.handler {
            Instance::P2(_) => self.store.data_mut().table.iter_mut().any(|one| one.is::<HostOutgoingBody>()),
            // It does not return before the body has been read.
            Instance::P3(_) => self.answering.is_some(),
        }
    }
}

/// However a guest is stopped, by a trap, its time or a client that has gone: the body ends with its store.
impl Drop for Live {
    fn drop(&mut self) {
        if let Some(broken) = self.answering.clone()
            && self.is_unfinished()
        {
            broken.set();
        }
    }
}

async fn by_p2(
    store: &mut Store<State>,
    handler: &p2::bindings::Proxy,
    request: Request<Incoming>,
    head: HeadSender,
) -> wasmtime::Result<()> {
    let request = store.data_mut().http().new_incoming_request(Scheme::Http, request)?;
    let answer = store.data_mut().http().new_response_outparam_from_callback(move |answer| {
        // Nobody waits for it any more: the guest need not know.
        let _ = head.send(answer.map_err(|code| format!("{code:?}")));
    })?;
    handler.wasi_http_incoming_handler().call_handle(store, request, answer).await
}

async fn by_p3(
    store: &mut Store<State>,
    handler: &p3::bindings::Service,
    request: Request<Incoming>,
    head: HeadSender,
) -> wasmtime::Result<()> {
    let answered = store.run_concurrent(async |accessor| -> wasmtime::Result<()> {
        let (request, sent) = accessor.with(|mut access| {
            let (request, sent) = p3::Request::from_http(access.get().http().hooks, request);
            (request, Box::pin(sent) as Sent)
        });
        match handler.handle(accessor, request).await? {
            Ok(response) => {
                let response = accessor.with(|mut access| response.into_http(&mut access, sent))?;
                let (parts, body) = response.into_parts();
                let (body, read) = Watched::new(body);
                let _ = head.send(Ok(Response::from_parts(parts, body.boxed_unsync())));
                // Whatever the guest still does happens here, and so does the reading of the body, even of one that
                // the guest only passes on.
                let _ = read.await;
                poll_fn(|cx| accessor.poll_no_interesting_tasks(cx)).await;
            }
            Err(code) => {
                let _ = head.send(Err(format!("{code:?}")));
            }
        }
        Ok(())
    });
    answered.await?
}
