//! The line editor: what it completes, when a statement is whole, and where it keeps what was typed.

use std::fs;
use std::io;
use std::path::PathBuf;

use rustyline::completion::Completer;
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::FileHistory;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};
use rustyline::{CompletionType, Config, Context, Editor, Helper};

use crate::cli::files;
use crate::cli::repl::commands::COMMANDS;
use crate::cli::repl::whole::is_whole;

/// How many statements are remembered.
const MOST: usize = 1000;

/// A terminal that statements are typed in.
pub(super) struct Lines {
    editor: Editor<Words, FileHistory>,
    history: Option<PathBuf>,
}

/// What came of asking for a statement.
pub(super) enum Typed {
    Statement(String),
    /// Ctrl-C: what was typed is not meant.
    Nothing,
    /// Ctrl-D.
    End,
}

impl Lines {
    /// Opens the editor, with what was typed in earlier sessions.
    pub(super) fn open() -> io::Result<Self> {
        let config = Config::builder()
            .completion_type(CompletionType::List)
            .history_ignore_space(true)
            .auto_add_history(true)
            .max_history_size(MOST)
            .map_err(io_error)?
            .build();
        let mut editor = Editor::with_config(config).map_err(io_error)?;
        editor.set_helper(Some(Words::default()));
        let history = history();
        if let Some(history) = &history {
            // There is none before the first session.
            let _ = editor.load_history(history);
        }
        Ok(Self { editor, history })
    }

    /// The next statement, completed from `words`.
    pub(super) fn next(&mut self, words: Vec<String>) -> io::Result<Typed> {
        if let Some(helper) = self.editor.helper_mut() {
            helper.words = words;
        }
        match self.editor.readline("> ") {
            Ok(statement) => Ok(Typed::Statement(statement)),
            Err(ReadlineError::Interrupted) => Ok(Typed::Nothing),
            Err(ReadlineError::Eof) => Ok(Typed::End),
            Err(error) => Err(io_error(error)),
        }
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        if let Some(history) = &self.history {
            // Statements may have secrets in them: the editor makes the file readable for its user only.
            let _ = self.editor.save_history(history);
        }
    }
}

fn io_error(error: ReadlineError) -> io::Error {
    if let ReadlineError::Io(error) = error { error } else { io::Error::other(error) }
}

/// The file of what was typed, in a folder that is there.
fn history() -> Option<PathBuf> {
    let folder = files::user_folder("XDG_STATE_HOME", ".local/state")?;
    fs::create_dir_all(&folder).ok()?;
    Some(folder.join("repl-history"))
}

/// What may be typed.
#[derive(Default)]
struct Words {
    words: Vec<String>,
}

impl Completer for Words {
    type Candidate = String;

    fn complete(&self, line: &str, pos: usize, _: &Context<'_>) -> rustyline::Result<(usize, Vec<String>)> {
        let typed = line.get(..pos).unwrap_or_default();
        let is_part = |c: char| c.is_ascii_alphanumeric() || "-.:/#@".contains(c);
        let start = typed.trim_end_matches(is_part).len();
        let word = typed.get(start..).unwrap_or_default();
        let commands = COMMANDS.iter().map(|(command, _, _)| (*command).to_owned());
        let known =
            commands.filter(|_| start == 0 && word.starts_with(':')).chain(self.words.iter().cloned());
        Ok((start, known.filter(|known| known.starts_with(word)).collect()))
    }
}

impl Validator for Words {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        let whole = is_whole(context.input());
        Ok(if whole { ValidationResult::Valid(None) } else { ValidationResult::Incomplete })
    }
}

impl Hinter for Words {
    type Hint = String;
}

impl Highlighter for Words {}

impl Helper for Words {}
