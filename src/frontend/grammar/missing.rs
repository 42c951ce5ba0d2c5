//! What is missing, shown where it should be written.

use crate::base::finding::{Finding, Rule};
use crate::frontend::grammar::cx::Cx;
use crate::frontend::grammar::foreign;
use crate::frontend::grammar::gates;
use crate::frontend::grammar::members::NAME_FIRST;
use crate::syntax::error::{Expected, Problem, Span};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{NodeKind, Token};

static MISSING: Rule = Rule::error("witc::syntax::missing");

/// What is missing, and what comes next instead.
pub(super) struct Gap<'a> {
    pub(super) expected: Expected,
    pub(super) also: &'a [Expected],
    pub(super) found: TokenKind,
    pub(super) found_at: Span,
}

/// Something that is not there.
pub(super) fn finding(cx: &Cx<'_>, at: Span, gap: &Gap<'_>) -> Finding {
    let problem = Problem::Missing {
        expected: gap.expected,
        also: gap.also.to_vec(),
        found: gap.found,
        found_at: gap.found_at,
    };
    let finding = Finding::new(&MISSING, cx.at(at), problem.to_string());
    match gap.expected {
        Expected::Name => name(cx, at, gap, finding),
        Expected::Type => ty(cx, gap, finding),
        Expected::Token(TokenKind::Colon) if gap.also.is_empty() => colon(cx, at, gap, finding),
        Expected::Token(TokenKind::LeftParen) => parameters(cx, at, gap, finding),
        Expected::Token(TokenKind::LessThan) => arguments(cx, at, gap, finding),
        Expected::Token(TokenKind::Period) => names_of_use(cx, at, gap, finding),
        Expected::Token(TokenKind::LeftBrace) => body(cx, at, gap, finding),
        Expected::Word(word) => word_of_gate(cx, gap, word, finding),
        Expected::Func => insert_func(cx, at, gap, finding),
        Expected::Extern => finding
            .label("here")
            .help("a world imports `name: func(..);`, `name: interface { .. }` or `ns:package/interface;`"),
        Expected::Version => finding.label("here").help("a version is three numbers: `0.2.0`"),
        Expected::String => finding.label("here").help("it is written `@external-id(\"..\")`"),
        Expected::Length => finding.label("here").help("a list of fixed length is `list<u8, 4>`"),
        Expected::Token(_) | Expected::CommaOr(_) => insert(cx, at, gap, finding),
        Expected::FileItem | Expected::InterfaceItem | Expected::WorldItem | Expected::ResourceItem => {
            finding
        }
    }
}

/// Offers to insert exactly what is missing.
fn insert(cx: &Cx<'_>, at: Span, gap: &Gap<'_>, finding: Finding) -> Finding {
    let Some(text) = text_of(gap) else { return finding.label("here") };
    let shown = text.trim().to_owned();
    let finding = match gap.expected {
        Expected::Token(TokenKind::Colon) if gap.also.is_empty() => {
            finding.label("write `:` between name and type")
        }
        _ => finding.label(format!("write `{shown}` here")),
    };
    if gap.expected == Expected::Token(TokenKind::LeftParen) && gap.found.is_name() {
        let between = Span { start: at.end, end: gap.found_at.start };
        return finding.fix(format!("insert `{shown}`"), vec![cx.replace(between, text)]);
    }
    // A blank on both sides of `->`.
    let blank = if text.ends_with("->") && gap.found_at.start == at.end { " " } else { "" };
    finding.fix(format!("insert `{shown}`"), vec![cx.insert(at.end, text + blank)])
}

/// All that is missing, with the blanks that belong between.
fn text_of(gap: &Gap<'_>) -> Option<String> {
    let mut text = String::new();
    for expected in std::iter::once(&gap.expected).chain(gap.also) {
        let piece = expected.text()?;
        let blank = match expected {
            Expected::Token(TokenKind::Arrow | TokenKind::Equals | TokenKind::LeftBrace | TokenKind::As) => {
                " "
            }
            Expected::Func => " ",
            _ => "",
        };
        text.push_str(blank);
        text.push_str(piece);
    }
    Some(text)
}

fn name(cx: &Cx<'_>, at: Span, gap: &Gap<'_>, finding: Finding) -> Finding {
    let member = cx.around(gap.found_at.start, |kind| matches!(kind, NodeKind::Param | NodeKind::Field));
    let is_type =
        gap.found.begins_type() || matches!(gap.found, TokenKind::LeftBracket | TokenKind::Ampersand);
    if member.is_some() && is_type {
        let what =
            if member.is_some_and(|node| node.kind() == NodeKind::Field) { "field" } else { "parameter" };
        let finding = Finding { message: format!("this {what} has no name"), ..finding };
        return finding
            .label(format!("every {what} has a name: `name: type`"))
            .choice("call it `value`", vec![cx.insert(gap.found_at.start, "value: ")]);
    }
    if gap.found == TokenKind::Comma {
        let previous = cx.kind_before(at.end);
        if previous == TokenKind::Comma {
            return finding
                .label("nothing between two commas")
                .fix("delete the second comma", vec![cx.delete(gap.found_at)]);
        }
        return finding
            .label("nothing before the comma")
            .fix("delete the comma", vec![cx.delete(cx.with_blanks_after(gap.found_at))]);
    }
    match gap.found {
        TokenKind::String => {
            return finding
                .label("not the name of a file")
                .help("an interface of this package is named alone, whichever file it is in; one of another is `ns:package/interface`");
        }
        TokenKind::Minus => {
            return finding
                .label("names begin with a letter")
                .fix("delete the hyphen", vec![cx.delete(gap.found_at)]);
        }
        TokenKind::Period
            if !cx.text(Span { start: gap.found_at.start, end: gap.found_at.end + 2 }).starts_with("...") =>
        {
            return finding.label("not part of a WIT path").help(
                "an interface of this package is named alone; one of another is `ns:package/interface`",
            );
        }
        TokenKind::Period => {
            return finding
                .label("expected a name")
                .help("a function takes as many values as it has parameters; any number is a `list<..>`");
        }
        TokenKind::Star => {
            return finding.label("no `*`").help("name each type that is used: `use types.{a, b};`");
        }
        _ => {}
    }
    let keyword = cx.tokens_before(at.end).next().filter(|token| token.kind().is_keyword());
    match keyword {
        Some(keyword) if gap.found.is_keyword() => finding
            .label(format!("`{}` needs a name", keyword.text()))
            .help(format!("`{}` is a keyword; as a name it is written `%{0}`", cx.text(gap.found_at))),
        Some(keyword) => finding.label(format!("`{}` needs a name", keyword.text())),
        None => finding.label("here"),
    }
}

/// `list`, `list u8`.
fn arguments(cx: &Cx<'_>, at: Span, gap: &Gap<'_>, finding: Finding) -> Finding {
    let word = cx.tokens_before(at.end).next().map_or("list", |token| token.text());
    let finding = Finding { message: format!("`{word}` needs a type in `<..>`"), ..finding };
    let next = cx.tokens_after(gap.found_at.end).next().map(Token::kind);
    let alone = matches!(
        next,
        Some(TokenKind::Comma | TokenKind::RightParen | TokenKind::Semicolon | TokenKind::GreaterThan)
    );
    if gap.found.is_primitive() && alone && cx.same_line(at.end, gap.found_at.start) {
        let text = format!("<{}>", cx.text(gap.found_at));
        let place = Span { start: at.end, end: gap.found_at.end };
        return finding
            .label(format!("write `{word}{text}`"))
            .fix(format!("write `{word}{text}`"), vec![cx.replace(place, text)]);
    }
    finding.label(format!("write `{word}<..>`"))
}

fn ty(cx: &Cx<'_>, gap: &Gap<'_>, finding: Finding) -> Finding {
    let before = cx.tokens_before(gap.found_at.start).next();
    if gap.found == TokenKind::Colon && before.is_some_and(|token| token.kind() == TokenKind::Colon) {
        return finding.label("one `:` is enough").fix("delete the second", vec![cx.delete(gap.found_at)]);
    }
    if gap.found == TokenKind::RightParen
        && let Some(open) = before.filter(|token| token.kind() == TokenKind::LeftParen)
        && cx
            .around(open.span().start, NodeKind::is_item)
            .is_some_and(|item| item.kind() == NodeKind::Variant)
    {
        let parentheses = Span { start: open.span().start, end: gap.found_at.end };
        return finding
            .label("a case without payload has no parentheses")
            .fix("delete them", vec![cx.delete(parentheses)]);
    }
    let finding = finding.label("write a type here");
    if gap.found == TokenKind::GreaterThan {
        return finding.help(
            "types that take others: `list<u8>`, `option<u8>`, `result<u8, string>`, `tuple<u8, string>`",
        );
    }
    let underscore = gap.found == TokenKind::Underscore;
    if underscore {
        return finding
            .help("`_` can only be the first of `result<_, error>`; leave out what is absent elsewhere");
    }
    match cx.kind_before(gap.found_at.start) {
        TokenKind::Arrow => {
            let arrow = before.map(|token| cx.with_blanks(token.span()));
            finding
                .help("a function that returns nothing has no `->`")
                .choice("delete the `->`", arrow.map(|arrow| cx.delete(arrow)).into_iter().collect())
        }
        _ => finding,
    }
}

/// `f func()`, `x u32`; with `int x`, name and type are swapped.
fn colon(cx: &Cx<'_>, at: Span, gap: &Gap<'_>, finding: Finding) -> Finding {
    let before = cx.tokens_before(at.end).next();
    if let Some(first) = before
        && gap.found.is_name()
        && let Some(meant) = foreign::meant(first.text())
        && let Some(write) = meant.write
    {
        let whole = Span { start: first.span().start, end: gap.found_at.end };
        let text = format!("{}: {write}", cx.text(gap.found_at));
        let edit = cx.replace(whole, text.clone());
        return Finding::new(&NAME_FIRST, finding.at, "the name comes first, then its type")
            .label(format!("write `{text}`"))
            .fix(format!("write `{text}`"), vec![edit]);
    }
    if cx.around(at.end.saturating_sub(1), |kind| kind == NodeKind::PackageName).is_some() {
        let name = before.map_or("name", |token| token.text());
        return Finding { message: "a package name has two parts".to_owned(), ..finding }
            .label(format!("write `namespace:{name}`"))
            .choice(
                format!("write `local:{name}`"),
                vec![cx.insert(at.end - u32::try_from(name.len()).unwrap_or(0), "local:")],
            );
    }
    let no_type = matches!(
        gap.found,
        TokenKind::Comma | TokenKind::RightParen | TokenKind::RightBrace | TokenKind::Equals | TokenKind::End
    );
    if no_type {
        let name = before.map_or("", |token| token.text());
        return Finding { message: format!("`{name}` has no type"), ..finding }.label("write `: type` here");
    }
    insert(cx, at, gap, finding)
}

/// `f: func;`, `f: func -> u32;`.
fn parameters(cx: &Cx<'_>, at: Span, gap: &Gap<'_>, finding: Finding) -> Finding {
    if let Some(gate) = cx.around(at.end.saturating_sub(1), |kind| kind == NodeKind::Gate) {
        let form = gates::form(gate.text().trim_start_matches('@')).unwrap_or_default();
        return Finding { message: format!("`{}` says no more", gate.text()), ..finding }
            .label("something in parentheses goes here")
            .help(format!("it is written `{form}`"));
    }
    if gap.found.is_name() || !gap.also.is_empty() {
        return insert(cx, at, gap, finding);
    }
    let ends =
        matches!(gap.found, TokenKind::Semicolon | TokenKind::Arrow | TokenKind::RightBrace | TokenKind::End);
    let finding = Finding { message: "missing `()`".to_owned(), ..finding }
        .label("a function without parameters has `()`");
    if !ends && cx.same_line(at.end, gap.found_at.start) {
        return finding;
    }
    finding.fix("insert `()`", vec![cx.insert(at.end, "()")])
}

/// `use types;`, `use types {a};`.
fn names_of_use(cx: &Cx<'_>, at: Span, gap: &Gap<'_>, finding: Finding) -> Finding {
    if gap.found == TokenKind::LeftBrace {
        let between = Span { start: at.end, end: gap.found_at.start };
        return finding.label("write `.` here").fix("insert `.`", vec![cx.replace(between, ".")]);
    }
    let path =
        cx.around(at.end.saturating_sub(1), |kind| kind == NodeKind::UsePath).map_or("", |node| node.text());
    Finding { message: format!("what is used of `{path}`?"), ..finding }
        .label("name the types in braces: `.{name}`")
        .help("within an interface or world, `use` brings types in; a world imports a whole interface with `import`")
}

/// A `{` that is not there.
fn body(cx: &Cx<'_>, at: Span, gap: &Gap<'_>, finding: Finding) -> Finding {
    if gap.found == TokenKind::Semicolon {
        let finding = Finding { message: "missing `{ .. }`".to_owned(), ..finding };
        let edit = cx.replace(Span { start: at.end, end: gap.found_at.end }, " {}");
        return finding.label("needs a body").choice("write `{}`", vec![edit]);
    }
    let in_use = cx.around(gap.found_at.start, |kind| kind == NodeKind::Use).is_some();
    if in_use && gap.found.is_name() {
        let between = Span { start: at.end, end: gap.found_at.start };
        return finding.label("write `{` here").fix("insert `{`", vec![cx.replace(between, "{")]);
    }
    if in_use || cx.kind_before(at.end) == TokenKind::Period {
        return finding.label("the names go in braces: `{a, b}`");
    }
    // What is inside must be there, or an empty body would be a guess.
    if matches!(gap.found, TokenKind::End | TokenKind::RightBrace) || gap.found.begins_item() {
        return finding.label("needs a body: `{ .. }`");
    }
    insert(cx, at, gap, finding)
}

/// `@since(0.2.0)`.
fn word_of_gate(cx: &Cx<'_>, gap: &Gap<'_>, word: &str, finding: Finding) -> Finding {
    let gate = cx.around(gap.found_at.start.saturating_sub(1), |kind| kind == NodeKind::Gate);
    let name = gate.and_then(|gate| gate.own_tokens().find(|token| token.kind().is_name()));
    let form = name.and_then(|name| gates::form(name.name())).unwrap_or_default();
    let finding = finding.label(format!("write `{word} =` here")).help(format!("it is written `{form}`"));
    match gap.found {
        TokenKind::Integer => finding
            .fix(format!("insert `{word} =`"), vec![cx.insert(gap.found_at.start, format!("{word} = "))]),
        TokenKind::Equals => {
            finding.fix(format!("insert `{word}`"), vec![cx.insert(gap.found_at.start, format!("{word} "))])
        }
        _ => finding,
    }
}

/// `f: (x: u32)`.
fn insert_func(cx: &Cx<'_>, at: Span, gap: &Gap<'_>, finding: Finding) -> Finding {
    if gap.found == TokenKind::LeftParen && gap.also.is_empty() && cx.same_line(at.end, gap.found_at.start) {
        let blank = if gap.found_at.start == at.end { " " } else { "" };
        let edit = cx.insert(gap.found_at.start, format!("{blank}func"));
        return finding.label("write `func` here").fix("insert `func`", vec![edit]);
    }
    finding.label("write `func(..)` here").help("a function is `name: func(x: u32) -> string;`")
}
