//! `witc call`: WAVE in, WAVE out.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use crate::base::source::SourceFile;
use crate::cli::code::CodeArgs;
use crate::cli::error::CliError;
use crate::cli::files;
use crate::cli::grants::GrantArgs;
use crate::cli::limits::LimitArgs;
use crate::cli::term::{self, misuse};
use crate::files::failure::{Failure, Outcome};
use crate::harness::call::{self, Session};
use crate::harness::expression::Expression;
use crate::harness::grants::Stdio;
use crate::report::clean;

/// Calls exported functions of a component: values are written in WAVE, and so are the answers.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(super) struct CallArgs {
    /// The component: `.wasm` or `.wat`, `-` for standard input
    #[arg(value_name = "COMPONENT")]
    component: PathBuf,
    /// `function(value, ..)`; `-` reads them from standard input, one a line
    #[arg(value_name = "EXPRESSION", required = true)]
    expressions: Vec<String>,
    /// Answers as JSON, a line each; errors as JSON on standard error
    #[arg(long)]
    json: bool,
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
All expressions are checked, then called in order in one instance of the component: a call sees what those before \
it have done. Each answer is one line on standard output, `()` if there is none; what the component itself prints goes \
to standard error. A trap ends the run with a backtrace and exit code 1. `err(..)` is an answer like any other: exit \
code 0.

Functions:
  create-todo(..)                 if only one interface has it
  todo-store.create-todo(..)      the one of that interface
  example:todo/todo-store#create-todo(..)
  example:todo/todo-store@0.1.0#create-todo(..)
  counter(5)  counter.merge(..)   a constructor, a static function

Names:
  let c = counter(5)              a name for an answer; it can stand for an argument, or for a part of one
  c.increment()                   a method of the resource that `c` is a handle of
  let x = pair.0  todo.title      a part of a tuple or list, of a record
  let s = open(\"a\")?             what is in `ok(..)` or `some(..)`: `err(..)` and `none` end the script with 1
  drop(c)                         the end of a resource; what is left is dropped at the end, the youngest first
A stream is read to its end and printed as a list, a future as its value; as arguments they are written so, too.
A handle is printed as `counter#1`. A function that takes a resource as its own keeps it: the name is gone.

Values (WAVE):
  true  -7  1.5e9  nan  'c'  \"a\\n\"    bool, integers, floats, char, string
  [1, 2]  (1, \"a\")  {\"a\": 1}          list, tuple, map
  {id: 1, title: \"milk\"}              record; fields that are `none` can be left out
  some(1)  none  ok(1)  err(\"no\")     option, result
  red  days(30)  {read, write}        enum, variant, flags
  %ok  %none(1)                       a case with the name of one of WAVE's words

JSON (--json):
  record, map with string keys        object; other maps: an array of [key, value]
  list, tuple; flags                  array; array of strings
  enum, variant without a value       \"red\"
  variant with a value                {\"days\": 30}
  option                              the value, or null; inside an option {\"some\": ..}
  result                              {\"ok\": ..} or {\"err\": ..}, with null for no value
  s64, u64 beyond 2^53 - 1            a string of digits
  nan, inf, -inf                      strings
  char; handle                        a string; \"counter#1\"
  no answer                           null
Errors are in the form of `witc check --format json`.

Examples:
  witc call todo.wasm 'create-todo(\"milk\")' 'list-todos()'
  witc call counters.wasm 'let c = counter(5)' 'c.increment()' 'c.value()'";

/// Makes the calls and prints the answers.
pub(super) fn call(args: &CallArgs) -> Outcome<ExitCode> {
    match calls(args) {
        Err(failure) if args.json => Ok(term::report_json(&failure)),
        outcome => outcome,
    }
}

fn calls(args: &CallArgs) -> Outcome<ExitCode> {
    let expressions = expressions(args)?;
    let name = files::display_name(&args.component);
    let guest = args.code.guest(&name, &args.component, args.limits.limits())?;
    let steps = call::prepare(&guest, &expressions).map_err(Failure::of)?;
    let grants = args.grants.grants(vec![name], Stdio::ToStderr)?;
    let mut session = Session::start(&guest, &grants)?.reading(args.stream_values);
    for step in &steps {
        let answer = session.run(step)?;
        if let Some(cut) = session.cut(step) {
            term::warn(&cut);
        }
        if step.is_shown() {
            let text = if args.json { clean::json(&answer.json()) } else { answer.to_string() };
            files::to_stdout(format!("{text}\n").as_bytes())
                .map_err(|error| CliError::AnswerLost { error })?;
        }
    }
    session.end()?;
    Ok(ExitCode::SUCCESS)
}

fn expressions(args: &CallArgs) -> Outcome<Vec<Expression>> {
    let from_stdin = args.expressions.iter().filter(|text| *text == "-").count();
    let times = from_stdin + usize::from(files::is_dash(&args.component));
    if times > 1 {
        return Err(misuse(CliError::StdinTwice { times, instead: "a file or an argument" }));
    }
    let mut expressions = Vec::new();
    for (index, text) in args.expressions.iter().enumerate() {
        if text == "-" {
            let lines = files::read_text(Path::new("-"))?;
            expressions.extend(Expression::lines(&SourceFile::new("<stdin>", lines)));
        } else {
            let name = match args.expressions.len() {
                1 => "expression".to_owned(),
                _ => format!("expression #{}", index + 1),
            };
            expressions.push(Expression::new(&SourceFile::new(name, text.as_str())));
        }
    }
    Ok(expressions)
}
