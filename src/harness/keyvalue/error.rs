//! What keeps a bucket from being opened.

use std::io;
use std::path::PathBuf;

use miette::Diagnostic;
use redb::{DatabaseError, StorageError};
use thiserror::Error;

/// A file that can't be a bucket. Whatever it is, it was not changed.
#[derive(Debug, Error, Diagnostic)]
pub enum KeyvalueError {
    /// Some process has it.
    #[error("`{}` is in use: another process has this key-value store open", path.display())]
    #[diagnostic(
        code(witc::harness::store_in_use),
        help(
            "a store belongs to one process at a time: stop the other one, or give this one a file of its own"
        )
    )]
    InUse {
        /// As the user gave it.
        path: PathBuf,
    },
    /// It is something else, or was one.
    #[error("`{}` is no key-value store, or a damaged one: {}", path.display(), said(why.as_ref()))]
    #[diagnostic(
        code(witc::harness::store_damaged),
        help(
            "the file is left as it is: restore it from a copy, or give one that doesn't exist, which will be made"
        )
    )]
    Damaged {
        /// As the user gave it.
        path: PathBuf,
        /// What the store said; nothing if it could not even say that.
        why: Option<redb::Error>,
    },
    /// The system doesn't give it to us.
    #[error("can't open the key-value store `{}`: {error}", path.display())]
    #[diagnostic(
        code(witc::harness::cant_open_store),
        help(
            "`--keyvalue [NAME=]FILE` takes a file that can be written, or one that can be made in a folder that exists"
        )
    )]
    CantOpen {
        /// As the user gave it.
        path: PathBuf,
        /// What it said.
        error: io::Error,
    },
}

impl KeyvalueError {
    pub(super) fn of(path: PathBuf, error: DatabaseError) -> Self {
        if matches!(error, DatabaseError::DatabaseAlreadyOpen | DatabaseError::LockProtocolMismatch) {
            return Self::InUse { path };
        }
        let DatabaseError::Storage(StorageError::Io(error)) = error else {
            return Self::Damaged { path, why: Some(error.into()) };
        };
        if is_of_content(&error) {
            return Self::Damaged { path, why: Some(redb::Error::Io(error)) };
        }
        Self::CantOpen { path, error }
    }
}

/// Whether it is about what is in the file, not about the file.
fn is_of_content(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof)
}

fn said(why: Option<&redb::Error>) -> String {
    why.map_or_else(|| "nothing in it makes sense".to_owned(), ToString::to_string)
}
