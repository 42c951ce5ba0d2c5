//! WIT text to `World`: files, the packages they need, and the world that was meant.

mod builtin;
mod check;
/// What is wrong with the WIT, or with what was asked of it.
pub mod error;
/// A finding as an error.
mod found;
mod grammar;
mod input;
mod packages;
mod resolve;
mod select;
mod texts;
mod view;

pub use crate::frontend::check::{Checked, check};
pub use crate::frontend::found::Found;
pub use crate::frontend::input::{Encoding, Features, Input, NotText, Package, PackageKind};

use crate::base::problems::Problems;
use crate::base::world::World;
use crate::frontend::error::WitError;

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
    /// What is doubtful about where its packages come from.
    pub warnings: Vec<Found>,
}

/// Resolves `input` and picks the world of its first root. Packages that are not among the input's are taken from what
/// witc ships.
///
/// # Errors
/// Everything that is wrong, as far as one error does not hide another.
pub fn load(input: &Input, selection: &Selection) -> Result<Loaded, Problems<WitError>> {
    let resolved = resolve::resolve(input)?;
    select::select(resolved, selection)
}
