//! WIT as a picture: who needs whom, or what types are made of.

mod deps;
mod signature;
mod types;
mod written;

use wit_parser::{InterfaceId, PackageId, Resolve, WorldId};

use crate::base::near::nearest;
use crate::base::source::Sources;
use crate::frontend::check::{Analysis, Wanted, analyse};
use crate::frontend::error::{LoadError, WitError};
use crate::frontend::{Input, Selection, select};
use crate::picture::Picture;

/// What is to be drawn.
#[derive(Clone, Debug)]
pub enum Subject {
    /// Interfaces and worlds, and what each uses, imports, exports and includes: those of the package, or what one
    /// world reaches.
    Dependencies(Selection),
    /// Types and functions, and the types that they are made of: those of the package, or of one interface or world.
    Types(Option<String>),
}

/// Resolves `input` and draws `subject`. The package needs no world.
///
/// # Errors
/// What is wrong with the WIT, or that it does not have what is to be drawn.
pub fn picture(input: &Input, subject: &Subject) -> Result<Picture, LoadError> {
    let Analysis { checked, resolved, .. } = analyse(input, Wanted::Resolve);
    let Some((resolve, package)) = resolved else { return Err(LoadError::Wrong(checked)) };
    let resolved = Resolved { resolve, package, sources: checked.sources };
    match subject {
        Subject::Dependencies(Selection { world: None }) => Ok(deps::picture(&resolved, None)),
        Subject::Dependencies(selection @ Selection { world: Some(_) }) => {
            let world = select::select(&resolved.resolve, resolved.package, selection);
            Ok(deps::picture(&resolved, Some(world.map_err(LoadError::NoWorld)?)))
        }
        Subject::Types(None) => Ok(types::picture(&resolved, None)),
        Subject::Types(Some(wanted)) => {
            let scope = scope(&resolved, wanted).map_err(LoadError::NoWorld)?;
            Ok(types::picture(&resolved, Some(scope)))
        }
    }
}

/// A package with everything it needs.
struct Resolved {
    /// All packages.
    resolve: Resolve,
    /// The one that is drawn.
    package: PackageId,
    /// All texts.
    sources: Sources,
}

/// An interface or a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Scope {
    Interface(InterfaceId),
    World(WorldId),
}

impl Scope {
    /// Its package and its name there; `None` for an interface inside a world.
    fn name(self, resolve: &Resolve) -> Option<(PackageId, &str)> {
        match self {
            Scope::Interface(id) => {
                let interface = &resolve.interfaces[id];
                Some((interface.package?, interface.name.as_deref()?))
            }
            Scope::World(id) => {
                let world = &resolve.worlds[id];
                Some((world.package?, world.name.as_str()))
            }
        }
    }

    /// Its name with that of its package.
    fn id(self, resolve: &Resolve) -> String {
        self.name(resolve).map(|(package, name)| resolve.id_of_name(package, name)).unwrap_or_default()
    }
}

/// The interfaces and worlds of a package.
fn scopes(resolve: &Resolve, package: PackageId) -> impl Iterator<Item = Scope> {
    let package = &resolve.packages[package];
    let interfaces = package.interfaces.values().map(|id| Scope::Interface(*id));
    package.worlds.values().map(|id| Scope::World(*id)).chain(interfaces)
}

/// The interface or world called `wanted`: one of the package by its name, any by its name with that of its package.
fn scope(resolved: &Resolved, wanted: &str) -> Result<Scope, WitError> {
    let Resolved { resolve, package, .. } = resolved;
    let everywhere = || resolve.packages.iter().flat_map(|(id, _)| scopes(resolve, id));
    let own = || scopes(resolve, *package);
    let is_own = |scope: &Scope| scope.name(resolve).is_some_and(|(_, name)| name == wanted);
    let found = own().find(is_own).or_else(|| everywhere().find(|scope| scope.id(resolve) == wanted));
    found.ok_or_else(|| {
        let known: Vec<&str> = own().filter_map(|scope| Some(scope.name(resolve)?.1)).collect();
        let all: Vec<String> = everywhere().map(|scope| scope.id(resolve)).collect();
        let near = nearest(wanted, known.iter().copied().chain(all.iter().map(String::as_str)));
        let near = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let help = if known.is_empty() {
            format!("{near}it has none at all")
        } else {
            format!("{near}it has: {}", known.join(", "))
        };
        let package = resolve.packages[*package].name.to_string();
        WitError::UnknownScope { wanted: wanted.to_owned(), package, help }
    })
}

/// The first sentence of documentation, as a note.
fn summary(docs: &wit_parser::Docs) -> Option<String> {
    let text = docs.contents.as_deref()?.trim();
    let paragraph = text.split("\n\n").next().unwrap_or(text).replace('\n', " ");
    let sentence = paragraph.split_inclusive(". ").next().unwrap_or(&paragraph).trim();
    (!sentence.is_empty()).then(|| sentence.to_owned())
}
