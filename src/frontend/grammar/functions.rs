//! Functions as other languages, or older WIT, write them.

use crate::base::finding::{Finding, Rule};
use crate::frontend::grammar::cx::Cx;
use crate::frontend::grammar::foreign;
use crate::frontend::grammar::kebab::kebab;
use crate::syntax::error::Span;
use crate::syntax::token::TokenKind;

static FUNCTION: Rule = Rule::error("witc::syntax::function");
static SEVERAL_RESULTS: Rule = Rule::error("witc::syntax::several_results");
static FUNCTION_TYPE: Rule = Rule::error("witc::syntax::function_type");

/// `fn f(..)`, `func f(..)`, `async f: func(..)`; the span reaches up to the name.
pub(super) fn word_before_name(cx: &Cx<'_>, at: Span) -> Finding {
    let tokens = cx.tokens_in(at);
    let (Some(name), Some(first)) = (tokens.last(), tokens.first()) else {
        return Finding::new(&FUNCTION, cx.at(at), "the name of a function comes first");
    };
    let words = Span { start: at.start, end: name.span().start };
    let is_async = tokens.iter().any(|token| token.kind() == TokenKind::Async);
    let is_static = tokens.iter().any(|token| token.kind() == TokenKind::Static);
    let message = format!("the name of a function comes before `{}`", first.text());
    let finding = Finding::new(&FUNCTION, cx.at(at), message);
    let word = |on: bool, word: &'static str| if on { word } else { "" };
    let written = kebab(name.text()).filter(|_| name.kind() == TokenKind::BadName);
    let written = written.map_or_else(|| name.text().to_owned(), |kebab| kebab.text);
    let mut after = cx.tokens_after(name.span().end);
    let next = after.next();
    if next.is_some_and(|next| next.kind() == TokenKind::Colon) {
        let follows = after.next();
        let insert = format!("{}{}", word(is_static, "static "), word(is_async, "async "));
        let Some(follows) = follows.filter(|_| written == name.text()) else { return finding };
        let mut edits = vec![cx.delete(words)];
        if !insert.is_empty() {
            edits.push(cx.insert(follows.span().start, insert.clone()));
        }
        let shown = format!("{written}: {insert}{}(..)", follows.text());
        return finding.label(format!("write `{shown}`")).fix(format!("write `{shown}`"), edits);
    }
    let shown = format!("{written}: {}{}func", word(is_static, "static "), word(is_async, "async "));
    let edit = cx.replace(at, shown.clone());
    finding.label(format!("write `{shown}(..)`")).fix(format!("write `{shown}`"), vec![edit])
}

/// `-> (a: u32, b: u32)`, `-> ()`.
pub(super) fn several_results(cx: &Cx<'_>, at: Span) -> Finding {
    let tokens = cx.tokens_in(at);
    if tokens.len() == 2 {
        let arrow = cx.tokens_before(at.start).next().filter(|token| token.kind() == TokenKind::Arrow);
        let start = arrow.map_or(at.start, |arrow| arrow.span().start);
        let gone = cx.with_blanks(Span { start, end: at.end });
        return Finding::new(&SEVERAL_RESULTS, cx.at(at), "a function that returns nothing has no `->`")
            .label("WIT has no empty type")
            .fix("leave it out", vec![cx.delete(gone)]);
    }
    let several = tokens.iter().any(|token| token.kind() == TokenKind::Comma);
    let named = tokens.get(2).is_some_and(|token| token.kind() == TokenKind::Colon);
    let message =
        if several { "a function has one result only" } else { "the result of a function is a type alone" };
    let finding = Finding::new(&SEVERAL_RESULTS, cx.at(at), message);
    let finding = match foreign::translated(cx, at) {
        Some(text) => finding.label(format!("write `{text}`")).write_instead(text),
        None => match foreign::guessed(cx, at) {
            Some(text) => {
                let edit = cx.replace(at, text.clone());
                finding.label("write one type").choice(format!("write `{text}`"), vec![edit])
            }
            None => finding.label("write one type"),
        },
    };
    let finding = if named && several {
        finding.help("a record keeps the names; several results with names were legal before 2025")
    } else {
        finding
    };
    if several { finding.help("several values in one are a `tuple<..>`") } else { finding }
}

/// `func(u32) -> u32` in the place of a type.
pub(super) fn as_type(cx: &Cx<'_>, at: Span) -> Finding {
    Finding::new(&FUNCTION_TYPE, cx.at(at), "functions are no values in WIT")
        .label("can't be passed")
        .help("take a `resource` with a method, or import a function to call back")
}
