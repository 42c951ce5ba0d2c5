//! Limits of types, and generics.

use crate::base::finding::{Finding, Rule};
use crate::frontend::grammar::cx::Cx;
use crate::syntax::error::Span;

static LIST_LENGTH: Rule = Rule::error("witc::syntax::list_length");
static GENERIC_DEFINITION: Rule = Rule::error("witc::syntax::generic_definition");
static HANDLE_OF_TYPE: Rule = Rule::error("witc::syntax::handle_of_type");
static TOO_DEEP: Rule = Rule::error("witc::syntax::too_deep");

/// `list<u8, 99999999999>`
pub(super) fn length(cx: &Cx<'_>, at: Span) -> Finding {
    Finding::new(&LIST_LENGTH, cx.at(at), "this list is too long")
        .label(format!("the limit is {}", u32::MAX))
        .help("a list without a length, `list<..>`, has as many elements as there are")
}

/// `record a<T> { .. }`, `func<T>(..)`
pub(super) fn generic_definition(cx: &Cx<'_>, at: Span) -> Finding {
    Finding::new(&GENERIC_DEFINITION, cx.at(at), "WIT has no generics")
        .label("no type can be left open")
        .help("write a definition for each type it is needed for")
}

/// `own<list<u8>>`
pub(super) fn handle_of_type(cx: &Cx<'_>, at: Span) -> Finding {
    let text = cx.text(at);
    let handle = text.split('<').next().unwrap_or_default().trim();
    let finding = Finding::new(
        &HANDLE_OF_TYPE,
        cx.at(at),
        format!("`{handle}<..>` takes the name of a resource, not a type"),
    )
    .label("what is no resource is passed by value");
    let inner = text.split_once('<').and_then(|(_, rest)| rest.strip_suffix('>'));
    let balanced = |inner: &&str| inner.matches('<').count() == inner.matches('>').count();
    match inner.filter(balanced) {
        Some(inner) => finding.write_instead(inner.trim()),
        None => finding,
    }
}

/// More than a hundred types or packages inside each other.
pub(super) fn too_deep(cx: &Cx<'_>, at: Span) -> Finding {
    Finding::new(&TOO_DEEP, cx.at(at), "nested too deep")
        .label("the limit is 100 levels")
        .help("give a part of it a name: `type part = ..;`")
}
