//! Everything that went wrong, of whatever stage.

use miette::Diagnostic;

use crate::base::problems::Problems;
use crate::frontend::Checked;
use crate::frontend::error::LoadError;

/// Everything that went wrong in one command, or one build.
#[derive(Debug)]
pub(crate) struct Failure {
    /// In the order in which they are told.
    pub(crate) causes: Vec<Cause>,
    /// Whether the command line makes no sense, rather than what it names.
    #[cfg_attr(not(feature = "cli"), expect(dead_code, reason = "a build script has no command line"))]
    pub(crate) is_misuse: bool,
}

/// A thing that went wrong.
#[derive(Debug)]
pub(crate) enum Cause {
    /// An error that stands alone.
    Error(Box<dyn Diagnostic + Send + Sync>),
    /// What was found in WIT.
    Findings(Checked),
}

/// What a command returns.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl<E: Diagnostic + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { causes: vec![Cause::Error(Box::new(error))], is_misuse: false }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        match error {
            LoadError::Wrong(checked) => Self { causes: vec![Cause::Findings(checked)], is_misuse: false },
            LoadError::NoWorld(error) => error.into(),
        }
    }
}

impl Failure {
    /// The problems of one stage.
    pub(crate) fn of<E: Diagnostic + Send + Sync + 'static>(problems: Problems<E>) -> Self {
        let causes = problems.into_iter().map(|problem| Cause::Error(Box::new(problem))).collect();
        Self { causes, is_misuse: false }
    }

    /// What went wrong here and there, as one.
    pub(crate) fn and(mut self, more: Failure) -> Self {
        self.causes.extend(more.causes);
        self
    }
}
