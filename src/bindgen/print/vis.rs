//! Visibility and ABI in front of items.

use crate::bindgen::code::ast::Vis;

/// `pub `, `pub(crate) `, or nothing.
pub(super) fn visibility(vis: Vis) -> String {
    match vis {
        Vis::Public => "pub ".to_owned(),
        Vis::Restricted(path) => {
            let names: Vec<&str> = path.segments.iter().map(|segment| segment.ident).collect();
            let within = if path.ident().is_some() { "" } else { "in " };
            format!("pub({within}{}) ", names.join("::"))
        }
        Vis::Inherited => String::new(),
    }
}

/// `extern "C" `
pub(super) fn abi(name: &str) -> String {
    format!("extern {name} ")
}
