//! Reading WIT: what to work on, its dependencies, and what lies near but is not read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::base::source::SourceFile;
use crate::component::{self, ComponentName, Wit};
use crate::files::error::ReadError;
use crate::files::failure::{Failure, Outcome};
use crate::files::{decode, disk};
use crate::frontend::{Input, Package, PackageKind};
use crate::syntax;
use crate::syntax::ast;

/// How many files that are not read are looked at, for messages about them.
const UNREAD: usize = 200;

/// WIT that was read, as far as it could be.
#[derive(Debug, Default)]
pub(crate) struct Read {
    /// What could be read.
    pub(crate) input: Input,
    /// What could not. The rest can be checked all the same.
    pub(crate) failure: Option<Failure>,
    /// Every file and folder that the input is from.
    pub(crate) paths: Vec<PathBuf>,
}

impl Read {
    /// The input, for who can't do with a part of it.
    pub(crate) fn whole(self) -> Outcome<Input> {
        self.failure.map_or(Ok(self.input), Err)
    }
}

/// Reads the WIT at `paths`, each a file, a folder with the files of one package, or `-`, and what they may need: the
/// folder `deps/` of each, and `more`, which are packages or folders of them.
///
/// In a folder of dependencies each file with WIT, text or binary, is a package, and so is each folder; folders in
/// those are not read. Files of one folder that are given one by one and are of the same package are read as one.
pub(crate) fn read_wit(paths: &[PathBuf], more: &[PathBuf]) -> Read {
    let mut reading = Reading::default();
    for path in paths {
        let read = reading.root(path);
        reading.keep(read);
    }
    for folder in reading.alone.clone().into_iter().flatten() {
        reading.siblings(&folder);
    }
    reading.join_roots();
    for folder in std::mem::take(&mut reading.folders) {
        reading.read.input.places.push(format!("{}/", folder.display()));
        if folder.is_dir() {
            reading.deps(&folder);
        }
    }
    for path in more {
        reading.read.input.places.push(path.display().to_string());
        if path.is_dir() {
            reading.deps(path);
        } else {
            let read = reading.file(path, PackageKind::Text);
            if let Some(packages) = reading.keep(read) {
                reading.read.input.deps.extend(packages);
            }
        }
    }
    reading.read
}

#[derive(Default)]
struct Reading {
    read: Read,
    /// The folders `deps/` of the roots, each once.
    folders: Vec<PathBuf>,
    /// For each root that was given as one file of text, its folder.
    alone: Vec<Option<PathBuf>>,
    /// The files and folders that were given.
    given: BTreeSet<PathBuf>,
    /// The files that are worked on: none is its own dependency.
    roots: BTreeSet<PathBuf>,
}

/// A root that was given as one file.
struct Alone {
    folder: PathBuf,
    /// The package that it says it is of.
    package: Option<String>,
}

impl Alone {
    /// Whether both are files of one package.
    fn is_with(&self, other: &Self) -> bool {
        let differ = self.package.is_some() && other.package.is_some() && self.package != other.package;
        self.folder == other.folder && !differ
    }
}

impl Reading {
    /// Takes note of what can't be read and goes on.
    fn keep<T>(&mut self, read: Outcome<T>) -> Option<T> {
        read.map_err(|failure| {
            self.read.failure = Some(match self.read.failure.take() {
                Some(before) => before.and(failure),
                None => failure,
            });
        })
        .ok()
    }

    fn root(&mut self, path: &Path) -> Outcome {
        // What is named twice is read once.
        if path.canonicalize().is_ok_and(|path| !self.given.insert(path)) {
            return Ok(());
        }
        if path.is_dir() {
            return self.root_folder(path);
        }
        let mut packages = self.file(path, PackageKind::Decoded)?.into_iter();
        let Some(root) = packages.next() else { return Ok(()) };
        let folder = if disk::is_dash(path) { Path::new("") } else { path.parent().unwrap_or(Path::new("")) };
        let alone = root.kind == PackageKind::Text && !disk::is_dash(path);
        self.alone.push(alone.then(|| folder.to_owned()));
        self.read.input.roots.push(root);
        self.read.input.deps.extend(packages);
        self.roots.extend(path.canonicalize());
        self.has_deps(folder.join("deps"));
        Ok(())
    }

    fn root_folder(&mut self, path: &Path) -> Outcome {
        let (package, folders) = self.folder(path)?;
        if package.files.is_empty() {
            return Err(no_wit(path).into());
        }
        for folder in folders.iter().filter(|folder| !folder.ends_with("deps")) {
            self.unread(folder, 2);
        }
        self.read.input.roots.push(package);
        self.alone.push(None);
        self.has_deps(path.join("deps"));
        Ok(())
    }

    fn has_deps(&mut self, folder: PathBuf) {
        if !self.folders.contains(&folder) {
            self.folders.push(folder);
        }
    }

    /// Makes one root of files of one folder that are of the same package. Files that don't say are of the package that
    /// the others are of.
    fn join_roots(&mut self) {
        let roots = std::mem::take(&mut self.read.input.roots);
        if roots.len() < 2 {
            self.read.input.roots = roots;
            return;
        }
        let mut joined: Vec<(Option<Alone>, Package)> = Vec::new();
        for (root, folder) in roots.into_iter().zip(std::mem::take(&mut self.alone)) {
            let alone = folder.map(|folder| Alone { folder, package: package_of(&root) });
            let same = joined.iter_mut().find_map(|(known, package)| {
                let (known, alone) = (known.as_mut()?, alone.as_ref()?);
                known.is_with(alone).then_some((known, package))
            });
            match same {
                Some((known, package)) => {
                    package.files.extend(root.files);
                    known.package = known.package.take().or(alone.and_then(|alone| alone.package));
                }
                None => joined.push((alone, root)),
            }
        }
        self.read.input.roots = joined.into_iter().map(|(_, package)| package).collect();
    }

    /// Each file of a folder, and each folder in it, is a package.
    fn deps(&mut self, folder: &Path) {
        self.read.paths.push(folder.to_owned());
        let entries = disk::list(folder).map_err(Failure::from);
        for entry in self.keep(entries).unwrap_or_default() {
            if entry.is_dir() {
                let read = self.folder(&entry);
                let Some((package, folders)) = self.keep(read) else { continue };
                if !package.files.is_empty() {
                    self.read.input.deps.push(package);
                }
                for folder in folders {
                    self.unread(&folder, 2);
                }
            } else if is_package(&entry) && !self.is_root(&entry) {
                let read = self.file(&entry, PackageKind::Part);
                if let Some(packages) = self.keep(read) {
                    self.read.input.deps.extend(packages);
                }
            }
        }
    }

    fn is_root(&self, path: &Path) -> bool {
        path.canonicalize().is_ok_and(|path| self.roots.contains(&path))
    }

    /// The WIT files of a folder, in the order of their names, and its folders.
    fn folder(&mut self, folder: &Path) -> Outcome<(Package, Vec<PathBuf>)> {
        let (mut files, mut folders) = (Vec::new(), Vec::new());
        self.read.paths.push(folder.to_owned());
        for entry in disk::list(folder)? {
            if entry.is_dir() {
                folders.push(entry);
            } else if is_wit(&entry) {
                self.read.paths.push(entry.clone());
                let read = disk::read(&entry).map_err(Failure::from);
                let Some(bytes) = self.keep(read) else { continue };
                files.push(self.text(&entry, &bytes));
                self.roots.extend(entry.canonicalize());
            }
        }
        Ok((Package::text(files), folders))
    }

    /// The packages that a file has: its own, and parts of others. The own package of a component has a name that says
    /// nothing: what kind of package it is, is for the caller to say.
    fn file(&mut self, path: &Path, component: PackageKind) -> Outcome<Vec<Package>> {
        self.read.paths.push(path.to_owned());
        let bytes = disk::read(path)?;
        // What is called wasm and is none is told to be none, and not to be bad WIT.
        let called_wasm = path.extension().is_some_and(|extension| extension == "wasm" || extension == "wat");
        if !component::is_wasm(&bytes) && !called_wasm {
            let file = self.text(path, &bytes);
            return Ok(vec![Package::text(vec![file])]);
        }
        let name = disk::display_name(path);
        let Wit { main, is_component, parts } = component::wit(&ComponentName::new(name.as_str()), &bytes)?;
        let kind = if is_component { component } else { PackageKind::Decoded };
        let main = Package { files: vec![SourceFile::new(format!("{name} (as WIT)"), main.text)], kind };
        let parts = parts.into_iter().map(|part| {
            let file = SourceFile::new(format!("{name} (as WIT), {}", part.package), part.text);
            Package { files: vec![file], kind: PackageKind::Part }
        });
        Ok(std::iter::once(main).chain(parts).collect())
    }

    fn text(&mut self, path: &Path, bytes: &[u8]) -> SourceFile {
        let name = disk::display_name(path);
        let (text, fault) = decode::decode(bytes);
        let file = SourceFile::new(name, text);
        self.read.input.not_text.extend(fault.map(|fault| fault.of(&file.name)));
        file
    }

    /// Notes the WIT beside a file that was given alone.
    fn siblings(&mut self, folder: &Path) {
        let here = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        for entry in disk::list(here).unwrap_or_default() {
            let entry = entry.file_name().map_or(entry.clone(), |name| folder.join(name));
            if is_wit(&entry) && !self.is_root(&entry) {
                self.note_unread(&entry);
            }
        }
    }

    fn note_unread(&mut self, file: &Path) {
        let name = disk::display_name(file);
        let unread = &mut self.read.input.unread;
        if unread.len() >= UNREAD || unread.iter().any(|known| known.name == name.clone().into()) {
            return;
        }
        if let Ok(bytes) = disk::read(file)
            && let Ok(text) = String::from_utf8(bytes)
        {
            unread.push(SourceFile::new(name, text));
        }
    }

    /// Notes the WIT in a folder that is not read.
    fn unread(&mut self, folder: &Path, depth: usize) {
        for entry in disk::list(folder).unwrap_or_default() {
            if self.read.input.unread.len() >= UNREAD {
                return;
            }
            if entry.is_dir() && !entry.is_symlink() && depth > 0 {
                self.unread(&entry, depth - 1);
            } else if is_wit(&entry) {
                self.note_unread(&entry);
            }
        }
    }
}

/// The package that the files of a root say they are of.
fn package_of(root: &Package) -> Option<String> {
    root.files.iter().find_map(|file| {
        let tree = syntax::parse(file.text.clone());
        ast::header(&tree).map(|name| name.node().text().to_owned())
    })
}

fn no_wit(path: &Path) -> ReadError {
    let wit = path.join("wit");
    let has_wit = disk::list(&wit).is_ok_and(|entries| entries.iter().any(|entry| is_wit(entry)));
    let help = if has_wit {
        format!("`{}` has some: give that folder", wit.display())
    } else {
        "give a `.wit` file, or the folder that has the files of one package".to_owned()
    };
    ReadError::NoWit { path: path.to_owned(), help }
}

fn is_wit(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "wit") && !path.is_dir()
}

/// Whether a file of a folder of dependencies is meant to be one.
fn is_package(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["wit", "wasm", "wat"].iter().any(|known| extension == *known))
}
