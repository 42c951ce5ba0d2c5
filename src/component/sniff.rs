//! What kind of file some bytes are: told apart before anything is parsed, so that each wrong kind has its own error.

use std::borrow::Cow;
use std::sync::Arc;

#[cfg(feature = "cli")]
use crate::component::contents::Contents;
use crate::component::error::{ComponentError, Looks, Wanted};
use crate::component::{ComponentName, assembler};

const MAGIC: &[u8] = b"\0asm";
const MODULE: [u8; 4] = [1, 0, 0, 0];
const COMPONENT: [u8; 4] = [13, 0, 1, 0];

/// Whether these are bytes of wasm, as a binary or as text.
pub(super) fn is_wasm(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC) || wasm_text(bytes).is_some()
}

/// The binary of a component, which `bytes` are or assemble to.
pub(super) fn component(name: &ComponentName, bytes: &[u8]) -> Result<Arc<[u8]>, ComponentError> {
    let binary = assemble(name, bytes)?;
    match header(name, &binary, Wanted::Component)? {
        Header::Component => Ok(Arc::from(binary)),
        Header::Module => Err(ComponentError::CoreModule { name: name.clone() }),
    }
}

/// The binary of a core module, which `bytes` are or assemble to.
#[cfg(feature = "cli")]
pub(super) fn module<'a>(name: &ComponentName, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, ComponentError> {
    let binary = assemble(name, bytes)?;
    match header(name, &binary, Wanted::Module)? {
        Header::Module => Ok(binary),
        Header::Component => Err(ComponentError::AlreadyComponent { name: name.clone() }),
    }
}

/// The same for bytes that may be elsewhere: what is no binary of wasm is told by its beginning, if it is large.
#[cfg(feature = "cli")]
pub(super) fn contents(name: &ComponentName, contents: Contents) -> Result<Contents, ComponentError> {
    const SMALL: u64 = 1 << 20;
    let unread = |error| ComponentError::unread(name, &contents, error);
    let mut beginning = Vec::new();
    let beginning_ends = contents.size().min(4096);
    contents.copy(0..beginning_ends, &mut beginning).map_err(unread)?;
    if beginning.starts_with(MAGIC) {
        return match header(name, &beginning, Wanted::Component)? {
            Header::Component => Ok(contents),
            Header::Module => Err(ComponentError::CoreModule { name: name.clone() }),
        };
    }
    // The last character may be cut.
    let text = beginning.utf8_chunks().next().map(|chunk| chunk.valid()).unwrap_or_default();
    if contents.size() > SMALL && wasm_text(text.as_bytes()).is_none() {
        let looks = Looks::of(if text.len() + 4 > beginning.len() { text.as_bytes() } else { &beginning });
        return Err(ComponentError::NotWasm { name: name.clone(), looks, wanted: Wanted::Component });
    }
    let whole = contents.whole().map_err(unread)?;
    component(name, &whole).map(Contents::Held)
}

enum Header {
    Module,
    Component,
}

/// Which of the two kinds of wasm binary this is, by its first eight bytes.
fn header(name: &ComponentName, binary: &[u8], wanted: Wanted) -> Result<Header, ComponentError> {
    let name = name.clone();
    let Some(version) = binary.strip_prefix(MAGIC).map(|rest| rest.first_chunk::<4>()) else {
        return Err(ComponentError::NotWasm { looks: Looks::of(binary), name, wanted });
    };
    match version {
        Some(&MODULE) => Ok(Header::Module),
        Some(&COMPONENT) => Ok(Header::Component),
        Some(other) => {
            let [low, high, layer, _] = *other;
            let version = u16::from_le_bytes([low, high]);
            Err(ComponentError::UnknownVersion { name, wanted, version, layer })
        }
        None => Err(ComponentError::Truncated { name, size: binary.len() as u64 }),
    }
}

/// Whether reading failed because the bytes ended.
#[cfg(feature = "cli")]
pub(super) fn is_cut(error: &wasmparser::Error) -> bool {
    matches!(error.message(), "unexpected end-of-file" | "unexpected end")
}

/// Text is assembled; everything else is left as it is.
fn assemble<'a>(name: &ComponentName, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, ComponentError> {
    match wasm_text(bytes) {
        Some(text) => assembler::assemble(name, text).map(Cow::Owned),
        None => Ok(Cow::Borrowed(bytes)),
    }
}

/// `bytes` as text, if they look like the text format of wasm: an opening parenthesis after blanks and comments.
fn wasm_text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let mut rest = text.trim_start();
    while let Some(comment) = rest.strip_prefix(";;") {
        rest = comment.split_once('\n').map_or("", |(_, after)| after).trim_start();
    }
    rest.starts_with('(').then_some(text)
}

impl Looks {
    /// What bytes that are no wasm seem to be.
    pub(super) fn of(bytes: &[u8]) -> Self {
        const SIGNATURES: &[(&[u8], Looks)] = &[
            (b"\x7fELF", Looks::Binary("an ELF program or library of this machine")),
            (b"\xcf\xfa\xed\xfe", Looks::Binary("a Mach-O program or library")),
            (b"MZ", Looks::Binary("a Windows program or library")),
            (b"\x1f\x8b", Looks::Compressed("gzip")),
            (b"\x28\xb5\x2f\xfd", Looks::Compressed("zstd")),
            (b"PK\x03\x04", Looks::Compressed("zip")),
            (b"BZh", Looks::Compressed("bzip2")),
            (b"!<arch>\n", Looks::Binary("a static library (`ar` archive)")),
            (b"BC\xc0\xde", Looks::Binary("LLVM bitcode")),
        ];
        if bytes.is_empty() {
            return Looks::Empty;
        }
        if MAGIC.starts_with(bytes) {
            return Looks::Cut;
        }
        if let Some((_, looks)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
            return *looks;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) if is_wit(text) => Looks::Wit,
            Ok(_) => Looks::Text,
            Err(_) if bytes.iter().all(|byte| *byte == 0) => Looks::Binary("nothing but zeros"),
            Err(_) => Looks::Binary("binary data of some other kind"),
        }
    }
}

/// Whether the first word that is no comment or attribute begins a WIT file.
fn is_wit(text: &str) -> bool {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.find(|line| !line.starts_with("//") && !line.starts_with('@'));
    let word = first.and_then(|line| line.split_whitespace().next());
    word.is_some_and(|word| ["package", "interface", "world", "use"].contains(&word))
}
