//! By what it is known that a file has changed.

use std::fmt::{self, Display, Formatter};
use std::fs::{self, Metadata};
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Which file it is, and when it was last changed: another content has another stamp.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
    /// Device, node, and when anything about it was changed, which no program can set.
    #[cfg(unix)]
    node: (u64, u64, SystemTime),
}

/// For how long nobody must have changed a file: the clock of a file system is coarse, and two changes may have the same
/// time.
pub const MOMENT: Duration = Duration::from_secs(2);

impl Stamp {
    /// That of the file at `path` as it is now; none if there is none.
    pub fn now(path: &Path) -> Option<Self> {
        Some(Self::of(&fs::metadata(path).ok()?))
    }

    /// That of the file that the system says this of.
    pub fn of(metadata: &Metadata) -> Self {
        Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            node: node(metadata),
        }
    }

    /// That of a file that nobody has changed for a moment. None if there is no such file.
    pub fn settled(path: &Path) -> Option<Self> {
        Self::now(path).filter(|stamp| stamp.is_settled(MOMENT))
    }

    /// Whether nobody has changed the file for some time. Where the system doesn't tell, somebody may have.
    #[cfg(unix)]
    pub fn is_settled(&self, time: Duration) -> bool {
        let has_passed = |since: SystemTime| since.elapsed().is_ok_and(|age| age > time);
        self.modified.is_some_and(has_passed) && has_passed(self.node.2)
    }

    /// Whether nobody has changed the file for some time: nothing is known of that here.
    #[cfg(not(unix))]
    pub fn is_settled(&self, _: Duration) -> bool {
        false
    }
}

#[cfg(unix)]
fn node(metadata: &Metadata) -> (u64, u64, SystemTime) {
    use std::os::unix::fs::MetadataExt;

    let seconds = Duration::from_secs(u64::try_from(metadata.ctime()).unwrap_or(0));
    let rest = Duration::from_nanos(u64::try_from(metadata.ctime_nsec()).unwrap_or(0));
    (metadata.dev(), metadata.ino(), UNIX_EPOCH + seconds + rest)
}

/// One word.
impl Display for Stamp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let nanoseconds = |time: SystemTime| time.duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
        write!(f, "{:x}-{:x}", self.size, self.modified.map_or(0, nanoseconds))?;
        #[cfg(unix)]
        {
            let (device, node, changed) = self.node;
            write!(f, "-{device:x}-{node:x}-{:x}", nanoseconds(changed))?;
        }
        Ok(())
    }
}
