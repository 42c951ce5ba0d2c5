//! The core module of a stub.

use wasm_encoder::{
    CodeSection, EntityType, ExportKind, ExportSection, Function, FunctionSection, ImportSection,
    Instruction, MemorySection, MemoryType, Module, NameMap, NameSection, TypeSection, ValType,
};

use crate::abi::flat::{CoreSig, CoreType};
use crate::base::ids::TypeIx;
use crate::compose::stub::{Body, StubFunc, StubPlan};

/// What the memory is exported as.
pub(super) const MEMORY: &str = "m";
/// What the allocator is exported as.
pub(super) const REALLOC: &str = "r";

const PAGE: u32 = 65_536;

/// The resources whose handles it gives back, each once.
pub(super) fn dropped(plan: &StubPlan) -> Vec<TypeIx> {
    let mut resources: Vec<TypeIx> = plan
        .funcs
        .iter()
        .flat_map(|(_, func)| match &func.body {
            Body::Trap => Vec::new(),
            Body::Zero(drops) => drops.iter().map(|drop| drop.resource).collect(),
        })
        .collect();
    resources.sort_unstable();
    resources.dedup();
    resources
}

/// The module: it imports a function for each of `resources`, and exports each function under its number.
pub(super) fn module(plan: &StubPlan, resources: &[TypeIx]) -> Vec<u8> {
    let mut writing = Writing::default();
    for number in 0..resources.len() {
        let ty = writing.ty(vec![ValType::I32], Vec::new());
        writing.imports.import("", &number.to_string(), EntityType::Function(ty));
        writing.funcs += 1;
    }
    for (number, (_, func)) in plan.funcs.iter().enumerate() {
        writing.func(&number.to_string(), func, resources);
    }
    if plan.funcs.iter().any(|(_, func)| func.realloc) {
        writing.realloc(plan.zeros);
    }
    let pages =
        plan.funcs.iter().any(|(_, func)| func.memory).then(|| u64::from(plan.zeros.div_ceil(PAGE).max(1)));
    writing.finish(&plan.name, pages)
}

#[derive(Default)]
struct Writing {
    types: TypeSection,
    known: Vec<(Vec<ValType>, Vec<ValType>)>,
    imports: ImportSection,
    functions: FunctionSection,
    exports: ExportSection,
    code: CodeSection,
    names: NameMap,
    funcs: u32,
}

impl Writing {
    /// The index of a function type.
    fn ty(&mut self, params: Vec<ValType>, results: Vec<ValType>) -> u32 {
        let key = (params, results);
        let at = self.known.iter().position(|known| *known == key).unwrap_or_else(|| {
            self.types.ty().function(key.0.iter().copied(), key.1.iter().copied());
            self.known.push(key);
            self.known.len() - 1
        });
        u32::try_from(at).unwrap_or(u32::MAX)
    }

    fn begin(&mut self, export: &str, name: Option<&str>, params: Vec<ValType>, results: Vec<ValType>) {
        let ty = self.ty(params, results);
        self.functions.function(ty);
        self.exports.export(export, ExportKind::Func, self.funcs);
        if let Some(name) = name {
            self.names.append(self.funcs, name);
        }
        self.funcs += 1;
    }

    fn func(&mut self, export: &str, func: &StubFunc, resources: &[TypeIx]) {
        let CoreSig { params, results, .. } = &func.sig;
        self.begin(export, Some(&func.name), values(params), values(results));
        let mut code = Function::new([]);
        match &func.body {
            Body::Trap => {
                code.instruction(&Instruction::Unreachable);
            }
            Body::Zero(drops) => {
                for drop in drops {
                    let callee = resources.iter().position(|resource| *resource == drop.resource);
                    code.instruction(&Instruction::LocalGet(drop.slot));
                    code.instruction(&Instruction::Call(
                        callee.and_then(|at| u32::try_from(at).ok()).unwrap_or_default(),
                    ));
                }
                // In memory the zeros are at its start.
                for result in results {
                    code.instruction(&zero(*result));
                }
            }
        }
        code.instruction(&Instruction::End);
        self.code.function(&code);
    }

    /// Nobody reads the arguments, so all of them may be in one place, behind the zeros.
    fn realloc(&mut self, zeros: u32) {
        self.begin(REALLOC, None, vec![ValType::I32; 4], vec![ValType::I32]);
        let base = i32::try_from(zeros.next_multiple_of(16)).unwrap_or(i32::MAX);
        let pages = 4;
        let mut code = Function::new([(1, ValType::I32)]);
        for instruction in [
            // How many pages more it takes.
            Instruction::LocalGet(3),
            Instruction::I32Const(base.saturating_add(65_535)),
            Instruction::I32Add,
            Instruction::I32Const(16),
            Instruction::I32ShrU,
            Instruction::MemorySize(0),
            Instruction::I32Sub,
            Instruction::LocalTee(pages),
            Instruction::I32Const(0),
            Instruction::I32GtS,
            Instruction::If(wasm_encoder::BlockType::Empty),
            Instruction::LocalGet(pages),
            Instruction::MemoryGrow(0),
            Instruction::Drop,
            Instruction::End,
            Instruction::I32Const(base),
            Instruction::End,
        ] {
            code.instruction(&instruction);
        }
        self.code.function(&code);
    }

    fn finish(mut self, name: &str, pages: Option<u64>) -> Vec<u8> {
        let mut module = Module::new();
        module.section(&self.types);
        if !self.imports.is_empty() {
            module.section(&self.imports);
        }
        module.section(&self.functions);
        if let Some(minimum) = pages {
            let mut memories = MemorySection::new();
            memories.memory(MemoryType {
                minimum,
                maximum: None,
                memory64: false,
                shared: false,
                page_size_log2: None,
            });
            module.section(&memories);
            self.exports.export(MEMORY, ExportKind::Memory, 0);
        }
        module.section(&self.exports);
        module.section(&self.code);
        let mut names = NameSection::new();
        names.module(name);
        names.functions(&self.names);
        module.section(&names);
        module.finish()
    }
}

fn values(types: &[CoreType]) -> Vec<ValType> {
    let value = |ty: &CoreType| match ty {
        CoreType::I32 => ValType::I32,
        CoreType::I64 => ValType::I64,
        CoreType::F32 => ValType::F32,
        CoreType::F64 => ValType::F64,
    };
    types.iter().map(value).collect()
}

fn zero(ty: CoreType) -> Instruction<'static> {
    match ty {
        CoreType::I32 => Instruction::I32Const(0),
        CoreType::I64 => Instruction::I64Const(0),
        CoreType::F32 => Instruction::F32Const(0.0_f32.into()),
        CoreType::F64 => Instruction::F64Const(0.0_f64.into()),
    }
}
