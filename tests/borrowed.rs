//! A guest that borrows its parameters: it sees what was sent, and what is lent is given back with every call.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "values are made from counters")]

mod support;

use std::path::{Path, PathBuf};

use wasmtime::component::{Component, Instance, Linker, Val};
use wasmtime::{Config, Engine, Module, Store, StoreLimits, StoreLimitsBuilder};

/// The folder's guest, as core module and as component.
fn built(test: &str) -> (PathBuf, PathBuf) {
    let folder = support::scratch(test);
    let wit = support::root().join("fixtures/bind/borrowed-params.wit");
    let bindings = folder.join("views.rs");
    let output = bindings.as_os_str();
    let args =
        ["bind".as_ref(), wit.as_os_str(), "--params".as_ref(), "borrowed".as_ref(), "-o".as_ref(), output];
    support::witc_ok(&folder, &args);
    let core = support::compile(&folder, "views", &bindings, "2024");
    let component = folder.join("views.wasm");
    let args = ["componentize".as_ref(), core.as_os_str(), "-o".as_ref(), component.as_os_str()];
    support::witc_ok(&folder, &args);
    (core, component)
}

struct Guest {
    store: Store<StoreLimits>,
    component: Component,
    instance: Instance,
}

impl Guest {
    fn new(path: &Path) -> Self {
        let mut config = Config::new();
        config.wasm_component_model_map(true).wasm_component_model_fixed_length_lists(true);
        let engine = Engine::new(&config).unwrap();
        let component = Component::new(&engine, std::fs::read(path).unwrap()).unwrap();
        let mut linker = Linker::new(&engine);
        let mut host = linker.instance("test:views/host@0.1.0").unwrap();
        host.func_new("fetch", |_, _, params, results| {
            let Val::String(name) = &params[0] else { panic!("{params:?}") };
            results[0] = person(&format!("{name}!"));
            Ok(())
        })
        .unwrap();
        // Little memory: what is kept by mistake is soon missed.
        let mut store = Store::new(&engine, StoreLimitsBuilder::new().memory_size(4 << 20).build());
        store.limiter(|limits| limits);
        let instance = linker.instantiate(&mut store, &component).unwrap();
        Self { store, component, instance }
    }

    fn call(&mut self, name: &str, args: &[Val]) -> Val {
        let (_, interface) = self.component.get_export(None, "test:views/store@0.1.0").unwrap();
        let func = match self.component.get_export(Some(&interface), name) {
            Some((_, export)) => self.instance.get_func(&mut self.store, export),
            None => self.instance.get_func(&mut self.store, name),
        };
        let mut results = [Val::Bool(false)];
        func.unwrap()
            .call(&mut self.store, args, &mut results)
            .unwrap_or_else(|error| panic!("{name}: {error:?}"));
        let [result] = results;
        result
    }

    fn comes_back(&mut self, name: &str, value: &Val) {
        let result = self.call(name, std::slice::from_ref(value));
        assert!(support::same(value, &result), "{name}\n went in {value:?}\ncame out {result:?}");
    }
}

#[test]
fn what_is_lent_is_what_was_sent() {
    let mut guest = Guest::new(&built("borrowed").1);
    for text in strings() {
        guest.comes_back("text", &text);
    }
    for length in [0, 1, 2, 5000] {
        guest.comes_back("colors", &list((0..length).map(|n| Val::Enum(["red", "green"][n % 2].into()))));
        guest.comes_back("strings", &list((0..length).map(|n| text(&"é".repeat(n % 7)))));
        guest.comes_back("many", &list((0..length).map(|n| person(&"x".repeat(n % 50)))));
        guest.comes_back("shapes", &list((0..length).map(|n| shapes()[n % shapes().len()].clone())));
        guest.comes_back("pairs", &list((0..length).map(pair)));
        let bytes = list((0..length).map(|_| Val::U8(255)));
        assert_eq!(guest.call("bytes", &[bytes]), Val::U64(255 * length as u64));
    }
    guest.comes_back("one", &person("Ada"));
    for shape in shapes() {
        guest.comes_back("a-shape", &shape);
    }
    guest.comes_back("fixed", &Val::FixedLengthList(vec![text(""), text("ü")]));
    guest.comes_back("mapped", &Val::Map(vec![(text("a"), Val::U32(1)), (text("b"), Val::U32(2))]));
    guest.comes_back("either", &Val::Result(Ok(Some(Box::new(list(strings()))))));
    guest.comes_back("either", &Val::Result(Err(Some(Box::new(Val::Tuple(vec![text("no"), pair(3)]))))));
    let point = record([("x", Val::S32(-3)), ("y", Val::S32(5))]);
    assert_eq!(guest.call("plain", &[Val::U32(40), point]), Val::U32(42));
    let maybe = guest.call("maybe", &[some(text("!")), some(person("Bo"))]);
    assert!(support::same(&maybe, &some(renamed("Bo", "Bo!"))), "{maybe:?}");
    let result = |result: Result<Val, Val>| {
        some(Val::Result(result.map(Box::new).map(Some).map_err(Box::new).map_err(Some)))
    };
    let ok = result(Ok(list([text("four"), text("")])));
    let err = result(Err(Val::Tuple(vec![Val::U8(30), text("ten bytes!")])));
    assert_eq!(guest.call("nested", &[list([ok, Val::Option(None), err])]), Val::U32(4 + 1 + 40));
}

/// More than fits in core values, and the views as `Debug` shows them.
#[test]
fn arguments_in_memory_are_lent_too() {
    let mut guest = Guest::new(&built("borrowed-spilled").1);
    let pair = record([("first", some(Val::U8(1))), ("second", Val::Tuple(vec![Val::U8(2), Val::U16(3)]))]);
    let args = [
        text("a"),
        list([text("b"), text("bb")]),
        person("Cy"),
        some(text("d")),
        Val::Tuple(vec![text("e"), pair.clone()]),
        pair,
        Val::Variant("label".into(), Some(Box::new(text("g")))),
    ];
    let Val::List(seen) = guest.call("spilled", &args) else { panic!() };
    let seen: Vec<String> = seen
        .into_iter()
        .map(|text| {
            let Val::String(text) = text else { panic!("{text:?}") };
            text
        })
        .collect();
    let pair = "Pair { first: Some(1), second: (2, 3) }";
    assert_eq!(
        seen,
        [
            "a".to_owned(),
            "b".to_owned(),
            "bb".to_owned(),
            "PersonRef { name: \"Cy\", tags: [\"Cy\", \"\"], home: Some(PlaceRef { at: Some(Point { x: 1, y: -1 }), name: \"Cy\" }), age: 2 }"
                .to_owned(),
            format!("Some(\"d\") (\"e\", {pair}) {pair} Label(\"g\")"),
        ]
    );
}

#[test]
fn what_is_lent_is_given_back() {
    let mut guest = Guest::new(&built("borrowed-memory").1);
    let crowd = list((0..500).map(|_| person("somebody with a name that is not short")));
    let long = text(&"long ".repeat(100_000));
    for _ in 0..300 {
        guest.comes_back("many", &crowd);
        guest.comes_back("text", &long);
        guest.call("mapped", &[Val::Map(vec![(long.clone(), Val::U32(1))])]);
    }
}

/// An import is called, and allocates for its result, while the arguments are lent.
#[test]
fn what_is_lent_outlives_calls_to_imports() {
    let mut guest = Guest::new(&built("borrowed-across").1);
    let names = list((0..1000).map(|n| text(&format!("name {n}"))));
    for _ in 0..20 {
        let Val::List(result) = guest.call("across", std::slice::from_ref(&names)) else { panic!() };
        assert_eq!(result.len(), 4000);
        let Val::List(names) = &names else { panic!() };
        assert_eq!(&result[3000..], names.as_slice());
        assert_eq!(result[..3], [text("name 0!"), text(""), text("name 0!")]);
    }
}

/// The component model does not let a component be entered again while it runs, but the arena would not mind: the
/// import calls the export once more, as deep as it is told, and every call still sees its own arguments.
#[test]
fn calls_within_calls_have_arguments_of_their_own() {
    let (core, _) = built("borrowed-again");
    let engine = Engine::default();
    let module = Module::new(&engine, std::fs::read(core).unwrap()).unwrap();
    let mut store = Store::new(&engine, 0_u32);
    let mut linker = wasmtime::Linker::new(&engine);
    linker
        .func_wrap(
            "test:views/host@0.1.0",
            "fetch",
            |mut caller: wasmtime::Caller<'_, u32>, _: i32, _: i32, area: i32| {
                *caller.data_mut() += 1;
                let depth = *caller.data();
                let (realloc, across, memory) = entries(&mut caller);
                if depth < 6 {
                    let texts: Vec<String> =
                        (0..1_u32 << (2 * depth)).map(|n| format!("{depth} {n}")).collect();
                    let arg = lend(&mut caller, &realloc, memory, &texts);
                    across.call(&mut caller, (arg, 1)).unwrap();
                }
                // An empty person, whatever the name was.
                memory.write(&mut caller, area as usize, &[0; 44]).unwrap();
                let dangling = 4_u32.to_le_bytes();
                memory.write(&mut caller, area as usize, &dangling).unwrap();
                memory.write(&mut caller, area as usize + 8, &dangling).unwrap();
            },
        )
        .unwrap();
    let instance = linker.instantiate(&mut store, &module).unwrap();
    let memory = instance.get_memory(&mut store, "memory").unwrap();
    let realloc = instance.get_typed_func(&mut store, "cabi_export_realloc").unwrap();
    let across = instance.get_typed_func::<(i32, i32), i32>(&mut store, "across").unwrap();
    let post = instance.get_typed_func::<i32, ()>(&mut store, "cabi_post_across").unwrap();
    for round in 0..3 {
        *store.data_mut() = 0;
        let texts: Vec<String> = (0..2000).map(|n| format!("{round} {n}")).collect();
        let arg = lend(&mut store, &realloc, memory, &texts[..1]);
        let area = across.call(&mut store, (arg, 1)).unwrap();
        // The last of what came back is the argument, which was lent all the while.
        let words = |store: &Store<u32>, at: usize| {
            let word =
                |at: usize| u32::from_le_bytes(memory.data(store)[at..at + 4].try_into().unwrap()) as usize;
            (word(at), word(at + 4))
        };
        let (list, length) = words(&store, area as usize);
        let (ptr, len) = words(&store, list + 8 * (length - 1));
        assert_eq!(std::str::from_utf8(&memory.data(&store)[ptr..ptr + len]).unwrap(), texts[0]);
        post.call(&mut store, area).unwrap();
    }
}

type Realloc = wasmtime::TypedFunc<(i32, i32, i32, i32), i32>;

fn entries(
    caller: &mut wasmtime::Caller<'_, u32>,
) -> (Realloc, wasmtime::TypedFunc<(i32, i32), i32>, wasmtime::Memory) {
    let realloc = caller.get_export("cabi_export_realloc").unwrap().into_func().unwrap();
    let across = caller.get_export("across").unwrap().into_func().unwrap();
    let memory = caller.get_export("memory").unwrap().into_memory().unwrap();
    (realloc.typed(&*caller).unwrap(), across.typed(&*caller).unwrap(), memory)
}

/// Puts a list of strings where the engine would.
fn lend(
    mut store: impl wasmtime::AsContextMut<Data = u32>,
    realloc: &Realloc,
    memory: wasmtime::Memory,
    texts: &[String],
) -> i32 {
    let length = i32::try_from(texts.len()).unwrap();
    let list = realloc.call(&mut store, (0, 0, 4, 8 * length)).unwrap();
    for (index, text) in texts.iter().enumerate() {
        let len = i32::try_from(text.len()).unwrap();
        // As if the size had been guessed too small at first.
        let ptr = realloc.call(&mut store, (0, 0, 1, 1)).unwrap();
        let ptr = realloc.call(&mut store, (ptr, 1, 1, len)).unwrap();
        memory.write(&mut store, ptr as usize, text.as_bytes()).unwrap();
        let words = [ptr.to_le_bytes(), len.to_le_bytes()].concat();
        memory.write(&mut store, list as usize + 8 * index, &words).unwrap();
    }
    list
}

fn text(text: &str) -> Val {
    Val::String(text.into())
}

fn list(elements: impl IntoIterator<Item = Val>) -> Val {
    Val::List(elements.into_iter().collect())
}

fn some(value: Val) -> Val {
    Val::Option(Some(Box::new(value)))
}

fn record<const N: usize>(fields: [(&str, Val); N]) -> Val {
    Val::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn strings() -> [Val; 5] {
    let long = "long ".repeat(20_000);
    ["", "a", "zero \0 inside", "👩‍👩‍👧‍👦", long.as_str()].map(text)
}

fn pair(n: usize) -> Val {
    let first = Val::Option(n.is_multiple_of(2).then(|| Box::new(Val::U8(7))));
    record([("first", first), ("second", Val::Tuple(vec![Val::U8(n as u8), Val::U16(n as u16)]))])
}

fn person(name: &str) -> Val {
    renamed(name, name)
}

fn renamed(name: &str, to: &str) -> Val {
    let at =
        name.len().is_multiple_of(2).then(|| Box::new(record([("x", Val::S32(1)), ("y", Val::S32(-1))])));
    let home = record([("at", Val::Option(at)), ("name", text(name))]);
    let tags = list([text(name), text("")]);
    record([("name", text(to)), ("tags", tags), ("home", some(home)), ("age", Val::U8(name.len() as u8))])
}

fn shapes() -> Vec<Val> {
    let case = |name: &str, payload: Option<Val>| Val::Variant(name.into(), payload.map(Box::new));
    vec![
        case("circle", Some(Val::Float64(-0.0))),
        case("label", Some(text("étiquette"))),
        case("corner", Some(record([("x", Val::S32(i32::MIN)), ("y", Val::S32(i32::MAX))]))),
        case("people", Some(list([person("a"), person("bb")]))),
        case("people", Some(list([]))),
        case("pair", Some(pair(300))),
        case("nothing", None),
    ]
}
