//! Worlds of random types: a guest that echoes is made for each, called with random values, and gives back what it got.
//! Handles are among them: to resources of the guest's that come back, and to the host's that are lent or given on.
//! `WITC_WORLDS=100 cargo test --test random` for a long run.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::wildcard_enum_match_arm, reason = "values that are no handle are one case")]

mod support;

use std::fmt::Write;
use std::path::Path;

use wasmtime::component::{Component, Instance, Linker, Resource, ResourceType, Type, Val};
use wasmtime::{Config, Engine, Store, StoreContextMut, StoreLimits, StoreLimitsBuilder};

use crate::support::random::{Random, Types, mark, marked};

/// Worlds (unless `WITC_WORLDS` says how many), functions of each, functions of each that lend, calls of each function.
const WORLDS: u64 = 3;
const FUNCS: usize = 60;
const LENDS: usize = 20;
const CALLS: usize = 40;

#[test]
fn random_values_of_random_types_come_back() {
    for seed in 1..=support::worlds(WORLDS) {
        let folder = support::scratch(&format!("random-{seed}"));
        let wit = world(seed);
        std::fs::write(folder.join("world.wit"), &wit).unwrap();
        support::witc_ok(&folder, &["bind", "world.wit", "-o", "bindings.rs"]);
        let bindings = folder.join("bindings.rs");
        std::fs::write(folder.join("guest.rs"), guest(&std::fs::read_to_string(&bindings).unwrap())).unwrap();
        let core = support::compile_file(&folder.join("guest.rs"), &bindings, "2021");
        let args = ["componentize".as_ref(), core.as_os_str(), "-o".as_ref(), "guest.wasm".as_ref()];
        support::witc_ok(&folder, &args);
        call_all(&folder.join("guest.wasm"), seed);
    }
}

/// A component that has been instantiated.
struct Guest {
    component: Component,
    store: Store<Host>,
    instance: Instance,
}

/// What the host has: its resources are nothing but numbers.
struct Host {
    limits: StoreLimits,
    /// What a function that takes handles of the host's has been given last.
    given: Option<Val>,
}

/// The type of the host's resources.
struct Lent;

impl Guest {
    fn new(component: &Path) -> Self {
        let mut config = Config::new();
        config.wasm_component_model_map(true).wasm_component_model_fixed_length_lists(true);
        let engine = Engine::new(&config).unwrap();
        let component = Component::from_file(&engine, component).unwrap();
        let limits = StoreLimitsBuilder::new().memory_size(8 << 20).build();
        let mut store = Store::new(&engine, Host { limits, given: None });
        store.limiter(|host| &mut host.limits);
        let mut linker = Linker::new(&engine);
        let mut lender = linker.instance("random:types/lender").unwrap();
        lender
            .resource("lent", ResourceType::host::<Lent>(), |_, rep| panic!("{rep} is not passed on"))
            .unwrap();
        for name in lends() {
            lender
                .func_new(&name, |mut store: StoreContextMut<'_, Host>, _, params, _| {
                    let given = each_handle(&params[0], &mut |value| {
                        let Val::Resource(handle) = value else { return None };
                        let lent: Resource<Lent> = handle.try_into_resource(&mut store).unwrap();
                        Some(mark(lent.rep()))
                    });
                    store.data_mut().given = Some(given);
                    Ok(())
                })
                .unwrap();
        }
        let instance = linker.instantiate(&mut store, &component).unwrap();
        Self { component, store, instance }
    }

    fn func(&mut self, interface: &str, name: &str) -> wasmtime::component::Func {
        let (_, interface) = self.component.get_export(None, interface).unwrap();
        let (_, export) = self.component.get_export(Some(&interface), name).unwrap();
        self.instance.get_func(&mut self.store, export).unwrap()
    }

    fn call(&mut self, interface: &str, name: &str, args: &[Val]) -> Val {
        let func = self.func(interface, name);
        let mut results = vec![Val::Bool(false); func.ty(&self.store).results().count()];
        func.call(&mut self.store, args, &mut results)
            .unwrap_or_else(|error| panic!("{name}({args:?}): {error:?}"));
        results.pop().unwrap_or(Val::Bool(true))
    }

    /// The type of a function's one parameter.
    fn ty(&mut self, interface: &str, name: &str) -> Type {
        let func = self.func(interface, name);
        func.ty(&self.store).params().next().unwrap().1
    }
}

/// Calls every function with random values.
fn call_all(component: &Path, seed: u64) {
    const ECHOES: &str = "random:types/echoes";
    const LENDS: &str = "random:types/lends";
    let mut guest = Guest::new(component);
    let mut random = Random(seed);
    for name in (0..FUNCS).map(|index| format!("echo{index}")) {
        let ty = guest.ty(ECHOES, &name);
        for _ in 0..CALLS {
            let value = random.value(&ty, 0);
            let given = each_handle(&value, &mut |value| {
                Some(guest.call(ECHOES, "[constructor]thing", &[Val::U32(marked(value)?)]))
            });
            let result = guest.call(ECHOES, &name, &[given]);
            let result = each_handle(&result, &mut |value| {
                let Val::Resource(handle) = value else { return None };
                let number = guest.call(ECHOES, "[method]thing.number", std::slice::from_ref(value));
                handle.resource_drop(&mut guest.store).unwrap();
                let Val::U32(number) = number else { return None };
                Some(mark(number))
            });
            assert!(support::same(&value, &result), "seed {seed}, {name}\n in {value:?}\nout {result:?}");
        }
        assert_eq!(guest.call(ECHOES, "[static]thing.live", &[]), Val::U32(0), "seed {seed}, {name}");
    }
    for name in lends() {
        let ty = guest.ty(LENDS, &name);
        for _ in 0..CALLS {
            let value = random.value(&ty, 0);
            let given = each_handle(&value, &mut |value| {
                let lent = Resource::<Lent>::new_own(marked(value)?);
                Some(Val::Resource(lent.try_into_resource_any(&mut guest.store).unwrap()))
            });
            guest.call(LENDS, &name, &[given]);
            let passed = guest.store.data_mut().given.take().unwrap();
            assert!(support::same(&value, &passed), "seed {seed}, {name}\n in {value:?}\nout {passed:?}");
        }
    }
}

/// The names of the functions that are lent something, and of those that are given something too.
fn lends() -> impl Iterator<Item = String> {
    (0..LENDS).map(|index| if index % 2 == 0 { format!("lend{index}") } else { format!("give{index}") })
}

/// The value, with other parts in the place of those for which `change` has some.
fn each_handle(value: &Val, change: &mut dyn FnMut(&Val) -> Option<Val>) -> Val {
    if let Some(changed) = change(value) {
        return changed;
    }
    let mut all = |values: &[Val]| values.iter().map(|value| each_handle(value, change)).collect();
    match value {
        Val::List(values) => Val::List(all(values)),
        Val::FixedLengthList(values) => Val::FixedLengthList(all(values)),
        Val::Tuple(values) => Val::Tuple(all(values)),
        Val::Record(fields) => {
            let field = |(name, value): &(String, Val)| (name.clone(), each_handle(value, change));
            Val::Record(fields.iter().map(field).collect())
        }
        Val::Variant(case, Some(value)) => {
            Val::Variant(case.clone(), Some(Box::new(each_handle(value, change))))
        }
        Val::Option(Some(value)) => Val::Option(Some(Box::new(each_handle(value, change)))),
        Val::Result(Ok(Some(value))) => Val::Result(Ok(Some(Box::new(each_handle(value, change))))),
        Val::Result(Err(Some(value))) => Val::Result(Err(Some(Box::new(each_handle(value, change))))),
        // A map has no handles in it.
        other => other.clone(),
    }
}

/// The guest: each function of the one trait returns its argument, each of the other passes it on.
fn guest(bindings: &str) -> String {
    let mut traits = bindings.split("pub trait Guest {").skip(1);
    let echoes = functions(traits.next().unwrap(), |_| "a".to_owned());
    let lends = functions(traits.next().unwrap(), |name| {
        // What has a resource to give away is given away itself.
        let argument = if name.starts_with("give") { "what" } else { "&what" };
        format!("crate::bindings::random::types::lender::{name}({argument})")
    });
    format!(
        "mod bindings {{ include!(env!(\"BINDINGS\")); }}
struct Echo;
mod echo {{
    #[allow(unused_imports)] use crate::bindings::exports::random::types::echoes::*;
    use std::sync::atomic::{{AtomicU32, Ordering::Relaxed}};
    static LIVE: AtomicU32 = AtomicU32::new(0);
    pub struct Number(u32);
    impl Drop for Number {{ fn drop(&mut self) {{ LIVE.fetch_sub(1, Relaxed); }} }}
    impl GuestThing for Number {{
        fn new(number: u32) -> Self {{ LIVE.fetch_add(1, Relaxed); Self(number) }}
        fn number(&self) -> u32 {{ self.0 }}
        fn live() -> u32 {{ LIVE.load(Relaxed) }}
    }}
    impl Guest for super::Echo {{ type Thing = Number; {echoes} }}
}}
mod lend {{
    #[allow(unused_imports)] use crate::bindings::exports::random::types::lends::*;
    impl Guest for super::Echo {{ {lends} }}
}}
bindings::export!(Echo with_types_in bindings);
"
    )
}

/// The functions of a trait, with bodies.
fn functions(of_trait: &str, body: impl Fn(&str) -> String) -> String {
    let (functions, _) = of_trait.split_once("\n                }\n").unwrap();
    let functions = functions.split("fn ").skip(1).map(|function| {
        // What stands in front of the next function is not of this one.
        let function = function.trim_end().trim_end_matches("#[rustfmt::skip]");
        let signature = function.trim_end().strip_suffix(';').unwrap();
        let (name, _) = signature.split_once('(').unwrap();
        format!("fn {signature} {{ {} }}\n", body(name))
    });
    functions.collect::<String>().replace("_rt::Map", "std::collections::BTreeMap")
}

/// A world whose exported interfaces echo values of random types, or pass them on.
fn world(seed: u64) -> String {
    let mut made = Types::new(seed);
    let mut funcs = String::new();
    for index in 0..FUNCS {
        made.handles = if index % 3 == 0 { &[] } else { &["thing"] };
        let ty = if index % 4 == 3 { made.nest() } else { made.ty(4) };
        writeln!(funcs, "  echo{index}: func(a: {ty}) -> {ty};").unwrap();
    }
    let echoes = std::mem::take(&mut made.text) + &funcs;
    let mut funcs = String::new();
    for (index, name) in lends().enumerate() {
        // Whatever else there is in it, it is passed on as what it begins with has to be.
        let (first, handles): (_, &'static [_]) = match index % 2 {
            0 => ("borrow<lent>", &["borrow<lent>"]),
            _ => ("lent", &["borrow<lent>", "lent"]),
        };
        made.handles = handles;
        let ty = if index % 4 > 1 { made.nest() } else { made.ty(3) };
        writeln!(made.text, "  record {name}-what {{ first: {first}, rest: {ty} }}").unwrap();
        writeln!(funcs, "  {name}: func(what: {name}-what);").unwrap();
    }
    let (types, used) = (&made.text, lends().map(|name| name + "-what").collect::<Vec<_>>().join(", "));
    format!(
        "package random:types;

interface echoes {{
  resource thing {{
constructor(number: u32);
number: func() -> u32;
live: static func() -> u32;
  }}
{echoes}}}

interface lender {{
  resource lent;
{types}{funcs}}}

interface lends {{
  use lender.{{{used}}};
{funcs}}}

world w {{
  export echoes;
  export lends;
  import echoes;
  import lender;
}}
"
    )
}
