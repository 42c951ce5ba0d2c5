//! A manifest: what grew out of a command line, as a TOML file.
//!
//! ```toml
//! app = "app"                          # whose exports the result has: one of the components
//! output = "composed.wasm"             # all paths are relative to this file
//! seal = true                          # import nothing but ..
//! allow = ["wasi:cli/*"]               # .. this
//! import = ["example:log/log"]         # left to the host
//! export = ["wasi:cli/run"]            # only these of the app's exports
//! via = ["logger"]                     # what stands in between
//!
//! [components]                         # each has an instance of its own, if it is needed
//! app = "build/app.wasm"
//! db = "build/db.wasm"
//! test-db = "build/db.wasm"
//! logger = "build/logger.wasm"
//!
//! [wires]                              # what meets an import, whatever else there is
//! "app:example:db/store" = "db"
//!
//! [stubs]                              # what is denied
//! "wasi:sockets/*" = "trap"
//! ```

mod read;

use std::ops::Range;

use crate::base::problems::Problems;
use crate::base::source::SourceFile;
use crate::compose::error::FileError;
use crate::compose::wishes::Wishes;

/// What a manifest says.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    /// Which of the components is the application.
    pub app: String,
    /// The files.
    pub components: Vec<Entry>,
    /// Where to write.
    pub output: Option<String>,
    /// All the rest.
    pub wishes: Wishes,
}

/// One component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The name that it is given.
    pub name: String,
    /// Its file, relative to the manifest.
    pub path: String,
    /// Where the path stands.
    pub at: Range<usize>,
}

/// Reads a manifest.
pub fn read(file: &SourceFile) -> Result<Manifest, Problems<FileError>> {
    read::read(file)
}
