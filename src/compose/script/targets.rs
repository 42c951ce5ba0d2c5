//! Whether what a script makes is what the world after `targets` asks for.

use crate::base::ids::InstanceIx;
use crate::base::maps::IndexMap;
use crate::base::names::{ExternName, WitName};
use crate::base::problems::Problems;
use crate::base::source::SourceFile;
use crate::component::{Component, ComponentName};
use crate::compose::error::{FileError, FileFault};
use crate::compose::plan::LinkPlan;
use crate::compose::script::imports::is_same;
use crate::compose::script::tree::Name;
use crate::graph::fit::{Difference, End, Parting, fit};
use crate::graph::node::{Docs, Interface};
use crate::graph::print::type_name;
use crate::graph::{Item, TypeGraph};

/// Whatever keeps the result of `plan` from being a component of the world `target`, which is `world`: it may import
/// less, and export more.
pub fn check(file: &SourceFile, target: &Name, world: &TypeGraph, plan: &LinkPlan) -> Problems<FileError> {
    let mut checking = Checking { file, target, world, problems: Problems::new() };
    for step in plan.imports.values() {
        if let Some(item) = plan.host.imports.get(&step.name) {
            let wanted = End { graph: &plan.host, item };
            checking.import(step.renamed.as_ref().unwrap_or(&step.name), &step.needed_by, wanted);
        }
    }
    let exports = exports(plan);
    for (name, item) in &world.exports {
        checking.export(name, item, &exports);
    }
    checking.problems
}

/// An export of the result: its name, and its type.
type Export<'a> = (ExternName, &'a TypeGraph, Option<Item>);

fn exports(plan: &LinkPlan) -> Vec<Export<'_>> {
    let component =
        |instance: InstanceIx| -> &Component { &plan.components[plan.instances[instance].component] };
    let named = |instance: InstanceIx, wire_name: &str, name: Option<ExternName>| {
        let from = component(instance);
        let (own, _) = from.exports.iter().find(|(_, port)| &*port.wire_name == wire_name)?;
        Some((name.unwrap_or_else(|| own.clone()), &from.graph, from.graph.exports.get(own).cloned()))
    };
    let mut all: Vec<Export<'_>> =
        plan.exports.iter().filter_map(|port| named(plan.root, &port.wire_name, None)).collect();
    all.extend(plan.more_exports.iter().filter_map(|step| {
        let name = step.port.wire_name.parse().ok();
        match &step.wire_name {
            Some(wire_name) => named(step.instance, wire_name, name),
            None => {
                let from = component(step.instance);
                Some((name?, &from.graph, Some(Item::Interface(whole(from)))))
            }
        }
    }));
    all
}

/// An instance, as the interface that it is for others.
fn whole(component: &Component) -> Interface {
    let (mut types, mut funcs) = (IndexMap::default(), Vec::new());
    for (name, item) in &component.graph.exports {
        match (name, item) {
            (ExternName::Plain(name), Item::Type(ty)) => {
                types.insert(name.clone(), *ty);
            }
            (_, Item::Func(func)) => funcs.push(*func),
            (_, Item::Interface(_) | Item::Type(_)) => {}
        }
    }
    Interface { name: None, types, funcs, docs: Docs::default() }
}

struct Checking<'a> {
    file: &'a SourceFile,
    target: &'a Name,
    world: &'a TypeGraph,
    problems: Problems<FileError>,
}

impl Checking<'_> {
    fn wrong(&mut self, fault: String, help: String) {
        let fault = FileFault::OffTarget(fault);
        let at = self.target.at.clone();
        self.problems.push(FileError::new(self.file, at, fault, "this world", help));
    }

    fn import(&mut self, name: &ExternName, needed_by: &[ComponentName], wanted: End<'_>) {
        let needed_by: Vec<String> = needed_by.iter().map(|name| format!("`{name}`")).collect();
        let needed_by = needed_by.join(", ");
        let given = self.world.imports.iter().find(|(known, _)| is_same(known, name));
        let Some((_, item)) = given else {
            let fault = format!("the result imports `{name}`, which `{}` does not", self.target.text);
            let help = format!(
                "{needed_by} needs it: give it something that exports it, or a stub, with `--stub {name}`"
            );
            return self.wrong(fault, help);
        };
        let given = End { graph: self.world, item };
        let found = differences(wanted, given, "the component wants", "the world has");
        if !found.is_empty() {
            let fault = format!("the result imports `{name}` as it is not in `{}`", self.target.text);
            let help = format!("build {needed_by} against that world\n{}", found.join("\n"));
            self.wrong(fault, help);
        }
    }

    fn export(&mut self, name: &ExternName, item: &Item, exports: &[Export<'_>]) {
        let Some((_, graph, given)) = exports.iter().find(|(known, ..)| is_same(known, name)) else {
            let fault = format!("the result does not export `{name}`, which `{}` does", self.target.text);
            let known: Vec<String> = exports.iter().map(|(name, ..)| format!("`{name}`")).collect();
            let help = format!("export it: so far there is {}", known.join(", "));
            return self.wrong(fault, help);
        };
        let wanted = End { graph: self.world, item };
        let found = match given {
            Some(item) => differences(wanted, End { graph, item }, "the world wants", "the component has"),
            None => vec!["it is nothing that WIT has a word for".to_owned()],
        };
        if !found.is_empty() {
            let fault = format!("the result exports `{name}` as it is not in `{}`", self.target.text);
            self.wrong(fault, format!("build its component against that world\n{}", found.join("\n")));
        }
    }
}

/// What differs, a line each.
fn differences(wanted: End<'_>, given: End<'_>, wants: &str, has: &str) -> Vec<String> {
    // Outside of a composition resources are what they are called.
    let same = |ours, theirs| wanted.graph.node(ours).name == given.graph.node(theirs).name;
    let line = |difference: Difference| {
        let (last, above) =
            difference.path.split_last().map_or(("", [].as_slice()), |(last, above)| (last.as_str(), above));
        let what = match difference.parting {
            Parting::NoFunc | Parting::NoType | Parting::Lacks => {
                return in_path(above, &format!("{wants} `{last}`, which is not there"));
            }
            Parting::Extra => return in_path(above, &format!("{has} `{last}`, which is not wanted")),
            Parting::Kind => "one is a function, the other an interface or a type".to_owned(),
            Parting::Sync => "one of the two is async, the other is not".to_owned(),
            Parting::Order => "they are in another order".to_owned(),
            Parting::Result => "only one of the two returns something".to_owned(),
            Parting::Type(ours, theirs) | Parting::Resource(ours, theirs) => {
                let (ours, theirs) = (type_name(wanted.graph, ours), type_name(given.graph, theirs));
                format!("{wants} `{ours}`, {has} `{theirs}`")
            }
        };
        in_path(&difference.path, &what)
    };
    fit(wanted, given, &same).into_iter().map(line).collect()
}

/// `connection.rows, sql: ..`
fn in_path(path: &[WitName], what: &str) -> String {
    let path: Vec<&str> = path.iter().map(WitName::as_str).collect();
    if path.is_empty() { what.to_owned() } else { format!("{}: {what}", path.join(", ")) }
}
