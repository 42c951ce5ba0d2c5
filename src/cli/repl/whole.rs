//! Whether a statement is whole, or goes on in the next line.

/// Whether every bracket in `text` is closed. Those in strings, chars and comments don't count.
pub(super) fn is_whole(text: &str) -> bool {
    let mut open = 0_usize;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '(' | '[' | '{' => open += 1,
            // One too many is an error, and no reason to wait.
            ')' | ']' | '}' => open = open.saturating_sub(1),
            '"' | '\'' => {
                let mut is_escaped = false;
                for inside in chars.by_ref() {
                    // A string ends with its line, if it has no end.
                    if inside == '\n' || (inside == c && !is_escaped) {
                        break;
                    }
                    is_escaped = inside == '\\' && !is_escaped;
                }
            }
            '/' if chars.peek() == Some(&'/') => {
                chars.by_ref().find(|inside| *inside == '\n');
            }
            _ => {}
        }
    }
    open == 0
}
