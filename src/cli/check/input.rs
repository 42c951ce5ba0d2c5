//! What `witc check` works on: the only place that knows how inputs are read and what is in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::source::SourceFile;
use crate::cli::files;
use crate::files::{Read, read_wit};
use crate::frontend::{Features, Input};

/// Reads all of `paths`: one input, in which every package that is worked on is a root.
pub(super) fn read(paths: &[PathBuf], deps: &[PathBuf], features: &Features) -> Read {
    let mut read = read_wit(paths, deps);
    read.input.features = features.clone();
    read
}

/// The files that are checked; all others are there for them.
pub(super) fn own(input: &Input) -> impl Iterator<Item = &SourceFile> {
    input.roots.iter().flat_map(|package| &package.files)
}

/// Gives the file called `name` another text, wherever it is.
pub(super) fn replace(input: &mut Input, name: &str, text: &Arc<str>) {
    for file in input.roots.iter_mut().chain(&mut input.deps).flat_map(|package| &mut package.files) {
        if *file.name == *name {
            file.text = Arc::clone(text);
        }
    }
}

/// Whether a text can be written back: it is what is in the file of its name, or came from standard input.
pub(super) fn is_writable(file: &SourceFile) -> bool {
    is_stdin(&file.name) || files::read_text(Path::new(&*file.name)).is_ok_and(|text| *text == *file.text)
}

/// Whether messages call standard input so.
pub(super) fn is_stdin(name: &str) -> bool {
    name == files::display_name(Path::new("-"))
}
