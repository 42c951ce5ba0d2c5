//! Buckets, as they are granted: `[NAME=]FILE`.

use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

/// What a component calls a bucket. The empty name is that of the default one, too.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BucketName(String);

/// A bucket, and where it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketGrant {
    /// Its name.
    pub bucket: BucketName,
    /// Where its keys and values are.
    pub place: Place,
}

/// Where the keys and values of a bucket are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In a file, which is made if there is none.
    File(PathBuf),
    /// `:memory:`: they are gone when witc ends.
    Memory,
}

/// Why a text is no [`BucketGrant`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NotABucketGrant {
    /// Nothing before the `=`.
    #[error("the name before `=` is missing; for the default bucket write FILE alone, or default=FILE")]
    Unnamed,
    /// Nothing after it.
    #[error("the file is missing; write FILE, NAME=FILE or NAME=:memory:")]
    NoFile,
    /// A place between colons that is not `:memory:`.
    #[error("between colons there is only `:memory:`; a file of that name is `./:..`")]
    NoSuchPlace,
}

impl BucketName {
    /// The name of the bucket for components that need but one.
    pub const DEFAULT: &'static str = "default";

    /// The bucket that an identifier stands for.
    pub fn of(identifier: &str) -> Self {
        Self(if identifier.is_empty() { Self::DEFAULT } else { identifier }.to_owned())
    }

    /// As components write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for BucketGrant {
    type Err = NotABucketGrant;

    fn from_str(text: &str) -> Result<Self, NotABucketGrant> {
        let (bucket, place) = text.split_once('=').unwrap_or((BucketName::DEFAULT, text));
        if bucket.is_empty() {
            return Err(NotABucketGrant::Unnamed);
        }
        let place = match place {
            "" => return Err(NotABucketGrant::NoFile),
            ":memory:" => Place::Memory,
            colon if colon.starts_with(':') => return Err(NotABucketGrant::NoSuchPlace),
            file => Place::File(PathBuf::from(file)),
        };
        Ok(Self { bucket: BucketName::of(bucket), place })
    }
}
