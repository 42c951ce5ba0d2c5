//! What can keep components from becoming one.

mod file;
mod wish;

use std::collections::BTreeSet;
use std::io;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource};
use petgraph::graph::{EdgeIndex, NodeIndex};
use thiserror::Error;

use crate::base::ids::{ComponentIx, Table};
use crate::base::names::{ExternName, WitName};
use crate::component::{Component, ComponentError, ComponentName};
use crate::compose::graph::{LinkGraph, Wire};
use crate::compose::layout::limits::Limit;
use crate::compose::sides::{Given, Origins, Shown, labels};
use crate::graph::TypeGraph;
use crate::graph::fit::{Difference, Parting};

pub use crate::compose::error::file::{FileError, FileFault};
pub(super) use crate::compose::error::wish::quoted;
pub use crate::compose::error::wish::{Fault, WishError};

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
    /// A wish that can't be fulfilled.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Wish(#[from] WishError),
    /// More than one component exports what is imported.
    #[error("{} provide `{import}`, which {} {}", names_of(providers), names(consumers), imports(consumers))]
    #[diagnostic(code(witc::compose::two_providers))]
    TwoProviders {
        /// The import.
        import: ExternName,
        /// Who imports it.
        consumers: Vec<ComponentName>,
        /// Who exports it, and under which name.
        providers: Vec<(ComponentName, ExternName)>,
        /// How to settle it.
        #[help]
        help: String,
    },
    /// The result would export something whose types nobody outside could name.
    #[error(
        "exports of `{root}` mention the `{ty}` that it imports from `{import}`, which nobody outside could name"
    )]
    #[diagnostic(
        code(witc::compose::unnameable),
        help(
            "the result imports `{import}` no more, and can't export it beside what `{root}` exports\n\
             leave it to the host with `--import {import}`, or leave out the exports with `--export`"
        )
    )]
    Unnameable {
        /// Whose exports these are.
        root: ComponentName,
        /// What it imports.
        import: ExternName,
        /// The type.
        ty: WitName,
    },
    /// An import of which no stub can be made.
    #[error("no stub can be made of {}: {why}", externs(imports))]
    #[diagnostic(
        code(witc::compose::not_stubbable),
        help("give a component that provides it with `--with`, or say more narrowly what `--stub` is for")
    )]
    NotStubbable {
        /// The imports that one stub was to meet.
        imports: Vec<ExternName>,
        /// What stands in the way.
        why: String,
    },
    /// The result is to be sealed, and would import something.
    #[error(
        "the result would import {}, and `--seal` allows only what is named",
        if imports.len() == 1 { "1 interface or function".to_owned() } else { format!("{} interfaces or functions", imports.len()) }
    )]
    #[diagnostic(code(witc::compose::open_imports))]
    OpenImports {
        /// What, and which components need it.
        imports: Vec<(ExternName, Vec<ComponentName>)>,
        /// All of them, and what to do.
        #[help]
        help: String,
    },
    /// An export that does not fit the import it is for.
    #[error("`{export}` of `{provider}` does not fit what `{consumer}` imports{}: {}", renamed(import, export), count(*differences))]
    #[diagnostic(
        code(witc::compose::type_mismatch),
        help("{}", mismatch_help(import, export, consumer, provider, *what))
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
        /// Of what kind they are.
        what: Mismatch,
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
        help("build them from the same WIT, or give a component that provides it with `--with`")
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
            "a host knows nothing of resources that a component inside makes\ngive a component that provides \
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
}

/// Why a plan can't be put together.
#[derive(Debug, Error, Diagnostic)]
pub enum EncodeError {
    /// No engine would take it.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Limit(#[from] Limit),
    /// It would not be valid.
    #[error(transparent)]
    #[diagnostic(transparent)]
    NotValid(#[from] NotValid),
    /// A component can't be read again.
    #[error("a component can't be read any more: {error}")]
    #[diagnostic(
        code(witc::compose::unread),
        help("it was read before, so another program changes the file, or the disk or network is at fault")
    )]
    Unread {
        /// What the system says.
        error: io::Error,
    },
}

/// What was put together is not valid, and it is our fault.
#[derive(Debug, Error, Diagnostic)]
#[error("the composed component would not be valid: this is a bug of witc")]
#[diagnostic(
    code(witc::compose::internal),
    help("nothing was written; please report it, with the components if you can")
)]
pub struct NotValid {
    /// What the validator says.
    #[source]
    pub error: ComponentError,
}

/// What sort of differences there are between an import and an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// The types are equal, but a resource in them comes from somewhere else.
    Resource,
    /// Types differ.
    Type,
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

impl CycleStep {
    /// The import, as options name it.
    fn target(&self) -> String {
        let consumer = self.consumer.given().unwrap_or(self.consumer.file());
        format!("{consumer}:{}", self.import)
    }
}

impl ComposeError {
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
            Shown::new(&wanting.graph, &wanting.name, &wire.import, wanting.graph.imports.get(&wire.import));
        let given =
            Shown::new(&giving.graph, &giving.name, &wire.export, giving.graph.exports.get(&wire.export));
        let (wanted_at, given_at) = labels(&wanted, &given, differences, origin);
        let is_resource = |difference: &Difference| matches!(difference.parting, Parting::Resource(..));
        let only_resources = differences.iter().all(is_resource);
        ComposeError::TypeMismatch {
            import: wire.import.clone(),
            export: wire.export.clone(),
            consumer: wanting.name.clone(),
            provider: giving.name.clone(),
            differences: differences.len(),
            what: if only_resources { Mismatch::Resource } else { Mismatch::Type },
            wanted: wanted.source(),
            wanted_at,
            given: [Given::new(format!("what `{}` exports:", giving.name), &given, given_at)],
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
            Shown::new(&component.graph, &component.name, import, component.graph.imports.get(import));
        let given = Shown::new(graph, &others_name, name, graph.imports.get(name));
        let origin: Origins<'_> = &|_, _| ("another resource".to_owned(), "another resource".to_owned());
        let (wanted_at, given_at) = labels(&wanted, &given, differences, origin);
        ComposeError::ImportConflict {
            import: import.clone(),
            consumer: component.name.clone(),
            differences: differences.len(),
            wanted: wanted.source(),
            wanted_at,
            given: [Given::new(format!("what {} {}:", names(&others), imports(&others)), &given, given_at)],
            others,
        }
    }
}

fn names(components: &[ComponentName]) -> String {
    let quoted: Vec<String> = components.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}

fn externs(names: &[ExternName]) -> String {
    quoted(&names.iter().map(ToString::to_string).collect::<Vec<_>>())
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
    what: Mismatch,
) -> String {
    match what {
        Mismatch::Resource => format!(
            "a resource is the same only if it comes from one place: both must import it from the same component\n\
             build `{provider}` so that it imports the resource from where `{consumer}` has it, instead of making its own"
        ),
        Mismatch::Type if import == export => format!(
            "the names are equal and the contents are not: one side was built from another text of the WIT\n\
             build `{provider}` and `{consumer}` from the same WIT, or give another component with `--with`"
        ),
        Mismatch::Type if !is_version(import, export) => format!(
            "a wire may join any names, but what they are must fit\n\
             give `{consumer}` an export that has what it imports, or build it against `{export}`"
        ),
        Mismatch::Type => format!(
            "versions that are compatible only add to each other, and these do not\n\
             build `{consumer}` against `{export}`, or give a component that exports `{import}`"
        ),
    }
}

/// Whether the two are versions of one interface that could be compatible.
fn is_version(import: &ExternName, export: &ExternName) -> bool {
    match (import.interface(), export.interface()) {
        (Some(import), Some(export)) => import.track() == export.track(),
        (_, _) => false,
    }
}

fn cycle_help(cycle: &[CycleStep]) -> String {
    let arrows =
        cycle.iter().map(|step| format!("{} imports {} from {}", step.consumer, step.import, step.provider));
    let targets: BTreeSet<String> = cycle.iter().map(CycleStep::target).collect();
    let ways =
        targets.iter().flat_map(|target| [format!("  --import {target}"), format!("  --stub {target}")]);
    let cut = "nothing can be started before what it imports; leave one of these to the host, or to a stub:"
        .to_owned();
    arrows.chain([cut]).chain(ways).collect::<Vec<_>>().join("\n")
}
