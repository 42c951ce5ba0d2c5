//! The sockets that requests come in by: one for each thread, all on the same address.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::num::NonZeroUsize;

use socket2::{Domain, Protocol, Socket, Type};

use crate::harness::serve::error::ServeError;

/// How many connections may wait to be taken, on each socket.
const BACKLOG: i32 = 1024;

/// A socket for each of `count` threads; the system spreads connections over them.
pub(super) fn several(addr: SocketAddr, count: NonZeroUsize) -> Result<Vec<TcpListener>, ServeError> {
    let refused = |error| ServeError::cant_listen(addr, error);
    // Sockets that share an address share it with those of any other process of the same user. That one is told.
    if addr.port() != 0 {
        bind(addr, Shared::No).map_err(refused)?;
    }
    let first = bind(addr, Shared::Yes).map_err(refused)?;
    let actual = first.local_addr().map_err(refused)?;
    let mut listeners = vec![first];
    for _ in 1..count.get() {
        listeners.push(bind(actual, Shared::Yes).map_err(refused)?);
    }
    Ok(listeners)
}

/// The only socket on its address.
pub(super) fn one(addr: SocketAddr) -> Result<TcpListener, ServeError> {
    bind(addr, Shared::No).map_err(|error| ServeError::cant_listen(addr, error))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shared {
    Yes,
    No,
}

fn bind(addr: SocketAddr, shared: Shared) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(addr), Type::STREAM, Some(Protocol::TCP))?;
    #[cfg(unix)]
    {
        // Connections that a process before this one has closed do not keep the address from it.
        socket.set_reuse_address(true)?;
        socket.set_reuse_port(shared == Shared::Yes)?;
    }
    socket.set_nonblocking(true)?;
    socket.bind(&addr.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}
