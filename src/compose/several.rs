//! Imports for which there is more than one answer, and the ways to settle it.

use crate::base::ids::ComponentIx;
use crate::base::maps::IndexMap;
use crate::base::names::ExternName;
use crate::component::{Component, ComponentName};
use crate::compose::error::{ComposeError, Fault, WishError};
use crate::compose::matching::Ambiguous;
use crate::compose::offers::{Candidate, mediates};
use crate::compose::parts::Parts;
use crate::compose::wishes::{Said, WireWish};

/// One error for each import that several provide, however many components have it.
pub(super) fn two_providers(parts: &Parts, ambiguous: &[Ambiguous]) -> Vec<ComposeError> {
    let mut groups: IndexMap<(&ExternName, Vec<ComponentIx>), Vec<&Ambiguous>> = IndexMap::default();
    for one in ambiguous {
        let providers = one.candidates.iter().map(|candidate| candidate.component).collect();
        groups.entry((&one.import, providers)).or_default().push(one);
    }
    groups.into_values().filter_map(|group| error(parts, &group)).collect()
}

fn error(parts: &Parts, group: &[&Ambiguous]) -> Option<ComposeError> {
    let first = group.first()?;
    let name = |ix: ComponentIx| parts.components[ix].name.clone();
    let consumers: Vec<ComponentName> = group.iter().map(|one| name(one.consumer)).collect();
    let providers = first.candidates.iter().map(|one| (name(one.component), one.export.clone())).collect();
    Some(ComposeError::TwoProviders {
        import: first.import.clone(),
        consumers,
        providers,
        help: help(parts, group, first),
    })
}

/// Lines that can be copied behind the command.
fn help(parts: &Parts, group: &[&Ambiguous], first: &Ambiguous) -> String {
    let import = &first.import;
    // A wire without a component is for all that import it.
    let consumer = match group {
        [one] => format!("{}:", parts.shortest(one.consumer)),
        _ => String::new(),
    };
    let wire = |candidate: &Candidate| {
        let wire = format!("{consumer}{import}={}", parts.shortest(candidate.component));
        format!("  --wire {}", in_shell(&wire))
    };
    let mut lines = vec!["say which one is meant:".to_owned()];
    lines.extend(first.candidates.iter().map(wire));
    for candidate in &first.candidates {
        let middle = &parts.components[candidate.component];
        let port = parts.components[first.consumer].imports.get(import);
        if port.is_some_and(|port| mediates(middle, import, port)) {
            let name = parts.shortest(candidate.component);
            lines.push(format!(
                "or put the one that imports it as well in between:\n  --via {}",
                in_shell(&name)
            ));
        }
    }
    lines.push(format!(
        "or give only one of them; if none is meant, leave it to the host:\n  --import {import}"
    ));
    lines.join("\n")
}

/// A word of a command line, in quotes where a shell would take it apart.
fn in_shell(word: &str) -> String {
    let is_safe = |c: char| c.is_ascii_alphanumeric() || "-_./:@=+,[]".contains(c);
    if word.chars().all(is_safe) { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// Two wires that contradict each other.
pub(super) fn two_wires(
    consumer: &Component,
    import: &ExternName,
    texts: (Option<&Said<WireWish>>, Option<&Said<WireWish>>),
) -> Option<ComposeError> {
    let (first, second) = texts;
    let (first, second) = (first?, second?);
    let fault = Fault::TwoWires(consumer.name.clone(), import.clone());
    let help =
        format!("the other one is `{}`: an import has one provider, so leave one of the two out", first.text);
    Some(WishError::new(second, fault, help).into())
}
