//! What is worth saying though nothing is wrong.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::ids::{ComponentIx, Table};
use crate::base::names::{ExternName, InterfaceName, PackageName};
use crate::base::near::nearest;
use crate::component::{Component, ComponentName};
use crate::compose::graph::LinkGraph;
use crate::compose::matching;
use crate::compose::unused::{Unused, unused};
use crate::compose::wishes::{Pattern, Selector, Target, Wishes};

/// A warning.
#[derive(Clone, Debug, PartialEq, Eq, Error, Diagnostic)]
pub enum Note {
    /// A component that was given and that nobody needs.
    #[error("`{component}` is not used: {why}")]
    #[diagnostic(code(witc::compose::useless), severity(Warning), help("{}", why.help(component)))]
    Useless {
        /// The component.
        component: ComponentName,
        /// What keeps it out.
        why: Unused,
    },
    /// The application, given as a provider as well.
    #[error("`{component}` is the application, and there is one instance of each component")]
    #[diagnostic(
        code(witc::compose::own_provider),
        severity(Warning),
        help("give after `--with` what provides its imports, not the application again")
    )]
    OwnProvider {
        /// The component.
        component: ComponentName,
    },
    /// One file, given as a provider more than once.
    #[error("`{component}` is given twice, and there is one instance of each component")]
    #[diagnostic(code(witc::compose::given_twice), severity(Warning), help("give it once"))]
    GivenTwice {
        /// The component.
        component: ComponentName,
    },
    /// The same bytes under two names.
    #[error("`{copy}` is the same file as `{of}`: they are one component here, with one instance")]
    #[diagnostic(code(witc::compose::copy), severity(Warning), help("give it once"))]
    Copy {
        /// The name that is used.
        of: ComponentName,
        /// The other.
        copy: ComponentName,
    },
    /// A stub that was to return zeros, and has functions that can't.
    #[error("the {stub} traps in {}, instead of returning zero", listed(funcs))]
    #[diagnostic(
        code(witc::compose::no_zero),
        severity(Warning),
        help(
            "a handle, stream or future has no zero, and handles deep in an argument can't be given back: if one of \
             these is called, give a component that provides it with `--with`"
        )
    )]
    NoZero {
        /// Of what it is a stub.
        stub: String,
        /// The functions, as the interface names them.
        funcs: Vec<String>,
    },
    /// A wish about an import that nobody has.
    #[error("`{wish}` says nothing: {why}")]
    #[diagnostic(code(witc::compose::idle_wish), severity(Warning), help("{help}"))]
    IdleWish {
        /// The wish as it was written.
        wish: String,
        /// Who does not import it.
        why: String,
        /// What was perhaps meant.
        help: String,
    },
}

/// Which components were not reached, and which wishes met nothing.
pub(super) fn notes(
    components: &Table<ComponentIx, Component>,
    graph: &LinkGraph,
    wishes: &Wishes,
) -> Vec<Note> {
    let is_used = |ix: &ComponentIx| graph.graph.node_weights().any(|instance| instance.component == *ix);
    let unused = unused(components, graph, wishes);
    let mut notes: Vec<Note> =
        unused.into_iter().map(|(component, why)| Note::Useless { component, why }).collect();
    let used = components.iter().filter(|(ix, _)| is_used(ix));
    let used: Vec<&Component> = used.map(|(_, component)| component).collect();
    let said = wishes.host.iter().map(|said| (&said.text, &said.wish));
    let said = said.chain(wishes.stubs.iter().map(|said| (&said.text, &said.wish.target)));
    for (text, target) in said {
        // `*` is for whatever there is.
        if target.import != Pattern::All && !used.iter().any(|component| is_meant(target, component)) {
            notes.push(Note::IdleWish { wish: text.clone(), why: why(target), help: meant(target, &used) });
        }
    }
    notes
}

/// The first few names, and how many others there are.
fn listed(names: &[String]) -> String {
    const FEW: usize = 4;
    let quoted: Vec<String> = names.iter().take(FEW).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(FEW) {
        0 => quoted.join(", "),
        others => format!("{} and {others} others", quoted.join(", ")),
    }
}

/// Who does not import what is meant.
fn why(target: &Target) -> String {
    match &target.consumer {
        Some(consumer) => format!("`{}` does not import it, or takes no part", consumer.as_str()),
        None => "no component that takes part imports it".to_owned(),
    }
}

/// Whether the component has an import that is meant.
fn is_meant(target: &Target, component: &Component) -> bool {
    let by_name = |consumer: &Selector| component.name.answers_to(consumer.as_str());
    target.consumer.as_ref().is_none_or(by_name) && has(target, component)
}

fn has(target: &Target, component: &Component) -> bool {
    let mut imports = component.imports.iter();
    imports.any(|(name, port)| target.import.means_import(name, port.implements.as_ref()))
}

/// Which import was perhaps meant.
fn meant(target: &Target, used: &[&Component]) -> String {
    if let Some(other) = used.iter().find(|component| has(target, component)) {
        return format!("`{}` imports it: name that one, or none and all are meant", other.name);
    }
    let imports = used.iter().flat_map(|component| component.imports.keys());
    let known: Vec<String> = match &target.import {
        Pattern::All => Vec::new(),
        Pattern::Namespace(_) | Pattern::Package(_) => {
            imports.filter_map(|name| Some(pattern_of(name.interface()?, &target.import))).collect()
        }
        Pattern::Name(_) => imports.map(unversioned).collect(),
    };
    let wanted = match &target.import {
        Pattern::Name(name) => unversioned(name),
        pattern @ (Pattern::All | Pattern::Namespace(_) | Pattern::Package(_)) => pattern.to_string(),
    };
    match nearest(&wanted, known.iter().map(String::as_str)) {
        Some(near) if near != wanted => format!("did you mean `{near}`?"),
        Some(_) => "it is imported in another version: leave the version out".to_owned(),
        None => "leave the option out".to_owned(),
    }
}

/// The pattern of the same kind that would mean an interface.
fn pattern_of(name: &InterfaceName, like: &Pattern) -> String {
    let package = PackageName { version: None, ..name.package.clone() };
    match like {
        Pattern::Package(_) => Pattern::Package(package).to_string(),
        Pattern::Namespace(_) | Pattern::All | Pattern::Name(_) => {
            Pattern::Namespace(package.namespace).to_string()
        }
    }
}

fn unversioned(name: &ExternName) -> String {
    match name {
        ExternName::Interface(interface) => matching::without_version(interface).to_string(),
        ExternName::Plain(name) => name.to_string(),
    }
}
