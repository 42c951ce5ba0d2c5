//! Values as text, in WAVE (the WebAssembly value encoding): `{id: 1, title: "milk"}`.

mod bound;
mod print;
mod read;
mod slip;

use std::ops::Range;

use wasm_wave::ast::Node;
use wasm_wave::parser::{ParserError, ParserErrorKind};
use wasm_wave::untyped::UntypedFuncCall;

pub(super) use crate::harness::wave::bound::Use;
pub(super) use crate::harness::wave::print::print;
pub(super) use crate::harness::wave::read::Reader;
use crate::harness::wave::slip::{Slip, slip};

/// `name(value, ..)`, parsed but not yet held against any function. Places are bytes of the text it was parsed from.
pub(super) struct CallText {
    /// What is called.
    pub(super) name: String,
    /// Where the name stands.
    pub(super) name_at: Range<usize>,
    /// The arguments, with their parentheses.
    pub(super) args_at: Range<usize>,
    call: UntypedFuncCall<'static>,
}

/// Text that is no call.
#[derive(Debug)]
pub(super) struct Malformed {
    /// What is wrong.
    pub(super) what: String,
    /// What to write instead, where that can be told.
    pub(super) help: Option<String>,
    /// Where.
    pub(super) at: Range<usize>,
}

impl Malformed {
    pub(super) fn new(what: &str, at: Range<usize>) -> Self {
        Self { what: what.to_owned(), help: None, at }
    }
}

impl CallText {
    /// Parses a call.
    pub(super) fn parse(text: &str) -> Result<Self, Malformed> {
        let end = text.trim_end().len();
        let start = text.len() - text.trim_start().len();
        if text.trim().is_empty() {
            return Err(Malformed::new("it is empty", 0..end));
        }
        let Some(open) = text.find('(') else {
            let what = "it has no parentheses".to_owned();
            let help = match text.trim().split_once("?.") {
                Some((taken, part)) => {
                    Some(format!("name what is taken first: `let x = {taken}?`, then `x.{part}`"))
                }
                None => is_path(text.trim())
                    .then(|| format!("write `{}(..)`, with the arguments in the parentheses", text.trim())),
            };
            return Err(Malformed { what, help, at: start..end });
        };
        let name = text[..open].trim();
        if name.is_empty() {
            return Err(Malformed::new("the name of the function is missing", open..open + 1));
        }
        // The names that wasm-wave takes in a call are not all that ours may be, so the call is parsed under the name
        // `f`. The line end is there because wasm-wave panics on a comment that nothing follows.
        let renamed = format!("f{}\n", &text[open..]);
        let call = UntypedFuncCall::parse(&renamed)
            .map_err(|error| malformed(&error, text, open - 1, start..end))?;
        let args_at = call.params_node().map_or(open..end, |args| moved(args.span(), open - 1));
        let name_at = start..start + name.len();
        Ok(Self { name: name.to_owned(), name_at, args_at, call: call.into_owned() })
    }

    /// The arguments.
    pub(super) fn args(&self) -> impl ExactSizeIterator<Item = &Node> {
        let args = self.call.params_node().and_then(|args| args.as_tuple().ok());
        args.into_iter().flatten().collect::<Vec<_>>().into_iter()
    }

    /// The text that the places of [`args`](Self::args) are in.
    pub(super) fn source(&self) -> &str {
        self.call.source()
    }

    /// The place in the text of what [`source`](Self::source) has at `at`.
    pub(super) fn place(&self, at: Range<usize>) -> Range<usize> {
        // `source` starts with the `f` that stands for the name, and then goes on where the arguments start.
        moved(at, self.name_at.end + self.gap() - 1)
    }

    /// How many bytes of white space are between the name and its arguments.
    fn gap(&self) -> usize {
        self.args_at.start - self.name_at.end
    }
}

pub(super) fn is_path(text: &str) -> bool {
    text.chars().all(|c| c.is_ascii_alphanumeric() || "-.:/#@[]".contains(c))
}

fn moved(at: Range<usize>, by: usize) -> Range<usize> {
    at.start + by..at.end + by
}

fn trailing(text: &str, at: Range<usize>) -> Malformed {
    let is_path = text.get(at.start..).is_some_and(|rest| rest.starts_with(['.', '?']));
    let help = "give the answer a name first: `let x = ..`, then `x.field`, `x.0` or `x.method()`";
    Malformed { help: is_path.then(|| help.to_owned()), ..Malformed::new("nothing may follow a call", at) }
}

/// What wasm-wave says about the call at `whole` in `text`, whose arguments it saw `shift` bytes further left.
fn malformed(error: &ParserError, text: &str, shift: usize, whole: Range<usize>) -> Malformed {
    let at = moved(error.span(), shift);
    let is_word = matches!(error.kind(), ParserErrorKind::InvalidToken | ParserErrorKind::UnexpectedToken);
    if is_word && let Some(Slip { at, what, help }) = slip(text, at.start) {
        return Malformed { what, help: Some(help), at };
    }
    let what = match error.kind() {
        ParserErrorKind::EmptyTuple => "a tuple has at least one value",
        ParserErrorKind::MultipleChars => "a char is one character; text is written in double quotes",
        ParserErrorKind::InvalidEscape => r#"the escapes are \n, \t, \r, \\, \', \" and \u{..}"#,
        ParserErrorKind::InvalidMultilineString => {
            r#"after `"""` a new line begins, and the closing `"""` stands alone on the last one"#
        }
        ParserErrorKind::InvalidToken => {
            "is a quote missing, an escape unknown, or a char more than one character?"
        }
        ParserErrorKind::TrailingCharacters => return trailing(text, at),
        ParserErrorKind::UnexpectedEnd => "something in it is not closed",
        ParserErrorKind::UnexpectedToken => "something stands where it can't",
        ParserErrorKind::DuplicateField | ParserErrorKind::DuplicateFlag => "something is there twice",
        ParserErrorKind::NestingTooDeep => "it is nested too deep",
        ParserErrorKind::InvalidParams
        | ParserErrorKind::InvalidType
        | ParserErrorKind::InvalidValue
        | ParserErrorKind::WasmValueError
        | _ => "there is something other than a value",
    };
    // What is missing has no place of its own.
    Malformed::new(what, if at.start < whole.end { at } else { whole })
}
