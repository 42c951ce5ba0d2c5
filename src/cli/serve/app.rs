//! What answers on one route: loaded when serving begins, and whenever its files have changed.

use std::path::PathBuf;

use crate::cli::code::CodeArgs;
use crate::cli::compose::in_memory::Composition;
use crate::cli::files;
use crate::cli::term;
use crate::files::failure::{Failure, Outcome};
use crate::harness::grants::Grants;
use crate::harness::serve::{self, Files, Renewal, Renewed, RequestLimits, Route};

/// A component that is to be served, and what it is given.
pub(super) struct App {
    /// Where it answers.
    pub(super) path: String,
    pub(super) source: Source,
    pub(super) code: CodeArgs,
    pub(super) limits: RequestLimits,
    pub(super) grants: Grants,
}

/// Where a component comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// A file has it.
    File(PathBuf),
    /// It is composed when it is needed.
    Composition(Composition),
}

impl Source {
    /// How messages name it.
    pub(super) fn name(&self) -> String {
        match self {
            Source::File(file) => files::display_name(file),
            Source::Composition(composition) => files::display_name(&composition.file()),
        }
    }
}

impl App {
    pub(super) fn load(&self) -> Outcome<Renewed> {
        let (name, instances) = (self.source.name(), serve::instances(&self.limits));
        match &self.source {
            Source::File(file) => {
                let files = Files::now(vec![file.clone()]);
                Ok(Renewed { hosted: self.code.hosted(&name, file, instances)?, files })
            }
            Source::Composition(composition) => {
                let composed = composition.compose().inspect_err(|_| self.uncomposed(composition))?;
                let files = Files::now(composed.files);
                Ok(Renewed { hosted: self.code.hosted_bytes(&name, &composed.bytes, instances)?, files })
            }
        }
    }

    /// Says whose the errors are that follow. What they advise are flags, which a list has no room for.
    fn uncomposed(&self, composition: &Composition) {
        let path = &self.path;
        match composition {
            Composition::Manifest(_) => term::say(format_args!("the route `{path}` can't be composed:")),
            Composition::List(..) => term::say(format_args!(
                "the route `{path}` can't be composed; a site has no flags: where one is advised, let a manifest say it \
                 (see `witc compose --help`), and be the route's `component`:"
            )),
        }
    }

    /// The route, and how it is renewed.
    pub(super) fn route(self) -> Outcome<(Route, Renewal)> {
        let Renewed { hosted, files } = self.load()?;
        let (grants, limits) = (self.grants.clone(), self.limits);
        Ok((Route { path: self.path.clone(), hosted, grants, limits }, self.renewal(files)))
    }

    /// What is wrong with a file that has changed is told, and no reason to stop.
    fn renewal(self, files: Files) -> Renewal {
        let name = self.source.name();
        Renewal {
            route: self.path.clone(),
            files,
            load: Box::new(move || match self.load() {
                Ok(renewed) => Some(renewed),
                Err(failure) => {
                    kept(&self.source.name(), &failure);
                    None
                }
            }),
            report: Box::new(move |renewed| match renewed {
                Ok(()) => term::say(format_args!("`{name}` has changed and is served anew")),
                Err(error) => kept(&name, &Failure::from(error)),
            }),
        }
    }
}

/// Says why a file that has changed is not served.
pub(super) fn kept(name: &str, failure: &Failure) {
    term::report(failure);
    term::say(format_args!("`{name}` is served as it was before"));
}
