//! Why a component that was given takes no part.

use std::fmt::{self, Display};

use crate::base::ids::{ComponentIx, Table};
use crate::base::names::ExternName;
use crate::component::{Component, ComponentName};
use crate::compose::graph::{By, LinkGraph, Met};
use crate::compose::matching::without_version;
use crate::compose::wishes::{Target, Wishes};

/// What keeps a component out of the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unused {
    /// It provides nothing.
    ExportsNothing,
    /// Nobody wants what it provides.
    NotImported {
        /// What that is.
        exports: Vec<ExternName>,
    },
    /// Somebody wants it, in a version that this one can't stand in for.
    OtherVersion {
        /// What it exports.
        export: ExternName,
        /// What is imported.
        import: ExternName,
        /// Who imports it.
        consumer: ComponentName,
    },
    /// Who wants it takes no part either.
    ConsumerUnused {
        /// What it exports.
        export: ExternName,
        /// Who imports it.
        consumer: ComponentName,
    },
    /// Somebody wants it, and another component provides it better.
    Outdone {
        /// What is imported.
        import: ExternName,
        /// Who imports it.
        consumer: ComponentName,
        /// The other component.
        provider: ComponentName,
        /// What that exports.
        provided: ExternName,
        /// Why it is that one.
        by: By,
    },
    /// Somebody wants it, and the user has left it to the host.
    LeftToHost {
        /// What is imported.
        import: ExternName,
        /// Who imports it.
        consumer: ComponentName,
        /// The wish as it was written.
        wish: String,
    },
}

/// Each component without an instance, and the most telling of the reasons.
pub(super) fn unused(
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
    wishes: &Wishes,
) -> Vec<(ComponentName, Unused)> {
    let is_used = |ix: &ComponentIx| graph.graph.node_weights().any(|instance| instance.component == *ix);
    let idle = components.iter().filter(|(ix, _)| !is_used(ix));
    idle.map(|(_, component)| (component.name.clone(), why(component, components, graph, wishes))).collect()
}

fn why(
    component: &Component,
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
    wishes: &Wishes,
) -> Unused {
    let exports: Vec<ExternName> = component.exports.keys().cloned().collect();
    if exports.is_empty() {
        return Unused::ExportsNothing;
    }
    let by_host = exports.iter().find_map(|export| left_to_host(export, components, graph, wishes));
    let by_another = || exports.iter().find_map(|export| outdone(export, components, graph));
    let by_nobody =
        || exports.iter().find_map(|export| consumer_unused(export, component, components, graph));
    let by_version = || exports.iter().find_map(|export| other_version(export, components, graph));
    let reason = by_host.or_else(by_another).or_else(by_nobody).or_else(by_version);
    reason.unwrap_or(Unused::NotImported { exports })
}

fn left_to_host(
    export: &ExternName,
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
    wishes: &Wishes,
) -> Option<Unused> {
    graph.open.keys().find_map(|(node, import)| {
        let is_asked = |target: &Target| target.import.is_whole() && target.import.means(import);
        let asked = wishes.host.iter().find(|said| is_asked(&said.wish))?;
        let consumer = components[graph.graph[*node].component].name.clone();
        let (import, wish) = (import.clone(), asked.text.clone());
        serves(export, &import).then_some(Unused::LeftToHost { import, consumer, wish })
    })
}

fn outdone(
    export: &ExternName,
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
) -> Option<Unused> {
    graph.graph.node_indices().find_map(|node| {
        let consumer = &components[graph.graph[node].component];
        let imports = consumer.imports.keys();
        let mut served = imports.filter(|import| serves(export, import)).peekable();
        served.peek()?;
        let meets = graph.meets(node);
        served.find_map(|import| {
            let Some(Met::Wire(provider, wire)) = meets.of(import) else { return None };
            Some(Unused::Outdone {
                import: import.clone(),
                consumer: consumer.name.clone(),
                provider: graph.graph[provider].name.clone(),
                provided: wire.export.clone(),
                by: wire.by,
            })
        })
    })
}

fn consumer_unused(
    export: &ExternName,
    component: &Component,
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
) -> Option<Unused> {
    let is_used = |ix: &ComponentIx| graph.graph.node_weights().any(|instance| instance.component == *ix);
    let others = components.iter().filter(|(ix, other)| !is_used(ix) && other.name != component.name);
    let consumer = others
        .map(|(_, other)| other)
        .find(|other| other.imports.keys().any(|import| serves(export, import)))?;
    Some(Unused::ConsumerUnused { export: export.clone(), consumer: consumer.name.clone() })
}

fn other_version(
    export: &ExternName,
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
) -> Option<Unused> {
    let wanted = export.interface()?;
    graph.graph.node_weights().find_map(|instance| {
        let consumer = &components[instance.component];
        let import = consumer.imports.keys().find(|import| {
            import.interface().is_some_and(|import| without_version(import) == without_version(wanted))
        })?;
        let (export, import) = (export.clone(), import.clone());
        Some(Unused::OtherVersion { export, import, consumer: consumer.name.clone() })
    })
}

/// Whether an export could meet an import, as far as names tell.
fn serves(export: &ExternName, import: &ExternName) -> bool {
    match (export, import) {
        (ExternName::Interface(export), ExternName::Interface(import)) => export.track() == import.track(),
        (ExternName::Plain(_) | ExternName::Interface(_), _) => export == import,
    }
}

impl Unused {
    /// What to do.
    pub(super) fn help(&self, component: &ComponentName) -> String {
        match self {
            Unused::ExportsNothing | Unused::NotImported { .. } => {
                "leave it out, or give the component that needs it as well".to_owned()
            }
            Unused::OtherVersion { .. } => {
                "leave it out, or build one of the two against the version of the other".to_owned()
            }
            Unused::ConsumerUnused { consumer, .. } => {
                format!("leave both out, or give the component that needs `{consumer}` as well")
            }
            Unused::Outdone { by: By::Wire, .. } => {
                "leave it out, or change the wire if this one is meant".to_owned()
            }
            Unused::Outdone { by: By::Stub, .. } => "leave it out, or leave out the `--stub`".to_owned(),
            Unused::Outdone { provider, .. } => {
                format!("leave it out, or leave out `{provider}` if this one is meant")
            }
            Unused::LeftToHost { wish, .. } => {
                format!("leave out `{wish}` to link it, or else `{component}`")
            }
        }
    }
}

impl Display for Unused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unused::ExportsNothing => f.write_str("it exports nothing"),
            Unused::NotImported { exports } => match exports.as_slice() {
                [] => f.write_str("nobody imports what it exports"),
                [one] => write!(f, "nobody imports the `{one}` that it exports"),
                [one, rest @ ..] => {
                    write!(f, "nobody imports `{one}` or the {} others that it exports", rest.len())
                }
            },
            Unused::OtherVersion { export, import, consumer } => {
                write!(f, "it exports `{export}`, and `{consumer}` imports `{import}`")
            }
            Unused::ConsumerUnused { export, consumer } => {
                write!(f, "only `{consumer}` imports `{export}`, and that is not used either")
            }
            Unused::Outdone { import, consumer, provider, provided, .. } if import == provided => {
                write!(f, "`{consumer}` has `{import}` of `{provider}`")
            }
            Unused::Outdone { import, consumer, provider, provided, .. } => {
                write!(f, "for `{import}`, `{consumer}` has the `{provided}` of `{provider}`")
            }
            Unused::LeftToHost { import, consumer, wish } => {
                write!(f, "`{wish}` leaves `{import}`, which `{consumer}` imports, to the host")
            }
        }
    }
}
