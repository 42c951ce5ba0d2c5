//! Prints the custom section by which the core module says which world it is for.

use std::fmt::Write;

use proc_macro2::TokenStream;

use crate::bindgen::items::Bindings;
use crate::bindgen::note::raw;

/// Columns of a line of bytes.
const WIDTH: usize = 100;

/// The static that the linker turns into the section.
pub(super) fn section(bindings: &Bindings<'_>) -> TokenStream {
    let bytes = &bindings.options.component_type;
    let name = &bindings.options.section_name;
    let mut text = format!(
        "#[doc(hidden)]\n#[cfg(target_arch = \"wasm32\")]\n#[unsafe(link_section = \"component-type:{name}\")]\n\
         pub static _COMPONENT_TYPE: [u8; {}] = *b\"\\\n",
        bytes.len()
    );
    push_bytes(&mut text, bytes);
    text.push_str("\";");
    raw(&text)
}

/// Bytes as a literal has them, on lines that end in `\`.
fn push_bytes(text: &mut String, bytes: &[u8]) {
    let mut column = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let escaped = match byte {
            // At the start of a line, the literal would skip it.
            b' ' if column == 0 => "\\x20".to_owned(),
            b'"' | b'\\' => format!("\\{}", char::from(*byte)),
            b' '..=b'~' => char::from(*byte).to_string(),
            _ => {
                let mut hex = String::new();
                // Writing to a String does not fail.
                let _ = write!(hex, "\\x{byte:02x}");
                hex
            }
        };
        text.push_str(&escaped);
        column += escaped.len();
        if column >= WIDTH - 4 && index + 1 < bytes.len() {
            text.push_str("\\\n");
            column = 0;
        }
    }
}
