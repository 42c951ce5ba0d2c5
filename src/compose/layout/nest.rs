//! More instances than one component may have: the order of the instances is cut, and each part is a component inside.

use crate::base::ids::{InstanceIx, Table};
use crate::base::maps::{HashMap, HashSet, IndexSet};
use crate::compose::layout::keys::Key;
use crate::compose::plan::{InstanceStep, LinkPlan};

/// Instances that are in a component of their own.
#[derive(Clone, Debug)]
pub struct Group {
    /// Which, in order.
    pub instances: Vec<InstanceIx>,
    /// What they need from outside, each after what its type mentions.
    pub imports: Vec<Key>,
    /// What others need of them, each after what its type mentions.
    pub exports: Vec<Key>,
}

/// Where the instances are.
#[derive(Clone, Debug, Default)]
pub(super) struct Nested {
    pub(super) groups: Vec<Group>,
    /// Those that are in the result itself.
    pub(super) rest: Vec<InstanceIx>,
    /// How many instances the largest scope has, and whether that is the result itself.
    pub(super) largest: usize,
}

/// Cuts the instances so that no scope has more than `most`, as far as that goes.
pub(super) fn nest(plan: &LinkPlan, most: usize) -> Nested {
    let nested = cut(plan, most);
    let mut crossing = nested.groups.iter().flat_map(|group| group.imports.iter().chain(&group.exports));
    // What has no type that can be said can't be imported.
    if crossing.all(|key| key.view(plan).is_some()) { nested } else { cut(plan, usize::MAX) }
}

fn cut(plan: &LinkPlan, most: usize) -> Nested {
    let nesting = Nesting::new(plan);
    let mut runs: Vec<Vec<InstanceIx>> = vec![Vec::new()];
    let mut scope = HashSet::default();
    let mut cost = plan.imports.len();
    for instance in plan.instances.ids() {
        let mut own = nesting.cost(instance, &scope);
        if cost + own > most && runs.last().is_some_and(|run| !run.is_empty()) {
            runs.push(Vec::new());
            scope.clear();
            cost = 0;
            own = nesting.cost(instance, &scope);
        }
        cost += own;
        nesting.enter(instance, &mut scope);
        if let Some(run) = runs.last_mut() {
            run.push(instance);
        }
    }
    let rest = runs.pop().unwrap_or_default();
    let groups: Vec<Group> = if runs.is_empty() { Vec::new() } else { nesting.groups(runs, &rest) };
    let crossing: usize = groups.iter().map(|group| group.exports.len() + 1).sum();
    let scope_of = |group: &Group| nesting.size(&group.instances) + group.imports.len();
    let largest = groups.iter().map(scope_of).max().unwrap_or_default();
    let root = nesting.size(&rest) + plan.imports.len() + crossing;
    Nested { groups, rest, largest: largest.max(root) }
}

struct Nesting<'a> {
    plan: &'a LinkPlan,
    /// What each instance is given.
    needs: Table<InstanceIx, Vec<Key>>,
    /// How many different exports of an instance anybody is given.
    given: Table<InstanceIx, usize>,
}

impl<'a> Nesting<'a> {
    fn new(plan: &'a LinkPlan) -> Self {
        let of_step = |(ix, step): (InstanceIx, &InstanceStep)| -> Vec<Key> {
            step.args.iter().map(|arg| Key::of(ix, arg)).collect()
        };
        let needs: Table<InstanceIx, Vec<Key>> = plan.instances.iter().map(of_step).collect();
        let exports = plan.exports.iter().map(|port| Key::Export(plan.root, port.wire_name.clone()));
        let more_exports = plan.more_exports.iter().map(|step| match &step.wire_name {
            Some(name) => Key::Export(step.instance, name.clone()),
            None => Key::Whole(step.instance),
        });
        let mut given: Table<InstanceIx, usize> = plan.instances.ids().map(|_| 0).collect();
        let mut seen = HashSet::default();
        for key in needs.values().flatten().cloned().chain(exports).chain(more_exports) {
            if let Some(provider) = key.instance()
                && seen.insert(key)
                && let Some(count) = given.get_mut(provider)
            {
                *count += 1;
            }
        }
        Self { plan, needs, given }
    }

    /// How many instances one more takes in a scope: itself, its exports brought into scope, and what comes from
    /// outside.
    fn cost(&self, instance: InstanceIx, scope: &HashSet<Key>) -> usize {
        let foreign = self.needs[instance].iter().filter(|key| !scope.contains(key));
        1 + self.given[instance] + foreign.count()
    }

    /// What is in scope once an instance is there.
    fn enter(&self, instance: InstanceIx, scope: &mut HashSet<Key>) {
        scope.extend(self.needs[instance].iter().cloned());
        scope.insert(Key::Whole(instance));
        let component = &self.plan.components[self.plan.instances[instance].component];
        scope.extend(component.exports.values().map(|port| Key::Export(instance, port.wire_name.clone())));
    }

    /// How many instances these are, with their exports brought into scope.
    fn size(&self, instances: &[InstanceIx]) -> usize {
        instances.iter().map(|ix| 1 + self.given[*ix]).sum()
    }

    fn groups(&self, runs: Vec<Vec<InstanceIx>>, rest: &[InstanceIx]) -> Vec<Group> {
        let mut scope_of: HashMap<InstanceIx, usize> = HashMap::default();
        for (scope, run) in runs.iter().enumerate() {
            scope_of.extend(run.iter().map(|ix| (*ix, scope)));
        }
        let is_in = |key: &Key, scope: usize| {
            key.instance().is_some_and(|instance| scope_of.get(&instance) == Some(&scope))
        };
        let mut wanted: Vec<IndexSet<Key>> = Vec::new();
        for (scope, run) in runs.iter().enumerate() {
            let mut imports = IndexSet::default();
            let keys = run.iter().flat_map(|ix| &self.needs[*ix]);
            for key in keys.filter(|key| !is_in(key, scope)) {
                self.with_mentioned(key, &mut imports);
            }
            // What is made for an instance is made where the instance is.
            imports.retain(|key| !is_in(key, scope));
            wanted.push(imports);
        }
        let mut all = IndexSet::default();
        let mut of_rest: Vec<&Key> = rest.iter().flat_map(|ix| &self.needs[*ix]).collect();
        of_rest.extend(wanted.iter().flatten());
        for key in of_rest {
            self.with_mentioned(key, &mut all);
        }
        let exports = |scope: usize| all.iter().filter(|key| is_in(key, scope)).cloned().collect();
        let exports: Vec<Vec<Key>> = (0..runs.len()).map(exports).collect();
        runs.into_iter()
            .zip(wanted)
            .zip(exports)
            .map(|((instances, imports), exports)| Group {
                instances,
                imports: imports.into_iter().collect(),
                exports,
            })
            .collect()
    }

    /// A key after all that its type mentions.
    fn with_mentioned(&self, key: &Key, ordered: &mut IndexSet<Key>) {
        if ordered.contains(key) {
            return;
        }
        for (_, mentioned) in key.mentions(self.plan) {
            // An interface does not mention itself.
            if mentioned != *key {
                self.with_mentioned(&mentioned, ordered);
            }
        }
        ordered.insert(key.clone());
    }
}
