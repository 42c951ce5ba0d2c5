//! What the store of an instance holds: what the guest was granted, its handles, its limits.

use std::future::ready;
use std::sync::Arc;

use wasmtime::component::ResourceTable;
use wasmtime_wasi::cli::{stderr, stdin, stdout};
use wasmtime_wasi::{FsPerms, WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{WasiHttpCtx, WasiHttpCtxView, WasiHttpView};

use crate::component::places::Places;
use crate::harness::config::Config;
use crate::harness::denied::Denied;
use crate::harness::error::{EngineError, HarnessError};
use crate::harness::grants::{Access, Grants, Stdio};
use crate::harness::keyvalue::Buckets;
use crate::harness::limits::Limits;
use crate::harness::names::Lookups;
use crate::harness::network::Network;
use crate::harness::outgoing::Outgoing;

/// What the store of an instance holds.
pub(super) struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    outgoing: Outgoing,
    pub(super) config: Config,
    pub(super) buckets: Buckets,
    pub(super) denied: Denied,
    pub(super) table: ResourceTable,
    pub(super) limits: Limits,
    pub(super) network: Arc<Network>,
    pub(super) lookups: Lookups,
    /// For backtraces.
    pub(super) places: Arc<Places>,
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
        let network = Arc::new(Network::new(&grants.net, &grants.listen, &grants.denied));
        Ok(Self {
            wasi: context(grants, waiting, &network)?,
            http: WasiHttpCtx::new(),
            outgoing: Outgoing::new(&grants.http, &grants.denied),
            config: grants.config.clone(),
            buckets: grants.buckets.clone(),
            denied: grants.denied.clone(),
            table,
            limits,
            network,
            lookups: Lookups::default(),
            places: Arc::default(),
        })
    }
}

/// What WASI offers under `grants`.
fn context(grants: &Grants, waiting: Waiting, network: &Arc<Network>) -> Result<WasiCtx, HarnessError> {
    let mut builder = WasiCtx::builder();
    let network = Arc::clone(network);
    // Sockets may be made by all; it is asked for each address whether they may use it. Names are asked for in `names`.
    builder.allow_tcp(true).allow_udp(true).allow_ip_name_lookup(true);
    builder.socket_addr_check(move |addr, usage| Box::pin(ready(network.allows(addr, usage))));
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

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.outgoing }
    }
}
