//! Machine code of components, as it is kept and moved from one engine to another.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use miette::Diagnostic;
use thiserror::Error;
use wasmtime::Engine;
use wasmtime::component::Component;

use crate::component::places::Places;
use crate::harness::error::EngineError;
use crate::harness::seal::{self, Seal};

/// A file of machine code that can't be used.
#[derive(Debug, Error, Diagnostic)]
pub enum CodeError {
    /// Something is missing or changed.
    #[error("`{name}` is not as `witc compile` wrote it: {error}")]
    #[diagnostic(
        code(witc::harness::damaged_code),
        help("compile it again: `witc compile COMPONENT -o FILE`")
    )]
    Damaged {
        /// As the user gave it.
        name: String,
        /// What the system said, if it said something.
        error: io::Error,
    },
    /// It was compiled by another compiler, or for something else.
    #[error("`{name}` was compiled for something else: {error}")]
    #[diagnostic(
        code(witc::harness::other_code),
        help(
            "compile it with this version of witc, on a machine like this one, `--for` the command that is to run it; \
             code that counts time or fuel is other code: for `--time` and `--fuel`, give the component"
        )
    )]
    Other {
        /// As the user gave it.
        name: String,
        /// What the engine said.
        error: EngineError,
    },
    /// It was compiled, and could not be put into the cache.
    #[error("the cache can't keep the machine code of `{name}`: {error}")]
    #[diagnostic(
        code(witc::harness::not_kept),
        help("make room, or set XDG_CACHE_HOME to a folder that can be written to")
    )]
    NotKept {
        /// As the user gave it.
        name: String,
        /// What the system said.
        error: io::Error,
    },
}

/// A file for machine code: the code, the places of its modules and their length, a seal.
pub(super) fn file(mut code: Vec<u8>, places: &Places) -> Vec<u8> {
    let places = places.to_string();
    code.extend(places.as_bytes());
    code.extend((places.len() as u64).to_le_bytes());
    let seal = Seal::of(&code);
    code.extend(seal.as_bytes());
    code
}

/// The places that are in a file of machine code.
pub(super) fn places(path: &Path) -> io::Result<Places> {
    const LENGTH: usize = 8;
    let end = (LENGTH + seal::LENGTH) as u64;
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    file.seek(SeekFrom::Start(size.saturating_sub(end)))?;
    let mut length = [0; LENGTH];
    file.read_exact(&mut length)?;
    let length = u64::from_le_bytes(length);
    let start = size.checked_sub(end).and_then(|end| end.checked_sub(length));
    file.seek(SeekFrom::Start(start.ok_or(io::ErrorKind::InvalidData)?))?;
    let mut text = String::new();
    file.take(length).read_to_string(&mut text)?;
    Ok(Places::from(text.as_str()))
}

/// Whether a file is as it was written.
pub(super) fn check(path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    seal::check(&mut file, length)
}

/// `component` on another engine, whose compiler has the same settings.
#[allow(unsafe_code, reason = "machine code can't be checked; this one was made here, a moment ago")]
pub(super) fn moved(component: &Component, engine: &Engine) -> wasmtime::Result<Component> {
    let code = component.serialize()?;
    // SAFETY: `code` is what `serialize` returned, unchanged.
    unsafe { Component::deserialize(engine, code) }
}

/// The component whose machine code this process has just compiled.
#[allow(unsafe_code, reason = "machine code can't be checked; this one was made here, a moment ago")]
pub(super) fn fresh(engine: &Engine, code: &[u8]) -> wasmtime::Result<Component> {
    // SAFETY: `code` is what an engine with the same compiler has returned, unchanged.
    unsafe { Component::deserialize(engine, code) }
}

/// The component in a file of machine code, which is mapped, not read. wasmtime refuses code of other compilers and
/// settings; that nobody has changed it is for the caller to know.
#[allow(unsafe_code, reason = "machine code can't be checked; only this user could have written the file")]
pub(super) fn mapped(engine: &Engine, file: &Path) -> wasmtime::Result<Component> {
    // SAFETY: the callers have seen to it that witc has written the file as this user, or that the user trusts it; and
    // files of machine code are replaced, never written to.
    unsafe { Component::deserialize_file(engine, file) }
}
