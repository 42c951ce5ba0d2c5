//! A `wasi:cli` command.

use wasmtime::component::Val;

use crate::base::names::ExternName;
use crate::harness::engine::Guest;
use crate::harness::error::{HarnessError, Phase};
use crate::harness::exports::Function;
use crate::harness::grants::Grants;
use crate::harness::instance::{Ended, Live};
use crate::harness::report::Exit;

/// Runs the command that `guest` is: its `run` of `wasi:cli/run@0.2.x` or `@0.3.x`.
pub fn run(guest: &Guest, grants: &Grants) -> Result<Exit, HarnessError> {
    let Some(command) = guest.exports.functions().iter().find(|function| is_run(function)) else {
        return Err(HarnessError::not_a_command(&guest.name, &guest.exports));
    };
    let mut live = Live::start(guest, grants)?;
    match live.call(command.index, &[], true) {
        Ok(Some(Val::Result(Err(_)))) => Ok(Exit::Err),
        Ok(_) | Err(Ended::Exit(0)) => Ok(Exit::Ok),
        Err(Ended::Exit(code)) => Ok(Exit::Code(code)),
        Err(Ended::Trap(trapped)) => {
            Err(HarnessError::Trap { name: guest.name.clone(), phase: Phase::Command, trapped })
        }
        Err(Ended::Limit(spent)) => Err(HarnessError::Limit { name: guest.name.clone(), spent }),
    }
}

/// Whether this is `run` of `wasi:cli/run`, which takes nothing and returns a `result`; in WASI 0.3 it is `async`.
fn is_run(function: &Function) -> bool {
    let Some(interface) = function.interface.as_ref().and_then(ExternName::interface) else { return false };
    let package = &interface.package;
    let is_known = package.version.as_ref().is_some_and(|version| {
        version.major == 0 && (2..=3).contains(&version.minor) && version.pre.is_empty()
    });
    let name = (package.namespace.as_str(), package.name.as_str(), interface.name.as_str());
    let is_plain = function.params.is_empty() && function.result.is_some();
    name == ("wasi", "cli", "run") && is_known && is_plain && function.name.as_str() == "run"
}
