//! What the host offers to a component: WASI 0.2 and 0.3, `wasi:http` in both, and `wasi:logging`, `wasi:config`,
//! `wasi:keyvalue`.

use std::io::{self, Write};

use wasmtime::component::types::{ComponentInstance, ComponentItem};
use wasmtime::component::{Component, InstancePre, Linker, Val};

use crate::harness::config;
use crate::harness::engine::Guest;
use crate::harness::error::HarnessError;
use crate::harness::keyvalue;
use crate::harness::state::State;

/// `guest` with everything that it imports: ready to be instantiated, as often as one likes.
pub(super) fn linked(guest: &Guest) -> Result<InstancePre<State>, HarnessError> {
    let unlinkable = |error| HarnessError::unlinkable(&guest.name, error);
    let linker = link(&guest.component)
        .map_err(unlinkable)?
        .map_err(|imports| HarnessError::missing_imports(&guest.name, imports))?;
    linker.instantiate_pre(&guest.component).map_err(unlinkable)
}

/// A linker for `component`, or the imports that this host can't provide.
fn link(component: &Component) -> Result<Result<Linker<State>, Vec<String>>, wasmtime::Error> {
    let engine = component.engine();
    let ty = component.component_type();
    let mut linker = Linker::new(engine);
    wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
    wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
    let is_0_3 = ty.imports(engine).any(|(name, _)| offers(&OFFERED_0_3, name, "0.3."));
    // Only a component that was compiled with the asynchronous ABI imports it, and can be linked with it.
    if is_0_3 {
        wasmtime_wasi::p3::add_to_linker(&mut linker)?;
        wasmtime_wasi_http::p3::add_to_linker(&mut linker)?;
    }
    let mut missing = Vec::new();
    for (name, item) in ty.imports(engine) {
        if is_logging(name) {
            linker.instance(name)?.func_new("log", |_, _, args, _| log(args))?;
        } else if config::is_config(name) {
            config::link(&mut linker, name)?;
        } else if keyvalue::link(&mut linker, name)? {
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

/// The interfaces of WASI 0.3 that are linked, without their versions.
const OFFERED_0_3: [&str; 22] = [
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
    "wasi:cli/types",
    "wasi:clocks/monotonic-clock",
    "wasi:clocks/system-clock",
    "wasi:filesystem/preopens",
    "wasi:filesystem/types",
    "wasi:http/client",
    "wasi:http/types",
    "wasi:random/insecure",
    "wasi:random/insecure-seed",
    "wasi:random/random",
    "wasi:sockets/ip-name-lookup",
    "wasi:sockets/types",
];

/// Whether `name` is linked, in some version of its track: the linker takes the one it has for all of them.
fn is_offered(name: &str) -> bool {
    // `tcp-create-socket` and `udp-create-socket` go with `tcp` and `udp`.
    offers(&OFFERED, &name.replace("-create-socket@", "@"), "0.2.") || offers(&OFFERED_0_3, name, "0.3.")
}

fn offers(interfaces: &[&str], name: &str, track: &str) -> bool {
    let Some((interface, version)) = name.split_once('@') else { return false };
    version.starts_with(track) && !version.contains('-') && interfaces.contains(&interface)
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
