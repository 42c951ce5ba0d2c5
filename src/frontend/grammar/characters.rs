//! Characters, comments and strings.

use crate::base::finding::{Finding, Rule};
use crate::frontend::grammar::cx::Cx;
use crate::syntax::error::Span;

pub(super) static CHARACTER: Rule = Rule::error("witc::syntax::character");
static BIDIRECTIONAL: Rule = Rule::error("witc::syntax::bidirectional");
static DISCOURAGED: Rule = Rule::error("witc::syntax::discouraged");
static CONTROL: Rule = Rule::error("witc::syntax::control");
static UNCLOSED_COMMENT: Rule = Rule::error("witc::syntax::unclosed_comment");
static UNCLOSED_STRING: Rule = Rule::error("witc::syntax::unclosed_string");
static ESCAPE: Rule = Rule::error("witc::syntax::escape");

/// Characters that look like WIT and are not, with what to write.
const LOOKALIKES: &[(char, &str, &str)] = &[
    ('\u{a0}', " ", "a no-break space"),
    ('\u{2007}', " ", "a figure space"),
    ('\u{202f}', " ", "a narrow no-break space"),
    ('\u{3000}', " ", "an ideographic space"),
    ('\u{200b}', "", "a zero width space"),
    ('\u{200c}', "", "a zero width non-joiner"),
    ('\u{200d}', "", "a zero width joiner"),
    ('\u{2060}', "", "a word joiner"),
    ('\u{feff}', "", "a byte order mark, which can only begin a file"),
    ('\u{200e}', "", "a left-to-right mark"),
    ('\u{200f}', "", "a right-to-left mark"),
    ('\r', "", "a carriage return without its line feed"),
    ('\u{201c}', "\"", "a curly quote"),
    ('\u{201d}', "\"", "a curly quote"),
    ('\u{2018}', "\"", "a curly quote"),
    ('\u{2019}', "\"", "a curly quote"),
    ('\u{ff1b}', ";", "a fullwidth semicolon"),
    ('\u{37e}', ";", "a Greek question mark"),
    ('\u{ff1a}', ":", "a fullwidth colon"),
    ('\u{ff0c}', ",", "a fullwidth comma"),
    ('\u{ff08}', "(", "a fullwidth parenthesis"),
    ('\u{ff09}', ")", "a fullwidth parenthesis"),
    ('\u{ff5b}', "{", "a fullwidth brace"),
    ('\u{ff5d}', "}", "a fullwidth brace"),
    ('\u{ff1c}', "<", "a fullwidth less-than sign"),
    ('\u{ff1e}', ">", "a fullwidth greater-than sign"),
    ('\u{ff1d}', "=", "a fullwidth equals sign"),
    ('\u{2192}', "->", "an arrow"),
    ('\u{21d2}', "->", "an arrow"),
    ('\u{2010}', "-", "a typographic hyphen"),
    ('\u{2011}', "-", "a no-break hyphen"),
    ('\u{2013}', "-", "an en dash"),
    ('\u{2014}', "-", "an em dash"),
    ('\u{2212}', "-", "a minus sign"),
];

/// Control characters that turn up in files, by name.
const CONTROLS: &[(char, &str)] = &[
    ('\0', "NULL"),
    ('\t', "CHARACTER TABULATION"),
    ('\u{7}', "BELL"),
    ('\u{8}', "BACKSPACE"),
    ('\u{b}', "LINE TABULATION"),
    ('\u{c}', "FORM FEED"),
    ('\u{1a}', "SUBSTITUTE"),
    ('\u{1b}', "ESCAPE"),
    ('\u{7f}', "DELETE"),
    ('\u{85}', "NEXT LINE"),
];

const BIDIRECTIONALS: &[(char, &str)] = &[
    ('\u{202a}', "LEFT-TO-RIGHT EMBEDDING"),
    ('\u{202b}', "RIGHT-TO-LEFT EMBEDDING"),
    ('\u{202c}', "POP DIRECTIONAL FORMATTING"),
    ('\u{202d}', "LEFT-TO-RIGHT OVERRIDE"),
    ('\u{202e}', "RIGHT-TO-LEFT OVERRIDE"),
    ('\u{2066}', "LEFT-TO-RIGHT ISOLATE"),
    ('\u{2067}', "RIGHT-TO-LEFT ISOLATE"),
    ('\u{2068}', "FIRST STRONG ISOLATE"),
    ('\u{2069}', "POP DIRECTIONAL ISOLATE"),
];

/// What Unicode says to write for the characters it discourages.
const REPLACEMENTS: &[(char, &str, &str)] = &[
    ('\u{149}', "\u{2bc}n", "LATIN SMALL LETTER N PRECEDED BY APOSTROPHE"),
    ('\u{673}', "\u{627}\u{65f}", "ARABIC LETTER ALEF WITH WAVY HAMZA BELOW"),
    ('\u{f77}', "\u{fb2}\u{f71}\u{f80}", "TIBETAN VOWEL SIGN VOCALIC RR"),
    ('\u{f79}', "\u{fb3}\u{f71}\u{f80}", "TIBETAN VOWEL SIGN VOCALIC LL"),
    ('\u{17a3}', "\u{17a2}", "KHMER INDEPENDENT VOWEL QAQ"),
    ('\u{17a4}', "\u{17a2}\u{17b6}", "KHMER INDEPENDENT VOWEL QAA"),
    ('\u{17b4}', "", "KHMER VOWEL INHERENT AQ"),
    ('\u{17b5}', "", "KHMER VOWEL INHERENT AA"),
];

/// `U+202E RIGHT-TO-LEFT OVERRIDE`: never the character itself.
fn named(c: char, names: &[(char, &str)]) -> String {
    let code = format!("U+{:04X}", u32::from(c));
    names
        .iter()
        .find(|(known, _)| *known == c)
        .map_or_else(|| code.clone(), |(_, name)| format!("{code} {name}"))
}

/// Characters that mean nothing in WIT; `first` is the first of them.
pub(super) fn unknown(cx: &Cx<'_>, at: Span, first: char) -> Finding {
    let text = cx.text(at);
    let lookalike = LOOKALIKES.iter().find(|(known, _, _)| *known == first);
    if let Some((_, write, name)) = lookalike
        && text.chars().all(|c| c == first)
    {
        let message = format!("U+{:04X}, {name}, means nothing in WIT", u32::from(first));
        let finding = Finding::new(&CHARACTER, cx.at(at), message);
        let written = write.repeat(text.chars().count());
        let title = match *write {
            "" => "delete it".to_owned(),
            " " => "write a blank".to_owned(),
            _ => format!("write `{written}`"),
        };
        let label =
            if write.trim().is_empty() { "invisible, but not a blank of WIT" } else { "only looks like it" };
        // A typographic quote's partner may be anywhere.
        return if *write == "\"" {
            finding.label(label).choice(title, vec![cx.replace(at, written)])
        } else {
            finding.label(label).fix(title, vec![cx.replace(at, written)])
        };
    }
    let shown =
        if first.is_ascii_graphic() { format!("`{text}`") } else { format!("U+{:04X}", u32::from(first)) };
    let finding =
        Finding::new(&CHARACTER, cx.at(at), format!("{shown} means nothing in WIT")).label("not WIT");
    match first {
        '#' => {
            let before = cx.text(Span { start: cx.line_start(at.start), end: at.start });
            let after = cx.text(Span { start: at.end, end: cx.line_end(at.end) });
            let finding = finding.help("comments begin with `//`, attributes with `@`");
            if before.trim().is_empty() && !after.starts_with('[') {
                finding.choice("make it a comment", vec![cx.replace(at, "//")])
            } else {
                finding
            }
        }
        '\'' => finding.help("strings are in `\"`, and only attributes have them; types have no lifetimes"),
        '^' | '~' => {
            finding.help("versions are exact: there are no ranges").fix("delete it", vec![cx.delete(at)])
        }
        '!' | '$' | '`' | '\\' => finding.help("names are letters, digits and hyphens"),
        _ => finding,
    }
}

/// A character that changes the order in which text is shown.
pub(super) fn bidirectional(cx: &Cx<'_>, at: Span, c: char) -> Finding {
    let message = format!("{} makes text look like something it is not", named(c, BIDIRECTIONALS));
    Finding::new(&BIDIRECTIONAL, cx.at(at), message)
        .label("invisible")
        .help("no WIT file may have it, not even in comments")
        .fix("delete it", vec![cx.delete(at)])
}

/// A character that Unicode discourages.
pub(super) fn discouraged(cx: &Cx<'_>, at: Span, c: char) -> Finding {
    let known = REPLACEMENTS.iter().find(|(known, _, _)| *known == c);
    let name = known.map_or("", |(_, _, name)| name);
    let message = format!("{} is discouraged by Unicode, and not allowed in WIT", named(c, &[(c, name)]));
    let finding = Finding::new(&DISCOURAGED, cx.at(at), message);
    let alone = cx.text(at).chars().count() == 1;
    match known {
        Some((_, write, _)) if alone => finding.fix("write what replaces it", vec![cx.replace(at, *write)]),
        Some(_) | None => finding,
    }
}

/// A control character.
pub(super) fn control(cx: &Cx<'_>, at: Span, c: char) -> Finding {
    let message = format!("{} is a control character, and not allowed in WIT", named(c, CONTROLS));
    let finding = Finding::new(&CONTROL, cx.at(at), message);
    match c {
        '\t' => finding.label("in a string").fix("write `\\t`", vec![cx.replace(at, "\\t")]),
        '\u{b}' | '\u{c}' | '\u{85}' => finding.fix("write a blank", vec![cx.replace(at, " ")]),
        _ => finding.label("invisible").fix("delete it", vec![cx.delete(at)]),
    }
}

/// `/*` without its `*/`.
pub(super) fn unterminated_comment(cx: &Cx<'_>, at: Span) -> Finding {
    let line_end = cx.line_end(at.end);
    let finding = Finding::new(&UNCLOSED_COMMENT, cx.at(at), "this comment never ends")
        .label("needs a `*/`")
        .help("what follows is all comment; comments nest, so each `/*` inside needs its own `*/`");
    let rest = cx.text(Span { start: at.end, end: line_end });
    let edit = if rest.contains("*/") { None } else { Some(cx.insert(line_end, " */")) };
    match edit {
        Some(edit) => finding.choice("end the comment on its line", vec![edit]),
        None => finding,
    }
}

/// `"` without the second one.
pub(super) fn unterminated_string(cx: &Cx<'_>, at: Span) -> Finding {
    let finding = Finding::new(&UNCLOSED_STRING, cx.at(at), "this string never ends")
        .label("needs a second `\"` on this line");
    let text = cx.text(at);
    let inner = text.trim_end_matches([')', ' ', '\t']);
    let end = at.start + u32::try_from(inner.len()).unwrap_or(0);
    finding.choice("insert `\"`", vec![cx.insert(end, "\"")])
}

/// A backslash with something that is no escape.
pub(super) fn escape(cx: &Cx<'_>, at: Span) -> Finding {
    let text = cx.text(at);
    let message = if text.starts_with('\\') && text.chars().all(|c| c.is_ascii_graphic()) {
        format!("`{text}` is not an escape")
    } else {
        "these escapes stand for no text".to_owned()
    };
    let finding = Finding::new(&ESCAPE, cx.at(at), message)
        .help("escapes are `\\\"`, `\\'`, `\\\\`, `\\t`, `\\n`, `\\r`, `\\u{1F600}` and `\\c3\\a9` (bytes of UTF-8)");
    if text.starts_with('\\') {
        finding.choice("write a backslash", vec![cx.insert(at.start, "\\")])
    } else {
        finding
    }
}
