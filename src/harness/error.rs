//! What can go wrong between a component and its answer.

use std::fmt::{self, Display};
use std::io;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::base::shell;
use crate::harness::artifact::CodeError;
use crate::harness::call::error::CallError;
use crate::harness::exports::Exports;
use crate::harness::keyvalue::error::KeyvalueError;
use crate::harness::limits::Spent;
use crate::harness::serve::error::ServeError;
use crate::harness::trap::Trapped;

/// A component that can't be run, a call that can't be made, or a guest that did not come back.
#[derive(Debug, Error, Diagnostic)]
pub enum HarnessError {
    /// The bytes are something else.
    #[error("`{name}` is {what}, not a component")]
    #[diagnostic(code(witc::harness::not_a_component))]
    NotAComponent {
        /// As the user gave it.
        name: String,
        /// What it is.
        what: NotComponent,
        /// How to get a component.
        #[help]
        help: &'static str,
    },
    /// The component is not valid, or needs what this engine lacks.
    #[error("`{name}` can't be compiled: {error}")]
    #[diagnostic(
        code(witc::harness::unusable),
        help(
            "the component is damaged, or uses a proposal that witc's engine (wasmtime 48) doesn't support"
        )
    )]
    Unusable {
        /// As the user gave it.
        name: String,
        /// What the engine said.
        error: EngineError,
    },
    /// Nobody on this host provides what the component imports.
    #[error("`{name}` imports what this host doesn't have: {}", list(imports))]
    #[diagnostic(code(witc::harness::missing_import))]
    MissingImports {
        /// As the user gave it.
        name: String,
        /// The imports, as the component names them.
        imports: Vec<String>,
        /// Where they may come from.
        #[help]
        help: String,
    },
    /// An import is there, but of another type.
    #[error("`{name}` doesn't fit this host: {error}")]
    #[diagnostic(
        code(witc::harness::unlinkable),
        help(
            "it was built against another version of that interface than WASI 0.2 as witc has it; rebuild it against \
              one that `witc bind` knows"
        )
    )]
    Unlinkable {
        /// As the user gave it.
        name: String,
        /// What the engine said.
        error: EngineError,
    },
    /// A folder that is to be granted can't be opened.
    #[error("can't grant the folder `{}`: {error}", path.display())]
    #[diagnostic(
        code(witc::harness::no_dir),
        help(
            "`--dir HOST[::GUEST][:ro|:rw]` takes a folder that exists; paths are relative to the current folder"
        )
    )]
    NoDir {
        /// As the user gave it.
        path: PathBuf,
        /// What the system said.
        error: EngineError,
    },
    /// The system gives no event loop.
    #[error("can't start a runtime for `{name}`")]
    #[diagnostic(
        code(witc::harness::no_runtime),
        help("the system refused: check its limits on files and threads")
    )]
    NoRuntime {
        /// As the user gave it.
        name: String,
        /// What it said.
        #[source]
        error: io::Error,
    },
    /// A call can't be made, or did not come back.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Call(#[from] CallError),
    /// The component trapped otherwise.
    #[error("`{name}` trapped{}: {}", phase.when(), trapped.what())]
    #[diagnostic(code(witc::harness::trap), help("{}", trapped.backtrace()))]
    Trap {
        /// The component, as the user gave it.
        name: String,
        /// When.
        phase: Phase,
        /// Why and where.
        trapped: Trapped,
    },
    /// The component reached a limit otherwise.
    #[error("`{name}` {}", spent.what())]
    #[diagnostic(code(witc::harness::limit), help("{}", spent.advice()))]
    Limit {
        /// The component, as the user gave it.
        name: String,
        /// Which.
        spent: Spent,
    },
    /// The guest ended the program before it could be called.
    #[error("`{name}` exited with code {code} while it was instantiated")]
    #[diagnostic(code(witc::harness::exited_early), help("the component called `exit` of `wasi:cli/exit`"))]
    ExitedEarly {
        /// The component, as the user gave it.
        name: String,
        /// What it exited with.
        code: u8,
    },
    /// A file of machine code can't be used.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Code(#[from] CodeError),
    /// It can't be served.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Serve(#[from] ServeError),
    /// A bucket can't be opened.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Keyvalue(#[from] KeyvalueError),
    /// There is nothing to run.
    #[error("`{name}` is no command: it doesn't export `wasi:cli/run` of WASI 0.2 or 0.3")]
    #[diagnostic(code(witc::harness::not_a_command))]
    NotACommand {
        /// The component, as the user gave it.
        name: String,
        /// What it has instead.
        #[help]
        help: String,
    },
}

impl HarnessError {
    pub(super) fn missing_imports(name: &str, imports: Vec<String>) -> Self {
        let file = shell::word(name);
        let help = format!(
            "another component has to provide {}: link it in with `witc compose {file} --with OTHER.wasm`, and use the result",
            if imports.len() == 1 { "it" } else { "them" }
        );
        Self::MissingImports { name: name.to_owned(), imports, help }
    }

    pub(super) fn unusable(name: &str, error: wasmtime::Error) -> Self {
        Self::Unusable { name: name.to_owned(), error: EngineError(error) }
    }

    pub(super) fn unlinkable(name: &str, error: wasmtime::Error) -> Self {
        Self::Unlinkable { name: name.to_owned(), error: EngineError(error) }
    }

    pub(super) fn not_a_command(name: &str, exports: &Exports) -> Self {
        let listing = exports.listing();
        let help = if listing.is_empty() {
            let names = exports.names();
            let exported = if names.is_empty() { "nothing".to_owned() } else { list(names) };
            format!(
                "it exports {exported}; a command is built from a program with a `main`, for wasm32-wasip2"
            )
        } else {
            let file = shell::word(name);
            format!("its functions can be called with `witc call {file} 'NAME(..)'`:{listing}")
        };
        Self::NotACommand { name: name.to_owned(), help }
    }
}

/// What bytes are that are no component.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotComponent {
    /// Nothing at all.
    Empty,
    /// A core WebAssembly module.
    CoreModule,
    /// WebAssembly of a version that nobody has defined yet, or that is long gone.
    UnknownVersion,
    /// Text.
    Text,
    /// Anything else.
    NotWasm,
}

impl NotComponent {
    pub(super) fn advice(self) -> &'static str {
        match self {
            NotComponent::CoreModule => "make a component of it with `witc componentize`",
            NotComponent::Empty => "the file is empty: was the build interrupted?",
            NotComponent::UnknownVersion => "build it anew with a current toolchain",
            NotComponent::Text | NotComponent::NotWasm => "give a component: a `.wasm` or `.wat` file",
        }
    }
}

impl Display for NotComponent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotComponent::Empty => "empty",
            NotComponent::CoreModule => "a core module",
            NotComponent::UnknownVersion => "WebAssembly of an unknown version",
            NotComponent::Text => "text",
            NotComponent::NotWasm => "no WebAssembly",
        })
    }
}

/// When a guest was running.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Its instances were made, and their start functions called.
    Start,
    /// Its `run` was called.
    Command,
}

impl Phase {
    fn when(self) -> &'static str {
        match self {
            Phase::Start => " while it was instantiated",
            Phase::Command => "",
        }
    }
}

/// What can't leave the instance that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Handle {
    /// A resource, owned or borrowed.
    Resource,
    /// A value to come.
    Future,
    /// Values to come.
    Stream,
    /// An error with a context.
    ErrorContext,
}

/// An error of wasmtime: all of its causes, never a stack trace of the host.
pub struct EngineError(pub(super) wasmtime::Error);

impl Display for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for cause in self.0.chain() {
            write!(f, "{separator}{cause}")?;
            separator = ": ";
        }
        Ok(())
    }
}

impl fmt::Debug for EngineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Display::fmt(self, f)
    }
}

pub(super) fn list(names: &[String]) -> String {
    let quoted: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
    quoted.join(", ")
}
