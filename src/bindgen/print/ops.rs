//! The text of operators that take addresses.

/// `&raw const ` or `&raw mut `.
pub(super) fn raw(mutable: bool) -> &'static str {
    if mutable { "&raw mut " } else { "&raw const " }
}

/// `*const ` or `*mut `.
pub(super) fn pointer(mutable: bool) -> &'static str {
    if mutable { "*mut " } else { "*const " }
}
