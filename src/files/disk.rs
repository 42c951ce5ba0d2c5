//! Reading files and folders, `-` for standard input.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::base::near;
use crate::files::error::ReadError;

/// The bytes of `path`, of standard input for `-`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, ReadError> {
    let read = if is_dash(path) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    read.map_err(|error| unread(path, error))
}

/// Everything in the folder `path`, in the order of the names.
pub(crate) fn list(path: &Path) -> Result<Vec<PathBuf>, ReadError> {
    let entries = fs::read_dir(path).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()
    });
    let mut entries = entries.map_err(|error| unread(path, error))?;
    entries.sort();
    Ok(entries)
}

/// Whether `path` means a standard stream.
pub(crate) fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// How messages name `path`.
pub(crate) fn display_name(path: &Path) -> String {
    if is_dash(path) { "<stdin>".to_owned() } else { path.display().to_string() }
}

pub(crate) fn unread(path: &Path, error: io::Error) -> ReadError {
    let path = path.to_owned();
    let kind = error.kind();
    if kind == io::ErrorKind::NotFound {
        return ReadError::NoSuchFile { help: look_alikes(&path), path };
    }
    let help = if kind == io::ErrorKind::IsADirectory {
        "give a file of that folder".to_owned()
    } else if kind == io::ErrorKind::PermissionDenied {
        "the file is there, but you may not read it: check its permissions".to_owned()
    } else {
        format!("the system calls this `{kind}`; check the path and the disk")
    };
    ReadError::Unreadable { path, error, help }
}

/// What the user may have meant by a path that is not there.
fn look_alikes(path: &Path) -> String {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    if !folder.is_dir() {
        return format!("there is no folder `{}` either", folder.display());
    }
    let wanted = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    // A name's kind is no likeness: of `log.wasm` and `app.wasm` only the first letters count.
    let length = path.file_stem().map_or(0, |stem| stem.to_string_lossy().chars().count());
    let near = list(folder).unwrap_or_default().into_iter().filter_map(|path| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let distance = near::distance(&wanted, &name);
        (distance <= (length / 3).max(1)).then_some((distance, name))
    });
    match near.min() {
        Some((_, name)) => format!("did you mean `{}`?", path.with_file_name(name).display()),
        None => "check the path; paths are relative to the current folder".to_owned(),
    }
}
