//! What keeps a component from being served.

use std::io;
use std::net::SocketAddr;

use miette::Diagnostic;
use thiserror::Error;

use crate::base::shell;
use crate::harness::error::list;
use crate::harness::exports::Exports;

/// Nothing that answers, or nowhere to answer.
#[derive(Debug, Error, Diagnostic)]
pub enum ServeError {
    /// There is nothing that answers HTTP.
    #[error(
        "`{name}` answers no HTTP: it exports neither `wasi:http/incoming-handler@0.2` nor `wasi:http/handler@0.3`"
    )]
    #[diagnostic(code(witc::harness::not_a_handler))]
    NotAHandler {
        /// The component, as the user gave it.
        name: String,
        /// What it has instead.
        #[help]
        help: String,
    },
    /// The address is taken, or is none of this machine's.
    #[error("can't listen on {addr}: {error}")]
    #[diagnostic(code(witc::harness::cant_listen), help("{help}"))]
    CantListen {
        /// As the user gave it.
        addr: SocketAddr,
        /// What the system said.
        error: io::Error,
        /// What to do about it.
        help: &'static str,
    },
}

impl ServeError {
    pub(super) fn not_a_handler(name: &str, exports: &Exports) -> Self {
        let file = shell::word(name);
        let names = exports.names();
        let exported = if names.is_empty() { "nothing".to_owned() } else { list(names) };
        let instead = if names.iter().any(|name| name.starts_with("wasi:cli/run@")) {
            format!("it is a command: `witc run {file}`")
        } else if exports.listing().is_empty() {
            "compose it with a component that answers HTTP".to_owned()
        } else {
            format!("its functions can be called with `witc call {file} 'NAME(..)'`")
        };
        let help = format!(
            "it exports {exported}; {instead}. A component that answers HTTP is bound from a world with `export \
             wasi:http/incoming-handler@0.2.12;`"
        );
        Self::NotAHandler { name: name.to_owned(), help }
    }

    pub(super) fn cant_listen(addr: SocketAddr, error: io::Error) -> Self {
        let help = if error.kind() == io::ErrorKind::AddrInUse {
            "another program listens there; stop it, or give another address: with port 0 the system chooses a free one"
        } else if error.kind() == io::ErrorKind::PermissionDenied {
            "ports below 1024 are for privileged users; give a higher one"
        } else {
            "give an address of this machine, as `--addr 127.0.0.1:8080` or `--addr 0.0.0.0:8080`"
        };
        Self::CantListen { addr, error, help }
    }
}
