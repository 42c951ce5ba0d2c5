//! What the user names in options: interfaces, types, members, functions; and what nobody has by that name.

use std::collections::BTreeSet;

use crate::base::ids::TypeIx;
use crate::base::names::{ExternName, InterfaceName, WitName};
use crate::base::near;
use crate::bindgen::error::BindError;
use crate::graph::TypeGraph;
use crate::graph::node::{Owner, Shape};

/// The names by which options know a type: `ns:pkg/iface@1.0.0/type`, and without the version.
///
/// A type of an interface that the world has inline is `iface/type`, or just `type`; one of the world `world/type`.
pub(super) fn type_names(graph: &TypeGraph, ty: TypeIx) -> Vec<String> {
    let node = graph.node(ty);
    let Some(name) = &node.name else { return Vec::new() };
    match &node.owner {
        Owner::Nobody => Vec::new(),
        Owner::World => {
            let world = graph.world.as_ref().map(WitName::as_str).unwrap_or_default();
            vec![format!("{world}/{name}"), name.to_string()]
        }
        Owner::Interface(_, interface) => {
            let mut names: Vec<String> =
                extern_names(interface).iter().map(|interface| format!("{interface}/{name}")).collect();
            if interface.interface().is_none() {
                names.push(name.to_string());
            }
            names
        }
    }
}

/// The names by which options know an interface: its own, and without the version.
pub(super) fn extern_names(name: &ExternName) -> Vec<String> {
    let bare = name.interface().filter(|name| name.package.version.is_some()).map(|name| {
        let InterfaceName { package, name } = name;
        format!("{}:{}/{name}", package.namespace, package.name)
    });
    std::iter::once(name.to_string()).chain(bare).collect()
}

/// Whether a type is a struct or enum that attributes can be put on.
pub(super) fn takes_attributes(shape: &Shape) -> bool {
    matches!(shape, Shape::Record(_) | Shape::Variant(_) | Shape::Enum(_))
}

/// The keys of one option, each of which must be of something.
pub(super) struct Keys<'a> {
    option: &'static str,
    what: &'static str,
    known: BTreeSet<String>,
    given: Vec<&'a str>,
    used: BTreeSet<String>,
}

impl<'a> Keys<'a> {
    /// The keys `given` to `option`, which name a `what`.
    pub(super) fn new(
        option: &'static str,
        what: &'static str,
        given: impl IntoIterator<Item = &'a String>,
    ) -> Self {
        let given = given.into_iter().map(String::as_str).collect();
        Self { option, what, known: BTreeSet::new(), given, used: BTreeSet::new() }
    }

    /// Whether any key was given.
    pub(super) fn is_empty(&self) -> bool {
        self.given.is_empty()
    }

    /// Of something with these names, the positions of the keys that mean it.
    pub(super) fn of(&mut self, names: &[String]) -> Vec<usize> {
        if self.is_empty() {
            return Vec::new();
        }
        self.known.extend(names.iter().cloned());
        let is_meant = |(_, key): &(usize, &&str)| names.iter().any(|name| name == **key);
        let found: Vec<usize> =
            self.given.iter().enumerate().filter(is_meant).map(|(position, _)| position).collect();
        self.used.extend(
            found.iter().filter_map(|position| self.given.get(*position)).map(|key| (*key).to_owned()),
        );
        found
    }

    /// The keys that are of nothing, each as an error.
    pub(super) fn unused(&self) -> Vec<BindError> {
        let unused = self.given.iter().filter(|key| !self.used.contains(**key));
        let error = |key: &&str| {
            let meant = near::nearest(key, self.known.iter().map(String::as_str));
            let help = match (meant, self.known.len()) {
                (Some(meant), _) => format!("did you mean `{meant}`?"),
                (None, 0) => format!("the world has no {}", self.what),
                (None, count) if count <= MANY => {
                    let known: Vec<&str> = self.known.iter().map(String::as_str).collect();
                    format!("it can be of: {}", known.join(", "))
                }
                (None, _) => "`witc bind --emit graph` lists what the world has".to_owned(),
            };
            BindError::UnusedKey { option: self.option, what: self.what, key: (*key).to_owned(), help }
        };
        unused.map(error).collect()
    }
}

/// As many names are listed.
const MANY: usize = 8;
