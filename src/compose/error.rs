//! What can keep components from becoming one.

use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource};
use petgraph::graph::{EdgeIndex, NodeIndex};
use thiserror::Error;

use crate::base::ids::{ComponentIx, Table, TypeIx};
use crate::base::names::{ExternName, WitName};
use crate::base::source::SourceFile;
use crate::component::{Component, ComponentError, ComponentName};
use crate::compose::graph::{LinkGraph, Wire};
use crate::graph::fit::{Difference, Parting};
use crate::graph::print::type_name;
use crate::graph::wit::{Printed, Spot, print};
use crate::graph::{Item, TypeGraph};

/// Why components can't be linked.
#[derive(Debug, Error, Diagnostic)]
pub enum ComposeError {
    /// An import that no given component exports and that is not said to be the host's.
    #[error("nothing provides `{import}`, which {} {}", names(consumers), imports(consumers))]
    #[diagnostic(code(witc::compose::no_provider))]
    NoProvider {
        /// The import.
        import: ExternName,
        /// Who imports it.
        consumers: Vec<ComponentName>,
        /// The import of the first of them, as WIT.
        #[source_code]
        source_code: NamedSource<Arc<str>>,
        /// Where its name is.
        #[label(collection)]
        at: Vec<LabeledSpan>,
        /// What almost matched, and what to do.
        #[help]
        help: String,
    },
    /// More than one component exports what is imported.
    #[error("{} provide `{import}`, which `{consumer}` imports", names_of(providers))]
    #[diagnostic(
        code(witc::compose::two_providers),
        help(
            "give only one of them with `--with`; if neither is meant, leave the import to the host with \
             `--import {import}`"
        )
    )]
    TwoProviders {
        /// The import.
        import: ExternName,
        /// Who imports it.
        consumer: ComponentName,
        /// Who exports it, and under which name.
        providers: Vec<(ComponentName, ExternName)>,
    },
    /// An export that does not fit the import it is for.
    #[error("`{export}` of `{provider}` does not fit what `{consumer}` imports{}: {}", renamed(import, export), count(*differences))]
    #[diagnostic(
        code(witc::compose::type_mismatch),
        help("{}", mismatch_help(import, export, consumer, provider))
    )]
    TypeMismatch {
        /// The import.
        import: ExternName,
        /// The export.
        export: ExternName,
        /// Who imports.
        consumer: ComponentName,
        /// Who exports.
        provider: ComponentName,
        /// How many differences there are.
        differences: usize,
        /// The import, as WIT.
        #[source_code]
        wanted: NamedSource<Arc<str>>,
        /// Where it differs.
        #[label(collection)]
        wanted_at: Vec<LabeledSpan>,
        /// The export.
        #[related]
        given: [Given; 1],
    },
    /// An import and an export of different kinds, at least one of which WIT has no word for.
    #[error("`{import}` of `{provider}` is {given}, and `{consumer}` imports {wanted}")]
    #[diagnostic(code(witc::compose::kind_mismatch), help("build both against the same world"))]
    KindMismatch {
        /// The import.
        import: ExternName,
        /// Who imports.
        consumer: ComponentName,
        /// Who exports.
        provider: ComponentName,
        /// What is imported.
        wanted: &'static str,
        /// What is exported.
        given: &'static str,
    },
    /// Components that need each other.
    #[error("{} need each other", names(&cycle.iter().map(|step| step.consumer.clone()).collect::<Vec<_>>()))]
    #[diagnostic(code(witc::compose::cycle), help("{}", cycle_help(cycle)))]
    Cycle {
        /// The way round.
        cycle: Vec<CycleStep>,
    },
    /// Two components mean different things by one name, and both leave it to the host.
    #[error("{} and `{consumer}` mean different things by `{import}`, and the host can provide only one: {}", names(others), count(*differences))]
    #[diagnostic(
        code(witc::compose::import_conflict),
        help(
            "build them against the same version of the package, or give a component that provides it with `--with`"
        )
    )]
    ImportConflict {
        /// The import.
        import: ExternName,
        /// Who imports it differently.
        consumer: ComponentName,
        /// Who imported it before.
        others: Vec<ComponentName>,
        /// How many differences there are.
        differences: usize,
        /// The import, as WIT.
        #[source_code]
        wanted: NamedSource<Arc<str>>,
        /// Where it differs.
        #[label(collection)]
        wanted_at: Vec<LabeledSpan>,
        /// What the others mean.
        #[related]
        given: [Given; 1],
    },
    /// An import that is left to the host mentions a resource that the host can't know.
    #[error(
        "`{import}` of `{consumer}` is left to the host, but it uses the resource `{resource}` of `{provider}`"
    )]
    #[diagnostic(
        code(witc::compose::resource_inside),
        help(
            "a host can't take or return resources that a component inside makes: give a component that provides \
             `{import}` as well, or leave the interface of `{resource}` to the host too"
        )
    )]
    ResourceInside {
        /// The import.
        import: ExternName,
        /// Who imports it.
        consumer: ComponentName,
        /// The resource.
        resource: WitName,
        /// Who makes it.
        provider: ComponentName,
    },
    /// An open import that can't be imported by the result.
    #[error("`{consumer}` imports {kind} as `{import}`, and nobody provides it")]
    #[diagnostic(
        code(witc::compose::not_for_hosts),
        help(
            "give the component that exports it with `--with`: this kind of import can't be left to the host"
        )
    )]
    NotForHosts {
        /// The import.
        import: ExternName,
        /// Who imports it.
        consumer: ComponentName,
        /// What it is.
        kind: &'static str,
    },
    /// What was written is wrong, and it is our fault.
    #[error("the composed component would not be valid: this is a bug of witc")]
    #[diagnostic(
        code(witc::compose::internal),
        help("nothing was written; please report it, with the components if you can")
    )]
    Internal {
        /// What the validator says.
        #[source]
        error: ComponentError,
    },
}

/// One step of the way round a cycle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CycleStep {
    /// Who imports.
    pub consumer: ComponentName,
    /// What.
    pub import: ExternName,
    /// From whom.
    pub provider: ComponentName,
}

/// The other side of a mismatch.
#[derive(Debug, Error, Diagnostic)]
#[error("{title}")]
#[diagnostic(severity(Advice))]
pub struct Given {
    title: String,
    #[source_code]
    source_code: NamedSource<Arc<str>>,
    #[label(collection)]
    at: Vec<LabeledSpan>,
}

impl ComposeError {
    pub(super) fn two_providers(
        consumer: ComponentName,
        import: &ExternName,
        providers: Vec<(ComponentName, ExternName)>,
    ) -> Self {
        ComposeError::TwoProviders { import: import.clone(), consumer, providers }
    }

    pub(super) fn cycle(
        components: &Table<ComponentIx, Component>,
        graph: &LinkGraph,
        steps: &[EdgeIndex],
    ) -> Self {
        let name = |node: NodeIndex| components[graph.graph[node].component].name.clone();
        let ends = steps.iter().filter_map(|edge| Some((*edge, graph.graph.edge_endpoints(*edge)?)));
        let steps = ends.map(|(edge, (consumer, provider))| CycleStep {
            consumer: name(consumer),
            import: graph.graph[edge].import.clone(),
            provider: name(provider),
        });
        ComposeError::Cycle { cycle: steps.collect() }
    }

    pub(super) fn type_mismatch(
        sides: (&Component, &Component),
        wire: &Wire,
        differences: &[Difference],
        origin: Origins<'_>,
    ) -> Self {
        let (wanting, giving) = sides;
        let wanted =
            Side::new(&wanting.graph, &wanting.name, &wire.import, wanting.graph.imports.get(&wire.import));
        let given =
            Side::new(&giving.graph, &giving.name, &wire.export, giving.graph.exports.get(&wire.export));
        let labels = Labels { wanted: &wanted, given: &given, origin };
        let (wanted_at, given_at) = labels.all(differences);
        ComposeError::TypeMismatch {
            import: wire.import.clone(),
            export: wire.export.clone(),
            consumer: wanting.name.clone(),
            provider: giving.name.clone(),
            differences: differences.len(),
            wanted: wanted.source(),
            wanted_at,
            given: [Given {
                title: format!("what `{}` exports:", giving.name),
                source_code: given.source(),
                at: given_at,
            }],
        }
    }

    pub(super) fn conflict(
        component: &Component,
        import: &ExternName,
        others: Vec<ComponentName>,
        host: (&TypeGraph, &ExternName),
        differences: &[Difference],
    ) -> Self {
        let (graph, name) = host;
        let others_name = ComponentName::new(names(&others).replace('`', ""));
        let wanted =
            Side::new(&component.graph, &component.name, import, component.graph.imports.get(import));
        let given = Side::new(graph, &others_name, name, graph.imports.get(name));
        let origin: Origins<'_> = &|_, _| ("another resource".to_owned(), "another resource".to_owned());
        let (wanted_at, given_at) = Labels { wanted: &wanted, given: &given, origin }.all(differences);
        ComposeError::ImportConflict {
            import: import.clone(),
            consumer: component.name.clone(),
            differences: differences.len(),
            wanted: wanted.source(),
            wanted_at,
            given: [Given {
                title: format!("what {} {}:", names(&others), imports(&others)),
                source_code: given.source(),
                at: given_at,
            }],
            others,
        }
    }
}

/// In words, where a resource of the import and one of the export come from.
pub(super) type Origins<'a> = &'a dyn Fn(TypeIx, TypeIx) -> (String, String);

/// One side of a mismatch, printed.
pub(super) struct Side<'a> {
    graph: &'a TypeGraph,
    name: &'a ComponentName,
    printed: Printed,
}

impl<'a> Side<'a> {
    pub(super) fn new(
        graph: &'a TypeGraph,
        name: &'a ComponentName,
        item_name: &ExternName,
        item: Option<&Item>,
    ) -> Self {
        let printed = item.map(|item| print(graph, item_name, item)).unwrap_or_default();
        Self { graph, name, printed }
    }

    pub(super) fn source(&self) -> NamedSource<Arc<str>> {
        SourceFile::new(format!("{} (as WIT)", self.name), self.printed.text.as_str()).named()
    }

    /// A label at the first of `spots` that the text shows.
    pub(super) fn label(&self, spots: &[Spot], text: String) -> Option<LabeledSpan> {
        let place = spots.iter().find_map(|spot| self.printed.place(*spot))?;
        Some(LabeledSpan::new_with_span(Some(text), place))
    }
}

struct Labels<'a> {
    wanted: &'a Side<'a>,
    given: &'a Side<'a>,
    origin: Origins<'a>,
}

impl Labels<'_> {
    fn all(&self, differences: &[Difference]) -> (Vec<LabeledSpan>, Vec<LabeledSpan>) {
        let (mut wanted, mut given) = (Vec::new(), Vec::new());
        for difference in differences {
            let (ours, theirs) = self.words(difference);
            wanted.extend(ours.and_then(|text| self.wanted.label(&difference.wanted, text)));
            given.extend(theirs.and_then(|text| self.given.label(&difference.given, text)));
        }
        (in_order(wanted), in_order(given))
    }

    /// What to write at a difference, in the import and in the export.
    fn words(&self, difference: &Difference) -> (Option<String>, Option<String>) {
        let (ours, theirs) = (self.wanted.name, self.given.name);
        let last = difference.path.last().map(ToString::to_string).unwrap_or_default();
        let both = |wanted: String, given: String| (Some(wanted), Some(given));
        match difference.parting {
            Parting::Kind => {
                both("this kind of item is wanted".to_owned(), "another kind of item".to_owned())
            }
            Parting::NoFunc => (Some(format!("`{theirs}` has no such function")), None),
            Parting::NoType => (Some(format!("`{theirs}` has no such type")), None),
            Parting::Sync => both(
                "one of the two is async, the other is not".to_owned(),
                "one of the two is async, the other is not".to_owned(),
            ),
            Parting::Lacks => both(format!("`{theirs}` has no `{last}`"), format!("no `{last}` here")),
            Parting::Extra => both(format!("no `{last}` here"), format!("`{ours}` has no `{last}`")),
            Parting::Order => both("in this order".to_owned(), "in another order".to_owned()),
            Parting::Result => both(
                "only one of the two returns something".to_owned(),
                "only one of the two returns something".to_owned(),
            ),
            Parting::Type(wanted, given) => both(
                format!("`{ours}` wants `{}`", type_name(self.wanted.graph, wanted)),
                format!("`{theirs}` has `{}`", type_name(self.given.graph, given)),
            ),
            Parting::Resource(wanted, given) => {
                let (wanted, given) = (self.origin)(wanted, given);
                both(wanted, given)
            }
        }
    }
}

/// Labels in the order of the text; those at one place become one.
fn in_order(mut labels: Vec<LabeledSpan>) -> Vec<LabeledSpan> {
    labels.sort_by_key(|label| (label.offset(), label.len()));
    let mut merged: Vec<LabeledSpan> = Vec::new();
    for label in labels {
        match merged.last_mut() {
            Some(last) if last.inner() == label.inner() => {
                let text = [last.label(), label.label()].into_iter().flatten().collect::<Vec<_>>();
                if text.first() != text.last() {
                    let text = text.join("; ");
                    last.set_label(Some(text));
                }
            }
            Some(_) | None => merged.push(label),
        }
    }
    merged
}

fn names(components: &[ComponentName]) -> String {
    let quoted: Vec<String> = components.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}

fn names_of(providers: &[(ComponentName, ExternName)]) -> String {
    let all: Vec<ComponentName> = providers.iter().map(|(name, _)| name.clone()).collect();
    let both = if all.len() == 2 { "both " } else { "" };
    format!("{both}{}", names(&all))
}

fn imports(components: &[ComponentName]) -> &'static str {
    if components.len() == 1 { "imports" } else { "import" }
}

fn count(differences: usize) -> String {
    if differences == 1 { "1 difference".to_owned() } else { format!("{differences} differences") }
}

fn renamed(import: &ExternName, export: &ExternName) -> String {
    if import == export { String::new() } else { format!(" as `{import}`") }
}

fn mismatch_help(
    import: &ExternName,
    export: &ExternName,
    consumer: &ComponentName,
    provider: &ComponentName,
) -> String {
    let why = if import == export {
        "the names are equal and the contents are not: one side was built from another text of the WIT. "
    } else {
        "versions on one track should only add to each other. "
    };
    format!(
        "{why}Build `{provider}` and `{consumer}` from the same WIT, or give another component with `--with`"
    )
}

fn cycle_help(cycle: &[CycleStep]) -> String {
    let mut lines: Vec<String> = cycle
        .iter()
        .map(|step| format!("{} imports {} from {}", step.consumer, step.import, step.provider))
        .collect();
    lines.push("a component can't be started before what it imports; cut one of these:".to_owned());
    lines.extend(cycle.iter().map(|step| format!("  --import {}   leaves it to the host", step.import)));
    lines.join("\n")
}
