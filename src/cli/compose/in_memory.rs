//! Compositions that are not written to a file: they are run at once.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::cli::compose::{Given, Parts, Request, manifest};
use crate::cli::inputs::Inputs;
use crate::cli::term::warn;
use crate::compose::{self, Packing, Wishes};
use crate::files::disk;
use crate::files::failure::{Failure, Outcome};

/// What is to be composed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Composition {
    /// What a manifest says.
    Manifest(PathBuf),
    /// The application first, then the components that may provide what it imports: `[NAME=]FILE`, relative to a folder.
    List(PathBuf, Vec<String>),
}

/// A composition, and the files that it was made of.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Composed {
    pub(in crate::cli) bytes: Vec<u8>,
    pub(in crate::cli) files: Vec<PathBuf>,
}

impl Composition {
    /// The file that it is named after.
    pub(in crate::cli) fn file(&self) -> PathBuf {
        match self {
            Composition::Manifest(path) => path.clone(),
            Composition::List(folder, list) => {
                list.first().map_or_else(|| folder.clone(), |first| given(folder, first).path)
            }
        }
    }

    /// Composes it, as `witc compose` would.
    pub(in crate::cli) fn compose(&self) -> Outcome<Composed> {
        let request = self.request()?;
        let mut files: Vec<PathBuf> = match self {
            Composition::Manifest(path) => vec![path.clone()],
            Composition::List(..) => Vec::new(),
        };
        let given = std::iter::once(&request.app).chain(&request.with);
        files.extend(given.map(|given| given.path.clone()));
        let Parts { app, with, wishes, inputs, .. } = Parts::of(request, Inputs::default())?;
        let linked = compose::link(app, with, &wishes).map_err(Failure::of)?;
        linked.notes.iter().for_each(|note| warn(note));
        let composed = compose::pack(&linked.plan, &Packing::default())?;
        composed.large().iter().for_each(|large| warn(large));
        let bytes = composed.bytes().and_then(|bytes| inputs.unchanged().map(|()| bytes));
        let bytes = bytes.map_err(|error| disk::unread(&self.file(), error))?;
        Ok(Composed { bytes, files })
    }

    fn request(&self) -> Outcome<Request> {
        match self {
            Composition::Manifest(path) => manifest::of_file(path),
            Composition::List(folder, list) => {
                let mut all = list.iter().map(|text| given(folder, text));
                // Who reads lists takes none that is empty.
                let app = all.next().unwrap_or_else(|| given(folder, ""));
                Ok(Request { app, with: all.collect(), wishes: Wishes::default(), output: None })
            }
        }
    }
}

fn given(folder: &Path, text: &str) -> Given {
    let given = Given::from(OsString::from(text));
    Given { path: folder.join(given.path), ..given }
}
