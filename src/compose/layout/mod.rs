//! Where everything goes in the binary: what is stored once, and which instances are in a component of their own
//! because one component can't have them all.

/// What passes from one scope to another.
pub mod keys;
/// What a binary may have, and whose limits these are.
pub mod limits;
/// Instances in components inside.
pub mod nest;
/// What is stored once.
pub mod share;

use crate::base::ids::{ComponentIx, InstanceIx};
use crate::base::maps::{HashMap, HashSet};
use crate::compose::layout::limits::{Counts, Limit};
use crate::compose::layout::nest::Group;
use crate::compose::layout::share::Shared;
use crate::compose::plan::LinkPlan;

/// Where everything goes.
#[derive(Clone, Debug)]
pub struct Layout {
    /// What is stored once.
    pub shared: Shared,
    /// Components that are instantiated in more than one scope: they are in the result itself.
    pub common: Vec<ComponentIx>,
    /// Components that have some of the instances.
    pub groups: Vec<Group>,
    /// The instances in the result itself, after those in groups.
    pub rest: Vec<InstanceIx>,
    /// How much there is of what is limited.
    pub counts: Counts,
}

/// Decides it; an error if no engine would take the result.
pub fn layout(plan: &LinkPlan, is_shared: bool) -> Result<Layout, Limit> {
    let shared = if is_shared { share::share(&plan.components) } else { Shared::default() };
    let nested = nest::nest(plan, limits::SCOPE);
    let common = common(plan, &nested.groups, &nested.rest);
    let each = plan.components.values().map(|component| 1 + shared.count(&component.parts));
    let of_stored = |stored: &share::Stored| 1 + shared.count(&stored.parts);
    let stored = shared.modules.len() + shared.components.iter().map(of_stored).sum::<usize>();
    let parts = 1 + nested.groups.len() + stored + each.sum::<usize>();
    let counts = Counts { instances: nested.largest, parts };
    limits::check(plan, &shared, counts)?;
    Ok(Layout { shared, common, groups: nested.groups, rest: nested.rest, counts })
}

/// The components with instances in several scopes, in order.
fn common(plan: &LinkPlan, groups: &[Group], rest: &[InstanceIx]) -> Vec<ComponentIx> {
    let mut scopes: HashMap<ComponentIx, HashSet<usize>> = HashMap::default();
    let runs = groups.iter().map(|group| group.instances.as_slice()).chain([rest]);
    for (scope, run) in runs.enumerate() {
        for instance in run {
            scopes.entry(plan.instances[*instance].component).or_default().insert(scope);
        }
    }
    plan.components.ids().filter(|ix| scopes.get(ix).is_some_and(|scopes| scopes.len() > 1)).collect()
}
