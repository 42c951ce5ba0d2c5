//! Worlds of random types: a guest that echoes is made for each, called with random values, and gives back what it got.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::cast_possible_truncation, reason = "random bits are cut to size")]

mod support;

use std::fmt::Write;
use std::path::Path;

use wasmtime::component::{Component, Linker, Type, Val};
use wasmtime::{Config, Engine, Store, StoreLimitsBuilder};

/// Worlds, functions of each, calls of each function.
const WORLDS: u64 = 3;
const FUNCS: usize = 60;
const CALLS: usize = 40;

#[test]
fn random_values_of_random_types_come_back() {
    for seed in 1..=WORLDS {
        let folder = support::scratch(&format!("random-{seed}"));
        let wit = World::random(seed);
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

/// Calls every function with random values.
fn call_all(component: &Path, seed: u64) {
    let mut config = Config::new();
    config.wasm_component_model_map(true).wasm_component_model_fixed_length_lists(true);
    let engine = Engine::new(&config).unwrap();
    let component = Component::from_file(&engine, component).unwrap();
    let mut store = Store::new(&engine, StoreLimitsBuilder::new().memory_size(8 << 20).build());
    store.limiter(|limits| limits);
    let instance = Linker::new(&engine).instantiate(&mut store, &component).unwrap();
    let (_, interface) = component.get_export(None, "random:types/echoes").unwrap();
    let mut random = Random(seed);
    for index in 0..FUNCS {
        let name = format!("echo{index}");
        let (_, export) = component.get_export(Some(&interface), &name).unwrap();
        let func = instance.get_func(&mut store, export).unwrap();
        let (_, ty) = func.ty(&store).params().next().unwrap();
        for _ in 0..CALLS {
            let value = random.value(&ty, 0);
            let mut results = [Val::Bool(false)];
            func.call(&mut store, std::slice::from_ref(&value), &mut results)
                .unwrap_or_else(|error| panic!("seed {seed}, {name}({value:?}): {error:?}"));
            assert!(
                support::same(&value, &results[0]),
                "seed {seed}, {name}\n in {value:?}\nout {:?}",
                results[0]
            );
        }
    }
}

/// The guest: each function of the trait returns its argument.
fn guest(bindings: &str) -> String {
    let (_, rest) = bindings.split_once("pub trait Guest {").unwrap();
    let (functions, _) = rest.split_once("#[doc(hidden)]").unwrap();
    let functions = functions.trim_end().strip_suffix('}').unwrap();
    let bodies = functions.split("fn ").map(|function| match function.trim_end().strip_suffix(';') {
        Some(signature) => format!("fn {signature} {{ a }}\n"),
        None => String::new(),
    });
    let functions = bodies.collect::<String>().replace("_rt::Map", "std::collections::BTreeMap");
    format!(
        "mod bindings {{ include!(env!(\"BINDINGS\")); }}\n\
         #[allow(unused_imports)]\nuse bindings::exports::random::types::echoes::*;\n\
         struct Echo;\nimpl Guest for Echo {{{functions}}}\nbindings::export!(Echo with_types_in bindings);\n"
    )
}

/// Numbers that are the same in every run (xorshift64*).
struct Random(u64);

impl Random {
    fn bits(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.bits() >> 33) as usize % end
    }

    /// A number of that many bits, often at an edge.
    fn number(&mut self, bits: u32) -> u64 {
        let all = u64::MAX >> (64 - bits);
        match self.below(6) {
            0 => 0,
            1 => all,
            2 => 1 << self.below(bits as usize),
            3 => (1 << (bits - 1)) - 1,
            _ => self.bits() & all,
        }
    }

    fn text(&mut self) -> String {
        let letters = ['a', 'Z', '\0', 'é', '€', '𝄞', '\u{10ffff}'];
        (0..[0, 1, 7, 40][self.below(4)]).map(|_| letters[self.below(letters.len())]).collect()
    }

    fn value(&mut self, ty: &Type, depth: usize) -> Val {
        let boxed = |this: &mut Self, ty: Option<Type>| ty.map(|ty| Box::new(this.value(&ty, depth + 1)));
        match ty {
            Type::Bool => Val::Bool(self.below(2) == 0),
            Type::S8 => Val::S8(self.number(8) as i8),
            Type::U8 => Val::U8(self.number(8) as u8),
            Type::S16 => Val::S16(self.number(16) as i16),
            Type::U16 => Val::U16(self.number(16) as u16),
            Type::S32 => Val::S32((self.number(32) as u32).cast_signed()),
            Type::U32 => Val::U32(self.number(32) as u32),
            Type::S64 => Val::S64(self.number(64).cast_signed()),
            Type::U64 => Val::U64(self.number(64)),
            Type::Float32 => Val::Float32(f32::from_bits(self.number(32) as u32)),
            Type::Float64 => Val::Float64(f64::from_bits(self.number(64))),
            Type::Char => Val::Char(char::from_u32(self.number(21) as u32).unwrap_or(char::MAX)),
            Type::String => Val::String(self.text()),
            Type::List(list) => {
                let length = self.below(if depth > 2 { 3 } else { 9 });
                Val::List((0..length).map(|_| self.value(&list.ty(), depth + 1)).collect())
            }
            Type::FixedLengthList(list) => {
                Val::FixedLengthList((0..list.len()).map(|_| self.value(&list.ty(), depth + 1)).collect())
            }
            Type::Map(map) => {
                // Keys in order, as the guest's map will have them.
                let keys = (0..self.below(5) as u32).map(|key| Val::U32(key * 7));
                Val::Map(keys.map(|key| (key, self.value(&map.value(), depth + 1))).collect())
            }
            Type::Record(record) => Val::Record(
                record
                    .fields()
                    .map(|field| (field.name.to_owned(), self.value(&field.ty, depth + 1)))
                    .collect(),
            ),
            Type::Tuple(tuple) => Val::Tuple(tuple.types().map(|ty| self.value(&ty, depth + 1)).collect()),
            Type::Variant(variant) => {
                let case = variant.cases().nth(self.below(variant.cases().len())).unwrap();
                Val::Variant(case.name.to_owned(), boxed(self, case.ty))
            }
            Type::Enum(names) => {
                Val::Enum(names.names().nth(self.below(names.names().len())).unwrap().to_owned())
            }
            Type::Option(option) => {
                let some = self.below(if depth > 3 { 9 } else { 3 }) > 0;
                Val::Option(boxed(self, some.then(|| option.ty())))
            }
            Type::Result(result) => {
                if self.below(2) == 0 {
                    Val::Result(Ok(boxed(self, result.ok())))
                } else {
                    Val::Result(Err(boxed(self, result.err())))
                }
            }
            Type::Flags(flags) => {
                Val::Flags(flags.names().filter(|_| self.below(2) == 0).map(str::to_owned).collect())
            }
            other @ (Type::Own(_)
            | Type::Borrow(_)
            | Type::Future(_)
            | Type::Stream(_)
            | Type::ErrorContext) => panic!("{other:?} was not asked for"),
        }
    }
}

/// A world that is being made.
struct World {
    random: Random,
    types: String,
    count: usize,
}

impl World {
    /// A world whose exported interface echoes values of random types.
    fn random(seed: u64) -> String {
        let mut world = World { random: Random(seed * 0x9e37_79b9), types: String::new(), count: 0 };
        let mut funcs = String::new();
        for index in 0..FUNCS {
            let ty = if index % 4 == 3 { world.nest() } else { world.ty(4) };
            writeln!(funcs, "  echo{index}: func(a: {ty}) -> {ty};").unwrap();
        }
        let types = &world.types;
        format!(
            "package random:types;\n\ninterface echoes {{\n{types}{funcs}}}\n\nworld w {{\n  export echoes;\n  import echoes;\n}}\n"
        )
    }

    fn ty(&mut self, depth: usize) -> String {
        const PRIMS: [&str; 13] =
            ["bool", "u8", "s8", "u16", "s16", "u32", "s32", "u64", "s64", "f32", "f64", "char", "string"];
        if depth == 0 {
            return PRIMS[self.random.below(13)].to_owned();
        }
        match self.random.below(16) {
            0..=2 => PRIMS[self.random.below(13)].to_owned(),
            3 | 4 => format!("list<{}>", self.ty(depth - 1)),
            5 => format!("option<{}>", self.ty(depth - 1)),
            6 => format!("tuple<{}>", self.types(depth).join(", ")),
            7 => {
                let (ok, err) = (self.ty(depth - 1), self.ty(depth - 1));
                [
                    format!("result<{ok}, {err}>"),
                    format!("result<_, {err}>"),
                    format!("result<{ok}>"),
                    "result".into(),
                ][self.random.below(4)]
                .clone()
            }
            8 => format!("list<{}, {}>", self.ty(depth - 1), 1 + self.random.below(5)),
            9 => format!("map<u32, {}>", self.ty(depth - 1)),
            10 | 11 => {
                let fields = self.types(depth);
                self.define("record", "f", &fields.into_iter().map(Some).collect::<Vec<_>>())
            }
            12 | 13 => {
                let cases = self.types(depth);
                let cases: Vec<_> =
                    cases.into_iter().map(|ty| (self.random.below(4) > 0).then_some(ty)).collect();
                self.define("variant", "c", &cases)
            }
            14 => {
                let cases = vec![None; 1 + self.random.below(300)];
                self.define("enum", "e", &cases)
            }
            _ => {
                let flags = vec![None; 1 + self.random.below(32)];
                self.define("flags", "b", &flags)
            }
        }
    }

    /// A type deeper than what one function of the bindings carries.
    fn nest(&mut self) -> String {
        let mut ty = self.ty(1);
        for _ in 0..8 + self.random.below(12) {
            ty = match self.random.below(10) {
                0..=2 => format!("option<{ty}>"),
                3 => format!("result<{ty}>"),
                4 => format!("result<{}, {ty}>", self.ty(0)),
                5 => format!("list<{ty}>"),
                6 => format!("tuple<{}, {ty}>", self.ty(0)),
                7 => format!("list<{ty}, 1>"),
                8 => format!("map<u32, {ty}>"),
                _ => {
                    let part = self.ty(0);
                    self.define("record", "f", &[Some(part), Some(ty)])
                }
            };
        }
        ty
    }

    fn types(&mut self, depth: usize) -> Vec<String> {
        (0..=self.random.below(5)).map(|_| self.ty(depth - 1)).collect()
    }

    fn define(&mut self, kind: &str, prefix: &str, parts: &[Option<String>]) -> String {
        let name = format!("{kind}{}", self.count);
        self.count += 1;
        let parts = parts.iter().enumerate().map(|(index, ty)| match (ty, kind) {
            (Some(ty), "record") => format!("{prefix}{index}: {ty}"),
            (Some(ty), _) => format!("{prefix}{index}({ty})"),
            (None, _) => format!("{prefix}{index}"),
        });
        let parts: Vec<String> = parts.collect();
        writeln!(self.types, "  {kind} {name} {{ {} }}", parts.join(", ")).unwrap();
        name
    }
}
