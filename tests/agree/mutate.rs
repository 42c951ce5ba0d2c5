//! WIT that is a little different: names, types, versions, gates and whole items are changed, moved and doubled.

use std::ops::Range;

use witc::syntax::parse;
use witc::syntax::token::TokenKind;
use witc::syntax::tree::{Node, NodeKind, Token, Tree};

use crate::random::Random;

const TYPES: &[&str] = &[
    "u8",
    "string",
    "char",
    "list<u8>",
    "list<u8, 3>",
    "error-context",
    "result",
    "future",
    "stream",
    "stream<char>",
    "map<string, u8>",
    "map<f32, u8>",
    "option<option<bool>>",
    "result<_, string>",
    "tuple<u8>",
];

/// `N` and `M` are names of the text.
const WRAPS: &[&str] = &[
    "list<T>",
    "option<T>",
    "own<N>",
    "borrow<N>",
    "future<T>",
    "stream<T>",
    "tuple<T, N>",
    "result<T, N>",
    "result<_, T>",
    "map<string, T>",
    "map<N, T>",
    "list<T, 4>",
    "list<borrow<N>>",
    "N",
];

const GATES: &[&str] = &[
    "@since(version = 0.0.1)",
    "@since(version = 1.0.0)",
    "@since(version = 9.0.0)",
    "@unstable(feature = f)",
    "@deprecated(version = 0.0.1)",
    "@external-id(\"x\")",
    "@since(version = 1.0.0) @deprecated(version = 1.0.1)",
    "@unstable(feature = f) @deprecated(version = 1.0.0)",
];

const VERSIONS: &[&str] = &["0.0.1", "0.1.0", "1.0.0", "1.0.1", "1.0.0-rc.1", "1.0.0+b", "2.0.0"];

const INTERFACE_ITEMS: &[&str] = &[
    "f: func(x: N) -> M;",
    "N: func();",
    "f: async func(x: borrow<N>) -> own<M>;",
    "type N = M;",
    "resource N;",
    "use N.{M};",
    "use N.{M as N};",
    "use N.{M as M, N};",
    "record N { M: N }",
    "variant N { M(N), n }",
    "enum N { M, N }",
    "flags N { M, n }",
    "n: get() -> u32;",
    "n: set(value: u32);",
    "n: set(value: u32); n: get() -> u32;",
    "type t = borrow<N>;",
    "resource N { constructor(x: M); }",
    "resource r { constructor() -> result<r, M>; }",
    "resource r { N: func(); M: static func() -> N; }",
    "resource r { x: get() -> N; x: set(value: N) -> result; }",
    "resource r { constructor() -> result<own<r>, N>; }",
    "resource r { constructor() -> N; }",
    "f: func(x: u8, N: u8, M: u8);",
    "use a:b/N.{M};",
    "use a:b/N@1.0.0.{M};",
    "resource r { r: func(self: u8); N: async func(); }",
];

const WORLD_ITEMS: &[&str] = &[
    "import N;",
    "export N;",
    "import n: func(x: N) -> M;",
    "export N: func() -> M;",
    "import a:b/N;",
    "import n: interface { use N.{M}; f: func(x: M); }",
    "export n: interface { use N.{M}; f: func(x: M) -> M; }",
    "export N: interface { resource M; }",
    "import N: interface { type t = M; }",
    "import n: N;",
    "export n: M;",
    "include N;",
    "include N with { M as n }",
    "include N with { M as N, N as M }",
    "include a:b/N;",
    "export a:b/N@1.0.0;",
    "export n: get() -> u32;",
    "export n: set(value: u32);",
    "import N: async func();",
    "use N.{M};",
    "type n = N;",
    "resource N { constructor(); M: func(); }",
    "record N { x: M }",
    "flags N { M }",
    "import n: a:b/N;",
    "import m: M; import n: M;",
    "import n: func() -> borrow<N>;",
];

const FILE_ITEMS: &[&str] = &[
    "use N as M;",
    "use a:b/N as M;",
    "use a:b/N;",
    "use N;",
    "interface N { use M.{N}; }",
    "world N { include M; }",
    "world N { import M; export N; }",
    "package a:c { interface N { use a:b/M.{N}; } }",
    "package a:b { }",
    "package c:d@1.0.0 { world N { include a:b/M; } interface M { type N = u8; } }",
    "package a:b;",
    "interface N { }",
    "world N { export M; import M; }",
    "package c:d@1.0.0 { package c:e { } }",
    "package c:d { use a:b/N as M; interface i { use M.{N}; } }",
    "use c:d/N@1.0.0 as M;",
    "world N { import c:d/M@1.0.0; }",
];

/// A text with one to three changes.
pub(crate) fn mutate(seed: &str, random: &mut Random) -> String {
    let mut text = seed.to_owned();
    for _ in 0..[1, 1, 1, 2, 3][random.below(5)] {
        text = change(&parse(text.as_str()), random).unwrap_or(text);
    }
    text
}

fn change(tree: &Tree, random: &mut Random) -> Option<String> {
    let text: &str = tree.text();
    let all = |fits: fn(NodeKind) -> bool| -> Vec<Node<'_>> {
        tree.root().descendants().filter(|node| fits(node.kind())).collect()
    };
    let names: Vec<Token<'_>> = tree.tokens().filter(|token| token.kind() == TokenKind::Name).collect();
    let items = || all(NodeKind::is_item);
    let members = || all(is_member);
    let types = || all(NodeKind::is_type);
    let span = |node: Node<'_>| node.span().range();
    Some(match random.below(20) {
        0 | 1 => {
            let (at, other) = (random.pick(&names)?, random.pick(&names)?);
            replaced(text, &at.span().range(), other.text())
        }
        2 => {
            let nodes = [items(), members()].concat();
            let node = random.pick(&nodes)?;
            let separator = if is_member(node.kind()) { ", " } else { " " };
            let end = span(*node).end;
            replaced(text, &(end..end), &format!("{separator}{}", node.text()))
        }
        3 => {
            let nodes = items();
            replaced(text, &span(*random.pick(&nodes)?), "")
        }
        4 => without_member(text, *random.pick(&members())?),
        5 => {
            let nodes = types();
            let (at, other) = (random.pick(&nodes)?, random.pick(&nodes)?);
            replaced(text, &span(*at), other.text())
        }
        6 => replaced(text, &span(*random.pick(&types())?), random.pick(TYPES)?),
        7 | 8 => {
            let node = *random.pick(&types())?;
            let wrapped = fill(random.pick(WRAPS)?, &names, random)?.replace('T', node.text());
            replaced(text, &span(node), &wrapped)
        }
        9 => replaced(
            text,
            &span(*random.pick(&all(|kind| kind == NodeKind::Version))?),
            random.pick(VERSIONS)?,
        ),
        10 => {
            let nodes = items();
            let (from, to) = (*random.pick(&nodes)?, random.pick(&nodes)?.span().start as usize);
            let moved = from.text().to_owned();
            let range = span(from);
            if range.contains(&to) {
                return None;
            }
            let without = replaced(text, &range, "");
            let to = if to >= range.end { to - range.len() } else { to };
            replaced(&without, &(to..to), &format!("{moved} "))
        }
        11 => {
            let start = span(*random.pick(&items())?).start;
            replaced(text, &(start..start), &format!("{} ", random.pick(GATES)?))
        }
        12 => replaced(text, &span(*random.pick(&all(|kind| kind == NodeKind::Gate))?), ""),
        13 => {
            let nodes = all(|kind| matches!(kind, NodeKind::Import | NodeKind::Export));
            let node = *random.pick(&nodes)?;
            let word = node
                .significant()
                .find(|token| matches!(token.kind(), TokenKind::Import | TokenKind::Export))?;
            let other = if word.kind() == TokenKind::Import { "export" } else { "import" };
            replaced(text, &word.span().range(), other)
        }
        14 => {
            let name = *random.pick(&all(|kind| kind == NodeKind::UsePath))?;
            let path =
                fill(random.pick(&["N", "a:b/N", "a:b/N@1.0.0", "c:d/N@1.0.0", "a:c/N"])?, &names, random)?;
            replaced(text, &span(name), &path)
        }
        15 => {
            let more = fill(random.pick(FILE_ITEMS)?, &names, random)?;
            format!("{text} {more}")
        }
        16 => {
            let item = fill(random.pick(FILE_ITEMS)?, &names, random)?;
            let holders =
                all(|kind| matches!(kind, NodeKind::Interface | NodeKind::World | NodeKind::NestedPackage));
            let start = span(*random.pick(&holders)?).start;
            replaced(text, &(start..start), &format!("{item} "))
        }
        _ => {
            let bodies = all(|kind| kind == NodeKind::Body);
            let body = *random.pick(&bodies)?;
            let is_world = body.parent().is_some_and(|parent| parent.kind() == NodeKind::World);
            let item =
                fill(random.pick(if is_world { WORLD_ITEMS } else { INTERFACE_ITEMS })?, &names, random)?;
            let at = body
                .children()
                .nth(random.below(4))
                .map_or(body.span().start as usize + 1, |item| span(item).start);
            replaced(text, &(at..at), &format!(" {item} "))
        }
    })
}

fn replaced(text: &str, range: &Range<usize>, with: &str) -> String {
    let mut text = text.to_owned();
    text.replace_range(range.clone(), with);
    text
}

/// Without the comma after it, too.
fn without_member(text: &str, member: Node<'_>) -> String {
    let range = member.span().range();
    let rest = &text[range.end..];
    let comma = rest.len() - rest.trim_start().len();
    let end = if rest.trim_start().starts_with(',') { range.end + comma + 1 } else { range.end };
    replaced(text, &(range.start..end), "")
}

/// A pattern with names of the text in the place of `N` and `M`.
fn fill(pattern: &str, names: &[Token<'_>], random: &mut Random) -> Option<String> {
    let mut filled = String::new();
    for c in pattern.chars() {
        match c {
            'N' | 'M' => filled.push_str(random.pick(names)?.text()),
            c => filled.push(c),
        }
    }
    Some(filled)
}

fn is_member(kind: NodeKind) -> bool {
    matches!(
        kind,
        NodeKind::Field
            | NodeKind::Case
            | NodeKind::EnumCase
            | NodeKind::Flag
            | NodeKind::Param
            | NodeKind::UseName
    )
}
