//! What can go wrong between an expression and its answer.

use std::fmt::{self, Display};
use std::sync::Arc;

use miette::{Diagnostic, NamedSource, SourceSpan};
use thiserror::Error;

use crate::base::names::WitName;
use crate::harness::engine::Guest;
use crate::harness::error::Handle;
use crate::harness::exports::Function;
use crate::harness::expression::{Excerpt, Expression};
use crate::harness::limits::Spent;
use crate::harness::trap::Trapped;

/// The text of an expression, as miette is shown it.
type Code = Arc<NamedSource<Arc<str>>>;

/// A call that can't be made, or that did not come back.
#[derive(Debug, Error, Diagnostic)]
pub enum CallError {
    /// An expression is no call.
    #[error("this is no call in WAVE: {what}")]
    #[diagnostic(code(witc::harness::not_a_call))]
    NotACall {
        /// What is wrong.
        what: String,
        /// What to write.
        #[help]
        help: String,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// Where.
        #[label("here")]
        at: SourceSpan,
    },
    /// No export has the name.
    #[error("`{name}` exports no function `{wanted}`")]
    #[diagnostic(code(witc::harness::no_such_function))]
    NoSuchFunction {
        /// The component, as the user gave it.
        name: String,
        /// What was called.
        wanted: String,
        /// What could have been.
        #[help]
        help: String,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// Its name.
        #[label("no such function")]
        at: SourceSpan,
    },
    /// Several exports have the name.
    #[error("`{wanted}` is the name of {} functions", functions.len())]
    #[diagnostic(code(witc::harness::ambiguous_function))]
    AmbiguousFunction {
        /// What was called.
        wanted: String,
        /// Their full names.
        functions: Vec<String>,
        /// The same, as advice.
        #[help]
        help: String,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// Its name.
        #[label("which one?")]
        at: SourceSpan,
    },
    /// The function works with what can't be carried across.
    #[error("`{function}` takes or returns {}", carried(*handle))]
    #[diagnostic(
        code(witc::harness::needs_handle),
        help("it is `{signature}`: the engine carries these only between components; call it from one")
    )]
    NeedsHandle {
        /// In full.
        function: String,
        /// What it works with.
        handle: Handle,
        /// As WIT declares it.
        signature: String,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// Its name.
        #[label("can't be called from here")]
        at: SourceSpan,
    },
    /// Too many arguments or too few.
    #[error("`{function}` takes {}, not {given}", arguments(*takes))]
    #[diagnostic(code(witc::harness::wrong_arity), help("it is `{signature}`"))]
    WrongArity {
        /// Its name.
        function: String,
        /// How many parameters it has.
        takes: usize,
        /// How many there are.
        given: usize,
        /// As WIT declares it.
        signature: String,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// All arguments.
        #[label("{}", arguments(*given))]
        at: SourceSpan,
    },
    /// An argument is not of its parameter's type.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Misfit(Box<ArgumentMisfit>),
    /// The component trapped in a call.
    #[error("`{function}` trapped: {}", trapped.what())]
    #[diagnostic(code(witc::harness::trap), help("in {call}\n{}", trapped.backtrace()))]
    CallTrap {
        /// In full.
        function: String,
        /// The call, with its arguments.
        call: String,
        /// Why and where.
        trapped: Trapped,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// All of it.
        #[label("in this call")]
        at: SourceSpan,
    },
    /// The component reached a limit in a call.
    #[error("`{function}` {}", spent.what())]
    #[diagnostic(code(witc::harness::limit), help("in {call}\n{}", spent.advice()))]
    CallLimit {
        /// In full.
        function: String,
        /// The call, with its arguments.
        call: String,
        /// Which.
        spent: Spent,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// All of it.
        #[label("in this call")]
        at: SourceSpan,
    },
    /// A call never answered, because the guest ended the program.
    #[error("`{name}` exited with code {code} instead of answering")]
    #[diagnostic(
        code(witc::harness::exited),
        help("in {call}, the component called `exit` of `wasi:cli/exit`")
    )]
    Exited {
        /// The call, with its arguments.
        call: String,
        /// The component, as the user gave it.
        name: String,
        /// What it exited with.
        code: u8,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// All of it.
        #[label("in this call")]
        at: SourceSpan,
    },
    /// A destructor trapped.
    #[error("dropping `{handle}` trapped: {}", trapped.what())]
    #[diagnostic(code(witc::harness::trap), help("{}", trapped.backtrace()))]
    DropTrap {
        /// The handle.
        handle: String,
        /// Why and where.
        trapped: Trapped,
    },
    /// What is named was given away.
    #[error("`{what}` is gone: {by} gave it away")]
    #[diagnostic(
        code(witc::harness::moved),
        help(
            "a function that takes a resource as its own keeps it; make another, or call a function that takes a `borrow`"
        )
    )]
    Moved {
        /// A name, or a handle.
        what: String,
        /// What gave it away.
        by: Giver,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// Where it is used.
        #[label("no longer there")]
        at: SourceSpan,
    },
    /// A part is asked for that the value doesn't have.
    #[error("`{name}` is a `{ty}`: {what}")]
    #[diagnostic(code(witc::harness::no_part))]
    NoPart {
        /// Of what.
        name: String,
        /// Its type.
        ty: String,
        /// What it lacks.
        what: String,
        /// What it has.
        #[help]
        help: String,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// The part.
        #[label("not there")]
        at: SourceSpan,
    },
    /// `?` met `none` or `err(..)`.
    #[error("there is no value to go on with: the answer is `{answer}`")]
    #[diagnostic(
        code(witc::harness::no_value),
        help("`?` takes what is in `some(..)` or `ok(..)`, and ends the script where there is nothing")
    )]
    NoValue {
        /// What there is instead.
        answer: String,
        /// The expression.
        #[source_code]
        source_code: Code,
        /// All of it.
        #[label("has no value")]
        at: SourceSpan,
    },
}

/// What is carried by a stream or future that can't be written or read from here.
fn carried(what: Handle) -> &'static str {
    match what {
        Handle::Resource => "a stream or a future of values with resources in them",
        Handle::Future => "a future without a type",
        Handle::Stream => "a stream without a type",
        Handle::ErrorContext => "an error-context",
    }
}

/// An answer that is not all of it.
#[derive(Debug, Error, Diagnostic)]
#[error("the stream goes on: this is its beginning, of {most} values")]
#[diagnostic(
    code(witc::harness::stream_cut),
    severity(Warning),
    help("`--stream-values` reads more, if it isn't one without an end")
)]
pub struct StreamCut {
    /// How many values were read.
    pub most: usize,
    /// The expression.
    #[source_code]
    pub source_code: Code,
    /// All of it.
    #[label("answers with a longer stream")]
    pub at: SourceSpan,
}

/// Who gave something away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Giver {
    /// This expression.
    Expression(Arc<str>),
    /// An earlier argument of the same call.
    Argument,
}

impl Display for Giver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Giver::Expression(expression) => write!(f, "`{expression}`"),
            Giver::Argument => f.write_str("an argument before it"),
        }
    }
}

/// An argument that is not of its parameter's type.
#[derive(Debug, Error, Diagnostic)]
#[error("this doesn't fit parameter `{parameter}: {ty}` of `{function}`")]
#[diagnostic(code(witc::harness::misfit))]
pub struct ArgumentMisfit {
    /// The function's name.
    pub function: String,
    /// The parameter's name.
    pub parameter: WitName,
    /// The parameter's type, as WIT spells it.
    pub ty: String,
    /// What doesn't fit.
    pub what: String,
    /// How to write it.
    #[help]
    pub help: Option<String>,
    /// The expression.
    #[source_code]
    pub source_code: Code,
    /// The part that doesn't fit.
    #[label("{what}")]
    pub at: SourceSpan,
}

impl CallError {
    /// What `name` stands for, or a list in it, has `count` values and none at `index`.
    pub(in crate::harness) fn no_element(
        expression: &Expression,
        name: &str,
        index: usize,
        count: usize,
    ) -> Self {
        let Excerpt { source_code, at } = expression.whole();
        CallError::NoPart {
            name: name.to_owned(),
            ty: format!("list of {count}"),
            what: format!("it has no `{index}`"),
            help: match count {
                0 => "it is empty".to_owned(),
                1 => "it has `.0` only".to_owned(),
                more => format!("it has `.0` to `.{}`", more - 1),
            },
            source_code,
            at,
        }
    }

    pub(in crate::harness) fn not_a_call(
        what: String,
        help: Option<String>,
        source_code: Code,
        at: SourceSpan,
    ) -> Self {
        let example =
            r#"for example: create-todo("milk"), update(1, {title: "milk", tags: ["a", "b"]}, some(true))"#;
        Self::NotACall { what, help: help.unwrap_or_else(|| example.to_owned()), source_code, at }
    }

    pub(in crate::harness) fn no_such_function(
        guest: &Guest,
        wanted: &str,
        near: Option<String>,
        source_code: Code,
        at: SourceSpan,
    ) -> Self {
        let listing = guest.exports.listing();
        let meant = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let help = if listing.is_empty() {
            format!("{meant}it exports no function")
        } else {
            format!("{meant}these can be called:{listing}")
        };
        Self::NoSuchFunction { name: guest.name.clone(), wanted: wanted.to_owned(), help, source_code, at }
    }

    pub(in crate::harness) fn ambiguous(
        wanted: &str,
        functions: &[&Function],
        source_code: Code,
        at: SourceSpan,
    ) -> Self {
        let functions: Vec<_> = functions.iter().map(ToString::to_string).collect();
        let help = format!("say which one:\n  {}", functions.join("\n  "));
        Self::AmbiguousFunction { wanted: wanted.to_owned(), functions, help, source_code, at }
    }
}

fn arguments(count: usize) -> String {
    match count {
        0 => "no arguments".to_owned(),
        1 => "1 argument".to_owned(),
        count => format!("{count} arguments"),
    }
}
