//! What a guest is given, as flags.

use std::env;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::Path;
use std::str::FromStr;

use clap::Args;

use crate::base::maps::{HashSet, IndexMap};
use crate::cli::error::CliError;
use crate::cli::term::misuse;
use crate::files::failure::Outcome;
use crate::harness::config::Config;
use crate::harness::grants::{DirGrant, Grants, Stdio};
use crate::harness::keyvalue::Buckets;
use crate::harness::keyvalue::grant::{BucketGrant, Place};
use crate::harness::network::NetGrant;
use crate::harness::outgoing::HttpGrant;

const GRANTS: &str = "What the component is given, and nothing else";

/// The flags that give a guest something. Whatever they don't say stays out of its reach.
#[derive(Debug, Default, PartialEq, Eq, Args)]
pub(super) struct GrantArgs {
    /// A folder, to read or (`:rw`) to change; the component knows it as GUEST or else HOST
    #[arg(help_heading = GRANTS, long = "dir", value_name = "HOST[::GUEST][:ro|:rw]")]
    dirs: Vec<DirGrant>,
    /// An environment variable; without a value, the one that witc has
    #[arg(help_heading = GRANTS, long = "env", value_name = "NAME[=VALUE]")]
    env: Vec<Variable>,
    /// All environment variables that witc has; `--env` goes before them
    #[arg(help_heading = GRANTS, long)]
    inherit_env: bool,
    /// Hosts that sockets may connect and send to: a name, `*.NAME`, an address, a range such as 10.0.0.0/8, or `*`
    #[arg(help_heading = GRANTS, long = "allow-net", value_name = "HOST[:PORT]")]
    net: Vec<NetGrant>,
    /// Hosts that HTTP requests may be sent to, also after redirects: as for --allow-net
    #[arg(help_heading = GRANTS, long = "allow-http", value_name = "[SCHEME://]HOST[:PORT]")]
    http: Vec<HttpGrant>,
    /// An address that sockets may be bound to and listen on; port 0 is any port
    #[arg(help_heading = GRANTS, long = "listen", value_name = "IP:PORT")]
    listen: Vec<SocketAddr>,
    /// What the component finds under KEY in `wasi:config/store`
    #[arg(help_heading = GRANTS, long = "config", value_name = "KEY=VALUE")]
    config: Vec<Setting>,
    /// A bucket of `wasi:keyvalue`, `default` if not named, in a FILE of its own, which is made if there is none;
    /// `:memory:` is no file: what is in it ends with witc
    #[arg(help_heading = GRANTS, long = "keyvalue", value_name = "[NAME=]FILE")]
    buckets: Vec<BucketGrant>,
}

impl GrantArgs {
    /// The same, with files and folders that are relative to `folder`.
    pub(super) fn below(mut self, folder: &Path) -> Self {
        for dir in &mut self.dirs {
            dir.host = folder.join(&dir.host);
        }
        for BucketGrant { place, .. } in &mut self.buckets {
            match place {
                Place::File(file) => *file = folder.join(&file),
                Place::Memory => {}
            }
        }
        self
    }

    /// The grants for a guest with these arguments and standard streams.
    pub(super) fn grants(&self, args: Vec<String>, stdio: Stdio) -> Outcome<Grants> {
        let mut grants = Grants {
            dirs: self.dirs.clone(),
            args,
            stdio,
            net: self.net.clone().into(),
            listen: self.listen.clone().into(),
            http: self.http.clone().into(),
            config: self.config()?,
            buckets: self.buckets()?,
            ..Grants::default()
        };
        if self.inherit_env {
            for (name, value) in env::vars_os() {
                grants.env.insert(text(&name, name.clone())?, text(&name, value)?);
            }
        }
        for Variable { name, value } in &self.env {
            let value = match value {
                Some(value) => value.clone(),
                None => own(name)?,
            };
            grants.env.insert(name.clone(), value);
        }
        Ok(grants)
    }

    fn config(&self) -> Outcome<Config> {
        let mut config = IndexMap::default();
        for Setting { key, value } in &self.config {
            if config.insert(key.clone(), value.clone()).is_some() {
                return Err(misuse(CliError::GivenTwice { flag: "--config", name: key.clone() }));
            }
        }
        Ok(Config::from(config))
    }

    fn buckets(&self) -> Outcome<Buckets> {
        let mut names = HashSet::default();
        for BucketGrant { bucket, .. } in &self.buckets {
            if !names.insert(bucket) {
                let name = bucket.as_str().to_owned();
                return Err(misuse(CliError::GivenTwice { flag: "--keyvalue", name }));
            }
        }
        Ok(Buckets::open(&self.buckets)?)
    }
}

/// `KEY=VALUE`.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Setting {
    key: String,
    value: String,
}

/// A setting that is not one.
#[derive(Debug, thiserror::Error)]
enum NotASetting {
    #[error("there is no `=`; write KEY=VALUE, or KEY= for an empty value")]
    NoValue,
    #[error("the key before `=` is missing; write KEY=VALUE")]
    NoKey,
}

impl FromStr for Setting {
    type Err = NotASetting;

    fn from_str(text: &str) -> Result<Self, NotASetting> {
        let (key, value) = text.split_once('=').ok_or(NotASetting::NoValue)?;
        if key.is_empty() {
            return Err(NotASetting::NoKey);
        }
        Ok(Self { key: key.to_owned(), value: value.to_owned() })
    }
}

/// `NAME=VALUE`, or `NAME` for the value that witc has.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Variable {
    name: String,
    value: Option<String>,
}

/// A variable without a name.
#[derive(Debug, thiserror::Error)]
#[error("a variable has a name: write NAME=VALUE, or NAME alone for the value that witc has")]
struct Unnamed;

impl FromStr for Variable {
    type Err = Unnamed;

    fn from_str(text: &str) -> Result<Self, Unnamed> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        if name.is_empty() { Err(Unnamed) } else { Ok(Self { name: name.to_owned(), value }) }
    }
}

/// The value of one of witc's own variables.
fn own(name: &str) -> Result<String, CliError> {
    match env::var_os(name) {
        Some(value) => text(&OsString::from(name), value),
        None => Err(CliError::NoVariable { name: name.to_owned() }),
    }
}

fn text(name: &OsString, text: OsString) -> Result<String, CliError> {
    text.into_string().map_err(|_| CliError::VariableNotText { name: name.to_string_lossy().into_owned() })
}
