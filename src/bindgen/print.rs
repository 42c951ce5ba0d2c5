//! Code to Rust text that rustfmt leaves as it is.
//!
//! The code of each item is parsed, and laid out by rustfmt's rules. Three macro calls stand for what is no
//! token: `__note!("text")` is a comment, `__blank!()` an empty line and `__raw!("text")` lines printed as they are.
//! Where no macro call can stand (fields, variants, match arms), attributes `#[__note("text")]` do the same.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "rustfmt's rules each name a few kinds of Rust's forty; exprs, types, patterns and items list them all"
)]

mod arms;
mod assign;
mod attrs;
mod blocks;
mod chain;
mod classify;
mod closure;
mod consts;
mod control;
mod cx;
mod exprs;
mod flat;
mod flat_types;
mod fns;
mod hash;
mod impls;
mod items;
mod items_data;
mod layout;
mod line;
mod macros;
mod markers;
mod ops;
mod overflow;
mod pairs;
mod pats;
mod shape;
/// The items of a file, laid out as they come.
pub(in crate::bindgen) mod sheet;
mod stmts;
mod structs;
mod tokens;
mod types;
mod uses;
mod vis;

use crate::bindgen::code::Code;

/// The columns of code an error shows.
const SHOWN: usize = 400;

/// The code can't be printed, which is an error of the generator.
#[derive(Debug, thiserror::Error)]
#[error("the generated code can't be printed: {message}\n{code}")]
pub struct PrintError {
    /// What is wrong with it.
    pub message: String,
    /// The code, shortened.
    pub code: String,
}

impl PrintError {
    fn new(message: String, code: &Code) -> Self {
        Self { message, code: code.as_str().chars().take(SHOWN).collect() }
    }
}

#[cfg(test)]
mod tests;
