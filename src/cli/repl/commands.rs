//! What begins with a colon: `:help`, `:type c`.

/// The commands, what stands behind them, and what they do.
pub(super) const COMMANDS: [(&str, &str, &str); 5] = [
    (":exports", "", "what can be called"),
    (":type", " NAME or EXPRESSION", "its type, in WIT"),
    (":reset", "", "begin anew, in a new instance: names and resources are gone"),
    (":help", "", "this"),
    (":quit", "", "the end; Ctrl-D does the same"),
];

/// A command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command<'t> {
    Exports,
    Type(&'t str),
    Reset,
    Help,
    Quit,
    /// None of these.
    Unknown(&'t str),
}

impl<'t> Command<'t> {
    /// The command that `text` is, if it is one.
    pub(super) fn of(text: &'t str) -> Option<Self> {
        let text = text.trim();
        if !text.starts_with(':') {
            return None;
        }
        let (name, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
        Some(match name {
            ":exports" | ":e" => Command::Exports,
            ":type" | ":t" => Command::Type(rest.trim()),
            ":reset" => Command::Reset,
            ":help" | ":h" | ":?" => Command::Help,
            ":quit" | ":q" | ":exit" => Command::Quit,
            _ => Command::Unknown(name),
        })
    }
}

/// What `:help` says.
pub(super) fn help() -> String {
    let mut text = "\
function(value, ..)        a call, in WAVE
let c = counter(5)         a name for an answer; `c.increment()` calls a method, `pair.0` is a part, `found?` takes
                           out what is in `ok(..)` or `some(..)`, `drop(c)` ends a resource
"
    .to_owned();
    for (command, rest, what) in COMMANDS {
        let command = format!("{command}{rest}");
        text.push_str(&format!("{command:<26} {what}\n"));
    }
    text.push_str("Tab completes names; open brackets go on in the next line; Ctrl-C stops what runs or clears the line.\n");
    text
}
