//! Visibility and ABI in front of items.

use crate::bindgen::print::ops;
use syn::{Abi, Lit, Visibility};

/// `pub `, `pub(crate) `, or nothing.
pub(super) fn visibility(vis: &Visibility) -> String {
    match vis {
        Visibility::Public(_) => "pub ".to_owned(),
        Visibility::Restricted(vis) => {
            let path: Vec<String> =
                vis.path.segments.iter().map(|segment| segment.ident.to_string()).collect();
            let path = path.join("::");
            if vis.in_token.is_some() { format!("pub(in {path}) ") } else { format!("pub({path}) ") }
        }
        Visibility::Inherited => String::new(),
    }
}

/// `extern "C" `, with the name rustfmt would add.
pub(super) fn abi(abi: &Abi) -> String {
    match &abi.name {
        Some(name) => format!("extern {} ", ops::lit(&Lit::Str(name.clone()))),
        None => "extern \"C\" ".to_owned(),
    }
}
