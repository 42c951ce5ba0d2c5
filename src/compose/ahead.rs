//! A validator at work beside who composes: it has seen the types of the components before it is decided what becomes
//! of them.

use std::sync::mpsc::{self, Receiver, Sender};

use crate::base::guard::beside;
use crate::component::{self, Component, ComponentName};
use crate::compose::encode::{self, Skeleton, Standins};
use crate::compose::layout::Layout;
use crate::compose::plan::LinkPlan;

/// How many components' types are sent at once.
const TOGETHER: usize = 32;

/// Who sends a validator what it is to see, and hears what it thinks of it.
#[derive(Debug)]
pub struct Ahead<'a> {
    /// Until all was sent.
    pieces: Option<Sender<Vec<u8>>>,
    verdict: &'a Receiver<bool>,
    standins: Standins,
    /// Whether the validator sees all of the result; types alone are valid, and say nothing.
    is_whole: bool,
}

/// Does `work` while a validator waits for what that sends it.
pub fn ahead<T>(work: impl FnOnce(Ahead<'_>) -> T) -> T {
    let (pieces, arriving) = mpsc::channel();
    let (told, verdict) = mpsc::channel();
    let validate = move || {
        let name = ComponentName::new("the composed component");
        let is_valid = component::check_arriving(&name, arriving.into_iter()).is_ok();
        // Who composes may have given up.
        let _ = told.send(is_valid);
    };
    let standins = Standins::default();
    // Of a validator that fails nothing is heard, and that is a verdict as well.
    let work = || work(Ahead { pieces: Some(pieces), verdict: &verdict, standins, is_whole: false });
    beside(validate, work).1
}

impl Ahead<'_> {
    /// Components that are to be composed, as far as is known: the validator begins with their types.
    pub fn expect<'a>(&mut self, components: impl IntoIterator<Item = &'a Component>) {
        let mut components = components.into_iter().peekable();
        while components.peek().is_some() {
            for component in components.by_ref().take(TOGETHER) {
                // What has no type that can be said is told from the plan, if it is in that.
                let _ = self.standins.add(component);
            }
            let types = self.standins.written();
            self.send(types);
        }
    }

    /// What stands for the components of `plan`; `None` if one of them has something that types can't describe.
    pub(super) fn skeleton(&mut self, plan: &LinkPlan) -> Option<Skeleton> {
        let all_known = plan.components.values().try_for_each(|component| self.standins.add(component));
        let types = self.standins.written();
        self.send(types);
        all_known.and_then(|()| Skeleton::new(plan, std::mem::take(&mut self.standins)))
    }

    /// Sends what is around the components in the result: with this the validator has seen all.
    pub(super) fn outline(&mut self, plan: &LinkPlan, layout: &Layout, skeleton: &Skeleton) {
        if let Some(section) = encode::outline(plan, layout, skeleton) {
            self.send(section);
            self.is_whole = true;
        }
        self.pieces = None;
    }

    /// Whether the result is valid, as far as this validator has seen it.
    pub(super) fn verdict(self) -> bool {
        drop(self.pieces);
        self.is_whole && self.verdict.recv().unwrap_or(false)
    }

    fn send(&self, piece: Vec<u8>) {
        // Who validates may have seen enough.
        let _ = self.pieces.as_ref().map(|pieces| pieces.send(piece));
    }
}
