//! Braces without their partners.

use crate::base::finding::{Edit, Finding, Rule};
use crate::frontend::grammar::cx::Cx;
use crate::syntax::error::Span;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind, Token};

static UNCLOSED: Rule = Rule::error("witc::syntax::unclosed");
static STRAY_BRACE: Rule = Rule::error("witc::syntax::stray_brace");

/// A `{` whose `}` is missing at `close_at`, and those around it for which it is missing there too.
pub(super) fn unclosed(cx: &Cx<'_>, open: Span, close_at: Span, outer: &[Span]) -> Finding {
    if outer.is_empty()
        && let Some((open, close_at)) = misaligned(cx, open)
    {
        let finding =
            Finding::new(&UNCLOSED, cx.at(open), format!("the `{{` of {} is never closed", holder(cx, open)));
        return finding
            .label("opened here; the next `}` is indented for another `{`")
            .fix("insert `}`", vec![closing(cx, open, close_at, &[])]);
    }
    let next = cx.tokens_after(close_at.end).next();
    let what = holder(cx, open);
    let mut finding = Finding::new(&UNCLOSED, cx.at(open), format!("the `{{` of {what} is never closed"));
    finding = finding.label("opened here");
    for open in outer {
        finding = finding.related(cx.at(*open), format!("nor is that of {}", holder(cx, *open)));
    }
    if let Some(next) = next {
        let text = match next.kind() {
            TokenKind::Interface | TokenKind::World | TokenKind::Package => {
                format!("this `{}` can't be inside of it", next.text())
            }
            _ => "this can't be inside of it".to_owned(),
        };
        finding = finding.related(cx.at(next.span()), text);
    }
    let braces = if outer.is_empty() { "`}`".to_owned() } else { format!("{} `}}`", outer.len() + 1) };
    let edit = closing(cx, open, close_at, outer);
    finding.fix(format!("insert {braces}"), vec![edit])
}

/// What writes the missing braces: on lines of their own where what follows is on another line.
fn closing(cx: &Cx<'_>, open: Span, close_at: Span, outer: &[Span]) -> Edit {
    let end = close_at.end;
    let next = cx.tokens_after(end).next();
    let own_lines =
        next.is_none_or(|next| !cx.same_line(end, next.span().start)) && !cx.same_line(open.start, end);
    let opens = || std::iter::once(&open).chain(outer);
    if !own_lines {
        return cx.insert(end, " }".repeat(opens().count()));
    }
    let newline = cx.newline();
    let lines: Vec<String> = opens().map(|open| format!("{}}}", cx.indent(open.start))).collect();
    match cx.next_line(end) {
        Some(start) => cx.insert(start, lines.join(newline) + newline),
        None => {
            let end = cx.line_end(end);
            cx.insert(end, newline.to_owned() + &lines.join(newline))
        }
    }
}

/// The block inside whose `}` is indented less than the line of its `{`: its own one must be missing, and it was
/// closed by one that is meant for a block around it. With the last thing that is in it by its indentation.
fn misaligned<'t>(cx: &Cx<'t>, open: Span) -> Option<(Span, Span)> {
    let body = cx.around(open.start, |kind| kind != NodeKind::Error)?;
    let bodies = body.descendants().filter(|node| *node != body);
    bodies.into_iter().find_map(|node: Node<'t>| {
        let (open, close) = braces(node)?;
        let line = Span { start: cx.line_start(close.start), end: close.start };
        let indent = cx.indent(open.start).len();
        if !cx.text(line).trim().is_empty() || cx.indent(close.start).len() >= indent {
            return None;
        }
        let inside = node.children().take_while(|child| {
            let start = child.span().start;
            start < open.start || cx.same_line(open.end, start) || cx.indent(start).len() > indent
        });
        let last = inside.map(Node::span).filter(|span| span.start > open.start).last().unwrap_or(open);
        let comma = cx.tokens_after(last.end).next().filter(|token| token.kind() == TokenKind::Comma);
        let end = comma.map_or(last.end, |comma| comma.span().end);
        Some((open, Span { start: end, end }))
    })
}

/// The braces among a node's own tokens.
fn braces(node: Node<'_>) -> Option<(Span, Span)> {
    Some((node.token(TokenKind::LeftBrace)?.span(), node.token(TokenKind::RightBrace)?.span()))
}

/// "interface `a`": what the brace belongs to.
fn holder(cx: &Cx<'_>, open: Span) -> String {
    let words: Vec<Token<'_>> = cx
        .tokens_before(open.start)
        .take_while(|token| token.kind().is_name() || token.kind().is_keyword())
        .take(2)
        .collect();
    match words.as_slice() {
        [name, keyword] if keyword.kind().begins_item() => format!("{} `{}`", keyword.text(), name.name()),
        [keyword] | [keyword, _] if keyword.kind().begins_item() => format!("this {}", keyword.text()),
        _ if cx.kind_before(open.start) == TokenKind::Period => "this `use`".to_owned(),
        _ => "this block".to_owned(),
    }
}

/// A `}` that closes nothing.
pub(super) fn stray(cx: &Cx<'_>, at: Span) -> Finding {
    let line = Span { start: cx.line_start(at.start), end: cx.line_end(at.end) };
    let alone = cx.text(line).trim() == "}";
    let gone = match cx.next_line(at.end) {
        Some(next) if alone => Span { start: line.start, end: next },
        Some(_) | None => cx.with_blanks(at),
    };
    Finding::new(&STRAY_BRACE, cx.at(at), "this `}` closes nothing")
        .label("every `{` before it is closed already")
        .fix("delete it", vec![cx.delete(gone)])
}
