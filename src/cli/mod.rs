//! The command line: the only reader of input files and writer of output.

mod bind;
#[cfg(feature = "runtime")]
mod call;
mod check;
#[cfg(feature = "runtime")]
mod code;
#[cfg(feature = "runtime")]
mod compile;
mod componentize;
mod compose;
mod digests;
mod error;
mod explain;
mod files;
mod fmt;
#[cfg(feature = "runtime")]
mod grants;
mod graph;
mod inputs;
mod inspect;
#[cfg(feature = "runtime")]
mod limits;
#[cfg(feature = "runtime")]
mod quantity;
#[cfg(feature = "runtime")]
mod repl;
#[cfg(feature = "runtime")]
mod run;
#[cfg(feature = "runtime")]
mod serve;
mod term;
mod valid;
mod why;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::files::failure::Outcome;
use crate::files::read_wit;
use crate::frontend::Input;

/// From WIT to a running application made of WebAssembly components.
#[derive(Debug, Parser)]
#[command(name = "witc", version, about, propagate_version = true, arg_required_else_help = true)]
struct Args {
    #[command(subcommand)]
    command: Command,
}

// Of all the options only those of the command that is given are made.
#[derive(Debug, Subcommand)]
#[command(defer = true)]
#[allow(clippy::large_enum_variant, reason = "there is one, and it is read once")]
enum Command {
    /// Say what is wrong with WIT files, and mend it.
    Check(check::CheckArgs),
    /// Say more about an error or a warning.
    Explain(explain::ExplainArgs),
    /// WIT in, Rust bindings for a guest out.
    Bind(bind::BindArgs),
    /// Format WIT files.
    Fmt(fmt::FmtArgs),
    /// WIT in, a picture out: who needs whom, or what types are made of.
    Graph(graph::GraphArgs),
    /// Say why a world has an import.
    Why(why::WhyArgs),
    /// A core module in, a component out.
    Componentize(componentize::ComponentizeArgs),
    /// Link components into one, or be told exactly why not.
    Compose(compose::ComposeArgs),
    /// A component in, a picture out: who is in it, and how it is wired.
    Inspect(inspect::InspectArgs),
    /// Call exported functions: WAVE in, WAVE out.
    #[cfg(feature = "runtime")]
    Call(call::CallArgs),
    /// Call exported functions, one after the other, as you type them.
    #[cfg(feature = "runtime")]
    Repl(repl::ReplArgs),
    /// Run a `wasi:cli` command.
    #[cfg(feature = "runtime")]
    Run(run::RunArgs),
    /// Answer HTTP requests with a component.
    #[cfg(feature = "runtime")]
    Serve(serve::ServeArgs),
    /// A component in, its machine code out: for a quick start elsewhere.
    #[cfg(feature = "runtime")]
    Compile(compile::CompileArgs),
}

/// Runs one command. 0: it worked; 1: it did not, and standard error says why; 2: the command line makes no sense.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    quiet_guarded();
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(usage) => {
            // Help and version are printed the same way and are no error: clap knows which is which.
            let _ = usage.print();
            return ExitCode::from(u8::try_from(usage.exit_code()).unwrap_or(2));
        }
    };
    match dispatch(&args.command) {
        Ok(code) => code,
        Err(failure) => term::report(&failure),
    }
}

/// The WIT at some paths with its dependencies, as the commands read it. What can't be read is left out.
pub fn input(paths: &[PathBuf], deps: &[PathBuf]) -> Input {
    read_wit(paths, deps).input
}

/// A panic on a guarded thread is reported as an error of the input; its own words would only confuse.
fn quiet_guarded() {
    let loud = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(crate::base::guard::THREAD) {
            loud(panic);
        }
    }));
}

fn dispatch(command: &Command) -> Outcome<ExitCode> {
    match command {
        Command::Check(args) => check::check(args),
        Command::Explain(args) => explain::explain(args),
        Command::Bind(args) => bind::bind(args),
        Command::Fmt(args) => fmt::fmt(args),
        Command::Graph(args) => graph::graph(args),
        Command::Why(args) => why::why(args),
        Command::Componentize(args) => componentize::componentize(args),
        Command::Compose(args) => compose::compose(args),
        Command::Inspect(args) => inspect::inspect(args),
        #[cfg(feature = "runtime")]
        Command::Call(args) => call::call(args),
        #[cfg(feature = "runtime")]
        Command::Repl(args) => repl::repl(args),
        #[cfg(feature = "runtime")]
        Command::Run(args) => run::run(args),
        #[cfg(feature = "runtime")]
        Command::Serve(args) => serve::serve(args),
        #[cfg(feature = "runtime")]
        Command::Compile(args) => compile::compile(args),
    }
}
