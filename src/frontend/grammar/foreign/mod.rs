//! Types of other languages: what WIT calls them.

mod read;
mod table;

use crate::base::finding::{Finding, Rule};
use crate::frontend::grammar::cx::Cx;
use crate::syntax::error::Span;
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

pub(crate) use crate::frontend::grammar::foreign::table::{Meant, known, meant};

/// A type that WIT has under another name, or not at all.
pub(crate) static FOREIGN_TYPE: Rule = Rule::error("witc::syntax::foreign_type");

/// A type that is written as another language would: `Vec<String>`, `u32[]`, `&str`, `(u32, u32)`.
pub(super) fn finding(cx: &Cx<'_>, at: Span) -> Finding {
    let text = one_line(cx.text(at));
    let finding = Finding::new(&FOREIGN_TYPE, cx.at(at), format!("`{text}` is not a WIT type"));
    let tokens = cx.tokens_in(at);
    let union = tokens.iter().any(|token| token.kind() == TokenKind::Bar);
    let finding = match why(cx, at) {
        Some(why) => finding.help(why),
        None => finding,
    };
    match read::translate(&tokens) {
        Some(read) if read.sure => finding.label(format!("write `{}`", read.text)).write_instead(read.text),
        Some(read) => {
            let title = format!("write `{}`", read.text);
            let edit = cx.replace(at, read.text);
            finding.label("not WIT").choice(title, vec![edit])
        }
        None if union && tokens.iter().any(|token| token.kind() == TokenKind::String) => {
            finding.label("strings are no types").help("one of several words is an `enum level { low, high }`")
        }
        None if union => finding
            .label("WIT has no unions of this form")
            .help("one of several types is a `variant value { text(string), number(u32) }`"),
        None if tokens.iter().any(|token| token.kind() == TokenKind::LessThan) => finding
            .label("WIT has no generic types of one's own")
            .help("types that take others are `list`, `option`, `result`, `tuple`, `map`, `future` and `stream`"),
        None => finding.label("not WIT"),
    }
}

/// What there is to know of the type's outermost form.
fn why(cx: &Cx<'_>, at: Span) -> Option<String> {
    let mut tokens = cx.tokens_after(at.start);
    let first = tokens.next()?;
    match first.kind() {
        TokenKind::LeftParen if in_case(cx, at) => Some("the payload of a case is one type".to_owned()),
        TokenKind::LeftParen => {
            Some("several values in one are a `tuple<..>`, or a record with names".to_owned())
        }
        TokenKind::Ampersand | TokenKind::Star => {
            Some("WIT has no pointers: values are copied, and resources are lent as `borrow<..>`".to_owned())
        }
        TokenKind::LeftBracket => Some("arrays are `list<..>`".to_owned()),
        kind if kind.is_primitive()
            && tokens.next().is_some_and(|next| next.kind() == TokenKind::LessThan) =>
        {
            Some(format!("`{}` takes no arguments", first.text()))
        }
        kind if kind.is_keyword() && kind != TokenKind::Map => None,
        _ => table::why_generic(first.text()),
    }
}

fn in_case(cx: &Cx<'_>, at: Span) -> bool {
    cx.around(at.start, NodeKind::is_item).is_some_and(|node| node.kind() == NodeKind::Variant)
}

/// The type in the form of WIT, if it can be told for sure; a WIT type stays what it is.
pub(super) fn translated(cx: &Cx<'_>, at: Span) -> Option<String> {
    read::translate(&cx.tokens_in(at)).filter(|read| read.sure).map(|read| read.text)
}

/// The same, even if it is a guess.
pub(super) fn guessed(cx: &Cx<'_>, at: Span) -> Option<String> {
    read::translate(&cx.tokens_in(at)).map(|read| read.text)
}

/// Types over several lines are shown on one.
pub(super) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() > 60 {
        let cut: String = line.chars().take(57).collect();
        return format!("{cut}..");
    }
    line
}
