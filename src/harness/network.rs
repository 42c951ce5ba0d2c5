//! Where sockets may lead.

use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

use wasmtime_wasi::sockets::SocketAddrUse;

use crate::base::maps::HashSet;
use crate::base::shell;
use crate::harness::denied::{Denied, Refused, printable};
use crate::harness::hosts::{Hosts, NotHosts, host_and_port};

/// `HOST[:PORT]`: hosts that sockets may connect and send to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NetGrant {
    /// The hosts.
    pub hosts: Hosts,
    /// The port; all if not said.
    pub port: Option<u16>,
}

impl FromStr for NetGrant {
    type Err = NotHosts;

    fn from_str(text: &str) -> Result<Self, NotHosts> {
        let (hosts, port) = host_and_port(text)?;
        Ok(Self { hosts, port })
    }
}

/// Where the sockets of one guest may lead.
#[derive(Debug)]
pub(super) struct Network {
    connect: Arc<[NetGrant]>,
    listen: Arc<[SocketAddr]>,
    /// Addresses that names have led to, and the grant of the name. A socket is told an address and no name.
    known: Mutex<HashSet<(usize, IpAddr)>>,
    denied: Denied,
}

impl Network {
    /// Sockets connect to `connect` and listen on `listen`.
    pub(super) fn new(connect: &Arc<[NetGrant]>, listen: &Arc<[SocketAddr]>, denied: &Denied) -> Self {
        Self {
            connect: Arc::clone(connect),
            listen: Arc::clone(listen),
            known: Mutex::default(),
            denied: denied.clone(),
        }
    }

    /// Whether a socket may use that address so. If not, that is told.
    pub(super) fn allows(&self, addr: SocketAddr, usage: SocketAddrUse) -> bool {
        let addr = SocketAddr::new(addr.ip().to_canonical(), addr.port());
        let allowed = match usage {
            SocketAddrUse::TcpConnect | SocketAddrUse::UdpSend => self.connects(addr),
            SocketAddrUse::UdpReceive => self.connects(addr) || !self.listen.is_empty(),
            // What is bound to any port of any address is where connections start from.
            SocketAddrUse::TcpBind | SocketAddrUse::UdpBind => {
                addr.port() == 0 && addr.ip().is_unspecified() || self.listens(addr)
            }
            SocketAddrUse::TcpListen => self.listens(addr),
            SocketAddrUse::TcpAccept => !self.listen.is_empty(),
        };
        if !allowed {
            self.refuse(addr, usage);
        }
        allowed
    }

    fn connects(&self, addr: SocketAddr) -> bool {
        let ip = addr.ip();
        self.connect.iter().enumerate().any(|(index, grant)| {
            let leads = match grant.hosts {
                Hosts::Any | Hosts::Range(_) => true,
                Hosts::Name(_) | Hosts::Below(_) => self.is_known(index, ip),
            };
            grant.port.is_none_or(|port| port == addr.port()) && leads && grant.hosts.may_be_at(ip)
        })
    }

    /// Where all addresses are granted, so is each.
    fn listens(&self, addr: SocketAddr) -> bool {
        self.listen.iter().any(|granted| {
            let same_family = granted.is_ipv4() == addr.is_ipv4();
            let ip = granted.ip() == addr.ip() || granted.ip().is_unspecified() && same_family;
            ip && (granted.port() == 0 || granted.port() == addr.port())
        })
    }

    fn refuse(&self, addr: SocketAddr, usage: SocketAddrUse) {
        let refused = |what, flag| self.denied.tell(&Refused { what, why: "", flag });
        match usage {
            SocketAddrUse::TcpConnect => {
                refused(format_args!("a connection to {addr}"), format_args!("--allow-net {addr}"));
            }
            SocketAddrUse::UdpSend | SocketAddrUse::UdpReceive => {
                refused(format_args!("packets to and from {addr}"), format_args!("--allow-net {addr}"));
            }
            SocketAddrUse::TcpBind | SocketAddrUse::UdpBind | SocketAddrUse::TcpListen => {
                refused(format_args!("to listen on {addr}"), format_args!("--listen {addr}"));
            }
            // Whoever listens has been told.
            SocketAddrUse::TcpAccept => {}
        }
    }

    /// The grants that let a name be looked up. If there is none, that is told.
    pub(super) fn names(&self, name: &str) -> Vec<usize> {
        let grants: Vec<usize> = self
            .connect
            .iter()
            .enumerate()
            .filter(|(_, grant)| grant.hosts.covers(name))
            .map(|(index, _)| index)
            .collect();
        // An address needs no lookup, and says nothing to a name server.
        if grants.is_empty() && name.parse::<IpAddr>().is_err() {
            let name = printable(name);
            self.denied.tell(&Refused {
                what: format_args!("to look up \"{name}\""),
                why: "",
                flag: format_args!("--allow-net {}", shell::word(&name)),
            });
        }
        grants
    }

    /// Notes that a name led to an address.
    pub(super) fn learn(&self, grants: &[usize], ip: IpAddr) {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(grants.iter().map(|grant| (*grant, ip.to_canonical())));
    }

    fn is_known(&self, grant: usize, ip: IpAddr) -> bool {
        self.known.lock().unwrap_or_else(PoisonError::into_inner).contains(&(grant, ip))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
mod tests {
    use std::net::SocketAddr;
    use std::sync::Arc;

    use wasmtime_wasi::sockets::SocketAddrUse;

    use super::{NetGrant, Network};
    use crate::harness::denied::Denied;

    fn network(connect: &[&str], listen: &[&str]) -> Network {
        let connect: Arc<[NetGrant]> = connect.iter().map(|text| text.parse().unwrap()).collect();
        let listen: Arc<[SocketAddr]> = listen.iter().map(|text| text.parse().unwrap()).collect();
        Network::new(&connect, &listen, &Denied::default())
    }

    fn allows(network: &Network, addr: &str, usage: SocketAddrUse) -> bool {
        network.allows(addr.parse().unwrap(), usage)
    }

    #[test]
    fn a_name_leads_only_where_it_was_looked_up() {
        let network = network(&["db.example:5432"], &[]);
        assert!(!allows(&network, "93.184.216.34:5432", SocketAddrUse::TcpConnect));
        let grants = network.names("DB.example");
        network.learn(&grants, "93.184.216.34".parse().unwrap());
        network.learn(&grants, "127.0.0.1".parse().unwrap());
        assert!(allows(&network, "93.184.216.34:5432", SocketAddrUse::TcpConnect));
        assert!(!allows(&network, "93.184.216.34:80", SocketAddrUse::TcpConnect));
        assert!(!allows(&network, "127.0.0.1:5432", SocketAddrUse::TcpConnect));
        assert!(network.names("other.example").is_empty());
    }

    #[test]
    fn listening_is_granted_apart_from_connecting() {
        let open = network(&["127.0.0.1"], &[]);
        assert!(allows(&open, "127.0.0.1:9", SocketAddrUse::TcpConnect));
        assert!(allows(&open, "0.0.0.0:0", SocketAddrUse::TcpBind));
        assert!(!allows(&open, "0.0.0.0:40000", SocketAddrUse::TcpListen));
        assert!(!allows(&open, "127.0.0.1:80", SocketAddrUse::TcpBind));
        let server = network(&[], &["127.0.0.1:80", "[::]:0"]);
        assert!(allows(&server, "127.0.0.1:80", SocketAddrUse::TcpListen));
        assert!(!allows(&server, "0.0.0.0:80", SocketAddrUse::TcpListen));
        assert!(!allows(&server, "127.0.0.1:81", SocketAddrUse::TcpBind));
        assert!(allows(&server, "[::1]:4000", SocketAddrUse::TcpBind));
        assert!(!allows(&server, "127.0.0.1:80", SocketAddrUse::TcpConnect));
    }
}
