//! Reading inputs and writing outputs, `-` for the standard streams.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use crate::cli::error::CliError;
use crate::files::failure::Outcome;

pub(super) use crate::files::disk::{display_name, is_dash, list, read};

/// The text of `path`, of standard input for `-`.
pub(super) fn read_text(path: &Path) -> Outcome<String> {
    let bytes = read(path)?;
    if bytes.starts_with(b"\0asm") {
        return Err(CliError::Binary { path: path.to_owned() }.into());
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let offset = error.utf8_error().valid_up_to();
        let byte = error.as_bytes().get(offset).copied().unwrap_or_default();
        CliError::NotText { path: path.to_owned(), byte, offset }
    })?;
    Ok(text)
}

/// Writes `bytes` to `path`, whole or not at all: into a temporary file beside it that is then renamed.
/// `-` is standard output.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    write_by(path, bytes.len() as u64, &mut |to| to.write_all(bytes))
}

/// The same for so many bytes, which come piece by piece.
fn write_by(path: &Path, size: u64, content: Content<'_>) -> Result<(), CliError> {
    let named = path.to_owned();
    if is_stdout(path) || is_stream(path) {
        let written = if is_stdout(path) { stdout(content) } else { append(path, content) };
        return until_closed(written).map_err(|error| CliError::StreamFailed { path: named, error });
    }
    replace(path, size, content).map_err(|error| CliError::Unwritable { path: named, error })
}

/// Writes what a file is to have.
type Content<'a> = &'a mut dyn FnMut(&mut dyn Write) -> io::Result<()>;

/// Sends `bytes` to standard output.
#[cfg(feature = "runtime")]
pub(super) fn to_stdout(bytes: &[u8]) -> io::Result<()> {
    until_closed(stdout(&mut |to| to.write_all(bytes)))
}

fn stdout(content: Content<'_>) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    content(&mut stdout)?;
    stdout.flush()
}

/// Who reads from a pipe may stop when they have enough.
fn until_closed(written: io::Result<()>) -> io::Result<()> {
    written.or_else(|error| if error.kind() == io::ErrorKind::BrokenPipe { Ok(()) } else { Err(error) })
}

/// Whatever the stream is, what was written to it before stays.
fn append(path: &Path, content: Content<'_>) -> io::Result<()> {
    content(&mut fs::OpenOptions::new().append(true).open(path)?)
}

/// Opened by its path, a standard output that is a file would be written from its start.
fn is_stdout(path: &Path) -> bool {
    is_dash(path)
        || ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|stdout| path == Path::new(stdout))
}

/// Pipes, devices and the like can't be replaced, only written to.
fn is_stream(path: &Path) -> bool {
    let special = ["/dev", "/proc"].iter().any(|folder| path.starts_with(folder));
    special || fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir())
}

/// As [`write`](fn@write), but refuses to send bytes that are no text to a terminal.
pub(super) fn write_binary(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    write_binary_by(path, bytes.len() as u64, &mut |to| to.write_all(bytes))
}

/// The same for so many bytes, which come piece by piece.
pub(super) fn write_binary_by(path: &Path, size: u64, content: Content<'_>) -> Result<(), CliError> {
    if is_dash(path) && io::stdout().is_terminal() {
        return Err(CliError::BinaryToTerminal);
    }
    write_by(path, size, content)
}

fn replace(path: &Path, size: u64, content: Content<'_>) -> io::Result<()> {
    let target = followed(path);
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
    // A file that may not be written to may not be replaced either, though its folder would let us.
    let known = match fs::OpenOptions::new().write(true).open(&target) {
        Ok(file) => Some(file.metadata()?.permissions()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    // What goes wrong here goes wrong with the temporary file, whose name means nothing to the user.
    // What no system says is ours, and tells more than its kind.
    let is_ours = |error: &io::Error| error.kind() == io::ErrorKind::Other;
    let unnamed = |error: io::Error| if is_ours(&error) { error } else { error.kind().into() };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".witc-");
    let mut file = like_any_new_file(&mut builder).tempfile_in(folder).map_err(unnamed)?;
    reserve(file.as_file(), size);
    let mut buffered = io::BufWriter::with_capacity(64 << 10, file.as_file_mut());
    content(&mut buffered).and_then(|()| buffered.flush()).map_err(unnamed)?;
    drop(buffered);
    if let Some(permissions) = known {
        file.as_file().set_permissions(permissions).map_err(unnamed)?;
    }
    file.persist(&target).map_err(|failed| unnamed(failed.error))?;
    Ok(())
}

/// Lets the file system find room for a large file at once, and not piece by piece while it is written and put in its
/// place.
#[cfg(target_os = "linux")]
fn reserve(file: &fs::File, size: u64) {
    use rustix::fs::{FallocateFlags, fallocate};

    const LARGE: u64 = 1 << 20;
    if size >= LARGE {
        // Not every file system can do so, and one that compresses may need less: if there is no room, writing will tell.
        let _ = fallocate(file, FallocateFlags::KEEP_SIZE, 0, size);
    }
}

#[cfg(not(target_os = "linux"))]
fn reserve(_: &fs::File, _: u64) {}

/// A temporary file is private; an output is as open as the user's mask lets any new file be.
#[cfg(unix)]
fn like_any_new_file<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
) -> &'a mut tempfile::Builder<'b, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn like_any_new_file<'a, 'b>(
    builder: &'a mut tempfile::Builder<'b, 'b>,
) -> &'a mut tempfile::Builder<'b, 'b> {
    builder
}

/// A link stays a link, also one to a file that is yet to be: what it points to is what gets replaced.
fn followed(path: &Path) -> PathBuf {
    let mut target = path.to_owned();
    // As many links as Linux follows.
    for _ in 0..40 {
        let Ok(next) = fs::read_link(&target) else { break };
        target = target.parent().map(|folder| folder.join(&next)).unwrap_or(next);
    }
    target
}

/// witc's folder in the one that the variable names (`XDG_CACHE_HOME`), or else in `otherwise` of the user's home.
pub(super) fn user_folder(variable: &str, otherwise: &str) -> Option<PathBuf> {
    let given = |name| std::env::var_os(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
    let folder = given(variable).or_else(|| given("HOME").map(|home| home.join(otherwise)))?;
    Some(folder.join("witc"))
}
