//! TOML to a manifest: every mistake is told, with its place.

use std::ops::Range;
use std::str::FromStr;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::base::near::nearest;
use crate::base::problems::Problems;
use crate::base::source::SourceFile;
use crate::compose::error::{FileError, FileFault};
use crate::compose::manifest::{Entry, Manifest};
use crate::compose::wishes::{NotAWish, Said};

/// What stands at the top, and what it is for.
const KEYS: &[&str] =
    &["app", "output", "seal", "allow", "import", "export", "via", "components", "wires", "stubs"];

/// Reads all of it.
pub(super) fn read(file: &SourceFile) -> Result<Manifest, Problems<FileError>> {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let mut reading = Reading { file, problems: Problems::new() };
    let mut last = None;
    for error in &errors {
        let at = error.span().unwrap_or(0..0);
        // One mistake in a line is often told several times.
        let line = file.text.get(..at.start).map(|before| before.matches('\n').count());
        if last.replace(line) == Some(line) {
            continue;
        }
        let help = if error.message().contains("unquoted key") {
            "a key with anything else in it is written in quotes: \"app:example:db/store\""
        } else {
            "see https://toml.io for how it is written"
        };
        reading.problem(at, FileFault::Syntax(error.message().to_owned()), "here", help.to_owned());
    }
    if !errors.is_empty() {
        return Err(reading.problems);
    }
    let manifest = reading.manifest(table.get_ref());
    reading.problems.or_value(manifest)
}

struct Reading<'a> {
    file: &'a SourceFile,
    problems: Problems<FileError>,
}

impl Reading<'_> {
    fn problem(&mut self, at: Range<usize>, fault: FileFault, label: &str, help: String) {
        self.problems.push(FileError::new(self.file, at, fault, label, help));
    }

    fn manifest(&mut self, table: &DeTable<'_>) -> Manifest {
        let mut manifest = Manifest::default();
        let mut app = None;
        let (mut seal, mut allow) = (false, None);
        for (key, value) in table {
            let wishes = &mut manifest.wishes;
            match key.get_ref().as_ref() {
                "app" => app = self.text(value).map(|text| (text, value.span())),
                "output" => manifest.output = self.text(value),
                "seal" => seal = self.truth(value),
                "allow" => allow = Some((key.span(), self.list(value, "allow"))),
                "import" => wishes.host = self.list(value, "import"),
                "export" => wishes.exports = self.list(value, "export"),
                "via" => wishes.vias = self.list(value, "via"),
                "components" => manifest.components = self.components(value),
                "wires" => wishes.wires = self.pairs(value, "wires"),
                "stubs" => wishes.stubs = self.pairs(value, "stubs"),
                other => {
                    let help = match nearest(other, KEYS.iter().copied()) {
                        Some(near) => format!("did you mean `{near}`?"),
                        None => format!("a manifest has {}", KEYS.join(", ")),
                    };
                    self.problem(key.span(), FileFault::UnknownKey(other.to_owned()), "this", help);
                }
            }
        }
        match (seal, allow) {
            (true, allow) => {
                let said = allow.into_iter().flat_map(|(_, said)| said);
                manifest.wishes.seal = Some(said.map(|said| said.wish).collect());
            }
            (false, Some((at, _))) => {
                let help = "write `seal = true` as well, or leave `allow` out".to_owned();
                self.problem(at, FileFault::AllowedUnsealed, "this", help);
            }
            (false, None) => {}
        }
        self.app(&mut manifest, app);
        manifest
    }

    fn app(&mut self, manifest: &mut Manifest, app: Option<(String, Range<usize>)>) {
        let names = || manifest.components.iter().map(|entry| entry.name.as_str());
        let known = names().collect::<Vec<_>>().join(", ");
        match app {
            Some((app, _)) if names().any(|name| name == app) => manifest.app = app,
            Some((app, at)) => {
                let help = match nearest(&app, names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None if known.is_empty() => {
                        format!("give its file:\n  [components]\n  {app} = \"build/{app}.wasm\"")
                    }
                    None => format!("the components are {known}"),
                };
                self.problem(at, FileFault::UnknownApp(app), "this", help);
            }
            None if names().any(|name| name == "app") => "app".clone_into(&mut manifest.app),
            None => {
                let help = match names().next() {
                    Some(first) => format!("say it at the top: app = \"{first}\""),
                    None => {
                        "give the components:\n  app = \"app\"\n  [components]\n  app = \"build/app.wasm\""
                            .to_owned()
                    }
                };
                self.problem(0..0, FileFault::NoApp, "here", help);
            }
        }
    }

    /// A value of another kind than is wanted; what it is.
    fn wrong_kind(&mut self, value: &Spanned<DeValue<'_>>, wanted: &'static str, example: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "an integer",
            DeValue::Float(_) => "a float",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        self.problem(
            value.span(),
            FileFault::WrongKind { found, wanted },
            "this",
            format!("write {example}"),
        );
    }

    fn text(&mut self, value: &Spanned<DeValue<'_>>) -> Option<String> {
        let text = value.get_ref().as_str().map(str::to_owned);
        if text.is_none() {
            self.wrong_kind(value, "a string", "it in quotes");
        }
        text
    }

    fn truth(&mut self, value: &Spanned<DeValue<'_>>) -> bool {
        let truth = value.get_ref().as_bool();
        if truth.is_none() {
            self.wrong_kind(value, "a boolean", "`true` or `false`");
        }
        truth.unwrap_or_default()
    }

    /// The strings of an array, each a wish.
    fn list<T: FromStr<Err = NotAWish>>(&mut self, value: &Spanned<DeValue<'_>>, key: &str) -> Vec<Said<T>> {
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_kind(value, "an array of strings", &format!("{key} = [\"..\"]"));
            return Vec::new();
        };
        let mut said = Vec::new();
        for item in items {
            if let Some(text) = self.text(item) {
                said.extend(self.wish(&text, format!("{key} = [\"{text}\"]"), item.span()));
            }
        }
        said
    }

    /// The lines of a table, each a wish: `left=right`.
    fn pairs<T: FromStr<Err = NotAWish>>(&mut self, value: &Spanned<DeValue<'_>>, key: &str) -> Vec<Said<T>> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_kind(value, "a table", &format!("[{key}]"));
            return Vec::new();
        };
        let mut said = Vec::new();
        for (left, right) in table {
            if let Some(text) = self.text(right) {
                let left_text = left.get_ref();
                let shown = format!("\"{left_text}\" = \"{text}\"");
                let at = left.span().start..right.span().end;
                said.extend(self.wish(&format!("{left_text}={text}"), shown, at));
            }
        }
        said
    }

    fn wish<T: FromStr<Err = NotAWish>>(
        &mut self,
        text: &str,
        shown: String,
        at: Range<usize>,
    ) -> Option<Said<T>> {
        match text.parse() {
            Ok(wish) => Some(Said { wish, text: shown, at: Some((self.file.clone(), at)) }),
            Err(error) => {
                let help = "see `witc compose --help` for how imports and components are named".to_owned();
                self.problem(at, FileFault::NoWish(error.to_string()), "this", help);
                None
            }
        }
    }

    fn components(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Entry> {
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_kind(value, "a table", "[components]");
            return Vec::new();
        };
        let mut components = Vec::new();
        for (name, path) in table {
            let text = name.get_ref();
            if !text.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') || text.is_empty() {
                let help = "write letters, digits and `-`".to_owned();
                self.problem(name.span(), FileFault::BadName(text.to_string()), "this", help);
            }
            if let Some(path) = self.text(path).map(|text| (text, path.span())) {
                components.push(Entry { name: text.to_string(), path: path.0, at: path.1 });
            }
        }
        components
    }
}
