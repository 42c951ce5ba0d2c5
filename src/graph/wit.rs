//! An import or export as WIT text, with the place of each name: what an error shows of a binary.

use std::ops::Range;

use crate::base::ids::{FuncIx, TypeIx};
use crate::base::maps::HashMap;
use crate::base::names::{Accessed, ExternName, FuncName, WitName};
use crate::graph::node::{Member, Owner, Shape, Sync};
use crate::graph::print::{type_body, type_name};
use crate::graph::{Item, TypeGraph};

/// Something that the text can point at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Spot {
    /// The import or export itself.
    Item,
    /// A function.
    Func(FuncIx),
    /// A parameter of a function, by its position.
    Param(FuncIx, u32),
    /// What a function returns.
    Result(FuncIx),
    /// A named type.
    Type(TypeIx),
    /// A field, case or flag of a named type, by its position.
    Member(TypeIx, u32),
}

/// WIT text and where in it everything is.
#[derive(Clone, Debug, Default)]
pub struct Printed {
    /// The text.
    pub text: String,
    places: HashMap<Spot, Range<usize>>,
}

impl Printed {
    /// Where `spot` is, if the text shows it.
    pub fn place(&self, spot: Spot) -> Option<Range<usize>> {
        self.places.get(&spot).cloned()
    }
}

/// The item called `name`, and before it the types of other interfaces that it is made of.
pub fn print(graph: &TypeGraph, name: &ExternName, item: &Item) -> Printed {
    let mut printer = Printer { graph, out: Printed::default(), indent: "" };
    for (owner, types) in foreign(graph, name, item) {
        printer.line(&format!("interface {owner} {{"));
        printer.indent = "  ";
        for ty in types {
            printer.definition(ty, &[]);
        }
        printer.indent = "";
        printer.line("}\n");
    }
    printer.item(name, item);
    printer.out
}

/// The named types of other interfaces that `item` is made of, by interface, in order of definition.
fn foreign(graph: &TypeGraph, name: &ExternName, item: &Item) -> Vec<(ExternName, Vec<TypeIx>)> {
    let mut groups: Vec<(ExternName, Vec<TypeIx>)> = Vec::new();
    for ty in graph.reached(graph.roots(item)) {
        let Owner::Interface(_, owner) = &graph.node(ty).owner else { continue };
        if owner == name {
            continue;
        }
        match groups.iter_mut().find(|(known, _)| known == owner) {
            Some((_, types)) => types.push(ty),
            None => groups.push((owner.clone(), vec![ty])),
        }
    }
    groups
}

struct Printer<'a> {
    graph: &'a TypeGraph,
    out: Printed,
    indent: &'static str,
}

impl Printer<'_> {
    fn item(&mut self, name: &ExternName, item: &Item) {
        match item {
            Item::Interface(interface) => {
                self.begin();
                self.text("interface ");
                self.spot(Spot::Item, &name.to_string());
                self.text(" {\n");
                self.indent = "  ";
                for ty in interface.types.values() {
                    self.definition(*ty, &interface.funcs);
                }
                for func in &interface.funcs {
                    if self.graph.funcs[*func].name.resource().is_none() {
                        self.func(*func);
                    }
                }
                self.indent = "";
                self.line("}");
            }
            Item::Func(func) => self.func(*func),
            Item::Type(ty) => self.definition(*ty, &[]),
        }
    }

    /// A named type; `funcs` are those of its interface, among which are a resource's own.
    fn definition(&mut self, ty: TypeIx, funcs: &[FuncIx]) {
        let node = self.graph.node(ty);
        let Some(name) = &node.name else { return };
        match &node.shape {
            Shape::Record(members)
            | Shape::Variant(members)
            | Shape::Enum(members)
            | Shape::Flags(members) => {
                self.members(ty, name, node.shape.keyword(), members);
            }
            Shape::Resource => self.resource(ty, name, funcs),
            Shape::Alias => self.alias(ty, name),
            Shape::Prim(_)
            | Shape::Tuple
            | Shape::Option
            | Shape::Result
            | Shape::List
            | Shape::FixedList(_)
            | Shape::Map
            | Shape::Own
            | Shape::Borrow
            | Shape::Future
            | Shape::Stream
            | Shape::ErrorContext => {
                self.begin();
                self.text("type ");
                self.spot(Spot::Type(ty), name.as_str());
                self.text(&format!(" = {};\n", type_body(self.graph, ty)));
            }
        }
    }

    fn members(&mut self, ty: TypeIx, name: &WitName, keyword: &str, members: &[Member]) {
        self.begin();
        self.text(&format!("{keyword} "));
        self.spot(Spot::Type(ty), name.as_str());
        self.text(" {\n");
        let is_record = matches!(self.graph.node(ty).shape, Shape::Record(_));
        for (slot, member) in (0..).zip(members) {
            self.begin();
            self.text("  ");
            let payload = self.graph.child(ty, slot).map(|part| type_name(self.graph, part));
            let text = match payload {
                Some(field) if is_record => format!("{}: {field}", member.name),
                Some(payload) => format!("{}({payload})", member.name),
                None => member.name.to_string(),
            };
            self.spot(Spot::Member(ty, slot), &text);
            self.text(",\n");
        }
        self.line("}");
    }

    fn resource(&mut self, ty: TypeIx, name: &WitName, funcs: &[FuncIx]) {
        let graph = self.graph;
        let own: Vec<FuncIx> =
            funcs.iter().copied().filter(|func| graph.funcs[*func].name.resource() == Some(ty)).collect();
        self.begin();
        self.text("resource ");
        self.spot(Spot::Type(ty), name.as_str());
        if own.is_empty() {
            self.text(";\n");
            return;
        }
        self.text(" {\n");
        let indent = std::mem::replace(&mut self.indent, "    ");
        for func in own {
            self.func(func);
        }
        self.indent = indent;
        self.line("}");
    }

    fn alias(&mut self, ty: TypeIx, name: &WitName) {
        let Some(target) = self.graph.child(ty, 0) else { return };
        let target_name = type_name(self.graph, target);
        let (here, there) = (&self.graph.node(ty).owner, &self.graph.node(target).owner);
        self.begin();
        match there {
            Owner::Interface(_, owner) if here != there => {
                self.text(&format!("use {owner}.{{"));
                if target_name == name.as_str() {
                    self.spot(Spot::Type(ty), name.as_str());
                } else {
                    self.text(&format!("{target_name} as "));
                    self.spot(Spot::Type(ty), name.as_str());
                }
                self.text("};\n");
            }
            Owner::Interface(..) | Owner::World | Owner::Nobody => {
                self.text("type ");
                self.spot(Spot::Type(ty), name.as_str());
                self.text(&format!(" = {target_name};\n"));
            }
        }
    }

    fn func(&mut self, ix: FuncIx) {
        let graph = self.graph;
        let func = &graph.funcs[ix];
        // A method's own handle goes without saying.
        let (name, head, implied) = match &func.name {
            FuncName::Free(name) => (name.as_str(), ": func(", 0),
            FuncName::Constructor(_) => ("constructor", "(", 0),
            FuncName::Method(_, name) => (name.as_str(), ": func(", 1),
            FuncName::Static(_, name) => (name.as_str(), ": static func(", 0),
            FuncName::Getter(Accessed::Free, name) => (name.as_str(), ": get(", 0),
            FuncName::Getter(Accessed::Value(_), name) => (name.as_str(), ": get(", 1),
            FuncName::Getter(Accessed::Static(_), name) => (name.as_str(), ": static get(", 0),
            FuncName::Setter(Accessed::Free, name) => (name.as_str(), ": set(", 0),
            FuncName::Setter(Accessed::Value(_), name) => (name.as_str(), ": set(", 1),
            FuncName::Setter(Accessed::Static(_), name) => (name.as_str(), ": static set(", 0),
        };
        self.begin();
        self.spot(Spot::Func(ix), name);
        self.text(&match func.sync {
            Sync::Sync => head.to_owned(),
            Sync::Async => head.replace("func(", "async func("),
        });
        for (slot, (name, ty)) in (0..).zip(&func.params).skip(implied) {
            if slot as usize > implied {
                self.text(", ");
            }
            self.spot(Spot::Param(ix, slot), &format!("{name}: {}", type_name(graph, *ty)));
        }
        self.text(")");
        let is_constructor = matches!(func.name, FuncName::Constructor(_));
        if let Some(result) = func.result.filter(|_| !is_constructor) {
            self.text(" -> ");
            self.spot(Spot::Result(ix), &type_name(graph, result));
        }
        self.text(";\n");
    }

    fn begin(&mut self) {
        self.out.text.push_str(self.indent);
    }

    fn line(&mut self, text: &str) {
        self.begin();
        self.text(text);
        self.text("\n");
    }

    fn text(&mut self, text: &str) {
        self.out.text.push_str(text);
    }

    fn spot(&mut self, spot: Spot, text: &str) {
        let start = self.out.text.len();
        self.text(text);
        self.out.places.insert(spot, start..self.out.text.len());
    }
}
