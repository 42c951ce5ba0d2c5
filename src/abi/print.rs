//! The plan as text, for `--emit abi`.

use std::fmt::{self, Display, Write};

use crate::abi::AbiPlan;
use crate::abi::channels::{ChannelKind, Intrinsic};
use crate::abi::flat::{CoreSig, CoreType};
use crate::abi::free::Free;
use crate::abi::func::{Args, Direction, FuncPlan, TaskReturn};
use crate::abi::place::{Items, Place, Placed};
use crate::base::ids::TypeIx;
use crate::graph::TypeGraph;
use crate::graph::node::{Func, Shape, Side, Sync};
use crate::graph::print::{item_path, type_name};

/// One line for each type that has parts, then one paragraph for each function.
pub fn print(graph: &TypeGraph, plan: &AbiPlan) -> String {
    let printer = Printer { graph, plan };
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = printer.types(&mut text);
    let _ = printer.funcs(&mut text);
    text
}

struct Printer<'a> {
    graph: &'a TypeGraph,
    plan: &'a AbiPlan,
}

impl Printer<'_> {
    fn types(&self, out: &mut String) -> fmt::Result {
        writeln!(out, "types")?;
        for (ty, plan) in self.plan.types.iter() {
            if matches!(self.graph.node(ty).shape, Shape::Prim(_) | Shape::Resource) {
                continue;
            }
            let layout = &plan.layout;
            let flat = plan.flat.as_deref().map_or_else(|| "in memory only".to_owned(), core_list);
            let name = type_name(self.graph, ty);
            write!(out, "  {ty} {name}: size {} align {} flat ({flat})", layout.size, layout.align)?;
            writeln!(out, "\n    {}", self.placed(&plan.stored))?;
        }
        Ok(())
    }

    fn funcs(&self, out: &mut String) -> fmt::Result {
        for (side, items) in [(Side::Import, &self.graph.imports), (Side::Export, &self.graph.exports)] {
            for (name, item) in items {
                for func in crate::graph::print::funcs_of(item) {
                    let path = item_path(self.graph, name, func);
                    let word = match side {
                        Side::Import => "import",
                        Side::Export => "export",
                    };
                    let sync = match self.graph.funcs[func].sync {
                        Sync::Sync => "",
                        Sync::Async => "async ",
                    };
                    writeln!(out, "\n{word} {sync}{path}")?;
                    self.func(out, func, &self.plan.funcs[func])?;
                }
            }
        }
        Ok(())
    }

    fn func(&self, out: &mut String, ix: crate::base::ids::FuncIx, plan: &FuncPlan) -> fmt::Result {
        let func = &self.graph.funcs[ix];
        writeln!(out, "  core {}", Sig(&plan.sig))?;
        let (args, result) = match plan.direction {
            Direction::Import => ("lower", "lift"),
            Direction::Export => ("lift", "lower"),
        };
        if let Args::Spilled { layout, .. } = &plan.args {
            writeln!(out, "  arguments in memory: size {} align {}", layout.size, layout.align)?;
        }
        for ((name, _), arg) in func.params.iter().zip(plan.args.values()) {
            writeln!(out, "  {args} {name}: {}", self.placed(arg))?;
        }
        if let Some(placed) = &plan.result {
            writeln!(out, "  {result} result: {}", self.placed(placed))?;
        }
        if let Some(free) = &plan.post_return {
            writeln!(out, "  post-return: free {}", self.free(free))?;
        }
        if let Some(task_return) = &plan.task_return {
            self.task_return(out, task_return)?;
        }
        self.channels(out, func, &plan.channels)
    }

    fn task_return(&self, out: &mut String, plan: &TaskReturn) -> fmt::Result {
        writeln!(out, "  task-return: core {}", Sig(&plan.sig))?;
        if let Some(placed) = &plan.result {
            writeln!(out, "    lower result: {}", self.placed(placed))?;
        }
        Ok(())
    }

    fn channels(&self, out: &mut String, func: &Func, channels: &[TypeIx]) -> fmt::Result {
        for (index, ty) in channels.iter().enumerate() {
            let name = self.name(*ty);
            if let Some(kind) = ChannelKind::of(&self.graph.node(*ty).shape) {
                let read = Intrinsic::Read.link_name(kind, index, func.wire_name.as_str());
                writeln!(out, "  channel {index}: {name}, `{read}` and its like")?;
            }
        }
        Ok(())
    }

    fn name(&self, ty: TypeIx) -> String {
        type_name(self.graph, ty)
    }

    fn placed(&self, placed: &Placed) -> String {
        match placed {
            Placed::Scalar { prim, at } => format!("{} at {at}", prim.keyword()),
            Placed::Text { ptr, len } => format!("string ptr {ptr} len {len}"),
            Placed::List { element, ptr, len } => {
                format!("list of {} ptr {ptr} len {len}", self.name(*element))
            }
            Placed::Map { key, value, entry, ptr, len } => {
                let (key, value) = (self.name(*key), self.name(*value));
                format!("map of {key} to {value}, entries of {} bytes, ptr {ptr} len {len}", entry.size)
            }
            Placed::FixedList { element, items, .. } => match items {
                Items::Flat(items) => format!("[{}]", self.list(items)),
                Items::Mem { offset, length } => {
                    format!("{length} of {} from +{offset}", self.name(*element))
                }
            },
            Placed::Fields { fields, .. } => format!("{{{}}}", self.list(fields)),
            Placed::Tagged { tag, cases, .. } => {
                let cases = cases.iter().map(|case| match case {
                    Some(payload) => self.placed(payload),
                    None => "-".to_owned(),
                });
                format!("tag {tag} <{}>", cases.collect::<Vec<_>>().join(" | "))
            }
            Placed::Enum { ty, at } => format!("{} at {at}", self.name(*ty)),
            Placed::Flags { ty, at } => match at {
                Some(at) => format!("{} at {at}", self.name(*ty)),
                None => format!("{} nowhere", self.name(*ty)),
            },
            Placed::Handle { ty, at } => format!("{} at {at}", self.name(*ty)),
            Placed::Stored { ty, offset } => format!("{} at +{offset}", self.name(*ty)),
        }
    }

    fn list(&self, values: &[Placed]) -> String {
        values.iter().map(|value| self.placed(value)).collect::<Vec<_>>().join(", ")
    }

    fn free(&self, free: &Free) -> String {
        match free {
            Free::Buffer { ptr, len, stride, each, .. } => {
                let each = each.iter().map(|(ty, offset)| format!(", each {} at +{offset}", self.name(*ty)));
                format!("ptr {ptr} len {len} * {stride}{}", each.collect::<String>())
            }
            Free::All(parts) => parts.iter().map(|part| self.free(part)).collect::<Vec<_>>().join("; "),
            Free::Case { tag, cases } => {
                let cases =
                    cases.iter().map(|case| case.as_ref().map_or("-".to_owned(), |free| self.free(free)));
                format!("by tag {tag} <{}>", cases.collect::<Vec<_>>().join(" | "))
            }
            Free::Stored { ty, offset } => format!("{} at +{offset}", self.name(*ty)),
            Free::Each { element, offset, length } => {
                format!("{length} of {} from +{offset}", self.name(*element))
            }
        }
    }
}

impl Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Flat(slot) => write!(f, "${slot}"),
            Place::Mem(offset) => write!(f, "+{offset}"),
        }
    }
}

/// A core signature as the text format writes it.
struct Sig<'a>(&'a CoreSig);

impl Display for Sig<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "({}) -> ({})", core_list(&self.0.params), core_list(&self.0.results))?;
        f.write_str(if self.0.indirect_params { ", arguments indirect" } else { "" })?;
        f.write_str(if self.0.retptr { ", result by pointer" } else { "" })
    }
}

fn core_list(types: &[CoreType]) -> String {
    types.iter().map(|core| core.name()).collect::<Vec<_>>().join(" ")
}
