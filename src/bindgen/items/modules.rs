//! Modules: which there are, and which item goes where.

use std::collections::{BTreeMap, BTreeSet};
use std::mem;

use crate::base::ids::TypeIx;
use crate::base::maps::IndexMap;
use crate::base::names::{ExternName, InterfaceName, PackageName, WitName};
use crate::base::threads;
use crate::bindgen::ident::{RustIdent, RustPath};
use crate::bindgen::items::Chosen;
use crate::bindgen::items::funcs::{FuncItem, Passing, funcs};
use crate::bindgen::items::given::GivenModule;
use crate::bindgen::items::paths::Paths;
use crate::bindgen::items::resources::Implemented;
use crate::bindgen::items::types::{Mention, TypeDef, TypeItem, items};
use crate::graph::node::{Docs, Interface, Shape, Side, Sync};
use crate::graph::{Item, TypeGraph};

/// A module of the generated file; the root is the file itself.
#[derive(Clone, Debug, Default)]
pub(in crate::bindgen) struct Module {
    /// Its path.
    pub(in crate::bindgen) path: RustPath,
    /// What the WIT says about its interface.
    pub(in crate::bindgen) docs: Docs,
    /// Where its items are, if they are there already.
    pub(in crate::bindgen) given: Option<GivenModule>,
    /// Types defined in it.
    pub(in crate::bindgen) types: Vec<TypeItem>,
    /// Functions that can be called, and the core module they are imported from.
    pub(in crate::bindgen) imports: Vec<FuncItem>,
    /// The name of the core module that `imports` come from, and the functions that handles are made with.
    pub(in crate::bindgen) imported_from: String,
    /// Functions that the guest implements.
    pub(in crate::bindgen) exports: Vec<FuncItem>,
    /// What stands before a function's name in the name of its core export.
    pub(in crate::bindgen) export_prefix: String,
    /// Modules within it.
    pub(in crate::bindgen) children: Vec<Module>,
}

impl Module {
    /// This module and all within it.
    pub(in crate::bindgen) fn all(&self) -> Box<dyn Iterator<Item = &Module> + '_> {
        Box::new(std::iter::once(self).chain(self.children.iter().flat_map(Module::all)))
    }

    /// The core module from which an export imports what it calls for itself.
    pub(in crate::bindgen) fn task_module(&self) -> String {
        let interface = self.export_prefix.strip_suffix('#');
        format!("[export]{}", interface.unwrap_or("$root"))
    }

    /// Whether the guest has to implement something of it.
    pub(in crate::bindgen) fn is_implemented(&self) -> bool {
        !self.exports.is_empty() || self.implemented().next().is_some()
    }

    /// The resources that the guest implements.
    pub(in crate::bindgen) fn implemented(&self) -> impl Iterator<Item = (&TypeItem, &Implemented)> {
        self.types.iter().filter_map(|item| match &item.def {
            TypeDef::Implemented(implemented) => Some((item, implemented)),
            TypeDef::Record(_)
            | TypeDef::Variant(_)
            | TypeDef::Enum(_)
            | TypeDef::Flags(_)
            | TypeDef::Alias(_)
            | TypeDef::Resource => None,
        })
    }

    /// The module at `path`, made if need be.
    fn at(&mut self, path: &RustPath) -> &mut Module {
        let mut module = self;
        for segment in &path.0 {
            let known = module.children.iter().position(|child| child.path.0.last() == Some(segment));
            let position = known.unwrap_or_else(|| {
                let path = module.path.child(segment.clone());
                module.children.push(Module { path, ..Module::default() });
                module.children.len() - 1
            });
            module = &mut module.children[position];
        }
        module
    }
}

/// The module of each interface.
#[derive(Clone, Debug, Default)]
pub(in crate::bindgen) struct Places(BTreeMap<(Side, ExternName), RustPath>);

impl Places {
    /// `ns::pkg::iface` for imports, the same below `exports` for exports; with two versions of a package in the
    /// world, `ns::pkg1_2_0::iface`.
    pub(super) fn choose(graph: &TypeGraph) -> Self {
        let mut versions: BTreeMap<(WitName, WitName), BTreeSet<PackageName>> = BTreeMap::new();
        let names = || graph.imports.keys().chain(graph.exports.keys());
        for InterfaceName { package, .. } in names().filter_map(ExternName::interface) {
            let key = (package.namespace.clone(), package.name.clone());
            versions.entry(key).or_default().insert(package.clone());
        }
        let several = |package: &PackageName| {
            let key = (package.namespace.clone(), package.name.clone());
            versions.get(&key).is_some_and(|versions| versions.len() > 1)
        };
        let mut places = BTreeMap::new();
        let taken = taken(graph);
        for (side, items) in [(Side::Import, &graph.imports), (Side::Export, &graph.exports)] {
            for (name, _) in items.iter().filter(|(_, item)| matches!(item, Item::Interface(_))) {
                places.insert((side, name.clone()), place(side, name, &taken, &several));
            }
        }
        Self(places)
    }

    /// The module of an interface.
    pub(in crate::bindgen) fn get(&self, side: Side, name: &ExternName) -> Option<RustPath> {
        self.0.get(&(side, name.clone())).cloned()
    }
}

/// Modules of the root that are not the WIT's.
fn taken(graph: &TypeGraph) -> Vec<RustIdent> {
    let exports = graph.exports.values().any(|item| matches!(item, Item::Interface(_)));
    let has = |shape| graph.type_ids().any(|ty| graph.node(ty).shape == shape);
    let tasks = graph.funcs.values().any(|func| func.sync == Sync::Async);
    let (futures, streams) = (has(Shape::Future), has(Shape::Stream));
    let modules = [
        ("exports", exports),
        ("wit_future", futures),
        ("wit_stream", streams),
        ("wit_bindgen", tasks || futures || streams || has(Shape::Map)),
    ];
    let taken = modules.into_iter().filter(|(_, is_taken)| *is_taken);
    taken.map(|(name, _)| RustIdent::invented(name)).collect()
}

fn place(
    side: Side,
    name: &ExternName,
    taken: &[RustIdent],
    several: &impl Fn(&PackageName) -> bool,
) -> RustPath {
    let mut path = match name {
        ExternName::Plain(name) => vec![RustIdent::value(name)],
        ExternName::Interface(InterfaceName { package, name }) => {
            let mut module = RustIdent::value(&package.name);
            if let (true, Some(version)) = (several(package), &package.version) {
                let version = version.to_string().replace(|c: char| !c.is_ascii_alphanumeric(), "_");
                module = RustIdent::invented(format!("{}{version}", module.as_str()));
            }
            vec![RustIdent::value(&package.namespace), module, RustIdent::value(name)]
        }
    };
    match side {
        Side::Export => path.insert(0, RustIdent::invented("exports")),
        Side::Import => {
            if let Some(first) = path.first_mut().filter(|first| taken.contains(first)) {
                *first = RustIdent::invented(format!("{}_", first.as_str()));
            }
        }
    }
    RustPath(path)
}

/// The whole tree of modules.
pub(super) fn root(
    graph: &TypeGraph,
    places: &Places,
    paths: &Paths,
    chosen: &Chosen,
    exports: Passing<'_>,
) -> Module {
    let mention = Mention { graph, paths };
    let mut root =
        Module { docs: graph.docs.clone(), imported_from: "$root".to_owned(), ..Module::default() };
    let sides = [(Side::Import, &graph.imports), (Side::Export, &graph.exports)];
    let (mut interfaces, mut to_call, mut to_implement) = (Vec::new(), Vec::new(), Vec::new());
    for (side, entries) in sides {
        for (name, item) in entries {
            match item {
                Item::Interface(interface) => interfaces.push((side, name, interface)),
                Item::Func(ix) => match side {
                    Side::Import => to_call.push(*ix),
                    Side::Export => to_implement.push(*ix),
                },
                Item::Type(ty) => root.types.extend(items(mention, chosen, *ty)),
            }
        }
    }
    let made = threads::map(&interfaces, graph.funcs.len(), |(side, name, interface)| match side {
        Side::Import => imported(mention, chosen, name, interface),
        Side::Export => exported(mention, chosen, name, interface, exports),
    });
    for ((side, name, _), made) in interfaces.into_iter().zip(made) {
        let module = root.at(&places.get(side, name).unwrap_or_default());
        let (path, children) = (mem::take(&mut module.path), mem::take(&mut module.children));
        *module = Module { path, children, ..made };
    }
    root.imports = funcs(mention, &chosen.calls, &to_call, Passing::Borrowed);
    root.exports = funcs(mention, &chosen.calls, &to_implement, exports);
    sort(&mut root);
    root
}

/// The module of an imported interface, wherever it is.
fn imported(mention: Mention<'_>, chosen: &Chosen, name: &ExternName, interface: &Interface) -> Module {
    let given = chosen.given.modules.get(name).cloned();
    let imports = match given {
        Some(_) => Vec::new(),
        None => funcs(mention, &chosen.calls, &interface.funcs, Passing::Borrowed),
    };
    Module {
        docs: interface.docs.clone(),
        given,
        types: types(mention, chosen, &interface.types),
        imports,
        imported_from: name.to_string(),
        ..Module::default()
    }
}

/// The module of an exported interface, wherever it is.
fn exported(
    mention: Mention<'_>,
    chosen: &Chosen,
    name: &ExternName,
    interface: &Interface,
    passing: Passing<'_>,
) -> Module {
    Module {
        docs: interface.docs.clone(),
        types: types(mention, chosen, &interface.types),
        imported_from: format!("[export]{name}"),
        exports: funcs(mention, &chosen.calls, &interface.funcs, passing),
        export_prefix: format!("{name}#"),
        ..Module::default()
    }
}

fn types(mention: Mention<'_>, chosen: &Chosen, types: &IndexMap<WitName, TypeIx>) -> Vec<TypeItem> {
    types.values().flat_map(|ty| items(mention, chosen, *ty)).collect()
}

/// By name, so that the order of `import` lines does not show; `exports` last, as what the reader fills in.
fn sort(module: &mut Module) {
    let key = |module: &Module| {
        let name = module.path.0.last().map(|ident| ident.as_str().to_owned());
        (name.as_deref() == Some("exports"), name)
    };
    module.children.sort_by_cached_key(key);
    module.children.iter_mut().for_each(sort);
}
