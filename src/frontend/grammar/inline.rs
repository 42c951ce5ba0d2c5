//! Records and the like that are written where they are used.

use std::collections::BTreeSet;

use crate::base::finding::{Finding, Rule};
use crate::frontend::grammar::cx::Cx;
use crate::frontend::grammar::kebab::{escaped, kebab};
use crate::syntax::error::Span;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind, Token};

static INLINE_TYPE: Rule = Rule::error("witc::syntax::inline_type");

/// `record { a: u32 }`, `enum { a, b }`, `{ a: u32 }` in the place of a type.
pub(super) fn finding(cx: &Cx<'_>, at: Span) -> Finding {
    let tokens = cx.tokens_in(at);
    let keyword = tokens.first().filter(|token| token.kind() != TokenKind::LeftBrace);
    let word = keyword.map_or("record", |token| token.text());
    let body_start =
        tokens.iter().find(|token| token.kind() == TokenKind::LeftBrace).map_or(at.start, |t| t.span().start);
    let body = cx.text(Span { start: body_start, end: at.end });
    let finding = Finding::new(
        &INLINE_TYPE,
        cx.at(at),
        format!("{} {word} needs a name, and a place of its own", article(word)),
    )
    .label("can't be written where it is used");
    let Some(item) = item_of(cx, at) else { return finding };
    if item.kind() == NodeKind::Alias {
        return of_alias(cx, at, item, finding, &format!("{word} {{name}} {body}"));
    }
    let name = free_name(cx, item, &context_name(cx, at, item));
    let definition = format!("{word} {name} {body}");
    if !parses(&definition) || has_inner(&tokens) {
        return finding.help(format!("write `{word} {name} {{ .. }}` before this, and `{name}` here"));
    }
    let start = item.span().start;
    let indent = cx.indent(start);
    let newline = cx.newline();
    // In the middle of a line there is no line to be above of.
    let first_of_line = cx.text(Span { start: cx.line_start(start), end: start }).trim().is_empty();
    let lifted =
        if first_of_line { format!("{definition}{newline}{indent}") } else { format!("{definition} ") };
    let in_case = in_case(cx, at);
    let used = if in_case { format!("({name})") } else { name.clone() };
    let place = if in_case { cx.with_blanks(at) } else { at };
    let start = start_with_docs(cx, item);
    finding.fix(
        format!("lift it out as `{word} {name}`"),
        vec![cx.insert(start, lifted), cx.replace(place, used)],
    )
}

fn has_inner(tokens: &[Token<'_>]) -> bool {
    tokens.iter().filter(|token| token.kind() == TokenKind::LeftBrace).count() > 1
}

/// `type a = record { .. };`
fn of_alias(cx: &Cx<'_>, at: Span, item: Node<'_>, finding: Finding, definition: &str) -> Finding {
    let name = item.own_tokens().find(|token| token.kind().is_name());
    let keyword = item.token(TokenKind::Type);
    let (Some(name), Some(keyword)) = (name, keyword) else { return finding };
    let direct = cx.kind_before(at.start) == TokenKind::Equals;
    let definition = definition.replacen("{name}", name.text(), 1);
    if !direct || !parses(&definition) {
        return finding.help("define it before this, and write its name here");
    }
    let end = item.token(TokenKind::Semicolon).map_or(at.end, |token| token.span().end);
    let whole = Span { start: keyword.span().start, end };
    let word = definition.split(' ').next().unwrap_or_default().to_owned();
    finding
        .label(format!("`{word}` begins a definition of its own"))
        .fix(format!("write `{word} {} {{ .. }}`", name.text()), vec![cx.replace(whole, definition)])
}

/// The indefinite article of a keyword.
fn article(word: &str) -> &'static str {
    if word.starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
}

/// Whether the definition is fine by itself.
fn parses(definition: &str) -> bool {
    crate::syntax::parse(format!("interface i {{ {definition} }}")).errors().is_empty()
}

/// The item of an interface or world that the place is in.
fn item_of<'t>(cx: &Cx<'t>, at: Span) -> Option<Node<'t>> {
    let node = cx.tree.node_at(at.start);
    std::iter::once(node).chain(node.ancestors()).find(|node| {
        let holder = node.parent().filter(|parent| parent.kind() == NodeKind::Body).and_then(Node::parent);
        node.kind().is_item()
            && holder.is_some_and(|holder| {
                matches!(
                    holder.kind(),
                    NodeKind::Interface | NodeKind::World | NodeKind::Import | NodeKind::Export
                )
            })
    })
}

/// Where an item begins, its documentation and attributes included.
fn start_with_docs(cx: &Cx<'_>, item: Node<'_>) -> u32 {
    let first = item.leading_comments().map(|comment| comment.span().start).next();
    first.unwrap_or(item.span().start).max(cx.line_start(item.full_span().start))
}

fn in_case(cx: &Cx<'_>, at: Span) -> bool {
    let node = cx.around(at.start, |kind| matches!(kind, NodeKind::Case | NodeKind::Error));
    node.is_some_and(|node| node.kind() == NodeKind::Case) && cx.kind_before(at.start).is_name()
}

/// A name for the type: that of the parameter, field or case, or `f-result`.
fn context_name(cx: &Cx<'_>, at: Span, item: Node<'_>) -> String {
    let member =
        cx.around(at.start, |kind| matches!(kind, NodeKind::Param | NodeKind::Field | NodeKind::Case));
    let named = |node: Node<'_>| {
        let name = node.own_tokens().find(|token| token.kind().is_name())?;
        kebab(name.name()).map(|kebab| kebab.text.trim_start_matches('%').to_owned())
    };
    if let Some(name) = member.and_then(named) {
        return name;
    }
    named(item).map_or_else(|| "value".to_owned(), |name| format!("{name}-result"))
}

/// The name, or one like it, that nothing in the same interface or world has.
fn free_name(cx: &Cx<'_>, item: Node<'_>, name: &str) -> String {
    let scope = item.parent().unwrap_or(cx.tree.root());
    let taken: BTreeSet<&str> = scope
        .children()
        .flat_map(|node| {
            node.descendants().filter(|node| node.kind().is_item() || node.kind() == NodeKind::UseName)
        })
        .flat_map(Node::own_tokens)
        .filter(|token| token.kind().is_name())
        .map(Token::name)
        .collect();
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut names = std::iter::once(name.to_owned()).chain(numbered);
    let free = names.find(|name| !taken.contains(name.as_str())).unwrap_or_else(|| name.to_owned());
    escaped(&free)
}
