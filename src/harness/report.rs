//! What a call or a run came to.

use std::fmt::{self, Display};

use wasmtime::component::Val;

use crate::harness::json;
use crate::harness::wave;

/// The answer of one call. It is displayed as WAVE, `()` if the function returns nothing.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What the function returned, if it returns anything. A handle is a word: `counter#1`.
    pub value: Option<Val>,
}

impl Answer {
    /// The answer as one line of JSON.
    pub fn json(&self) -> String {
        self.value.as_ref().map_or_else(|| "null".to_owned(), json::print)
    }
}

impl Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => f.write_str(&wave::print(value)),
            None => f.write_str("()"),
        }
    }
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// `run` returned `ok`.
    Ok,
    /// `run` returned `err`.
    Err,
    /// The guest called `exit`.
    Code(u8),
}

impl Exit {
    /// The exit code that a process reports for it.
    pub fn code(self) -> u8 {
        match self {
            Exit::Ok => 0,
            Exit::Err => 1,
            Exit::Code(code) => code,
        }
    }
}
