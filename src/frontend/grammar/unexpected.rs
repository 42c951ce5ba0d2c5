//! Something else than what should be there.

use crate::base::finding::{Finding, Rule};
use crate::base::near::nearest;
use crate::frontend::grammar::cx::Cx;
use crate::frontend::grammar::gates;
use crate::syntax::error::{Expected, Problem, Span};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind, Token};

static UNEXPECTED: Rule = Rule::error("witc::syntax::unexpected");

/// What other languages call a function.
const FUNCS: &[&str] = &["fn", "function", "def", "fun", "method", "procedure", "proc", "sub", "lambda"];

/// Something that can't be where it is.
pub(super) fn finding(cx: &Cx<'_>, at: Span, expected: Expected, found: TokenKind) -> Finding {
    let problem = Problem::Unexpected { expected, found };
    let shown = if found.is_name() || matches!(found, TokenKind::Integer | TokenKind::String) {
        format!("expected {expected}, found `{}`", cx.text(at))
    } else {
        problem.to_string()
    };
    let finding = Finding::new(&UNEXPECTED, cx.at(at), shown);
    match (expected, found) {
        (Expected::Token(TokenKind::Semicolon), _) => instead_of_semicolon(cx, at, found, finding),
        (Expected::Token(TokenKind::Comma), TokenKind::Semicolon) => semicolons(cx, at, finding),
        (Expected::Token(TokenKind::Arrow), _) => arrow(cx, at, found, finding),
        (Expected::Token(TokenKind::Equals), TokenKind::Colon) => {
            let place = cx.with_blanks(at);
            finding.label("write `=`").fix("write `=`", vec![cx.replace(place, " =")])
        }
        (Expected::Token(TokenKind::LeftBrace), _) => instead_of_brace(cx, at, found, finding),
        (Expected::Func, _) => func(cx, at, found, finding),
        (Expected::Word(word), _) => word_of_gate(cx, at, word, found, finding),
        (Expected::Type, _) => ty(cx, at, found, finding),
        (Expected::Extern, TokenKind::LeftBrace) => finding
            .label("no names here")
            .help("`import` takes a whole interface; `use interface.{name};` takes types of it"),
        (Expected::Extern, _) => finding.label("not here").help(
            "what is imported or exported is `name: func(..)`, `name: interface { .. }` or an interface: `ns:package/name`",
        ),
        (
            Expected::FileItem | Expected::InterfaceItem | Expected::WorldItem | Expected::ResourceItem,
            TokenKind::Semicolon | TokenKind::Comma,
        ) => stray(cx, at, found, finding),
        (Expected::FileItem | Expected::InterfaceItem | Expected::WorldItem | Expected::ResourceItem, _)
            if matches!(cx.text(at), "pub" | "public" | "private" | "declare" | "abstract" | "readonly") =>
        {
            finding
                .label("WIT has no such word: all of an interface can be seen")
                .choice("delete it", vec![cx.delete(cx.with_blanks_after(at))])
        }
        (Expected::FileItem | Expected::InterfaceItem | Expected::WorldItem | Expected::ResourceItem, _) => {
            item(cx, at, expected, found, finding)
        }
        (Expected::CommaOr(close), _) => in_list(cx, at, close, found, finding),
        (Expected::Token(kind), _) => finding.label(format!("expected {}", Expected::Token(kind))),
        (Expected::Name, found) if found.is_name() => {
            Finding { message: format!("`{}` is too much", cx.text(at)), ..finding }
                .label("the name comes first")
                .fix("delete it", vec![cx.delete(cx.with_blanks_after(at))])
        }
        (Expected::Name | Expected::Version | Expected::String | Expected::Length, _) => {
            finding.label(format!("expected {expected}"))
        }
    }
}

fn instead_of_semicolon(cx: &Cx<'_>, at: Span, found: TokenKind, finding: Finding) -> Finding {
    let next = cx.tokens_after(at.end).next();
    let begins_item = next.is_some_and(|next| {
        let after = cx.tokens_after(next.span().end).next();
        next.kind().begins_item() || after.is_some_and(|after| after.kind() == TokenKind::Colon)
    });
    let ends = next.is_none_or(|next| !cx.same_line(at.end, next.span().start));
    match (found, next.map(Token::kind)) {
        (TokenKind::Comma | TokenKind::Period | TokenKind::Colon, Some(TokenKind::Semicolon)) => {
            finding.label("too much").fix("delete it", vec![cx.delete(at)])
        }
        (TokenKind::Comma, Some(next)) if ends || begins_item || next == TokenKind::RightBrace => {
            finding.label("write `;`").write_instead(";")
        }
        (TokenKind::GreaterThan | TokenKind::RightParen, Some(TokenKind::Semicolon | TokenKind::Arrow)) => {
            let sign = found.spelling().unwrap_or_default();
            Finding { message: format!("this `{sign}` closes nothing"), ..finding }
                .label("one too many")
                .fix("delete it", vec![cx.delete(at)])
        }
        (TokenKind::Period, Some(TokenKind::LeftBrace)) => names_of_import(cx, at, finding),
        (TokenKind::LeftBrace, _) if in_func(cx, at) => func_body(cx, at, finding),
        (TokenKind::Name, _) if matches!(cx.text(at), "throws" | "raises") => finding
            .label("not in WIT")
            .help("what may go wrong is part of the result: `-> result<u32, string>`"),
        (TokenKind::Comma | TokenKind::Period | TokenKind::Colon, None) => finding.label("write `;`").write_instead(";"),
        (TokenKind::Period | TokenKind::Colon, _) if ends => finding.label("write `;`").write_instead(";"),
        (TokenKind::Period | TokenKind::Slash, _) => finding
            .label("not part of a WIT path")
            .help("an interface of this package is named alone; one of another is `ns:package/interface`"),
        (TokenKind::From, _) => finding
            .label("not in WIT")
            .help("a world imports an interface by its name, `import ns:package/interface;`, and types are used by theirs, `use interface.{name};`"),
        (TokenKind::LeftBrace, _) => finding
            .label("no names here")
            .help("`import` takes a whole interface; `use interface.{name};` takes types of it"),
        _ => finding.label("expected `;`"),
    }
}

/// `import a:b/c.{d};`
fn names_of_import(cx: &Cx<'_>, at: Span, finding: Finding) -> Finding {
    let item = cx.around(at.start.saturating_sub(1), |kind| kind == NodeKind::Import);
    let keyword = item.and_then(|item| item.token(TokenKind::Import));
    let message = "`import` takes a whole interface, and `use` its types".to_owned();
    let finding = Finding { message, ..finding }.label("no names here");
    match keyword {
        Some(keyword) => finding.fix("write `use`", vec![cx.replace(keyword.span(), "use")]),
        None => finding,
    }
}

fn in_func(cx: &Cx<'_>, at: Span) -> bool {
    cx.around(at.start, NodeKind::is_item).is_some_and(|item| item.child(NodeKind::Signature).is_some())
}

/// `f: func() { .. }`
fn func_body(cx: &Cx<'_>, at: Span, finding: Finding) -> Finding {
    let body = cx.around(at.start, |kind| kind == NodeKind::Error).map_or(at, Node::span);
    let finding = Finding { message: "functions of WIT have no body".to_owned(), ..finding }
        .label("only what goes in and comes out is said");
    let next = cx.tokens_after(body.end).next();
    if next.is_some_and(|next| next.kind() == TokenKind::Semicolon) {
        return finding.fix("delete it", vec![cx.delete(cx.with_blanks(body))]);
    }
    finding.fix("write `;`", vec![cx.replace(cx.with_blanks(body), ";")])
}

/// `;` between the members of a list, which is told once for all of it.
fn semicolons(cx: &Cx<'_>, at: Span, finding: Finding) -> Finding {
    let list =
        cx.around(at.start, |kind| kind.is_item() || kind == NodeKind::Signature || kind == NodeKind::List);
    let wrong: Vec<Span> = list
        .into_iter()
        .flat_map(Node::children)
        .filter(|node| node.kind() == NodeKind::Error && node.text() == ";")
        .map(Node::span)
        .collect();
    let edits = if wrong.is_empty() {
        vec![cx.replace(at, ",")]
    } else {
        wrong.iter().map(|span| cx.replace(*span, ",")).collect()
    };
    let title = if wrong.len() > 1 { "write `,` after each" } else { "write `,`" };
    let finding = Finding { message: "`,` goes between these, not `;`".to_owned(), ..finding };
    finding.label("write `,`").fix(title, edits)
}

/// `func(..): u32`, `func(..) => u32`
fn arrow(cx: &Cx<'_>, at: Span, found: TokenKind, finding: Finding) -> Finding {
    let finding = Finding { message: "`->` goes before the result".to_owned(), ..finding };
    let second = cx.tokens_after(at.end).next().filter(|token| token.kind() == TokenKind::GreaterThan);
    let end = match second {
        Some(second) if found == TokenKind::Equals => second.span().end,
        Some(_) | None => at.end,
    };
    let place = cx.with_blanks_after(cx.with_blanks(Span { start: at.start, end }));
    finding.label("write `->`").fix("write `->`", vec![cx.replace(place, " -> ")])
}

fn instead_of_brace(cx: &Cx<'_>, at: Span, found: TokenKind, finding: Finding) -> Finding {
    if found == TokenKind::Star {
        return finding.label("no `*`").help("name each type that is used: `use types.{a, b};`");
    }
    let next = cx.tokens_after(at.end).next();
    let alone = next.is_some_and(|next| next.kind() == TokenKind::LeftBrace);
    if alone && matches!(found, TokenKind::Equals | TokenKind::Colon | TokenKind::Semicolon) {
        return finding.label("too much").fix("delete it", vec![cx.delete(cx.with_blanks(at))]);
    }
    if found == TokenKind::LeftParen {
        return parentheses(cx, at, finding);
    }
    let brace = cx.tokens_after(at.end).find(|token| token.kind() == TokenKind::LeftBrace);
    let has_cases = |kind| matches!(kind, NodeKind::Enum | NodeKind::Flags | NodeKind::Variant);
    if found == TokenKind::Colon
        && cx.around(at.start, has_cases).is_some()
        && let Some(brace) = brace
    {
        let gone = cx.with_blanks(Span { start: at.start, end: brace.span().start });
        return finding
            .label("WIT says itself how it is stored")
            .fix("leave it out", vec![cx.replace(gone, " ")]);
    }
    let inherits = matches!(cx.text(at), "extends" | "implements") || found == TokenKind::Colon;
    let finding = finding.label("expected `{`");
    if inherits {
        finding.help("interfaces don't build on each other; a world can `include` another")
    } else {
        finding
    }
}

/// `record a (b: u32)`, `interface a() {`
fn parentheses(cx: &Cx<'_>, at: Span, finding: Finding) -> Finding {
    let mut after = cx.tokens_after(at.end);
    let (first, second) = (after.next(), after.next());
    if let (Some(close), Some(brace)) = (first, second)
        && (close.kind(), brace.kind()) == (TokenKind::RightParen, TokenKind::LeftBrace)
    {
        let gone = Span { start: at.start, end: close.span().end };
        return finding.label("too much").fix("delete it", vec![cx.delete(gone)]);
    }
    let item = cx.around(at.start, NodeKind::is_item);
    let close = item.and_then(|item| item.token(TokenKind::RightParen));
    let finding = finding.label("write `{`");
    match close {
        Some(close) => {
            finding.fix("write `{` and `}`", vec![cx.replace(at, "{"), cx.replace(close.span(), "}")])
        }
        None => finding,
    }
}

fn func(cx: &Cx<'_>, at: Span, found: TokenKind, finding: Finding) -> Finding {
    let word = cx.text(at);
    if found == TokenKind::Static {
        return Finding { message: "only functions of a resource are `static`".to_owned(), ..finding }
            .label("not in an interface")
            .fix("delete it", vec![cx.delete(cx.with_blanks_after(at))]);
    }
    if FUNCS.contains(&word) || nearest(word, ["func"]).is_some() {
        return finding.label("write `func`").write_instead("func");
    }
    finding.label("expected `func`").help("a function is `name: func(x: u32) -> string;`")
}

fn word_of_gate(cx: &Cx<'_>, at: Span, word: &str, found: TokenKind, finding: Finding) -> Finding {
    let gate = cx.around(at.start, |kind| kind == NodeKind::Gate);
    let name = gate.and_then(|gate| gate.own_tokens().find(|token| token.kind().is_name()));
    let form = name.and_then(|name| gates::form(name.name())).unwrap_or_default();
    let finding = finding.help(format!("it is written `{form}`"));
    let next = cx.tokens_after(at.end).next().map(Token::kind);
    match (word, found, next) {
        ("feature", kind, Some(TokenKind::RightParen)) if kind.is_name() => finding
            .label("write `feature =` before it")
            .fix("insert `feature =`", vec![cx.insert(at.start, "feature = ")]),
        ("version", TokenKind::String, Some(TokenKind::RightParen)) => {
            let plain = cx.text(at).trim_matches('"');
            let finding = finding.label(format!("write `version = {plain}`"));
            if semver::Version::parse(plain).is_ok() {
                finding.write_instead(format!("version = {plain}"))
            } else {
                finding
            }
        }
        (_, kind, Some(TokenKind::Equals)) if kind.is_name() && nearest(cx.text(at), [word]).is_some() => {
            finding.label(format!("did you mean `{word}`?")).write_instead(word)
        }
        _ => finding.label(format!("expected `{word}`")),
    }
}

fn ty(cx: &Cx<'_>, at: Span, found: TokenKind, finding: Finding) -> Finding {
    let word = cx.text(at);
    if found.is_keyword() {
        return Finding { message: format!("`{word}` is a keyword, not a type"), ..finding }
            .label("expected a type")
            .help(format!("a type with that name is written `%{word}`"));
    }
    finding.label("expected a type")
}

/// A `;` or `,` that ends nothing.
fn stray(cx: &Cx<'_>, at: Span, found: TokenKind, finding: Finding) -> Finding {
    let sign = found.spelling().unwrap_or_default();
    let after_brace = cx.kind_before(at.start) == TokenKind::RightBrace;
    let label = if after_brace { "nothing follows a `}`" } else { "there is nothing to end" };
    Finding { message: format!("this `{sign}` is too much"), ..finding }
        .label(label)
        .fix("delete it", vec![cx.delete(cx.with_blanks(at))])
}

/// What begins no item.
fn item(cx: &Cx<'_>, at: Span, expected: Expected, found: TokenKind, finding: Finding) -> Finding {
    let word = cx.text(at);
    let keywords: &[&str] = match expected {
        Expected::FileItem => &["interface", "world", "package", "use"],
        Expected::InterfaceItem => &["type", "record", "variant", "enum", "flags", "resource", "use"],
        Expected::WorldItem => {
            &["import", "export", "include", "use", "type", "record", "variant", "enum", "flags", "resource"]
        }
        _ => &["constructor"],
    };
    let finding = finding.label(format!("expected {expected}"));
    match nearest(word, keywords.iter().copied()) {
        Some(near) if found.is_name() && word.len() > 2 => {
            finding.choice(format!("write `{near}`"), vec![cx.replace(at, near)])
        }
        Some(_) | None => match found {
            _ if matches!(word, "const" | "let" | "var" | "static") => {
                finding.help("WIT has no constants: a function can return one")
            }
            TokenKind::Star => finding.help("`*/` ends a comment, and none is open here"),
            TokenKind::LeftBracket => finding.help("attributes are written `@since(version = 1.0.0)`, comments `// ..`"),
            _ if matches!(expected, Expected::InterfaceItem) && found.is_name() => {
                finding.help("a function is `name: func(x: u32) -> string;`, a type begins with `record`, `variant`, `enum`, `flags`, `resource` or `type`")
            }
            _ => finding,
        },
    }
}

/// What does not belong into a list.
fn in_list(cx: &Cx<'_>, at: Span, close: TokenKind, found: TokenKind, finding: Finding) -> Finding {
    let after_comma = cx.kind_before(at.start) == TokenKind::Comma;
    if found == TokenKind::Comma {
        let label = if after_comma { "nothing between two commas" } else { "nothing before the comma" };
        return finding.label(label).fix("delete it", vec![cx.delete(at)]);
    }
    if found == TokenKind::Bar {
        let rest = cx.tokens_after(at.start);
        let members = rest.take_while(|token| token.kind() == TokenKind::Bar || token.kind().is_name());
        let bars = members.filter(|token| token.kind() == TokenKind::Bar);
        let edits = bars.map(|bar| cx.replace(cx.with_blanks(bar.span()), ",")).collect();
        return finding.label("write `,`").fix("write `,`", edits);
    }
    finding.label(format!("expected {}", Expected::CommaOr(close)))
}
