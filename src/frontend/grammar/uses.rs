//! Paths, and `use`.

use semver::Version;

use crate::base::finding::{Finding, Rule, any_of};
use crate::base::names::{PackageName, WitName};
use crate::base::source::Location;
use crate::frontend::builtin;
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

/// `wasi:http@0.2.0` where an interface is meant.
fn package_as_interface_text(text: &str) -> (String, Option<Version>) {
    match text.split_once('@') {
        Some((name, version)) => (name.to_owned(), Version::parse(version.trim()).ok()),
        None => (text.to_owned(), None),
    }
}

/// `wasi:http` where an interface is meant.
pub(super) fn package_as_interface(cx: &Cx<'_>, at: Span) -> Finding {
    let (name, version) = package_as_interface_text(cx.text(at));
    let (namespace, last) = name.split_once(':').unwrap_or_default();
    let package =
        PackageName { namespace: WitName::new(namespace.trim()), name: WitName::new(last.trim()), version };
    let worlds = cx.around(at.start, |kind| kind == NodeKind::Include).is_some();
    let wanted = if worlds { "world" } else { "interface" };
    package_not_interface(cx.at(at), wanted, &package, &shipped_interfaces(&package, worlds))
}

/// The interfaces of a package in one of its versions.
pub(in crate::frontend) struct Interfaces {
    /// The version to write.
    pub(in crate::frontend) version: Option<Version>,
    /// The versions that have these, in words.
    pub(in crate::frontend) versions: String,
    /// Their names.
    pub(in crate::frontend) names: Vec<String>,
}

/// The interfaces of a package that witc ships: in its version, or in all.
pub(in crate::frontend) fn shipped_interfaces(package: &PackageName, worlds: bool) -> Vec<Interfaces> {
    if let (Some(version), Some(shipped)) = (&package.version, builtin::server(package)) {
        let versions = shipped.versions();
        return vec![Interfaces { version: Some(version.clone()), versions, names: shipped.scopes(worlds) }];
    }
    builtin::of(package)
        .map(|shipped| Interfaces {
            version: shipped.newest(),
            versions: shipped.versions(),
            names: shipped.scopes(worlds),
        })
        .collect()
}

/// A package where an interface is meant.
pub(in crate::frontend) fn package_not_interface(
    at: Location,
    wanted: &str,
    package: &PackageName,
    known: &[Interfaces],
) -> Finding {
    let PackageName { namespace, name, version } = package;
    let article = if wanted == "world" { "a" } else { "an" };
    let mut finding = Finding::new(
        &PACKAGE_AS_INTERFACE,
        at,
        format!("`{namespace}:{name}` is a package, and {article} {wanted} is needed"),
    )
    .label(format!("which of its {wanted}s?"));
    let path = |interface: &str, version: Option<&Version>| {
        let version = version.map(|version| format!("@{version}")).unwrap_or_default();
        format!("{namespace}:{name}/{interface}{version}")
    };
    let offered = || known.iter().flat_map(|known| known.names.iter().map(|name| (name, &known.version)));
    if known.is_empty() || offered().count() == 0 {
        return finding.help(format!("write `{}`", path(&format!("name-of-{wanted}"), version.as_ref())));
    }
    if offered().count() <= 3 {
        for (interface, version) in offered() {
            finding = finding.write_perhaps(path(interface, version.as_ref()));
        }
        return finding;
    }
    for Interfaces { version, versions, names } in known {
        let example = names.last().map_or("name-of-interface", String::as_str);
        let of = if known.len() == 1 { String::new() } else { format!(" in {versions}") };
        finding = finding.help(format!(
            "its {wanted}s{of}: {}; for example `{}`",
            names.join(", "),
            path(example, version.as_ref())
        ));
    }
    finding
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
