//! Hosts, as grants name them, and which addresses they may be at.

use std::fmt::{self, Display};
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use ipnet::IpNet;
use thiserror::Error;

/// `HOST`: a name, `*.NAME`, an address, a range of addresses, or `*`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hosts {
    /// `*`: every host.
    Any,
    /// `example.com`: in lower case.
    Name(String),
    /// `*.example.com`: the hosts below that name, in lower case, from its dot on.
    Below(String),
    /// `10.0.0.0/8`, or one address.
    Range(IpNet),
}

/// Why a text is no [`Hosts`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotHosts {
    /// There is nothing.
    #[error("the host is missing")]
    Empty,
    /// It can't be the name of a host.
    #[error("`{0}` is no host: write a name, `*.NAME`, an address, a range such as `10.0.0.0/8`, or `*`")]
    Name(String),
    /// It isn't a port.
    #[error("`{0}` is no port: write a number from 1 to 65535")]
    Port(String),
}

impl Hosts {
    /// Whether a name is among them.
    pub(super) fn covers(&self, name: &str) -> bool {
        let name = name.trim_end_matches('.').to_ascii_lowercase();
        match self {
            Hosts::Any => true,
            Hosts::Name(own) => *own == name,
            Hosts::Below(suffix) => name.len() > suffix.len() && name.ends_with(suffix.as_str()),
            Hosts::Range(_) => false,
        }
    }

    /// Whether a host that they cover may be at that address.
    ///
    /// Who answers for a name decides where it leads, so a name never leads to this machine or to the services of its
    /// network segment, unless it is `localhost`; and what is not named in full never leads into private networks.
    pub(super) fn may_be_at(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        match self {
            Hosts::Any | Hosts::Below(_) => !is_near(ip) && !is_private(ip),
            Hosts::Name(name) if is_localhost(name) => ip.is_loopback(),
            Hosts::Name(_) => !is_near(ip),
            Hosts::Range(range) => range.contains(&ip),
        }
    }
}

fn is_localhost(name: &str) -> bool {
    name == "localhost" || name.ends_with(".localhost")
}

/// This machine, or one that no router leads to: among them are the metadata services of clouds.
fn is_near(ip: IpAddr) -> bool {
    let is_link_local = match ip {
        IpAddr::V4(ip) => ip.is_link_local() || ip.is_broadcast() || ip.octets()[0] == 0,
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    ip.is_loopback() || ip.is_unspecified() || ip.is_multicast() || is_link_local
}

fn is_private(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => ip.is_private() || is_shared(ip),
        IpAddr::V6(ip) => ip.is_unique_local(),
    }
}

/// 100.64.0.0/10, behind which providers keep their own.
fn is_shared(ip: Ipv4Addr) -> bool {
    let [first, second, ..] = ip.octets();
    first == 100 && second & 0xc0 == 64
}

impl FromStr for Hosts {
    type Err = NotHosts;

    fn from_str(text: &str) -> Result<Self, NotHosts> {
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        if let Ok(ip) = bare.parse::<IpAddr>() {
            return Ok(Hosts::Range(ip.to_canonical().into()));
        }
        if let Ok(range) = text.parse::<IpNet>() {
            return Ok(Hosts::Range(range.trunc()));
        }
        match text.strip_prefix("*.") {
            _ if text.is_empty() => Err(NotHosts::Empty),
            _ if text == "*" => Ok(Hosts::Any),
            Some(name) if is_name(name) => Ok(Hosts::Below(format!(".{}", name.to_ascii_lowercase()))),
            None if is_name(text) => Ok(Hosts::Name(text.to_ascii_lowercase())),
            Some(_) | None => Err(NotHosts::Name(text.to_owned())),
        }
    }
}

/// Labels of letters, digits, `-` and `_`. What has only digits and dots was meant to be an address.
fn is_name(text: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_label = |label: &str| !label.is_empty() && label.len() < 64 && label.chars().all(is_part);
    text.len() < 254
        && text.split('.').all(is_label)
        && text.contains(|c: char| !c.is_ascii_digit() && c != '.')
}

impl Display for Hosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hosts::Any => f.write_str("*"),
            Hosts::Name(name) => f.write_str(name),
            Hosts::Below(suffix) => write!(f, "*{suffix}"),
            Hosts::Range(range) if range.prefix_len() == range.max_prefix_len() => {
                write!(f, "{}", range.addr())
            }
            Hosts::Range(range) => write!(f, "{range}"),
        }
    }
}

/// `HOST[:PORT]`. The colons of an address of IPv6 are no port's: with a port it stands in brackets.
pub(super) fn host_and_port(text: &str) -> Result<(Hosts, Option<u16>), NotHosts> {
    let (host, port) = match text.rsplit_once(':') {
        _ if text.parse::<IpAddr>().is_ok() || text.parse::<IpNet>().is_ok() => (text, None),
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        Some(_) | None => (text, None),
    };
    let port = match port.map(|port| (port, port.parse::<u16>())) {
        None => None,
        Some((_, Ok(number))) if number > 0 => Some(number),
        Some((port, Ok(_) | Err(_))) => return Err(NotHosts::Port(port.to_owned())),
    };
    Ok((host.parse()?, port))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
mod tests {
    use super::{Hosts, host_and_port};

    fn hosts(text: &str) -> Hosts {
        host_and_port(text).unwrap().0
    }

    #[test]
    fn names_are_covered_whole_and_in_any_case() {
        assert!(hosts("Example.com").covers("eXample.com."));
        assert!(!hosts("example.com").covers("a.example.com"));
        assert!(hosts("*.example.com").covers("a.b.example.com"));
        assert!(!hosts("*.example.com").covers("example.com"));
        assert!(!hosts("*.example.com").covers("badexample.com"));
        assert!(!hosts("10.0.0.1").covers("10.0.0.1.example.com"));
    }

    #[test]
    fn no_name_leads_where_only_an_address_may() {
        let near =
            ["127.0.0.1", "::1", "::ffff:127.0.0.1", "169.254.169.254", "fe80::1", "0.0.0.0", "0.1.2.3"];
        for ip in near.map(|ip| ip.parse().unwrap()) {
            for pattern in ["*", "*.example.com", "example.com"] {
                assert!(!hosts(pattern).may_be_at(ip), "{pattern} at {ip}");
            }
        }
        for ip in ["10.1.2.3", "192.168.1.1", "100.64.0.1", "fd00::1"].map(|ip| ip.parse().unwrap()) {
            assert!(!hosts("*").may_be_at(ip) && !hosts("*.example.com").may_be_at(ip), "{ip}");
            assert!(hosts("example.com").may_be_at(ip), "{ip}");
        }
        assert!(hosts("localhost").may_be_at("127.0.0.1".parse().unwrap()));
        assert!(!hosts("localhost").may_be_at("10.0.0.1".parse().unwrap()));
        assert!(hosts("127.0.0.0/8").may_be_at("::ffff:127.1.2.3".parse().unwrap()));
        assert!(hosts("*").may_be_at("93.184.216.34".parse().unwrap()));
    }

    #[test]
    fn slips_are_no_grants() {
        for text in [
            "",
            ":80",
            "a b",
            "a..b",
            "*.",
            "**",
            "a*",
            "host:",
            "host:0",
            "host:70000",
            "host:http",
            "1.2.3",
            "1.2.3.4/33",
            "http://a",
            "a/b",
            "[::1",
            "a,b",
            "-:x",
        ] {
            assert!(host_and_port(text).is_err(), "{text}");
        }
        for (text, port) in
            [("::1", None), ("[::1]:80", Some(80)), ("[::1]", None), ("a:1", Some(1)), ("fd00::/8", None)]
        {
            assert_eq!(host_and_port(text).unwrap().1, port, "{text}");
        }
    }
}
