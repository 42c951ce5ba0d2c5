//! Prints the custom section by which the core module says which world it is for.

use crate::bindgen::items::Bindings;

/// Columns of a line of bytes.
const WIDTH: usize = 100;

/// The static that the linker turns into the section. Where `export!` is for other crates, it has the exports, and
/// here are the imports alone: who links a library need not export what it could.
pub(super) fn section(bindings: &Bindings<'_>) -> String {
    let options = bindings.options;
    match of_exports(bindings) {
        Some(_) => text(&name(bindings, ":imports"), &options.imports_type),
        None => text(&name(bindings, ""), &options.component_type),
    }
}

/// The section with the exports, for an `export!` that other crates call.
pub(super) fn of_exports(bindings: &Bindings<'_>) -> Option<String> {
    let is_apart = bindings.options.export.pub_macro && bindings.export_macro.is_some();
    is_apart.then(|| {
        let text = text(&name(bindings, ""), &bindings.options.component_type);
        let lines = text.lines().map(|line| ["            ", line, "\n"].concat()).collect::<String>();
        format!("        const _: () = {{\n{lines}        }};\n")
    })
}

fn name(bindings: &Bindings<'_>, part: &str) -> String {
    let suffix = bindings.options.export.type_section_suffix.as_deref().unwrap_or_default();
    format!("{}{part}{suffix}", bindings.options.section_name)
}

fn text(name: &str, bytes: &[u8]) -> String {
    let mut text = format!(
        "#[doc(hidden)]\n#[cfg(target_arch = \"wasm32\")]\n#[unsafe(link_section = \"component-type:{name}\")]\n\
         pub static _COMPONENT_TYPE: [u8; {}] = *b\"\\\n",
        bytes.len()
    );
    push_bytes(&mut text, bytes);
    text.push_str("\";");
    text
}

fn hex_digit(half: u8) -> char {
    char::from_digit(half.into(), 16).unwrap_or_default()
}

/// Bytes as a literal has them, on lines that end in `\`.
fn push_bytes(text: &mut String, bytes: &[u8]) {
    let mut column = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let before = text.len();
        match byte {
            // At the start of a line, the literal would skip it.
            b' ' if column == 0 => text.push_str("\\x20"),
            b'"' | b'\\' => text.extend(['\\', char::from(*byte)]),
            b' '..=b'~' => text.push(char::from(*byte)),
            _ => {
                text.push_str("\\x");
                text.extend([byte >> 4, byte & 15].map(hex_digit));
            }
        }
        column += text.len() - before;
        if column >= WIDTH - 4 && index + 1 < bytes.len() {
            text.push_str("\\\n");
            column = 0;
        }
    }
}
