//! What the user may choose about the generated code, and what the other stages add to it.
//!
//! The names are those of wit-bindgen 0.63, so that who knows its options knows these.

/// The options as a command line has them.
pub mod flags;

use std::fmt::{self, Display};

/// How the functions that a guest implements take what has memory of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Params {
    /// As `String`, `Vec<T>` and the like, which are the guest's to keep.
    #[default]
    Owned,
    /// As `&str`, `&[T]` and views of records, which are there until the call ends and cost no allocation.
    Borrowed,
}

/// How a world is bound.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The first lines of the file: what made it.
    pub header: String,
    /// The world in the form wit-component reads from a custom section of the core module.
    pub component_type: Vec<u8>,
    /// The same without the exports, for `pub_export_macro`: a library must not claim what it does not define.
    pub imports_type: Vec<u8>,
    /// Tells this world's custom section from those of other worlds in the same module.
    pub section_name: String,
    /// Which items there are.
    pub select: Select,
    /// What the types are like.
    pub types: Types,
    /// What `export!` is like.
    pub export: Export,
    /// How exports take their parameters.
    pub params: Params,
}

/// Which items there are, and where they come from.
#[derive(Clone, Debug, Default)]
pub struct Select {
    /// Interfaces and types, and where they are if not here: the first of a key counts.
    pub with: Vec<(String, With)>,
    /// Types that no function mentions are there all the same.
    pub generate_unused_types: bool,
    /// Functions that there are no bindings for, by the name in a component binary (`get`, `[method]blob.read`).
    pub skip: Vec<String>,
    /// `async` functions that are bound as others are: `a:b/c#f`, with `import:` or `export:` before it only those of
    /// that side; `all` for all. The graph is built for them: [`Choices::sync`](crate::graph::Choices::sync).
    pub sync: Vec<String>,
    /// A type `Stub` that implements every export, and panics.
    pub stubs: bool,
    /// Which methods without a result return the resource they are called on.
    pub chainable_methods: Vec<Chaining>,
}

/// Where the items of an interface, or a type, come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum With {
    /// They are generated, as all are that nothing else is said of.
    Generate,
    /// They are there already: a Rust module, or a Rust type.
    Path(String),
}

/// Methods that return `self`, so that calls can be chained.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chaining {
    /// How, or that they don't.
    pub mode: ChainMode,
    /// Which.
    pub filter: ChainFilter,
}

/// What a chainable method returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChainMode {
    /// `self -> Self`.
    Owning,
    /// `&self -> &Self`.
    Borrowing,
    /// Nothing, as other methods.
    Off,
}

/// Which methods are meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChainFilter {
    /// All.
    All,
    /// A resource (`a:b/c#r`, all its methods) or a method (`a:b/c#[method]r.m`, or `a:b/c#r.m`).
    Of(String),
}

/// What the types are like.
#[derive(Clone, Debug, Default)]
pub struct Types {
    /// Whether parameters of imports have types that borrow.
    pub ownership: Ownership,
    /// Traits that records, variants and enums derive, on top of those that each does.
    pub derives: Vec<String>,
    /// Types that don't, by their WIT name.
    pub derive_ignore: Vec<String>,
    /// Attributes of single types, by selector.
    pub type_attributes: Vec<(String, String)>,
    /// Attributes of single fields and cases, by selector.
    pub member_attributes: Vec<(String, String)>,
    /// Types that are `#[non_exhaustive]`, by selector.
    pub non_exhaustive: Vec<String>,
    /// Types that derive `Default`, by selector. An enum's or variant's is its first case, which must have no payload.
    pub derive_default: Vec<String>,
    /// What `{:?}` prints.
    pub debug: DebugStyle,
    /// The impls of `Error` need the feature `std`.
    pub std_feature: bool,
    /// Strings are bytes.
    pub raw_strings: bool,
    /// Types of equal structure are one type.
    pub merge_structurally_equal_types: bool,
    /// Whose macro `bitflags!` makes the flags.
    pub bitflags_path: Option<String>,
    /// The type of maps.
    pub map_type: Option<String>,
    /// The trait `Stream` that `StreamReader::into_stream` gives something of.
    pub stream_trait: Option<String>,
}

/// Whether types that are used as parameters of imports borrow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ownership {
    /// All own what they have.
    #[default]
    Owning,
    /// Those borrow that are used for nothing else.
    Borrowing,
    /// Those borrow, and where they are used for something else too, there is a second type that owns.
    BorrowingDuplicateIfNecessary,
}

/// What `{:?}` prints, which may cost a guest some kilobytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DebugStyle {
    /// Everything, by `derive(Debug)`.
    #[default]
    Full,
    /// The name of the type or the case.
    Names,
    /// Nothing: the types are not `Debug`, and errors no `Error`.
    None,
}

/// What `export!` is like.
#[derive(Clone, Debug, Default)]
pub struct Export {
    /// Its name, where it is not `export`.
    pub macro_name: Option<String>,
    /// Other crates can call it.
    pub pub_macro: bool,
    /// Where the bindings are, for a macro that is called without saying so.
    pub default_bindings_module: Option<String>,
    /// Stands before the name of each core export.
    pub prefix: Option<String>,
    /// Is added to the name of the custom section: one world can be bound twice in a component.
    pub type_section_suffix: Option<String>,
    /// Whether what a component exports once is in this file.
    pub cabi: CabiExports,
}

/// Whether a file has what a component exports once, however many files of bindings it is made of: `cabi_realloc`,
/// by which the engine allocates, `_initialize`, and `wasip3_task_set`, by which runtimes know of each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CabiExports {
    /// As far as its world needs it: it is the only file that does.
    #[default]
    Auto,
    /// All of it, also for the other files.
    All,
    /// Nothing: another file has it.
    None,
}

impl Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Params::Owned => "owned",
            Params::Borrowed => "borrowed",
        })
    }
}

impl Display for CabiExports {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            CabiExports::Auto => "auto",
            CabiExports::All => "all",
            CabiExports::None => "none",
        })
    }
}

impl Display for Ownership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Ownership::Owning => "owning",
            Ownership::Borrowing => "borrowing",
            Ownership::BorrowingDuplicateIfNecessary => "borrowing-duplicate-if-necessary",
        })
    }
}

impl Display for DebugStyle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            DebugStyle::Full => "full",
            DebugStyle::Names => "names",
            DebugStyle::None => "none",
        })
    }
}

impl Display for With {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            With::Generate => "generate",
            With::Path(path) => path,
        })
    }
}

impl Display for Chaining {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.mode {
            ChainMode::Owning => "",
            ChainMode::Borrowing => "&",
            ChainMode::Off => "-",
        })?;
        f.write_str(match &self.filter {
            ChainFilter::All => "all",
            ChainFilter::Of(name) => name,
        })
    }
}

impl Chaining {
    /// Reads `all`, `&a:b/c#r`, `-a:b/c#r.m`.
    pub fn parse(text: &str) -> Self {
        let (mode, rest) = match text.split_at_checked(1) {
            Some(("-", rest)) => (ChainMode::Off, rest),
            Some(("&", rest)) => (ChainMode::Borrowing, rest),
            Some(_) | None => (ChainMode::Owning, text),
        };
        let filter = if rest == "all" { ChainFilter::All } else { ChainFilter::Of(rest.to_owned()) };
        Self { mode, filter }
    }
}
