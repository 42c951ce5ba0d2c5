//! Fields, cases and parameters.

use crate::base::finding::{Finding, Rule};
use crate::frontend::grammar::cx::Cx;
use crate::frontend::grammar::foreign;
use crate::syntax::error::Span;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

static OPTIONAL_NAME: Rule = Rule::error("witc::syntax::optional_name");
/// Name and type are swapped.
pub(super) static NAME_FIRST: Rule = Rule::error("witc::syntax::name_first");
static CASE_VALUE: Rule = Rule::error("witc::syntax::case_value");
static PAYLOAD: Rule = Rule::error("witc::syntax::payload");
static BARE_PAYLOAD: Rule = Rule::error("witc::syntax::bare_payload");
static DEFAULT_VALUE: Rule = Rule::error("witc::syntax::default_value");

/// `?: u32`, after a name.
pub(super) fn optional_name(cx: &Cx<'_>, at: Span) -> Finding {
    let finding = Finding::new(&OPTIONAL_NAME, cx.at(at), "what may be absent has the type `option<..>`");
    let colon = cx.tokens_in(at).into_iter().find(|token| token.kind() == TokenKind::Colon);
    let ty = colon.map(|colon| Span { start: colon.span().end, end: at.end });
    match ty.and_then(|ty| foreign::translated(cx, ty)) {
        Some(ty) => {
            let written = if ty.starts_with("option<") { ty } else { format!("option<{ty}>") };
            let title = format!("write `option` of the type: `{written}`");
            let edit = cx.replace(at, format!(": {written}"));
            finding.label(format!("write `: {written}`")).fix(title, vec![edit])
        }
        None => finding.label("names have no `?`"),
    }
}

/// `u32 x`.
pub(super) fn type_before_name(cx: &Cx<'_>, at: Span) -> Finding {
    let finding = Finding::new(&NAME_FIRST, cx.at(at), "the name comes first, then its type");
    let tokens = cx.tokens_in(at);
    let Some(name) = tokens.last() else { return finding };
    let ty = Span { start: at.start, end: name.span().start };
    let written = foreign::translated(cx, ty).map(|ty| format!("{}: {ty}", name.text()));
    match written {
        Some(text) => finding.label(format!("write `{text}`")).write_instead(text),
        None => finding.label("name and type are swapped"),
    }
}

/// ` = 1`, after a case or flag.
pub(super) fn case_value(cx: &Cx<'_>, at: Span) -> Finding {
    let node = cx.around(at.start, NodeKind::is_item);
    let flags = node.is_some_and(|node| node.kind() == NodeKind::Flags);
    let (what, help) = if flags {
        ("flags have no values of their own", "each is the next bit, in the order they are written")
    } else {
        (
            "cases have no values of their own",
            "they are numbered in the order they are written; names cross, not numbers",
        )
    };
    Finding::new(&CASE_VALUE, cx.at(at), what)
        .label("not in WIT")
        .help(help)
        .fix("leave it out", vec![cx.delete(cx.with_blanks(at))])
}

/// `(u32)` or `: u32`, after a case of an enum or flags.
pub(super) fn case_payload(cx: &Cx<'_>, at: Span) -> Finding {
    let item = cx.around(at.start, NodeKind::is_item);
    let Some(item) = item.filter(|item| item.kind() == NodeKind::Enum) else {
        return Finding::new(&PAYLOAD, cx.at(at), "a flag is on or off, and has no type")
            .label("can't carry anything")
            .help("what has names and types is a `record`");
    };
    let finding = Finding::new(&PAYLOAD, cx.at(at), "the cases of an `enum` carry nothing")
        .label("can't carry anything");
    match item.token(TokenKind::Enum) {
        Some(keyword) => {
            finding.choice("make it a `variant`, whose cases do", vec![cx.replace(keyword.span(), "variant")])
        }
        None => finding.help("those of a `variant` do"),
    }
}

/// `not-found: string`, `not-found string`, in a variant; the span is from the colon or the type on.
pub(super) fn bare_payload(cx: &Cx<'_>, at: Span) -> Finding {
    let tokens = cx.tokens_in(at);
    let start = match tokens.first() {
        Some(colon) if colon.kind() == TokenKind::Colon => colon.span().end,
        Some(_) | None => at.start,
    };
    let ty = Span { start, end: at.end };
    let name = cx.tokens_before(at.start).next().map_or("", |token| token.text());
    let finding = Finding::new(&BARE_PAYLOAD, cx.at(at), "the payload of a case goes in parentheses");
    match foreign::translated(cx, ty) {
        Some(ty) => {
            let shown = format!("{name}({ty})");
            let edit = cx.replace(cx.with_blanks(at), format!("({ty})"));
            finding.label(format!("write `{shown}`")).fix(format!("write `{shown}`"), vec![edit])
        }
        None => finding.label(format!("write `{name}(..)`")),
    }
}

/// ` = 3`, after a field or parameter.
pub(super) fn default_value(cx: &Cx<'_>, at: Span) -> Finding {
    let finding = Finding::new(&DEFAULT_VALUE, cx.at(at), "WIT has no default values")
        .label("can't be left out by callers");
    let member = cx.around(at.start, |kind| matches!(kind, NodeKind::Param | NodeKind::Field));
    let ty = member.and_then(|member| member.children().find(|child| child.kind().is_type()));
    let finding = match ty {
        Some(ty) if ty.kind() != NodeKind::Option => {
            finding.help(format!("what may be absent has the type `option<{}>`", ty.text()))
        }
        Some(_) | None => finding,
    };
    finding.fix("leave it out", vec![cx.delete(cx.with_blanks(at))])
}
