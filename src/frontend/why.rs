//! Why a world imports something: the way from what its author wrote to the item.

use std::collections::VecDeque;

use crate::base::ids::ScopeIx;
use crate::base::maps::{HashMap, HashSet};
use crate::base::near::nearest;
use crate::base::source::{Location, Sources};
use crate::frontend::check::{Wanted, analyse};
use crate::frontend::error::{LoadError, WitError};
use crate::frontend::input::Input;
use crate::frontend::names::decl::{ExternWhat, Externs};
use crate::frontend::names::{Names, names};
use crate::frontend::packages::{self, Packages};
use crate::syntax::tree::{Node, NodeKind};

/// The way to an item of a world.
#[derive(Clone, Debug)]
pub struct Why {
    /// What was found: "world `app` imports `wasi:io/poll@0.2.0`".
    pub answer: String,
    /// The statements that lead there, the world's first.
    pub steps: Vec<Step>,
    /// How many other statements of the world lead there too.
    pub others: usize,
    /// All texts.
    pub sources: Sources,
}

/// A statement on the way.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it is.
    pub at: Location,
    /// The statement, in one line.
    pub statement: String,
    /// Whose it is: "interface `wasi:http/types@0.2.0`".
    pub of: String,
}

/// Says why `world` has `item`: an interface (`wasi:io/poll`, with or without version, or only `poll`), a function, or
/// a type of an interface that it imports.
///
/// # Errors
/// What is wrong with the WIT, or that there is no such world, or no such item in it.
pub fn why(input: &Input, world: &str, item: &str) -> Result<Why, LoadError> {
    let checked = analyse(input, Wanted::Findings).checked;
    if checked.findings.iter().any(crate::base::finding::Finding::is_error) {
        return Err(LoadError::Wrong(checked));
    }
    let Packages { texts, groups, .. } = packages::gather(input);
    let names = names(&texts, groups.values());
    let world = find_world(&names, world)?;
    let reached = Reached::from(&names, world);
    let target = find_item(&names, &reached, item).ok_or_else(|| unknown(&names, &reached, world, item))?;
    let (steps, others) = reached.way(&names, target);
    let answer = answer(&names, &reached, world, target, item);
    Ok(Why { answer, steps, others, sources: texts.sources.clone() })
}

fn find_world(names: &Names<'_>, wanted: &str) -> Result<ScopeIx, LoadError> {
    let worlds: Vec<ScopeIx> =
        names.scopes.iter().map(|(scope, _)| scope).filter(|scope| names.is_world(*scope)).collect();
    let found = worlds.iter().find(|world| is_called(names, **world, wanted)).copied();
    found.ok_or_else(|| {
        let own = names.own_scopes().map(|(scope, _)| scope).filter(|scope| names.is_world(*scope));
        let known: Vec<&str> = own.map(|world| names.scopes[world].name.text()).collect();
        let near = nearest(wanted, known.iter().copied());
        let help = near.map_or_else(
            || format!("its worlds are: {}", known.join(", ")),
            |near| format!("did you mean `{near}`?"),
        );
        let package = names.packages.values().next().map(|package| package.name.to_string());
        let package = package.unwrap_or_default();
        LoadError::NoWorld(WitError::UnknownWorld { wanted: wanted.to_owned(), package, help })
    })
}

/// Whether a scope goes by a name: alone, with its package, or with that and the version.
fn is_called(names: &Names<'_>, scope: ScopeIx, wanted: &str) -> bool {
    let qualified = names.qualified(scope);
    let unversioned = qualified.split('@').next().unwrap_or_default();
    wanted == names.scopes[scope].name.text() || wanted == qualified || wanted == unversioned
}

/// What leads somewhere: a statement, and the scope it stands in.
#[derive(Clone, Copy)]
struct Cause<'t> {
    scope: ScopeIx,
    statement: Node<'t>,
}

/// What a world has, and how it came to have it.
struct Reached<'t> {
    /// The world, and the worlds it includes, with the statement that does.
    worlds: HashMap<ScopeIx, Option<Cause<'t>>>,
    /// The interfaces, with the first statement that led to each.
    interfaces: HashMap<ScopeIx, Cause<'t>>,
    /// In the order in which they were found.
    order: Vec<ScopeIx>,
    /// The interfaces that are exported.
    exported: HashSet<ScopeIx>,
    /// Every statement of a world that names an interface, with the interface.
    statements: Vec<(Cause<'t>, ScopeIx)>,
    /// What has a plain name, and the statement that declares it.
    plain: Vec<(String, Cause<'t>)>,
}

impl<'t> Reached<'t> {
    fn from(names: &Names<'t>, world: ScopeIx) -> Self {
        let mut reached = Self {
            worlds: HashMap::from_iter([(world, None)]),
            interfaces: HashMap::default(),
            order: Vec::new(),
            exported: HashSet::default(),
            statements: Vec::new(),
            plain: Vec::new(),
        };
        let mut todo = VecDeque::from([world]);
        while let Some(world) = todo.pop_front() {
            reached.world(names, world);
            for include in &names.scopes[world].includes {
                let Some(from) = include.from.scope() else { continue };
                let cause = Cause { scope: world, statement: include.item.node() };
                reached.worlds.entry(from).or_insert_with(|| {
                    todo.push_back(from);
                    Some(cause)
                });
            }
        }
        reached.follow(names);
        reached
    }

    /// What one world says itself.
    fn world(&mut self, names: &Names<'t>, world: ScopeIx) {
        let scope = &names.scopes[world];
        for external in &scope.externs {
            let cause = Cause { scope: world, statement: external.item.node() };
            self.external(external, cause);
        }
        for uses in &scope.uses {
            if let Some(from) = uses.from.scope() {
                self.statements.push((Cause { scope: world, statement: uses.item.node() }, from));
            }
        }
        for decl in &scope.decls {
            let name = names.decls[*decl].name;
            let node = scope.node.tree().node_at(name.span().start);
            self.plain.push((name.text().to_owned(), Cause { scope: world, statement: node }));
        }
    }

    fn external(&mut self, external: &Externs<'t>, cause: Cause<'t>) {
        let target = match external.what {
            ExternWhat::Inline(inline) => Some(inline),
            ExternWhat::Interface(target) => target.scope(),
            ExternWhat::Func | ExternWhat::Unknown => None,
        };
        if let (Some(name), ExternWhat::Func | ExternWhat::Inline(_)) = (external.item.name(), &external.what)
        {
            self.plain.push((name.text().to_owned(), cause));
        }
        let Some(target) = target else { return };
        if external.item.node().kind() == NodeKind::Export {
            self.exported.insert(target);
        }
        self.statements.push((cause, target));
    }

    /// What is used from interface to interface, nearest first.
    fn follow(&mut self, names: &Names<'t>) {
        let mut todo = VecDeque::new();
        for (cause, target) in self.statements.clone() {
            self.reach(target, cause, &mut todo);
        }
        while let Some(interface) = todo.pop_front() {
            for uses in &names.scopes[interface].uses {
                if let Some(from) = uses.from.scope() {
                    let cause = Cause { scope: interface, statement: uses.item.node() };
                    self.reach(from, cause, &mut todo);
                }
            }
        }
    }

    fn reach(&mut self, interface: ScopeIx, cause: Cause<'t>, todo: &mut VecDeque<ScopeIx>) {
        if let std::collections::hash_map::Entry::Vacant(entry) = self.interfaces.entry(interface) {
            entry.insert(cause);
            self.order.push(interface);
            todo.push_back(interface);
        }
    }

    /// The statements that lead to an item, and how many other statements of worlds do.
    fn way(&self, names: &Names<'t>, target: Target<'t>) -> (Vec<Step>, usize) {
        let mut causes = Vec::new();
        let mut cause = match target {
            Target::Plain(cause) => Some(cause),
            Target::Interface(interface) => self.interfaces.get(&interface).copied(),
        };
        while let Some(step) = cause {
            causes.push(step);
            cause = match self.worlds.get(&step.scope) {
                Some(include) => *include,
                None => self.interfaces.get(&step.scope).copied(),
            };
        }
        causes.reverse();
        let steps = causes.iter().map(|cause| step(names, *cause)).collect();
        let others = match target {
            Target::Plain(_) => 0,
            Target::Interface(interface) => self
                .statements
                .iter()
                .filter(|(_, from)| leads_to(names, *from, interface))
                .count()
                .saturating_sub(1),
        };
        (steps, others)
    }
}

/// Whether an interface is another one, or uses it, directly or not.
fn leads_to(names: &Names<'_>, from: ScopeIx, interface: ScopeIx) -> bool {
    let mut seen = HashSet::from_iter([from]);
    let mut todo = vec![from];
    while let Some(scope) = todo.pop() {
        if scope == interface {
            return true;
        }
        let used = names.scopes[scope].uses.iter().filter_map(|uses| uses.from.scope());
        todo.extend(used.filter(|scope| seen.insert(*scope)));
    }
    false
}

fn step(names: &Names<'_>, cause: Cause<'_>) -> Step {
    let Cause { scope, statement } = cause;
    let first = statement.own_tokens().find(|token| token.kind().is_keyword() || token.kind().is_name());
    let start = first.map_or(statement.span().start, |token| token.span().start);
    let at = Location { start, ..names.at(scope, statement.span()) };
    let from = (start - statement.span().start) as usize;
    let text = statement.text().get(from..).unwrap_or_default();
    let head = text.split('{').next().unwrap_or_default();
    // An inline interface is too long to be shown; the braces of `use` are the point of it.
    let shown = if statement.kind() == NodeKind::Use { text } else { head };
    let words: Vec<&str> = shown.split_whitespace().collect();
    let of = format!("{} `{}`", names.scopes[scope].kind.word(), names.qualified(scope));
    Step { at, statement: words.join(" "), of }
}

/// What is asked about.
#[derive(Clone, Copy)]
enum Target<'t> {
    Interface(ScopeIx),
    /// A function, type or inline interface of a world.
    Plain(Cause<'t>),
}

fn find_item<'t>(names: &Names<'t>, reached: &Reached<'t>, item: &str) -> Option<Target<'t>> {
    let called = reached.order.iter().find(|interface| is_called(names, **interface, item));
    if let Some(interface) = called {
        return Some(Target::Interface(*interface));
    }
    if let Some((_, cause)) = reached.plain.iter().find(|(name, _)| name == item) {
        return Some(Target::Plain(*cause));
    }
    reached
        .order
        .iter()
        .find(|interface| has_member(names, **interface, item))
        .copied()
        .map(Target::Interface)
}

/// Whether an interface has a type or function of this name: `pollable`, or `poll.pollable`.
fn has_member(names: &Names<'_>, interface: ScopeIx, item: &str) -> bool {
    let scope = &names.scopes[interface];
    let name = match item.rsplit_once('.') {
        Some((owner, name)) if is_called(names, interface, owner) => name,
        Some(_) => return false,
        None => item,
    };
    let defined = scope.types.get(name).and_then(|decl| names.definition(*decl).map(|(ix, _)| ix == *decl));
    let func = || scope.funcs.iter().any(|func| func.name().is_some_and(|found| found.text() == name));
    defined.unwrap_or(false) || func()
}

fn unknown(names: &Names<'_>, reached: &Reached<'_>, world: ScopeIx, item: &str) -> LoadError {
    let mut known: Vec<String> = reached.order.iter().map(|interface| names.qualified(*interface)).collect();
    known.extend(reached.plain.iter().map(|(name, _)| name.clone()));
    let short =
        |name: &str| name.rsplit('/').next().unwrap_or(name).split('@').next().unwrap_or(name).to_owned();
    let shorts: Vec<String> = known.iter().map(|name| short(name)).collect();
    let all = known.iter().chain(&shorts).map(String::as_str);
    let help = match nearest(item, all) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has: {}", known.join(", ")),
    };
    let world = names.qualified(world);
    LoadError::NoWorld(WitError::NotInWorld { item: item.to_owned(), world, help })
}

fn answer(
    names: &Names<'_>,
    reached: &Reached<'_>,
    world: ScopeIx,
    target: Target<'_>,
    item: &str,
) -> String {
    let world = names.scopes[world].name.text();
    match target {
        Target::Plain(cause) => {
            let verb = if cause.statement.kind() == NodeKind::Export { "exports" } else { "imports" };
            format!("world `{world}` {verb} `{item}`")
        }
        Target::Interface(interface) => {
            let exports = reached.exported.contains(&interface);
            let verb = if exports { "exports" } else { "imports" };
            let name = names.qualified(interface);
            let member = if is_called(names, interface, item) {
                String::new()
            } else {
                format!(", which has `{item}`")
            };
            format!("world `{world}` {verb} `{name}`{member}")
        }
    }
}
