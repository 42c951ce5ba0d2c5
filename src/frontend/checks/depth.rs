//! Types made of types made of types: what follows them down, here and in the wasm-tools libraries, needs stack for each.

use std::collections::hash_map::Entry;

use crate::base::finding::Finding;
use crate::base::ids::DeclIx;
use crate::base::maps::HashMap;
use crate::frontend::checks::Cx;
use crate::frontend::checks::shapes::TOO_LARGE;
use crate::frontend::checks::walk::each_type;
use crate::frontend::names::Names;
use crate::frontend::names::decl::DeclWhat;
use crate::syntax::tree::NodeKind;

/// Far more than anybody writes, far less than a stack holds.
const MAX_DEPTH: usize = 1_000;

/// Finds the types that are too deep, of each chain the first.
pub(super) fn check(cx: &Cx<'_, '_>) -> Vec<Finding> {
    let mut depths = HashMap::default();
    let mut found = Vec::new();
    for (decl, _) in cx.names.decls.iter() {
        for (decl, depth) in measure(cx.names, decl, &mut depths) {
            if depth == MAX_DEPTH + 1 {
                let name = cx.names.decls[decl].name.text();
                found.push(
                    Finding::new(
                        &TOO_LARGE,
                        cx.names.decl_at(decl),
                        format!("`{name}` is made of types more than {MAX_DEPTH} deep"),
                    )
                    .label("one more than the limit")
                    .help("name what the types stand for, not one another"),
                );
            }
        }
    }
    found
}

/// The depth of a type and of all that it is made of, as far as they are not known. What contains itself is told
/// elsewhere; here it ends.
fn measure(names: &Names<'_>, decl: DeclIx, depths: &mut HashMap<DeclIx, usize>) -> Vec<(DeclIx, usize)> {
    let mut new = Vec::new();
    let mut stack = vec![(decl, false)];
    while let Some((decl, ready)) = stack.pop() {
        if ready {
            let deepest = parts(names, decl).into_iter().filter_map(|part| depths.get(&part)).max();
            let depth = deepest.map_or(1, |deepest| deepest + 1);
            depths.insert(decl, depth);
            new.push((decl, depth));
        } else if let Entry::Vacant(entry) = depths.entry(decl) {
            entry.insert(0);
            stack.push((decl, true));
            stack.extend(parts(names, decl).into_iter().map(|part| (part, false)));
        }
    }
    new
}

/// The named types that a type is made of. What the functions of a resource mention is not in it.
fn parts(names: &Names<'_>, decl: DeclIx) -> Vec<DeclIx> {
    let data = names.decls[decl];
    let mut parts = Vec::new();
    match data.what {
        DeclWhat::Used(_, target) => parts.extend(target),
        DeclWhat::Def(definition) if definition.node().kind() == NodeKind::Resource => {}
        DeclWhat::Def(definition) => each_type(definition.node(), &mut |mention| {
            if matches!(mention.kind(), NodeKind::Named | NodeKind::Own | NodeKind::Borrow) {
                parts.extend(mention.name().and_then(|name| names.named(data.scope, name)));
            }
        }),
    }
    parts
}
