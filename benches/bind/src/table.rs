//! One table for everything: wit-bindgen, witc, and what was to be reached.

use std::time::Duration;

/// Rows as they are to be printed.
#[derive(Default)]
pub(crate) struct Table(Vec<[String; 4]>);

impl Table {
    pub(crate) fn section(&mut self, name: &str) {
        println!("\n{name}\n{:52} {:>14} {:>14}   to reach", "", "wit-bindgen", "witc");
    }

    /// Prints at once: some rows take long.
    pub(crate) fn row(&mut self, what: String, they: String, we: String, target: &str) {
        println!("{what:52} {they:>14} {we:>14}   {target}");
        self.0.push([what, they, we, target.to_owned()]);
    }
}

pub(crate) fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
