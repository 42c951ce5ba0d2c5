//! Every value type, to the guest, on to the host, and all the way back: what comes back equals what went in.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "values are made from counters"
)]

mod support;

use wasmtime::component::{Component, Linker, Val};
use wasmtime::{Config, Engine, Store, StoreLimitsBuilder};

/// A function and the values it is called with.
type Case = (&'static str, Vec<Val>);

#[test]
fn every_value_comes_back() {
    let folder = support::scratch("echo");
    let wit = support::root().join("fixtures/bind/echo.wit");
    let component = std::fs::read(support::guest(&folder, "echo", &wit)).unwrap();
    let engine = engine();
    let component = Component::new(&engine, component).unwrap();
    let mut store = Store::new(&engine, ());
    let instance = linker(&engine).instantiate(&mut store, &component).unwrap();
    let (_, interface) = component.get_export(None, "test:echo/echo@0.1.0").unwrap();
    let mut count = 0;
    for (name, values) in cases() {
        let (_, export) = component.get_export(Some(&interface), name).unwrap();
        let func = instance.get_func(&mut store, export).unwrap();
        for value in values {
            let mut results = [Val::Bool(false)];
            func.call(&mut store, std::slice::from_ref(&value), &mut results)
                .unwrap_or_else(|error| panic!("{name}: {error:?}"));
            assert!(
                support::same(&value, &results[0]),
                "{name}\n went in {value:?}\ncame out {:?}",
                results[0]
            );
            count += 1;
        }
    }
    assert!(count > 200, "only {count} values were tried");
    for name in ["sixteen", "seventeen"] {
        let (_, export) = component.get_export(Some(&interface), name).unwrap();
        let func = instance.get_func(&mut store, export).unwrap();
        let args = if name == "sixteen" { sixteen() } else { seventeen() };
        let mut results = [Val::Bool(false)];
        func.call(&mut store, &args, &mut results).unwrap();
        let expected = if name == "sixteen" { Val::Tuple(args) } else { gathered(&args) };
        assert!(
            support::same(&expected, &results[0]),
            "{name}\nexpected {expected:?}\ncame out {:?}",
            results[0]
        );
    }
    let func = instance.get_func(&mut store, "pass-on").unwrap();
    let mut results = [Val::Bool(false)];
    func.call(&mut store, &[text("through the world itself")], &mut results).unwrap();
    assert_eq!(results[0], text("through the world itself"));
}

/// What a call takes, it gives back: a component with little memory answers as often as it is asked.
#[test]
fn nothing_is_kept_between_calls() {
    let folder = support::scratch("echo-memory");
    let wit = support::root().join("fixtures/bind/echo.wit");
    let component = std::fs::read(support::guest(&folder, "echo", &wit)).unwrap();
    let engine = engine();
    let component = Component::new(&engine, component).unwrap();
    let limits = StoreLimitsBuilder::new().memory_size(4 << 20).build();
    let mut store = Store::new(&engine, limits);
    store.limiter(|limits| limits);
    let instance = linker(&engine).instantiate(&mut store, &component).unwrap();
    let (_, interface) = component.get_export(None, "test:echo/echo@0.1.0").unwrap();
    let crowd = list((0..500).map(|_| person("somebody with a name that is not short")));
    let nested = cases().into_iter().find(|(name, _)| *name == "echo-nested").unwrap().1;
    let maps = cases().into_iter().find(|(name, _)| *name == "echo-map-deep").unwrap().1;
    let calls = [
        ("echo-people", vec![crowd]),
        ("echo-tree", vec![tree(50)]),
        ("echo-shape", shapes()),
        ("echo-nested", nested),
        ("echo-map-deep", maps),
        ("echo-fixed-strings", vec![Val::FixedLengthList(vec![text(&"x".repeat(10_000)), text("y")])]),
    ];
    for (name, values) in calls {
        let (_, export) = component.get_export(Some(&interface), name).unwrap();
        let func = instance.get_func(&mut store, export).unwrap();
        for value in values.iter().cycle().take(1000) {
            let mut results = [Val::Bool(false)];
            func.call(&mut store, std::slice::from_ref(value), &mut results)
                .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        }
    }
    let (_, export) = component.get_export(Some(&interface), "seventeen").unwrap();
    let func = instance.get_func(&mut store, export).unwrap();
    for _ in 0..10_000 {
        func.call(&mut store, &seventeen(), &mut [Val::Bool(false)]).unwrap();
    }
}

fn engine() -> Engine {
    let mut config = Config::new();
    config.wasm_component_model_map(true).wasm_component_model_fixed_length_lists(true);
    Engine::new(&config).unwrap()
}

/// A host that gives back what it gets.
fn linker<T: 'static>(engine: &Engine) -> Linker<T> {
    let mut linker = Linker::new(engine);
    let mut echo = linker.instance("test:echo/echo@0.1.0").unwrap();
    for (name, _) in cases() {
        echo.func_new(name, |_, _, params, results| {
            results[0] = params[0].clone();
            Ok(())
        })
        .unwrap();
    }
    echo.func_new("sixteen", |_, _, params, results| {
        results[0] = Val::Tuple(params.to_vec());
        Ok(())
    })
    .unwrap();
    echo.func_new("seventeen", |_, _, params, results| {
        results[0] = gathered(params);
        Ok(())
    })
    .unwrap();
    linker
        .root()
        .func_new("pass", |_, _, params, results| {
            results[0] = params[0].clone();
            Ok(())
        })
        .unwrap();
    linker
}

fn sixteen() -> Vec<Val> {
    vec![
        Val::U8(1),
        Val::U16(2),
        Val::U32(3),
        Val::U64(u64::MAX),
        Val::S8(-5),
        Val::S16(-6),
        Val::S32(-7),
        Val::S64(i64::MIN),
        Val::Float32(9.5),
        Val::Float64(-0.0),
        Val::Bool(true),
        Val::Char('\u{10ffff}'),
        Val::Enum("blue".into()),
        Val::Flags(vec!["read".into(), "execute".into()]),
        Val::U8(0),
        Val::U8(255),
    ]
}

fn seventeen() -> Vec<Val> {
    let mut args: Vec<Val> = ["a", "", "ç", "d\0", "👪", "f"].map(text).to_vec();
    args.push(Val::List(vec![Val::U32(7), Val::U32(u32::MAX)]));
    args.push(text("h"));
    args.push(list([text("kept"), text("")]));
    args.push(person("Zoë"));
    args
}

/// What `seventeen` returns for its arguments.
fn gathered(args: &[Val]) -> Val {
    let texts = args[..6].iter().chain(&args[7..8]).cloned().collect();
    Val::Tuple(vec![Val::List(texts), args[6].clone(), args[8].clone(), args[9].clone()])
}

fn cases() -> Vec<Case> {
    let mut cases = scalars();
    cases.extend(named());
    cases.extend(wrapped());
    cases.extend(lists());
    cases
}

fn scalars() -> Vec<Case> {
    let f32s =
        [0.0, -0.0, 1.5, f32::MIN, f32::MAX, f32::MIN_POSITIVE, f32::INFINITY, f32::NEG_INFINITY, f32::NAN];
    vec![
        ("echo-bool", vec![Val::Bool(false), Val::Bool(true)]),
        ("echo-u8", [0, 1, 127, 128, 255].map(Val::U8).to_vec()),
        ("echo-u16", [0, 1, 0x7fff, 0x8000, u16::MAX].map(Val::U16).to_vec()),
        ("echo-u32", [0, 1, 0x7fff_ffff, 0x8000_0000, u32::MAX].map(Val::U32).to_vec()),
        ("echo-u64", [0, 1, 1 << 32, 1 << 63, u64::MAX].map(Val::U64).to_vec()),
        ("echo-s8", [0, -1, i8::MIN, i8::MAX].map(Val::S8).to_vec()),
        ("echo-s16", [0, -1, i16::MIN, i16::MAX].map(Val::S16).to_vec()),
        ("echo-s32", [0, -1, i32::MIN, i32::MAX].map(Val::S32).to_vec()),
        ("echo-s64", [0, -1, i64::MIN, i64::MAX].map(Val::S64).to_vec()),
        ("echo-f32", f32s.map(Val::Float32).to_vec()),
        ("echo-f64", doubles().map(Val::Float64).to_vec()),
        ("echo-char", ['\0', 'a', 'é', '\u{d7ff}', '\u{e000}', '𝄞', char::MAX].map(Val::Char).to_vec()),
        ("echo-string", strings()),
    ]
}

fn named() -> Vec<Case> {
    vec![
        ("echo-point", vec![point(0, 0), point(i32::MIN, i32::MAX)]),
        ("echo-plain", vec![plain(f32::NAN), plain(-0.0)]),
        ("echo-person", vec![person(""), person("Ada 👩‍💻")]),
        ("echo-tree", vec![tree(0), tree(3)]),
        ("echo-shape", shapes()),
        ("echo-number", numbers()),
        ("echo-color", ["red", "green", "blue"].map(|color| Val::Enum(color.into())).to_vec()),
        ("echo-access", subsets(&["read", "write", "execute"])),
        ("echo-nine", vec![flags(0..0), flags(0..9), flags(8..9), flags(0..1)]),
        ("echo-many", vec![flags(0..0), flags(0..32), flags(31..32), flags(15..17)]),
    ]
}

fn wrapped() -> Vec<Case> {
    let option = |value: Option<Val>| Val::Option(value.map(Box::new));
    let ok = |value: Option<Val>| Val::Result(Ok(value.map(Box::new)));
    let err = |value: Option<Val>| Val::Result(Err(value.map(Box::new)));
    let some_text = |value: &str| option(Some(text(value)));
    let mut errors: Vec<Val> = shapes().into_iter().map(|shape| err(Some(shape))).collect();
    errors.push(ok(None));
    let mut nested = vec![option(None)];
    nested.push(option(Some(ok(Some(list([option(None), some_text(""), some_text("ß")]))))));
    nested.push(option(Some(ok(Some(list([]))))));
    nested.extend(
        numbers().into_iter().map(|number| option(Some(err(Some(Val::Tuple(vec![Val::Char('x'), number])))))),
    );
    vec![
        ("echo-option", vec![option(None), option(Some(Val::U32(0))), option(Some(Val::U32(u32::MAX)))]),
        (
            "echo-option-string",
            strings().into_iter().map(|s| option(Some(s))).chain([option(None)]).collect(),
        ),
        (
            "echo-option-option",
            vec![option(None), option(Some(option(None))), option(Some(option(Some(Val::Bool(true)))))],
        ),
        ("echo-result", vec![ok(Some(Val::U32(5))), err(Some(text("no"))), err(Some(text("")))]),
        ("echo-result-empty", vec![ok(None), err(None)]),
        (
            "echo-result-ok",
            doubles().map(|d| ok(Some(Val::Float64(d)))).into_iter().chain([err(None)]).collect(),
        ),
        ("echo-result-err", errors),
        ("echo-tuple", vec![Val::Tuple(vec![Val::U8(255), text("middle"), Val::Float64(f64::NAN)])]),
        ("echo-nested", nested),
    ]
}

fn lists() -> Vec<Case> {
    let many = |make: fn(u32) -> Val| [0, 1, 2, 100_000].map(|n| list((0..n).map(make))).to_vec();
    let map = |entries: Vec<(Val, Val)>| Val::Map(entries);
    let s16s = |n: i16| Val::FixedLengthList(vec![Val::S16(n), Val::S16(-n), Val::S16(i16::MIN)]);
    vec![
        ("echo-bytes", many(|n| Val::U8(n as u8))),
        ("echo-u64s", many(|n| Val::U64(u64::MAX - u64::from(n)))),
        ("echo-bools", many(|n| Val::Bool(n % 3 == 0))),
        ("echo-chars", many(|n| Val::Char(char::from_u32(n).unwrap_or(char::MAX)))),
        ("echo-points", many(|n| point(n as i32, -(n as i32)))),
        ("echo-colors", many(|n| Val::Enum(["red", "green", "blue"][n as usize % 3].into()))),
        ("echo-numbers", many(|n| numbers()[n as usize % numbers().len()].clone())),
        ("echo-strings", many(|n| text(&"é".repeat(n as usize % 7)))),
        ("echo-people", [0, 1, 1000].map(|n| list((0..n).map(|n| person(&"x".repeat(n % 50))))).to_vec()),
        ("echo-options", many(|n| Val::Option(n.is_multiple_of(2).then(|| Box::new(Val::U16(n as u16)))))),
        ("echo-pairs", many(|n| Val::Tuple(vec![Val::U8(n as u8), Val::U32(n)]))),
        (
            "echo-lists",
            vec![list([]), list([list([])]), list([list([]), list([list([Val::U16(1)]), list([])])])],
        ),
        ("echo-fixed", vec![Val::FixedLengthList([0, 1, 2, u32::MAX].map(Val::U32).to_vec())]),
        ("echo-fixed-strings", vec![Val::FixedLengthList(vec![text(""), text("ü")])]),
        ("echo-fixed-long", vec![Val::FixedLengthList((0..40).map(Val::U8).collect())]),
        ("echo-fixed-nested", vec![Val::FixedLengthList(vec![list([]), list([s16s(1), s16s(-32767)])])]),
        ("echo-map", vec![map(vec![]), map(vec![(text("a"), Val::U32(1)), (text("b"), Val::U32(u32::MAX))])]),
        (
            "echo-map-deep",
            vec![map(vec![(Val::U16(0), list([])), (Val::U16(9), list([person("p"), person("")]))])],
        ),
    ]
}

fn text(text: &str) -> Val {
    Val::String(text.into())
}

fn list(elements: impl IntoIterator<Item = Val>) -> Val {
    Val::List(elements.into_iter().collect())
}

fn record<const N: usize>(fields: [(&str, Val); N]) -> Val {
    Val::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn case(name: &str, payload: Option<Val>) -> Val {
    Val::Variant(name.into(), payload.map(Box::new))
}

fn strings() -> Vec<Val> {
    let long = "long ".repeat(20_000);
    ["", "a", "zero \0 inside", "Grüße", "日本語", "👩‍👩‍👧‍👦", "\u{10ffff}", long.as_str()].map(text).to_vec()
}

fn doubles() -> [f64; 9] {
    [0.0, -0.0, 0.1, f64::MIN, f64::MAX, f64::MIN_POSITIVE, f64::INFINITY, f64::NEG_INFINITY, f64::NAN]
}

fn point(x: i32, y: i32) -> Val {
    record([("x", Val::S32(x)), ("y", Val::S32(y))])
}

fn plain(e: f32) -> Val {
    record([
        ("a", Val::U8(255)),
        ("b", Val::U16(1)),
        ("c", Val::U32(2)),
        ("d", Val::U64(u64::MAX)),
        ("e", Val::Float32(e)),
        ("f", Val::Float64(f64::from(e))),
        ("g", Val::Bool(true)),
        ("h", Val::Char('ḧ')),
    ])
}

fn person(name: &str) -> Val {
    let home = name.len().is_multiple_of(2).then(|| Box::new(point(3, -4)));
    let tags = list((0..name.len() % 4).map(|n| text(&"#".repeat(n))));
    record([("name", text(name)), ("age", Val::U8(200)), ("tags", tags), ("home", Val::Option(home))])
}

fn tree(people: usize) -> Val {
    let right = (people > 0).then(|| Box::new(person("right")));
    record([
        ("label", text("root")),
        ("left", list((0..people).map(|n| person(&"l".repeat(n))))),
        ("right", Val::Option(right)),
        ("ends", Val::Tuple(vec![point(1, 2), text("end")])),
    ])
}

fn shapes() -> Vec<Val> {
    vec![
        case("circle", Some(Val::Float64(f64::MIN_POSITIVE))),
        case("circle", Some(Val::Float64(f64::NAN))),
        case("square", Some(Val::Float32(-0.0))),
        case("label", Some(text("étiquette"))),
        case("corner", Some(point(-1, i32::MAX))),
        case("people", Some(list([person("a"), person("bb")]))),
        case("people", Some(list([]))),
        case("nothing", None),
    ]
}

fn numbers() -> Vec<Val> {
    vec![
        case("small", Some(Val::U8(255))),
        case("wide", Some(Val::U64(u64::MAX))),
        case("real", Some(Val::Float32(-1.5))),
        case("exact", Some(Val::Float64(f64::MAX))),
        case("letter", Some(Val::Char(char::MAX))),
        case("none", None),
    ]
}

fn flags(range: std::ops::Range<u32>) -> Val {
    Val::Flags(range.map(|n| format!("f{n}")).collect())
}

/// Every subset of `names`.
fn subsets(names: &[&str]) -> Vec<Val> {
    let subset = |bits: usize| {
        let chosen = names.iter().enumerate().filter(|(bit, _)| bits & (1 << bit) != 0);
        Val::Flags(chosen.map(|(_, name)| (*name).to_owned()).collect())
    };
    (0..1 << names.len()).map(subset).collect()
}
