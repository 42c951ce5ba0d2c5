//! wit-parser, the authority on what is accepted; its errors in our style.

use wit_parser::{PackageId, Resolve};

use crate::base::guard::{Lost, guarded};
use crate::base::problems::Problems;
use crate::base::source::Sources;
use crate::frontend::Input;
use crate::frontend::error::WitError;
use crate::frontend::packages;

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
    match guarded(|| connect(input)) {
        Ok(resolved) => resolved,
        Err(Lost::Panicked) => Err(WitError::Crashed.into()),
        Err(Lost::NoThread(error)) => Err(WitError::NoThread(error).into()),
    }
}

fn connect(input: &Input) -> Result<Resolved, Problems<WitError>> {
    let packages::Packages { main, deps, sources } = packages::gather(input)?;
    let mut resolve = Resolve::new();
    match resolve.push_groups(main, deps) {
        Ok(package) => Ok(Resolved { resolve, package, sources }),
        Err(error) => Err(WitError::of_resolve(&error, &resolve.source_map, &sources).into()),
    }
}
