//! Which exports could meet an import: by exact name, else by version.

use std::cmp::Ordering;

use semver::Version;

use crate::base::ids::{ComponentIx, Table, TypeIx};
use crate::base::maps::HashMap;
use crate::base::names::{ExternName, InterfaceName, Track};
use crate::component::{Component, Port};
use crate::compose::graph::By;
use crate::graph::fit::{End, fit};

/// An export that could meet an import.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) component: ComponentIx,
    pub(super) export: ExternName,
    pub(super) by: By,
    version: Option<Version>,
}

/// The exports of all components, by name and by track.
pub(super) struct Offers<'a> {
    components: &'a Table<ComponentIx, Component>,
    by_name: HashMap<&'a ExternName, Vec<ComponentIx>>,
    by_track: HashMap<Track, Vec<(ComponentIx, &'a InterfaceName)>>,
}

impl<'a> Offers<'a> {
    pub(super) fn new(components: &'a Table<ComponentIx, Component>) -> Self {
        let mut by_name: HashMap<&ExternName, Vec<ComponentIx>> = HashMap::default();
        let mut by_track: HashMap<Track, Vec<(ComponentIx, &InterfaceName)>> = HashMap::default();
        for (ix, component) in components.iter() {
            for name in component.exports.keys() {
                by_name.entry(name).or_default().push(ix);
                if let Some(interface) = name.interface() {
                    by_track.entry(interface.track()).or_default().push((ix, interface));
                }
            }
        }
        Self { components, by_name, by_track }
    }

    /// The exports of other components that could meet an import.
    pub(super) fn of(&self, consumer: ComponentIx, import: &ExternName, port: &Port) -> Vec<Candidate> {
        let mut found = self.exact(consumer, import, port);
        if let Some(wanted) = implemented(import, port) {
            found.extend(self.on_track(consumer, import, wanted));
        }
        found
    }

    fn exact(&self, consumer: ComponentIx, import: &ExternName, port: &Port) -> Vec<Candidate> {
        let named = self.by_name.get(import).into_iter().flatten().copied();
        let others = named.filter(|ix| *ix != consumer);
        let of_kind = others.filter(|ix| {
            // A function and an interface may have the same plain name and nothing to do with each other.
            let exported = self.components[*ix].exports.get(import).map(|port| port.kind);
            import.interface().is_some() || exported == Some(port.kind)
        });
        let candidate =
            |component| Candidate { component, export: import.clone(), by: By::Exact, version: None };
        of_kind.map(candidate).collect()
    }

    /// The exports of another version, or of the interface that a name of the world's own stands for.
    fn on_track(&self, consumer: ComponentIx, import: &ExternName, wanted: &InterfaceName) -> Vec<Candidate> {
        let on_track = self.by_track.get(&wanted.track()).into_iter().flatten();
        let others = on_track.filter(|(ix, _)| *ix != consumer);
        let candidate = |(ix, offered): &(ComponentIx, &InterfaceName)| {
            let export = ExternName::Interface((*offered).clone());
            if export == *import {
                return None;
            }
            let by = match offered.package.version.cmp(&wanted.package.version) {
                Ordering::Less if self.suffices(consumer, import, *ix, &export) => By::Older,
                Ordering::Less => return None,
                Ordering::Equal => By::Exact,
                Ordering::Greater => By::Newer,
            };
            Some(Candidate { component: *ix, export, by, version: offered.package.version.clone() })
        };
        others.filter_map(candidate).collect()
    }

    /// Whether an older export has all that the import wants, resources taken by their names.
    fn suffices(
        &self,
        consumer: ComponentIx,
        import: &ExternName,
        provider: ComponentIx,
        export: &ExternName,
    ) -> bool {
        let (consumer, provider) = (&self.components[consumer].graph, &self.components[provider].graph);
        let (Some(wanted), Some(given)) = (consumer.imports.get(import), provider.exports.get(export)) else {
            return false;
        };
        let wanted = End { graph: consumer, item: wanted };
        let given = End { graph: provider, item: given };
        let same = |wanted: TypeIx, given: TypeIx| consumer.node(wanted).name == provider.node(given).name;
        fit(wanted, given, &same).is_empty()
    }
}

/// The candidates of the best rank: exact, else the newest, else the newest of the older ones.
pub(super) fn best(candidates: Vec<Candidate>) -> Vec<Candidate> {
    let Some(rank) = candidates.iter().map(|candidate| candidate.by).min() else { return Vec::new() };
    let ranked: Vec<Candidate> = candidates.into_iter().filter(|candidate| candidate.by == rank).collect();
    let newest = ranked.iter().map(|candidate| candidate.version.clone()).max().flatten();
    match rank {
        By::Exact => ranked,
        By::Newer | By::Older | By::Wire | By::Via | By::Stub => {
            ranked.into_iter().filter(|candidate| candidate.version == newest).collect()
        }
    }
}

/// What a component exports for an import, whether it fits or not: under the same name, else the newest version of
/// the same interface.
pub(super) fn offer(provider: &Component, import: &ExternName, port: &Port) -> Option<ExternName> {
    if provider.exports.contains_key(import) {
        return Some(import.clone());
    }
    on_track(provider.exports.keys(), implemented(import, port)?)
}

/// Whether a component imports what it would be given another's import for: it can stand in between.
pub(super) fn mediates(middle: &Component, import: &ExternName, port: &Port) -> bool {
    let imports = middle.imports.contains_key(import)
        || implemented(import, port)
            .is_some_and(|interface| on_track(middle.imports.keys(), interface).is_some());
    imports && offer(middle, import, port).is_some()
}

/// The newest name of the interface, in any version that is compatible.
fn on_track<'a>(
    names: impl Iterator<Item = &'a ExternName>,
    interface: &InterfaceName,
) -> Option<ExternName> {
    let track = interface.track();
    names.filter(|name| name.interface().is_some_and(|name| name.track() == track)).max().cloned()
}

/// The interface that an import is, or that a name of its own stands for.
fn implemented<'a>(import: &'a ExternName, port: &'a Port) -> Option<&'a InterfaceName> {
    port.implements.as_ref().or_else(|| import.interface())
}
