//! Text that is safe to print: nothing in it moves the cursor, starts an escape sequence, or makes what is beside it
//! look like something else.

/// What to show in the place of a character that must not be printed as it is.
pub fn stand_in(c: char) -> Option<char> {
    match c {
        '\t' => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        _ if misleads(c) => Some(char::REPLACEMENT_CHARACTER),
        _ => None,
    }
}

/// Whether a character has no look of its own, but changes how others look: bidirectional controls, separators,
/// format controls, tags. Joiners are left alone: writing systems and emoji need them.
pub fn misleads(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Longest word that is shown whole.
const LONG_WORD: usize = 120;

/// A text of several lines: a message, an advice.
pub fn lines(text: &str) -> String {
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A text of one line: the name of a file. Line ends in it are shown, not made.
pub fn line(text: &str) -> String {
    let safe: String = text.chars().map(|c| stand_in(c).unwrap_or(c)).collect();
    if safe.len() <= LONG_WORD {
        return safe;
    }
    safe.split(' ').map(shortened).collect::<Vec<_>>().join(" ")
}

/// A long word with its middle left out.
fn shortened(word: &str) -> String {
    let count = word.chars().count();
    if count <= LONG_WORD {
        return word.to_owned();
    }
    let head = word.chars().take(LONG_WORD / 2);
    let tail = word.chars().skip(count - LONG_WORD / 4);
    head.chain(['\u{2026}']).chain(tail).collect()
}

/// JSON with every character that misleads written as an escape, for those who read it in a terminal.
pub fn json(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if misleads(c) || c == '\u{7f}' {
            for unit in c.encode_utf16(&mut [0; 2]) {
                safe.push_str(&format!("\\u{unit:04x}"));
            }
        } else {
            safe.push(c);
        }
    }
    safe
}
