//! What is known of files that have not changed since: it need not be found out again.

use std::fs;
use std::io;
use std::path::PathBuf;

use crate::kept::private;
use crate::kept::stamp::Stamp;

/// A file of what is known, a line for each stamp.
#[derive(Clone, Debug)]
pub struct Known(PathBuf);

/// How many lines it may have: the oldest go.
const LINES: usize = 256;

impl Known {
    /// What the file has, which is made when something is to be kept.
    pub fn at(file: PathBuf) -> Self {
        Self(file)
    }

    /// What is known of the file with this stamp.
    pub fn get(&self, stamp: &Stamp) -> Option<String> {
        let text = self.text()?;
        let mut pairs = text.lines().filter_map(|line| line.split_once(' '));
        let stamp = stamp.to_string();
        pairs.find(|(known, _)| *known == stamp).map(|(_, what)| what.to_owned())
    }

    /// Notes what is known. That this fails is nobody's loss: it will be found out again.
    pub fn put(&self, stamp: &Stamp, what: &str) {
        let _ = self.write(stamp, what);
    }

    fn write(&self, stamp: &Stamp, what: &str) -> io::Result<()> {
        let (before, stamp) = (self.text().unwrap_or_default(), stamp.to_string());
        let others: Vec<&str> = before.lines().filter(|line| !line.starts_with(&stamp)).collect();
        let others = others.get(others.len().saturating_sub(LINES - 1)..).unwrap_or_default();
        let mut text = others.join("\n");
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("{stamp} {what}\n"));
        private::replace(&self.0, &[text.as_bytes()])
    }

    /// The lines, if this user wrote them.
    fn text(&self) -> Option<String> {
        let is_own = fs::metadata(&self.0).is_ok_and(|metadata| private::is_own(&metadata));
        if is_own { fs::read_to_string(&self.0).ok() } else { None }
    }
}
