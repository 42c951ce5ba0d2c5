//! What is worth saying though nothing is wrong.

use miette::Diagnostic;
use thiserror::Error;

use crate::base::ids::{ComponentIx, Table};
use crate::base::names::ExternName;
use crate::base::near::nearest;
use crate::component::{Component, ComponentName};
use crate::compose::graph::LinkGraph;
use crate::compose::unused::{Unused, unused};
use crate::compose::{HostWish, Wishes, matching};

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
    /// A wish about an import that nobody has.
    #[error("`--import {import}` says nothing: no component that takes part imports it")]
    #[diagnostic(code(witc::compose::idle_wish), severity(Warning), help("{help}"))]
    IdleWish {
        /// The name in the wish.
        import: ExternName,
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
    let imports: Vec<&ExternName> = used.flat_map(|(_, component)| component.imports.keys()).collect();
    for wish in &wishes.host {
        let HostWish::Import(import) = wish else { continue };
        if !imports.iter().any(|name| matching::is_meant(import, name)) {
            let known: Vec<String> = imports.iter().map(|name| unversioned(name)).collect();
            let help = match nearest(&unversioned(import), known.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "leave the option out".to_owned(),
            };
            notes.push(Note::IdleWish { import: import.clone(), help });
        }
    }
    notes
}

fn unversioned(name: &ExternName) -> String {
    match name {
        ExternName::Interface(interface) => matching::without_version(interface).to_string(),
        ExternName::Plain(name) => name.to_string(),
    }
}
