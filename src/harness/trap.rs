//! Why a guest stopped, and where.

use std::fmt::{self, Display, Write};

use wasmtime::{FrameInfo, Trap, WasmBacktrace};
use wasmtime_wasi::I32Exit;

use crate::component::places::{Part, Place, Places};
use crate::harness::error::EngineError;

/// How many calls a backtrace goes back.
pub(super) const MOST_CALLS: usize = 64;

/// Why a guest did not come back.
#[derive(Debug)]
pub(super) enum Stop {
    /// It called `exit`, with this code.
    Exit(u8),
    /// It trapped, or the host could go no further.
    Trap(Trapped),
}

/// A trap: the reason, and the calls that led there.
#[derive(Debug)]
pub struct Trapped {
    /// What went wrong.
    pub reason: EngineError,
    /// The calls inside the guest, innermost first.
    pub frames: Vec<Frame>,
    /// There were more calls, further out.
    pub cut_off: bool,
}

/// A call inside a guest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Whose code it is.
    pub owner: Owner,
    /// The function, demangled, or its index.
    pub function: String,
    /// Its source, if the module has debug information and it is not in the standard library of a language.
    pub source: Option<SourceLine>,
}

/// Whose code was running.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Owner {
    /// That of a core module in the component.
    Module {
        /// The module, if it has a name.
        name: Option<String>,
        /// Where in the component it runs.
        place: Place,
    },
    /// That of a stub, which names the interfaces that it stands for: where it is says nothing more.
    Stub(String),
    /// What the engine has put between two components, to pass calls and values from one to the other.
    Between,
}

/// A line of a guest's source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceLine {
    /// As the compiler noted it.
    pub file: String,
    /// The line, from 1.
    pub line: Option<u32>,
}

/// Sorts out why wasmtime came back with an error. `places` are those of the component that was running.
pub(super) fn stop(error: wasmtime::Error, places: &Places) -> Stop {
    if let Some(I32Exit(code)) = error.downcast_ref() {
        return Stop::Exit(u8::try_from(*code).unwrap_or(1));
    }
    let calls = error.downcast_ref().map(WasmBacktrace::frames).unwrap_or_default();
    let frames = calls.iter().flat_map(|call| frames_of(call, places)).collect();
    let cut_off = calls.len() >= MOST_CALLS;
    Stop::Trap(Trapped { reason: EngineError(error), frames, cut_off })
}

impl Trapped {
    /// What went wrong, without the frames.
    pub fn what(&self) -> String {
        match self.reason.0.downcast_ref::<Trap>() {
            Some(trap) => trap.to_string().trim_start_matches("wasm trap: ").to_owned(),
            None => self.reason.0.root_cause().to_string(),
        }
    }

    /// The calls that matter, one a line. Between them and the machinery of a Rust panic, and of a Rust `main`, there
    /// are marks, which Rust's own backtraces go by as well.
    pub fn backtrace(&self) -> String {
        if self.frames.is_empty() {
            return "no function of the component was running".to_owned();
        }
        let is_mark = |frame: &Frame, mark| frame.function.contains(mark);
        let inner = self.frames.iter().rposition(|frame| is_mark(frame, "__rust_end_short_backtrace"));
        let own = self.frames.get(inner.map_or(0, |mark| mark + 1)..).unwrap_or_default();
        let outer = own.iter().position(|frame| is_mark(frame, "__rust_begin_short_backtrace"));
        let own = own.get(..outer.unwrap_or(own.len())).unwrap_or_default();

        let mut backtrace = "wasm backtrace, innermost call first:".to_owned();
        let mut index = 0;
        // Recursion shows as one frame many times over.
        for same in own.chunk_by(|one, next| one == next) {
            if let [frame, more @ ..] = same {
                let times = if more.is_empty() { String::new() } else { format!(" ({} times)", same.len()) };
                // Writing to a String can't fail.
                let _ = write!(backtrace, "\n{index:>4}: {frame}{times}");
            }
            index += same.len();
        }
        if outer.is_none() && self.cut_off {
            backtrace.push_str("\n      (calls further out are not recorded)");
        }
        backtrace
    }
}

impl Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.owner {
            Owner::Module { name, place } => {
                module(f, name.as_deref(), place)?;
                f.write_str(&self.function)?;
            }
            Owner::Stub(name) => write!(f, "{name}!{}", self.function)?,
            Owner::Between => f.write_str("(a call from one component to another)")?,
        }
        match &self.source {
            Some(SourceLine { file, line: Some(line) }) => write!(f, " at {file}:{line}"),
            Some(SourceLine { file, line: None }) => write!(f, " at {file}"),
            None => Ok(()),
        }
    }
}

/// The component and what of it it is, as `app > db (adapter wasi_snapshot_preview1)!`. Where there is but one
/// component, its name says nothing, and the module has the word.
fn module(f: &mut fmt::Formatter<'_>, name: Option<&str>, place: &Place) -> fmt::Result {
    let paths: Vec<String> = place.instances.iter().map(|path| path.join(" > ")).collect();
    let is_inside = paths.iter().any(|path| !path.is_empty());
    if is_inside {
        // It may also run in the component around them all, which has no name.
        let paths = paths.iter().map(|path| if path.is_empty() { "the outermost" } else { path });
        f.write_str(&paths.collect::<Vec<_>>().join(" or "))?;
        f.write_str(if place.has_more { " or others" } else { "" })?;
    }
    match (&place.part, name) {
        (Part::All, _) if is_inside => f.write_str("!"),
        (Part::All, Some(name)) => write!(f, "{name}!"),
        (Part::All, None) => Ok(()),
        (Part::OneOf(part), _) if is_inside => write!(f, " ({part})!"),
        (Part::OneOf(part), name) => write!(f, "{}!", name.unwrap_or(part)),
        (Part::Adapter(name), _) if is_inside => write!(f, " (adapter {name})!"),
        (Part::Adapter(name), _) => write!(f, "adapter {name}!"),
        (Part::Shim, _) if is_inside => f.write_str(" (shim)!"),
        (Part::Shim, _) => f.write_str("shim!"),
    }
}

/// Whose code it is. wasmtime numbers modules in the order of the binary; those that it makes itself come after them.
fn owner(call: &FrameInfo, places: &Places) -> Owner {
    let module = call.module();
    let name = module.name().map(str::to_owned);
    // As `witc compose --stub` names what it makes.
    if let Some(stub) = name.as_ref().filter(|name| name.starts_with("stub of ")) {
        return Owner::Stub(stub.clone());
    }
    let number = module.functions().next().map(|function| function.module.as_u32());
    match number.and_then(|number| places.get(usize::try_from(number).ok()?)) {
        Some(place) => Owner::Module { name, place: place.clone() },
        // Of a component that is not at hand there are no places at all.
        None if places.is_empty() || name.is_some() => Owner::Module { name, place: Place::default() },
        None => Owner::Between,
    }
}

/// A function that was inlined into another makes no call in the machine, but it does in the source.
fn frames_of(call: &FrameInfo, places: &Places) -> Vec<Frame> {
    let owner = owner(call, places);
    let function = match call.func_name() {
        Some(name) => demangled(name),
        None => format!("function {}", call.func_index()),
    };
    if call.symbols().is_empty() {
        return vec![Frame { owner, function, source: None }];
    }
    let inlined = call.symbols().iter().map(|symbol| Frame {
        owner: owner.clone(),
        function: symbol.name().map_or_else(|| function.clone(), demangled),
        source: symbol
            .file()
            .filter(|file| !is_of_a_toolchain(file))
            .map(|file| SourceLine { file: file.to_owned(), line: symbol.line() }),
    });
    inlined.collect()
}

fn demangled(name: &str) -> String {
    format!("{:#}", rustc_demangle::demangle(name))
}

/// Where the machines that built the standard libraries had their sources: nowhere on this one.
fn is_of_a_toolchain(file: &str) -> bool {
    file.starts_with("/rustc/") || file.starts_with("wasisdk://")
}
