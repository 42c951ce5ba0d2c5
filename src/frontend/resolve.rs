//! wit-parser, the authority on what is accepted; its errors in our style.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use wit_parser::{PackageId, Resolve};

use crate::base::problems::Problems;
use crate::base::source::Sources;
use crate::frontend::Input;
use crate::frontend::error::WitError;
use crate::frontend::packages;

/// Deep types recurse in wit-parser; the main thread's stack is whatever the system gave it.
const STACK: usize = 256 << 20;

/// The thread on which wit-parser runs: what panics there is reported as an error, not printed.
pub const PARSER_THREAD: &str = "wit-parser";

/// A package with everything it needs, connected.
pub(super) struct Resolved {
    /// All packages.
    pub(super) resolve: Resolve,
    /// The one that is worked on.
    pub(super) package: PackageId,
    /// All texts.
    pub(super) sources: Sources,
}

/// Parses and connects the packages of `input`.
pub(super) fn resolve(input: &Input) -> Result<Resolved, Problems<WitError>> {
    thread::scope(|scope| {
        let work = || catch_unwind(AssertUnwindSafe(|| connect(input)));
        let thread = thread::Builder::new().name(PARSER_THREAD.to_owned()).stack_size(STACK);
        let outcome = thread.spawn_scoped(scope, work).map(thread::ScopedJoinHandle::join);
        match outcome {
            Ok(Ok(Ok(resolved))) => resolved,
            Ok(Ok(Err(_panic)) | Err(_panic)) => Err(WitError::Crashed.into()),
            Err(error) => Err(WitError::NoThread(error).into()),
        }
    })
}

fn connect(input: &Input) -> Result<Resolved, Problems<WitError>> {
    let packages::Packages { main, deps, sources } = packages::gather(input)?;
    let mut resolve = Resolve::new();
    match resolve.push_groups(main, deps) {
        Ok(package) => Ok(Resolved { resolve, package, sources }),
        Err(error) => Err(WitError::of_resolve(&error, &resolve.source_map, &sources).into()),
    }
}
