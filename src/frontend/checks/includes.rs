//! `include`: names that clash, and names to be changed that are not there.

use crate::base::finding::{Edit, Finding, Rule};
use crate::base::ids::ScopeIx;
use crate::base::near::nearest;
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::contents::{AllContents, Clash, Contents, EntryKind};
use crate::frontend::checks::functions::alone;
use crate::frontend::checks::mend;
use crate::syntax::ast::{ExternKind, Name};
use crate::syntax::tree::NodeKind;

static INCLUDE_CLASH: Rule = Rule::error("witc::frontend::include_clash");
static INCLUDE_RENAMING: Rule = Rule::error("witc::frontend::include_renaming");

/// Tells what was found when the worlds were put together.
pub(super) fn check(cx: &Cx<'_, '_>, all: &AllContents<'_>, found: &mut Vec<Finding>) {
    for (world, at, from, clash) in &all.clashes {
        if cx.names.origin(*world).is_ours() {
            continue;
        }
        match clash {
            Clash::NoSuchName(name) => {
                found.push(no_such_name(cx, *world, *from, *name, all.worlds.get(from)));
            }
            Clash::Name { entry, taken, word } => {
                let name = entry.name;
                let included = cx.names.scopes[*from].name.text();
                let world = cx.names.scopes[*world].name.text();
                let mut finding = Finding::new(
                    &INCLUDE_CLASH,
                    *at,
                    format!("world `{world}` gets the {word} `{name}` twice"),
                )
                .label(format!("`{included}` has `{name}` too"))
                .related(entry.at, "this one is included here");
                if taken.at != entry.at {
                    finding = finding.related(taken.at, "this one is there already");
                }
                found.push(finding.help(format!(
                    "give it another name: `include {included} with {{ {} as other-name }}`",
                    entry.resource.unwrap_or(name)
                )));
            }
        }
    }
    for (ix, scope) in cx.scopes() {
        let Some(contents) = all.worlds.get(&ix) else { continue };
        for external in &scope.externs {
            let (Some(ExternKind::Func(signature)), Some(name)) =
                (external.item.kind(), external.item.name())
            else {
                continue;
            };
            let is_import = external.item.node().kind() == NodeKind::Import;
            let side = if is_import { &contents.imports } else { &contents.exports };
            let is_setter = signature.accessor().is_some_and(|word| word.text() == "set");
            let getter = side.named.get(&crate::frontend::names::canonical::label(name.text()));
            let got =
                getter.is_some_and(|entry| entry.kind == EntryKind::Getter && entry.name == name.text());
            if is_setter && !got {
                found.push(alone(cx, ix, name));
            }
        }
    }
}

fn no_such_name(
    cx: &Cx<'_, '_>,
    world: ScopeIx,
    from: ScopeIx,
    name: Name<'_>,
    contents: Option<&Contents<'_>>,
) -> Finding {
    let at = cx.names.at(world, name.span());
    let text = name.text();
    let called = cx.names.called(from, cx.names.package(world));
    let finding = Finding::new(&INCLUDE_RENAMING, at, format!("{called} has nothing called `{text}`"));
    let sides = contents.into_iter().flat_map(|contents| [&contents.imports, &contents.exports]);
    let known: Vec<(&str, Location)> = sides
        .flat_map(|side| side.named.values())
        .filter(|entry| entry.resource.is_none())
        .map(|entry| (entry.name, entry.at))
        .collect();
    let near = nearest(text, known.iter().map(|(name, _)| *name));
    let near = near.and_then(|near| known.iter().find(|(name, _)| *name == near));
    if let Some((meant, place)) = near {
        let edit = Edit { at, text: mend::escape(meant) };
        return finding
            .label(format!("did you mean `{meant}`?"))
            .related(*place, "a similar name is here")
            .fix(format!("write `{meant}`"), vec![edit]);
    }
    let mut known: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    known.sort_unstable();
    known.dedup();
    let finding = finding.label("not the name of an import or export");
    if known.is_empty() {
        return finding.help(
            "only functions, types and interfaces with plain names can be given other names, and it has none",
        );
    }
    finding.help(format!("these can be given other names: {}", known.join(", ")))
}
