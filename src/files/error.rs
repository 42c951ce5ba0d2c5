//! What can go wrong between the file system and the stages.

use std::io;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

/// WIT that can't be read, or was too much for us.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum ReadError {
    /// There is nothing at the path.
    #[error("there is no file `{}`", path.display())]
    #[diagnostic(code(witc::cli::no_such_file))]
    NoSuchFile {
        /// As the user gave it.
        path: PathBuf,
        /// Files of a similar name in the same folder, or what to do.
        #[help]
        help: String,
    },
    /// The path is there but reading it failed.
    #[error("can't read `{}`: {error}", path.display())]
    #[diagnostic(code(witc::cli::unreadable))]
    Unreadable {
        /// As the user gave it.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
        /// What to do.
        #[help]
        help: String,
    },
    /// A folder where the files of a package are wanted, without any.
    #[error("the folder `{}` has no `.wit` file", path.display())]
    #[diagnostic(code(witc::cli::no_wit))]
    NoWit {
        /// As the user gave it.
        path: PathBuf,
        /// What to give instead.
        #[help]
        help: String,
    },
    /// A stage panicked, or there was no thread for it.
    #[error("witc gave up on `{}`; this is a fault of ours, not of yours", path.display())]
    #[diagnostic(code(witc::cli::gave_up), help("please report it with the file"))]
    GaveUp {
        /// As the user gave it.
        path: PathBuf,
    },
}
