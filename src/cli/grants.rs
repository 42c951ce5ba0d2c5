//! What a guest is given, as flags.

use std::env;
use std::ffi::OsString;
use std::str::FromStr;

use clap::Args;

use crate::cli::error::CliError;
use crate::harness::grants::{DirGrant, Grants, Stdio};

const GRANTS: &str = "What the component is given (nothing else, and never the network)";

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
}

impl GrantArgs {
    /// The grants for a guest with these arguments and standard streams.
    pub(super) fn grants(&self, args: Vec<String>, stdio: Stdio) -> Result<Grants, CliError> {
        let mut grants = Grants { dirs: self.dirs.clone(), args, stdio, ..Grants::default() };
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
