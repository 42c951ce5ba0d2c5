//! The ABI plan itself, without any code made of it: it is interpreted over the memory of a core module, and must agree
//! with wasmtime's own lifting and lowering on random values of random types, as import and as export; and what
//! post-return is to free is each buffer of the result, once.
//!
//! `WITC_PLAN_WORLDS=1000 cargo test --release --test plan` runs longer.

#![cfg(feature = "runtime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed test may panic")]
#![allow(clippy::wildcard_enum_match_arm, reason = "values that don't fit their type are one case")]

mod lift;
mod lower;
mod module;
#[path = "../support/mod.rs"]
mod support;
mod values;

use std::fmt::Write;

use wasmtime::component::types::ComponentItem;
use wasmtime::component::{Component, Func, Instance, Linker, Type, Val};
use wasmtime::{Config, Engine, Store};
use wit_component::{ComponentEncoder, StringEncoding, embed_component_metadata};
use wit_parser::Resolve;
use witc::abi::AbiPlan;
use witc::abi::flat::CoreSig;
use witc::abi::func::{Args, FuncPlan};
use witc::base::ids::FuncIx;
use witc::base::source::SourceFile;
use witc::frontend::{Input, Selection, load};
use witc::graph::{Item, TypeGraph};
use witc::{abi, graph};

use crate::lift::{Lifting, Memory};
use crate::lower::Lowering;
use crate::module::{FLATS, HEAP, Pair, RETURN, WRITTEN, module};
use crate::support::random::{Random, Types};
use crate::support::same;

/// Worlds, functions of each, calls of each function in each direction.
const WORLDS: u64 = 20;
const FUNCS: usize = 50;
const CALLS: usize = 25;

#[test]
fn the_plan_agrees_with_wasmtime() {
    let worlds = std::env::var("WITC_PLAN_WORLDS").map_or(WORLDS, |worlds| worlds.parse().unwrap());
    let values: usize = (1..=worlds).map(|seed| Rig::new(seed).run(seed)).sum();
    assert!(values > 1000, "{values} values are too few to tell anything");
}

/// What the host's side of an import expects and returns.
#[derive(Default)]
struct Script {
    args: Vec<Val>,
    result: Option<Val>,
}

/// A component of one world, and the plan of the world.
struct Rig {
    graph: TypeGraph,
    plan: AbiPlan,
    store: Store<Script>,
    component: Component,
    instance: Instance,
}

impl Rig {
    fn new(seed: u64) -> Self {
        let wit = world(seed);
        let input = Input::new(vec![SourceFile::new("world.wit", wit.as_str())], Vec::new());
        let world = load(&input, &Selection::default()).unwrap().world;
        let graph = graph::build(&world);
        let plan = abi::plan(&graph, &world.sources).unwrap();
        let bytes = encode(&wit, &graph, &plan);
        let mut config = Config::new();
        config.wasm_component_model_map(true).wasm_component_model_fixed_length_lists(true);
        let engine = Engine::new(&config).unwrap();
        let component = Component::new(&engine, bytes).unwrap();
        let mut linker = Linker::<Script>::new(&engine);
        let mut calls = linker.instance("random:plan/calls").unwrap();
        for func in funcs(&graph).0 {
            let host = |store: wasmtime::StoreContextMut<'_, Script>,
                        _,
                        args: &[Val],
                        results: &mut [Val]| {
                let script = store.data();
                assert!(all_same(&script.args, args), "lowered {:?}\n   wasmtime has {args:?}", script.args);
                if let Some(result) = results.first_mut() {
                    *result = script.result.clone().unwrap();
                }
                Ok(())
            };
            calls.func_new(graph.funcs[func].wire_name.as_str(), host).unwrap();
        }
        let mut store = Store::new(&engine, Script::default());
        let instance = linker.instantiate(&mut store, &component).unwrap();
        Self { graph, plan, store, component, instance }
    }

    /// Calls everything in both directions, and counts the values.
    fn run(mut self, seed: u64) -> usize {
        let mut random = Random(seed);
        let mut values = 0;
        let (imports, exports) = funcs(&self.graph);
        let (_, interface) = self.component.get_export(None, "random:plan/calls").unwrap();
        for (index, (import, export)) in imports.into_iter().zip(exports).enumerate() {
            let name = self.graph.funcs[export].wire_name.clone();
            let (item, export_index) = self.component.get_export(Some(&interface), name.as_str()).unwrap();
            let ComponentItem::ComponentFunc(ty) = item else { panic!("{name} is no function") };
            let params: Vec<Type> = ty.params().map(|(_, ty)| ty).collect();
            let result: Option<Type> = ty.results().next();
            let func = self.instance.get_func(&mut self.store, export_index).unwrap();
            let drive = self.named(&format!("drive{index}"));
            for _ in 0..CALLS {
                let args: Vec<Val> = params.iter().map(|ty| random.value(ty, 0)).collect();
                let result = result.as_ref().map(|ty| random.value(ty, 0));
                values += 2 * (args.len() + usize::from(result.is_some()));
                self.call_export(export, func, &args, result.as_ref());
                self.call_import(import, drive, args, result);
            }
        }
        values
    }

    /// The engine lowers arguments and lifts the result; the plan does the opposite.
    fn call_export(&mut self, ix: FuncIx, func: Func, args: &[Val], result: Option<&Val>) {
        let plan = self.plan.funcs[ix].clone();
        if let (Some(value), Some(placed)) = (result, &plan.result) {
            let mut lowering = self.lowering(usize::from(!plan.sig.results.is_empty()));
            let mut base = 0;
            if plan.sig.retptr {
                let layout = &self.plan.types[self.graph.funcs[ix].result.unwrap()].layout;
                base = lowering.alloc(layout.size, layout.align);
                lowering.buffers.clear();
                lowering.flats[0] = base.into();
            }
            lowering.lower(placed, value, base);
            let Lowering { bytes, flats, mut buffers, .. } = lowering;
            let mut freed = Vec::new();
            if let Some(free) = &plan.post_return {
                self.lifting(&[(WRITTEN, bytes.clone())], &flats).owned(free, base, &mut freed);
            }
            freed.sort();
            buffers.sort();
            assert_eq!(freed, buffers, "what is freed is not what was allocated: {value:?}");
            self.poke(WRITTEN, &bytes);
            self.poke(RETURN, &words(&flats));
        }
        self.reset();
        let mut results = vec![Val::Bool(false); usize::from(result.is_some())];
        func.call(&mut self.store, args, &mut results).unwrap();
        assert!(all_same(result.as_slice(), &results), "lowered {result:?}\nwasmtime has {results:?}");
        let flats = self.peek_flats(plan.sig.params.len());
        let heap = [(HEAP, self.peek_heap())];
        let lifting = self.lifting(&heap, &flats);
        let base = u32::try_from(flats.first().copied().unwrap_or_default() & 0xffff_ffff).unwrap();
        let lifted: Vec<Val> = plan.args.values().iter().map(|placed| lifting.lift(placed, base)).collect();
        assert!(all_same(args, &lifted), "wasmtime lowered {args:?}\nlifted {lifted:?}");
    }

    /// The plan lowers arguments and lifts the result; the engine does the opposite.
    fn call_import(&mut self, ix: FuncIx, drive: Func, args: Vec<Val>, result: Option<Val>) {
        let FuncPlan { sig, args: placed, result: returned, .. } = self.plan.funcs[ix].clone();
        let mut lowering = self.lowering(sig.params.len());
        let mut base = 0;
        if let Args::Spilled { layout, .. } = &placed {
            base = lowering.alloc(layout.size, layout.align);
            lowering.flats[0] = base.into();
        }
        for (placed, value) in placed.values().iter().zip(&args) {
            lowering.lower(placed, value, base);
        }
        let area = if sig.retptr {
            let layout = &self.plan.types[self.graph.funcs[ix].result.unwrap()].layout;
            let area = lowering.alloc(layout.size, layout.align);
            *lowering.flats.last_mut().unwrap() = area.into();
            Some((area, layout.size))
        } else {
            None
        };
        let Lowering { bytes, flats, .. } = lowering;
        self.poke(WRITTEN, &bytes);
        self.poke(FLATS, &words(&flats));
        self.reset();
        *self.store.data_mut() = Script { args, result: result.clone() };
        drive.call(&mut self.store, &[], &mut []).unwrap();
        let (Some(value), Some(placed)) = (result, returned) else { return };
        let flats = self.peek_words(RETURN, 1);
        let mut memory = vec![(HEAP, self.peek_heap())];
        memory.extend(area.map(|(area, size)| (area, self.peek(area, size))));
        let lifted = self.lifting(&memory, &flats).lift(&placed, area.map_or(0, |(area, _)| area));
        assert!(same(&value, &lifted), "wasmtime lowered {value:?}\nlifted {lifted:?}");
    }

    fn lowering(&self, flats: usize) -> Lowering<'_> {
        Lowering {
            graph: &self.graph,
            plan: &self.plan,
            start: WRITTEN,
            bytes: Vec::new(),
            buffers: Vec::new(),
            flats: vec![0; flats],
        }
    }

    fn lifting<'a>(&'a self, memory: &'a Memory, flats: &'a [u64]) -> Lifting<'a> {
        Lifting { graph: &self.graph, plan: &self.plan, memory, flats }
    }

    fn named(&mut self, name: &str) -> Func {
        self.instance.get_func(&mut self.store, name).unwrap()
    }

    fn reset(&mut self) {
        self.named("reset").call(&mut self.store, &[], &mut []).unwrap();
    }

    fn poke(&mut self, at: u32, bytes: &[u8]) {
        let func = self.named("poke").typed::<(u32, &[u8]), ()>(&self.store).unwrap();
        func.call(&mut self.store, (at, bytes)).unwrap();
    }

    fn peek(&mut self, at: u32, length: u32) -> Vec<u8> {
        let func = self.named("peek").typed::<(u32, u32), (Vec<u8>,)>(&self.store).unwrap();
        func.call(&mut self.store, (at, length)).unwrap().0
    }

    /// What the engine has allocated.
    fn peek_heap(&mut self) -> Vec<u8> {
        let func = self.named("used").typed::<(), (u32,)>(&self.store).unwrap();
        let (end,) = func.call(&mut self.store, ()).unwrap();
        self.peek(HEAP, end - HEAP)
    }

    fn peek_flats(&mut self, count: usize) -> Vec<u64> {
        self.peek_words(FLATS, count)
    }

    fn peek_words(&mut self, at: u32, count: usize) -> Vec<u64> {
        let bytes = self.peek(at, u32::try_from(count * 8).unwrap());
        bytes.chunks_exact(8).map(|word| u64::from_le_bytes(word.try_into().unwrap())).collect()
    }
}

/// The functions of the interface, as imports and as exports.
fn funcs(graph: &TypeGraph) -> (Vec<FuncIx>, Vec<FuncIx>) {
    let of = |items: &witc::base::maps::IndexMap<_, Item>| -> Vec<FuncIx> {
        let mut interfaces = items.values().filter_map(|item| match item {
            Item::Interface(interface) => Some(interface.funcs.clone()),
            Item::Func(_) | Item::Type(_) => None,
        });
        interfaces.next().unwrap()
    };
    (of(&graph.imports), of(&graph.exports))
}

/// A world that imports and exports an interface of random functions, and gives a view of its memory.
fn world(seed: u64) -> String {
    let interface = calls(seed);
    let mut drives = String::new();
    for index in 0..FUNCS {
        writeln!(drives, "  export drive{index}: func();").unwrap();
    }
    format!(
        "package random:plan;\n\n{interface}\nworld w {{\n  import calls;\n  export calls;\n{drives}\
         \x20 export reset: func();\n  export used: func() -> u32;\n\
         \x20 export poke: func(at: u32, bytes: list<u8>);\n  export peek: func(at: u32, length: u32) -> list<u8>;\n}}\n"
    )
}

/// An interface whose functions have several parameters and a result, all of random types.
fn calls(seed: u64) -> String {
    let mut made = Types::new(seed);
    let ty = |made: &mut Types| if made.random.below(9) == 0 { made.nest() } else { made.ty(3) };
    let mut funcs = String::new();
    for index in 0..FUNCS {
        let count = made.random.below(5);
        let params: Vec<String> = (0..count).map(|index| format!("a{index}: {}", ty(&mut made))).collect();
        let result = if made.random.below(8) == 0 { String::new() } else { format!(" -> {}", ty(&mut made)) };
        writeln!(funcs, "  call{index}: func({}){result};", params.join(", ")).unwrap();
    }
    format!("interface calls {{\n{}{funcs}}}\n", made.text)
}

/// The component, with core functions of the signatures that the plan has.
fn encode(wit: &str, graph: &TypeGraph, plan: &AbiPlan) -> Vec<u8> {
    let (imports, exports) = funcs(graph);
    let sig = |ix: &FuncIx| -> &CoreSig { &plan.funcs[*ix].sig };
    let pairs: Vec<Pair<'_>> = imports
        .iter()
        .zip(&exports)
        .map(|(import, export)| Pair {
            name: graph.funcs[*import].wire_name.as_str(),
            import: sig(import),
            export: sig(export),
        })
        .collect();
    let mut core = module(&pairs);
    let mut resolve = Resolve::default();
    let package = resolve.push_source("world.wit", wit).unwrap();
    let world = resolve.select_world(&[package], None).unwrap();
    embed_component_metadata(&mut core, &resolve, world, StringEncoding::UTF8, false).unwrap();
    ComponentEncoder::default().module(&core).unwrap().validate(true).encode().unwrap()
}

fn words(flats: &[u64]) -> Vec<u8> {
    flats.iter().flat_map(|bits| bits.to_le_bytes()).collect()
}

fn all_same<A: std::borrow::Borrow<Val>>(a: &[A], b: &[Val]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a.borrow(), b))
}
