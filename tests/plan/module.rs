//! A core module that does nothing with values but to keep what it is given and to return what it was told to.

use wasm_encoder::{
    CodeSection, ConstExpr, EntityType, ExportKind, ExportSection, Function, FunctionSection, GlobalSection,
    GlobalType, ImportSection, InstructionSink, MemArg, MemArgTarget, MemorySection, MemoryType, Module,
    TypeSection, ValType,
};
use witc::abi::flat::{CoreSig, CoreType};

/// Where core values are kept: 8 bytes each.
pub(crate) const FLATS: u32 = 1024;
/// Where the core result is taken from.
pub(crate) const RETURN: u32 = 512;
/// Where what the engine allocates begins.
pub(crate) const HEAP: u32 = 1 << 20;
/// Where what the test writes begins.
pub(crate) const WRITTEN: u32 = 32 << 20;

const PAGES: u64 = 1024;

/// One function, as it is imported and exported.
pub(crate) struct Pair<'a> {
    pub(crate) name: &'a str,
    pub(crate) import: &'a CoreSig,
    pub(crate) export: &'a CoreSig,
}

/// Collects what the module is made of.
#[derive(Default)]
struct Parts {
    types: TypeSection,
    imports: ImportSection,
    functions: FunctionSection,
    exports: ExportSection,
    code: CodeSection,
    imported: u32,
    defined: u32,
}

impl Parts {
    fn ty(&mut self, params: &[ValType], results: &[ValType]) -> u32 {
        let index = self.types.len();
        self.types.ty().function(params.iter().copied(), results.iter().copied());
        index
    }

    fn export(
        &mut self,
        name: &str,
        params: &[ValType],
        results: &[ValType],
        body: impl FnOnce(&mut InstructionSink<'_>),
    ) {
        let ty = self.ty(params, results);
        self.functions.function(ty);
        let mut function = Function::new([]);
        let mut code = function.instructions();
        body(&mut code);
        code.end();
        self.code.function(&function);
        self.exports.export(name, ExportKind::Func, self.imported + self.defined);
        self.defined += 1;
    }
}

/// The module for an interface `random:plan/calls`.
pub(crate) fn module(pairs: &[Pair<'_>]) -> Vec<u8> {
    use ValType::I32;

    let mut parts = Parts::default();
    for pair in pairs {
        let ty = parts.ty(&types(&pair.import.params), &types(&pair.import.results));
        parts.imports.import("random:plan/calls", pair.name, EntityType::Function(ty));
        parts.imported += 1;
    }
    allocation(&mut parts);
    // poke(at, bytes), peek(at, length), used()
    parts.export("poke", &[I32, I32, I32], &[], |code| {
        code.local_get(0).local_get(1).local_get(2).memory_copy(0, 0);
    });
    parts.export("peek", &[I32, I32], &[I32], |code| {
        code.i32_const(0).local_get(0).i32_store(word(0));
        code.i32_const(0).local_get(1).i32_store(word(4));
        code.i32_const(0);
    });
    parts.export("used", &[], &[I32], |code| {
        code.global_get(0);
    });
    for (index, pair) in (0..).zip(pairs) {
        exported(&mut parts, pair);
        let import: u32 = index;
        parts.export(&format!("drive{index}"), &[], &[], |code| {
            if !pair.import.results.is_empty() {
                code.i32_const(0).i64_const(0).i64_store(word(RETURN.into()));
                // Where the result will be stored.
                code.i32_const(0);
            }
            for (slot, core) in (0..).zip(&pair.import.params) {
                code.i32_const(0);
                load(code, *core, FLATS + 8 * slot);
            }
            code.call(import);
            if let Some(core) = pair.import.results.first() {
                store(code, *core, RETURN);
            }
        });
    }
    finish(parts)
}

/// Keeps the core arguments, and returns the core value that was put there.
fn exported(parts: &mut Parts, pair: &Pair<'_>) {
    let name = format!("random:plan/calls#{}", pair.name);
    parts.export(&name, &types(&pair.export.params), &types(&pair.export.results), |code| {
        for (slot, core) in (0..).zip(&pair.export.params) {
            code.i32_const(0).i64_const(0).i64_store(word((FLATS + 8 * slot).into()));
            code.i32_const(0).local_get(slot);
            store(code, *core, FLATS + 8 * slot);
        }
        if let Some(core) = pair.export.results.first() {
            code.i32_const(0);
            load(code, *core, RETURN);
        }
    });
}

/// An allocator that only goes up, until it is told to begin again.
fn allocation(parts: &mut Parts) {
    use ValType::I32;

    parts.export("cabi_realloc", &[I32; 4], &[I32], |code| {
        // Up to the alignment.
        code.global_get(0).local_get(2).i32_add().i32_const(1).i32_sub();
        code.i32_const(0).local_get(2).i32_sub().i32_and().global_set(0);
        code.global_get(0).local_get(0).local_get(1).memory_copy(0, 0);
        // The address stays on the stack.
        code.global_get(0);
        code.global_get(0).local_get(3).i32_add().global_set(0);
    });
    parts.export("reset", &[], &[], |code| {
        code.i32_const(HEAP.cast_signed()).global_set(0);
    });
}

fn finish(mut parts: Parts) -> Vec<u8> {
    let mut memories = MemorySection::new();
    memories.memory(MemoryType {
        minimum: PAGES,
        maximum: None,
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    let mut globals = GlobalSection::new();
    let ty = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
    globals.global(ty, &ConstExpr::i32_const(HEAP.cast_signed()));
    parts.exports.export("memory", ExportKind::Memory, 0);
    let mut module = Module::new();
    module.section(&parts.types).section(&parts.imports).section(&parts.functions).section(&memories);
    module.section(&globals).section(&parts.exports).section(&parts.code);
    module.finish()
}

fn types(cores: &[CoreType]) -> Vec<ValType> {
    let ty = |core: &CoreType| match core {
        CoreType::I32 => ValType::I32,
        CoreType::I64 => ValType::I64,
        CoreType::F32 => ValType::F32,
        CoreType::F64 => ValType::F64,
    };
    cores.iter().map(ty).collect()
}

fn word(offset: u64) -> MemArg {
    MemArg { offset, align: 0, target: MemArgTarget::Memory(0), ordering: None }
}

fn load(code: &mut InstructionSink<'_>, ty: CoreType, at: u32) {
    let at = word(at.into());
    match ty {
        CoreType::I32 => code.i32_load(at),
        CoreType::I64 => code.i64_load(at),
        CoreType::F32 => code.f32_load(at),
        CoreType::F64 => code.f64_load(at),
    };
}

fn store(code: &mut InstructionSink<'_>, ty: CoreType, at: u32) {
    let at = word(at.into());
    match ty {
        CoreType::I32 => code.i32_store(at),
        CoreType::I64 => code.i64_store(at),
        CoreType::F32 => code.f32_store(at),
        CoreType::F64 => code.f64_store(at),
    };
}
