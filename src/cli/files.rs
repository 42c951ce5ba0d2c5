//! Reading inputs and writing outputs, `-` for the standard streams.

use std::fs;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;

/// The bytes of `path`, of standard input for `-`.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, CliError> {
    let read = if is_dash(path) {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        fs::read(path)
    };
    read.map_err(|error| unread(path, error))
}

/// The text of `path`, of standard input for `-`.
pub(super) fn read_text(path: &Path) -> Result<String, CliError> {
    let bytes = read(path)?;
    if bytes.starts_with(b"\0asm") {
        return Err(CliError::Binary { path: path.to_owned() });
    }
    String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(offset).copied().unwrap_or_default();
        CliError::NotText { path: path.to_owned(), byte, offset }
    })
}

/// Everything in the folder `path`, in the order of the names.
pub(super) fn list(path: &Path) -> Result<Vec<PathBuf>, CliError> {
    let entries = fs::read_dir(path).and_then(|entries| {
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()
    });
    let mut entries = entries.map_err(|error| unread(path, error))?;
    entries.sort();
    Ok(entries)
}

/// Writes `bytes` to `path`, whole or not at all: into a temporary file beside it that is then renamed.
/// `-` is standard output.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let written = if is_dash(path) {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes).and_then(|()| stdout.flush())
    } else {
        replace(path, bytes)
    };
    written.map_err(|error| CliError::Unwritable { path: path.to_owned(), error })
}

/// As [`write`](fn@write), but refuses to send bytes that are no text to a terminal.
pub(super) fn write_binary(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    if is_dash(path) && io::stdout().is_terminal() {
        return Err(CliError::BinaryToTerminal);
    }
    write(path, bytes)
}

/// Whether `path` means a standard stream.
pub(super) fn is_dash(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// How messages name `path`.
pub(super) fn display_name(path: &Path) -> String {
    if is_dash(path) { "<stdin>".to_owned() } else { path.display().to_string() }
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Pipes, devices and the like can't be replaced, only written to.
    if fs::metadata(path).is_ok_and(|meta| !meta.is_file()) {
        return fs::OpenOptions::new().write(true).open(path)?.write_all(bytes);
    }
    // A link stays a link: what it points to is what gets replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(io::Error::new(
            io::ErrorKind::NotFound,
            format!("there is no folder `{}`", folder.display()),
        ));
    }
    // What goes wrong here goes wrong with the temporary file, whose name means nothing to the user.
    let unnamed = |error: io::Error| io::Error::from(error.kind());
    let mut file = tempfile::Builder::new().prefix(".witc-").tempfile_in(folder).map_err(unnamed)?;
    file.write_all(bytes).map_err(unnamed)?;
    set_mode(&file, &target).map_err(unnamed)?;
    file.persist(&target).map_err(|failed| unnamed(failed.error))?;
    Ok(())
}

/// A temporary file is private; the output gets the mode of the file it replaces, or that of any new file.
#[cfg(unix)]
fn set_mode(file: &tempfile::NamedTempFile, target: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = match fs::metadata(target) {
        Ok(meta) => meta.permissions().mode() & 0o7777,
        Err(_) => 0o644,
    };
    file.as_file().set_permissions(fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn set_mode(_: &tempfile::NamedTempFile, _: &Path) -> io::Result<()> {
    Ok(())
}

fn unread(path: &Path, error: io::Error) -> CliError {
    let path = path.to_owned();
    let kind = error.kind();
    if kind == io::ErrorKind::NotFound {
        return CliError::NoSuchFile { help: look_alikes(&path), path };
    }
    let help = if kind == io::ErrorKind::IsADirectory {
        "give a file of that folder".to_owned()
    } else if kind == io::ErrorKind::PermissionDenied {
        "the file is there, but you may not read it: check its permissions".to_owned()
    } else {
        format!("the system calls this `{kind}`; check the path and the disk")
    };
    CliError::Unreadable { path, error, help }
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
    let near = list(folder).unwrap_or_default().into_iter().filter_map(|path| {
        let name = path.file_name()?.to_string_lossy().into_owned();
        let distance = crate::base::near::distance(&wanted, &name);
        (distance <= wanted.chars().count().div_ceil(3)).then_some((distance, name))
    });
    match near.min() {
        Some((_, name)) => format!("did you mean `{}`?", folder.join(name).display()),
        None => "check the path; paths are relative to the current folder".to_owned(),
    }
}
