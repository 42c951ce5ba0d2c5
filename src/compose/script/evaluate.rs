//! A script, statement by statement, to wishes: every `new` is a component with a name of its own.

use std::ops::Range;

use crate::base::maps::IndexMap;
use crate::base::names::{ExternName, WitName};
use crate::base::near::nearest;
use crate::base::problems::Problems;
use crate::base::source::SourceFile;
use crate::component::{Component, ComponentName};
use crate::compose::error::{FileError, FileFault};
use crate::compose::script::Evaluated;
use crate::compose::script::imports::{self, Imported, is_same};
use crate::compose::script::tree::{Arg, Exported, Expr, Name, Script, Statement};
use crate::compose::wishes::{ExportWish, Pattern, Said, Selector, Taken, Target, WireWish, Wishes};

/// Follows all of it.
pub(super) fn evaluate(
    file: &SourceFile,
    script: &Script,
    packages: &IndexMap<String, Component>,
) -> Result<Evaluated, Problems<FileError>> {
    let mut evaluating = Evaluating {
        file,
        packages,
        instances: Vec::new(),
        scope: IndexMap::default(),
        wishes: Wishes::default(),
        exports: Vec::new(),
        imports: Vec::new(),
        problems: Problems::new(),
    };
    for statement in &script.statements {
        evaluating.statement(statement);
    }
    if evaluating.exports.is_empty() && evaluating.problems.is_empty() {
        let fault = FileFault::ScriptValue("nothing is exported".to_owned());
        let help = "end with what the result is for: `export app.run;`, or `export app...;`";
        evaluating.wrong(script.end.saturating_sub(1)..script.end, fault, help);
    }
    for (at, fault, help) in imports::beyond(&evaluating.imports) {
        evaluating.wrong(at, fault, help);
    }
    evaluating.finish()
}

/// A component that a script has instantiated.
struct Instance<'a> {
    name: String,
    component: &'a Component,
}

/// What a name or an expression stands for.
#[derive(Clone, Debug)]
enum Value {
    /// An instance.
    Instance(usize),
    /// An export of one.
    Export(usize, ExternName),
    /// An import of the result: the path of its interface, if it has one, and its name.
    Import(Option<ExternName>, ExternName),
}

struct Evaluating<'a> {
    file: &'a SourceFile,
    packages: &'a IndexMap<String, Component>,
    instances: Vec<Instance<'a>>,
    scope: IndexMap<String, Value>,
    wishes: Wishes,
    exports: Vec<Said<ExportWish>>,
    imports: Vec<Imported>,
    problems: Problems<FileError>,
}

impl Evaluating<'_> {
    fn wrong(&mut self, at: Range<usize>, fault: FileFault, help: impl Into<String>) {
        self.problems.push(FileError::new(self.file, at, fault, "this", help.into()));
    }

    fn said<T>(&self, wish: T, at: Range<usize>) -> Said<T> {
        let text = self.file.text.get(at.clone()).unwrap_or_default();
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        Said { wish, text, at: Some((self.file.clone(), at)) }
    }

    fn finish(mut self) -> Result<Evaluated, Problems<FileError>> {
        let first = self.exports.first().map(|said| said.wish.instance.clone());
        let root = self
            .instances
            .iter()
            .position(|one| first.as_ref().is_some_and(|first| first.as_str() == one.name));
        let mut components: Vec<Component> = self.instances.iter().map(Instance::component).collect();
        match root {
            Some(root) if self.problems.is_empty() => {
                let root = components.remove(root);
                self.wishes.exported = Some(self.exports);
                self.wishes.renamed = imports::renamed(&self.imports);
                Ok(Evaluated { root, others: components, wishes: self.wishes })
            }
            Some(_) | None => Err(self.problems),
        }
    }

    fn statement(&mut self, statement: &Statement) {
        match statement {
            Statement::Import { name, other, path } => {
                let path: Option<ExternName> = path.as_ref().and_then(|path| path.text.parse().ok());
                let own = path.clone().filter(|_| other.is_none());
                let own = own.unwrap_or_else(|| label(other.as_ref().unwrap_or(name)));
                self.bind(name, Some(Value::Import(path, own)));
            }
            Statement::Let { name, value } => {
                let value = self.value(value, Some(&name.text));
                self.bind(name, value);
            }
            Statement::Export { value, how } => {
                let at = value.at();
                if let Some(value) = self.value(value, None) {
                    self.export(&value, how, at);
                }
            }
        }
    }

    fn bind(&mut self, name: &Name, value: Option<Value>) {
        if self.scope.contains_key(&name.text) {
            let fault = FileFault::ScriptName(format!("there is a `{}` already", name.text));
            self.wrong(name.at.clone(), fault, "a name is given once: choose another one");
        } else if let Some(value) = value {
            self.scope.insert(name.text.clone(), value);
        }
    }

    /// What an expression stands for; `None` if that is an error which was told.
    fn value(&mut self, expr: &Expr, name: Option<&str>) -> Option<Value> {
        match expr {
            Expr::Local(local) => self.local(local),
            Expr::New { package, args } => self.new_instance(package, args, name),
            Expr::Access { of, name } => self.access(of, name, false),
            Expr::Named { of, name } => self.access(of, name, true),
        }
    }

    fn local(&mut self, name: &Name) -> Option<Value> {
        let value = self.scope.get(&name.text).cloned();
        if value.is_none() {
            let known: Vec<&str> = self.scope.keys().map(String::as_str).collect();
            let help = match nearest(&name.text, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => {
                    "give it with `let` or `import` first: a script is read from top to bottom".to_owned()
                }
            };
            let fault = FileFault::ScriptName(format!("nothing is called `{}`", name.text));
            self.wrong(name.at.clone(), fault, help);
        }
        value
    }

    fn access(&mut self, of: &Expr, name: &Name, is_exact: bool) -> Option<Value> {
        let value = self.value(of, None)?;
        let Value::Instance(ix) = value else {
            let fault = FileFault::ScriptValue("only an instance has exports".to_owned());
            self.wrong(of.at(), fault, "access what `new` has made");
            return None;
        };
        let component = self.instances.get(ix)?.component;
        let found = named(component.exports.keys(), &name.text, is_exact);
        if found.is_none() {
            let help = listed(component.exports.keys(), &name.text, "exports");
            let fault =
                FileFault::ScriptArgument(format!("`{}` has no export `{}`", component.name, name.text));
            self.wrong(name.at.clone(), fault, help);
        }
        Some(Value::Export(ix, found?))
    }

    fn new_instance(&mut self, package: &Name, args: &[Arg], name: Option<&str>) -> Option<Value> {
        let component = self.packages.get(&package.text)?;
        let wanted = name.unwrap_or_else(|| package.text.rsplit(':').next().unwrap_or_default());
        let wanted = wanted.split('@').next().unwrap_or_default();
        let numbered = (2..).map(|number| format!("{wanted}-{number}"));
        let is_free = |name: &String| !self.instances.iter().any(|known| known.name == *name);
        let name = std::iter::once(wanted.to_owned()).chain(numbered).find(is_free)?;
        // The arguments come first: they may have instances in them.
        let before = self.problems.iter().count();
        let given = self.given(component, args);
        let is_clear = self.problems.iter().count() == before;
        let ix = self.instances.len();
        self.instances.push(Instance { name: name.clone(), component });
        for (import, (value, at)) in &given {
            self.give(&name, import, value, at.clone());
        }
        let missing = component.imports.keys().filter(|import| !given.contains_key(*import));
        let missing: Vec<&ExternName> = missing.collect();
        let rest = args.iter().any(|arg| match arg {
            Arg::Rest => true,
            Arg::Inferred(_) | Arg::Named { .. } | Arg::Spread(_) => false,
        });
        if rest {
            for import in missing {
                self.give(&name, import, &Value::Import(None, import.clone()), package.at.clone());
            }
        } else if !missing.is_empty() && is_clear {
            let list: Vec<String> = missing.iter().map(|import| format!("`{import}`")).collect();
            let fault =
                FileFault::ScriptArgument(format!("`{}` is not given {}", package.text, list.join(", ")));
            let help =
                "give it as an argument, or end the arguments with `...` to leave the rest to the host";
            self.wrong(package.at.clone(), fault, help);
        }
        Some(Value::Instance(ix))
    }

    /// What each import is given. Spread arguments come last, in their order.
    fn given(&mut self, component: &Component, args: &[Arg]) -> IndexMap<ExternName, (Value, Range<usize>)> {
        let mut given: IndexMap<ExternName, (Value, Range<usize>)> = IndexMap::default();
        for arg in args {
            let (import, value, at) = match arg {
                Arg::Named { name, is_exact, value } => {
                    let Some(value_of) = self.value(value, None) else { continue };
                    let import = named(component.imports.keys(), &name.text, *is_exact);
                    (import, value_of, name.at.start..value.at().end)
                }
                Arg::Inferred(name) => {
                    let Some(value) = self.local(name) else { continue };
                    let import = inferred(component, &value)
                        .or_else(|| named(component.imports.keys(), &name.text, false));
                    (import, value, name.at.clone())
                }
                Arg::Spread(_) | Arg::Rest => continue,
            };
            match import {
                Some(import) if given.contains_key(&import) => {
                    let fault = FileFault::ScriptArgument(format!("`{import}` is given twice"));
                    self.wrong(at, fault, "leave one of the two out");
                }
                Some(import) => {
                    given.insert(import, (value, at));
                }
                None => {
                    let text = self.file.text.get(at.clone()).unwrap_or_default().to_owned();
                    let wanted = text.split(':').next().unwrap_or_default().trim_matches('"');
                    let help = listed(component.imports.keys(), wanted, "imports");
                    let fault =
                        FileFault::ScriptArgument(format!("`{}` has no import `{wanted}`", component.name));
                    self.wrong(at, fault, help);
                }
            }
        }
        for arg in args {
            match arg {
                Arg::Spread(name) => self.spread(component, name, &mut given),
                Arg::Inferred(_) | Arg::Named { .. } | Arg::Rest => {}
            }
        }
        given
    }

    fn spread(
        &mut self,
        component: &Component,
        name: &Name,
        given: &mut IndexMap<ExternName, (Value, Range<usize>)>,
    ) {
        let Some(value) = self.local(name) else { return };
        let Value::Instance(ix) = value else {
            let fault = FileFault::ScriptValue(format!("`{}` is no instance", name.text));
            self.wrong(name.at.clone(), fault, "spread what `new` has made");
            return;
        };
        let Some(provider) = self.instances.get(ix).map(|one| one.component) else { return };
        let mut is_used = false;
        for (import, port) in &component.imports {
            if given.contains_key(import) {
                continue;
            }
            if let Some(export) = crate::compose::offers::offer(provider, import, port) {
                given.insert(import.clone(), (Value::Export(ix, export), name.at.clone()));
                is_used = true;
            }
        }
        if !is_used {
            let fault = FileFault::ScriptArgument(format!(
                "`{}` exports nothing that is still wanted here",
                name.text
            ));
            self.wrong(name.at.clone(), fault, "leave it out");
        }
    }

    /// Says what meets an import of the instance called `consumer`.
    fn give(&mut self, consumer: &str, import: &ExternName, value: &Value, at: Range<usize>) {
        let consumer = Some(Selector::new(consumer));
        let (ix, taken) = match value {
            Value::Instance(ix) => (ix, Taken::Whole),
            Value::Export(ix, export) => (ix, Taken::Export(export.clone())),
            Value::Import(_, name) => {
                let (import, name) = (import.clone(), name.clone());
                self.imports.push(Imported { import: import.clone(), name, at: at.clone() });
                let target = Target { consumer, import: Pattern::Name(import) };
                let said = self.said(target, at);
                self.wishes.host.push(said);
                return;
            }
        };
        let Some(provider) = self.instances.get(*ix).map(|one| Selector::new(one.name.clone())) else {
            return;
        };
        let wire = WireWish { consumer, import: import.clone(), provider, taken };
        let said = self.said(wire, at);
        self.wishes.wires.push(said);
    }

    fn export(&mut self, value: &Value, how: &Exported, at: Range<usize>) {
        match (value, how) {
            (Value::Export(ix, export), Exported::AsItIs) => {
                self.add(*ix, Some(export), export.clone(), at);
            }
            (Value::Export(ix, export), Exported::As(name)) => self.add(*ix, Some(export), label(name), at),
            (Value::Instance(ix), Exported::As(name)) => self.add(*ix, None, label(name), at),
            (Value::Instance(ix), Exported::Spread) => {
                let Some(component) = self.instances.get(*ix).map(|one| one.component) else { return };
                let is_new = |name: &&ExternName| !self.exports.iter().any(|known| known.wish.name == **name);
                let new: Vec<ExternName> = component.exports.keys().filter(is_new).cloned().collect();
                for name in new {
                    self.add(*ix, Some(&name), name.clone(), at.clone());
                }
            }
            (Value::Instance(_), Exported::AsItIs) => {
                let fault = FileFault::ScriptValue("an instance has no name to be exported under".to_owned());
                self.wrong(
                    at,
                    fault,
                    "export all that it exports with `...`, or the instance itself with `as name`",
                );
            }
            (Value::Export(..), Exported::Spread) => {
                let fault = FileFault::ScriptBeyond("only what `new` has made can be spread".to_owned());
                self.wrong(at, fault, "leave the `...` out");
            }
            (Value::Import(..), Exported::AsItIs | Exported::As(_) | Exported::Spread) => {
                let fault = FileFault::ScriptBeyond("an import can't be exported".to_owned());
                self.wrong(at, fault, "export what an instance exports");
            }
        }
    }

    fn add(&mut self, ix: usize, export: Option<&ExternName>, name: ExternName, at: Range<usize>) {
        if self.exports.iter().any(|known| known.wish.name == name) {
            let fault = FileFault::ScriptName(format!("`{name}` is exported already"));
            self.wrong(at, fault, "give it another name with `as`");
            return;
        }
        let Some(instance) = self.instances.get(ix).map(|one| Selector::new(one.name.clone())) else {
            return;
        };
        let said = self.said(ExportWish { instance, export: export.cloned(), name }, at);
        self.exports.push(said);
    }
}

impl Instance<'_> {
    /// The component under the name of the instance.
    fn component(&self) -> Component {
        let name = ComponentName::called(&self.name, self.component.name.path());
        Component { name, ..self.component.clone() }
    }
}

/// The import or export that a name means: in quotes just that one, else also the only one whose path ends so.
fn named<'n>(names: impl Iterator<Item = &'n ExternName>, text: &str, is_exact: bool) -> Option<ExternName> {
    let names: Vec<&ExternName> = names.collect();
    let ends = |name: &&&ExternName| name.interface().is_some_and(|name| name.name.as_str() == text);
    let ending: Vec<&ExternName> = names.iter().filter(ends).copied().collect();
    if let ([one], false) = (ending.as_slice(), is_exact) {
        return Some((*one).clone());
    }
    let pattern = text.parse::<Pattern>().ok();
    let is_it = |name: &&&ExternName| {
        name.to_string() == text
            || pattern.as_ref().is_some_and(|pattern| pattern.is_whole() && pattern.means(name))
    };
    names.iter().find(is_it).map(|name| (*name).clone())
}

/// The import that a value is for by its own path or name.
fn inferred(component: &Component, value: &Value) -> Option<ExternName> {
    let own = match value {
        Value::Export(_, name) => name,
        Value::Import(Some(name), _) => name,
        Value::Instance(_) | Value::Import(None, _) => return None,
    };
    component.imports.keys().find(|import| is_same(own, import)).cloned()
}

fn label(name: &Name) -> ExternName {
    name.text.parse().unwrap_or_else(|_| ExternName::Plain(WitName::new(name.text.as_str())))
}

fn listed<'n>(names: impl Iterator<Item = &'n ExternName>, wanted: &str, verb: &str) -> String {
    let names: Vec<&ExternName> = names.collect();
    let last = |name: &&ExternName| name.interface().map(|name| name.name.to_string());
    let ends: Vec<String> = names.iter().filter_map(last).collect();
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    match nearest(wanted, ends.iter().chain(&names).map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None if names.is_empty() => format!("it {verb} nothing"),
        None => format!("it {verb} {}", names.join(", ")),
    }
}
