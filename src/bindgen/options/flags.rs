//! The options as a command line has them: for the header of the file, and for the command that would make it again.

use crate::bindgen::options::{CabiExports, DebugStyle, Export, Options, Ownership, Params, Select, Types};

/// Every option that is not as by default, in an order of its own, each as one or two words.
pub fn flags(options: &Options) -> Vec<Vec<String>> {
    let mut flags = Flags(Vec::new());
    flags.select(&options.select);
    flags.types(&options.types);
    if options.params != Params::Owned {
        flags.value("--params", options.params.to_string());
    }
    flags.export(&options.export);
    flags.0
}

struct Flags(Vec<Vec<String>>);

impl Flags {
    fn select(&mut self, select: &Select) {
        for (key, with) in &select.with {
            self.value("--with", format!("{key}={with}"));
        }
        self.switch("--generate-unused-types", select.generate_unused_types);
        self.values("--skip", &select.skip);
        self.values("--sync", &select.sync);
        self.switch("--stubs", select.stubs);
        for chaining in &select.chainable_methods {
            self.value("--chainable-methods", chaining.to_string());
        }
    }

    fn types(&mut self, types: &Types) {
        if types.ownership != Ownership::Owning {
            self.value("--ownership", types.ownership.to_string());
        }
        self.values("--additional-derive-attributes", &types.derives);
        self.values("--additional-derive-ignore", &types.derive_ignore);
        for (selector, attribute) in &types.type_attributes {
            self.value("--additional-type-attributes", format!("{selector}={attribute}"));
        }
        for (selector, attribute) in &types.member_attributes {
            self.value("--additional-member-attributes", format!("{selector}={attribute}"));
        }
        self.values("--non-exhaustive", &types.non_exhaustive);
        self.values("--derive-default", &types.derive_default);
        if types.debug != DebugStyle::Full {
            self.value("--debug", types.debug.to_string());
        }
        self.switch("--std-feature", types.std_feature);
        self.switch("--raw-strings", types.raw_strings);
        self.switch("--merge-structurally-equal-types", types.merge_structurally_equal_types);
        self.maybe("--bitflags-path", types.bitflags_path.as_ref());
        self.maybe("--map-type", types.map_type.as_ref());
        self.maybe("--stream-trait", types.stream_trait.as_ref());
    }

    fn export(&mut self, export: &Export) {
        self.maybe("--export-macro-name", export.macro_name.as_ref());
        self.switch("--pub-export-macro", export.pub_macro);
        self.maybe("--default-bindings-module", export.default_bindings_module.as_ref());
        self.maybe("--export-prefix", export.prefix.as_ref());
        self.maybe("--type-section-suffix", export.type_section_suffix.as_ref());
        if export.cabi != CabiExports::Auto {
            self.value("--cabi-exports", export.cabi.to_string());
        }
    }

    fn switch(&mut self, flag: &str, on: bool) {
        if on {
            self.0.push(vec![flag.to_owned()]);
        }
    }

    fn value(&mut self, flag: &str, value: impl Into<String>) {
        self.0.push(vec![flag.to_owned(), value.into()]);
    }

    fn values(&mut self, flag: &str, values: &[String]) {
        for value in values {
            self.value(flag, value);
        }
    }

    fn maybe(&mut self, flag: &str, value: Option<&String>) {
        if let Some(value) = value {
            self.value(flag, value);
        }
    }
}
