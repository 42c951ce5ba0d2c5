//! The terminal that statements are typed in.

use std::io::{self, BufRead, Write};

use crate::cli::repl::whole::is_whole;

/// A terminal, line by line.
#[derive(Default)]
pub(super) struct Lines {
    text: String,
}

/// What came of asking for a statement.
pub(super) enum Typed {
    Statement(String),
    /// Ctrl-D.
    End,
}

impl Lines {
    /// The next statement; while brackets are open it goes on in the next line.
    pub(super) fn next(&mut self) -> io::Result<Typed> {
        self.text.clear();
        loop {
            let mut stderr = io::stderr().lock();
            stderr.write_all(if self.text.is_empty() { b"> " } else { b"| " })?;
            stderr.flush()?;
            drop(stderr);
            if io::stdin().lock().read_line(&mut self.text)? == 0 {
                let is_end = self.text.trim().is_empty();
                return Ok(if is_end { Typed::End } else { Typed::Statement(self.text.clone()) });
            }
            if is_whole(&self.text) {
                return Ok(Typed::Statement(self.text.clone()));
            }
        }
    }
}
