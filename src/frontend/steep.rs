//! WIT for which wit-parser takes more than linear time, so much that the rest of its work is lost in it.
//!
//! Above this bound it is asked only for what is to be bound, not for a verdict: what it takes so long for (functions
//! of many parameters, setters before their getters, worlds that include worlds, chains of `use`) our own checks decide
//! alone, in linear time.
//! The weights were measured with wit-parser 0.263, as text that takes as long.

use std::collections::hash_map::Entry;

use crate::base::ids::{GroupIx, ScopeIx, Table};
use crate::base::maps::{HashMap, HashSet};
use crate::frontend::checks::walk::{AnyFunc, funcs};
use crate::frontend::names::Names;
use crate::frontend::names::decl::{Scope, ScopeKind};
use crate::frontend::packages::Group;
use crate::frontend::texts::Texts;
use crate::syntax::ast::Signature;
use crate::syntax::tree::{Node, NodeKind, Tree};

/// So much is always spent: a hundred worlds that include each other in a chain.
const FREE: usize = 1 << 16;

/// A setter looks for its getter in all functions after it, a parameter for its name in all before it: two of them in
/// the time of a byte.
const LOOKED_AT_PER_BYTE: usize = 2;

/// An import or export that is copied into another world.
const BYTES_PER_COPY: usize = 12;

/// Each mention of a type goes down the whole chain of `use`.
const LINKS_PER_BYTE: usize = 5;

/// How many functions of an interface, or nodes of a signature, make it worth a look.
const MANY: usize = 100;

/// Whether it is plain without knowing who refers to whom that [`is_steep`] would say no.
pub(super) fn is_gentle(texts: &Texts, groups: &Table<GroupIx, Group>) -> bool {
    let trees = trees(texts, groups);
    let mut most = Most::default();
    for tree in &trees {
        most.add(tree);
    }
    // A setter may look through all functions, each `include` bring all there is in worlds, each `use` go through all others.
    let looked_at =
        most.setters.saturating_mul(most.funcs) + trees.iter().map(|tree| params(tree)).sum::<usize>();
    let copies = most.includes.saturating_mul(most.in_worlds);
    let links = most.used.saturating_mul(most.used);
    !is_too_much(&trees, looked_at, copies, links)
}

/// Whether wit-parser would take longer for what is not linear than for all the text.
pub(super) fn is_steep(texts: &Texts, names: &Names<'_>, groups: &Table<GroupIx, Group>) -> bool {
    let trees = trees(texts, groups);
    let accessors: usize = names.scopes.values().map(|scope| accessors(names, scope)).sum();
    let looked_at = accessors + trees.iter().map(|tree| params(tree)).sum::<usize>();
    let links: usize = names.definitions.values().flatten().map(|behind| behind.links as usize).sum();
    is_too_much(&trees, looked_at, copies(names), links)
}

/// The texts that wit-parser is given.
fn trees<'t>(texts: &'t Texts, groups: &Table<GroupIx, Group>) -> Vec<&'t Tree> {
    let files = groups.values().flat_map(|group| &group.files);
    files.filter_map(|file| texts.trees.get(*file)).collect()
}

/// Whether that is more work than the text.
fn is_too_much(trees: &[&Tree], looked_at: usize, copies: usize, links: usize) -> bool {
    let bytes: usize = trees.iter().map(|tree| tree.text().len()).sum();
    let steep = (looked_at / LOOKED_AT_PER_BYTE)
        .saturating_add(copies.saturating_mul(BYTES_PER_COPY))
        .saturating_add(links / LINKS_PER_BYTE);
    steep > bytes.max(FREE)
}

/// How much there is of what may refer to each other.
#[derive(Default)]
struct Most {
    setters: usize,
    funcs: usize,
    includes: usize,
    in_worlds: usize,
    used: usize,
}

impl Most {
    fn add(&mut self, tree: &Tree) {
        for node in tree.root().descendants() {
            if let Some(signature) = Signature::of(node) {
                self.funcs += 1;
                self.setters += usize::from(signature.accessor().is_some_and(|word| word.text() == "set"));
                continue;
            }
            self.includes += usize::from(node.kind() == NodeKind::Include);
            self.used += usize::from(node.kind() == NodeKind::UseName);
            if node.kind() == NodeKind::World {
                self.in_worlds += node.size();
            }
        }
    }
}

/// The parameters that are looked at for those that have the same name after them.
fn params(tree: &Tree) -> usize {
    let signatures = tree.root().descendants().filter(|node| node.kind() == NodeKind::Signature);
    let many = signatures.filter(|signature| signature.size() > MANY);
    let count =
        |signature: Node<'_>| signature.children().filter(|node| node.kind() == NodeKind::Param).count();
    many.map(count).map(|count| count.saturating_mul(count) / 2).sum()
}

/// The functions that are looked at for the getters of setters before them.
fn accessors(names: &Names<'_>, scope: &Scope<'_>) -> usize {
    if scope.node.size() < MANY {
        return 0;
    }
    let funcs = funcs(names, scope);
    if funcs.len() < MANY {
        return 0;
    }
    let key = |func: &AnyFunc<'_>| {
        Some((func.resource.map(|resource| resource.node().index()), func.name?.text().to_owned()))
    };
    let mut getters = HashSet::default();
    let mut early = 0;
    for func in &funcs {
        match func.signature.accessor().map(|word| word.text() == "set") {
            Some(true) => early += usize::from(key(func).is_some_and(|key| !getters.contains(&key))),
            Some(false) => getters.extend(key(func)),
            None => {}
        }
    }
    early.saturating_mul(funcs.len())
}

/// The imports and exports that worlds get from worlds they include. What comes by two ways counts twice, but no world
/// has more than there is.
fn copies(names: &Names<'_>) -> usize {
    let own = |scope: &Scope<'_>| scope.externs.len() + scope.decls.len();
    let all: usize = names.scopes.values().filter(|scope| scope.kind == ScopeKind::World).map(own).sum();
    let mut sizes: HashMap<ScopeIx, usize> = HashMap::default();
    let mut all_copies: usize = 0;
    for (world, scope) in names.scopes.iter().filter(|(_, scope)| !scope.includes.is_empty()) {
        // The worlds that a world includes come first; one that is in work, in a circle, has nothing yet.
        let mut todo = vec![(world, scope, false)];
        while let Some((world, scope, ready)) = todo.pop() {
            let included = scope.includes.iter().filter_map(|include| include.from.scope());
            if ready {
                let copied: usize = included.filter_map(|from| sizes.get(&from)).sum();
                all_copies = all_copies.saturating_add(copied);
                sizes.insert(world, all.min(own(scope) + copied));
            } else if let Entry::Vacant(new) = sizes.entry(world) {
                new.insert(0);
                todo.push((world, scope, true));
                todo.extend(included.map(|from| (from, &names.scopes[from], false)));
            }
        }
    }
    all_copies
}
