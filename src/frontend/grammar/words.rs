//! Words where a keyword should be.

use crate::base::finding::{Finding, Rule};
use crate::base::near::nearest;
use crate::frontend::grammar::cx::Cx;
use crate::syntax::error::{Expected, Span};
use crate::syntax::token::TokenKind;

static KEYWORD: Rule = Rule::error("witc::syntax::keyword");

/// `recrod a { .. }`, `struct a { .. }`
pub(super) fn foreign_keyword(cx: &Cx<'_>, at: Span, meant: TokenKind) -> Finding {
    let word = cx.text(at);
    let keyword = meant.spelling().unwrap_or_default();
    let slip = nearest(&word.to_lowercase(), [keyword]).is_some();
    let finding = Finding::new(&KEYWORD, cx.at(at), format!("`{word}` is no keyword of WIT"));
    if slip {
        return finding.label(format!("did you mean `{keyword}`?")).write_instead(keyword);
    }
    let finding = finding.label(format!("WIT calls it {}", Expected::Token(meant)));
    match word {
        "class" => finding
            .help("a `resource` has methods and is passed as a handle; what only holds values is a `record`")
            .choice("write `resource`", vec![cx.replace(at, "resource")])
            .choice("write `record`", vec![cx.replace(at, "record")]),
        "union" | "oneof" => {
            finding.help("cases have names, and what they carry in parentheses").write_instead(keyword)
        }
        _ => finding.write_instead(keyword),
    }
}
