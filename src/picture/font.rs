//! How wide text is, near enough: there is no font to ask.

/// The size of a node's title and of a group's label.
pub(super) const TITLE: f64 = 13.0;
/// The size of a node's lines and of what is written at edges.
pub(super) const SMALL: f64 = 11.5;

/// Widths of the characters from `' '` to `'~'` in thousandths of the size: Helvetica's, bold.
const WIDTHS: [u16; 95] = [
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611, 975, 722, 722, 722, 722, 667, 611, 778, 722, 278,
    556, 722, 611, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584,
    556, 333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611, 611, 611, 389, 556,
    333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
];

/// Other fonts are wider than Helvetica.
const OTHERS: f64 = 1.08;
/// What nearly all fixed-width fonts have.
const FIXED: f64 = 0.605;

/// The width of text in the proportional font.
pub(super) fn proportional(text: &str, size: f64) -> f64 {
    let thousandths: f64 = text.chars().map(|char| f64::from(ascii(char).unwrap_or(wide(char)))).sum();
    thousandths / 1000.0 * size * OTHERS
}

/// The width of text in the fixed-width font.
pub(super) fn fixed(text: &str, size: f64) -> f64 {
    text.chars().map(|char| if char.is_ascii() { 1.0 } else { f64::from(wide(char)) / 500.0 }).sum::<f64>()
        * size
        * FIXED
}

fn ascii(char: char) -> Option<u16> {
    let index = usize::try_from(u32::from(char).checked_sub(u32::from(' '))?).ok()?;
    WIDTHS.get(index).copied()
}

/// Beyond ASCII: scripts that fill a square, marks that take no place, and the rest.
fn wide(char: char) -> u16 {
    match u32::from(char) {
        0x0300..=0x036f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x11ff | 0x2e80..=0xa4cf | 0xac00..=0xd7ff | 0xf900..=0xfaff | 0xff00..=0xff60 => 1000,
        0x1_f000.. => 1300,
        _ => 650,
    }
}
