//! stub
pub(in crate::frontend) struct Meant { pub(in crate::frontend) text: Option<String>, pub(in crate::frontend) why: String }
pub(in crate::frontend) const NAMES: &[&str] = &[];
pub(in crate::frontend) fn meant(_name: &str) -> Option<Meant> { None }
