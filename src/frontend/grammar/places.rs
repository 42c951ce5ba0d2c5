//! Items that are fine, but not where they are.

use crate::base::finding::{Finding, Rule};
use crate::frontend::grammar::cx::Cx;
use crate::syntax::error::{Expected, Span};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind, Token};

static MISPLACED: Rule = Rule::error("witc::syntax::misplaced");
static LATE_PACKAGE: Rule = Rule::error("witc::syntax::late_package");

/// An item where it can't be.
pub(super) fn misplaced(cx: &Cx<'_>, at: Span, expected: Expected, found: TokenKind) -> Finding {
    let what = what(cx, at, found);
    let place = match expected {
        Expected::InterfaceItem => "an interface",
        Expected::WorldItem => "a world",
        Expected::ResourceItem => "a resource",
        _ => "the top level of a file",
    };
    let finding = Finding::new(&MISPLACED, cx.at(at), format!("{what} can't be at {place}"));
    let finding = match expected {
        Expected::InterfaceItem | Expected::WorldItem | Expected::ResourceItem => {
            Finding { message: format!("{what} can't be in {place}"), ..finding }
        }
        _ => finding,
    };
    let finding =
        finding.label(format!("{place} has {expected}").replace("the top level of a file has", "a file has"));
    if found.begins_scope() {
        return finding.help(format!("end what is around it first: {what} stands for itself"));
    }
    match (expected, found) {
        (Expected::WorldItem, found) if found.is_name() || found.is_keyword() => in_world(cx, at, finding),
        (Expected::InterfaceItem, TokenKind::Import) if takes_names(cx, at) => finding
            .help("types of another interface come in with `use`")
            .fix("write `use`", vec![cx.replace(at, "use")]),
        (Expected::InterfaceItem, TokenKind::Import) => {
            finding.help("types of another interface come in with `use other.{name};`; a world says what is imported")
        }
        (Expected::InterfaceItem, TokenKind::Export) => export_of_func(cx, at, finding),
        (Expected::InterfaceItem, TokenKind::Include) => finding.help("`include` puts one world into another"),
        (Expected::InterfaceItem, TokenKind::Constructor) => {
            finding.help("a constructor is of a `resource name { .. }`")
        }
        (_, TokenKind::Import | TokenKind::Export | TokenKind::Include) => {
            finding.help("put it into a `world name { .. }`")
        }
        (_, TokenKind::Use) => {
            finding.help("types are used within an interface or world; at the top level, `use ns:package/interface;` names a whole one")
        }
        _ => finding.help("put it into an `interface name { .. }`"),
    }
}

/// `export f: func();` in an interface may only have a word too many.
fn export_of_func(cx: &Cx<'_>, at: Span, finding: Finding) -> Finding {
    let finding = finding.help("all of an interface is exported, or imported, by a world that names it");
    let node = cx.around(at.start, |kind| kind == NodeKind::Export);
    if node.is_some_and(|node| node.child(NodeKind::Signature).is_some()) {
        return finding.fix("delete `export`", vec![cx.delete(cx.with_blanks_after(at))]);
    }
    finding
}

/// `f: func();` in a world, which must say whose it is.
fn in_world(cx: &Cx<'_>, at: Span, finding: Finding) -> Finding {
    finding
        .help("a world says of each function whether it is imported or exported")
        .choice("import it", vec![cx.insert(at.start, "import ")])
        .choice("export it", vec![cx.insert(at.start, "export ")])
}

/// Whether `.{ .. }` ends the import.
fn takes_names(cx: &Cx<'_>, at: Span) -> bool {
    let rest = cx.tokens_after(at.end).map(Token::kind);
    let rest: Vec<TokenKind> = rest.take_while(|kind| *kind != TokenKind::Semicolon).collect();
    rest.windows(2).any(|pair| pair == [TokenKind::Period, TokenKind::LeftBrace])
}

fn what(cx: &Cx<'_>, at: Span, found: TokenKind) -> String {
    match found {
        TokenKind::Import | TokenKind::Export | TokenKind::Include | TokenKind::Use => {
            format!("`{}`", cx.text(at))
        }
        TokenKind::Constructor => "a constructor".to_owned(),
        TokenKind::Interface => "an interface".to_owned(),
        _ if found.begins_typedef() || found.begins_scope() => format!("a {}", cx.text(at)),
        _ => "a function".to_owned(),
    }
}

/// `package ..;` after something else.
pub(super) fn late_package(cx: &Cx<'_>, at: Span) -> Finding {
    let headers: Vec<Node<'_>> =
        cx.tree.root().children().filter(|node| node.kind() == NodeKind::PackageHeader).collect();
    let this = headers.iter().find(|node| node.span().start <= at.start && at.end <= node.span().end);
    let first = headers.first();
    if let (Some(this), Some(first)) = (this, first)
        && this != first
    {
        let same = this.child(NodeKind::PackageName).map(Node::text)
            == first.child(NodeKind::PackageName).map(Node::text);
        let name = this.child(NodeKind::PackageName).map_or("..", Node::text);
        let message = format!("a file has one `package ..;`, and `{name}` is not the first");
        let finding = Finding::new(&LATE_PACKAGE, cx.at(at), message)
            .label("one too many")
            .related(cx.at(first.span()), "the first one");
        let title = "delete this one";
        let gone = line_of(cx, this.span());
        return if same {
            finding.fix(title, vec![cx.delete(gone)])
        } else {
            finding
                .help("several packages in one file are written `package a:b { .. }`")
                .choice(title, vec![cx.delete(gone)])
        };
    }
    let finding =
        Finding::new(&LATE_PACKAGE, cx.at(at), "`package ..;` comes first in its file").label("too late");
    let Some(this) = this.filter(|this| this.token(TokenKind::Semicolon).is_some()) else { return finding };
    let newline = cx.newline();
    let start = cx.line_start(0);
    finding.fix(
        "move it to the top",
        vec![
            cx.insert(start, format!("{}{newline}{newline}", this.text())),
            cx.delete(line_of(cx, this.span())),
        ],
    )
}

/// The lines that an item takes all of, or just the item.
fn line_of(cx: &Cx<'_>, item: Span) -> Span {
    let start = cx.line_start(item.start);
    let end = cx.next_line(item.end).unwrap_or_else(|| cx.line_end(item.end));
    let around = [Span { start, end: item.start }, Span { start: item.end, end }];
    if around.iter().all(|span| cx.text(*span).trim().is_empty()) { Span { start, end } } else { item }
}
