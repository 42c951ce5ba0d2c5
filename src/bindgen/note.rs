//! What is no token but is to be printed: comments, and text that is formatted already.

use proc_macro2::TokenStream;
use quote::quote;

/// A comment on lines of its own.
pub(in crate::bindgen) fn note(text: &str) -> TokenStream {
    if text.is_empty() { TokenStream::new() } else { quote!(__note!(#text);) }
}

/// Lines printed as they are, but for the indentation.
pub(in crate::bindgen) fn raw(text: &str) -> TokenStream {
    quote!(__raw!(#text);)
}
