//! What `witc check` works on: the only place that knows how inputs are read and what is in them.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::source::SourceFile;
use crate::cli::bind;
use crate::cli::files;
use crate::frontend::{Features, Input};
use crate::report::Trouble;

/// What was read, and what could not be.
#[derive(Default)]
pub(super) struct Read {
    pub(super) inputs: Vec<Input>,
    pub(super) troubles: Vec<Trouble>,
}

/// Reads each of `paths`, once.
pub(super) fn read(paths: &[PathBuf], deps: &[PathBuf], features: &Features) -> Read {
    let mut read = Read::default();
    for (index, path) in paths.iter().enumerate() {
        if paths.iter().take(index).any(|before| is_same(before, path)) {
            continue;
        }
        match bind::read_input(path, deps) {
            Ok(input) => read.inputs.push(Input { features: features.clone(), ..input }),
            Err(error) => read.troubles.extend(crate::cli::term::Failure::from(error).troubles()),
        }
    }
    read
}

/// Whether two paths lead to one file or folder.
fn is_same(a: &Path, b: &Path) -> bool {
    let found = |path: &Path| path.canonicalize().unwrap_or_else(|_not_there| path.to_owned());
    a == b || found(a) == found(b)
}

/// The files that are checked; all others are there for them.
pub(super) fn own(input: &Input) -> impl Iterator<Item = &SourceFile> {
    input.package.iter()
}

/// Gives the file called `name` another text, wherever it is.
pub(super) fn replace(input: &mut Input, name: &str, text: &Arc<str>) {
    for file in input.package.iter_mut().chain(input.deps.iter_mut().flatten()) {
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
