//! The capabilities given to a guest: nothing but what is said here.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;
use std::sync::Arc;

use thiserror::Error;

use crate::base::maps::IndexMap;
use crate::harness::config::Config;
use crate::harness::denied::Denied;
use crate::harness::keyvalue::Buckets;
use crate::harness::network::NetGrant;
use crate::harness::outgoing::HttpGrant;

/// What a guest may see and touch. The default is nothing at all.
#[derive(Clone, Debug, Default)]
pub struct Grants {
    /// Folders of the host.
    pub dirs: Vec<DirGrant>,
    /// Environment variables.
    pub env: IndexMap<String, String>,
    /// The arguments, the program's name first.
    pub args: Vec<String>,
    /// Where standard input comes from and output goes to.
    pub stdio: Stdio,
    /// Hosts that sockets may connect and send to.
    pub net: Arc<[NetGrant]>,
    /// Addresses that sockets may be bound to and listen on; port 0 is any.
    pub listen: Arc<[SocketAddr]>,
    /// Hosts that HTTP requests may be sent to.
    pub http: Arc<[HttpGrant]>,
    /// Tells what was refused.
    pub denied: Denied,
    /// What `wasi:config/store` tells.
    pub config: Config,
    /// The buckets of `wasi:keyvalue/store`.
    pub buckets: Buckets,
}

/// Where a guest's standard streams lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stdio {
    /// Nothing comes in, what goes out is lost.
    #[default]
    Closed,
    /// The guest has the three streams of this process.
    Inherited,
    /// Nothing comes in, both outputs go to this process's standard error: its standard output is for results.
    ToStderr,
}

/// `HOST[::GUEST][:ro|:rw]`: a folder of the host, as the guest sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DirGrant {
    /// The folder.
    pub host: PathBuf,
    /// The path under which the guest finds it; as on the host if not said.
    pub guest: String,
    /// What the guest may do in it; only read if not said.
    pub access: Access,
}

/// What a guest may do in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// `:ro`: read files and list folders.
    ReadOnly,
    /// `:rw`: change, create and delete them too.
    ReadWrite,
}

/// Why a text is no [`DirGrant`]. A slip must never grant more than was meant, so nothing is guessed.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum NotADirGrant {
    /// Something other than `ro` or `rw` after the colon.
    #[error("`:{0}` is no access; write `:ro` (also the default) or `:rw`")]
    Access(String),
    /// Three or more parts.
    #[error("there is more than one `::`")]
    Parts,
    /// A colon inside a path.
    #[error("a path with a colon in it can't be granted")]
    Colon,
    /// A path is missing.
    #[error("the path on the {0} side of `::` is missing")]
    Empty(&'static str),
}

impl FromStr for DirGrant {
    type Err = NotADirGrant;

    fn from_str(text: &str) -> Result<Self, NotADirGrant> {
        let (host, rest) = text.split_once("::").map_or((None, text), |(host, rest)| (Some(host), rest));
        if rest.contains("::") {
            return Err(NotADirGrant::Parts);
        }
        let (guest, access) = match rest.split_once(':') {
            None => (rest, Access::ReadOnly),
            Some((guest, "ro")) => (guest, Access::ReadOnly),
            Some((guest, "rw")) => (guest, Access::ReadWrite),
            Some((_, other)) => return Err(NotADirGrant::Access(other.to_owned())),
        };
        let host = host.unwrap_or(guest);
        if host.contains(':') {
            return Err(NotADirGrant::Colon);
        }
        if host.is_empty() {
            return Err(NotADirGrant::Empty("host"));
        }
        if guest.is_empty() {
            return Err(NotADirGrant::Empty("guest"));
        }
        Ok(DirGrant { host: PathBuf::from(host), guest: guest.to_owned(), access })
    }
}
