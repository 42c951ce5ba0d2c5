//! What the store of an instance holds: what the guest was granted, its handles, its limits.

use wasmtime::component::ResourceTable;
use wasmtime_wasi::cli::{stderr, stdin, stdout};
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView,
};

use crate::harness::config::Config;
use crate::harness::error::{EngineError, HarnessError};
use crate::harness::grants::{Access, Grants, Stdio};
use crate::harness::keyvalue::Buckets;
use crate::harness::limits::Limits;

/// What the store of an instance holds.
pub(super) struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    hooks: Network,
    pub(super) config: Config,
    pub(super) buckets: Buckets,
    pub(super) table: ResourceTable,
    pub(super) limits: Limits,
}

/// What a guest does to its thread while it waits for a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    /// It holds it up, as any program does: there is no other guest on it.
    Blocks,
    /// It lets others have it.
    Yields,
}

impl State {
    /// The state of a guest that has `grants` and nothing else.
    pub(super) fn new(grants: &Grants, limits: Limits, waiting: Waiting) -> Result<Self, HarnessError> {
        let mut table = ResourceTable::new();
        table.set_max_capacity(limits.handles());
        Ok(Self {
            wasi: context(grants, waiting)?,
            http: WasiHttpCtx::new(),
            hooks: Network,
            config: grants.config.clone(),
            buckets: grants.buckets.clone(),
            table,
            limits,
        })
    }
}

/// What WASI offers under `grants`. Sockets are linked, but every address and every lookup is refused.
fn context(grants: &Grants, waiting: Waiting) -> Result<WasiCtx, HarnessError> {
    let mut builder = WasiCtx::builder();
    builder.allow_blocking_current_thread(waiting == Waiting::Blocks);
    builder.args(&grants.args);
    for (name, value) in &grants.env {
        builder.env(name, value);
    }
    match grants.stdio {
        Stdio::Closed => {}
        Stdio::Inherited => {
            builder.stdin(stdin()).stdout(stdout()).stderr(stderr());
        }
        Stdio::ToStderr => {
            builder.stdout(stderr()).stderr(stderr());
        }
    }
    for dir in &grants.dirs {
        let permissions = match dir.access {
            Access::ReadOnly => FsPerms::ReadOnly,
            Access::ReadWrite => FsPerms::ReadWrite,
        };
        builder
            .preopened_dir(&dir.host, &dir.guest, permissions)
            .map_err(|error| HarnessError::NoDir { path: dir.host.clone(), error: EngineError(error) })?;
    }
    Ok(builder.build())
}

/// What outgoing HTTP requests are asked for permission.
struct Network;

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.hooks }
    }
}

type Sent = Result<(http::Response<WasiBody>, Box<dyn Future<Output = Result<(), Error>> + Send>), Error>;

impl WasiHttpHooks for Network {
    /// No request leaves: the network can't be granted.
    fn send_request(
        &mut self,
        _: http::Request<WasiBody>,
        _: Option<RequestOptions>,
        _: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        Box::new(async { Err(Error::HttpRequestDenied) })
    }
}
