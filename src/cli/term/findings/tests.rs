//! What findings look like, in every way in which a text can be odd.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use miette::{GraphicalReportHandler, GraphicalTheme, ThemeStyles};

use crate::base::finding::{Edit, Finding, Rule};
use crate::base::ids::FileIx;
use crate::base::source::{Location, SourceFile, Sources};
use crate::report::Report;
use crate::report::summary::Summary;

static ERROR: Rule = Rule::error("witc::test::wrong");
static DOUBT: Rule = Rule::warning("witc::test::doubtful");

/// Texts, and places in them by what is written there.
struct Case {
    sources: Sources,
    files: Vec<FileIx>,
}

impl Case {
    fn new(texts: &[(&str, &str)]) -> Self {
        let mut sources = Sources::default();
        let files = texts.iter().map(|(name, text)| sources.push(SourceFile::new(*name, *text))).collect();
        Self { sources, files }
    }

    /// The first place in a file where `text` is written.
    fn at(&self, file: usize, text: &str) -> Location {
        let file = self.files[file];
        let whole = Location { file, start: 0, end: 0 };
        let start = self.sources.file(whole).unwrap().text.find(text).unwrap();
        let (start, end) = (u32::try_from(start).unwrap(), u32::try_from(start + text.len()).unwrap());
        Location { file, start, end }
    }

    /// The empty place after it.
    fn after(&self, file: usize, text: &str) -> Location {
        let at = self.at(file, text);
        Location { start: at.end, ..at }
    }

    fn shown(&self, findings: &[Finding]) -> String {
        let summary = Summary::new(self.files.len(), 0, findings);
        let report = Report { sources: &self.sources, findings, failures: &[], summary };
        let characters = GraphicalTheme::unicode_nocolor().characters;
        let handler =
            GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles: ThemeStyles::none() })
                .with_wrap_lines(false)
                .with_context_lines(1);
        super::text(&report, &handler, &ThemeStyles::none())
    }
}

fn snapshot(name: &str, text: &str) {
    assert!(
        text.chars().all(|c| c == '\n' || crate::report::clean::stand_in(c).is_none() || c == '\u{fffd}')
    );
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../../../../snapshots/report");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
}

const STORE: &str = "package a:b;

interface store {
  record todo-item { id: u32, title: string }
  list-all: func() -> list<todo-itm>;
}

world one {
  import store;
}

// far away
world two {
  import store;
}
";

#[test]
fn labels_near_and_far() {
    let case = Case::new(&[("store.wit", STORE), ("deps/c.wit", "package c:d;\n\ninterface todo-itm {}\n")]);
    let finding =
        Finding::new(&ERROR, case.at(0, "todo-itm"), "no type named `todo-itm` in interface `store`")
            .label("did you mean `todo-item`?")
            .related(case.at(0, "todo-item"), "a type with a similar name is defined here")
            .related(case.at(0, "two"), "needed by this world")
            .related(case.at(1, "todo-itm"), "this is an interface")
            .help("types are declared before or after they are used")
            .note("two lines\nof a note")
            .write_instead("todo-item");
    snapshot("labels-near-and-far", &case.shown(&[finding]));
}

#[test]
fn fixes_of_all_kinds() {
    let case = Case::new(&[("store.wit", STORE)]);
    let one = case.at(0, "world one");
    let (import, two) = (case.at(0, "import"), case.at(0, "world two"));
    let edit = |at, text: &str| Edit { at, text: text.to_owned() };
    let finding = Finding::new(&DOUBT, one, "two worlds of one kind")
        .label("this one")
        .choice("make them one", vec![edit(one, "world one-and-two")])
        .choice("remove the import", vec![edit(import, "")])
        .choice("rename both", vec![edit(two, "world second"), edit(one, "world first")])
        .fix("add a comment", vec![edit(Location { end: one.start, ..one }, "// a\n// b\n")]);
    snapshot("fixes-of-all-kinds", &case.shown(&[finding]));
}

#[test]
fn empty_places() {
    let case =
        Case::new(&[("a.wit", "package a:b\n\nworld w {}"), ("empty.wit", ""), ("end.wit", "world w {\n")]);
    let missing = Finding::new(&ERROR, case.after(0, "a:b"), "missing `;`").label("here");
    let at_end = Finding::new(&ERROR, case.after(0, "w {}"), "missing more");
    let empty = Finding::new(&ERROR, case.after(1, ""), "missing `package`").label("write one");
    let after_last = Finding::new(&ERROR, case.after(2, "{\n"), "missing `}`").label("this is the end");
    snapshot("empty-places", &case.shown(&[missing, at_end, empty, after_last]));
}

#[test]
fn several_lines() {
    let case = Case::new(&[("a.wit", "package a:b;\n\nworld w {   \n  import a;\n  import b;\n}\n")]);
    let world =
        Finding::new(&DOUBT, case.at(0, "world w {   \n  import a;"), "over lines").label("all of it");
    let line_end = Finding::new(&DOUBT, case.at(0, "\n\nworld"), "begins at a line's end").label("here");
    snapshot("several-lines", &case.shown(&[world, line_end]));
}

#[test]
fn odd_characters() {
    let text = "\u{feff}package a:b;\r\n/* 漢字 e\u{301} */ wrong\r\n\twrong-tab\r\na\u{202e}b wrong-bidi\r\n\u{1b}[31m\r wrong-escape";
    let case = Case::new(&[("odd\n\u{1b}.wit", text)]);
    let finding = |what: &str| Finding::new(&ERROR, case.at(0, what), format!("`{what}`")).label("here");
    let wide = Finding::new(&ERROR, case.at(0, "漢字"), "wide").label("two");
    let combining = Finding::new(&ERROR, case.at(0, "e\u{301}"), "combining").label("one");
    let hostile =
        Finding::new(&ERROR, case.at(0, "\u{202e}"), "a\r\u{1b}[31mb\u{202e}c").label("\u{202e}\u{7}");
    let rest = ["package", "wrong", "wrong-tab", "wrong-bidi", "wrong-escape"].map(finding);
    snapshot("odd-characters", &case.shown(&[vec![wide, combining, hostile], rest.to_vec()].concat()));
}

#[test]
fn long_lines() {
    let filler = "f: func(); ".repeat(1000);
    let text = format!("{filler}\n{filler}here{filler}there {}\n{filler}\n", "x".repeat(9000));
    let case = Case::new(&[("long.wit", &text)]);
    let finding = Finding::new(&ERROR, case.at(0, "here"), format!("no `{}`", "y".repeat(9000)))
        .label("this")
        .related(case.at(0, "there"), "and that")
        .related(case.at(0, &"x".repeat(9000)), "and all of this")
        .write_instead("z".repeat(9000));
    let shown = case.shown(&[finding]);
    assert!(shown.len() < 5000, "a long line floods the terminal with {} bytes", shown.len());
    snapshot("long-lines", &shown);
}
