//! Files that are for this user only.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

/// The bits of a file's mode that are not its owner's.
#[cfg(unix)]
const OTHERS: u32 = 6;

/// Whether this user has written it, and nobody else could have.
#[cfg(unix)]
pub fn is_own(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    // What belongs to this process is its user's.
    let user = fs::metadata("/proc/self").map(|process| process.uid());
    metadata.is_file()
        && metadata.mode().trailing_zeros() >= OTHERS
        && user.is_ok_and(|user| user == metadata.uid())
}

#[cfg(not(unix))]
pub fn is_own(metadata: &Metadata) -> bool {
    metadata.is_file()
}

/// Makes a folder that only this user can look into.
pub fn folder(folder: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// Puts a file with these parts, one after the other, in the place of the one that is at `path`: it appears whole.
pub fn replace(path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = path.with_file_name(format!(".{}-{name}", std::process::id()));
    let written = file(&temporary).and_then(|mut file| {
        parts.iter().try_for_each(|part| file.write_all(part))?;
        file.flush()
    });
    let placed = written.and_then(|()| fs::rename(&temporary, path));
    if placed.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    placed
}

/// Makes a file that only this user can read or write.
fn file(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    only_ours(&mut options);
    options.open(path)
}

/// A file that is made is for this user only.
pub fn only_ours(options: &mut OpenOptions) {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
}
