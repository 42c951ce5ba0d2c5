//! The world that a script says its result is of.

use std::path::{Path, PathBuf};

use crate::base::source::SourceFile;
use crate::cli::compose::ComposeArgs;
use crate::compose::plan::LinkPlan;
use crate::compose::script::{Name, targets};
use crate::files::failure::{Failure, Outcome};
use crate::files::read_wit;
use crate::frontend::{self, Input, Selection};
use crate::graph::{self, TypeGraph};

/// A world, and where a script names it.
pub(super) struct Targeted {
    file: SourceFile,
    name: Name,
    world: TypeGraph,
}

impl Targeted {
    /// Errors if the result of `plan` is not of this world.
    pub(super) fn check(&self, plan: &LinkPlan) -> Outcome {
        let problems = targets::check(&self.file, &self.name, &self.world, plan);
        if problems.is_empty() { Ok(()) } else { Err(Failure::of(problems)) }
    }
}

/// Finds the world: its package is WIT where a component's package would be, or one that witc ships.
pub(super) fn world(args: &ComposeArgs, file: &SourceFile, folder: &Path, name: &Name) -> Outcome<Targeted> {
    let text = format!("package script:of; world target {{ include {}; }}", name.text);
    let mut input = Input::new(vec![SourceFile::new(format!("{} (`targets`)", file.name), text)], Vec::new());
    let package = name.text.split('/').next().unwrap_or_default();
    if let Some(path) = package_path(args, folder, package) {
        let read = read_wit(&[path], &[]).whole()?;
        input.deps = read.roots.into_iter().chain(read.deps).collect();
    }
    let loaded = frontend::load(&input, &Selection { world: Some("target".to_owned()) })?;
    Ok(Targeted { file: file.clone(), name: name.clone(), world: graph::build(&loaded.world) })
}

/// Where the WIT of a package is, if it is not one that witc ships.
fn package_path(args: &ComposeArgs, folder: &Path, package: &str) -> Option<PathBuf> {
    if let Some((_, path)) = args.dep.iter().find(|(name, _)| name == package) {
        return Some(path.clone());
    }
    let path = folder.join(package.replace(':', "/"));
    let mut candidates = vec![path.clone()];
    candidates.extend(["wit", "wasm", "wat"].map(|extension| path.with_extension(extension)));
    candidates.into_iter().find(|path| path.exists())
}
