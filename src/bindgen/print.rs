//! Tokens to Rust text that rustfmt leaves as it is.
//!
//! The tokens of each item are parsed, and laid out by rustfmt's rules. Three macro calls stand for what is no
//! token: `__note!("text")` is a comment, `__blank!()` an empty line and `__raw!("text")` lines printed as they are.
//! Where no macro call can stand (fields, variants, match arms), attributes `#[__note("text")]` do the same.
#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "syn's enums are non-exhaustive; our own are matched in full"
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
mod fallback;
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
pub mod sheet;
mod stmts;
mod structs;
mod tokens;
mod types;
mod uses;
mod vis;

use proc_macro2::TokenStream;

/// The columns of tokens an error shows.
const SHOWN: usize = 400;

/// The tokens are no Rust file, which is an error of the generator.
#[derive(Debug, thiserror::Error)]
#[error("the generated code does not parse: {message}\n{tokens}")]
pub struct PrintError {
    /// What the parser says.
    pub message: String,
    /// The tokens, shortened.
    pub tokens: String,
}

/// The items that tokens are; they are made `again` for an error.
fn parse(tokens: TokenStream, again: impl Fn() -> TokenStream) -> Result<syn::File, PrintError> {
    syn::parse2::<syn::File>(tokens).map_err(|error| {
        let tokens = again().to_string().chars().take(SHOWN).collect();
        PrintError { message: error.to_string(), tokens }
    })
}

#[cfg(test)]
mod tests;
