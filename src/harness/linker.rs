//! What the host offers to a component: WASI 0.2, `wasi:http` and `wasi:logging`.

use std::io::{self, Write};

use wasmtime::component::types::{ComponentInstance, ComponentItem};
use wasmtime::component::{Component, Linker, ResourceTable, Val};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView,
};

/// What the store of a guest holds.
pub(super) struct State {
    pub(super) wasi: WasiCtx,
    pub(super) http: WasiHttpCtx,
    pub(super) hooks: Network,
    pub(super) table: ResourceTable,
}

/// What outgoing HTTP requests are asked for permission.
pub(super) struct Network;

/// A linker for `component`, or the imports that this host can't provide.
pub(super) fn link(component: &Component) -> Result<Result<Linker<State>, Vec<String>>, wasmtime::Error> {
    let engine = component.engine();
    let ty = component.component_type();
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    let mut missing = Vec::new();
    for (name, item) in ty.imports(engine) {
        if is_logging(name) {
            linker.instance(name)?.func_new("log", |_, _, args, _| log(args))?;
        } else if !is_offered(name) && needs_a_provider(component, &item.ty) {
            missing.push(name.to_owned());
        }
    }
    Ok(if missing.is_empty() { Ok(linker) } else { Err(missing) })
}

/// The interfaces of WASI 0.2 that are linked, without their versions.
const OFFERED: [&str; 27] = [
    "wasi:cli/environment",
    "wasi:cli/exit",
    "wasi:cli/stderr",
    "wasi:cli/stdin",
    "wasi:cli/stdout",
    "wasi:cli/terminal-input",
    "wasi:cli/terminal-output",
    "wasi:cli/terminal-stderr",
    "wasi:cli/terminal-stdin",
    "wasi:cli/terminal-stdout",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/wall-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:http/outgoing-handler",
    "wasi:http/types",
    "wasi:io/error",
    "wasi:io/poll",
    "wasi:io/streams",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
    "wasi:sockets/instance-network",
    "wasi:sockets/ip-name-lookup",
    "wasi:sockets/network",
    "wasi:sockets/tcp",
    "wasi:sockets/udp",
];

/// Whether `name` is one of [`OFFERED`], in some 0.2 version: the linker takes the one it has for all of them.
fn is_offered(name: &str) -> bool {
    let Some((interface, version)) = name.split_once('@') else { return false };
    let is_0_2 = version.starts_with("0.2.") && !version.contains('-');
    // `tcp-create-socket` and `udp-create-socket` go with `tcp` and `udp`.
    is_0_2 && OFFERED.contains(&interface.trim_end_matches("-create-socket"))
}

fn is_logging(name: &str) -> bool {
    name.split('@').next() == Some("wasi:logging/logging")
}

/// Whether an import has anything in it that runs: types alone need nobody to provide them.
fn needs_a_provider(component: &Component, item: &ComponentItem) -> bool {
    match item {
        ComponentItem::Type(_) => false,
        ComponentItem::ComponentInstance(instance) => instance_needs_a_provider(component, instance),
        ComponentItem::ComponentFunc(_)
        | ComponentItem::CoreFunc(_)
        | ComponentItem::Module(_)
        | ComponentItem::Component(_)
        | ComponentItem::Resource(_) => true,
    }
}

fn instance_needs_a_provider(component: &Component, instance: &ComponentInstance) -> bool {
    instance.exports(component.engine()).any(|(_, item)| needs_a_provider(component, &item.ty))
}

/// `log(level, context, message)`: one line on standard error.
fn log(args: &[Val]) -> wasmtime::Result<()> {
    let [Val::Enum(level), Val::String(context), Val::String(message)] = args else {
        wasmtime::bail!("`log` of `wasi:logging/logging` takes a level, a context and a message");
    };
    let place = if context.is_empty() { String::new() } else { format!("{context}: ") };
    // A guest need not know that nobody reads its log.
    let _ = writeln!(io::stderr().lock(), "[{level}] {place}{message}");
    Ok(())
}

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
