//! What a guest is given, as flags.

use std::env;
use std::ffi::OsString;

use clap::Args;

use crate::cli::error::CliError;
use crate::harness::grants::{DirGrant, Grants, Stdio};

const GRANTS: &str = "What the component is given (nothing else, and never the network)";

/// The flags that give a guest something. Whatever they don't say stays out of its reach.
#[derive(Debug, Args)]
pub(super) struct GrantArgs {
    /// A folder, to read or (`:rw`) to change; the component knows it as GUEST or else HOST
    #[arg(help_heading = GRANTS, long = "dir", value_name = "HOST[::GUEST][:ro|:rw]")]
    dirs: Vec<DirGrant>,
    /// An environment variable; without a value, the one that witc has
    #[arg(help_heading = GRANTS, long = "env", value_name = "NAME[=VALUE]")]
    env: Vec<String>,
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
        for variable in &self.env {
            let (name, value) = match variable.split_once('=') {
                Some((name, value)) => (name, value.to_owned()),
                None => (variable.as_str(), own(variable)?),
            };
            if name.is_empty() {
                return Err(CliError::NoVariable { name: variable.clone() });
            }
            grants.env.insert(name.to_owned(), value);
        }
        Ok(grants)
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
