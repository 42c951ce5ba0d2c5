//! What options put into the printed text as it is: names, paths, and parts of names of core exports and sections.

use crate::base::problems::Problems;
use crate::bindgen::error::BindError;
use crate::bindgen::ident::CodeForm;
use crate::bindgen::items::look::code;
use crate::bindgen::options::{Export, Options};

/// Finds what would not be Rust there.
pub(super) fn check(options: &Options, problems: &mut Problems<BindError>) {
    let Export { macro_name, pub_macro: _, default_bindings_module, prefix, type_section_suffix, cabi: _ } =
        &options.export;
    let mut must_be = |option, text: &Option<String>, form| {
        if let Some(text) = text {
            code(option, text, form, problems);
        }
    };
    must_be("--export-macro-name", macro_name, CodeForm::Ident);
    must_be("--default-bindings-module", default_bindings_module, CodeForm::Path);
    must_be("--export-prefix", prefix, CodeForm::Literal);
    must_be("--type-section-suffix", type_section_suffix, CodeForm::Literal);
    must_be("--map-type", &options.types.map_type, CodeForm::Path);
    must_be("--stream-trait", &options.types.stream_trait, CodeForm::Path);
    must_be("--bitflags-path", &options.types.bitflags_path, CodeForm::Path);
}
