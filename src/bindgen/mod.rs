//! `AbiPlan` to Rust text: what a guest is written against.

mod code;
/// What can't be bound.
pub mod error;
mod guest;
mod ident;
mod items;
mod note;
/// What the user may choose.
pub mod options;
/// Tokens to formatted text.
pub mod print;

use crate::abi::AbiPlan;
use crate::base::problems::Problems;
use crate::bindgen::error::BindError;
use crate::bindgen::options::Options;
use crate::graph::TypeGraph;

/// Rust bindings for a guest of the world of `graph`: one self-contained file.
///
/// # Errors
/// Options that mean nothing in this world. Every world that has a plan has a Rust form.
pub fn bind(graph: &TypeGraph, plan: &AbiPlan, options: &Options) -> Result<String, Problems<BindError>> {
    let bindings = items::decide(graph, plan, options)?;
    guest::emit(&bindings)
        .map(|file| guest::with_runtime(&bindings, file))
        .map_err(|error| Problems::from(BindError::Unprintable(error)))
}
