//! A script in the language of the wac project instead of a command line.

use std::path::{Path, PathBuf};

use crate::base::maps::IndexMap;
use crate::base::problems::Problems;
use crate::base::source::SourceFile;
use crate::cli::compose::{ComposeArgs, Parts, targets};
use crate::cli::files;
use crate::cli::inputs::Inputs;
use crate::component::{Component, ComponentError, ComponentName};
use crate::compose::Wishes;
use crate::compose::error::{FileError, FileFault};
use crate::compose::script::{self, Evaluated, Name};
use crate::files::failure::{Failure, Outcome};

/// What the script asks for. A package `ns:name` is `deps/ns/name.wasm` beside the script, or what `--dep` says.
pub(super) fn parts(args: &ComposeArgs, inputs: Inputs) -> Outcome<Parts> {
    let path = &args.app.path;
    let file = SourceFile::new(files::display_name(path), files::read_text(path)?);
    let script = script::parse(&file).map_err(Failure::of)?;
    let folder = args.deps.clone().unwrap_or_else(|| path.parent().unwrap_or(Path::new("")).join("deps"));
    let (mut opened, mut names) = (Vec::new(), Vec::new());
    let mut missing = Problems::new();
    for package in script.packages() {
        match find(args, &folder, package) {
            Ok(found) => {
                let name = ComponentName::new(files::display_name(&found));
                opened.push((name, inputs.open(&found)?));
                names.push(package.text.clone());
            }
            Err(help) => {
                let fault =
                    FileFault::NoFile(format!("there is no component for the package `{}`", package.text));
                missing.push(FileError::new(&file, package.at.clone(), fault, "named here", help));
            }
        }
    }
    if !missing.is_empty() {
        return Err(Failure::of(missing));
    }
    let read = names.into_iter().zip(inputs.components(&opened));
    let packages = read.map(|(name, component)| Ok((name, component?)));
    let packages: IndexMap<String, Component> = packages.collect::<Result<_, ComponentError>>()?;
    let Evaluated { root, others, wishes } =
        script::evaluate(&file, &script, &packages).map_err(Failure::of)?;
    let more = args.wishes();
    // What the script says of wires, exports and imports is all there is to say; the rest may be added.
    let wishes = Wishes { seal: more.seal, stubs: more.stubs, vias: more.vias, ..wishes };
    let target =
        script.targets.as_ref().map(|name| targets::world(args, &file, &folder, name)).transpose()?;
    Ok(Parts { app: root, with: others, wishes, output: args.output.clone(), inputs, target })
}

/// The file of a package, or what to do.
fn find(args: &ComposeArgs, folder: &Path, package: &Name) -> Result<PathBuf, String> {
    let unversioned = package.text.split('@').next().unwrap_or_default();
    let said = args.dep.iter().find(|(name, _)| *name == package.text || name == unversioned);
    if let Some((_, path)) = said {
        return Ok(path.clone());
    }
    let path = unversioned.replace(':', "/");
    let candidates = ["wasm", "wat"].map(|extension| folder.join(format!("{path}.{extension}")));
    let found = candidates.iter().find(|path| path.exists()).cloned();
    found.ok_or_else(|| {
        let [wanted, _] = &candidates;
        format!("put it at `{}`, or say where it is with `--dep {unversioned}=FILE`", wanted.display())
    })
}
