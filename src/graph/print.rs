//! The graph as text, for `--emit graph`, and types in words, for messages.

use std::fmt::{self, Write};

use crate::base::ids::{FuncIx, TypeIx};
use crate::base::names::{ExternName, WitName};
use crate::graph::node::{Func, Member, Shape, Side, Sync};
use crate::graph::{Item, TypeGraph};

/// The whole graph: what is imported and exported, then every type with its parts.
pub fn print(graph: &TypeGraph) -> String {
    let mut text = String::new();
    // Writing to a String does not fail.
    let _ = items(graph, &mut text);
    let _ = types(graph, &mut text);
    text
}

/// A type as WIT would mention it: its name, or `list<u8>`.
pub fn type_name(graph: &TypeGraph, ty: TypeIx) -> String {
    let node = graph.node(ty);
    match &node.name {
        Some(name) => name.to_string(),
        None => type_body(graph, ty),
    }
}

/// What a type is, its own name aside: `list<u8>`; for a record and its like the keyword.
pub fn type_body(graph: &TypeGraph, ty: TypeIx) -> String {
    let node = graph.node(ty);
    let part = |slot| graph.child(ty, slot).map(|part| type_name(graph, part));
    let or_none = |slot| part(slot).unwrap_or_else(|| "_".to_owned());
    match &node.shape {
        Shape::Prim(prim) => prim.keyword().to_owned(),
        Shape::Tuple => {
            let parts: Vec<String> =
                graph.children(ty).into_iter().map(|part| type_name(graph, part)).collect();
            format!("tuple<{}>", parts.join(", "))
        }
        Shape::Option => format!("option<{}>", or_none(0)),
        Shape::Result => match (part(0), part(1)) {
            (None, None) => "result".to_owned(),
            (Some(ok), None) => format!("result<{ok}>"),
            (ok, Some(err)) => format!("result<{}, {err}>", ok.as_deref().unwrap_or("_")),
        },
        Shape::List => format!("list<{}>", or_none(0)),
        Shape::FixedList(length) => format!("list<{}, {length}>", or_none(0)),
        Shape::Map => format!("map<{}, {}>", or_none(0), or_none(1)),
        // A resource mentioned as a value is `own` of it: WIT writes only its name.
        Shape::Own | Shape::Alias => or_none(0),
        Shape::Borrow => format!("borrow<{}>", or_none(0)),
        Shape::Future => part(0).map_or("future".to_owned(), |payload| format!("future<{payload}>")),
        Shape::Stream => part(0).map_or("stream".to_owned(), |payload| format!("stream<{payload}>")),
        Shape::ErrorContext => "error-context".to_owned(),
        Shape::Record(_) | Shape::Variant(_) | Shape::Enum(_) | Shape::Flags(_) | Shape::Resource => {
            node.shape.keyword().to_owned()
        }
    }
}

/// A function's type as WIT writes it: `func(id: u32) -> string`.
pub fn func_type(graph: &TypeGraph, func: &Func) -> String {
    let params: Vec<String> =
        func.params.iter().map(|(name, ty)| format!("{name}: {}", type_name(graph, *ty))).collect();
    let word = match func.sync {
        Sync::Sync => "func",
        Sync::Async => "async func",
    };
    let result = func.result.map(|ty| format!(" -> {}", type_name(graph, ty))).unwrap_or_default();
    format!("{word}({}){result}", params.join(", "))
}

/// The functions that an entry of a world's imports or exports has.
pub fn funcs_of(item: &Item) -> Vec<FuncIx> {
    match item {
        Item::Interface(interface) => interface.funcs.clone(),
        Item::Func(func) => vec![*func],
        Item::Type(_) => Vec::new(),
    }
}

/// `ns:pkg/iface#func`, or the function's own name for one of the world.
pub fn item_path(graph: &TypeGraph, name: &ExternName, func: FuncIx) -> String {
    let wire_name = &graph.funcs[func].wire_name;
    match name {
        ExternName::Plain(plain) if plain == wire_name => plain.to_string(),
        ExternName::Plain(_) | ExternName::Interface(_) => format!("{name}#{wire_name}"),
    }
}

impl Shape {
    /// The WIT keyword that defines or mentions such a type.
    pub fn keyword(&self) -> &'static str {
        match self {
            Shape::Prim(prim) => prim.keyword(),
            Shape::Record(_) => "record",
            Shape::Variant(_) => "variant",
            Shape::Enum(_) => "enum",
            Shape::Flags(_) => "flags",
            Shape::Tuple => "tuple",
            Shape::Option => "option",
            Shape::Result => "result",
            Shape::List | Shape::FixedList(_) => "list",
            Shape::Map => "map",
            Shape::Resource => "resource",
            Shape::Own => "own",
            Shape::Borrow => "borrow",
            Shape::Future => "future",
            Shape::Stream => "stream",
            Shape::ErrorContext => "error-context",
            Shape::Alias => "type",
        }
    }
}

fn items(graph: &TypeGraph, out: &mut String) -> fmt::Result {
    if let Some(world) = &graph.world {
        writeln!(out, "world {world}")?;
    }
    for (side, items) in [(Side::Import, &graph.imports), (Side::Export, &graph.exports)] {
        let word = match side {
            Side::Import => "import",
            Side::Export => "export",
        };
        for (name, item) in items {
            match item {
                Item::Interface(interface) => {
                    writeln!(out, "  {word} {name}")?;
                    for (name, ty) in &interface.types {
                        writeln!(out, "    {ty} {} {name}", graph.node(*ty).shape.keyword())?;
                    }
                    interface.funcs.iter().try_for_each(|func| {
                        let func = &graph.funcs[*func];
                        writeln!(out, "    {}: {}", func.wire_name, func_type(graph, func))
                    })?;
                }
                Item::Func(func) => {
                    writeln!(out, "  {word} {name}: {}", func_type(graph, &graph.funcs[*func]))?;
                }
                Item::Type(ty) => {
                    writeln!(out, "  {word} {ty} {} {name}", graph.node(*ty).shape.keyword())?;
                }
            }
        }
    }
    Ok(())
}

fn types(graph: &TypeGraph, out: &mut String) -> fmt::Result {
    writeln!(out, "types")?;
    for ty in graph.type_ids() {
        let node = graph.node(ty);
        if matches!(node.shape, Shape::Prim(_)) {
            continue;
        }
        let name = node.name.as_ref().map_or("-", WitName::as_str);
        write!(out, "  {ty} {name} = {}{}", node.shape.keyword(), parts(graph, ty, &node.shape))?;
        let facts = &graph.facts[ty];
        let known =
            [(facts.heap, "heap"), (facts.own, "own"), (facts.borrow, "borrow"), (facts.error, "error")];
        for (_, word) in known.iter().filter(|(holds, _)| *holds) {
            write!(out, " [{word}]")?;
        }
        writeln!(out)?;
    }
    Ok(())
}

fn parts(graph: &TypeGraph, ty: TypeIx, shape: &Shape) -> String {
    let part = |slot| graph.child(ty, slot).map(|part| format!("{part} {}", type_name(graph, part)));
    let member = |(slot, member): (u32, &Member)| match part(slot) {
        Some(part) => format!("{}: {part}", member.name),
        None => member.name.to_string(),
    };
    let members = |members: &[Member]| (0..).zip(members).map(member).collect::<Vec<_>>();
    let list = match shape {
        Shape::Record(fields) => members(fields),
        Shape::Variant(cases) | Shape::Enum(cases) | Shape::Flags(cases) => members(cases),
        Shape::Result => (0..2).map(|slot| part(slot).unwrap_or_else(|| "_".to_owned())).collect(),
        Shape::FixedList(length) => part(0).into_iter().chain([length.to_string()]).collect(),
        Shape::Prim(_)
        | Shape::Tuple
        | Shape::Option
        | Shape::List
        | Shape::Map
        | Shape::Resource
        | Shape::Own
        | Shape::Borrow
        | Shape::Future
        | Shape::Stream
        | Shape::ErrorContext
        | Shape::Alias => {
            graph.children(ty).into_iter().map(|part| format!("{part} {}", type_name(graph, part))).collect()
        }
    };
    if list.is_empty() { String::new() } else { format!(" {{ {} }}", list.join(", ")) }
}
