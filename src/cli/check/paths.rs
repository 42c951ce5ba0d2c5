//! What a repository calls a file.

use std::path::{Component, Path, PathBuf};

/// The path of a file from the root of the checkout that GitHub Actions works in, elsewhere from the current folder.
/// What is outside keeps its name.
pub(super) fn in_repository(name: &str) -> String {
    let Ok(here) = std::env::current_dir() else { return name.to_owned() };
    let checkout = std::env::var_os("GITHUB_WORKSPACE").map(PathBuf::from);
    let root = checkout.filter(|root| here.starts_with(root)).unwrap_or_else(|| here.clone());
    let full = straightened(&here.join(name));
    full.strip_prefix(&root).map_or(name.to_owned(), |path| path.display().to_string())
}

/// The path without `.` and `..`.
fn straightened(path: &Path) -> PathBuf {
    let mut straight = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                straight.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => straight.push(part),
        }
    }
    straight
}
