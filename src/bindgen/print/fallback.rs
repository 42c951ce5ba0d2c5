//! Items this printer does not know, printed by prettyplease.

use crate::bindgen::print::markers::Marker;
use crate::bindgen::print::shape::newline;
use syn::{Item, ItemMacro};

/// The item at an indent, without the indent of its first line.
pub(super) fn item(item: &Item, indent: usize) -> String {
    let file = syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items: vec![item.clone()] };
    let text = prettyplease::unparse(&file);
    let mut result = String::with_capacity(text.len());
    for (index, line) in text.trim_end().split('\n').enumerate() {
        let inner = line.len() - line.trim_start().len();
        let line = marker(line.trim(), indent + inner).unwrap_or_else(|| line.trim_end().to_owned());
        if index > 0 && line.is_empty() {
            result.push('\n');
        } else if index > 0 {
            result.push_str(&newline(indent));
        }
        result.push_str(&line);
    }
    result
}

/// The text of a marker that stands alone on a line.
fn marker(line: &str, indent: usize) -> Option<String> {
    if !line.starts_with("__") {
        return None;
    }
    let call: ItemMacro = syn::parse_str(line).ok()?;
    let marker = Marker::of(&call.mac)?;
    Some(marker.text(indent))
}
