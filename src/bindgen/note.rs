//! What is no token but is to be printed: comments, and text that is formatted already.

use crate::bindgen::code::{Code, quote};

/// A comment on lines of its own.
pub(in crate::bindgen) fn note(text: &str) -> Code {
    if text.is_empty() { Code::new() } else { quote!(__note!(#text);) }
}

/// Lines printed as they are, but for the indentation.
pub(in crate::bindgen) fn raw(text: &str) -> Code {
    quote!(__raw!(#text);)
}
