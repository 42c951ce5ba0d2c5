//! Attributes: which there are, and where.

use crate::base::finding::{Finding, Rule, any_of};
use crate::base::near::nearest;
use crate::frontend::grammar::cx::Cx;
use crate::syntax::error::Span;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind};

static UNKNOWN: Rule = Rule::error("witc::syntax::unknown_attribute");
static PLACE: Rule = Rule::error("witc::syntax::attribute_place");

/// Each attribute and how it is written.
const KNOWN: &[(&str, &str)] = &[
    ("since", "@since(version = 0.2.0)"),
    ("unstable", "@unstable(feature = fancy)"),
    ("deprecated", "@deprecated(version = 0.2.0)"),
    ("external-id", "@external-id(\"..\")"),
];

/// How an attribute is written.
pub(super) fn form(name: &str) -> Option<&'static str> {
    KNOWN.iter().find(|(known, _)| *known == name).map(|(_, form)| *form)
}

/// `@sinse(..)`.
pub(super) fn unknown(cx: &Cx<'_>, at: Span) -> Finding {
    let name = cx.text(at);
    let finding = Finding::new(&UNKNOWN, cx.at(at), format!("there is no attribute `@{name}`"));
    match nearest(name, KNOWN.iter().map(|(name, _)| *name)) {
        Some(near) => finding.label(format!("did you mean `@{near}`?")).write_instead(near),
        None => {
            let forms = any_of(KNOWN.iter().map(|(_, form)| *form));
            finding.label("unknown").help(format!("attributes are {forms}"))
        }
    }
}

/// Attributes of a `use` at the top level: the grammar has a place for them, but they mean nothing there.
pub(super) fn of_uses(cx: &Cx<'_>) -> Vec<Finding> {
    let uses = cx.tree.root().descendants().filter(|node| node.kind() == NodeKind::TopUse);
    let first = uses.filter_map(|node| node.child(NodeKind::Gate));
    first.filter_map(|gate| Some(misplaced(cx, gate.significant().nth(1)?.span()))).collect()
}

/// An attribute where none can be, or not this one.
pub(super) fn misplaced(cx: &Cx<'_>, at: Span) -> Finding {
    // On items the name is blamed, on members all of it.
    let whole = match cx.tokens_before(at.start).next() {
        Some(token) if token.kind() == TokenKind::At => gate(cx, token.span()),
        Some(_) | None => at,
    };
    let is_external_id = cx.text(at).trim_start_matches('%') == "external-id";
    let (message, help) = if cx.text(at).starts_with('@') {
        ("attributes are for items, not for their members", "put it before the whole type or function")
    } else if cx.around(at.start, |kind| kind == NodeKind::TopUse).is_some() {
        ("a `use` of the whole file has no attributes", "put them before the `use` or import that needs them")
    } else if is_external_id {
        (
            "`@external-id` can't be here",
            "it is for functions and types, and for what worlds import and export",
        )
    } else {
        ("packages have no attributes", "put them before the interfaces and worlds")
    };
    let gone = cx.with_blanks_after(whole);
    let gone = match cx.next_line(whole.end) {
        Some(next)
            if cx.text(Span { start: gone.end, end: next }).trim().is_empty()
                && cx.line_start(whole.start)
                    == whole.start - u32::try_from(cx.indent(whole.start).len()).unwrap_or(0) =>
        {
            Span { start: cx.line_start(whole.start), end: next }
        }
        Some(_) | None => gone,
    };
    Finding::new(&PLACE, cx.at(at), message)
        .label("not allowed here")
        .help(help)
        .fix("delete it", vec![cx.delete(gone)])
}

/// All of the attribute that begins with this `@`.
fn gate(cx: &Cx<'_>, sign: Span) -> Span {
    cx.around(sign.start, |kind| kind == NodeKind::Gate).map_or(sign, Node::span)
}
