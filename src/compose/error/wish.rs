//! Wishes that don't go with the components.

use std::fmt::{self, Display};
use std::ops::Range;
use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource, SourceCode};
use thiserror::Error;

use crate::base::names::ExternName;
use crate::component::ComponentName;
use crate::compose::parts::Lost;
use crate::compose::wishes::{Pattern, Said, Selector};

/// A wish that can't be fulfilled as it was said.
#[derive(Debug, Error)]
#[error("`{wish}`: {fault}")]
pub struct WishError {
    /// What is wrong with it.
    pub fault: Fault,
    /// The wish as it was written.
    wish: String,
    /// The file in which it stands, unless it is the command line.
    source_code: Option<NamedSource<Arc<str>>>,
    at: Option<Range<usize>>,
    help: String,
}

/// What is wrong with a wish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It names a component that was not given.
    NoComponent(Selector),
    /// It names several.
    SeveralComponents(Selector),
    /// The component does not import that.
    NoImport(ComponentName, ExternName),
    /// No component that takes part imports that.
    NoImportAtAll(ExternName),
    /// The component does not export that.
    NoExport(ComponentName, ExternName),
    /// The component takes no part, so that its imports are of no matter.
    NoPart(ComponentName),
    /// A wire from a component to itself.
    ToItself(ComponentName, ExternName),
    /// Two wires for one import.
    TwoWires(ComponentName, ExternName),
    /// Other wires meet all of the imports that it is for.
    Overruled(ExternName),
    /// A component can stand between no two others.
    NothingBetween(ComponentName),
    /// The root does not export that.
    NoRootExport(ComponentName, Pattern),
}

impl Fault {
    fn code(&self) -> &'static str {
        match self {
            Fault::NoComponent(_) => "witc::compose::no_such_component",
            Fault::SeveralComponents(_) => "witc::compose::ambiguous_component",
            Fault::NoImport(..) | Fault::NoImportAtAll(_) => "witc::compose::no_such_import",
            Fault::NoExport(..) | Fault::NoRootExport(..) => "witc::compose::no_such_export",
            Fault::NoPart(_) | Fault::Overruled(_) => "witc::compose::idle_wire",
            Fault::ToItself(..) => "witc::compose::wired_to_itself",
            Fault::TwoWires(..) => "witc::compose::two_wires",
            Fault::NothingBetween(_) => "witc::compose::idle_via",
        }
    }
}

impl Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::NoComponent(selector) => write!(f, "no component is called `{selector}`"),
            Fault::SeveralComponents(selector) => write!(f, "several components are called `{selector}`"),
            Fault::NoImport(component, import) => write!(f, "`{component}` does not import `{import}`"),
            Fault::NoImportAtAll(import) => write!(f, "no component that takes part imports `{import}`"),
            Fault::NoExport(component, export) => write!(f, "`{component}` does not export `{export}`"),
            Fault::NoPart(component) => write!(f, "`{component}` takes no part"),
            Fault::ToItself(component, import) => {
                write!(f, "`{component}` can't be given its own `{import}`")
            }
            Fault::TwoWires(component, import) => {
                write!(f, "another wire says what meets `{import}` of `{component}`")
            }
            Fault::Overruled(import) => {
                write!(f, "for every component that imports `{import}`, another wire says more exactly")
            }
            Fault::NothingBetween(component) => {
                write!(f, "`{component}` stands between no two components")
            }
            Fault::NoRootExport(component, pattern) => {
                write!(f, "`{component}` exports no `{pattern}`")
            }
        }
    }
}

impl WishError {
    pub(in crate::compose) fn new<T>(said: &Said<T>, fault: Fault, help: String) -> Self {
        let (source_code, at) = match &said.at {
            Some((file, range)) => (Some(file.named()), Some(range.clone())),
            None => (None, None),
        };
        Self { fault, wish: said.text.clone(), source_code, at, help }
    }

    pub(in crate::compose) fn lost<T>(said: &Said<T>, selector: &Selector, lost: Lost) -> Self {
        match lost {
            Lost::None { near, known } => {
                let near = near.map(|near| format!("did you mean `{near}`?\n")).unwrap_or_default();
                let is_file = [".wasm", ".wat"].iter().any(|kind| selector.as_str().ends_with(kind));
                let given =
                    if is_file { "\na file is one of them when it is given after `--with`" } else { "" };
                let help = format!("{near}the components are {}{given}", quoted(&known));
                Self::new(said, Fault::NoComponent(selector.clone()), help)
            }
            Lost::Several(names) => {
                let help = format!("write one of {}", quoted(&names));
                Self::new(said, Fault::SeveralComponents(selector.clone()), help)
            }
        }
    }
}

impl Diagnostic for WishError {
    fn code(&self) -> Option<Box<dyn Display + '_>> {
        Some(Box::new(self.fault.code()))
    }

    fn help(&self) -> Option<Box<dyn Display + '_>> {
        Some(Box::new(&self.help))
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.source_code.as_ref().map(|source| source as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let at = self.at.clone()?;
        Some(Box::new(std::iter::once(LabeledSpan::new_with_span(Some("here".to_owned()), at))))
    }
}

/// A list in words.
pub(in crate::compose) fn quoted(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match quoted.as_slice() {
        [] => "none".to_owned(),
        [one] => one.clone(),
        [front @ .., last] => format!("{} and {last}", front.join(", ")),
    }
}
