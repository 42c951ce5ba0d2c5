//! Components to one component.
//!
//! [`link`] decides: which import is met by which export, whether the types fit, what stays open, in which order
//! instances come. [`encode`] writes what was decided.
//!
//! Components are found from a flat list, to any depth; what follows from their names needs no word. [`Wishes`] say the
//! rest, and read as they do on a command line:
//!
//! ```
//! use witc::component;
//! use witc::compose::wishes::{Said, StubWish, WireWish, Wishes};
//! use witc::compose::{encode, link, print};
//!
//! let app = r#"(component
//!     (import "example:db/store@0.1.0" (instance (export "get" (func (result u32)))))
//!     (import "wasi:clocks/monotonic-clock@0.2.0" (instance (export "now" (func (result u64))))))"#;
//! let db = r#"(component
//!     (core module $code (func (export "get") (result i32) (i32.const 7)))
//!     (core instance $core (instantiate $code))
//!     (func $get (result u32) (canon lift (core func $core "get")))
//!     (instance $store (export "get" (func $get)))
//!     (export "example:db/store@0.1.2" (instance $store)))"#;
//! let app = component::read("app.wat", app.as_bytes()).unwrap();
//! let db = component::read("db.wat", db.as_bytes()).unwrap();
//!
//! let wire: WireWish = "app.wat:example:db/store=db.wat".parse().unwrap();
//! let stub: StubWish = "wasi:*=trap".parse().unwrap();
//! let wishes = Wishes {
//!     wires: vec![Said::new(wire, "a wire of mine")],
//!     stubs: vec![Said::new(stub, "a stub of mine")],
//!     seal: Some(Vec::new()),
//!     ..Wishes::default()
//! };
//! let linked = link(app, vec![db], &wishes).unwrap();
//! assert!(print::summary(&linked).contains("app.wat: example:db/store@0.1.0            <- db.wat"));
//!
//! let bytes = encode(&linked.plan).unwrap();
//! assert!(component::read("composed.wasm", &bytes).unwrap().imports.is_empty());
//! ```
//!
//! What can't be linked is told whole: `link` returns every [`ComposeError`] that it finds, each a
//! [`miette::Diagnostic`] with a code, the places, and a way out. The order of the providers makes no difference, and
//! the same plan makes the same bytes.
//!
//! [`pack`] is for large components: it writes the result piece by piece. [`ahead`] is for many: the result is validated
//! on a thread of its own, which need not wait for the plan.
//!
//! [`link`]: crate::compose::link
//! [`encode`]: crate::compose::encode
//! [`Wishes`]: crate::compose::wishes::Wishes
//! [`ComposeError`]: crate::compose::ComposeError
//! [`pack`]: crate::compose::pack
//! [`ahead`]: crate::compose::ahead()

/// A validator that is at work beside.
mod ahead;
/// Who the wishes mean.
mod asked;
/// Every wire fits: types, and resources by identity.
mod check;
/// Prints a plan as a component binary.
mod encode;
/// What can go wrong here.
pub mod error;
/// Who needs what from whom.
pub mod graph;
/// What the result imports: the open imports of all instances, merged.
mod host;
/// Wishes that come to nothing.
mod idle;
/// Where everything goes in the binary.
pub mod layout;
/// What grew out of a command line, as a file.
pub mod manifest;
/// Import to export: what is said, else the exact name, else a version.
mod matching;
/// Types that exports mention must have names.
pub mod mention;
/// What almost matched.
mod near;
/// What is worth saying though nothing is wrong.
pub mod notes;
/// Which exports could meet an import.
mod offers;
/// The components, and what they are called.
mod parts;
/// Compositions as pictures.
pub mod picture;
/// The steps, in order.
pub mod plan;
/// The graph and the plan as text.
pub mod print;
/// What the result says of its origin.
mod provenance;
/// Compositions in the language of the wac project.
pub mod script;
/// What a sealed result may import.
mod seal;
/// Which exports the result has.
mod selected;
/// What has more than one answer.
mod several;
/// Both sides of a mismatch as WIT.
pub mod sides;
/// What is made to meet imports.
mod stub;
/// Why a component that was given takes no part.
pub mod unused;
/// Which types of others an import or export mentions.
mod uses;
/// What the user wants.
pub mod wishes;

use crate::base::problems::Problems;
use crate::component::{self, Component, ComponentName};

pub use crate::compose::ahead::{Ahead, ahead};
pub use crate::compose::encode::Composed;
pub use crate::compose::error::{ComposeError, EncodeError, NotValid};
use crate::compose::graph::LinkGraph;
use crate::compose::notes::Note;
use crate::compose::parts::Parts;
use crate::compose::plan::LinkPlan;
pub use crate::compose::wishes::Wishes;

/// What linking came to.
#[derive(Clone, Debug)]
pub struct Linked {
    /// Who needs what from whom.
    pub graph: LinkGraph,
    /// How to put it together.
    pub plan: LinkPlan,
    /// What else is worth saying.
    pub notes: Vec<Note>,
}

/// Links `root` with those of `providers` that it needs, and with what those need in turn.
///
/// The order of `providers` has no influence on the result.
pub fn link(
    root: Component,
    providers: Vec<Component>,
    wishes: &Wishes,
) -> Result<Linked, Problems<ComposeError>> {
    let mut problems = Problems::new();
    let mut notes = Vec::new();
    let root = selected::select(root, wishes, &mut problems);
    let parts = Parts::new(root, providers, &mut notes);
    let (mut graph, stubbed) = matching::wire(&parts, wishes, &mut problems);
    let mut components = parts.components;
    notes.extend(stub::add(&mut components, &mut graph, &stubbed, &mut problems));
    mention::keep_mentioned(&components, &mut graph);
    let order = match graph.order() {
        Ok(order) => order,
        Err(cycles) => {
            problems.extend(cycles.into_iter().map(|steps| ComposeError::cycle(&components, &graph, &steps)));
            return Err(problems);
        }
    };
    let unnameable = mention::unnameable(&components, &graph);
    let unnameable = unnameable.into_iter();
    problems.extend(unnameable.map(|(root, import, ty)| ComposeError::Unnameable { root, import, ty }));
    let host = check::check(&components, &graph, &order, &mut problems);
    notes.extend(notes::notes(&components, &graph, wishes));
    let plan = plan::plan(components, &graph, &order, host, wishes);
    problems.extend(seal::check(&plan, wishes));
    problems.or_value(Linked { graph, plan, notes })
}

/// How a plan is put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Packing {
    /// Whether what several components have in them is stored once.
    pub share: bool,
    /// Whether the result says what it was made of.
    pub provenance: bool,
    /// How much of the result is validated. The components were, when they were read.
    pub validation: Validation,
}

impl Default for Packing {
    fn default() -> Self {
        Self { share: true, provenance: true, validation: Validation::Wiring }
    }
}

/// How much of a result is validated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validation {
    /// The components by their types, and all that is around them: its cost does not depend on how large they are.
    Wiring,
    /// Everything once more, but for the bodies of functions.
    Full,
}

/// The bytes of the component that `plan` describes: the same for the same plan.
pub fn encode(plan: &LinkPlan) -> Result<Vec<u8>, EncodeError> {
    let composed = pack(plan, &Packing::default())?;
    composed.bytes().map_err(|error| EncodeError::Unread { error })
}

/// The component that `plan` describes, to be written piece by piece: large components stay where they are until then.
pub fn pack<'a>(plan: &'a LinkPlan, packing: &Packing) -> Result<Composed<'a>, EncodeError> {
    ahead(|ahead| pack_with(plan, packing, ahead))
}

/// The same with a validator that may have seen the types of the components before there was a plan.
pub fn pack_with<'a>(
    plan: &'a LinkPlan,
    packing: &Packing,
    mut ahead: Ahead<'_>,
) -> Result<Composed<'a>, EncodeError> {
    let skeleton = ahead.skeleton(plan);
    let layout = layout::layout(plan, packing.share)?;
    let by_wiring = match packing.validation {
        Validation::Wiring => true,
        // No validator of today takes so many parts.
        Validation::Full => !layout.counts.fits(layout::limits::NEWER),
    };
    if let Some(skeleton) = skeleton.filter(|_| by_wiring) {
        ahead.outline(plan, &layout, &skeleton);
    }
    let mut composed = Composed::new(plan, layout, packing.provenance);
    if ahead.verdict() {
        return Ok(composed);
    }
    composed.validated = Validation::Full;
    let bytes = composed.bytes().map_err(|error| EncodeError::Unread { error })?;
    let name = ComponentName::new("the composed component");
    component::check(&name, bytes.into()).map_err(|error| NotValid { error })?;
    Ok(composed)
}
