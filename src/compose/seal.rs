//! A sealed result imports nothing but what is allowed.

use crate::base::names::{ExternName, PackageName};
use crate::component::ComponentName;
use crate::compose::error::ComposeError;
use crate::compose::plan::{ImportStep, LinkPlan};
use crate::compose::wishes::{Pattern, Wishes};
use crate::graph::Item;
use crate::graph::node::Shape;

/// The error that the result imports what it may not, if it does.
pub(super) fn check(plan: &LinkPlan, wishes: &Wishes) -> Option<ComposeError> {
    let allowed = wishes.seal.as_ref()?;
    let is_allowed = |step: &&ImportStep| {
        let implements = step.port.implements.as_ref();
        let left = wishes.host.iter().map(|said| &said.wish.import).filter(|pattern| pattern.is_whole());
        // A type of the world's own asks nothing of a host.
        let is_type = match plan.host.imports.get(&step.name) {
            Some(Item::Type(ty)) => plan.host.node(*ty).shape != Shape::Resource,
            Some(Item::Interface(_) | Item::Func(_)) | None => false,
        };
        is_type || allowed.iter().chain(left).any(|pattern| pattern.means_import(&step.name, implements))
    };
    let open: Vec<&ImportStep> = plan.imports.values().filter(|step| !is_allowed(step)).collect();
    if open.is_empty() {
        return None;
    }
    let imports = open.iter().map(|step| (step.name.clone(), step.needed_by.clone())).collect();
    Some(ComposeError::OpenImports { imports, help: help(&open) })
}

/// Each import with who needs it, and options that can be copied.
fn help(open: &[&ImportStep]) -> String {
    let width = open.iter().map(|step| step.name.to_string().len()).max().unwrap_or_default();
    let line = |step: &&ImportStep| {
        let needed_by: Vec<&str> = step.needed_by.iter().map(ComponentName::as_str).collect();
        format!("  {:width$}  for {}", step.name.to_string(), needed_by.join(", "))
    };
    let mut patterns: Vec<Pattern> = open.iter().map(|step| widest(&step.name)).collect();
    patterns.sort();
    patterns.dedup();
    let options = |option: &str| {
        let options: Vec<String> =
            patterns.iter().map(|pattern| format!("{option} {}", quoted(pattern))).collect();
        format!("  {}", options.join(" "))
    };
    let mut lines = vec!["it would import".to_owned()];
    lines.extend(open.iter().map(line));
    lines.push(
        "give the components that provide them with `--with FILE`; or meet them with what traps:".to_owned(),
    );
    lines.push(options("--stub"));
    lines.push("or allow them:".to_owned());
    lines.push(options("--allow"));
    lines.join("\n")
}

/// What is usually allowed or denied together: a package.
fn widest(name: &ExternName) -> Pattern {
    match name {
        ExternName::Interface(name) => {
            Pattern::Package(PackageName { version: None, ..name.package.clone() })
        }
        ExternName::Plain(_) => Pattern::Name(name.clone()),
    }
}

fn quoted(pattern: &Pattern) -> String {
    match pattern {
        Pattern::Name(_) => pattern.to_string(),
        Pattern::All | Pattern::Namespace(_) | Pattern::Package(_) => format!("'{pattern}'"),
    }
}
