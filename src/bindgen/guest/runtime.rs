//! The run-time part of a generated file: what is the same for all worlds, as far as this one uses it.

use std::collections::BTreeSet;

use memchr::{memmem, memrchr};

use crate::bindgen::ident::RustIdent;
use crate::bindgen::items::Bindings;
use crate::bindgen::print::sheet::Sheet;

/// More bytes than the run-time part ever has: who keeps them free behind a file need not copy it to add that.
pub(super) const ROOM: usize = 192 << 10;

/// A piece of the run-time part: the names it defines, the pieces it builds on, and its text.
struct Piece {
    names: &'static [&'static str],
    needs: &'static [&'static str],
    text: &'static str,
}

/// In the order in which they are printed.
const PIECES: &[Piece] = &[
    Piece { names: &["String"], needs: &[], text: "pub use alloc::string::String;" },
    Piece { names: &["Vec"], needs: &[], text: "pub use alloc::vec::Vec;" },
    Piece { names: &["Box"], needs: &[], text: "pub use alloc::boxed::Box;" },
    Piece { names: &["Map"], needs: &[], text: "pub use alloc::collections::BTreeMap as Map;" },
    Piece { names: &["Str"], needs: &["List", "String"], text: include_str!("rt/str.rs") },
    Piece { names: &["List"], needs: &["Vec", "Keep"], text: include_str!("rt/list.rs") },
    Piece { names: &["lift_plain", "lower_plain"], needs: &["List"], text: include_str!("rt/plain.rs") },
    Piece { names: &["give_plain"], needs: &["Vec"], text: include_str!("rt/give_plain.rs") },
    Piece { names: &["lower_map", "lift_map"], needs: &["List", "Map"], text: include_str!("rt/map.rs") },
    Piece { names: &["Opt"], needs: &[], text: include_str!("rt/opt.rs") },
    Piece { names: &["Res"], needs: &[], text: include_str!("rt/res.rs") },
    Piece { names: &["Keep"], needs: &["out_of_memory"], text: include_str!("rt/keep.rs") },
    Piece { names: &["Area"], needs: &[], text: include_str!("rt/area.rs") },
    Piece { names: &["Parked"], needs: &["Keep"], text: include_str!("rt/parked.rs") },
    Piece { names: &["ParkedList"], needs: &["List"], text: include_str!("rt/parked_list.rs") },
    Piece { names: &["Handle"], needs: &[], text: include_str!("rt/handle.rs") },
    Piece { names: &["Lent"], needs: &["Box"], text: include_str!("rt/lent.rs") },
    Piece { names: &["handle"], needs: &["Handle"], text: include_str!("rt/handle_fns.rs") },
    Piece { names: &["resource", "Resource"], needs: &["Box"], text: include_str!("rt/resource.rs") },
    Piece { names: &["realloc"], needs: &["out_of_memory"], text: include_str!("rt/realloc.rs") },
    Piece { names: &["out_of_memory"], needs: &[], text: include_str!("rt/out_of_memory.rs") },
    Piece { names: &["imports"], needs: &[], text: include_str!("rt/imports.rs") },
    Piece { names: &["exports"], needs: &[], text: include_str!("rt/exports.rs") },
    Piece { names: &["flags"], needs: &[], text: include_str!("rt/flags.rs") },
    Piece { names: &["tasks"], needs: TASKS, text: "pub use core::future::Future;" },
    Piece { names: &["cabi"], needs: &["tasks", "task_set"], text: include_str!("rt/tasks/cabi.rs") },
    Piece { names: &["task_set"], needs: &[], text: include_str!("rt/tasks/task_set.rs") },
    Piece { names: &["running"], needs: &["cabi"], text: include_str!("rt/tasks/running.rs") },
    Piece { names: &["pending"], needs: &["tasks"], text: include_str!("rt/tasks/pending.rs") },
    Piece { names: &["task"], needs: &["tasks"], text: include_str!("rt/tasks/task.rs") },
    Piece { names: &["executor"], needs: &["tasks"], text: include_str!("rt/tasks/executor.rs") },
    Piece { names: &["spawn"], needs: &["tasks"], text: include_str!("rt/tasks/spawn.rs") },
    Piece { names: &["yields"], needs: &["tasks"], text: include_str!("rt/tasks/yields.rs") },
    Piece { names: &["start", "callback"], needs: &["tasks"], text: include_str!("rt/tasks/export.rs") },
    Piece {
        names: &["call", "call_giving", "Frame"],
        needs: &["tasks", "Keep", "Handle"],
        text: include_str!("rt/tasks/call.rs"),
    },
    Piece {
        names: &["Image", "images"],
        needs: &["Keep", "Handle", "out_of_memory"],
        text: include_str!("rt/tasks/image.rs"),
    },
    Piece { names: &["transfer"], needs: &["tasks", "images"], text: include_str!("rt/tasks/transfer.rs") },
    Piece {
        names: &["StreamReader", "StreamVtable", "stream_new"],
        needs: &["transfer", "StreamWriter"],
        text: include_str!("rt/tasks/stream.rs"),
    },
    Piece {
        names: &["ReaderStream"],
        needs: &["StreamReader", "tasks"],
        text: include_str!("rt/tasks/into_stream.rs"),
    },
    Piece {
        names: &["StreamWriter"],
        needs: &["StreamReader"],
        text: include_str!("rt/tasks/stream_write.rs"),
    },
    Piece {
        names: &["FutureReader", "FutureVtable", "future_new"],
        needs: &["transfer", "FutureWriter"],
        text: include_str!("rt/tasks/future.rs"),
    },
    Piece {
        names: &["FutureWriter"],
        needs: &["FutureReader"],
        text: include_str!("rt/tasks/future_write.rs"),
    },
    Piece {
        names: &["ErrorContext"],
        needs: &["Str", "imports"],
        text: include_str!("rt/tasks/error_context.rs"),
    },
    Piece { names: &["rt"], needs: &[], text: include_str!("rt/tasks/rt.rs") },
];

/// What a world with tasks needs.
const TASKS: &[&str] =
    &["imports", "cabi", "running", "pending", "task", "executor", "spawn", "yields", "rt"];

/// The run-time part under the name by which programs for wit-bindgen know it, if it has something that they name.
pub(super) fn wit_bindgen(bindings: &Bindings<'_>, mentioned: &BTreeSet<&str>) -> Option<&'static str> {
    is_named(bindings, mentioned).then_some(WIT_BINDGEN)
}

fn is_named(bindings: &Bindings<'_>, mentioned: &BTreeSet<&str>) -> bool {
    bindings.tasks || mentioned.contains("Map")
}

const WIT_BINDGEN: &str = "/// What programs for wit-bindgen have from it, by its name. They need no crate of that name, and where this file is\n\
     /// `include!`d none may be linked: the compiler could not tell which is meant.\n\
     #[doc(hidden)]\n#[allow(unused_imports)]\npub use _rt as wit_bindgen;";

/// How what the engine has put into memory becomes the guest's own.
const OWNED: &[Piece] = &[
    Piece { names: &["List"], needs: &[], text: include_str!("rt/adopt.rs") },
    Piece { names: &["take"], needs: &[], text: include_str!("rt/take.rs") },
];

/// The same where what arguments point to is lent, and how it is seen then.
const LENT: &[Piece] = &[
    Piece { names: &["List"], needs: &["Call"], text: include_str!("rt/lent/adopt.rs") },
    Piece { names: &["take"], needs: &[], text: include_str!("rt/lent/take.rs") },
    Piece { names: &["Text", "Slice"], needs: &["List"], text: include_str!("rt/lent/list.rs") },
    Piece { names: &["Text"], needs: &["Str"], text: include_str!("rt/lent/text.rs") },
    Piece { names: &["Slice"], needs: &[], text: include_str!("rt/lent/slice.rs") },
    Piece { names: &["Opt"], needs: &[], text: include_str!("rt/lent/opt.rs") },
    Piece { names: &["Res"], needs: &[], text: include_str!("rt/lent/res.rs") },
    Piece { names: &["Call", "lend"], needs: &["out_of_memory"], text: include_str!("rt/lent/call.rs") },
];

fn all(lend: bool) -> impl Iterator<Item = &'static Piece> {
    PIECES.iter().chain(if lend { LENT } else { OWNED })
}

/// The module `_rt` with every piece that a file mentions, and what those need. `None` if it mentions none.
pub(super) fn runtime(bindings: &Bindings<'_>, mut mentioned: BTreeSet<&str>) -> Option<String> {
    let lend = bindings.lend;
    if mentioned.is_empty() {
        return None;
    }
    if is_named(bindings, &mentioned) {
        mentioned.insert("rt");
    }
    if bindings.options.types.stream_trait.is_some() && mentioned.contains("StreamReader") {
        mentioned.insert("ReaderStream");
    }
    let wanted = closure(&mentioned, lend);
    let has_tasks = wanted.contains("tasks") || wanted.contains("images");
    let mut pieces: Vec<String> = Vec::new();
    for piece in all(lend) {
        if piece.names.iter().any(|name| wanted.contains(*name)) {
            pieces.push(chosen(bindings, piece, has_tasks));
        }
    }
    pieces.extend(wanted.iter().filter_map(|name| tuple(name)));
    pieces.extend(wanted.iter().filter_map(|name| plain(name)));
    let alloc = pieces.iter().any(|piece| piece.contains("alloc::"));
    let alloc = if alloc { "    extern crate alloc;\n\n" } else { "" };
    let body = indent(&pieces.join("\n\n"));
    Some(format!(
        "/// What the code above has in common.\n#[doc(hidden)]\n#[allow(dead_code, unused_imports, unused_macros)]\n#[allow(clippy::all, clippy::pedantic)]\n\
         pub mod _rt {{\n{alloc}{body}}}"
    ))
}

/// The text of a piece, with what the user chose for it.
fn chosen(bindings: &Bindings<'_>, piece: &Piece, has_tasks: bool) -> String {
    let text = body(piece.text).to_owned();
    match piece.names {
        // What was given away may come back.
        ["Handle"] if has_tasks => body(include_str!("rt/tasks/handle.rs")).to_owned(),
        // Nothing of the rest is by that path.
        ["rt"] if !has_tasks => "pub mod rt {\n    pub use super::*;\n}".to_owned(),
        ["ReaderStream"] => match &bindings.options.types.stream_trait {
            Some(path) => format!("use {path} as StreamTrait;\n\n{text}"),
            None => text,
        },
        ["Map"] => match &bindings.options.types.map_type {
            Some(path) => format!("pub use {path} as Map;"),
            None => text,
        },
        // Other crates call it, and a macro is seen there only by a name of its own.
        ["exports"] if bindings.options.export.pub_macro => {
            let world = bindings.export_macro.as_ref().map(RustIdent::as_str).unwrap_or_default();
            text.replace("macro_rules! exports", &format!("#[macro_export]\nmacro_rules! _core{world}"))
                .replace("pub(crate) use exports;", &format!("pub use _core{world} as exports;"))
        }
        _ => text,
    }
}

/// Whether items mention a hidden module of the file's root.
pub(super) fn is_mentioned(items: &Sheet, module: &str) -> bool {
    items.texts().any(|text| text.contains(module) && code(text).any(|line| has_word(line, module)))
}

fn has_word(line: &str, word: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (line.get(..at), line.get(at + word.len()..));
        !before.is_some_and(|text| text.ends_with(is_name))
            && !after.is_some_and(|text| text.starts_with(is_name))
    })
}

/// What the WIT says of its items is in doc lines, and mentions nothing.
fn code(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !is_doc(line))
}

fn is_doc(line: &str) -> bool {
    line.trim_ascii_start().starts_with("///")
}

/// Every `X` of a `_rt::X` in a file, and of a `use _rt::{X, Y}`.
pub(super) fn mentions(file: &str) -> BTreeSet<&str> {
    const PATH: &str = "_rt::";
    let mut names = BTreeSet::new();
    for at in memmem::find_iter(file.as_bytes(), PATH) {
        let (before, rest) = (file.get(..at).unwrap_or(""), file.get(at + PATH.len()..).unwrap_or(""));
        let first = name(rest);
        // Most were mentioned before.
        if names.contains(first) || is_doc(last_line(before)) {
            continue;
        }
        match rest.strip_prefix('{') {
            Some(several) => names.extend(several.split('}').next().unwrap_or_default().split(',').map(name)),
            None => {
                names.insert(first);
            }
        }
    }
    names.remove("");
    names
}

/// What stands behind the last line break.
fn last_line(text: &str) -> &str {
    let start = memrchr(b'\n', text.as_bytes()).map_or(0, |at| at + 1);
    text.get(start..).unwrap_or(text)
}

/// The identifier that a text begins with.
fn name(text: &str) -> &str {
    let text = text.trim_start();
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// The names and all that the pieces of those names need.
fn closure(mentioned: &BTreeSet<&str>, lend: bool) -> BTreeSet<String> {
    let mut wanted = BTreeSet::new();
    let mut todo: Vec<String> = mentioned.iter().map(|name| (*name).to_owned()).collect();
    while let Some(name) = todo.pop() {
        if !wanted.contains(&name) {
            let pieces = all(lend).filter(|piece| piece.names.contains(&name.as_str()));
            todo.extend(pieces.flat_map(|piece| piece.needs).map(|need| (*need).to_owned()));
            wanted.insert(name);
        }
    }
    wanted
}

/// The image of tuples with the number of elements that the name `Tuple3` ends in.
fn tuple(name: &str) -> Option<String> {
    let arity: usize = name.strip_prefix("Tuple")?.parse().ok()?;
    let params: Vec<String> = (0..arity).map(|index| format!("T{index}")).collect();
    let fields: Vec<String> = params.iter().map(|param| format!("pub {param}")).collect();
    let generics = if params.is_empty() { String::new() } else { format!("<{}>", params.join(", ")) };
    let one_line = format!("pub struct {name}{generics}({});", fields.join(", "));
    let definition = if one_line.len() + 4 <= 100 {
        one_line
    } else {
        format!("pub struct {name}{generics}(\n    {},\n);", fields.join(",\n    "))
    };
    Some(format!("/// The image of a tuple.\n#[derive(Clone, Copy, Debug)]\n#[repr(C)]\n{definition}"))
}

/// A piece's text without the line that tells the reader of our sources what it is.
fn body(text: &str) -> &str {
    let text =
        if text.starts_with("//!") { text.split_once('\n').map_or("", |(_, rest)| rest) } else { text };
    text.trim()
}

/// The test of tuples with the number of elements that the name `plain3` ends in.
fn plain(name: &str) -> Option<String> {
    let arity: usize = name.strip_prefix("plain")?.parse().ok()?;
    let params = (0..arity).map(|index| format!("T{index}")).collect::<Vec<_>>().join(", ");
    let (tuple, image) = (format!("({params})"), format!("Tuple{arity}<{params}>"));
    let offsets = (0..arity)
        .map(|index| format!("\n        && offset_of!({tuple}, {index}) == offset_of!({image}, {index})"));
    Some(format!(
        "/// Whether Rust lays out such tuples as their images: then lists of them are adopted, not copied.\n\
         pub const fn {name}<{params}>() -> bool {{\n    use core::mem::offset_of;\n    \
         size_of::<{tuple}>() == size_of::<{image}>()\n        \
         && align_of::<{tuple}>() == align_of::<{image}>(){}\n}}",
        offsets.collect::<String>()
    ))
}

fn indent(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
    text.lines().map(line).collect()
}
