//! The options of `witc bind` that say what the generated code is like.

use clap::{Args, ValueEnum};

use crate::bindgen::options::{
    CabiExports, Chaining, DebugStyle, Export, Options, Ownership, Params, Select, Types, With,
};

/// They are called as wit-bindgen calls them; its switches that change nothing here are accepted.
#[derive(Debug, Args)]
#[command(next_help_heading = "What is generated")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub(super) struct BindOptions {
    /// Where the items of an imported interface, or a type, are if not here: `ns:pkg/iface=crate::path`,
    /// `ns:pkg/iface/type=crate::Type`. `=generate` says that they are generated, as is what has no `--with`.
    #[arg(long, value_name = "KEY=PATH", value_parser = with, value_delimiter = ',')]
    with: Vec<(String, With)>,
    /// Generate the interfaces of all packages. That is so anyway.
    #[arg(long)]
    generate_all: bool,
    /// Types that no function mentions as well.
    #[arg(long)]
    generate_unused_types: bool,
    /// Leave out a function, by the name that a component has for it: `get`, `[method]blob.read`.
    #[arg(long, value_name = "NAME")]
    skip: Vec<String>,
    /// An `async` function to bind as if it were not: it is called, or answers, while others wait. `all`,
    /// `ns:pkg/iface#name`, or `import:` or `export:` before that. The world stays as it is.
    #[arg(long, value_name = "FILTER", value_delimiter = ',')]
    sync: Vec<String>,
    /// Add a type `Stub` that implements all exports, by panicking, and export it.
    #[arg(long)]
    stubs: bool,
    /// Methods without a result that return `self`: `all`, `ns:pkg/iface#resource`, or `ns:pkg/iface#[method]resource.name`.
    /// A `&` before it: `&self` instead; a `-`: not these. The first that fits counts.
    #[arg(long, value_name = "FILTER", value_delimiter = ',', allow_hyphen_values = true)]
    chainable_methods: Vec<String>,
    /// The same as `--chainable-methods '&all'`.
    #[arg(long, hide = true)]
    enable_method_chaining: bool,
    /// How exported functions take strings, lists and what has them inside.
    #[arg(long, value_name = "HOW", default_value = "owned")]
    params: ParamsArg,
    #[command(flatten)]
    types: TypeOptions,
    #[command(flatten)]
    export: ExportOptions,
    /// Output is always formatted.
    #[arg(long, hide = true)]
    format: bool,
    /// Constructors of libraries are run once anyway.
    #[arg(long, hide = true)]
    disable_run_ctors_once_workaround: bool,
    /// There are no such helpers.
    #[arg(long, hide = true)]
    disable_custom_section_link_helpers: bool,
    /// There is no run-time crate.
    #[arg(long, value_name = "PATH", hide = true)]
    runtime_path: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What types are like")]
struct TypeOptions {
    /// Whether types borrow where they are parameters of imports.
    #[arg(long, value_name = "MODE", default_value = "owning", hide_default_value = true)]
    ownership: OwnershipArg,
    /// A trait that records, variants and enums derive as well.
    #[arg(
        short = 'd',
        long = "additional-derive-attributes",
        visible_alias = "additional-derive-attribute",
        value_name = "TRAIT"
    )]
    derives: Vec<String>,
    /// A type that doesn't, by its name in WIT.
    #[arg(long = "additional-derive-ignore", value_name = "NAME")]
    derive_ignore: Vec<String>,
    /// An attribute of one type: `ns:pkg/iface/type=#[attribute]`.
    #[arg(long = "additional-type-attributes", value_name = "SELECTOR=ATTRIBUTE", value_parser = attribute)]
    type_attributes: Vec<(String, String)>,
    /// An attribute of one field or case: `ns:pkg/iface/type.member=#[attribute]`.
    #[arg(long = "additional-member-attributes", value_name = "SELECTOR=ATTRIBUTE", value_parser = attribute)]
    member_attributes: Vec<(String, String)>,
    /// A type that is `#[non_exhaustive]`: `ns:pkg/iface/type`.
    #[arg(long, value_name = "SELECTOR")]
    non_exhaustive: Vec<String>,
    /// A type that derives `Default`, for an enum or variant its first case: `ns:pkg/iface/type`, or `all` that can.
    #[arg(long, value_name = "SELECTOR")]
    derive_default: Vec<String>,
    /// What `{:?}` prints: everything, or the names of types and cases, which costs a guest some kilobytes less, or
    /// nothing.
    #[arg(long, value_name = "HOW", default_value = "full", hide_default_value = true)]
    debug: DebugArg,
    /// Implement `Error` only with the crate's feature `std`.
    #[arg(long)]
    std_feature: bool,
    /// Strings are `&[u8]` and `Vec<u8>`.
    #[arg(long)]
    raw_strings: bool,
    /// Types of equal structure are one type, also where one interface is imported and exported.
    #[arg(long, value_name = "BOOL", require_equals = true, num_args = 0..=1, default_missing_value = "true")]
    merge_structurally_equal_types: Option<bool>,
    /// The crate or module whose macro `bitflags!` makes the flags, instead of code of our own.
    #[arg(long, value_name = "PATH")]
    bitflags_path: Option<String>,
    /// The type of maps, instead of `BTreeMap`: `IntoIterator` by reference and value, and `FromIterator`.
    #[arg(long, value_name = "PATH")]
    map_type: Option<String>,
    /// Give `StreamReader` a method `into_stream`, whose result is of this trait: `futures::Stream`.
    #[arg(long, value_name = "PATH")]
    stream_trait: Option<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "What export! is like")]
struct ExportOptions {
    /// Another name for the macro `export!`.
    #[arg(long, value_name = "NAME")]
    export_macro_name: Option<String>,
    /// Other crates can call `export!`.
    #[arg(long)]
    pub_export_macro: bool,
    /// Where the bindings are, for an `export!` that is called without `with_types_in`.
    #[arg(long, value_name = "PATH")]
    default_bindings_module: Option<String>,
    /// Put this before the name of each core export.
    #[arg(long, value_name = "STRING")]
    export_prefix: Option<String>,
    /// Add this to the name of the section with the component's type: one world can be bound twice in a component.
    #[arg(long, value_name = "STRING")]
    type_section_suffix: Option<String>,
    /// Whether this file has what a component exports once: `cabi_realloc`, `_initialize`, `wasip3_task_set`. For
    /// a component with several files of bindings: one has `all`, the others `none`.
    #[arg(long, value_name = "WHICH", default_value = "auto", hide_default_value = true)]
    cabi_exports: CabiArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CabiArg {
    /// As far as its world needs it.
    Auto,
    /// All of it, also for the other files.
    All,
    /// Nothing: another file has it.
    None,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OwnershipArg {
    /// They own what they have.
    Owning,
    /// They borrow, if they are used for nothing else.
    Borrowing,
    /// They borrow; what is used for something else as well is two types, `XParam<'a>` and `XResult`.
    BorrowingDuplicateIfNecessary,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum DebugArg {
    /// Everything.
    Full,
    /// The name of the type or case.
    Names,
    /// Nothing: types are not `Debug`.
    None,
}

/// How parameters are taken.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ParamsArg {
    /// As values to keep: `String`, `Vec<T>`.
    Owned,
    /// As views that are there until the call ends, without any allocation: `&str`, `&[T]`, `ItemRef`.
    Borrowed,
}

impl BindOptions {
    /// What the generator is asked for.
    pub(super) fn options(&self) -> Options {
        let mut chainable_methods: Vec<Chaining> =
            self.chainable_methods.iter().map(|filter| Chaining::parse(filter)).collect();
        if self.enable_method_chaining {
            chainable_methods.push(Chaining::parse("&all"));
        }
        let select = Select {
            with: self.with.clone(),
            generate_unused_types: self.generate_unused_types,
            skip: self.skip.clone(),
            sync: self.sync.clone(),
            stubs: self.stubs,
            chainable_methods,
        };
        let export = Export {
            macro_name: self.export.export_macro_name.clone(),
            pub_macro: self.export.pub_export_macro,
            default_bindings_module: self.export.default_bindings_module.clone(),
            prefix: self.export.export_prefix.clone(),
            type_section_suffix: self.export.type_section_suffix.clone(),
            cabi: match self.export.cabi_exports {
                CabiArg::Auto => CabiExports::Auto,
                CabiArg::All => CabiExports::All,
                CabiArg::None => CabiExports::None,
            },
        };
        let params = match self.params {
            ParamsArg::Owned => Params::Owned,
            ParamsArg::Borrowed => Params::Borrowed,
        };
        Options { select, types: self.types.types(), export, params, ..Options::default() }
    }
}

impl TypeOptions {
    fn types(&self) -> Types {
        let ownership = match self.ownership {
            OwnershipArg::Owning => Ownership::Owning,
            OwnershipArg::Borrowing => Ownership::Borrowing,
            OwnershipArg::BorrowingDuplicateIfNecessary => Ownership::BorrowingDuplicateIfNecessary,
        };
        let debug = match self.debug {
            DebugArg::Full => DebugStyle::Full,
            DebugArg::Names => DebugStyle::Names,
            DebugArg::None => DebugStyle::None,
        };
        Types {
            ownership,
            derives: self.derives.clone(),
            derive_ignore: self.derive_ignore.clone(),
            type_attributes: self.type_attributes.clone(),
            member_attributes: self.member_attributes.clone(),
            non_exhaustive: self.non_exhaustive.clone(),
            derive_default: self.derive_default.clone(),
            debug,
            std_feature: self.std_feature,
            raw_strings: self.raw_strings,
            merge_structurally_equal_types: self.merge_structurally_equal_types.unwrap_or(false),
            bitflags_path: self.bitflags_path.clone(),
            map_type: self.map_type.clone(),
            stream_trait: self.stream_trait.clone(),
        }
    }
}

fn with(text: &str) -> Result<(String, With), String> {
    let (key, path) = pair(text, "KEY=PATH")?;
    let with = if path == "generate" { With::Generate } else { With::Path(path) };
    Ok((key, with))
}

fn attribute(text: &str) -> Result<(String, String), String> {
    pair(text, "SELECTOR=ATTRIBUTE")
}

/// Both sides of the first `=`.
fn pair(text: &str, form: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or_else(|| format!("give it as {form}"))?;
    if key.trim().is_empty() || value.trim().is_empty() {
        return Err(format!("give it as {form}, with something on both sides of the `=`"));
    }
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}
