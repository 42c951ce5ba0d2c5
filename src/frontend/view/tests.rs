//! What WASI has no case of, or not yet: the rest is in `tests/wasi.rs`.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use semver::Version;

use crate::frontend::view::{View, is_gated, view};
use crate::syntax::parse;

/// The text of 1.2.9 as 1.2.3 had it, with its worlds.
fn old(text: &str) -> String {
    let version = Some((Version::new(1, 2, 3), Version::new(1, 2, 9)));
    made(text, &View { version, worlds: true })
}

fn made(text: &str, wanted: &View) -> String {
    view(&[&parse(text)], wanted).concat()
}

#[test]
fn an_alias_is_put_in_where_it_is_a_type() {
    let text = "interface a {
  type key = list<u8>;
  @since(version = 1.2.4)
  type name = key;
  record r { name: name, other: option<name> }
  variant v { name(name), two(tuple<name, u32>) }
  enum name-kind { name }
  flags f { name }
  name: func(name: name) -> result<name>;
}
interface b {
  record name { a: u32 }
  get: func() -> name;
}
";
    let wanted = "interface a {
  type key = list<u8>;
  record r { name: key, other: option<key> }
  variant v { name(key), two(tuple<key, u32>) }
  enum name-kind { name }
  flags f { name }
  name: func(name: key) -> result<key>;
}
interface b {
  record name { a: u32 }
  get: func() -> name;
}
";
    assert_eq!(old(text), wanted);
}

#[test]
fn an_alias_may_stand_for_any_type() {
    let text = "interface a { @since(version = 1.2.4) type t = list<list<u8>>; f: func(x: t); }\n";
    assert_eq!(old(text), "interface a { f: func(x: list<list<u8>>); }\n");
}

#[test]
fn a_use_of_an_alias_is_of_what_it_stands_for() {
    let text = "interface a { type k = u8; @since(version = 1.2.4) type n = k; }
interface b { use a.{n, n as m}; f: func(x: n); }
";
    let wanted = "interface a { type k = u8; }
interface b { use a.{k as n, k as m}; f: func(x: n); }
";
    assert_eq!(old(text), wanted);
}

#[test]
fn an_item_goes_with_all_that_is_in_it() {
    let text = "package x:y@1.2.9;
@since(version = 1.2.4)
interface a { use b.{c}; record r { d: u32 } f: func(); }
@since(version = 1.2.0)
world w {
  @since(version = 1.2.4)
  import f: interface { g: func(); }
  @since(version = 1.2.4)
  include v with { a as b }
  @since(version = 1.2.4)
  use b.{c};
  @since(version = 1.2.3)
  import b;
}
";
    let wanted = "package x:y@1.2.3;
@since(version = 1.2.0)
world w {
  @since(version = 1.2.3)
  import b;
}
";
    assert_eq!(old(text), wanted);
}

#[test]
fn a_deprecation_is_there_from_its_version_on() {
    let text = "interface a {
  @since(version = 1.2.0)
  @deprecated(version = 1.2.4)
  f: func();
  @deprecated(version = 1.2.3)
  g: func();
}
";
    assert_eq!(old(text), text.replace("  @deprecated(version = 1.2.4)\n", ""));
}

#[test]
fn only_versions_of_the_namespace_change() {
    let text = "package x:y@1.2.9;
world w { import x:z/a@1.2.9; import o:z/a@1.2.9; use x:z/a@1.2.9.{t}; import x:z/a@1.2.8; }
";
    let wanted = "package x:y@1.2.3;
world w { import x:z/a@1.2.3; import o:z/a@1.2.9; use x:z/a@1.2.3.{t}; import x:z/a@1.2.8; }
";
    assert_eq!(old(text), wanted);
}

#[test]
fn a_comment_goes_with_its_item() {
    let text = "// head
interface a { // brace
  /// One.
  f: func(); // after f
  /// Two.
  @since(version = 1.2.4)
  g: func();
  // end
}
";
    let wanted = "// head
interface a { // brace
  /// One.
  f: func(); // after f
  // end
}
";
    assert_eq!(old(text), wanted);
}

#[test]
fn every_item_must_be_gated() {
    let gate = "@since(version = 1.0.0)";
    let gated = format!(
        "package a:b@1.0.0; use x:y/z; {gate} interface i {{ {gate} use z.{{t}}; {gate} resource r {{ {gate} f: func(); }} }}
{gate} world w {{ {gate} import i; @unstable(feature = x) import j: interface {{ f: func(); }} }}"
    );
    assert!(is_gated(&parse(gated.as_str())));
    for (at, _) in gated.match_indices(gate) {
        let text = format!("{}{}", &gated[..at], &gated[at + gate.len()..]);
        assert!(!is_gated(&parse(text)), "{at}");
    }
}

#[test]
fn no_text_is_too_broken() {
    let text = include_str!("../../../wit/wasi/0.2/http.wit");
    let version = Some((Version::new(0, 2, 0), Version::new(0, 2, 12)));
    let wanted = View { version, worlds: false };
    for end in (0..text.len()).step_by(37) {
        made(text.get(..end).unwrap(), &wanted);
        made(text.get(end..).unwrap(), &wanted);
    }
}

#[test]
fn the_newest_version_is_the_text_itself() {
    let newest = Version::new(0, 2, 12);
    for text in
        [include_str!("../../../wit/wasi/0.2/http.wit"), include_str!("../../../wit/wasi/0.2/cli.wit")]
    {
        for version in [Some((newest.clone(), newest.clone())), None] {
            assert_eq!(made(text, &View { version, worlds: true }), text);
        }
    }
}
