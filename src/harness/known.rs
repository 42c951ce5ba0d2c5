//! What is known of files that have not changed since: it need not be found out again.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use crate::harness::private;

/// Where a file is, and when it was last changed: another content has another stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp(String);

impl Stamp {
    /// That of a file that nobody has changed for a moment: the clock of a file system is coarse, and two changes may
    /// have the same time. None if there is none.
    pub fn of(file: &Path) -> Option<Self> {
        const MOMENT: Duration = Duration::from_secs(2);
        Self::of_settled(&fs::metadata(file).ok()?, MOMENT)
    }

    /// That of a file that nobody has changed for some time.
    #[cfg(unix)]
    pub(super) fn of_settled(metadata: &Metadata, time: Duration) -> Option<Self> {
        use std::os::unix::fs::MetadataExt;

        let is_settled = |second: i64| {
            let changed = SystemTime::UNIX_EPOCH + Duration::from_secs(u64::try_from(second).ok()?);
            changed.elapsed().ok().filter(|age| *age > time)
        };
        is_settled(metadata.mtime())?;
        is_settled(metadata.ctime())?;
        Some(Self(format!(
            "{:x}-{:x}-{:x}-{:x}.{:x}-{:x}.{:x}",
            metadata.dev(),
            metadata.ino(),
            metadata.size(),
            metadata.mtime(),
            metadata.mtime_nsec(),
            metadata.ctime(),
            metadata.ctime_nsec()
        )))
    }

    #[cfg(not(unix))]
    pub(super) fn of_settled(_: &Metadata, _: Duration) -> Option<Self> {
        None
    }
}

/// A file of what is known, a line for each stamp.
#[derive(Clone, Debug)]
pub(super) struct Known(PathBuf);

/// How many lines it may have: the oldest go.
const LINES: usize = 256;

impl Known {
    pub(super) fn at(file: PathBuf) -> Self {
        Self(file)
    }

    /// What is known of the file with this stamp.
    pub(super) fn get(&self, stamp: &Stamp) -> Option<String> {
        let text = self.text()?;
        let mut pairs = text.lines().filter_map(|line| line.split_once(' '));
        pairs.find(|(known, _)| *known == stamp.0).map(|(_, what)| what.to_owned())
    }

    /// Notes what is known. That this fails is nobody's loss: it will be found out again.
    pub(super) fn put(&self, stamp: &Stamp, what: &str) {
        let _ = self.write(stamp, what);
    }

    fn write(&self, stamp: &Stamp, what: &str) -> io::Result<()> {
        let before = self.text().unwrap_or_default();
        let others: Vec<&str> = before.lines().filter(|line| !line.starts_with(&stamp.0)).collect();
        let others = others.get(others.len().saturating_sub(LINES - 1)..).unwrap_or_default();
        let mut text = others.join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{} {what}\n", stamp.0));
        private::replace(&self.0, &[text.as_bytes()])
    }

    /// The lines, if this user wrote them.
    fn text(&self) -> Option<String> {
        let is_own = fs::metadata(&self.0).is_ok_and(|metadata| private::is_own(&metadata));
        if is_own { fs::read_to_string(&self.0).ok() } else { None }
    }
}
