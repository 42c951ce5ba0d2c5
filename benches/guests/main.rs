//! What calls to a guest cost, beside the same guest of wit-bindgen's: instructions (wasmtime's fuel) and allocations.
//!
//! `scripts/bench-bind` builds the guests and runs this. Both figures are exact, whatever else the machine does.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    reason = "a measurement prints, and fails loudly"
)]

use std::path::Path;

use wasmtime::component::{Component, Instance, Linker, Val};
use wasmtime::{Config, Engine, Store};
use witc::component::{ComponentName, componentize};

/// Elements of a list.
const MANY: u32 = 1000;
/// Calls that are made before one is measured. An arena has found its size after two.
const WARM: u32 = 2;

fn main() {
    // `cargo test --benches` runs this too, without the guests.
    if !Path::new(FOLDER).join("echo-witc-3.wasm").exists() {
        println!("no guests: run scripts/bench-bind");
        return;
    }
    let mut guests = Guests {
        they: Pair::new("echo-wit-bindgen-3", "bench:echo"),
        we: Pair::new("echo-witc-3", "bench:echo"),
        borrowed: Pair::new("borrowed-witc-borrowed-3", "bench:borrowed"),
    };
    instructions(&mut guests);
    allocations(&mut guests);
}

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/target/bench-bind/guests");

struct Guests {
    they: Pair,
    we: Pair,
    borrowed: Pair,
}

/// A guest as it is, and one that counts what it allocates.
struct Pair {
    plain: Guest,
    counting: Guest,
}

impl Pair {
    fn new(name: &str, package: &str) -> Self {
        Self { plain: Guest::new(name, package), counting: Guest::new(&format!("{name}-count"), package) }
    }
}

struct Guest {
    store: Store<()>,
    component: Component,
    instance: Instance,
    package: String,
}

impl Guest {
    fn new(name: &str, package: &str) -> Self {
        let mut config = Config::new();
        config.consume_fuel(true);
        let engine = Engine::new(&config).unwrap();
        let core = std::fs::read(Path::new(FOLDER).join(name).with_extension("wasm")).unwrap();
        let bytes = componentize(&ComponentName::new(name), &core).unwrap();
        let component = Component::new(&engine, bytes).unwrap();
        let mut store = Store::new(&engine, ());
        store.set_fuel(u64::MAX).unwrap();
        let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
        Self { store, component, instance, package: package.to_owned() }
    }

    /// Calls a function, and says how many instructions that took.
    fn call(&mut self, interface: &str, name: &str, args: &[Val]) -> (Val, u64) {
        let interface = format!("{}/{interface}@0.1.0", self.package);
        let (_, interface) = self.component.get_export(None, &interface).unwrap();
        let (_, export) = self.component.get_export(Some(&interface), name).unwrap();
        let func = self.instance.get_func(&mut self.store, export).unwrap();
        let mut results = vec![Val::Bool(false); usize::from(name != "nop")];
        let before = self.store.get_fuel().unwrap();
        func.call(&mut self.store, args, &mut results).unwrap();
        (results.pop().unwrap_or(Val::Bool(false)), before - self.store.get_fuel().unwrap())
    }

    /// The instructions of a call: those before it have made room.
    fn fuel(&mut self, interface: &str, name: &str, args: &[Val]) -> u64 {
        (0..WARM).for_each(|_| drop(self.call(interface, name, args)));
        self.call(interface, name, args).1
    }

    /// Allocations, reallocations and those of them that shrink, of such a call.
    fn counted(&mut self, interface: &str, name: &str, args: &[Val]) -> [u64; 3] {
        (0..WARM).for_each(|_| drop(self.call(interface, name, args)));
        let before = self.counts();
        self.call(interface, name, args);
        let after = self.counts();
        std::array::from_fn(|index| after[index] - before[index])
    }

    fn counts(&mut self) -> [u64; 3] {
        let (Val::Tuple(counts), _) = self.call("stats", "get", &[]) else { panic!() };
        let count = |index: usize| {
            let Val::U64(count) = counts[index] else { panic!("{counts:?}") };
            count
        };
        std::array::from_fn(count)
    }
}

fn head(title: &str) {
    println!("\n{title}\n{:52} {:>14} {:>14}   to reach", "", "wit-bindgen", "witc");
}

fn instructions(guests: &mut Guests) {
    head("Instructions of a call (wasmtime's fuel, opt-level 3, lists of 1000)");
    for (name, args) in calls() {
        let target = match name {
            "echo-bools" | "echo-chars" | "echo-colors" | "echo-perms" | "echo-pairs" | "echo-points"
            | "echo-mixeds" => "< 200",
            _ => "",
        };
        let [they, we] = [&mut guests.they, &mut guests.we].map(|pair| pair.plain.fuel("echo", name, &args));
        println!("{name:52} {they:>14} {we:>14}   {target}");
    }
    for (name, args) in borrowing() {
        let they = guests.they.plain.fuel("echo", name, &args);
        let we = guests.borrowed.plain.fuel("counts", name, &args);
        let target = if name == "count-strings" { "< 45000" } else { "" };
        println!("{:52} {they:>14} {we:>14}   {target}", format!("{name}, --params borrowed"));
    }
}

fn allocations(guests: &mut Guests) {
    head("Allocations + reallocations (those of them that shrink)");
    let shown = |[allocs, reallocs, shrinks]: [u64; 3]| format!("{allocs} + {reallocs} ({shrinks})");
    for (name, args) in calls() {
        let [they, we] =
            [&mut guests.they, &mut guests.we].map(|pair| pair.counting.counted("echo", name, &args));
        let (they, we) = (shown(they), shown(we));
        println!("{name:52} {they:>14} {we:>14}   not more, 0 shrink");
    }
    for (name, args) in borrowing() {
        let they = shown(guests.they.counting.counted("echo", name, &args));
        let we = shown(guests.borrowed.counting.counted("counts", name, &args));
        println!("{:52} {they:>14} {we:>14}   0", format!("{name}, --params borrowed"));
    }
}

fn calls() -> Vec<(&'static str, Vec<Val>)> {
    let list = |make: &dyn Fn(u32) -> Val| vec![Val::List((0..MANY).map(make).collect())];
    let color = |n: u32| Val::Enum(["red", "green", "blue"][n as usize % 3].into());
    let perms = |n: u32| Val::Flags(if n.is_multiple_of(2) { vec!["read".into()] } else { vec![] });
    let option = |n: u32| Val::Option(n.is_multiple_of(2).then(|| Box::new(Val::U32(n))));
    vec![
        ("nop", vec![]),
        ("add", vec![Val::U32(1), Val::U32(2)]),
        ("echo-string", vec![text(100)]),
        ("echo-bytes", list(&|n| Val::U8(n.to_le_bytes()[0]))),
        ("echo-bools", list(&|n| Val::Bool(n.is_multiple_of(2)))),
        ("echo-chars", list(&|_| Val::Char('é'))),
        ("echo-colors", list(&color)),
        ("echo-perms", list(&perms)),
        ("echo-pairs", list(&|n| Val::Tuple(vec![Val::U32(n), Val::U32(n)]))),
        ("echo-points", list(&|n| point(n))),
        ("echo-mixeds", list(&|n| mixed(n))),
        ("echo-opts", list(&option)),
        ("echo-strings", list(&text)),
        ("echo-items", list(&item)),
        ("echo-shape", vec![Val::Variant("circle".into(), Some(Box::new(Val::Float64(1.0))))]),
        ("echo-shapes", list(&|_| Val::Variant("label".into(), Some(Box::new(text(3)))))),
        ("echo-deep", vec![deep()]),
        ("count-strings", list(&text)),
        ("count-items", list(&item)),
        ("make-items", vec![Val::U32(MANY)]),
    ]
}

fn borrowing() -> Vec<(&'static str, Vec<Val>)> {
    calls().into_iter().filter(|(name, _)| name.starts_with("count")).collect()
}

fn text(n: u32) -> Val {
    Val::String(format!("text number {n}"))
}

fn record<const N: usize>(fields: [(&str, Val); N]) -> Val {
    Val::Record(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn point(n: u32) -> Val {
    record(["x", "y", "z"].map(|axis| (axis, Val::Float64(f64::from(n)))))
}

fn mixed(n: u32) -> Val {
    record([("a", Val::U8(1)), ("b", Val::U16(2)), ("c", Val::U32(n)), ("d", Val::U64(4))])
}

fn item(n: u32) -> Val {
    record([("id", Val::U32(n)), ("title", text(n)), ("completed", Val::Bool(n.is_multiple_of(3)))])
}

fn deep() -> Val {
    let tags = || Val::List((0..5).map(text).collect());
    let inner = || record([("name", text(1)), ("tags", tags()), ("color", Val::Enum("red".into()))]);
    let middle = || {
        let opt = Val::Option(Some(Box::new(inner())));
        record([("inner", inner()), ("opt", opt), ("point", point(1))])
    };
    let right = Val::Option(Some(Box::new(middle())));
    let items = Val::List((0..10).map(item).collect());
    let res = Val::Result(Err(Some(Box::new(text(7)))));
    record([("left", middle()), ("right", right), ("items", items), ("res", res)])
}
