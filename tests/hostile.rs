//! No input ends the program: what is too deep, too long or no text at all is a finding, or is simply checked.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

use std::fmt::Write;
use std::time::{Duration, Instant};

use witc::base::source::SourceFile;
use witc::frontend::{Input, Package, check};

/// In a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    let mut text = String::from("package a:b;\n");
    for index in 0..count {
        writeln!(text, "{}", line(index)).unwrap();
    }
    text
}

/// The codes of the errors.
fn errors(text: String) -> Vec<&'static str> {
    let begun = Instant::now();
    let checked = check(&Input::new(vec![SourceFile::new("a.wit", text)], Vec::new()));
    let codes = checked.findings.iter().filter(|finding| finding.is_error()).map(|finding| finding.rule.code);
    let codes: Vec<&str> = codes.collect();
    assert!(begun.elapsed() < PATIENCE, "took {:?}", begun.elapsed());
    assert!(!codes.contains(&"witc::frontend::crashed"), "crashed");
    codes
}

/// `t0`, and each next type made of the one before.
fn chain(count: usize, next: impl Fn(usize) -> String) -> String {
    let types = (1..count).fold(String::from("type t0 = u8;\n"), |mut text, index| {
        writeln!(text, "type t{index} = {};", next(index - 1)).unwrap();
        text
    });
    format!("package a:b;\ninterface i {{\n{types}}}\n")
}

#[test]
fn chains_of_aliases() {
    assert_eq!(errors(chain(1_000, |before| format!("t{before}"))), [""; 0]);
    for pattern in ["T", "list<T>"] {
        let deep = chain(200_000, |before| pattern.replace('T', &format!("t{before}")));
        assert_eq!(errors(deep), ["witc::frontend::too_large"]);
    }
}

#[test]
fn chains_of_uses() {
    let uses = |index: usize| match index {
        0 => "interface i0 { type t = u8; }".to_owned(),
        _ => format!("interface i{index} {{ use i{}.{{t}}; }}", index - 1),
    };
    errors(lines(3_000, uses));
}

#[test]
fn chains_of_packages() {
    let package = |index: usize| match index {
        0 => "package p:p0 { interface i { type t = u8; } }".to_owned(),
        _ => format!("package p:p{index} {{ interface i {{ use p:p{}/i.{{t}}; }} }}", index - 1),
    };
    errors(lines(400, package));
}

#[test]
fn chains_of_includes() {
    let world = |index: usize| match index {
        0 => "world w0 { import g0: func(); }".to_owned(),
        _ => format!("world w{index} {{ include w{}; import g{index}: func(); }}", index - 1),
    };
    errors(lines(2_000, world));
}

#[test]
fn long_lists() {
    let list = |count: usize, member: &dyn Fn(usize) -> String| {
        (0..count).map(member).collect::<Vec<_>>().join(", ")
    };
    let params = list(16_000, &|index| format!("p{index}: u8"));
    errors(format!("package a:b; interface i {{ f: func({params}); }}"));
    let fields = list(16_000, &|index| format!("g{index}: u8"));
    errors(format!("package a:b; interface i {{ record r {{ {fields} }} }}"));
    let flags = list(16_000, &|index| format!("g{index}"));
    errors(format!("package a:b; interface i {{ flags f {{ {flags} }} enum e {{ {flags} }} }}"));
    let names = list(4_000, &|index| format!("t{index}"));
    errors(format!("package a:b; interface i {{ }} interface j {{ use i.{{ {names} }}; }}"));
    errors(format!(
        "package a:b; world w {{ include v with {{ {} }} }} world v {{ }}",
        list(4_000, &|index| format!("a{index} as b{index}"))
    ));
}

#[test]
fn setters_before_getters() {
    let both = |word: &'static str| (0..2_000).map(move |index| format!("p{index}: {word};\n"));
    let all: String = both("set(value: u8)").chain(both("get() -> u8")).collect();
    errors(format!("package a:b; interface i {{ resource r {{ {all} }} }}"));
}

#[test]
fn deep_types() {
    for (open, close) in
        [("list<", ">"), ("option<", ">"), ("tuple<", ">"), ("result<", ">"), ("(", ")"), ("{", "}")]
    {
        let text = format!(
            "package a:b; interface i {{ type t = {}u8{}; }}",
            open.repeat(10_000),
            close.repeat(10_000)
        );
        assert!(!errors(text).is_empty());
    }
    assert!(!errors("package a:b { ".repeat(10_000)).is_empty());
}

#[test]
fn types_of_great_size() {
    let doubled = |before: usize| format!("tuple<t{before}, t{before}>");
    errors(chain(60, doubled));
    errors(chain(900, doubled));
    errors(chain(900, |before| format!("list<t{before}, 1000>")));
}

#[test]
fn no_text() {
    let mut state = 7u32;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    })
    .take(1 << 20)
    .collect();
    assert!(!errors(String::from_utf8_lossy(&bytes).into_owned()).is_empty());
    assert!(!errors("\0".repeat(1 << 16)).is_empty());
    assert!(!errors("package a:b;\0interface i {\0}".to_owned()).is_empty());
    assert!(!errors(String::new()).is_empty());
    assert!(!errors("\u{feff}".to_owned()).is_empty());
}

#[test]
fn long_lines() {
    assert_eq!(errors(format!("package a:b; {}", " ".repeat(10 << 20))), [""; 0]);
    assert_eq!(errors(format!("package a:b; /* {} */", "x".repeat(10 << 20))), [""; 0]);
    assert!(!errors("x".repeat(10 << 20)).is_empty());
    assert!(!errors(format!("package a:b; interface {} {{ f: x(); }}", "x".repeat(1 << 20))).is_empty());
}

#[test]
fn gates_that_contradict_on_foreign_paths() {
    let gates = "@since(version = 0.1.0) @unstable(feature = x)";
    for item in ["use wasi:random/random@0.2.0.{x};", "use c:d/i.{t};"] {
        assert!(!errors(format!("package a:b@1.0.0; interface i {{ {gates} {item} }} package c:d {{ interface i {{ type t = u8; }} }}")).is_empty());
    }
    for item in [
        "import wasi:random/random@0.2.0;",
        "export c:d/i;",
        "include c:d/w;",
        "include wasi:cli/command@0.2.0;",
        "import n: c:d/i;",
    ] {
        for gates in [
            gates,
            "@since(version = 0.1.0) @since(version = 0.1.0)",
            "@unstable(feature = x) @unstable(feature = x)",
            "@deprecated(version = 0.1.0)",
        ] {
            let text = format!(
                "package a:b@1.0.0; world v {{ {gates} {item} }} package c:d {{ interface i {{ }} world w {{ }} }}"
            );
            assert!(!errors(text).is_empty(), "{gates} {item}");
        }
    }
}

#[test]
fn text_and_binary_of_one_package() {
    let text =
        Package::text(vec![SourceFile::new("deps/d.wit", "package c:d; interface i { type t = u8; }")]);
    let decoded = Package {
        files: vec![SourceFile::new("deps/d.wasm", "package c:d;\n\ninterface i {\n  type t = u8;\n}\n")],
        kind: witc::frontend::PackageKind::Decoded,
    };
    let root = SourceFile::new("a.wit", "package a:b; world w { import c:d/i; }");
    for deps in [vec![text.clone(), decoded.clone()], vec![decoded, text]] {
        let checked = check(&Input::new(vec![root.clone()], deps));
        let errors: Vec<_> = checked.findings.iter().filter(|finding| finding.is_error()).collect();
        assert!(errors.is_empty(), "{errors:?}");
    }
}
