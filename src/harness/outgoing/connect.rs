//! A connection to where a request is to go.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use wasmtime_wasi_http::{Error, RequestOptions};

use crate::harness::denied::{Denied, Refused};
use crate::harness::outgoing::{HttpGrant, Target, tls};

/// How long to wait where the guest doesn't say.
pub(super) const LONG: Duration = Duration::from_mins(10);

/// Bytes both ways, encrypted or not.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Connects to an address of the target's where the grants let it be.
///
/// The addresses that are looked at are those connected to, so that a name can't lead elsewhere in between.
pub(super) async fn connect(
    target: &Target,
    grants: &[HttpGrant],
    options: &RequestOptions,
    denied: &Denied,
) -> Result<Box<dyn Stream>, Error> {
    let addresses = addresses(target).await?;
    let may_be = |address: &&SocketAddr| target.may_be_at(grants, address.ip());
    let allowed: Vec<SocketAddr> = addresses.iter().filter(may_be).copied().collect();
    if let ([], Some(address)) = (allowed.as_slice(), addresses.first()) {
        let why = format!(": the name leads to {}, where no name may lead", address.ip());
        denied.tell(&Refused {
            what: format_args!("a request to {target}"),
            why: &why,
            flag: format_args!("--allow-http {}", address.ip()),
        });
        return Err(Error::DestinationIpProhibited);
    }
    let limit = options.connect_timeout.unwrap_or(LONG);
    let connected = timeout(limit, async {
        let stream = TcpStream::connect(allowed.as_slice()).await.map_err(Error::Connect)?;
        // What is sent is whole requests.
        let _ = stream.set_nodelay(true);
        let stream: Box<dyn Stream> =
            if target.tls { Box::new(tls::handshake(&target.host, stream).await?) } else { Box::new(stream) };
        Ok(stream)
    });
    connected.await.map_err(|_| Error::ConnectionTimeout)?
}

async fn addresses(target: &Target) -> Result<Vec<SocketAddr>, Error> {
    if let Some(ip) = target.ip() {
        return Ok(vec![SocketAddr::new(ip, target.port)]);
    }
    let found: Vec<SocketAddr> = match lookup_host((target.host.as_str(), target.port)).await {
        Ok(found) => found.collect(),
        Err(error) => {
            return Err(Error::DnsError { rcode: Some(error.to_string()), info_code: None });
        }
    };
    if found.is_empty() { Err(Error::DestinationNotFound) } else { Ok(found) }
}
