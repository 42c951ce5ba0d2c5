//! Names that are none, each with all the places where the same thing is meant.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::finding::{Finding, Rule, any_of};
use crate::base::near::nearest;
use crate::frontend::grammar::cx::Cx;
use crate::frontend::grammar::foreign;
use crate::frontend::grammar::kebab::kebab;
use crate::syntax::error::{Problem, Span};
use crate::syntax::token::NameFault;
use crate::syntax::tree::{Node, NodeKind, Token};

static NOT_A_NAME: Rule = Rule::error("witc::syntax::not_a_name");
static RESERVED_NAME: Rule = Rule::error("witc::syntax::reserved_name");

/// A bad name somewhere.
struct Bad<'t> {
    token: Token<'t>,
    fault: NameFault,
    /// The interface or world it is of.
    scope: u32,
    role: Role,
}

/// What a name does where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Names something that others refer to: a type, an interface.
    Definition,
    /// Refers to a type of another interface in `use`, under its own name or another.
    Imported { as_is: bool },
    /// Refers to a type.
    TypeUse,
    /// Refers to an interface or world.
    PathUse,
    /// A field, case, parameter or function: nothing in WIT refers to it.
    Member,
}

/// One finding for each thing that has a bad name.
pub(super) fn findings(cx: &Cx<'_>) -> Vec<Finding> {
    let bad: Vec<Bad<'_>> = cx
        .errors()
        .iter()
        .filter_map(|error| match error.problem {
            Problem::InvalidName(fault) => bad(cx, error.at, fault),
            _ => None,
        })
        .collect();
    let mut groups: Vec<Vec<&Bad<'_>>> = Vec::new();
    let mut definitions: BTreeMap<(u32, &str), usize> = BTreeMap::new();
    for name in bad.iter().filter(|bad| bad.role == Role::Definition) {
        definitions.entry((name.scope, name.token.text())).or_insert(groups.len());
        groups.push(vec![name]);
    }
    // What an interface uses of another of this file, where only one can be meant, is the same thing there and here.
    for name in bad.iter().filter(|bad| matches!(bad.role, Role::Imported { .. })) {
        let text = name.token.text();
        let all: BTreeSet<usize> =
            definitions.iter().filter(|((_, known), _)| *known == text).map(|(_, group)| *group).collect();
        let group = match all.first() {
            Some(group) if all.len() == 1 => *group,
            Some(_) | None => {
                groups.push(Vec::new());
                groups.len() - 1
            }
        };
        if let Some(group) = groups.get_mut(group) {
            group.push(name);
        }
        if name.role == (Role::Imported { as_is: true }) {
            definitions.entry((name.scope, text)).or_insert(group);
        }
    }
    for name in bad.iter().filter(|bad| matches!(bad.role, Role::TypeUse | Role::PathUse | Role::Member)) {
        let text = name.token.text();
        let scope = if name.role == Role::PathUse { 0 } else { name.scope };
        let known = match name.role {
            Role::TypeUse | Role::PathUse => definitions.get(&(scope, text)).copied(),
            Role::Member | Role::Definition | Role::Imported { .. } => None,
        };
        match known.and_then(|group| groups.get_mut(group)) {
            Some(group) => group.push(name),
            None => {
                // Uses of what is not defined here belong together as well.
                if matches!(name.role, Role::TypeUse | Role::PathUse) && foreign::meant(text).is_none() {
                    definitions.insert((scope, text), groups.len());
                }
                groups.push(vec![name]);
            }
        }
    }
    groups.iter().filter_map(|group| finding(cx, group)).collect()
}

fn bad<'t>(cx: &Cx<'t>, at: Span, fault: NameFault) -> Option<Bad<'t>> {
    let token = cx.tree.token_at(at.start)?;
    let node = cx.tree.node_at(at.start);
    let scope = std::iter::once(node)
        .chain(node.ancestors())
        .find(|node| {
            matches!(node.kind(), NodeKind::Interface | NodeKind::World)
                || (node.kind().is_item() && node.child(NodeKind::Body).is_some() && is_extern(*node))
        })
        .map_or(0, Node::index);
    let role = role(node, token);
    // The name of an interface belongs to what is around it.
    let scope = if role == Role::Definition && node.index() == scope { 0 } else { scope };
    Some(Bad { token, fault, scope, role })
}

fn is_extern(node: Node<'_>) -> bool {
    matches!(node.kind(), NodeKind::Import | NodeKind::Export)
}

fn role(node: Node<'_>, token: Token<'_>) -> Role {
    match node.kind() {
        NodeKind::Alias
        | NodeKind::Record
        | NodeKind::Variant
        | NodeKind::Enum
        | NodeKind::Flags
        | NodeKind::Resource
        | NodeKind::Interface
        | NodeKind::World
        | NodeKind::TopUse => Role::Definition,
        // In `a as b`, `a` is defined elsewhere, and `b` here; `a` alone is both.
        NodeKind::UseName => {
            let mut names = node.own_tokens().filter(|token| token.kind().is_name());
            let first = names.next().is_some_and(|first| first.index() == token.index());
            if first { Role::Imported { as_is: names.next().is_none() } } else { Role::Definition }
        }
        NodeKind::Named | NodeKind::Own | NodeKind::Borrow => Role::TypeUse,
        NodeKind::UsePath => Role::PathUse,
        NodeKind::File
        | NodeKind::PackageHeader
        | NodeKind::NestedPackage
        | NodeKind::PackageName
        | NodeKind::Body
        | NodeKind::Use
        | NodeKind::Include
        | NodeKind::Import
        | NodeKind::Export
        | NodeKind::Field
        | NodeKind::Case
        | NodeKind::EnumCase
        | NodeKind::Flag
        | NodeKind::Constructor
        | NodeKind::Func
        | NodeKind::Signature
        | NodeKind::Param
        | NodeKind::Primitive
        | NodeKind::List
        | NodeKind::Map
        | NodeKind::Option
        | NodeKind::Result
        | NodeKind::Tuple
        | NodeKind::Future
        | NodeKind::Stream
        | NodeKind::Gate
        | NodeKind::Version
        | NodeKind::Error => Role::Member,
    }
}

fn finding(cx: &Cx<'_>, group: &[&Bad<'_>]) -> Option<Finding> {
    let first = *group.first()?;
    let text = first.token.text();
    let at = cx.at(first.token.span());
    if first.role == Role::TypeUse
        && let Some(meant) = foreign::meant(text)
    {
        let finding = Finding::new(&foreign::FOREIGN_TYPE, at, format!("`{text}` is not a WIT type"));
        return Some(match meant.write {
            Some(write) if meant.sure => {
                finding.label(format!("write `{write}`")).help(meant.why).write_instead(write)
            }
            Some(write) => finding
                .label(meant.why)
                .choice(format!("write `{write}`"), vec![cx.replace(first.token.span(), write)]),
            None => finding.label("not WIT").help(meant.why),
        });
    }
    let finding = Finding::new(&NOT_A_NAME, at, message(text, first.fault));
    let Some(kebab) = kebab(text) else {
        return Some(finding.label("names are letters of the English alphabet, digits and hyphens"));
    };
    let edits = group.iter().map(|bad| cx.replace(bad.token.span(), kebab.text.clone())).collect();
    let places = match group.len() {
        1 => String::new(),
        count => format!(" in all {count} places"),
    };
    let title = format!("write `{}`{places}", kebab.text);
    let finding = finding.label(format!("write `{}`", kebab.text));
    Some(if kebab.sure { finding.fix(title, edits) } else { finding.choice(title, edits) })
}

fn message(text: &str, fault: NameFault) -> String {
    let why = match fault {
        NameFault::EmptyWord if text.starts_with('%') && text.len() == 1 => {
            "a name comes after `%`".to_owned()
        }
        NameFault::EmptyWord => "one hyphen goes between two words".to_owned(),
        NameFault::Begins(c) if c.is_ascii_digit() => "names begin with a letter".to_owned(),
        NameFault::Begins('_') | NameFault::Character('_') | NameFault::MixedCase => {
            "names are kebab-case".to_owned()
        }
        NameFault::Begins(c) | NameFault::Character(c) if c.is_alphanumeric() => {
            format!("names are ASCII, without `{c}`")
        }
        NameFault::Begins(_) => "names begin with a letter".to_owned(),
        NameFault::Character(_) => "names are letters, digits and hyphens".to_owned(),
    };
    format!("`{text}` is not a WIT name; {why}")
}

/// A keyword where a name is meant.
pub(super) fn reserved(cx: &Cx<'_>, at: Span) -> Finding {
    let word = cx.text(at);
    let finding = Finding::new(&RESERVED_NAME, cx.at(at), format!("`{word}` is a keyword"));
    let path = cx.around(at.start, |kind| kind == NodeKind::UsePath).filter(|path| path.text() == word);
    if path.is_some()
        && let Some((near, place)) = interface_like(cx, word)
    {
        if near == word {
            return finding.label(format!("write `%{word}`")).write_instead(format!("%{word}"));
        }
        return finding
            .label(format!("did you mean {}?", any_of([near])))
            .related(place, "there is an interface with a similar name")
            .write_instead(near);
    }
    finding
        .label("reserved: as a name it needs a `%`")
        .write_instead(format!("%{word}"))
        .help(format!("the `%` is not part of the name: it still is `{word}`"))
}

/// The interface or world whose name is most like a word, in all texts.
fn interface_like<'t>(cx: &Cx<'t>, word: &str) -> Option<(&'t str, crate::base::source::Location)> {
    let mut known: BTreeMap<&'t str, crate::base::source::Location> = BTreeMap::new();
    for (file, tree) in cx.texts.trees.iter() {
        let scopes = tree
            .root()
            .descendants()
            .filter(|node| matches!(node.kind(), NodeKind::Interface | NodeKind::World));
        for name in scopes.filter_map(|scope| scope.own_tokens().find(|token| token.kind().is_name())) {
            known.entry(name.name()).or_insert(name.span().in_file(file));
        }
    }
    let near = nearest(word, known.keys().copied())?;
    Some((near, *known.get(near)?))
}
