//! Paths, and `use`.

use crate::base::finding::{Finding, Rule, any_of};
use crate::frontend::grammar::cx::Cx;
use crate::frontend::grammar::foreign;
use crate::frontend::grammar::kebab::kebab;
use crate::syntax::error::Span;
use crate::syntax::token::{TokenKind, name_fault};
use crate::syntax::tree::{Node, NodeKind};

static USE_BRACES: Rule = Rule::error("witc::syntax::use_braces");
static PATH: Rule = Rule::error("witc::syntax::path");
static PACKAGE_AS_INTERFACE: Rule = Rule::error("witc::syntax::package_as_interface");
static QUALIFIED_TYPE: Rule = Rule::error("witc::syntax::qualified_type");

/// `use t.a;`, `use t.a, b;`; the span is the names.
pub(super) fn without_braces(cx: &Cx<'_>, at: Span) -> Finding {
    let path =
        cx.around(at.start, |kind| kind == NodeKind::Use).and_then(|node| node.child(NodeKind::UsePath));
    let path = path.map_or("", Node::text);
    let names = cx.text(at);
    Finding::new(&USE_BRACES, cx.at(at), "the names that are used go in braces")
        .label(format!("write `{{{names}}}`"))
        .fix(
            format!("write `use {path}.{{{names}}};`"),
            vec![cx.insert(at.start, "{"), cx.insert(at.end, "}")],
        )
}

/// `wasi:http` where an interface is meant.
pub(super) fn package_as_interface(cx: &Cx<'_>, at: Span) -> Finding {
    let text = cx.text(at);
    let (name, version) = match text.split_once('@') {
        Some((name, version)) => (name, format!("@{version}")),
        None => (text, String::new()),
    };
    Finding::new(&PACKAGE_AS_INTERFACE, cx.at(at), format!("`{name}` is a package, not an interface"))
        .label("which of its interfaces?")
        .help(format!("write `{name}/name-of-interface{version}`"))
}

/// `a::b`, `a::{b, c}`, `a::*`.
pub(super) fn foreign_path(cx: &Cx<'_>, at: Span) -> Finding {
    if cx.text(at) == "::" {
        return Finding::new(&PATH, cx.at(at), "one `:` goes between the parts of a package name")
            .label("write `:`")
            .write_instead(":");
    }
    let finding =
        Finding::new(&PATH, cx.at(at), format!("`{}` is not a WIT path", foreign::one_line(cx.text(at))));
    let tokens = cx.tokens_in(at);
    let glob = tokens.iter().any(|token| token.kind() == TokenKind::Star);
    let names: Vec<String> = tokens
        .iter()
        .filter(|token| token.kind().is_name() || token.kind().is_keyword())
        .map(|token| good(token.text()))
        .collect();
    let item = cx.around(at.start, NodeKind::is_item);
    let is_use = item.is_some_and(|item| item.kind() == NodeKind::Use);
    if glob {
        return finding.label("no `*`").help("name each type that is used: `use types.{a, b};`");
    }
    let [interface, members @ ..] = names.as_slice() else { return finding };
    let braced = tokens.iter().any(|token| token.kind() == TokenKind::LeftBrace);
    let plain = tokens.iter().all(|token| token.kind() != TokenKind::As);
    if is_use && plain && (members.len() == 1 || braced) {
        let text = format!("{interface}.{{{}}}", members.join(", "));
        return finding.label(format!("write `{text}`")).write_instead(text);
    }
    if let ([namespace, package, interface], false, false) = (names.as_slice(), is_use, braced) {
        let text = format!("{namespace}:{package}/{interface}");
        return finding.label(format!("write `{text}`")).write_instead(text);
    }
    finding
        .label("not WIT")
        .help("an interface of this package is named alone; one of another is `ns:package/interface`; its types follow in braces: `.{a, b}`")
}

fn good(name: &str) -> String {
    if name_fault(name).is_none() {
        return name.to_owned();
    }
    kebab(name).map_or_else(|| name.to_owned(), |kebab| kebab.text)
}

/// `types.a` in the place of a type.
pub(super) fn qualified_type(cx: &Cx<'_>, at: Span) -> Finding {
    let tokens = cx.tokens_in(at);
    let names: Vec<&str> =
        tokens.iter().filter(|token| token.kind().is_name()).map(|token| token.text()).collect();
    let finding =
        Finding::new(&QUALIFIED_TYPE, cx.at(at), "a type of another interface is brought in by `use`")
            .label("a type is one name");
    let ([interface, name], 3) = (names.as_slice(), tokens.len()) else {
        return finding
            .help("write `use interface.{name};` at the start of this interface, and the name alone here");
    };
    let statement = format!("use {interface}.{{{name}}};");
    let body = cx.tree.node_at(at.start).ancestors().find(|node| {
        let holder = node.parent().map(Node::kind);
        node.kind() == NodeKind::Body && matches!(holder, Some(NodeKind::Interface | NodeKind::World))
    });
    let open = body.and_then(|body| body.token(TokenKind::LeftBrace));
    let (Some(open), Some(body)) = (open, body) else {
        return finding.help(format!("write {}", any_of([statement.as_str()])));
    };
    let first = body.children().next().map_or(open.span().end, |item| item.span().start);
    let inserted = if cx.same_line(open.span().end, first) {
        format!(" {statement}")
    } else {
        format!("{}{}{statement}", cx.newline(), cx.indent(first))
    };
    finding.choice(
        format!("write `{name}`, and `{statement}` above"),
        vec![cx.insert(open.span().end, inserted), cx.replace(at, *name)],
    )
}
