//! The parser keeps every byte of every input, never fails, and finds errors exactly where wit-parser's grammar has
//! them: over all our WIT, and over thousands of mutants of it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use wit_component::WitPrinter;
use wit_parser::{ParseErrorKind, Resolve};
use witc::syntax::error::{Problem, SyntaxError};
use witc::syntax::format::format;
use witc::syntax::parse;
use witc::syntax::token::TokenKind;
use witc::syntax::tree::{Element, Node, Token, Tree};

use crate::support::all_wit;

/// How many mutants `cargo test` looks at.
const MUTANTS: u32 = 20_000;

#[test]
fn every_file_is_kept_and_judged_like_wit_parser_does() {
    for (path, text) in all_wit() {
        let tree = check(&text);
        judge(&path.display().to_string(), &text, &tree);
    }
}

#[test]
fn mutants_are_kept_and_judged_like_wit_parser_does() {
    let seeds = seeds();
    let mut random = Random(0x5eed);
    for round in 0..MUTANTS {
        let seed = &seeds[random.below(seeds.len())];
        let mutant = mutate(seed, &mut random);
        let tree = check(&mutant);
        judge(&format!("mutant {round}"), &mutant, &tree);
    }
}

#[test]
fn mutants_are_formatted_once() {
    let seeds = seeds();
    let mut random = Random(0xf0);
    for _ in 0..MUTANTS / 4 {
        let mutant = remark(&mutate(&seeds[random.below(seeds.len())], &mut random), &mut random);
        formats(&mutant);
    }
}

#[test]
fn remarks_stay_where_they_are() {
    let seeds = seeds();
    let mut random = Random(0xc0);
    for _ in 0..MUTANTS / 4 {
        let remarked = remark(&seeds[random.below(seeds.len())], &mut random);
        let formatted = formats(&remarked);
        assert_eq!(resolved(&formatted), resolved(&remarked), "{remarked}\n--- became\n{formatted}");
    }
}

#[test]
fn nonsense_is_kept() {
    let mut random = Random(7);
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..random.below(200)).map(|_| random.byte()).collect();
        check(&String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn deep_nesting_is_an_error_and_no_more() {
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    for (what, text) in [
        ("types", format!("package a:b; interface i {{ type t = {}u8; }}", "list<".repeat(100_000))),
        ("closed types", format!("interface i {{ type t = {}; }}", deep("tuple<", ">"))),
        ("parentheses", format!("interface i {{ f: func() -> {}; }}", deep("(", ")"))),
        ("generics", format!("interface i {{ type t = {}; }}", deep("a<", ">"))),
        ("packages", deep("package a:b { ", "}")),
        ("braces", deep("{", "}")),
        ("interfaces", "interface a {".repeat(100_000)),
        ("inline interfaces", "world w { export a: interface {".repeat(100_000)),
        ("resources", "interface a { resource b {".repeat(100_000)),
        ("records", format!("interface i {{ type t = {} }}", deep("record {", "}"))),
        ("gates", "@since(".repeat(100_000)),
        ("named parentheses", format!("interface i {{ f: func() -> {}; }}", "(a: list<".repeat(100_000))),
        ("brackets", format!("interface i {{ type t = {}; }}", deep("[", "]"))),
        ("pointers", format!("interface i {{ type t = {}u8; }}", "&".repeat(100_000))),
        ("slices", format!("interface i {{ type t = {}u8; }}", "[]".repeat(100_000))),
        ("function types", format!("interface i {{ f: func(x: {}; }}", "func(x: ".repeat(100_000))),
        ("function results", format!("interface i {{ f: func(x: {}u8); }}", "func() -> ".repeat(100_000))),
        ("unions", format!("interface i {{ type t = u8{}; }}", " | u8".repeat(100_000))),
        ("optional names", format!("interface i {{ f: func({}; }}", "x?: (".repeat(100_000))),
        ("balanced interfaces", deep("interface a {", "}")),
        ("comments", deep("/*", "*/")),
    ] {
        let tree = check(&text);
        assert!(what == "comments" || !tree.errors().is_empty(), "{what}");
    }
}

#[test]
fn one_mistake_is_one_error() {
    // Each with the text at which the error is, or after which something is missing.
    for (wit, at) in [
        ("interface a { f: func() -> u32\n g: func(); }", ""),
        ("interface a { record r { a: u32\n b: u32 } }", ""),
        ("interface a { record r { a: u32; b: u32; c: u8; } }", ";"),
        ("interface a {\n f: func();\n\ninterface b {\n g: func();\n}\nworld w { export a; }", "{"),
        ("interface a {\n record r {\n a: u32,\n\n f: func();\n g: func();\n}", "{"),
        ("interface a {\n resource r {\n m: func();\n\n record x { a: u8 }\n}", "{"),
        ("interface a { type: func(); }", "type"),
        ("interface a { f: func(list: u8); }", "list"),
        ("interface a { f: func(x: list<u32) -> u32; g: func(); }", ""),
        ("interface a { f: func(x: u32 -> u32; g: func(); }", ""),
        ("interface a { f: func(x: u32, y: u8; g: func(); }", ""),
        ("interface a { f: func() -> (a: u32, b: u32); }", "(a: u32, b: u32)"),
        ("interface a { f: func() -> Vec<String>; }", "Vec<String>"),
        (
            "interface a { f: func(x: HashMap<String, Vec<u8>>) -> u8; g: func(); }",
            "HashMap<String, Vec<u8>>",
        ),
        ("interface a { f: func(x: u32 = 3); }", "= 3"),
        ("interface a { f: func(x: record { a: u32 }) -> u32; }", "record { a: u32 }"),
        ("interface a { variant v { x: string, y } }", ": string"),
        ("interface a { variant v { x string, y } }", "string"),
        ("interface a { use t.a; f: func(x: a); }", "a"),
        ("world w { import wasi:http@0.2.0/handler; import b; }", "@0.2.0"),
        ("world w { import wasi:http/handler@0.2; import b; }", "0.2"),
        ("interface a { f: func(x: u32[]); }", "u32[]"),
        ("interface a { f: func(x: u32?); }", "u32?"),
        ("interface a { f: fn(x: u32); g: func(); }", "fn"),
        ("interface a { f(x: u32); g: func(); }", ""),
        ("interface a { f: (x: u32); g: func(); }", ""),
        ("interface a { f: func(x: u32): u8; g: func(); }", ":"),
        ("interface a { recrod r { a: u32, b: list<u8> } g: func(); }", "recrod"),
        ("interface a { type t: u8; g: func(); }", ":"),
        ("interface a { enum e { a, b = 3, c } g: func(); }", "= 3"),
        ("interface a { } }\n f: func();\n g: func();\n}", "}"),
        ("interface a { f: func();; g: func(); }", ";"),
        ("interface a { record r { @since(version = 1.0.0) a: u8 } }", "@since(version = 1.0.0)"),
        ("interface a { @sinse(version = 1.0.0) f: func(); }", "sinse"),
        ("interface a { @since(0.2.0) f: func(); }", ""),
        ("interface a { @since(feature = x, version = 0.2.0) f: func(); }", "feature"),
        ("world w { f: func(); }", "f"),
        ("f: func();\n g: func();", "f"),
        ("interface a { /* f: func();\n }\n world w { }", "/*"),
        ("interface größe { f: func(); }", "größe"),
        ("interface a { f: func(aB: u32); }", "aB"),
        ("interface a { // \u{202e}\n f: func(); }", "\u{202e}"),
        ("package a:b;\npackage c:d;\ninterface a {}", "package"),
        ("interface a { f: func(u32, x: u8); }", ""),
        ("interface a { f: func(x: u32\n g: func(); }", ""),
        ("interface a { f: func(x: list<tuple<u8, u8;\n g: func(); }", ""),
        ("interface a {\n record r {\n a: u8", "{"),
        ("interface a\n f: func();\n g: func();\n}\ninterface b {}", ""),
        ("interface a {\n  record r\n    a: u8,\n    b: u8,\n  }\n  f: func();\n}", ""),
        ("interface a {\n  interface b { f: func(); }\n  f: func();\n}\nworld w {}", "interface"),
        ("interface a { fn f(x: u32) -> u8; g: func(); }", "fn f"),
        ("interface a { async f: func(); g: func(); }", "async f"),
        ("world w { export fn f(x: u32); import b; }", "fn f"),
        ("interface a { f: func(x: &'static str, y: u8); g: func(); }", "&'static str"),
        ("interface a { f: func(x: [u8; 4], y: u8); g: func(); }", "[u8; 4]"),
        ("interface a { f: func(x: []u8, y: u8); g: func(); }", "[]u8"),
        ("interface a { f: func(x: map[string]u32, y: u8); g: func(); }", "map[string]u32"),
        ("interface a { f: func(x: string | null, y: u8); g: func(); }", "string | null"),
        ("interface a { f: func(x: std::string::String); g: func(); }", "std::string::String"),
        ("interface a { f: func(x: list<Vec<u8>>[]); g: func(); }", "list<Vec<u8>>[]"),
        ("interface a { f: func(x: func(u32) -> u32, y: u8); g: func(); }", "func(u32) -> u32"),
        ("interface a { f: func(x?: Vec<u8>, y: u8); g: func(); }", "?: Vec<u8>"),
        ("interface a { f: func(u32 x, y: u8); g: func(); }", "u32 x"),
        ("interface a { f: func(x: u32; y: u32); g: func(); }", ";"),
        ("interface a { f: func(x: { a: u32 }, y: u8); g: func(); }", "{ a: u32 }"),
        ("interface a { struct r { a: u32 } f: func(x: r); }", "struct"),
        ("interface a { record r<T> { a: u32 } f: func(x: r); }", "<T>"),
        ("interface a { enum e { a(u32), b } f: func(x: e); }", "(u32)"),
        ("interface a { 2fa: func(); g: func(); }", "2fa"),
        ("interface a { use t::{a, b}; f: func(x: a); }", "t::{a, b}"),
        ("interface a { f: func(x: t.a); g: func(); }", "t.a"),
        ("world w { import wasi:http@0.2.0; import b; }", "wasi:http@0.2.0"),
        ("world w { import wasi::io::streams; import b; }", "wasi::io::streams"),
        ("world w { import a.b; import c; }", "."),
        ("world w { import { a } from b; import c; }", "{"),
        ("world w { import a:b/c@v1.0.0; import c; }", "v1.0.0"),
        ("world w { import a:b/c@0.2.x; import c; }", "0.2.x"),
        ("interface a { @since(version: 0.2.0) f: func(); }", ":"),
        ("interface a {\n @external-id(\"abc)\n f: func(); }", "\"abc)"),
    ] {
        let tree = check(wit);
        let found: Vec<&str> = tree.errors().iter().map(|error| &tree.text()[error.at.range()]).collect();
        assert_eq!(found, [at], "{wit}\n{tree:?}");
    }
}

#[test]
fn documentation_belongs_to_what_follows() {
    let text = "// licence\n\n/// About a.\npackage a:b;\n\n// left alone\n\n// kept with i\n/// About i.\n\ninterface i {\n  \
                f: func(); // about f\n  /// About g.\n  @since(version = 1.0.0)\n  g: func();\n}\n";
    let tree = check(text);
    let leading: Vec<(String, Vec<&str>)> = tree
        .root()
        .descendants()
        .filter(|node| node.kind().is_item())
        .map(|node| (format!("{:?}", node.kind()), node.leading_comments().map(Token::text).collect()))
        .collect();
    let expected = [
        ("PackageHeader", vec!["/// About a."]),
        ("Interface", vec!["// kept with i", "/// About i."]),
        ("Func", vec![]),
        ("Func", vec!["/// About g."]),
    ];
    assert_eq!(leading, expected.map(|(kind, comments)| (kind.to_owned(), comments)));
}

/// Parses, and holds the tree against what trees promise.
fn check(text: &str) -> Tree {
    let tree = parse(text);
    let tokens: String = tree.tokens().map(Token::text).collect();
    assert!(tokens == text, "bytes were lost of {text:?}");
    let mut elements = String::with_capacity(text.len());
    collect(tree.root(), &mut elements);
    assert!(elements == text, "the nodes do not cover {text:?}\n{tree:?}");
    for SyntaxError { at, .. } in tree.errors() {
        assert!(text.get(at.range()).is_some(), "{at:?} is no place in {text:?}");
    }
    assert!(tree.errors().is_sorted_by_key(|error| error.at));
    tree
}

fn collect(node: Node<'_>, text: &mut String) {
    for element in node.elements() {
        match element {
            Element::Node(child) => {
                assert_eq!(child.parent(), Some(node));
                collect(child, text);
            }
            Element::Token(token) => text.push_str(token.text()),
        }
    }
}

/// Formats, and holds the result against what formatting promises.
fn formats(text: &str) -> String {
    let tree = parse(text);
    let formatted = format(&tree);
    let again = format(&parse(formatted.text.as_str()));
    assert_eq!(again.text, formatted.text, "changes when formatted again: {text:?}");
    assert!(!formatted.gave_up, "given up: {text:?}");
    formatted.text
}

/// What wit-parser makes of a text, where it neither refuses it nor panics.
fn resolved(text: &str) -> Option<String> {
    let text = text.to_owned();
    let resolve = move || {
        let mut resolve = Resolve { all_features: true, ..Resolve::default() };
        let package = resolve.push_source("a.wit", &text).ok()?;
        let mut printer = WitPrinter::default();
        printer.print(&resolve, package, &[]).unwrap();
        Some(printer.output.to_string())
    };
    std::panic::catch_unwind(resolve).ok()?
}

/// Puts comments and blanks between the tokens.
fn remark(text: &str, random: &mut Random) -> String {
    const REMARKS: &[&str] = &[
        "// a\n",
        " // b\n\n",
        "/// c\n",
        "\n/// d\n",
        "/* e */",
        " /* f */ ",
        "/** g */",
        "/* h\n   h */",
        "\n",
        "\n\n\n",
        "  ",
        "\t",
        "\r\n",
    ];
    let mut remarked = String::new();
    let tree = parse(text);
    let often = random.below(12) + 1;
    for token in tree.tokens() {
        remarked.push_str(token.text());
        let in_version = matches!(
            token.kind(),
            TokenKind::Integer | TokenKind::Minus | TokenKind::Plus | TokenKind::Period
        );
        if !in_version && !token.kind().ends_line() && random.below(often) == 0 {
            remarked.push_str(REMARKS[random.below(REMARKS.len())]);
        }
    }
    remarked
}

/// Fails if we and wit-parser don't agree whether the text follows the grammar.
fn judge(name: &str, text: &str, tree: &Tree) {
    let ours = tree.errors().first();
    match (ours, wit_parser_error(text)) {
        (None, None) | (Some(_), Some(_)) => {}
        (Some(ours), None) => panic!("{name}: only we find {ours:?} in\n{text}"),
        (None, Some(theirs)) => panic!("{name}: only wit-parser finds `{theirs}` in\n{text}"),
    }
}

/// What wit-parser has against the text, if that is about its grammar and not about what its names mean.
fn wit_parser_error(text: &str) -> Option<String> {
    let mut sources = wit_parser::SourceMap::new();
    sources.push_str("a.wit", text);
    // Its resolver panics on some gates; then the grammar was fine.
    let parsed = std::panic::catch_unwind(|| sources.parse().map_err(|(_, error)| error));
    let error = parsed.ok()?.err()?;
    let about_grammar = match error.kind() {
        ParseErrorKind::Lex(_) => true,
        ParseErrorKind::Syntax { message, .. } => is_about_grammar(message),
        ParseErrorKind::ItemNotFound { .. } | ParseErrorKind::TypeCycle { .. } | _ => false,
    };
    about_grammar.then(|| error.to_string())
}

/// wit-parser has one kind for both; its resolver's messages are all others.
fn is_about_grammar(message: &str) -> bool {
    const BEGINNINGS: &[&str] = &[
        "expected ",
        "unknown attribute",
        "cannot place attributes on nested packages",
        "package nesting too deep",
        "type nesting too deep",
        "@external-id is not allowed on",
        "invalid list size",
        // The semver crate's.
        "unexpected ",
        "invalid leading zero in",
        "value of ",
        "empty identifier segment in",
    ];
    BEGINNINGS.iter().any(|beginning| message.starts_with(beginning))
}

/// Short texts to mutate: the items of all files, each in a file of its own.
fn seeds() -> Vec<String> {
    let mut seeds = Vec::new();
    for (_, text) in all_wit() {
        let tree = parse(text.as_str());
        for item in tree.root().children().filter(|item| item.span().end - item.span().start < 1_000) {
            let header = if item.text().starts_with("package") { "" } else { "package a:b;\n" };
            seeds.push(format!("{header}{}", &text[item.full_span().range()]));
        }
    }
    seeds
}

/// What tokens are replaced with.
const WORDS: &[&str] = &[
    "=",
    ",",
    ":",
    ".",
    ";",
    "(",
    ")",
    "{",
    "}",
    "<",
    ">",
    "->",
    "*",
    "@",
    "/",
    "+",
    "-",
    "use",
    "type",
    "func",
    "u8",
    "char",
    "error-context",
    "own",
    "borrow",
    "option",
    "result",
    "future",
    "stream",
    "list",
    "map",
    "tuple",
    "_",
    "record",
    "resource",
    "flags",
    "variant",
    "enum",
    "as",
    "from",
    "static",
    "interface",
    "import",
    "export",
    "world",
    "package",
    "constructor",
    "include",
    "with",
    "async",
    "get",
    "set",
    "a",
    "%a",
    "aB",
    "a_b",
    "%",
    "0",
    "12",
    "00",
    "4294967296",
    "1.0.0",
    "1.0.0-rc.1+b",
    "\"s\"",
    "\"\\n\"",
    "\"\\x\"",
    "\"",
    "@since(version = 1.0.0)",
    "@external-id(\"x\")",
    "@unstable(feature = x)",
    "a:b/c",
    "a: func();",
    "// c\n",
    "/// d\n",
    "/* c */",
    "/*",
    "*/",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\u{b}",
    "\u{202e}",
    "\u{feff}",
    "é",
    "$",
    "since",
    "version",
    "feature",
    "list<u8, 4>",
];

fn mutate(seed: &str, random: &mut Random) -> String {
    let mut text = seed.to_owned();
    for _ in 0..=random.below(2) {
        let tree = parse(text.as_str());
        let mut pieces: Vec<String> = tree.tokens().map(|token| token.text().to_owned()).collect();
        if pieces.is_empty() {
            return text;
        }
        let at = random.below(pieces.len());
        let word = WORDS[random.below(WORDS.len())].to_owned();
        match random.below(8) {
            0 => drop(pieces.remove(at)),
            1 => pieces.insert(at, pieces[at].clone()),
            2 => {
                let other = random.below(pieces.len());
                pieces.swap(at, other);
            }
            3 => {
                let other = (at + 2).min(pieces.len() - 1);
                pieces.swap(at, other);
            }
            4 => pieces[at] = word,
            5 => pieces.insert(at, word),
            6 => pieces.truncate(at),
            _ => {
                let mut bytes = pieces.concat().into_bytes();
                let byte = random.below(bytes.len());
                bytes[byte] ^= 1 << random.below(7);
                pieces = vec![String::from_utf8_lossy(&bytes).into_owned()];
            }
        }
        text = pieces.concat();
    }
    text
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % limit.max(1) as u64).unwrap()
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[0]
    }
}

/// `Problem` is matched here so that a new one without a case above is noticed when it is added.
#[test]
fn problems_have_words() {
    assert_eq!(Problem::TooDeep.to_string(), "nested too deeply");
    assert_eq!(Problem::Character('$').to_string(), "unexpected character U+0024");
}
