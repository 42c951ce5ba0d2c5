//! More instances than one component may have: the order of the instances is cut, and each part is a component inside.

use crate::base::ids::InstanceIx;
use crate::base::maps::{HashMap, HashSet, IndexSet};
use crate::compose::layout::keys::Key;
use crate::compose::plan::LinkPlan;

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
        let own = nesting.cost(instance, &scope);
        if cost + own > most && runs.last().is_some_and(|run| !run.is_empty()) {
            runs.push(Vec::new());
            scope.clear();
            cost = 0;
        }
        cost += nesting.cost(instance, &scope);
        nesting.enter(instance, &mut scope);
        if let Some(run) = runs.last_mut() {
            run.push(instance);
        }
    }
    let rest = runs.pop().unwrap_or_default();
    let groups: Vec<Group> = nesting.groups(runs, &rest);
    let crossing: usize = groups.iter().map(|group| group.exports.len() + 1).sum();
    let scope_of = |group: &Group| nesting.size(&group.instances) + group.imports.len();
    let largest = groups.iter().map(scope_of).max().unwrap_or_default();
    let root = nesting.size(&rest) + plan.imports.len() + crossing;
    Nested { groups, rest, largest: largest.max(root) }
}

struct Nesting<'a> {
    plan: &'a LinkPlan,
    /// What each instance is given.
    needs: HashMap<InstanceIx, Vec<Key>>,
    /// How many different exports of an instance anybody is given.
    given: HashMap<InstanceIx, usize>,
}

impl<'a> Nesting<'a> {
    fn new(plan: &'a LinkPlan) -> Self {
        let mut given: HashMap<InstanceIx, HashSet<Key>> = HashMap::default();
        let mut needs = HashMap::default();
        for (ix, step) in plan.instances.iter() {
            let keys: Vec<Key> = step.args.iter().map(|arg| Key::of(ix, arg)).collect();
            for key in &keys {
                if let Some(provider) = key.instance() {
                    given.entry(provider).or_default().insert(key.clone());
                }
            }
            needs.insert(ix, keys);
        }
        given
            .entry(plan.root)
            .or_default()
            .extend(plan.exports.iter().map(|port| Key::Export(plan.root, port.wire_name.clone())));
        for step in &plan.more_exports {
            let key = match &step.wire_name {
                Some(name) => Key::Export(step.instance, name.clone()),
                None => Key::Whole(step.instance),
            };
            given.entry(step.instance).or_default().insert(key);
        }
        let given = plan.instances.ids().map(|ix| (ix, given.get(&ix).map_or(0, HashSet::len))).collect();
        Self { plan, needs, given }
    }

    /// How many instances one more takes in a scope: itself, its exports brought into scope, and what comes from
    /// outside.
    fn cost(&self, instance: InstanceIx, scope: &HashSet<Key>) -> usize {
        let foreign = self.needs.get(&instance).into_iter().flatten().filter(|key| !scope.contains(key));
        1 + self.given.get(&instance).copied().unwrap_or_default() + foreign.count()
    }

    /// What is in scope once an instance is there.
    fn enter(&self, instance: InstanceIx, scope: &mut HashSet<Key>) {
        scope.extend(self.needs.get(&instance).into_iter().flatten().cloned());
        scope.insert(Key::Whole(instance));
        let component = &self.plan.components[self.plan.instances[instance].component];
        scope.extend(component.exports.values().map(|port| Key::Export(instance, port.wire_name.clone())));
    }

    /// How many instances these are, with their exports brought into scope.
    fn size(&self, instances: &[InstanceIx]) -> usize {
        instances.iter().map(|ix| 1 + self.given.get(ix).copied().unwrap_or_default()).sum()
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
            let keys = run.iter().flat_map(|ix| self.needs.get(ix).into_iter().flatten());
            for key in keys.filter(|key| !is_in(key, scope)) {
                self.with_mentioned(key, &mut imports);
            }
            // What is made for an instance is made where the instance is.
            imports.retain(|key| !is_in(key, scope));
            wanted.push(imports);
        }
        let mut all = IndexSet::default();
        let mut of_rest: Vec<&Key> =
            rest.iter().flat_map(|ix| self.needs.get(ix).into_iter().flatten()).collect();
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
