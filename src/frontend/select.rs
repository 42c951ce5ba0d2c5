//! Which world was meant.

use wit_parser::{PackageId, Resolve, WorldId};

use crate::base::near::nearest;
use crate::frontend::Selection;
use crate::frontend::error::WitError;

/// Picks the world that `selection` names, or the only one there is.
pub(super) fn select(
    resolve: &Resolve,
    package: PackageId,
    selection: &Selection,
) -> Result<WorldId, WitError> {
    if let Some(world) = selection.world.as_deref().and_then(|wanted| of_another(resolve, wanted)) {
        return Ok(world);
    }
    let worlds: Vec<(String, WorldId)> =
        resolve.packages[package].worlds.iter().map(|(name, id)| (name.clone(), *id)).collect();
    let package = resolve.packages[package].name.to_string();
    match &selection.world {
        Some(wanted) => named(&worlds, &package, wanted),
        None => only(&worlds, &package),
    }
}

/// A world by its whole name, of whatever package; without a version only where one package is called so.
fn of_another(resolve: &Resolve, wanted: &str) -> Option<WorldId> {
    let (path, version) =
        wanted.split_once('@').map_or((wanted, None), |(path, version)| (path, Some(version)));
    let (package, name) = path.rsplit_once('/')?;
    let mut found = resolve.packages.iter().filter_map(|(_, known)| {
        let is_meant = format!("{}:{}", known.name.namespace, known.name.name) == package
            && version
                .is_none_or(|version| known.name.version.as_ref().is_some_and(|v| v.to_string() == version));
        is_meant.then(|| known.worlds.get(name).copied())?
    });
    let world = found.next()?;
    found.next().is_none().then_some(world)
}

/// A world by its name, with or without that of its package before it.
fn named(worlds: &[(String, WorldId)], package: &str, wanted: &str) -> Result<WorldId, WitError> {
    let (path, version) =
        wanted.split_once('@').map_or((wanted, None), |(path, version)| (path, Some(version)));
    let name = path.rsplit('/').next().unwrap_or(path);
    let (own_path, own_version) =
        package.split_once('@').map_or((package, None), |(path, version)| (path, Some(version)));
    let of_package = path.rsplit_once('/').is_none_or(|(given, _)| given == own_path);
    let of_version = version.is_none() || version == own_version;
    let found = worlds.iter().find(|(known, _)| known == name && of_package && of_version);
    found.map(|(_, id)| *id).ok_or_else(|| {
        let known: Vec<&str> = worlds.iter().map(|(name, _)| name.as_str()).collect();
        let near =
            nearest(name, known.iter().copied()).map(|near| format!("did you mean `--world {near}`? "));
        let known = if known.is_empty() {
            "it has none".to_owned()
        } else {
            format!("its worlds are: {}", known.join(", "))
        };
        let help = format!("{}{known}", near.unwrap_or_default());
        WitError::UnknownWorld { wanted: wanted.to_owned(), package: package.to_owned(), help }
    })
}

fn only(worlds: &[(String, WorldId)], package: &str) -> Result<WorldId, WitError> {
    match worlds {
        [] => Err(WitError::NoWorld { package: package.to_owned() }),
        [(_, only)] => Ok(*only),
        many => {
            let names: Vec<String> = many.iter().map(|(name, _)| format!("--world {name}")).collect();
            Err(WitError::ManyWorlds {
                package: package.to_owned(),
                count: many.len(),
                help: names.join("\n"),
            })
        }
    }
}
