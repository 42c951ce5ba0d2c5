//! The two sides of a mismatch as WIT, with a label at every difference.

use std::sync::Arc;

use miette::{Diagnostic, LabeledSpan, NamedSource};
use thiserror::Error;

use crate::base::ids::TypeIx;
use crate::base::names::ExternName;
use crate::base::source::SourceFile;
use crate::component::ComponentName;
use crate::graph::fit::{Difference, Parting};
use crate::graph::print::type_name;
use crate::graph::wit::{Printed, Spot, print};
use crate::graph::{Item, TypeGraph};

/// The other side of a mismatch.
#[derive(Debug, Error, Diagnostic)]
#[error("{title}")]
#[diagnostic(severity(Advice))]
pub struct Given {
    title: String,
    #[source_code]
    source_code: NamedSource<Arc<str>>,
    #[label(collection)]
    at: Vec<LabeledSpan>,
}

impl Given {
    pub(super) fn new(title: String, shown: &Shown<'_>, at: Vec<LabeledSpan>) -> Self {
        Self { title, source_code: shown.source(), at }
    }
}

/// In words, where a resource of the import and one of the export come from.
pub(super) type Origins<'a> = &'a dyn Fn(TypeIx, TypeIx) -> (String, String);

/// One side of a mismatch, printed.
pub(super) struct Shown<'a> {
    graph: &'a TypeGraph,
    name: &'a ComponentName,
    printed: Printed,
}

impl<'a> Shown<'a> {
    pub(super) fn new(
        graph: &'a TypeGraph,
        name: &'a ComponentName,
        item_name: &ExternName,
        item: Option<&Item>,
    ) -> Self {
        let printed = item.map(|item| print(graph, item_name, item)).unwrap_or_default();
        Self { graph, name, printed }
    }

    pub(super) fn source(&self) -> NamedSource<Arc<str>> {
        SourceFile::new(format!("{} (as WIT)", self.name), self.printed.text.as_str()).named()
    }

    /// A label at the first of `spots` that the text shows.
    pub(super) fn label(&self, spots: &[Spot], text: String) -> Option<LabeledSpan> {
        let place = spots.iter().find_map(|spot| self.printed.place(*spot))?;
        Some(LabeledSpan::new_with_span(Some(text), place))
    }
}

/// Labels for both sides, in the order of their texts.
pub(super) fn labels(
    wanted: &Shown<'_>,
    given: &Shown<'_>,
    differences: &[Difference],
    origin: Origins<'_>,
) -> (Vec<LabeledSpan>, Vec<LabeledSpan>) {
    Labels { wanted, given, origin }.all(differences)
}

struct Labels<'a> {
    wanted: &'a Shown<'a>,
    given: &'a Shown<'a>,
    origin: Origins<'a>,
}

impl Labels<'_> {
    fn all(&self, differences: &[Difference]) -> (Vec<LabeledSpan>, Vec<LabeledSpan>) {
        let (mut wanted, mut given) = (Vec::new(), Vec::new());
        for difference in differences {
            let (ours, theirs) = self.words(difference);
            wanted.extend(ours.and_then(|text| self.wanted.label(&difference.wanted, text)));
            given.extend(theirs.and_then(|text| self.given.label(&difference.given, text)));
        }
        (in_order(wanted), in_order(given))
    }

    /// What to write at a difference, in the import and in the export.
    fn words(&self, difference: &Difference) -> (Option<String>, Option<String>) {
        let (ours, theirs) = (self.wanted.name, self.given.name);
        let last = difference.path.last().map(ToString::to_string).unwrap_or_default();
        let both = |wanted: String, given: String| (Some(wanted), Some(given));
        match difference.parting {
            Parting::Kind => {
                both("this kind of item is wanted".to_owned(), "another kind of item".to_owned())
            }
            Parting::NoFunc => (Some(format!("`{theirs}` has no such function")), None),
            Parting::NoType => (Some(format!("`{theirs}` has no such type")), None),
            Parting::Sync => both(
                "one of the two is async, the other is not".to_owned(),
                "one of the two is async, the other is not".to_owned(),
            ),
            Parting::Lacks => both(format!("`{theirs}` has no `{last}`"), format!("no `{last}` here")),
            Parting::Extra => both(format!("no `{last}` here"), format!("`{ours}` has no `{last}`")),
            Parting::Order => both("in this order".to_owned(), "in another order".to_owned()),
            Parting::Result => both(
                "only one of the two returns something".to_owned(),
                "only one of the two returns something".to_owned(),
            ),
            Parting::Type(wanted, given) => both(
                format!("`{ours}` wants `{}`", type_name(self.wanted.graph, wanted)),
                format!("`{theirs}` has `{}`", type_name(self.given.graph, given)),
            ),
            Parting::Resource(wanted, given) => {
                let (wanted, given) = (self.origin)(wanted, given);
                both(wanted, given)
            }
        }
    }
}

/// Labels in the order of the text; those at one place become one.
fn in_order(mut labels: Vec<LabeledSpan>) -> Vec<LabeledSpan> {
    labels.sort_by_key(|label| (label.offset(), label.len()));
    let mut merged: Vec<LabeledSpan> = Vec::new();
    for label in labels {
        match merged.last_mut() {
            Some(last) if last.inner() == label.inner() => {
                let text = [last.label(), label.label()].into_iter().flatten().collect::<Vec<_>>();
                if text.first() != text.last() {
                    let text = text.join("; ");
                    last.set_label(Some(text));
                }
            }
            Some(_) | None => merged.push(label),
        }
    }
    merged
}
