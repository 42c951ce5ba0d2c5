//! A manifest instead of a long command line; what the command line says as well is added.

use std::path::Path;

use crate::base::problems::Problems;
use crate::base::source::SourceFile;
use crate::cli::compose::{ComposeArgs, Given, Request};
use crate::cli::files;
use crate::cli::term::misuse;
use crate::compose::Wishes;
use crate::compose::error::{FileError, FileFault};
use crate::compose::manifest::{self, Entry, Manifest};
use crate::files::error::ReadError;
use crate::files::failure::{Failure, Outcome};

/// What the manifest asks for, and the command line with it.
pub(super) fn request(args: &ComposeArgs) -> Outcome<Request> {
    let said = of_file(&args.app.path)?;
    Ok(Request {
        app: said.app,
        with: said.with.into_iter().chain(args.providers()).collect(),
        wishes: with_args(said.wishes, args.wishes()),
        output: args.output.clone().or(said.output),
    })
}

/// What the manifest asks for.
pub(super) fn of_file(path: &Path) -> Outcome<Request> {
    let file = SourceFile::new(files::display_name(path), files::read_text(path)?);
    let manifest = manifest::read(&file).map_err(Failure::of)?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let missing = missing(&file, folder, &manifest);
    if !missing.is_empty() {
        return Err(Failure::of(missing));
    }
    let given = |entry: &Entry| Given { name: Some(entry.name.clone()), path: folder.join(&entry.path) };
    let (apps, others): (Vec<&Entry>, Vec<&Entry>) =
        manifest.components.iter().partition(|entry| entry.name == manifest.app);
    let Some(app) = apps.first() else {
        // The manifest was read: it has one.
        return Err(misuse(ReadError::GaveUp { path: path.to_owned() }));
    };
    Ok(Request {
        app: given(app),
        with: others.into_iter().map(given).collect(),
        wishes: manifest.wishes,
        output: manifest.output.map(|output| folder.join(output)),
    })
}

/// Files that are not there, each where the manifest names it.
fn missing(file: &SourceFile, folder: &Path, manifest: &Manifest) -> Problems<FileError> {
    let mut problems = Problems::new();
    for entry in &manifest.components {
        let path = folder.join(&entry.path);
        if path.exists() {
            continue;
        }
        let help = match files::read(&path) {
            Err(ReadError::NoSuchFile { help, .. }) => help,
            Ok(_) | Err(_) => "check the path; it is relative to the manifest".to_owned(),
        };
        let fault = FileFault::NoFile(format!("there is no file `{}`", path.display()));
        problems.push(FileError::new(file, entry.at.clone(), fault, "named here", help));
    }
    problems
}

fn with_args(mut wishes: Wishes, more: Wishes) -> Wishes {
    wishes.wires.extend(more.wires);
    wishes.vias.extend(more.vias);
    wishes.stubs.extend(more.stubs);
    wishes.host.extend(more.host);
    wishes.exports.extend(more.exports);
    if let Some(allowed) = more.seal {
        wishes.seal.get_or_insert_default().extend(allowed);
    }
    wishes
}
