//! What can go wrong while reading a component or making one of a core module.

use std::error::Error;
use std::io;
use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use crate::base::guard::Lost;
use crate::base::names::WitName;
use crate::base::shell;
use crate::component::ComponentName;

/// An error of a library below, as it is.
pub type Cause = Box<dyn Error + Send + Sync + 'static>;

/// A file that is no component, or a core module that can't become one.
#[derive(Debug, Error, Diagnostic)]
pub enum ComponentError {
    /// A component whose types WIT can't say.
    #[error("`{name}` can't be read as WIT: {error}")]
    #[diagnostic(
        code(witc::component::no_wit),
        help(
            "give the `.wit` files that it was made from, or a binary that `wit-component` or `wasm-tools` wrote"
        )
    )]
    NoWit {
        /// The file.
        name: ComponentName,
        /// What the decoder says.
        error: Cause,
    },
    /// Neither a wasm binary nor its text.
    #[error("`{name}` is not wasm: it {}", looks.words())]
    #[diagnostic(code(witc::component::not_wasm), help("{}", looks.help(name, *wanted)))]
    NotWasm {
        /// The file.
        name: ComponentName,
        /// What was to be read.
        wanted: Wanted,
        /// What it seems to be instead.
        looks: Looks,
    },
    /// A library panicked, or there was no thread for it.
    #[error("making a component of `{name}` failed: {}", gave_up(lost))]
    #[diagnostic(
        code(witc::component::gave_up),
        help("if the module came from a compiler as it is, please report it: this is then a fault of ours")
    )]
    GaveUp {
        /// The file.
        name: ComponentName,
        /// What happened.
        lost: Lost,
    },
    /// Wasm, but cut off.
    #[error("`{name}` begins as wasm but ends too early, after {size} bytes")]
    #[diagnostic(
        code(witc::component::truncated),
        help("the file is incomplete: copy, download or build it again")
    )]
    Truncated {
        /// The file.
        name: ComponentName,
        /// How long it is.
        size: u64,
    },
    /// More modules and components than our validator takes; there are engines that take more.
    #[error("`{name}` has more than 1000 modules and components in it")]
    #[diagnostic(
        code(witc::component::too_many),
        help(
            "newer validators, the one here among them, take no more in one file, so it can't be composed further; \
             compose once instead, with all the components that it was made of\n\
             wasmtime up to 49 runs it, and so does `witc call`"
        )
    )]
    TooMany {
        /// The file.
        name: ComponentName,
    },
    /// A file that can't be read though it was found.
    #[error("`{name}` can't be read: {error}")]
    #[diagnostic(
        code(witc::component::unreadable),
        help(
            "it could be opened, so the disk or the network is at fault, or another program changes the file"
        )
    )]
    Unreadable {
        /// The file.
        name: ComponentName,
        /// What the system says.
        error: io::Error,
    },
    /// A header that is neither that of a module nor that of a component.
    #[error("`{name}` is wasm of an unknown version: {version}, layer {layer}")]
    #[diagnostic(
        code(witc::component::unknown_version),
        help("{}; build the file again with current tools", wanted.version())
    )]
    UnknownVersion {
        /// The file.
        name: ComponentName,
        /// What was to be read.
        wanted: Wanted,
        /// Version in the header.
        version: u16,
        /// Layer in the header: 0 for modules, 1 for components.
        layer: u8,
    },
    /// Text that does not assemble.
    #[error("`{name}` is not valid wasm text: {message}")]
    #[diagnostic(code(witc::component::bad_text), help("correct the text here, or give the binary"))]
    BadText {
        /// The file.
        name: ComponentName,
        /// What the assembler says.
        message: String,
        /// Its text.
        #[source_code]
        source_code: Arc<NamedSource<Arc<str>>>,
        /// Where.
        #[label("here")]
        at: Option<SourceSpan>,
    },
    /// A core module where a component is wanted.
    #[error("`{name}` is a core module, and a component is wanted")]
    #[diagnostic(
        code(witc::component::core_module),
        help(
            "make a component of it first: witc componentize {} -o {}",
            shell::word(name.as_str()),
            shell::word(&format!("{}.component.wasm", name.stem()))
        )
    )]
    CoreModule {
        /// The file.
        name: ComponentName,
    },
    /// A component where a core module is wanted.
    #[error("`{name}` is a component already")]
    #[diagnostic(
        code(witc::component::already_component),
        help("use it as it is; `witc componentize` takes the core module that a compiler writes")
    )]
    AlreadyComponent {
        /// The file.
        name: ComponentName,
    },
    /// A WIT package in binary form where a component is wanted.
    #[error("`{name}` is a WIT package in binary form: it declares interfaces but has no code")]
    #[diagnostic(
        code(witc::component::wit_package),
        help(
            "give a component that implements it: `witc bind` on its WIT text makes the bindings to build one with"
        )
    )]
    WitPackage {
        /// The file.
        name: ComponentName,
    },
    /// The last resort: it is a component, and not a valid one.
    #[error("`{name}` is not a valid component: {error} (at byte {offset:#x})")]
    #[diagnostic(
        code(witc::component::invalid),
        help("the tool that wrote this file made a mistake, or the file was damaged since")
    )]
    Invalid {
        /// The file.
        name: ComponentName,
        /// What the validator says.
        error: String,
        /// Where in the binary.
        offset: u64,
    },
    /// A core module that is not a valid one.
    #[error("`{name}` is not a valid core module: {error} (at byte {offset:#x})")]
    #[diagnostic(
        code(witc::component::invalid_module),
        help("the tool that wrote this file made a mistake, or the file was damaged since")
    )]
    InvalidModule {
        /// The file.
        name: ComponentName,
        /// What the validator says.
        error: String,
        /// Where in the binary.
        offset: u64,
    },
    /// Nothing in the module says which world it implements.
    #[error("`{name}` was built without bindings: nothing in it says which world it implements")]
    #[diagnostic(
        code(witc::component::no_bindings),
        help(
            "generate bindings from your WIT with `witc bind FILE.wit -o src/bindings.rs`,\n\
             export an implementation with `export!(..)`, and build again,\n\
             or, where bindings leave no trace, as Go's do, run `wasm-tools component embed` first"
        )
    )]
    NoBindings {
        /// The file.
        name: ComponentName,
    },
    /// Functions of the world that the module does not export.
    #[error("`{name}` does not export {} of world `{world}`", list(missing))]
    #[diagnostic(
        code(witc::component::missing_exports),
        help("implement the generated `Guest` trait and name the implementation in `export!(..)`")
    )]
    MissingExports {
        /// The file.
        name: ComponentName,
        /// The world its bindings were made for.
        world: WitName,
        /// Each function, as `namespace:package/interface.function`.
        missing: Vec<String>,
    },
    /// Imports that no component can provide.
    #[error("`{name}` imports {} from outside the component model", list(imports))]
    #[diagnostic(
        code(witc::component::foreign_imports),
        help(
            "nothing can provide these\na name in `env` is a function that was declared but not linked\n\
             `wbg` or `__wbindgen_..` comes from wasm-bindgen, which is for browsers: leave it out of this build"
        )
    )]
    ForeignImports {
        /// The file.
        name: ComponentName,
        /// Each, as `module.name`.
        imports: Vec<String>,
    },
    /// wit-component refuses the module for another reason.
    #[error("no component can be made of `{name}`")]
    #[diagnostic(
        code(witc::component::not_encodable),
        help(
            "the bindings and the module don't agree: generate the bindings again from the same WIT, and rebuild"
        )
    )]
    NotEncodable {
        /// The file.
        name: ComponentName,
        /// What wit-component says, with all its reasons.
        #[source]
        error: Cause,
    },
    /// A world that can't be written as the section bindings carry.
    #[error("the world `{world}` can't be encoded")]
    #[diagnostic(
        code(witc::component::world_not_encodable),
        help(
            "this is a limit of the component model's binary form or a bug of witc: please report it with the WIT"
        )
    )]
    WorldNotEncodable {
        /// The world.
        world: WitName,
        /// What wit-component says.
        #[source]
        error: Cause,
    },
}

#[cfg(feature = "cli")]
impl ComponentError {
    /// Reading failed.
    pub(super) fn unread(
        name: &ComponentName,
        contents: &crate::component::Contents,
        error: io::Error,
    ) -> Self {
        let name = name.clone();
        if error.kind() == io::ErrorKind::UnexpectedEof {
            return ComponentError::Truncated { name, size: contents.size() };
        }
        ComponentError::Unreadable { name, error }
    }
}

/// What a file is read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A component.
    Component,
    /// A core module.
    Module,
}

impl Wanted {
    fn version(self) -> &'static str {
        match self {
            Wanted::Component => "components have version 13 in layer 1",
            Wanted::Module => "core modules have version 1 in layer 0",
        }
    }

    fn named(self) -> &'static str {
        match self {
            Wanted::Component => "the built component",
            Wanted::Module => "the core module that a compiler built with the bindings",
        }
    }

    fn keyword(self) -> &'static str {
        match self {
            Wanted::Component => "(component",
            Wanted::Module => "(module",
        }
    }
}

/// What a file that is no wasm seems to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// It has no bytes.
    Empty,
    /// The first bytes of wasm and nothing more.
    Cut,
    /// WIT text.
    Wit,
    /// The text form of wasm, where there is no assembler.
    WasmText,
    /// Some other text.
    Text,
    /// A compressed file of this kind.
    Compressed(&'static str),
    /// A binary file, described.
    Binary(&'static str),
}

impl Looks {
    fn words(self) -> String {
        match self {
            Looks::Empty => "is empty".to_owned(),
            Looks::Cut => "ends before the header of wasm does".to_owned(),
            Looks::Wit => "is WIT text".to_owned(),
            Looks::WasmText => "is the text form of wasm".to_owned(),
            Looks::Text => "is text, but not the text form of wasm".to_owned(),
            Looks::Compressed(kind) => format!("is compressed ({kind})"),
            Looks::Binary(kind) => format!("looks like {kind}"),
        }
    }

    fn help(self, name: &ComponentName, wanted: Wanted) -> String {
        match self {
            Looks::Empty | Looks::Cut => {
                "the build or copy that wrote it did not finish: do it again".to_owned()
            }
            Looks::Wit => {
                let name = shell::word(name.as_str());
                format!("bindings are made of WIT with `witc bind {name}`; here {} is wanted", wanted.named())
            }
            Looks::WasmText => {
                "witc was built without an assembler: make it a binary, or give witc its feature `cli`"
                    .to_owned()
            }
            Looks::Text => format!(
                "here {} is wanted: a `.wasm` file, or `.wat` text that begins with `{}`",
                wanted.named(),
                wanted.keyword()
            ),
            Looks::Compressed(kind) => format!("unpack it first: it is a {kind} file"),
            Looks::Binary(_) => match wanted {
                Wanted::Component => "build for a wasm target, such as `--target wasm32-wasip2`".to_owned(),
                Wanted::Module => {
                    "build for a wasm target, such as `--target wasm32-unknown-unknown`".to_owned()
                }
            },
        }
    }
}

/// `a`, `a` and `b`, `a`, `b` and 3 more.
fn list(items: &[String]) -> String {
    let quoted: Vec<String> = items.iter().map(|item| format!("`{item}`")).collect();
    match quoted.as_slice() {
        [] => "something".to_owned(),
        [one] => one.clone(),
        [first, .., last] if quoted.len() <= 8 => {
            let middle = quoted.get(1..quoted.len() - 1).unwrap_or_default();
            let front: Vec<&str> = std::iter::once(first).chain(middle).map(String::as_str).collect();
            format!("{} and {last}", front.join(", "))
        }
        many => {
            let front: Vec<&str> = many.iter().take(6).map(String::as_str).collect();
            format!("{} and {} more", front.join(", "), many.len() - 6)
        }
    }
}

fn gave_up(lost: &Lost) -> String {
    match lost {
        Lost::Panicked => "its world or its names are not what any compiler makes".to_owned(),
        Lost::NoThread(error) => format!("can't start a thread: {error}"),
    }
}
