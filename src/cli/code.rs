//! The component that a command is to run, and the machine code of it.

use std::env;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use clap::Args;

use crate::cli::error::CliError;
use crate::cli::files;
use crate::files::failure::Outcome;
use crate::harness::cache::Cache;
use crate::harness::engine::{self, Binary, Form, Guest, Hosted};
use crate::harness::limits::RunLimits;
use crate::harness::settings::Tier;
use crate::kept::stamp::Stamp;

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
        let cache = self.cache();
        let known = cache.as_ref().filter(|_| !files::is_dash(file));
        if let Some(guest) = known.and_then(|cache| engine::recall(name, file, cache, limits)) {
            return Ok(guest);
        }
        let stamp = known.and_then(|_| Stamp::settled(file));
        let content = self.content(name, file)?;
        let binary = Binary { stamp: stamp.as_ref(), ..content.binary(name, file, cache.as_ref()) };
        let guest = engine::load(&binary, limits)?;
        if guest.tier == Tier::Quick && cache.is_some() {
            improve(file, limits);
        }
        Ok(guest)
    }

    /// The component in `file`, with room for many instances.
    pub(super) fn hosted(self, name: &str, file: &Path, instances: u32) -> Outcome<Hosted> {
        let (content, cache) = (self.content(name, file)?, self.cache());
        Ok(engine::load_for_many(&content.binary(name, file, cache.as_ref()), instances)?)
    }

    /// A component that is in no file, with room for many instances.
    pub(super) fn hosted_bytes(self, name: &str, bytes: &[u8], instances: u32) -> Outcome<Hosted> {
        let cache = self.cache();
        let (form, tier) = (Form::Component(bytes), Tier::for_now(bytes));
        let binary = Binary { name, form, cache: cache.as_ref(), tier, stamp: None };
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
        if self.no_cache { None } else { cache() }
    }
}

/// The user's cache, if there is a place for it.
pub(super) fn cache() -> Option<Cache> {
    let folder = files::user_folder("XDG_CACHE_HOME", ".cache")?;
    Some(Cache::at(folder.join("code"), LIMIT))
}

/// Has better code made for the next time, by a process of its own: this one may end long before.
fn improve(file: &Path, limits: RunLimits) {
    if files::is_dash(file) {
        return;
    }
    let Ok(witc) = env::current_exe() else { return };
    let mut command = Command::new(witc);
    command.args(["compile", "--cache", "--aside"]).args(limits.time.map(|_| "--timed")).arg("--").arg(file);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // Ctrl-C is meant for the guest.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    // Without it, the next start is no better than this one.
    drop(command.spawn());
}

/// How machine code begins, ours and any other.
const MACHINE_CODE: &[u8] = b"\x7fELF";

/// What a file has.
enum Content {
    Component(Arc<[u8]>),
    Code,
}

impl Content {
    fn binary<'a>(&'a self, name: &'a str, file: &'a Path, cache: Option<&'a Cache>) -> Binary<'a> {
        let (form, tier) = match self {
            Content::Component(bytes) => (Form::Component(bytes), Tier::for_now(bytes)),
            Content::Code => (Form::Code(file), Tier::Best),
        };
        Binary { name, form, cache, tier, stamp: None }
    }
}
