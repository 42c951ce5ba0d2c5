//! The plan of one function: its core signature, and where its arguments and its result sit.

use crate::abi::AbiPlan;
use crate::abi::channels;
use crate::abi::error::{self, AbiError};
use crate::abi::flat::{self, CoreSig, signature};
use crate::abi::free::Free;
use crate::abi::layout::{self, Layout};
use crate::abi::place::{self, Placed};
use crate::base::ids::{FuncIx, TypeIx};
use crate::base::problems::Problems;
use crate::base::source::Sources;
use crate::graph::node::{Func, Sync};
use crate::graph::{Item, TypeGraph};

/// Which way a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// The component calls: it lowers arguments and lifts the result.
    Import,
    /// The component is called: it lifts arguments and lowers the result.
    Export,
}

/// How one function is called.
#[derive(Clone, Debug)]
pub struct FuncPlan {
    /// Whether arguments are lowered and the result lifted, or the other way round.
    pub direction: Direction,
    /// The core function.
    pub sig: CoreSig,
    /// Where the arguments sit.
    pub args: Args,
    /// Where the result sits, if there is one.
    pub result: Option<Placed>,
    /// What the callee must release after the caller has read the result: the work of `cabi_post_..`.
    pub post_return: Option<Free>,
    /// How an `async` export hands over its result.
    pub task_return: Option<TaskReturn>,
    /// The futures and streams that the function mentions.
    pub channels: Vec<TypeIx>,
}

/// The core function by which an `async` export hands over its result, before it may go on.
#[derive(Clone, Debug)]
pub struct TaskReturn {
    /// It takes the result, flat or by its address.
    pub sig: CoreSig,
    /// Where the result sits, if there is one.
    pub result: Option<Placed>,
}

/// Where arguments sit.
#[derive(Clone, Debug)]
pub enum Args {
    /// In core parameters.
    Flat(Vec<Placed>),
    /// In memory, as a record of all of them; the core parameter is its address.
    Spilled {
        /// The record's layout.
        layout: Layout,
        /// Each argument.
        args: Vec<Placed>,
    },
}

impl Args {
    /// One for each parameter of the function.
    pub fn values(&self) -> &[Placed] {
        match self {
            Args::Flat(args) | Args::Spilled { args, .. } => args,
        }
    }
}

/// Plans every function of the graph.
pub(super) fn plan_funcs(
    graph: &TypeGraph,
    plan: &mut AbiPlan,
    sources: &Sources,
    problems: &mut Problems<AbiError>,
) {
    let directions = directions(graph);
    for (ix, func) in graph.funcs.iter() {
        let direction = directions[crate::base::ids::Ix::index(ix)];
        let planned = plan_func(graph, plan, func, direction).unwrap_or_else(|error::TooLarge| {
            problems.push(error::too_large_params(func, sources));
            FuncPlan::unplanned(direction)
        });
        plan.funcs.push(planned);
    }
}

/// On which side each function is.
fn directions(graph: &TypeGraph) -> Vec<Direction> {
    let mut directions = vec![Direction::Import; graph.funcs.len()];
    let mut export = |func: &FuncIx| {
        if let Some(direction) = directions.get_mut(crate::base::ids::Ix::index(*func)) {
            *direction = Direction::Export;
        }
    };
    for item in graph.exports.values() {
        match item {
            Item::Interface(interface) => interface.funcs.iter().for_each(&mut export),
            Item::Func(func) => export(func),
            Item::Type(_) => {}
        }
    }
    directions
}

impl FuncPlan {
    /// Stands where a plan would, of a function that can't be planned: the ids of the others stay what they are.
    fn unplanned(direction: Direction) -> Self {
        let sig = CoreSig { params: Vec::new(), results: Vec::new(), indirect_params: false, retptr: false };
        FuncPlan {
            direction,
            sig,
            args: Args::Flat(Vec::new()),
            result: None,
            post_return: None,
            task_return: None,
            channels: Vec::new(),
        }
    }
}

fn plan_func(
    graph: &TypeGraph,
    plan: &AbiPlan,
    func: &Func,
    direction: Direction,
) -> Result<FuncPlan, error::TooLarge> {
    let sig = signature(plan, func, direction);
    let types = || func.params.iter().map(|(_, ty)| *ty);
    let args = if sig.indirect_params {
        spilled(plan, types())?
    } else {
        Args::Flat(place::sequence(graph, plan, types(), 0))
    };
    let channels = channels::channels(graph, func);
    let task_return = match (func.sync, direction) {
        (Sync::Async, Direction::Export) => Some(task_return(graph, plan, func)),
        (Sync::Async, Direction::Import) | (Sync::Sync, _) => None,
    };
    let result = match task_return {
        Some(_) => None,
        None => func.result.map(|ty| result(graph, plan, ty, sig.retptr)),
    };
    let post_return = match direction {
        Direction::Export => result.as_ref().and_then(|result| crate::abi::free::free(plan, result)),
        Direction::Import => None,
    };
    Ok(FuncPlan { direction, sig, args, result, post_return, task_return, channels })
}

fn task_return(graph: &TypeGraph, plan: &AbiPlan, func: &Func) -> TaskReturn {
    let sig = flat::task_return(plan, func);
    let result = func.result.map(|ty| result(graph, plan, ty, sig.indirect_params));
    TaskReturn { sig, result }
}

fn result(graph: &TypeGraph, plan: &AbiPlan, ty: TypeIx, in_memory: bool) -> Placed {
    if in_memory { Placed::Stored { ty, offset: 0 } } else { place::flat(graph, plan, ty, 0) }
}

fn spilled(plan: &AbiPlan, types: impl Iterator<Item = TypeIx> + Clone) -> Result<Args, error::TooLarge> {
    let layouts = types.clone().map(|ty| &plan.types[ty].layout);
    let layout = layout::fields(layouts)?;
    let args = types.zip(&layout.offsets).map(|(ty, offset)| Placed::Stored { ty, offset: *offset });
    Ok(Args::Spilled { args: args.collect(), layout: layout.clone() })
}
