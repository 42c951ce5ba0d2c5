//! What every code means: a page for each, as `witc explain` shows it.

use crate::base::near::nearest;

/// The pages of each stage.
static STAGES: [&str; 9] = [
    include_str!("syntax.md"),
    include_str!("frontend.md"),
    include_str!("component.md"),
    include_str!("compose.md"),
    include_str!("abi.md"),
    include_str!("bindgen.md"),
    include_str!("fmt.md"),
    include_str!("harness.md"),
    include_str!("cli.md"),
];

/// What a code means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// `witc::<stage>::<what>`
    pub code: &'static str,
    /// One sentence.
    pub title: &'static str,
    /// All of the page after its heading, in Markdown.
    pub body: &'static str,
}

/// All pages, in the order of the stages.
pub fn pages() -> impl Iterator<Item = Page> {
    STAGES.iter().flat_map(|stage| stage.split("\n## ").skip(1).filter_map(parse))
}

/// The page of a code.
pub fn page(code: &str) -> Option<Page> {
    pages().find(|page| page.code == code)
}

/// The heading is the code, the first paragraph the title.
fn parse(section: &'static str) -> Option<Page> {
    let (code, body) = section.split_once('\n')?;
    let body = body.trim();
    let title = body.split("\n\n").next()?;
    Some(Page { code: code.trim(), title, body })
}

/// What was found for a code, perhaps given only in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Its page.
    One(Page),
    /// The pages of all codes that end so.
    Several(Vec<Page>),
    /// No page; the code that may have been meant.
    None(Option<&'static str>),
}

/// Finds the page of a code, given in full, or as its last parts.
pub fn find(wanted: &str) -> Found {
    let wanted = wanted.trim().trim_matches(['[', ']']);
    if let Some(page) = page(wanted) {
        return Found::One(page);
    }
    let ends_so = |page: &Page| {
        page.code.strip_suffix(wanted).is_some_and(|before| !wanted.is_empty() && before.ends_with("::"))
    };
    let several: Vec<Page> = pages().filter(ends_so).collect();
    match several.as_slice() {
        [] => Found::None(meant(wanted)),
        [one] => Found::One(*one),
        _ => Found::Several(several),
    }
}

/// The code nearest to a wrong one; as much of it is compared as was given.
fn meant(wanted: &str) -> Option<&'static str> {
    let wanted = wanted.replace('-', "_");
    let parts = wanted.split("::").count();
    let tail = |code: &'static str| {
        let start = code.rmatch_indices("::").nth(parts.saturating_sub(1)).map_or(0, |(at, _)| at + 2);
        code.get(start..).unwrap_or(code)
    };
    let codes: Vec<&'static str> = pages().map(|page| page.code).collect();
    let near = nearest(&wanted, codes.iter().map(|code| tail(code)))?;
    codes.into_iter().find(|code| tail(code) == near)
}
