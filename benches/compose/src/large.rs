//! Large components as componentize-py makes them: an interpreter in some fourteen core modules, of which most are the
//! same in all of them, and an application in the others. Three real ones are 55.0 MB with 14.1 MB of it repeated; so
//! are these. The code is made up, but it is code: it is parsed, validated, copied and hashed as any other.

use wasm_encoder::{
    CodeSection, ComponentBuilder, ComponentExportKind, ConstExpr, DataSection, ExportKind, ExportSection,
    Function, FunctionSection, InstructionSink, MemArg, MemorySection, MemoryType, Module, ModuleArg,
    TypeSection, ValType,
};

/// Bytes of each shared module, and of each module of the component's own.
const SHARED: [usize; 10] =
    [3_200_000, 1_700_000, 700_000, 500_000, 300_000, 250_000, 150_000, 120_000, 80_000, 50_000];
const OWN: [usize; 4] = [8_000_000, 2_000_000, 1_000_000, 250_000];

/// Three components: `n0` needs `n1` and `n2`.
pub fn three() -> Vec<Vec<u8>> {
    let shared: Vec<Vec<u8>> = SHARED.iter().zip(1..).map(|(size, seed)| module(*size, seed)).collect();
    (0..3).map(|index| component(index, &shared)).collect()
}

fn component(index: u64, shared: &[Vec<u8>]) -> Vec<u8> {
    let linked = crate::tiny::component(index as usize, if index == 0 { &[1, 2] } else { &[] });
    let own: Vec<Vec<u8>> =
        OWN.iter().zip(0..).map(|(size, seed)| module(*size, 1000 + index * 10 + seed)).collect();
    let mut builder = ComponentBuilder::default();
    for bytes in shared.iter().chain(&own) {
        let module = builder.core_module_raw(None, bytes);
        builder.core_instantiate(None, module, [] as [(&str, ModuleArg); 0]);
    }
    // What is called is a tiny component, of which this one has the imports and exports.
    let imports: &[usize] = if index == 0 { &[1, 2] } else { &[] };
    let mut args = Vec::new();
    for import in imports {
        let mut ty = wasm_encoder::InstanceType::new();
        ty.ty()
            .function()
            .params([] as [(&str, wasm_encoder::ComponentValType); 0])
            .result(Some(wasm_encoder::ComponentValType::Primitive(wasm_encoder::PrimitiveValType::U32)));
        ty.export("get", wasm_encoder::ComponentTypeRef::Func(0));
        let ty = builder.type_instance(None, &ty);
        let name = format!("c:n{import}/api");
        let instance = builder.import(name.as_str(), wasm_encoder::ComponentTypeRef::Instance(ty));
        args.push((name, ComponentExportKind::Instance, instance));
    }
    let inner = builder.component_raw(None, &linked);
    let instance = builder.instantiate(None, inner, args);
    let name = format!("c:n{index}/api");
    let export = builder.alias_export(instance, &name, ComponentExportKind::Instance);
    builder.export(name.as_str(), ComponentExportKind::Instance, export, None);
    builder.finish()
}

/// A module of about so many bytes, a third of it data.
fn module(size: usize, seed: u64) -> Vec<u8> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let (mut types, mut functions, mut codes) =
        (TypeSection::new(), FunctionSection::new(), CodeSection::new());
    types.ty().function([ValType::I32, ValType::I32], [ValType::I32]);
    let mut count = 0;
    while codes.byte_len_so_far(count) < size * 2 / 3 {
        functions.function(0);
        codes.function(&body(&mut random, count));
        count += 1;
    }
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: 256,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut exports = ExportSection::new();
    exports.export("memory", ExportKind::Memory, 0);
    let mut data = DataSection::new();
    let mut rest = size / 3;
    let mut at = 0;
    while rest > 0 {
        let length = rest.min(65_536);
        let bytes: Vec<u8> = (0..length).map(|_| random.below(256) as u8).collect();
        data.active(0, &ConstExpr::i32_const(at), bytes);
        at += length as i32;
        rest -= length;
    }
    let mut module = Module::new();
    module
        .section(&types)
        .section(&functions)
        .section(&memories)
        .section(&exports)
        .section(&codes)
        .section(&data);
    module.finish()
}

trait Size {
    fn byte_len_so_far(&self, count: u32) -> usize;
}

impl Size for CodeSection {
    fn byte_len_so_far(&self, _count: u32) -> usize {
        self.byte_len()
    }
}

/// A function like those of an interpreter: loads, stores, arithmetic, branches, calls.
fn body(random: &mut Random, functions: u32) -> Function {
    let mut function = Function::new([(4, ValType::I32)]);
    let mut code = function.instructions();
    for _ in 0..random.below(40) + 4 {
        piece(random, functions, &mut code);
    }
    code.local_get(0).end();
    function
}

fn piece(random: &mut Random, functions: u32, code: &mut InstructionSink<'_>) {
    let (a, b, c) = (random.below(6), random.below(6), random.below(6));
    let memory = MemArg {
        offset: u64::from(random.below(4096)),
        align: 0,
        target: wasm_encoder::MemArgTarget::Memory(0),
        ordering: None,
    };
    match random.below(6) {
        0 => code.local_get(a).i32_load(memory).local_set(b),
        1 => code.local_get(a).local_get(b).i32_store(memory),
        2 => code
            .local_get(a)
            .local_get(b)
            .i32_add()
            .i32_const(random.below(1 << 20) as i32)
            .i32_xor()
            .local_set(c),
        3 => code
            .block(wasm_encoder::BlockType::Empty)
            .local_get(a)
            .i32_eqz()
            .br_if(0)
            .local_get(b)
            .i32_const(1)
            .i32_shl()
            .local_set(c)
            .end(),
        4 if functions > 0 => code.local_get(a).local_get(b).call(random.below(functions)).local_set(c),
        _ => code.local_get(a).i32_load8_u(memory).local_get(b).i32_and().local_tee(c).drop(),
    };
}

struct Random(u64);

impl Random {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 16) as u32) % limit
    }
}
