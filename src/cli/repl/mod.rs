//! `witc repl`: calls, typed one after the other.

mod commands;
mod editor;
mod whole;

use std::io::{self, BufRead, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;

use crate::base::near;
use crate::base::source::SourceFile;
use crate::cli::code::CodeArgs;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::grants::GrantArgs;
use crate::cli::limits::LimitArgs;
use crate::cli::repl::commands::{COMMANDS, Command};
use crate::cli::repl::editor::{Lines, Typed};
use crate::cli::repl::whole::is_whole;
use crate::cli::term;
use crate::files::failure::{Failure, Outcome};
use crate::harness::call::{self, Session, lookup};
use crate::harness::engine::Guest;
use crate::harness::expression::Expression;
use crate::harness::grants::{Grants, Stdio};
use crate::harness::interrupt::{self, Interrupt};

/// Calls exported functions of a component as they are typed, one after the other, in one instance: with completion, and
/// with the lines of the last time.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct ReplArgs {
    /// The component: `.wasm` or `.wat`
    #[arg(value_name = "COMPONENT")]
    component: PathBuf,
    /// How many values are read of a stream, at most
    #[arg(long, value_name = "N", default_value_t = call::MOST_VALUES)]
    stream_values: usize,
    #[command(flatten)]
    grants: GrantArgs,
    #[command(flatten)]
    limits: LimitArgs,
    #[command(flatten)]
    code: CodeArgs,
}

const AFTER_HELP: &str = "\
Statements are those of `witc call`, all in one instance of the component; `:help` tells what else there is. Typed in \
a terminal, each call has the time that `--time` gives; in a script all of them together have it. \
What was typed is kept in ~/.local/state/witc/repl-history, except what begins with a space.

If standard input is no terminal it is a script: its answers are printed, and the first error ends it with exit code 1.

Example:
  witc repl counters.wasm
  > let c = counter(5)
  c = counter#1
  > c.increment()
  6";

/// Asks, calls, and prints, until there is nothing more.
pub(super) fn repl(args: &ReplArgs) -> Outcome<ExitCode> {
    let name = files::display_name(&args.component);
    let is_script = !io::stdin().is_terminal();
    let limits = args.limits.limits();
    let limits = if is_script { limits } else { interrupt::interruptible(limits) };
    let guest = args.code.guest(&name, &args.component, limits)?;
    let grants = args.grants.grants(vec![name], Stdio::ToStderr)?;
    let mut repl = Repl { guest: &guest, grants: &grants, interrupt: None, most: args.stream_values };
    if is_script {
        return repl.script();
    }
    let failed = |error| CliError::NoTerminal { error };
    repl.interrupt = Some(Interrupt::listen(&guest).map_err(failed)?);
    let mut lines = Lines::open().map_err(failed)?;
    repl.ask(&mut lines, failed)
}

/// What stays while instances come and go.
struct Repl<'g> {
    guest: &'g Guest,
    grants: &'g Grants,
    /// None for a script: Ctrl-C ends it.
    interrupt: Option<Arc<Interrupt>>,
    most: usize,
}

/// What is to be done after a line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    NewInstance,
    End,
}

impl<'g> Repl<'g> {
    fn ask(&self, lines: &mut Lines, failed: impl Fn(io::Error) -> CliError) -> Outcome<ExitCode> {
        term::say("`:help` tells what can be typed");
        loop {
            let mut session = self.session()?;
            let next = loop {
                match lines.next(lookup::words(&session)).map_err(&failed)? {
                    Typed::Nothing => {}
                    Typed::End => break Next::End,
                    Typed::Statement(text) => match self.line(&mut session, &text) {
                        Ok(Next::Line) => {}
                        Ok(next) => break next,
                        Err(failure) => {
                            term::report(&failure);
                            if session.is_broken() {
                                term::say("the component was started anew: names and resources are gone");
                                break Next::NewInstance;
                            }
                        }
                    },
                }
            };
            if !session.is_broken()
                && let Err(error) = session.end()
            {
                term::report(&error.into());
            }
            if next == Next::End {
                return Ok(ExitCode::SUCCESS);
            }
        }
    }

    fn session(&self) -> Outcome<Session<'g>> {
        let session = match &self.interrupt {
            Some(interrupt) => Session::interruptible(self.guest, self.grants, interrupt)?,
            None => Session::start(self.guest, self.grants)?,
        };
        Ok(session.reading(self.most))
    }

    fn line(&self, session: &mut Session<'g>, text: &str) -> Outcome<Next> {
        self.done(session, text, &SourceFile::new("<repl>", text), How::Typed)
    }

    fn done(&self, session: &mut Session<'g>, text: &str, source: &SourceFile, how: How) -> Outcome<Next> {
        match Command::of(text) {
            Some(command) => self.command(session, command),
            None => {
                statement(session, source, how)?;
                Ok(Next::Line)
            }
        }
    }

    /// Standard input as a script, which ends with its first error.
    fn script(&self) -> Outcome<ExitCode> {
        let mut session = self.session()?;
        let (mut before, mut pending) = (0, String::new());
        let mut lines = io::stdin().lock().lines();
        let mut is_over = false;
        while !is_over {
            match lines.next() {
                Some(line) => {
                    pending.push_str(&line.map_err(|error| CliError::StdinFailed { error })?);
                    pending.push('\n');
                }
                None => is_over = true,
            }
            if !is_over && !is_whole(&pending) {
                continue;
            }
            // Lines in errors are those of the input.
            let source = SourceFile::new("<stdin>", format!("{}{}", "\n".repeat(before), pending.trim_end()));
            match self.done(&mut session, &pending, &source, How::Read)? {
                Next::Line => {}
                Next::NewInstance => std::mem::replace(&mut session, self.session()?).end()?,
                Next::End => break,
            }
            before += pending.lines().count();
            pending.clear();
        }
        session.end()?;
        Ok(ExitCode::SUCCESS)
    }

    fn command(&self, session: &Session<'g>, command: Command<'_>) -> Outcome<Next> {
        match command {
            Command::Quit => return Ok(Next::End),
            Command::Reset => return Ok(Next::NewInstance),
            Command::Help => print(&commands::help())?,
            Command::Exports => {
                let listing = self.guest.exports.listing();
                print(&format!("{}\n", listing.trim_start_matches('\n')))?;
            }
            Command::Type(asked) => print(&format!("{}\n", type_of(session, self.guest, asked)?))?,
            Command::Unknown(name) => {
                return Err(CliError::NoCommand { name: name.to_owned(), help: meant(name) }.into());
            }
        }
        Ok(Next::Line)
    }
}

fn meant(name: &str) -> String {
    match near::nearest(name, COMMANDS.iter().map(|(command, _, _)| *command)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`:help` tells which there are".to_owned(),
    }
}

fn type_of(session: &Session<'_>, guest: &Guest, asked: &str) -> Outcome<String> {
    if let Some(definition) = lookup::define(guest, asked) {
        return Ok(definition);
    }
    let expression = Expression::new(&SourceFile::new("<repl>", asked));
    Ok(session.prepare(&expression).map_err(Failure::of)?.spell())
}

/// Where a statement comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    /// Somebody waits for what comes of it.
    Typed,
    Read,
}

fn statement(session: &mut Session<'_>, source: &SourceFile, how: How) -> Outcome {
    let Some(expression) = Expression::whole_of(source) else { return Ok(()) };
    let step = session.prepare(&expression).map_err(Failure::of)?;
    let answer = session.run(&step)?;
    if let Some(cut) = session.cut(&step) {
        term::warn(&cut);
    }
    match step.bound() {
        Some(name) if how == How::Typed => print(&format!("{name} = {answer}\n")),
        _ if step.is_shown() => print(&format!("{answer}\n")),
        Some(_) | None => Ok(()),
    }
}

fn print(text: &str) -> Outcome {
    files::to_stdout(text.as_bytes()).map_err(|error| CliError::AnswerLost { error })?;
    Ok(())
}
