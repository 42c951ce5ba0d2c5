//! Any text as a call, in WAVE, of a function that takes values of most types.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use witc::base::source::SourceFile;
use witc::harness::call::prepare;
use witc::harness::engine::{Guest, load};
use witc::harness::expression::Expression;

const GUEST: &str = r#"(component
  (core module $m
    (memory (export "memory") 1)
    (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
    (func (export "f") (param i32) unreachable))
  (core instance $i (instantiate $m))
  (type $r (record (field "a" u8) (field "bc" (option string)) (field "list" (list char))))
  (export $rr "r" (type $r))
  (type $v (variant (case "x") (case "y" s64) (case "some" (tuple f64 bool))))
  (export $vv "v" (type $v))
  (type $e (enum "one" "true"))
  (export $ee "e" (type $e))
  (type $g (flags "p" "q"))
  (export $gg "g" (type $g))
  (func $f (param "r" $rr) (param "v" (list $vv)) (param "e" $ee) (param "g" $gg)
    (param "o" (option (option (result string (error u16))))) (param "t" (tuple f32 string char))
    (canon lift (core func $i "f") (memory $i "memory") (realloc (func $i "realloc"))))
  (export "f" (func $f)))"#;

static LOADED: LazyLock<Guest> = LazyLock::new(|| {
    let bytes = wat::parse_str(GUEST).unwrap();
    load("guest.wasm", &bytes).unwrap()
});

fuzz_target!(|text: &str| {
    let expression = Expression::new(&SourceFile::new("call", text));
    let _ = prepare(&LOADED, &[expression]);
});
