//! What a world has with everything it includes: its named imports and exports, and its interfaces.
//!
//! The maps are persistent, so that a chain of worlds that include each other costs what it adds and no more.

use rpds::{HashTrieMap, HashTrieSet};

use crate::base::ids::ScopeIx;
use crate::base::maps::{HashMap, HashSet};
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::walk::{AnyKind, funcs, resource};
use crate::frontend::names::canonical::{self, FuncKind};
use crate::frontend::names::decl::{ExternWhat, Externs, Scope, ScopeKind};
use crate::syntax::ast::{ExternKind, Name, TypeDef};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::{Node, NodeKind};

/// One direction of a world.
#[derive(Clone, Default)]
pub(super) struct Side<'t> {
    /// What has a plain name, by what must be unique of the name.
    pub(super) named: HashTrieMap<String, Entry<'t>>,
    /// The interfaces that go by their own names.
    pub(super) interfaces: HashTrieSet<ScopeIx>,
}

/// A function, type or interface with a plain name.
#[derive(Clone, Copy)]
pub(super) struct Entry<'t> {
    /// Its name.
    pub(super) name: &'t str,
    /// The resource whose function it is.
    pub(super) resource: Option<&'t str>,
    /// Where it is declared.
    pub(super) at: Location,
    /// What it is.
    pub(super) kind: EntryKind,
}

/// What has a plain name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum EntryKind {
    Getter,
    Setter,
    Constructor,
    Resource,
    Other,
}

impl Entry<'_> {
    /// What must be unique of it.
    fn key(&self) -> String {
        let kind = match (self.kind, self.resource) {
            (EntryKind::Constructor, Some(resource)) => FuncKind::Constructor(resource),
            (EntryKind::Setter, Some(resource)) => FuncKind::MemberSetter(resource),
            (EntryKind::Setter, None) => FuncKind::Setter,
            (_, Some(resource)) => FuncKind::Member(resource),
            (_, None) => FuncKind::Plain,
        };
        canonical::func(kind, self.name)
    }
}

/// Both directions.
#[derive(Clone, Default)]
pub(super) struct Contents<'t> {
    pub(super) imports: Side<'t>,
    pub(super) exports: Side<'t>,
}

/// What an `include` finds wrong.
pub(super) enum Clash<'t> {
    /// Two things with one name.
    Name { entry: Entry<'t>, taken: Entry<'t>, word: &'static str },
    /// A name to be changed that the world does not have.
    NoSuchName(Name<'t>),
}

/// The contents of every world, and the clashes found while they were put together: the world, the place of its
/// `include`'s path, the world included, and what clashes.
#[derive(Default)]
pub(super) struct AllContents<'t> {
    pub(super) worlds: HashMap<ScopeIx, Contents<'t>>,
    pub(super) clashes: Vec<(ScopeIx, Location, ScopeIx, Clash<'t>)>,
}

/// Puts together the contents of every world.
pub(super) fn all<'t>(cx: &Cx<'_, 't>) -> AllContents<'t> {
    let mut all = AllContents::default();
    for (ix, scope) in cx.names.scopes.iter() {
        if scope.kind == ScopeKind::World && cx.gating.scope(ix).is_none() {
            add(cx, ix, &mut all);
        }
    }
    all
}

/// The worlds a world includes come first. The worlds in work are on `stack`, so a circle ends.
fn add<'t>(cx: &Cx<'_, 't>, world: ScopeIx, all: &mut AllContents<'t>) {
    let mut stack = vec![(world, false)];
    let mut begun = HashSet::default();
    while let Some((world, ready)) = stack.pop() {
        if all.worlds.contains_key(&world) {
            continue;
        }
        if ready {
            let contents = put_together(cx, world, all);
            all.worlds.insert(world, contents);
            continue;
        }
        if !begun.insert(world) {
            continue;
        }
        stack.push((world, true));
        stack.extend(included(cx, world).map(|(_, from)| (from, false)));
    }
}

/// The worlds that a world includes.
fn included<'c, 't>(
    cx: &'c Cx<'_, 't>,
    world: ScopeIx,
) -> impl Iterator<Item = (crate::syntax::ast::Include<'t>, ScopeIx)> + use<'c, 't> {
    cx.names.scopes[world].includes.iter().filter_map(move |include| {
        let from = include.from.scope()?;
        let open = cx.gating.item(cx.names, world, include.item.node()).is_none();
        let fits = cx.names.is_world(from) && cx.gating.scope(from).is_none();
        (open && fits).then_some((include.item, from))
    })
}

fn put_together<'t>(cx: &Cx<'_, 't>, world: ScopeIx, all: &mut AllContents<'t>) -> Contents<'t> {
    let mut contents = own(cx, world);
    let includes: Vec<_> = included(cx, world).collect();
    for (include, from) in includes {
        // One that is still in work is part of a circle, which has been told.
        let Some(theirs) = all.worlds.get(&from).cloned() else { continue };
        let Some(path) = include.path() else { continue };
        let at = cx.names.at(world, path.node().span());
        let mut clashes = Vec::new();
        let renamings: Vec<(Name<'t>, &'t str)> = include
            .renamings()
            .filter_map(|renaming| Some((renaming.name()?, renaming.alias()?.text())))
            .collect();
        let theirs = renamed(theirs, &renamings, &mut clashes);
        merge(&mut contents.imports, theirs.imports, "import", &mut clashes);
        merge(&mut contents.exports, theirs.exports, "export", &mut clashes);
        all.clashes.extend(clashes.into_iter().map(|clash| (world, at, from, clash)));
    }
    contents
}

/// What a world declares itself. Names that are taken are told elsewhere.
fn own<'t>(cx: &Cx<'_, 't>, ix: ScopeIx) -> Contents<'t> {
    let mut contents = Contents::default();
    let scope = &cx.names.scopes[ix];
    for decl in &scope.decls {
        if cx.gating.decl(*decl).is_some() {
            continue;
        }
        let name = cx.names.decls[*decl].name.text();
        let is_resource = resource(cx.names, *decl).is_some();
        let kind = if is_resource { EntryKind::Resource } else { EntryKind::Other };
        insert(&mut contents.imports, Entry { name, resource: None, at: cx.names.decl_at(*decl), kind });
    }
    members(cx, ix, scope, &mut contents.imports);
    for external in &scope.externs {
        let node = external.item.node();
        if cx.gating.item(cx.names, ix, node).is_some() {
            continue;
        }
        let side =
            if node.kind() == NodeKind::Import { &mut contents.imports } else { &mut contents.exports };
        if let Some((name, kind)) = plain_name(external) {
            let at = cx.names.at(ix, name.span());
            insert(side, Entry { name: name.text(), resource: None, at, kind });
        } else if let ExternWhat::Interface(target) = external.what
            && let Some(target) = target.scope()
        {
            side.interfaces.insert_mut(target);
        }
    }
    contents
}

fn members<'t>(cx: &Cx<'_, 't>, ix: ScopeIx, scope: &Scope<'t>, side: &mut Side<'t>) {
    for func in funcs(cx.names, scope) {
        let Some(resource) = func.resource.and_then(TypeDef::name) else { continue };
        if cx.gating.item(cx.names, ix, func.node).is_some() {
            continue;
        }
        let kind = if func.kind == AnyKind::Constructor {
            EntryKind::Constructor
        } else {
            accessor(func.signature.node())
        };
        let name = func.name.map_or("constructor", Name::text);
        let at = cx.names.at(ix, func.name.map_or(func.node.span(), Name::span));
        insert(side, Entry { name, resource: Some(resource.text()), at, kind });
    }
}

fn accessor(signature: Node<'_>) -> EntryKind {
    match signature.token(TokenKind::Name).map(crate::syntax::tree::Token::text) {
        Some("get") => EntryKind::Getter,
        Some("set") => EntryKind::Setter,
        Some(_) | None => EntryKind::Other,
    }
}

/// The plain name of an import or export, where it has one.
fn plain_name<'t>(external: &Externs<'t>) -> Option<(Name<'t>, EntryKind)> {
    let name = external.item.name()?;
    match external.item.kind()? {
        ExternKind::Func(signature) => Some((name, accessor(signature.node()))),
        ExternKind::Inline(_) => Some((name, EntryKind::Other)),
        ExternKind::Path(_) => {
            external.item.node().token(TokenKind::Colon)?;
            Some((name, EntryKind::Other))
        }
    }
}

fn insert<'t>(side: &mut Side<'t>, entry: Entry<'t>) {
    let key = entry.key();
    if !side.named.contains_key(&key) {
        side.named.insert_mut(key, entry);
    }
}

/// The contents under the names that `with { .. }` gives them.
fn renamed<'t>(
    contents: Contents<'t>,
    renamings: &[(Name<'t>, &'t str)],
    clashes: &mut Vec<Clash<'t>>,
) -> Contents<'t> {
    if renamings.is_empty() {
        return contents;
    }
    let mut used = vec![false; renamings.len()];
    let mut rename = |side: Side<'t>, word: &'static str| {
        let mut named: HashTrieMap<String, Entry<'t>> = HashTrieMap::new();
        let mut entries: Vec<&Entry<'t>> = side.named.values().collect();
        entries.sort_by_key(|entry| entry.at);
        for entry in entries {
            let stem = entry.resource.unwrap_or(entry.name);
            let found = renamings.iter().position(|(name, _)| name.text() == stem);
            let mut entry = *entry;
            if let Some((_, new)) = found.and_then(|found| renamings.get(found)) {
                if entry.resource.is_some() {
                    entry.resource = Some(new);
                } else {
                    entry.name = new;
                }
            }
            // The first of several that change the same name does it; the others are no mistake.
            for ((name, _), used) in renamings.iter().zip(&mut used) {
                *used |= name.text() == stem;
            }
            // The new name of one may be that of another.
            match named.get(&entry.key()) {
                Some(taken) => clashes.push(Clash::Name { entry, taken: *taken, word }),
                None => named.insert_mut(entry.key(), entry),
            }
        }
        Side { named, interfaces: side.interfaces }
    };
    let imports = rename(contents.imports, "import");
    let renamed = Contents { imports, exports: rename(contents.exports, "export") };
    let missing = renamings.iter().zip(used).filter(|(_, used)| !used);
    clashes.extend(missing.map(|((name, _), _)| Clash::NoSuchName(*name)));
    renamed
}

/// Adds what another world has. The smaller side is put into the larger.
fn merge<'t>(mine: &mut Side<'t>, theirs: Side<'t>, word: &'static str, clashes: &mut Vec<Clash<'t>>) {
    let swap = mine.named.size() < theirs.named.size();
    let (large, small) = if swap { (&theirs.named, &mine.named) } else { (&mine.named, &theirs.named) };
    let mut named = large.clone();
    for (key, entry) in small {
        match large.get(key) {
            Some(other) => {
                let (entry, taken) = if swap { (*other, *entry) } else { (*entry, *other) };
                clashes.push(Clash::Name { entry, taken, word });
            }
            None => named.insert_mut(key.clone(), *entry),
        }
    }
    mine.named = named;
    let swap = mine.interfaces.size() < theirs.interfaces.size();
    let (mut large, small) = if swap {
        (theirs.interfaces, mine.interfaces.clone())
    } else {
        (mine.interfaces.clone(), theirs.interfaces)
    };
    for interface in &small {
        large.insert_mut(*interface);
    }
    mine.interfaces = large;
}
