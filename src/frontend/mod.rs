//! WIT text to `World`: files, the packages they need, and the world that was meant.

mod builtin;
mod check;
/// What is wrong with the WIT, or with what was asked of it.
pub mod error;
mod grammar;
mod offers;
mod packages;
mod picture;
mod resolve;
mod select;
mod texts;
mod view;

pub use crate::frontend::check::{Checked, check};
pub use crate::frontend::picture::{Subject, picture};

use crate::base::problems::Problems;
use crate::base::source::SourceFile;
use crate::base::world::World;
use crate::frontend::error::WitError;

/// WIT as it was handed in.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// The files of the package that is worked on.
    pub package: Vec<SourceFile>,
    /// The packages it may need: each the files of one.
    pub deps: Vec<Vec<SourceFile>>,
}

/// Which world is meant.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Its name; not needed if the package has only one world.
    pub world: Option<String>,
}

/// Resolves `input` and picks the world. Packages that are not among the input's are taken from what witc ships.
///
/// # Errors
/// Everything that is wrong, as far as one error does not hide another.
pub fn load(input: &Input, selection: &Selection) -> Result<World, Problems<WitError>> {
    let resolved = resolve::resolve(input)?;
    select::select(resolved, selection)
}
