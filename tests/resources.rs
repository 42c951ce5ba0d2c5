//! Resources on wasmtime: made, lent, given away and back, in every aggregate; what is dropped is dropped once.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::cast_possible_truncation, reason = "values are small")]
#![allow(clippy::many_single_char_names, reason = "several values of one kind have a letter each")]
#![allow(clippy::wildcard_enum_match_arm, reason = "values are matched as far as they are used")]

mod support;

use std::collections::HashMap;
use std::path::Path;

use wasmtime::component::{
    Component, ComponentExportIndex, Instance, Linker, LinkerInstance, Resource, ResourceAny, ResourceType,
    Val,
};
use wasmtime::{Config, Engine, Store, StoreContextMut, StoreLimits, StoreLimitsBuilder};

const STORES: &str = "test:exported-resources/stores";
const USERS: &str = "test:exported-resources/users";

/// A component that has been instantiated, and the things that its host has.
struct Guest {
    component: Component,
    store: Store<Things>,
    instance: Instance,
}

/// The host's things: the number of each, by representation.
#[derive(Default)]
struct Things {
    numbers: HashMap<u32, u32>,
    made: u32,
    limits: StoreLimits,
}

/// The type of the host's things.
struct Thing;

impl Guest {
    /// The guest of that name, in little memory.
    fn new(test: &str, name: &str) -> Self {
        let folder = support::scratch(&format!("resources-{test}"));
        let wit = support::root().join(format!("fixtures/bind/{name}.wit"));
        Self::load(&support::guest(&folder, name, &wit))
    }

    fn load(component: &Path) -> Self {
        let component = std::fs::read(component).unwrap();
        let mut config = Config::new();
        config.wasm_component_model_fixed_length_lists(true).wasm_component_model_implements(true);
        let engine = Engine::new(&config).unwrap();
        let component = Component::new(&engine, component).unwrap();
        let mut store = Store::new(&engine, Things::default());
        store.data_mut().limits = StoreLimitsBuilder::new().memory_size(4 << 20).build();
        store.limiter(|things| &mut things.limits);
        let mut linker = linker(&engine);
        linker.define_unknown_imports_as_traps(&component).unwrap();
        let instance = linker.instantiate(&mut store, &component).unwrap();
        Self { component, store, instance }
    }

    /// Calls a function of an interface.
    fn call(&mut self, interface: &str, name: &str, args: &[Val]) -> Val {
        let (_, interface) = self.component.get_export(None, interface).unwrap();
        self.call_export(Some(&interface), name, args)
    }

    /// Calls a function of the world itself.
    fn call_root(&mut self, name: &str, args: &[Val]) -> Val {
        self.call_export(None, name, args)
    }

    fn call_export(&mut self, of: Option<&ComponentExportIndex>, name: &str, args: &[Val]) -> Val {
        let (_, export) = self.component.get_export(of, name).unwrap();
        let func = self.instance.get_func(&mut self.store, export).unwrap();
        let mut results = vec![Val::Bool(false); func.ty(&self.store).results().count()];
        func.call(&mut self.store, args, &mut results)
            .unwrap_or_else(|error| panic!("{name}({args:?}): {error:?}"));
        results.pop().unwrap_or(Val::Bool(true))
    }

    fn stores(&mut self, name: &str, args: &[Val]) -> Val {
        self.call(STORES, name, args)
    }

    /// How many values of resources the guest has.
    fn live(&mut self) -> u32 {
        number(&self.stores("[static]blob.live", &[]))
    }

    fn blob(&mut self, name: &str, bytes: &[u8]) -> Val {
        let blob = self.stores("[constructor]blob", &[text(name)]);
        self.stores("[method]blob.write", &[blob.clone(), list(bytes.iter().map(|byte| Val::U8(*byte)))]);
        blob
    }

    fn name(&mut self, blob: &Val) -> Val {
        self.stores("[method]blob.name", std::slice::from_ref(blob))
    }

    fn drop(&mut self, value: &Val) {
        handle(value).resource_drop(&mut self.store).unwrap();
    }

    /// Takes back a thing that the host has given to nobody.
    fn take_back(&mut self, thing: &Val) {
        let thing: Resource<Thing> = handle(thing).try_into_resource(&mut self.store).unwrap();
        assert!(thing.owned());
        self.store.data_mut().numbers.remove(&thing.rep()).unwrap();
    }

    fn thing(&mut self, number: u32) -> Val {
        let thing = self.store.data_mut().make(number);
        Val::Resource(thing.try_into_resource_any(&mut self.store).unwrap())
    }
}

impl Things {
    fn make(&mut self, number: u32) -> Resource<Thing> {
        self.made += 1;
        self.numbers.insert(self.made, number);
        Resource::new_own(self.made)
    }
}

/// A host that has things; its functions give the sum of whatever they are given, and keep what is not lent.
fn linker(engine: &Engine) -> Linker<Things> {
    let mut linker = Linker::new(engine);
    let mut lent = linker.instance("test:lent/things").unwrap();
    things(&mut lent, "thing");
    lent.func_new("[constructor]thing", |mut store, _, params, results| {
        let thing = store.data_mut().make(number(&params[0]));
        results[0] = Val::Resource(thing.try_into_resource_any(&mut store)?);
        Ok(())
    })
    .unwrap();
    lent.func_new("[method]thing.same", |mut store, _, params, results| {
        let Val::Option(other) = &params[1] else { panic!("{params:?}") };
        let one = sum(&mut store, &params[0]);
        results[0] = Val::Bool(other.as_ref().is_some_and(|other| sum(&mut store, other) == one));
        Ok(())
    })
    .unwrap();
    for name in ["[method]thing.value", "one", "all", "parts", "choose", "fixed"] {
        lent.func_new(name, |mut store, _, params, results| {
            results[0] = Val::U32(params.iter().map(|param| sum(&mut store, param)).sum());
            Ok(())
        })
        .unwrap();
    }
    for name in ["one-of-them", "gauge"] {
        linker
            .root()
            .func_new(name, |mut store, _, params, results| {
                results[0] = Val::U32(params.iter().map(|param| sum(&mut store, param)).sum());
                Ok(())
            })
            .unwrap();
    }
    // What a world has by `use`, it imports once more.
    for name in ["thing", "sluice"] {
        things(&mut linker.root(), name);
    }
    springs(&mut linker);
    for name in ["primary", "backup", "test:named-imports/store"] {
        store(&mut linker.instance(name).unwrap(), name);
    }
    linker
}

/// Springs are things, as many as their names are long; drains are things of a thousand.
fn springs(linker: &mut Linker<Things>) {
    let mut sink = linker.instance("test:parts/sink").unwrap();
    things(&mut sink, "drain");
    sink.func_new("[constructor]drain", |mut store, _, _, results| {
        let drain = store.data_mut().make(1000);
        results[0] = Val::Resource(drain.try_into_resource_any(&mut store)?);
        Ok(())
    })
    .unwrap();
    sink.func_new("[method]drain.pour", |mut store, _, params, results| {
        results[0] = Val::U32(sum(&mut store, &params[0]) / 1000);
        Ok(())
    })
    .unwrap();
    let mut root = linker.root();
    things(&mut root, "spring");
    root.func_new("[constructor]spring", |mut store, _, params, results| {
        results[0] = match sum(&mut store, &params[0]) {
            0 => err(text("no name")),
            length => {
                let spring = store.data_mut().make(length);
                ok(Val::Resource(spring.try_into_resource_any(&mut store)?))
            }
        };
        Ok(())
    })
    .unwrap();
    root.func_new("[method]spring.flow", |mut store, _, params, results| {
        let length = sum(&mut store, &params[0]);
        results[0] = list((0..length).map(|_| Val::U8(7)));
        Ok(())
    })
    .unwrap();
    root.func_new("[static]spring.join", |mut store, _, params, results| {
        let both = sum(&mut store, &params[0]) + sum(&mut store, &params[1]);
        let spring = store.data_mut().make(both);
        results[0] = Val::Resource(spring.try_into_resource_any(&mut store)?);
        Ok(())
    })
    .unwrap();
}

/// A store whose entries all have its own name, and are there if their keys are as long.
fn store(linker: &mut LinkerInstance<'_, Things>, name: &'static str) {
    let entry = move |key: &Val| {
        let Val::String(key) = key else { panic!("{key:?}") };
        let value = list(name.bytes().map(Val::U8));
        let entry = record([("key", text(key)), ("value", value)]);
        Val::Option((key.len() == name.len()).then(|| Box::new(entry)))
    };
    things(linker, "cursor");
    linker
        .func_new("get", move |_, _, params, results| {
            results[0] = entry(&params[0]);
            Ok(())
        })
        .unwrap();
    linker
        .func_new("[method]cursor.next", move |mut store, _, params, results| {
            let length = sum(&mut store, &params[0]) as usize;
            results[0] = entry(&text(&"k".repeat(length)));
            Ok(())
        })
        .unwrap();
    for function in ["[constructor]cursor", "put"] {
        linker
            .func_new(function, |mut store, _, params, results| {
                let key = match &params[0] {
                    Val::Record(fields) => fields[0].1.clone(),
                    key => key.clone(),
                };
                let length = sum(&mut store, &key);
                let cursor = store.data_mut().make(length);
                results[0] = Val::Resource(cursor.try_into_resource_any(&mut store)?);
                Ok(())
            })
            .unwrap();
    }
}

/// A resource of the host's, whose values are things.
fn things(linker: &mut LinkerInstance<'_, Things>, name: &str) {
    linker
        .resource(name, ResourceType::host::<Thing>(), |mut store: StoreContextMut<'_, Things>, rep| {
            assert!(store.data_mut().numbers.remove(&rep).is_some(), "thing {rep} is dropped twice");
            Ok(())
        })
        .unwrap();
}

/// The numbers in a value, those of things among them, and the lengths of strings.
fn sum(store: &mut StoreContextMut<'_, Things>, value: &Val) -> u32 {
    let mut all = |values: &[Val]| values.iter().map(|value| sum(store, value)).sum();
    match value {
        Val::U32(number) => *number,
        Val::String(text) => text.len() as u32,
        Val::List(values) | Val::Tuple(values) | Val::FixedLengthList(values) => all(values),
        Val::Record(fields) => all(&fields.iter().map(|(_, value)| value.clone()).collect::<Vec<_>>()),
        Val::Variant(_, Some(value))
        | Val::Option(Some(value))
        | Val::Result(Ok(Some(value)) | Err(Some(value))) => sum(store, value),
        Val::Variant(_, None) | Val::Option(None) | Val::Result(Ok(None) | Err(None)) => 0,
        Val::Resource(thing) => {
            let thing: Resource<Thing> = thing.try_into_resource(&mut *store).unwrap();
            let numbers = &mut store.data_mut().numbers;
            if thing.owned() { numbers.remove(&thing.rep()).unwrap() } else { numbers[&thing.rep()] }
        }
        other => panic!("{other:?}"),
    }
}

fn handle(value: &Val) -> ResourceAny {
    let Val::Resource(handle) = value else { panic!("{value:?} is no resource") };
    *handle
}

fn number(value: &Val) -> u32 {
    let Val::U32(number) = value else { panic!("{value:?} is no number") };
    *number
}

fn text(text: &str) -> Val {
    Val::String(text.into())
}

fn list(values: impl IntoIterator<Item = Val>) -> Val {
    Val::List(values.into_iter().collect())
}

fn record<const N: usize>(fields: [(&str, Val); N]) -> Val {
    Val::Record(fields.map(|(name, value)| (name.to_owned(), value)).to_vec())
}

fn variant(case: &str, payload: Option<Val>) -> Val {
    Val::Variant(case.to_owned(), payload.map(Box::new))
}

fn some(value: Val) -> Val {
    Val::Option(Some(Box::new(value)))
}

fn ok(value: Val) -> Val {
    Val::Result(Ok(Some(Box::new(value))))
}

fn err(value: Val) -> Val {
    Val::Result(Err(Some(Box::new(value))))
}

#[test]
fn resources_are_made_used_and_dropped_once() {
    let mut guest = Guest::new("made", "exported-resources");
    let a = guest.blob("a", b"some bytes");
    let b = guest.blob("b", b" and more");
    assert_eq!(guest.live(), 2);
    assert_eq!(
        guest.stores("[method]blob.read", &[a.clone(), Val::U32(5), Val::U32(2)]),
        list([Val::U8(b'b'), Val::U8(b'y')])
    );
    let joined = guest.stores("[static]blob.join", &[a, b.clone()]);
    assert_eq!(guest.live(), 2, "what was taken out of one handle is in another");
    assert_eq!(guest.name(&joined), text("a"));
    let sizes = guest.stores("measure", &[list([joined.clone(), b.clone(), joined.clone()])]);
    assert_eq!(sizes, list([19, 9, 19].map(Val::U32)));
    for value in [joined, b] {
        guest.drop(&value);
    }
    assert_eq!(guest.live(), 0);
}

#[test]
fn constructors_may_fail() {
    let mut guest = Guest::new("fallible", "exported-resources");
    let Val::Result(Ok(Some(even))) = guest.stores("[constructor]even", &[Val::U32(42)]) else {
        panic!("42 is even")
    };
    assert_eq!(guest.stores("[method]even.half", &[(*even).clone()]), Val::U32(21));
    assert_eq!(guest.call(USERS, "halve", &[(*even).clone()]), Val::U32(21));
    assert_eq!(guest.stores("[constructor]even", &[Val::U32(7)]), err(text("7 is odd")));
    assert_eq!(guest.live(), 1);
    guest.drop(&even);
    assert_eq!(guest.live(), 0);
}

#[test]
fn resources_are_given_in_aggregates_and_come_back() {
    let mut guest = Guest::new("given", "exported-resources");
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|name| guest.blob(name, name.as_bytes()));
    let pair = record([("left", a), ("right", some(b))]);
    let Val::Record(swapped) = guest.stores("swap", &[pair]) else { panic!("a record") };
    let (b, Val::Option(Some(a))) = (swapped[0].1.clone(), swapped[1].1.clone()) else {
        panic!("{swapped:?}")
    };
    assert_eq!((guest.name(&b), guest.name(&a)), (text("b"), text("a")));
    let Val::List(sorted) = guest.stores("sort", &[list([d, b, c, *a])]) else { panic!("a list") };
    let names: Vec<Val> = sorted.iter().map(|blob| guest.name(blob)).collect();
    assert_eq!(list(names), list(["a", "b", "c", "d"].map(text)));
    let [a, b, c, d] = <[Val; 4]>::try_from(sorted).unwrap();

    let even = |guest: &mut Guest| match guest.stores("[constructor]even", &[Val::U32(8)]) {
        Val::Result(Ok(Some(even))) => *even,
        other => panic!("{other:?}"),
    };
    let given = [Val::FixedLengthList(vec![a, b]), Val::Tuple(vec![c, some(err(d))])];
    let Val::Result(Ok(Some(both))) = guest.stores("both", &given) else { panic!("both") };
    let Val::Tuple(both) = *both else { panic!("a tuple") };
    assert_eq!(guest.live(), 2, "what is not given back is dropped");
    let first = guest.call(USERS, "first", &[list(both)]);
    let Val::Option(Some(c)) = first else { panic!("{first:?}") };
    assert_eq!((guest.name(&c), guest.live()), (text("c"), 1));

    let [e, f, g] = ["e", "f", "g"].map(|name| guest.blob(name, b""));
    let eight = even(&mut guest);
    let given = [Val::FixedLengthList(vec![e, f]), Val::Tuple(vec![g, some(ok(eight))])];
    let Val::Result(Err(Some(eight))) = guest.stores("both", &given) else { panic!("neither") };
    assert_eq!(guest.live(), 2);
    assert_eq!(guest.stores("weigh", &[variant("even", Some(*eight))]), Val::U32(8));
    assert_eq!(guest.stores("weigh", &[variant("lent", Some((*c).clone()))]), Val::U32(101));
    assert_eq!(guest.stores("weigh", &[variant("nothing", None)]), Val::U32(0));
    assert_eq!(guest.live(), 1, "what is lent stays");
    assert_eq!(guest.stores("weigh", &[variant("blob", Some(*c))]), Val::U32(1));
    let token = guest.stores("mint", &[]);
    assert_eq!(guest.live(), 1);
    guest.stores("burn", &[token]);
    assert_eq!(guest.live(), 0);
}

#[test]
fn resources_are_lent_in_aggregates() {
    let mut guest = Guest::new("lent", "exported-resources");
    let a = guest.blob("a", &[1; 10]);
    let token = guest.stores("mint", &[]);
    let view = |times| record([("shown", a.clone()), ("times", Val::U32(times))]);
    let views = list([view(1), view(2)]);
    let last = err(Val::Tuple(vec![token.clone(), view(7)]));
    assert_eq!(guest.stores("look", &[views, some(a.clone()), last]), Val::U32(10 + 20 + 10 + 1070));
    let lengths = [list([a.clone(), a.clone()]), view(3)];
    assert_eq!(guest.call(USERS, "lengths", &lengths), Val::U32(70));
    let h = guest.blob("h", &[0; 5]);
    let mut many = vec![a.clone(), some(a.clone()), list([a.clone()])];
    many.extend(["d", "e", "f", "g"].map(text));
    many.extend([h, text("i")]);
    assert_eq!(guest.stores("many", &many), Val::U32(40));
    assert_eq!(guest.live(), 2);
    for value in [a, token] {
        guest.drop(&value);
    }
    assert_eq!(guest.live(), 0);
}

/// wasmtime traps if a guest keeps what it was lent, the host's destructor if it drops something twice.
#[test]
fn resources_of_others_are_lent_on_and_given_back() {
    const USE: &str = "use-them";
    let mut guest = Guest::new("others", "lent");
    let things = [1, 10, 100].map(|number| guest.thing(number));
    let [a, b, c] = &things;
    let seen = |thing: &Val, label: &str| record([("thing", thing.clone()), ("label", text(label))]);
    let row = |thing: &Val, more| Val::Tuple(vec![thing.clone(), Val::U32(more)]);
    assert_eq!(guest.call(USE, "one", &[a.clone(), b.clone()]), Val::U32(11));
    assert_eq!(guest.call(USE, "one", &[a.clone(), a.clone()]), Val::U32(2));
    let all = [list([a.clone(), b.clone()]), list([seen(c, "four"), seen(c, "")])];
    assert_eq!(guest.call(USE, "all", &all), Val::U32(11 + 204));
    let either = [ok(b.clone()), err(seen(b, "label"))];
    for (either, label) in either.into_iter().zip([0, 5]) {
        let parts = [
            some(a.clone()),
            either,
            Val::Tuple(vec![c.clone(), text("text")]),
            some(a.clone()),
            row(b, 1000),
            list([row(a, 2000), row(a, 4000)]),
        ];
        assert_eq!(guest.call(USE, "parts", &parts), Val::U32(1 + 10 + label + 104 + 1 + 1010 + 6002));
    }
    assert_eq!(guest.call(USE, "fixed", &[Val::FixedLengthList(things.to_vec())]), Val::U32(111));
    let lend = [list([a.clone(), c.clone()]), list(["x", "y"].map(text))];
    assert_eq!(guest.call(USE, "lend", &lend), list(["x1", "y100"].map(text)));
    assert_eq!(guest.store.data().numbers.len(), 3, "what was lent is still there, what was made is not");

    for (choice, total) in [("lent", 1000), ("given", 1000), ("seen", 1002), ("none", 0)] {
        let [d, e, f] = [1000, 20, 40].map(|number| guest.thing(number));
        let payload = match choice {
            "seen" => Some(seen(&d, "ab")),
            "none" => None,
            _ => Some(d.clone()),
        };
        let mixed = |thing: Val| record([("lent", a.clone()), ("given", thing)]);
        let nested = record([("seen", list([seen(b, "n"), seen(c, "")])), ("mixed", some(mixed(f)))]);
        let given = [variant(choice, payload), mixed(e), nested];
        let expected = total + (1 + 20) + (10 + 1 + 100) + (1 + 40);
        assert_eq!(guest.call(USE, "choose", &given), Val::U32(expected), "{choice}");
        if choice != "given" {
            guest.take_back(&d);
        }
        assert_eq!(guest.store.data().numbers.len(), 3, "{choice}");
    }
    let args = [seen(a, "root"), list([b.clone(), c.clone()])];
    assert_eq!(guest.call_root("outside", &args), Val::U32(115));
    for thing in &things {
        guest.take_back(thing);
    }
    assert!(guest.store.data().numbers.is_empty());
}

/// Neither the values nor the handles of resources are kept.
#[test]
fn nothing_is_kept_of_resources() {
    let mut guest = Guest::new("kept", "exported-resources");
    let blob = guest.blob("lasting", b"x");
    for _ in 0..1000 {
        let one = guest.blob("one", &[7; 4000]);
        let two = guest.blob("two", &[7; 4000]);
        let joined = guest.stores("[static]blob.join", &[one, two.clone()]);
        let Val::List(sorted) = guest.stores("sort", &[list([two, joined])]) else { panic!("a list") };
        guest.stores("measure", &[list(sorted.iter().cloned().chain([blob.clone()]))]);
        guest.stores("[constructor]even", &[Val::U32(1)]);
        for value in &sorted {
            guest.drop(value);
        }
    }
    assert_eq!(guest.live(), 1);
    let mut guest = Guest::new("kept-lent", "lent");
    let things = [1, 2, 3].map(|number| guest.thing(number));
    let many = list((0..100).flat_map(|_| things.clone()));
    for _ in 0..1000 {
        guest.call("use-them", "all", &[many.clone(), list([])]);
    }
    assert_eq!(guest.store.data().numbers.len(), 3);
}

/// Two guests: what one exports is made of what it imports under the same name from the other.
#[test]
fn resources_are_imported_and_exported_under_one_name() {
    const COUNTERS: &str = "test:relay/counters";
    let folder = support::scratch("resources-relay");
    let wit = support::root().join("fixtures/guests/relay/world.wit");
    support::guest_of(&folder, "relay-owner", &wit, Some("owner"));
    support::guest_of(&folder, "relay", &wit, Some("relay"));
    let args = ["compose", "relay.wasm", "--with", "relay-owner.wasm", "-o", "composed.wasm"];
    support::witc_ok(&folder, &args);
    let mut guest = Guest::load(&folder.join("composed.wasm"));
    let [a, b] = [7, 20].map(|from| guest.call(COUNTERS, "[constructor]counter", &[Val::U32(from)]));
    assert_eq!(guest.call(COUNTERS, "[method]counter.next", std::slice::from_ref(&a)), Val::U32(107));
    assert_eq!(guest.call(COUNTERS, "total", &[list([a.clone(), b.clone(), a.clone()])]), Val::U32(336));
    let merged = guest.call(COUNTERS, "[static]counter.merge", &[a, b.clone()]);
    assert_eq!(guest.call(COUNTERS, "[static]counter.live", &[]), Val::U32(2));
    let Val::Record(pair) = guest.call(COUNTERS, "split", &[merged]) else { panic!("a record") };
    let (half, Val::Option(Some(other))) = (&pair[0].1, &pair[1].1) else { panic!("{pair:?}") };
    assert_eq!(guest.call(COUNTERS, "total", &[list([half.clone(), (**other).clone()])]), Val::U32(228));
    assert_eq!(guest.call(COUNTERS, "[static]counter.live", &[]), Val::U32(3));
    for counter in [half, &**other, &b] {
        guest.drop(counter);
    }
    assert_eq!(guest.call(COUNTERS, "[static]counter.live", &[]), Val::U32(0));
}

/// Resources of the world itself are imported from where its functions are.
#[test]
fn worlds_have_resources() {
    let mut guest = Guest::new("world", "world-resources");
    let [still, flowing, drain] = [3, 7, 1000].map(|number| guest.thing(number));
    let none = Val::Option(None);
    let args = [variant("still", Some(still)), none];
    assert_eq!(guest.call_root("let-flow", &args), Val::U32(8 + 1000 + 5 + 1000));
    assert_eq!(guest.store.data().numbers.len(), 2, "what the guest was given and what it made is dropped");
    let river = record([("spring", flowing.clone()), ("drain", drain.clone())]);
    let args = [variant("flowing", Some(river)), some(drain.clone())];
    assert_eq!(guest.call_root("let-flow", &args), Val::U32(1007 + 3));
    let drains = list([drain.clone(), drain.clone()]);
    assert_eq!(guest.call("sluices", "open", &[drains]), Val::U32(6));
    let springs = [0, 2, 0, 4].map(|number| guest.thing(number));
    let Val::Tuple(rest) = guest.call_root("empty", &[list(springs)]) else { panic!("a tuple") };
    let (Val::Option(Some(last)), Val::List(others)) = (&rest[0], &rest[1]) else { panic!("{rest:?}") };
    assert_eq!((others.len(), guest.store.data().numbers.len()), (1, 4));
    for thing in [&**last, &others[0], &flowing, &drain] {
        guest.take_back(thing);
    }
    assert!(guest.store.data().numbers.is_empty());
}

/// One interface imported under three names, and exported under two: what is of one is not of another.
#[test]
fn interfaces_are_imported_under_several_names() {
    let mut guest = Guest::new("named", "named-imports");
    let entry = |key: &str, name: &str| {
        some(record([("key", text(key)), ("value", list(name.bytes().map(Val::U8)))]))
    };
    assert_eq!(guest.call("cache", "get", &[text("seven..")]), entry("seven..", "primary"));
    assert_eq!(guest.call("other", "get", &[text("six...")]), entry("six...", "backup"));
    assert_eq!(guest.call("other", "get", &[text("seven..")]), Val::Option(None));
    let long = "k".repeat("test:named-imports/store".len());
    assert_eq!(guest.call("other", "get", &[text(&long)]), entry(&long, "test:named-imports/store"));
    let value = record([("key", text(&long)), ("value", list([]))]);
    let one = guest.call("other", "put", &[value]);
    assert_eq!(
        guest.call("other", "[method]cursor.next", std::slice::from_ref(&one)),
        entry(&long, "test:named-imports/store")
    );
    let two = guest.call("cache", "[constructor]cursor", &[text("seven..")]);
    assert_eq!(
        guest.call("cache", "[method]cursor.next", std::slice::from_ref(&two)),
        entry("kkkkkkk", "primary")
    );
    assert_eq!(guest.store.data().numbers.len(), 3);
    for cursor in [one, two] {
        guest.drop(&cursor);
    }
    assert!(guest.store.data().numbers.is_empty(), "the host's cursors go with the guest's");
}

#[test]
fn names_that_the_generator_would_like_are_the_wits() {
    const HERE: &str = "test:resource-names/here";
    let mut guest = Guest::new("names", "resource-names");
    let Val::Result(Ok(Some(r))) = guest.call(HERE, "[constructor]r", &[]) else { panic!("an r") };
    let other = guest.call(HERE, "[static]r.new", &[]);
    for (name, expected) in [("handle", 11), ("take-handle", 21), ("into-inner", 31)] {
        let name = format!("[method]r.{name}");
        assert_eq!(guest.call(HERE, &name, std::slice::from_ref(&r)), Val::U32(expected));
    }
    let both = [(*r).clone(), other.clone()];
    assert_eq!(guest.call(HERE, "[method]r.get", &both), Val::U32(3));
    assert_eq!(guest.call(HERE, "[static]r.consume", &[other]), Val::U32(2));
    let maybe = some(record([("n", Val::U32(4))]));
    let five = || record([("n", Val::U32(5))]);
    for (case, expected) in [("a", ok(five())), ("b", err(five()))] {
        let args = [(*r).clone(), Val::Enum(case.to_owned()), maybe.clone()];
        assert_eq!(guest.call(HERE, "f", &args), expected);
    }
}

/// The engine has no accessors yet: what is made for it is a component all the same, also if its guest never gets
/// what it sets.
#[test]
fn accessors_are_encoded() {
    let folder = support::scratch("resources-accessors");
    let wit = support::root().join("fixtures/bind/accessors.wit");
    support::guest_of(
        &folder,
        "only-sets",
        &support::root().join("fixtures/guests/only-sets/world.wit"),
        None,
    );
    let component = std::fs::read(support::guest(&folder, "accessors", &wit)).unwrap();
    for name in ["[method][set]blob.label", "[static][get]blob.max-size", "[get]depth", "[set]counter"] {
        assert!(component.windows(name.len()).any(|bytes| bytes == name.as_bytes()), "{name}");
    }
}
