//! What the functions of a stub do, and how they are lifted.

use crate::abi::func::{Args, FuncPlan};
use crate::abi::place::{Place, Placed};
use crate::abi::{self, AbiPlan};
use crate::base::ids::{FuncIx, TypeIx};
use crate::base::names::ExternName;
use crate::base::source::Sources;
use crate::compose::plan::in_order;
use crate::compose::stub::StubPlan;
use crate::compose::stub::group::Group;
use crate::compose::wishes::Answer;
use crate::graph::node::{Owner, Prim, Shape, Side, Sync};
use crate::graph::{Item, TypeGraph};

/// One function of a stub.
#[derive(Clone, Debug)]
pub(in crate::compose) struct StubFunc {
    /// Its name, as backtraces show it.
    pub(in crate::compose) name: String,
    /// The core function.
    pub(in crate::compose) sig: abi::flat::CoreSig,
    /// What it does.
    pub(in crate::compose) body: Body,
    /// Whether arguments or results are in memory.
    pub(in crate::compose) memory: bool,
    /// Whether arguments are put there.
    pub(in crate::compose) realloc: bool,
}

/// What a function does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::compose) enum Body {
    /// It traps.
    Trap,
    /// It gives back the handles that it was lent or given, and returns zero.
    Zero(Vec<GivenBack>),
}

/// A handle that is given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::compose) struct GivenBack {
    /// The core parameter that has it.
    pub(in crate::compose) slot: u32,
    /// The resource.
    pub(in crate::compose) resource: TypeIx,
}

/// Decides all of it.
pub(super) fn plan(group: &Group) -> Result<StubPlan, String> {
    let graph = group.host.graph.clone().seal();
    let mut exports: Vec<ExternName> = Vec::new();
    for (_, import) in &group.consumers {
        let name = group.host.name(import);
        if !exports.contains(&name) {
            exports.push(name);
        }
    }
    let imports = in_order(&graph).into_iter().filter(|name| !exports.contains(name)).collect();
    let abi = callee(&graph, &exports)?;
    let deciding = Deciding { graph: &graph, exports: &exports, abi: &abi, answer: group.answer };
    let funcs: Vec<(FuncIx, StubFunc)> =
        deciding.funcs().into_iter().map(|func| (func, deciding.func(func))).collect();
    let zeros = funcs.iter().map(|(func, _)| deciding.result_size(*func)).max().unwrap_or_default();
    let name = name(&exports, group);
    Ok(StubPlan { name, graph, imports, exports, funcs, zeros })
}

fn name(exports: &[ExternName], group: &Group) -> String {
    let names: Vec<String> = match group.interface() {
        Some(name) => vec![name.to_string()],
        None => exports.iter().map(ToString::to_string).collect(),
    };
    format!("stub of {}", names.join(", "))
}

/// How the functions cross when they are called: as those of a component that exports them, and that never waits.
fn callee(graph: &TypeGraph, exports: &[ExternName]) -> Result<AbiPlan, String> {
    let mut callee = graph.clone();
    for name in exports {
        let item = callee.imports.get(name).cloned();
        callee.exports.extend(item.map(|item| (name.clone(), item)));
    }
    let funcs = callee.funcs.values().cloned().map(|mut func| {
        func.sync = Sync::Sync;
        func
    });
    callee.funcs = funcs.collect();
    abi::plan(&callee, &Sources::default())
        .map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
}

struct Deciding<'a> {
    graph: &'a TypeGraph,
    exports: &'a [ExternName],
    abi: &'a AbiPlan,
    answer: Answer,
}

impl Deciding<'_> {
    fn funcs(&self) -> Vec<FuncIx> {
        let items = self.exports.iter().filter_map(|name| self.graph.imports.get(name));
        items
            .flat_map(|item| match item {
                Item::Interface(interface) => interface.funcs.clone(),
                Item::Func(func) => vec![*func],
                Item::Type(_) => Vec::new(),
            })
            .collect()
    }

    fn func(&self, ix: FuncIx) -> StubFunc {
        let func = &self.graph.funcs[ix];
        let plan = &self.abi.funcs[ix];
        let in_memory = |ty: &TypeIx| self.graph.facts[*ty].heap;
        let realloc = plan.sig.indirect_params || func.params.iter().any(|(_, ty)| in_memory(ty));
        StubFunc {
            name: func.wire_name.to_string(),
            sig: plan.sig.clone(),
            body: self.body(ix, plan),
            memory: realloc || plan.sig.retptr,
            realloc,
        }
    }

    fn body(&self, func: FuncIx, plan: &FuncPlan) -> Body {
        let drops = match self.answer {
            Answer::Trap => None,
            Answer::Default => self.drops(&plan.args),
        };
        let is_zero = self.graph.funcs[func].result.is_none_or(|result| self.has_zero(result));
        match drops {
            Some(drops) if is_zero => Body::Zero(drops),
            Some(_) | None => Body::Trap,
        }
    }

    fn result_size(&self, func: FuncIx) -> u32 {
        let result = self.graph.funcs[func].result.filter(|_| self.abi.funcs[func].sig.retptr);
        result.map_or(0, |ty| self.abi.types[ty].layout.size)
    }

    /// Whether all bits zero are a value: of handles there is none.
    fn has_zero(&self, ty: TypeIx) -> bool {
        let part = |slot: u32| self.graph.child(ty, slot).is_none_or(|part| self.has_zero(part));
        match &self.graph.node(ty).shape {
            Shape::Prim(
                Prim::Bool
                | Prim::U8
                | Prim::U16
                | Prim::U32
                | Prim::U64
                | Prim::S8
                | Prim::S16
                | Prim::S32
                | Prim::S64
                | Prim::F32
                | Prim::F64
                | Prim::Char
                | Prim::String,
            )
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Option
            | Shape::List
            | Shape::Map => true,
            Shape::Record(_) | Shape::Tuple => {
                self.graph.children(ty).into_iter().all(|part| self.has_zero(part))
            }
            // The first case, `ok`, the elements.
            Shape::Variant(_) | Shape::Result | Shape::FixedList(_) | Shape::Alias => part(0),
            Shape::Resource
            | Shape::Own
            | Shape::Borrow
            | Shape::Future
            | Shape::Stream
            | Shape::ErrorContext => false,
        }
    }

    /// The handles among the arguments, if all of them can be given back without a look into memory.
    fn drops(&self, args: &Args) -> Option<Vec<GivenBack>> {
        let drops = args.values().iter().map(|arg| self.drops_of(arg));
        Some(drops.collect::<Option<Vec<_>>>()?.concat())
    }

    fn drops_of(&self, arg: &Placed) -> Option<Vec<GivenBack>> {
        let none_in = |types: &[TypeIx]| (!self.holds_handles(types)).then(Vec::new);
        match arg {
            Placed::Scalar { .. } | Placed::Text { .. } | Placed::Enum { .. } | Placed::Flags { .. } => {
                Some(Vec::new())
            }
            Placed::Handle { ty, at: Place::Flat(slot) } => self.handle(*ty, *slot),
            Placed::Fields { fields, .. } => {
                let drops = fields.iter().map(|field| self.drops_of(field));
                Some(drops.collect::<Option<Vec<_>>>()?.concat())
            }
            Placed::List { element, .. } => none_in(&[*element]),
            Placed::Map { key, value, .. } => none_in(&[*key, *value]),
            Placed::Handle { ty, at: Place::Mem(_) }
            | Placed::FixedList { ty, .. }
            | Placed::Tagged { ty, .. }
            | Placed::Stored { ty, .. } => none_in(&[*ty]),
        }
    }

    fn handle(&self, ty: TypeIx, slot: u32) -> Option<Vec<GivenBack>> {
        let ty = self.graph.resolved(ty);
        if !matches!(self.graph.node(ty).shape, Shape::Own | Shape::Borrow) {
            return None;
        }
        let resource = self.graph.resolved(self.graph.child(ty, 0)?);
        // A handle to a resource of its own comes as what it stands for.
        Some(if self.makes(resource) { Vec::new() } else { vec![GivenBack { slot, resource }] })
    }

    /// Whether values hold handles that would have to be given back.
    fn holds_handles(&self, types: &[TypeIx]) -> bool {
        self.graph.reached(types.to_vec()).into_iter().any(|ty| match self.graph.node(ty).shape {
            Shape::Own | Shape::Borrow => {
                !self.graph.child(ty, 0).is_some_and(|resource| self.makes(self.graph.resolved(resource)))
            }
            Shape::Future | Shape::Stream | Shape::ErrorContext => true,
            Shape::Prim(_)
            | Shape::Record(_)
            | Shape::Variant(_)
            | Shape::Enum(_)
            | Shape::Flags(_)
            | Shape::Tuple
            | Shape::Option
            | Shape::Result
            | Shape::List
            | Shape::FixedList(_)
            | Shape::Map
            | Shape::Resource
            | Shape::Alias => false,
        })
    }

    /// Whether the stub itself makes the resource.
    fn makes(&self, resource: TypeIx) -> bool {
        let node = self.graph.node(resource);
        match &node.owner {
            Owner::Interface(Side::Import, home) => self.exports.contains(home),
            Owner::World => {
                node.name.clone().is_some_and(|name| self.exports.contains(&ExternName::Plain(name)))
            }
            Owner::Interface(Side::Export, _) | Owner::Nobody => false,
        }
    }
}
