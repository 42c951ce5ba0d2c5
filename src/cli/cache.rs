//! Where machine code is kept from one run to the next.

use std::env;
use std::path::PathBuf;

use clap::Args;

use crate::harness::cache::Cache;

/// What all machine code together may take.
const LIMIT: u64 = 1 << 30;

/// The flag of the cache.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct CacheArgs {
    /// Compile the component anew, and keep nothing: otherwise its machine code is kept in ~/.cache/witc
    #[arg(long)]
    no_cache: bool,
}

impl CacheArgs {
    /// The user's cache, unless it is not wanted or there is no place for it.
    pub(super) fn cache(self) -> Option<Cache> {
        let folder = if self.no_cache { None } else { folder() };
        folder.map(|folder| Cache::at(folder.join("witc").join("code"), LIMIT))
    }
}

/// `$XDG_CACHE_HOME`, or what stands for it.
fn folder() -> Option<PathBuf> {
    let given = |name| env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    given("XDG_CACHE_HOME").or_else(|| given("HOME").map(|home| home.join(".cache")))
}
