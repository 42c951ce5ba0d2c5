//! What the result of a script imports, and under which names.

use std::ops::Range;

use crate::base::names::ExternName;
use crate::compose::error::FileFault;
use crate::compose::matching::without_version;

/// An import of a component that the host is to meet.
#[derive(Debug)]
pub(super) struct Imported {
    /// As the component has it.
    pub(super) import: ExternName,
    /// As the result is to have it.
    pub(super) name: ExternName,
    /// Where the script says so.
    pub(super) at: Range<usize>,
}

/// The imports that get another name.
pub(super) fn renamed(imports: &[Imported]) -> Vec<(ExternName, ExternName)> {
    let renamed = imports.iter().filter(|imported| !is_same(&imported.name, &imported.import));
    renamed.map(|imported| (imported.import.clone(), imported.name.clone())).collect()
}

/// One import of the result has one name, and is of one interface: what a script wants beyond that, and what to do.
pub(super) fn beyond(imports: &[Imported]) -> Vec<(Range<usize>, FileFault, String)> {
    let mut faults = Vec::new();
    for (place, imported) in imports.iter().enumerate() {
        let Imported { import, name, at } = imported;
        let before = imports.iter().take(place);
        let other =
            before.into_iter().find(|other| is_same(&other.import, import) != is_same(&other.name, name));
        let Some(other) = other else { continue };
        let fault = if is_same(&other.import, import) {
            format!("the result can't import `{import}` as `{name}` here and as `{}` elsewhere", other.name)
        } else {
            format!("the result can't import both `{}` and `{import}` as `{name}`", other.import)
        };
        let help = "what several components import is one import of the result: give it one name, and no other \
                    interface the same";
        faults.push((at.clone(), FileFault::ScriptBeyond(fault), help.to_owned()));
    }
    faults
}

/// Whether two names are the same, or versions of one interface that may be compatible.
pub(super) fn is_same(a: &ExternName, b: &ExternName) -> bool {
    match (a.interface(), b.interface()) {
        (Some(a), Some(b)) => {
            let unversioned = a.package.version.is_none() || b.package.version.is_none();
            a.track() == b.track() || unversioned && without_version(a) == without_version(b)
        }
        (_, _) => a == b,
    }
}
