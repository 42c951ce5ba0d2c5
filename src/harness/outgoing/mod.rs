//! Outgoing HTTP: requests leave for hosts that were granted, and for no other.

mod connect;
mod send;
mod slow;
mod tls;

use std::fmt::{self, Display};
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use http::uri::{Authority, Scheme, Uri};
use http_body_util::BodyExt;
use thiserror::Error as Thiserror;
use wasmtime_wasi_http::{Error, RequestOptions, WasiBody, WasiHttpHooks};

use crate::harness::denied::{Denied, Refused};
use crate::harness::hosts::{Hosts, NotHosts, host_and_port};

/// `[SCHEME://]HOST[:PORT]`: hosts that requests may be sent to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpGrant {
    /// Whether with TLS or without; both if not said.
    pub tls: Option<bool>,
    /// The hosts.
    pub hosts: Hosts,
    /// The port; all if not said.
    pub port: Option<u16>,
}

/// Why a text is no [`HttpGrant`].
#[derive(Clone, Debug, PartialEq, Eq, Thiserror)]
pub enum NotHttpGrant {
    /// A scheme that isn't HTTP's.
    #[error("`{0}://` is not sent by `wasi:http`; write `http://`, `https://`, or neither for both")]
    Scheme(String),
    /// There is more than a host.
    #[error("a grant is for a whole host: leave out `/{0}`")]
    Path(String),
    /// What should be the host is none.
    #[error(transparent)]
    Hosts(#[from] NotHosts),
}

impl FromStr for HttpGrant {
    type Err = NotHttpGrant;

    fn from_str(text: &str) -> Result<Self, NotHttpGrant> {
        let (tls, rest) = match text.split_once("://") {
            None => (None, text),
            Some(("http", rest)) => (Some(false), rest),
            Some(("https", rest)) => (Some(true), rest),
            Some((other, _)) => return Err(NotHttpGrant::Scheme(other.to_owned())),
        };
        // The slash of a range of addresses is not that of a path.
        let grant = host_and_port(rest.strip_suffix('/').unwrap_or(rest));
        let (hosts, port) = match (grant, rest.split_once('/')) {
            (Ok(grant), _) => grant,
            (Err(_), Some((_, path))) => return Err(NotHttpGrant::Path(path.to_owned())),
            (Err(error), None) => return Err(error.into()),
        };
        Ok(Self { tls, hosts, port })
    }
}

/// Who asks for permission to send requests, for one guest.
#[derive(Debug)]
pub(super) struct Outgoing {
    grants: Arc<[HttpGrant]>,
    denied: Denied,
}

/// Where a request is to go.
#[derive(Clone, Debug)]
struct Target {
    tls: bool,
    host: String,
    port: u16,
}

impl Outgoing {
    /// Requests go to `grants`.
    pub(super) fn new(grants: &Arc<[HttpGrant]>, denied: &Denied) -> Self {
        Self { grants: Arc::clone(grants), denied: denied.clone() }
    }
}

impl Target {
    fn to(uri: &Uri) -> Option<Self> {
        let tls = uri.scheme() == Some(&Scheme::HTTPS);
        let authority = uri.authority()?;
        let port = match authority.port_u16() {
            Some(port) => port,
            // What follows the colon is no port.
            None if authority.port().is_some() => return None,
            None => {
                if tls {
                    443
                } else {
                    80
                }
            }
        };
        Some(Self { tls, host: host(authority).to_ascii_lowercase(), port })
    }

    /// The address, if the host is named by it.
    fn ip(&self) -> Option<IpAddr> {
        self.host.parse().ok()
    }

    /// Whether a grant is for this host, wherever it may be.
    fn is_granted(&self, grants: &[HttpGrant]) -> bool {
        match self.ip() {
            Some(ip) => self.may_be_at(grants, ip),
            None => self.of(grants).any(|grant| grant.hosts.covers(&self.host)),
        }
    }

    /// Whether a request may be sent to the host at this address: because the host is granted and may be there, or the
    /// address itself is.
    fn may_be_at(&self, grants: &[HttpGrant], ip: IpAddr) -> bool {
        let names = |hosts: &Hosts| match hosts {
            Hosts::Range(_) => true,
            Hosts::Any | Hosts::Name(_) | Hosts::Below(_) => hosts.covers(&self.host),
        };
        self.of(grants).any(|grant| names(&grant.hosts) && grant.hosts.may_be_at(ip))
    }

    /// The grants for this scheme and port.
    fn of<'g>(&self, grants: &'g [HttpGrant]) -> impl Iterator<Item = &'g HttpGrant> {
        let (tls, port) = (self.tls, self.port);
        grants.iter().filter(move |grant| {
            grant.tls.is_none_or(|granted| granted == tls) && grant.port.is_none_or(|granted| granted == port)
        })
    }

    /// As a grant would say it.
    fn grant(&self) -> String {
        let usual = self.port == if self.tls { 443 } else { 80 };
        let host = if self.host.contains(':') { format!("[{}]", self.host) } else { self.host.clone() };
        if usual { host } else { format!("{host}:{}", self.port) }
    }
}

/// Without the brackets of an IPv6 address.
fn host(authority: &Authority) -> &str {
    let host = authority.host();
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

impl Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}://{}", if self.tls { "https" } else { "http" }, self.grant())
    }
}

type Ending = Box<dyn Future<Output = Result<(), Error>> + Send>;
type Sent = Result<(http::Response<WasiBody>, Ending), Error>;

impl WasiHttpHooks for Outgoing {
    /// Every request comes by here, and so does every one that follows a redirect: guests follow them themselves.
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        _: Ending,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        let (grants, denied) = (Arc::clone(&self.grants), self.denied.clone());
        Box::new(async move {
            let target = Target::to(request.uri()).ok_or(Error::HttpRequestUriInvalid)?;
            if !target.is_granted(&grants) {
                denied.tell(&Refused {
                    what: format_args!("a request to {target}"),
                    why: "",
                    flag: format_args!("--allow-http {}", target.grant()),
                });
                return Err(Error::HttpRequestDenied);
            }
            let options = options.unwrap_or_default();
            let stream = connect::connect(&target, &grants, &options, &denied).await?;
            let (response, ending) = send::send(request, stream, &options).await?;
            Ok((response.map(BodyExt::boxed_unsync), Box::new(ending) as Ending))
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
mod tests {
    use super::{HttpGrant, Target};

    fn is_granted(grants: &[&str], uri: &str) -> bool {
        let grants: Vec<HttpGrant> = grants.iter().map(|text| text.parse().unwrap()).collect();
        Target::to(&uri.parse().unwrap()).unwrap().is_granted(&grants)
    }

    #[test]
    fn a_grant_is_for_its_host_scheme_and_port() {
        assert!(is_granted(&["example.com"], "https://Example.com/a?b"));
        assert!(is_granted(&["example.com"], "http://example.com:8080/"));
        assert!(!is_granted(&["https://example.com"], "http://example.com/"));
        assert!(!is_granted(&["example.com:8080"], "http://example.com/"));
        assert!(is_granted(&["http://example.com:80/"], "http://example.com/"));
        assert!(!is_granted(&["example.com"], "http://example.com.evil/"));
        // What stands before the `@` is no host.
        assert!(!is_granted(&["example.com"], "http://example.com@evil/"));
    }

    #[test]
    fn an_address_has_to_be_granted_as_one() {
        assert!(!is_granted(&["*"], "http://127.0.0.1/"));
        assert!(!is_granted(&["*"], "http://169.254.169.254/latest"));
        assert!(!is_granted(&["*"], "http://[::1]/"));
        assert!(!is_granted(&["*"], "http://[::ffff:127.0.0.1]/"));
        assert!(is_granted(&["*"], "http://93.184.216.34/"));
        assert!(is_granted(&["127.0.0.1:80"], "http://127.0.0.1/"));
        assert!(!is_granted(&["localhost"], "http://127.0.0.1/"));
        assert!(is_granted(&["[::1]:9"], "http://[::1]:9/"));
    }

    #[test]
    fn slips_are_no_grants() {
        for text in [
            "ftp://a",
            "http://",
            "example.com/path",
            "http://a/b",
            "https:/a",
            "http//a",
            "a:b",
            "user@host",
        ] {
            assert!(text.parse::<HttpGrant>().is_err(), "{text}");
        }
        assert!("10.0.0.0/8".parse::<HttpGrant>().is_ok());
    }
}
