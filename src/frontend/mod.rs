//! WIT text to `World`: files, the packages they need, and the world that was meant.

mod builtin;
mod check;
mod checks;
/// What is wrong with the WIT, or with what was asked of it.
pub mod error;
mod grammar;
mod input;
mod names;
mod packages;
#[cfg(feature = "cli")]
mod picture;
mod resolve;
mod select;
mod steep;
mod suggest;
mod texts;
mod view;
/// Why a world has something.
pub mod why;

pub use crate::frontend::check::{Checked, check};
pub use crate::frontend::input::{Encoding, Features, Input, NotText, Package, PackageKind};
#[cfg(feature = "cli")]
pub use crate::frontend::picture::{Subject, picture};

use crate::base::finding::Finding;
use crate::base::world::World;
use crate::frontend::check::{Analysis, Wanted, analyse};
use crate::frontend::error::LoadError;

/// Which world is meant.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Its name; not needed if the package has only one world.
    pub world: Option<String>,
}

/// A world that was loaded.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The world.
    pub world: World,
    /// What is doubtful about where its packages come from; the places are in the world's sources.
    pub warnings: Vec<Finding>,
}

/// Resolves `input` and picks the world of its first root. Packages that are not among the input's are taken from what
/// witc ships.
///
/// # Errors
/// Everything that is wrong with the WIT, or that no world of it can be meant.
pub fn load(input: &Input, selection: &Selection) -> Result<Loaded, LoadError> {
    let Analysis { checked, doubts, resolved } = analyse(input, Wanted::Resolve);
    let Some((resolve, package)) = resolved else { return Err(LoadError::Wrong(checked)) };
    let id = select::select(&resolve, package, selection).map_err(LoadError::NoWorld)?;
    Ok(Loaded { world: World { resolve, id, sources: checked.sources }, warnings: doubts })
}
