//! The component that a command is to run, and the machine code of it.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::files;
use crate::files::failure::Outcome;
use crate::harness::cache::Cache;
use crate::harness::engine::{self, Binary, Form, Guest, Hosted};
use crate::harness::limits::RunLimits;

/// What all machine code together may take.
const LIMIT: u64 = 1 << 30;

/// The flags that say what machine code is used.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct CodeArgs {
    /// Compile the component anew, and keep nothing: otherwise its machine code is kept in ~/.cache/witc
    #[arg(long)]
    no_cache: bool,
    /// Take a file that `witc compile` has made, and run it unchecked: only if it comes from you or yours
    #[arg(long)]
    trust: bool,
}

impl CodeArgs {
    /// The component in `file`, to be run once within `limits`.
    pub(super) fn guest(self, name: &str, file: &Path, limits: RunLimits) -> Outcome<Guest> {
        let (content, cache) = (self.content(name, file)?, self.cache());
        Ok(engine::load(&Binary { name, form: content.form(file), cache: cache.as_ref() }, limits)?)
    }

    /// The component in `file`, with room for many instances.
    pub(super) fn hosted(self, name: &str, file: &Path, instances: u32) -> Outcome<Hosted> {
        let (content, cache) = (self.content(name, file)?, self.cache());
        let binary = Binary { name, form: content.form(file), cache: cache.as_ref() };
        Ok(engine::load_for_many(&binary, instances)?)
    }

    /// A component that is in no file, with room for many instances.
    pub(super) fn hosted_bytes(self, name: &str, bytes: &[u8], instances: u32) -> Outcome<Hosted> {
        let cache = self.cache();
        let binary = Binary { name, form: Form::Component(bytes), cache: cache.as_ref() };
        Ok(engine::load_for_many(&binary, instances)?)
    }

    fn content(self, name: &str, file: &Path) -> Outcome<Content> {
        let bytes = files::read(file)?;
        if !bytes.starts_with(MACHINE_CODE) {
            return Ok(Content::Component(crate::component::binary(name, &bytes)?));
        }
        if self.trust {
            Ok(Content::Code)
        } else {
            Err(CliError::UntrustedCode { path: file.to_owned() }.into())
        }
    }

    /// The user's cache, unless it is not wanted or there is no place for it.
    fn cache(self) -> Option<Cache> {
        let folder = if self.no_cache { None } else { folder() };
        folder.map(|folder| Cache::at(folder.join("witc").join("code"), LIMIT))
    }
}

/// How machine code begins, ours and any other.
const MACHINE_CODE: &[u8] = b"\x7fELF";

/// What a file has.
enum Content {
    Component(Arc<[u8]>),
    Code,
}

impl Content {
    fn form<'a>(&'a self, file: &'a Path) -> Form<'a> {
        match self {
            Content::Component(bytes) => Form::Component(bytes),
            Content::Code => Form::Code(file),
        }
    }
}

/// `$XDG_CACHE_HOME`, or what stands for it.
fn folder() -> Option<PathBuf> {
    let given = |name| env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    given("XDG_CACHE_HOME").or_else(|| given("HOME").map(|home| home.join(".cache")))
}
