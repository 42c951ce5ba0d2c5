//! `wasi:sockets/ip-name-lookup`: only names that were granted are looked up, and where they lead is noted.

use std::net::IpAddr;
use std::sync::Arc;

use wasmtime::component::{Accessor, HasData, Linker, Resource};
use wasmtime_wasi::p2::bindings::sockets::ip_name_lookup as p2;
use wasmtime_wasi::p2::bindings::sockets::network::{self, ErrorCode, IpAddress};
use wasmtime_wasi::p2::{DynPollable, Network as Capability, SocketError};
use wasmtime_wasi::p3::bindings::sockets::ip_name_lookup as p3;
use wasmtime_wasi::p3::bindings::sockets::types;
use wasmtime_wasi::sockets::WasiSocketsView;

use crate::base::maps::HashMap;
use crate::harness::network::Network;
use crate::harness::state::State;

/// The lookups that go on: by their handles, the grants of the names.
pub(super) type Lookups = HashMap<u32, Vec<usize>>;

/// Puts these lookups in the place of wasmtime's, of WASI 0.2.
pub(super) fn add_0_2(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    p2::add_to_linker::<State, Names>(linker, View::of)?;
    linker.allow_shadowing(false);
    Ok(())
}

/// Puts these lookups in the place of wasmtime's, of WASI 0.3.
pub(super) fn add_0_3(linker: &mut Linker<State>) -> wasmtime::Result<()> {
    linker.allow_shadowing(true);
    p3::add_to_linker::<State, Names>(linker, View::of)?;
    linker.allow_shadowing(false);
    Ok(())
}

struct Names;

/// Of the guest that looks up.
struct View<'a>(&'a mut State);

impl View<'_> {
    fn of(state: &mut State) -> View<'_> {
        View(state)
    }
}

impl HasData for Names {
    type Data<'a> = View<'a>;
}

type Stream = Resource<p2::ResolveAddressStream>;

impl network::Host for View<'_> {
    fn convert_error_code(&mut self, error: SocketError) -> wasmtime::Result<ErrorCode> {
        network::Host::convert_error_code(&mut self.0.sockets(), error)
    }

    fn network_error_code(
        &mut self,
        error: Resource<wasmtime::Error>,
    ) -> wasmtime::Result<Option<ErrorCode>> {
        network::Host::network_error_code(&mut self.0.sockets(), error)
    }
}

impl network::HostNetwork for View<'_> {
    fn drop(&mut self, capability: Resource<Capability>) -> wasmtime::Result<()> {
        network::HostNetwork::drop(&mut self.0.sockets(), capability)
    }
}

impl p2::Host for View<'_> {
    fn resolve_addresses(
        &mut self,
        capability: Resource<Capability>,
        name: String,
    ) -> Result<Stream, SocketError> {
        let grants = self.0.network.names(&name);
        if grants.is_empty() && !is_address(&name) {
            return Err(ErrorCode::AccessDenied.into());
        }
        let stream = p2::Host::resolve_addresses(&mut self.0.sockets(), capability, name)?;
        self.0.lookups.insert(stream.rep(), grants);
        Ok(stream)
    }
}

impl p2::HostResolveAddressStream for View<'_> {
    fn resolve_next_address(&mut self, stream: Stream) -> Result<Option<IpAddress>, SocketError> {
        let rep = stream.rep();
        let next = p2::HostResolveAddressStream::resolve_next_address(&mut self.0.sockets(), stream)?;
        if let (Some(address), Some(grants)) = (&next, self.0.lookups.get(&rep)) {
            self.0.network.learn(grants, ip(*address));
        }
        Ok(next)
    }

    fn subscribe(&mut self, stream: Stream) -> wasmtime::Result<Resource<DynPollable>> {
        p2::HostResolveAddressStream::subscribe(&mut self.0.sockets(), stream)
    }

    fn drop(&mut self, stream: Stream) -> wasmtime::Result<()> {
        self.0.lookups.remove(&stream.rep());
        p2::HostResolveAddressStream::drop(&mut self.0.sockets(), stream)
    }
}

impl p3::Host for View<'_> {}

impl p3::HostWithStore<State> for Names {
    async fn resolve_addresses(
        accessor: &Accessor<State, Self>,
        name: String,
    ) -> wasmtime::Result<Result<Vec<types::IpAddress>, p3::ErrorCode>> {
        let network = accessor.with(|mut access| Arc::clone(&access.get().0.network));
        Ok(lookup(&network, &name).await.map(|found| found.into_iter().map(Into::into).collect()))
    }
}

async fn lookup(network: &Network, name: &str) -> Result<Vec<IpAddr>, p3::ErrorCode> {
    if let Ok(ip) = name.parse::<IpAddr>() {
        return Ok(vec![ip]);
    }
    let grants = network.names(name);
    if grants.is_empty() {
        return Err(p3::ErrorCode::AccessDenied);
    }
    let found = tokio::net::lookup_host((name, 0)).await.map_err(|_| p3::ErrorCode::NameUnresolvable)?;
    let found: Vec<IpAddr> = found.map(|found| found.ip().to_canonical()).collect();
    for ip in &found {
        network.learn(&grants, *ip);
    }
    Ok(found)
}

fn is_address(name: &str) -> bool {
    name.parse::<IpAddr>().is_ok()
}

fn ip(address: IpAddress) -> IpAddr {
    match address {
        IpAddress::Ipv4(parts) => <[u8; 4]>::from(parts).into(),
        IpAddress::Ipv6(parts) => <[u16; 8]>::from(parts).into(),
    }
}
