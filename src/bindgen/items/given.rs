//! What is not generated, since it is there already: the interfaces and types that `--with` says where to find.

use std::collections::BTreeMap;

use crate::base::ids::{Table, TypeIx};
use crate::base::names::ExternName;
use crate::base::problems::Problems;
use crate::bindgen::error::BindError;
use crate::bindgen::ident::{CodeForm, RustCode, RustIdent, Scope};
use crate::bindgen::items::look::code;
use crate::bindgen::items::selector::{Keys, extern_names, type_names};
use crate::bindgen::options::{Options, With};
use crate::graph::node::{Owner, Shape, Side};
use crate::graph::{Item, TypeGraph};

/// Everything that is there already.
#[derive(Clone, Debug, Default)]
pub(in crate::bindgen) struct Given {
    /// Imported interfaces.
    pub(in crate::bindgen) modules: BTreeMap<ExternName, GivenModule>,
    /// Where each type comes from.
    pub(in crate::bindgen) types: Table<TypeIx, Origin>,
    /// Types whose Rust layout nobody knows: given ones, and flags that another macro makes.
    pub(in crate::bindgen) foreign: Table<TypeIx, bool>,
}

/// A module that has the items of an interface.
#[derive(Clone, Debug)]
pub(in crate::bindgen) struct GivenModule {
    /// Where it is, seen from the file's root.
    pub(in crate::bindgen) path: RustCode,
    /// What the file calls it.
    pub(in crate::bindgen) ident: RustIdent,
}

/// Where a type comes from.
#[derive(Clone, Debug, Default)]
pub(in crate::bindgen) enum Origin {
    /// It is generated.
    #[default]
    Here,
    /// From the module that has its interface.
    Module,
    /// It is this type.
    Type(RustCode),
}

/// Reads `--with`, each key of which must be of something.
pub(super) fn given(graph: &TypeGraph, options: &Options, problems: &mut Problems<BindError>) -> Given {
    let with = &options.select.with;
    let (generated, placed): (Vec<_>, Vec<_>) = with.iter().partition(|(_, with)| *with == With::Generate);
    let mut generated = Keys::new("--with", NAMED, generated.iter().map(|(key, _)| key));
    let mut keys = Keys::new("--with", NAMED, placed.iter().map(|(key, _)| key));
    let paths: Vec<&str> = placed
        .iter()
        .filter_map(|(_, with)| match with {
            With::Generate => None,
            With::Path(path) => Some(path.as_str()),
        })
        .collect();
    let modules = modules(graph, &mut keys, &mut generated, &paths, problems);
    let types: Table<TypeIx, Origin> = graph
        .type_ids()
        .map(|ty| {
            if with.is_empty() {
                return Origin::Here;
            }
            let names = type_names(graph, ty);
            generated.of(&names);
            let node = graph.node(ty);
            if names.is_empty() || node.shape == Shape::Alias {
                return Origin::Here;
            }
            if let Some(path) = keys.of(&names).first().and_then(|position| paths.get(*position)) {
                let ty = code("--with", path, CodeForm::Type, problems);
                return ty.map_or(Origin::Here, Origin::Type);
            }
            match &node.owner {
                Owner::Interface(Side::Import, name) if modules.contains_key(name) => Origin::Module,
                Owner::Interface(Side::Import | Side::Export, _) | Owner::World | Owner::Nobody => {
                    Origin::Here
                }
            }
        })
        .collect();
    problems.extend(keys.unused());
    problems.extend(generated.unused());
    let is_foreign = |ty: TypeIx| match &types[ty] {
        Origin::Here => {
            options.types.bitflags_path.is_some() && matches!(graph.node(ty).shape, Shape::Flags(_))
        }
        Origin::Module | Origin::Type(_) => true,
    };
    let foreign = graph.type_ids().map(is_foreign).collect();
    Given { modules, types, foreign }
}

/// What a key names.
const NAMED: &str = "imported interface or type";

fn modules(
    graph: &TypeGraph,
    keys: &mut Keys<'_>,
    generated: &mut Keys<'_>,
    paths: &[&str],
    problems: &mut Problems<BindError>,
) -> BTreeMap<ExternName, GivenModule> {
    let (mut modules, mut scope) = (BTreeMap::new(), Scope::default());
    for (name, item) in &graph.imports {
        let Item::Interface(_) = item else { continue };
        let names = extern_names(name);
        generated.of(&names);
        let Some(path) = keys.of(&names).first().and_then(|position| paths.get(*position)) else { continue };
        if let Some(path) = code("--with", path, CodeForm::Path, problems) {
            let short = match name {
                ExternName::Plain(name) => RustIdent::value(name),
                ExternName::Interface(name) => RustIdent::value(&name.name),
            };
            let ident = scope.take(&short.prefixed("_with_"));
            modules.insert(name.clone(), GivenModule { path, ident });
        }
    }
    for name in graph.exports.keys() {
        generated.of(&extern_names(name));
    }
    modules
}
