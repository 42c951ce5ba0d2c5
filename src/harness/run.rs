//! A `wasi:cli` command.

use wasmtime::component::Val;

use crate::base::names::ExternName;
use crate::harness::engine::Guest;
use crate::harness::error::{HarnessError, Phase};
use crate::harness::exports::Function;
use crate::harness::grants::Grants;
use crate::harness::instance::Live;
use crate::harness::report::Exit;
use crate::harness::trap::Stop;

/// Runs the command that `guest` is: its `run` of `wasi:cli/run@0.2.x`.
pub fn run(guest: &Guest, grants: &Grants) -> Result<Exit, HarnessError> {
    let Some(command) = guest.exports.functions().iter().find(|function| is_run(function)) else {
        return Err(HarnessError::not_a_command(&guest.name, &guest.exports));
    };
    let mut live = Live::start(guest, grants)?;
    match live.call(command.index, &[], true) {
        Ok(Some(Val::Result(Err(_)))) => Ok(Exit::Err),
        Ok(_) | Err(Stop::Exit(0)) => Ok(Exit::Ok),
        Err(Stop::Exit(code)) => Ok(Exit::Code(code)),
        Err(Stop::Trap(trapped)) => {
            Err(HarnessError::Trap { name: guest.name.clone(), phase: Phase::Command, trapped })
        }
    }
}

/// Whether this is `wasi:cli/run@0.2.x#run`, which takes nothing and returns a `result`.
fn is_run(function: &Function) -> bool {
    let Some(interface) = function.interface.as_ref().and_then(ExternName::interface) else { return false };
    let package = &interface.package;
    let is_0_2 = package.version.as_ref().is_some_and(|version| (version.major, version.minor) == (0, 2));
    let name = (package.namespace.as_str(), package.name.as_str(), interface.name.as_str());
    let is_plain = function.params.is_empty() && function.result.is_some();
    name == ("wasi", "cli", "run") && is_0_2 && is_plain && function.name.as_str() == "run"
}
