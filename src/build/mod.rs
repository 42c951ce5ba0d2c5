//! Bindings from a build script: the third way in, beside the command and a file that is checked in.
//!
//! ```toml
//! [build-dependencies]
//! witc = { version = "0.1", default-features = false }
//! ```
//!
//! Without its features witc is what binding needs and nothing else: less than a minute and a half of CPU when nothing
//! is built yet. A file that is checked in, with `witc bind --check` to keep it fresh, costs a guest nothing.
//!
//! `build.rs` reads the WIT and writes into cargo's `OUT_DIR`; cargo runs it again when a file or folder has changed that
//! was read, and not otherwise:
//!
//! ```no_run
//! fn main() -> Result<(), witc::build::BuildError> {
//!     witc::build::bind("wit")
//!         .world("hello")
//!         .options(|options| options.types.derives.push("PartialEq".to_owned()))
//!         .generate()
//! }
//! ```
//!
//! The guest includes the file, which is called as the world is:
//!
//! ```ignore
//! include!(concat!(env!("OUT_DIR"), "/hello.rs"));
//!
//! struct Hello;
//!
//! impl Guest for Hello {
//!     fn greet(name: String) -> String {
//!         format!("Hello, {name}!")
//!     }
//! }
//!
//! export!(Hello);
//! ```

mod error;
mod plain;
pub(crate) mod request;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

pub use crate::build::error::BuildError;

use crate::bindgen::options::Options;
use crate::build::request::{Read, Request, file_name};
use crate::frontend::Features;

/// Bindings for a world of the package at `wit`: a WIT file, or a folder with the files of one package.
pub fn bind(wit: impl Into<PathBuf>) -> Bind {
    let request = Request {
        wit: wit.into(),
        deps: Vec::new(),
        world: None,
        features: Features::default(),
        options: Options::default(),
    };
    Bind { request }
}

/// Bindings that are to be made.
#[derive(Clone, Debug)]
#[must_use = "nothing is made before `generate`"]
pub struct Bind {
    request: Request,
}

/// Bindings that were made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Generated {
    /// The file.
    pub path: PathBuf,
    /// Every file and folder that was read: when none has changed, the file would be the same.
    pub read: Vec<PathBuf>,
    /// What is doubtful about the WIT, a line each.
    pub warnings: Vec<String>,
}

impl Bind {
    /// The world, where the package has several.
    pub fn world(mut self, name: impl Into<String>) -> Self {
        self.request.world = Some(name.into());
        self
    }

    /// More packages: a WIT file, or a folder of them. `deps/` beside the WIT is read anyway.
    pub fn deps(mut self, path: impl Into<PathBuf>) -> Self {
        self.request.deps.push(path.into());
        self
    }

    /// A part marked `@unstable(feature = name)` is there.
    pub fn feature(mut self, name: impl Into<String>) -> Self {
        self.request.features.names.push(name.into());
        self
    }

    /// What the code is like: the same options as those of `witc bind`.
    pub fn options(mut self, choose: impl FnOnce(&mut Options)) -> Self {
        choose(&mut self.request.options);
        self
    }

    /// Writes `OUT_DIR/<world>.rs`, and tells cargo what was read.
    ///
    /// # Errors
    /// Everything that is wrong with the WIT, or can't be bound.
    pub fn generate(self) -> Result<(), BuildError> {
        let folder = env::var_os("OUT_DIR").ok_or_else(|| {
            BuildError::new("there is no `OUT_DIR`: this is for build scripts, which cargo runs")
        })?;
        let generated = self.generate_in(Path::new(&folder))?;
        let mut said = String::new();
        for path in &generated.read {
            // Writing to a String does not fail.
            let _ = writeln!(said, "cargo::rerun-if-changed={}", path.display());
        }
        for warning in &generated.warnings {
            let _ = writeln!(said, "cargo::warning={warning}");
        }
        io::Write::write_all(&mut io::stdout().lock(), said.as_bytes())
            .map_err(|error| BuildError::new(&format!("can't tell cargo what was read: {error}")))
    }

    /// Writes `<world>.rs` into `folder`, unless it is there and the same.
    ///
    /// # Errors
    /// Everything that is wrong with the WIT, or can't be bound.
    pub fn generate_in(&self, folder: &Path) -> Result<Generated, BuildError> {
        let failed = |failure| BuildError::new(&plain::text(&failure));
        let Read { world, warnings, paths } = self.request.read().map_err(failed)?;
        let text = self.request.bindings(&world).map_err(failed)?;
        let path = folder.join(file_name(&world));
        let is_there = fs::read_to_string(&path).is_ok_and(|there| there == text);
        if !is_there {
            // A script that is killed leaves no part of a file.
            let part = path.with_extension("rs.part");
            fs::write(&part, text)
                .and_then(|()| fs::rename(&part, &path))
                .map_err(|error| BuildError::new(&format!("can't write `{}`: {error}", path.display())))?;
        }
        let warnings = warnings.into_iter().map(|warning| warning.message).collect();
        Ok(Generated { path, read: paths, warnings })
    }
}
