//! What can go wrong at the command line.

use std::io;
use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use crate::base::shell;

/// Text that is none, an argument that makes no sense, or an output that can't be written.
#[derive(Debug, Error, Diagnostic)]
pub(super) enum CliError {
    /// A text file that is not UTF-8.
    #[error("`{}` is not UTF-8 text: byte {byte:#04x} at offset {offset}", path.display())]
    #[diagnostic(code(witc::cli::not_text), help("WIT is UTF-8 text; save the file in that encoding"))]
    NotText {
        /// As the user gave it.
        path: PathBuf,
        /// The first byte that can't be.
        byte: u8,
        /// Its offset in bytes.
        offset: usize,
    },
    /// A wasm binary where text is wanted.
    #[error("`{}` is a wasm binary, not WIT text", path.display())]
    #[diagnostic(
        code(witc::cli::binary),
        help(
            "give the `.wit` file it was made from; a core module is turned into a component by `witc componentize`"
        )
    )]
    Binary {
        /// As the user gave it.
        path: PathBuf,
    },
    /// Components that are given beside the application.
    #[error("there is one application, and {} given beside it", beside(more))]
    #[diagnostic(
        code(witc::cli::not_after_with),
        help(
            "what may provide its imports is given after `--with`:\nwitc compose {} --with {}",
            shell::word(&app.display().to_string()), words(more)
        )
    )]
    NotAfterWith {
        /// The application.
        app: PathBuf,
        /// The others.
        more: Vec<PathBuf>,
    },
    /// An output could not be written; whatever was there before is untouched.
    #[error("can't write `{}`: {error}", path.display())]
    #[diagnostic(code(witc::cli::unwritable), help("nothing was written; {}", way_out(error)))]
    Unwritable {
        /// As the user gave it.
        path: PathBuf,
        /// What the system said, or what is wrong with the inputs that it was to be made of.
        error: io::Error,
    },
    /// A file could not be replaced by its mended text.
    #[error("can't write `{}`: {error}", path.display())]
    #[diagnostic(
        code(witc::cli::not_fixed),
        help(
            "the file is as it was; `witc check --fix - < FILE` writes what it would be to standard output"
        )
    )]
    NotFixed {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Nothing is known of a code.
    #[error("there is no code `{code}`")]
    #[diagnostic(code(witc::cli::no_such_code))]
    NoSuchCode {
        /// As the user gave it.
        code: String,
        /// What may have been meant.
        #[help]
        help: String,
    },
    /// Several codes end so.
    #[error("`{code}` is the end of {} codes", codes.len())]
    #[diagnostic(code(witc::cli::ambiguous_code), help("say which one:\n  {}", codes.join("\n  ")))]
    AmbiguousCode {
        /// As the user gave it.
        code: String,
        /// All of them.
        codes: Vec<&'static str>,
    },
    /// A stream took only a part, or nothing.
    #[error("can't write to {}: {error}", stream(path))]
    #[diagnostic(
        code(witc::cli::stream_failed),
        help("what was written before the failure is in the stream; write to a file with `-o FILE`")
    )]
    StreamFailed {
        /// As the user gave it.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Binary output would go to a terminal.
    #[error("a component is binary and would garble the terminal")]
    #[diagnostic(
        code(witc::cli::binary_to_terminal),
        help("write to a file with `-o FILE`, or pipe the output")
    )]
    BinaryToTerminal,
    #[cfg(feature = "runtime")]
    /// A file of machine code, of whoever.
    #[error("`{}` is machine code, which does whatever whoever compiled it wants", path.display())]
    #[diagnostic(
        code(witc::cli::untrusted_code),
        help(
            "give the component it was compiled from; or, if you have made the file yourself, add `--trust`"
        )
    )]
    UntrustedCode {
        /// As the user gave it.
        path: PathBuf,
    },
    #[cfg(feature = "runtime")]
    /// A variable that is to be passed on is not there.
    #[error("there is no environment variable `{name}` to pass on")]
    #[diagnostic(code(witc::cli::no_variable), help("give it a value with `--env NAME=VALUE`"))]
    NoVariable {
        /// As the user gave it.
        name: String,
    },
    #[cfg(feature = "runtime")]
    /// WASI knows only variables that are text.
    #[error("the environment variable `{name}` is not UTF-8 text, which a component can't be given")]
    #[diagnostic(
        code(witc::cli::variable_not_text),
        help("pass on only the variables it needs, with `--env NAME`")
    )]
    VariableNotText {
        /// Its name.
        name: String,
    },
    #[cfg(feature = "runtime")]
    /// Standard output did not take what a call has answered.
    #[error("can't write the answer to standard output: {error}")]
    #[diagnostic(
        code(witc::cli::answer_lost),
        help(
            "the call was made, and those after it were not; make room where the output goes, and run it again"
        )
    )]
    AnswerLost {
        /// What the system said.
        error: io::Error,
    },
    /// A cache is wanted, and there is no place for one.
    #[cfg(feature = "runtime")]
    #[error("there is no place for a cache")]
    #[diagnostic(code(witc::cli::no_cache), help("set HOME, or XDG_CACHE_HOME to a folder's whole path"))]
    NoCache,
    #[cfg(feature = "runtime")]
    /// The terminal can't be read from line by line.
    #[error("can't read from the terminal: {error}")]
    #[diagnostic(
        code(witc::cli::no_terminal),
        help("`witc call COMPONENT -` and `witc repl COMPONENT < FILE` read statements from a file")
    )]
    NoTerminal {
        /// What the system said.
        error: io::Error,
    },
    #[cfg(feature = "runtime")]
    /// Standard input broke off.
    #[error("can't read from standard input: {error}")]
    #[diagnostic(
        code(witc::cli::stdin_failed),
        help("what came before it was done; standard input is text in UTF-8")
    )]
    StdinFailed {
        /// What the system said.
        error: io::Error,
    },
    #[cfg(feature = "runtime")]
    /// A word with a colon that says nothing.
    #[error("there is no command `{name}`")]
    #[diagnostic(code(witc::cli::no_command))]
    NoCommand {
        /// As it was typed.
        name: String,
        /// What may have been meant.
        #[help]
        help: String,
    },
    /// There is no file to compare with.
    #[error("`--check` compares with a file, and `-o -` is standard output")]
    #[diagnostic(code(witc::cli::check_of_stream), help("give the file that is checked in: `-o FILE`"))]
    CheckOfStream,
    /// More than one input is to come from standard input.
    #[error("standard input can be read once, and `-` asks for it {} times", times)]
    #[diagnostic(code(witc::cli::stdin_twice), help("give {} as {instead}", others(*times)))]
    StdinTwice {
        /// How often.
        times: usize,
        /// What else an input can be.
        instead: &'static str,
    },
    #[cfg(feature = "runtime")]
    /// One of several flags would win, and nobody can see which.
    #[error("`{flag}` is given twice for `{name}`")]
    #[diagnostic(code(witc::cli::given_twice), help("leave one of the two out"))]
    GivenTwice {
        /// The flag.
        flag: &'static str,
        /// What is there twice.
        name: String,
    },
}

fn beside(more: &[PathBuf]) -> String {
    match more {
        [one] => format!("`{}` is", one.display()),
        several => format!("{} files are", several.len()),
    }
}

/// The files, as a shell takes them.
fn words(files: &[PathBuf]) -> String {
    let words: Vec<String> =
        files.iter().map(|file| shell::word(&file.display().to_string()).into_owned()).collect();
    words.join(" ")
}

/// What helps if an output could not be made: what no system says is about an input.
fn way_out(error: &io::Error) -> &'static str {
    if error.kind() == io::ErrorKind::Other {
        "do it again once nobody changes that file"
    } else {
        "give another place with `-o FILE`, or `-o -` for standard output"
    }
}

fn others(times: usize) -> String {
    match times {
        2 => "one of the two".to_owned(),
        times => format!("{} of them", times.saturating_sub(1)),
    }
}

fn stream(path: &std::path::Path) -> String {
    if path.as_os_str() == "-" { "standard output".to_owned() } else { format!("`{}`", path.display()) }
}
