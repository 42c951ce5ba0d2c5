//! Edits that several checks offer.

use crate::base::finding::Edit;
use crate::base::ids::{PackageIx, ScopeIx};
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::names::decl::Target;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind};

/// Replaces each of these places by the same text.
pub(super) fn replace(places: &[Location], text: &str) -> Vec<Edit> {
    places.iter().map(|at| Edit { at: *at, text: text.to_owned() }).collect()
}

/// Removes a node, and its line if nothing else is on it.
pub(super) fn remove(cx: &Cx<'_, '_>, at: Location) -> Edit {
    let text = cx.texts.sources.file(at).map(|file| file.text.clone()).unwrap_or_default();
    let (start, end) = (at.start as usize, at.end as usize);
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let indent = before.len() - before.trim_end_matches([' ', '\t']).len();
    let blank = after.len() - after.trim_start_matches([' ', '\t', '\r']).len();
    let alone = before.trim_end_matches([' ', '\t']).is_empty()
        || before.trim_end_matches([' ', '\t']).ends_with('\n');
    let line_end = after.get(blank..).is_some_and(|rest| rest.starts_with('\n'));
    let at = if alone && line_end {
        Location { start: number(start - indent), end: number(end + blank + 1), ..at }
    } else if alone {
        // What follows on the line moves up to where this began.
        Location { end: number(end + blank), ..at }
    } else {
        Location { start: number(start - indent), ..at }
    };
    Edit { at, text: String::new() }
}

/// Lets a scope use a type of another interface: in the `use` it has, or in a new one.
pub(super) fn add_use(cx: &Cx<'_, '_>, scope: ScopeIx, from: ScopeIx, name: &str) -> Option<Edit> {
    let found = &cx.names.scopes[scope];
    let escaped = escape(name);
    let known = found.uses.iter().find(|uses| uses.from == Target::Scope(from));
    if let Some(uses) = known {
        let node = uses.item.node();
        let brace = node.own_tokens().find(|token| token.kind() == TokenKind::RightBrace)?;
        let last = node.descendants().filter(|node| node.kind() == NodeKind::UseName).last()?;
        let end = last.span().end;
        let at = cx.names.at(scope, brace.span());
        return Some(Edit { at: Location { start: end, end, ..at }, text: format!(", {escaped}") });
    }
    let path = path_to(cx, cx.names.package(scope), from);
    insert_first(cx, scope, &format!("use {path}.{{{escaped}}};"))
}

/// Names with commas, not too many.
pub(super) fn listed(names: &[&str]) -> String {
    const MOST: usize = 12;
    let shown: Vec<&str> = names.iter().copied().take(MOST).collect();
    let more = names.len() - shown.len();
    if more == 0 { shown.join(", ") } else { format!("{} and {more} more", shown.join(", ")) }
}

/// Takes one part out of a list, with its comma.
pub(super) fn take_out(cx: &Cx<'_, '_>, scope: ScopeIx, node: Node<'_>) -> Option<Edit> {
    let tree = node.tree();
    let span = node.span();
    let next = tree.token_at(span.end)?;
    let after = tree.tokens().skip(next.index() as usize).find(|token| !token.kind().is_trivia())?;
    let file = cx.names.file(scope);
    if after.kind() == TokenKind::Comma {
        let end = after.span().end;
        let blank =
            tree.text().get(end as usize..).map_or(0, |rest| rest.len() - rest.trim_start_matches(' ').len());
        return Some(Edit {
            at: Location { file, start: span.start, end: end + number(blank) },
            text: String::new(),
        });
    }
    // The last one: the comma before it goes instead.
    let before = tree.text().get(..span.start as usize)?;
    let kept = before.trim_end().trim_end_matches(',').trim_end();
    Some(Edit { at: Location { file, start: number(kept.len()), end: span.end }, text: String::new() })
}

/// How a scope is written in a package.
pub(super) fn path_to(cx: &Cx<'_, '_>, package: PackageIx, scope: ScopeIx) -> String {
    if cx.names.package(scope) == package {
        escape(cx.names.scopes[scope].name.text())
    } else {
        cx.names.qualified(scope)
    }
}

/// Puts an item before all others of a scope.
pub(super) fn insert_first(cx: &Cx<'_, '_>, scope: ScopeIx, item: &str) -> Option<Edit> {
    let node = cx.names.scopes[scope].node;
    let body = node.child(NodeKind::Body)?;
    let brace = body.own_tokens().find(|token| token.kind() == TokenKind::LeftBrace)?;
    let end = brace.span().end;
    let text = cx.texts.trees.get(cx.names.file(scope))?.text().clone();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let indent = indent(&text, node);
    let at = Location { file: cx.names.file(scope), start: end, end };
    let one_line = !body.text().contains('\n');
    let text = if one_line { format!(" {item}") } else { format!("{newline}{indent}  {item}") };
    Some(Edit { at, text })
}

/// The blanks that the line of a node begins with.
pub(super) fn indent(text: &str, node: Node<'_>) -> String {
    let before = text.get(..node.span().start as usize).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect()
}

/// What parts something put before the item at `start` from it: a line end and the blanks that the item's line begins
/// with, or only a blank where the item does not begin its line.
pub(super) fn break_before(text: &str, start: u32) -> Option<String> {
    let line = text.get(..start as usize)?.rsplit('\n').next().unwrap_or_default();
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let begins = line.chars().all(|c| matches!(c, ' ' | '\t'));
    Some(if begins { format!("{newline}{line}") } else { " ".to_owned() })
}

/// The name as it must be written, with a `%` where it is a keyword.
pub(super) fn escape(name: &str) -> String {
    let keyword = crate::syntax::token::keyword(name.as_bytes()).is_some();
    if keyword { format!("%{name}") } else { name.to_owned() }
}

/// An offset as places have it.
pub(super) fn number(offset: usize) -> u32 {
    u32::try_from(offset).unwrap_or(u32::MAX)
}
