//! Limits of types, and generics.

use crate::base::finding::{Finding, Rule};
use crate::frontend::grammar::cx::Cx;
use crate::syntax::error::Span;
use crate::syntax::tree::{Node, NodeKind};

static LIST_LENGTH: Rule = Rule::error("witc::syntax::list_length");
static GENERIC_DEFINITION: Rule = Rule::error("witc::syntax::generic_definition");
static HANDLE_OF_TYPE: Rule = Rule::error("witc::syntax::handle_of_type");
static TOO_MANY: Rule = Rule::error("witc::syntax::too_many_types");
static TOO_DEEP: Rule = Rule::error("witc::syntax::too_deep");

/// `list<u8, 99999999999>`
pub(super) fn length(cx: &Cx<'_>, at: Span) -> Finding {
    Finding::new(&LIST_LENGTH, cx.at(at), "this list is too long")
        .label("the limit is 1073741824")
        .help("a list without a length, `list<..>`, has as many elements as there are")
}

/// `record a<T> { .. }`, `func<T>(..)`
pub(super) fn generic_definition(cx: &Cx<'_>, at: Span) -> Finding {
    Finding::new(&GENERIC_DEFINITION, cx.at(at), "WIT has no generics")
        .label("no type can be left open")
        .help("write a definition for each type it is needed for")
}

/// `option<u8, u8>`; the span is what is too much.
pub(super) fn too_many(cx: &Cx<'_>, at: Span) -> Finding {
    let own = cx.around(at.start, |kind| {
        matches!(
            kind,
            NodeKind::Result
                | NodeKind::Option
                | NodeKind::Future
                | NodeKind::Stream
                | NodeKind::List
                | NodeKind::Map
                | NodeKind::Own
                | NodeKind::Borrow
        )
    });
    let (word, takes) = match own.map(Node::kind) {
        Some(NodeKind::Result) => ("result", "two types: `result<ok, error>`"),
        Some(NodeKind::Map) => ("map", "two types: `map<key, value>`"),
        Some(NodeKind::List) => ("list", "one type, and perhaps a length"),
        Some(NodeKind::Option) => ("option", "one type"),
        Some(NodeKind::Future) => ("future", "one type"),
        Some(NodeKind::Stream) => ("stream", "one type"),
        Some(NodeKind::Own) => ("own", "one resource"),
        Some(NodeKind::Borrow) => ("borrow", "one resource"),
        Some(_) | None => ("this", "fewer types"),
    };
    Finding::new(&TOO_MANY, cx.at(at), format!("`{word}<..>` takes {takes}"))
        .label("too much")
        .help("several values in one are a `tuple<..>` or a record")
        .choice("leave it out", vec![cx.delete(at)])
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
    .label("only a name goes in here");
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
