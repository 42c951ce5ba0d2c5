//! Where in a component each of its core modules runs: in which of the instances that it was composed of.

use std::fmt::{self, Display, Formatter};

use wasmparser::{
    Chunk, ComponentAlias, ComponentExternalKind, ComponentInstance, ComponentName, ComponentOuterAliasKind,
    Instance, KnownCustom, NameMap, Parser, Payload,
};

/// The places of all core modules, those of components inside among them, in the order in which the binary has them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    modules: Vec<Place>,
}

/// Where one core module runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// What of its component it is; of the innermost, if it runs in several.
    pub part: Part,
    /// The instances of components that run it, as paths from the outside to the inside; an empty path is the component
    /// itself. There are several if what is the same in several components is stored once.
    pub instances: Vec<Vec<String>>,
    /// There are more of them than anybody wants to read.
    pub has_more: bool,
}

/// What of its component a core module is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The only one that has code of its author.
    #[default]
    All,
    /// One of several, by its name or by its index.
    OneOf(String),
    /// It stands between the others and the host, under this name.
    Adapter(String),
    /// It only passes calls on.
    Shim,
}

/// A line for each module, to be kept with machine code. Names have no control characters in them.
impl Display for Places {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for Place { part, instances, has_more } in &self.modules {
            match part {
                Part::All => f.write_str("all")?,
                Part::OneOf(name) => write!(f, "one {name}")?,
                Part::Adapter(name) => write!(f, "adapter {name}")?,
                Part::Shim => f.write_str("shim")?,
            }
            f.write_str(if *has_more { "\tmore" } else { "\tno more" })?;
            for path in instances {
                f.write_str("\t")?;
                path.iter().try_for_each(|name| write!(f, "{name}\r"))?;
            }
            f.write_str("\n")?;
        }
        Ok(())
    }
}

impl From<&str> for Places {
    /// What [`Display`] has written.
    fn from(text: &str) -> Self {
        let place = |line: &str| {
            let mut fields = line.split('\t');
            let part = fields.next().unwrap_or_default();
            let part = match part.split_once(' ') {
                Some(("one", name)) => Part::OneOf(name.to_owned()),
                Some(("adapter", name)) => Part::Adapter(name.to_owned()),
                None if part == "shim" => Part::Shim,
                Some(_) | None => Part::All,
            };
            let has_more = fields.next() == Some("more");
            let path = |path: &str| path.split_terminator('\r').map(str::to_owned).collect();
            Place { part, instances: fields.map(path).collect(), has_more }
        };
        Self { modules: text.split_terminator('\n').map(place).collect() }
    }
}

/// How many instances of one module are named.
const NAMED: usize = 4;

/// How many instances are looked at. Components in components may be doubled at every level.
const LOOKED_AT: usize = 20_000;

impl Places {
    /// Reads them from a component that an engine has accepted. Where it can't be read there is no place.
    pub fn of(bytes: &[u8]) -> Self {
        let mut reading = Reading::default();
        // This is a help for people; what was read before any damage still is.
        let _ = reading.read(bytes);
        let mut places = Self { modules: vec![Place::default(); reading.modules] };
        let mut left = LOOKED_AT;
        reading.walk(&reading.here, &mut Vec::new(), &mut left, &mut places);
        places
    }

    /// Whether no module is known.
    pub fn is_empty(&self) -> bool {
        self.modules.is_empty()
    }

    /// The place of the module with this number in the binary.
    pub fn get(&self, number: usize) -> Option<&Place> {
        self.modules.get(number)
    }
}

/// How deep.
const DEEP: usize = 100;

/// A component, as far as it matters here: its index spaces, what is in them by its number.
#[derive(Default)]
struct Scope {
    name: Option<String>,
    modules: Vec<Named>,
    components: Vec<Named>,
    /// With the component of which each is an instance.
    instances: Vec<Named>,
    /// The modules that are made instances of, by index.
    made: Vec<u32>,
}

#[derive(Clone, Default)]
struct Named {
    name: Option<String>,
    /// None if it comes from outside.
    number: Option<usize>,
}

#[derive(Default)]
struct Reading {
    /// The scope that is being read.
    here: Scope,
    /// Those around it, the nearest last.
    outer: Vec<Scope>,
    /// Those that were read.
    inner: Vec<Scope>,
    modules: usize,
}

impl Reading {
    fn read(&mut self, bytes: &[u8]) -> wasmparser::Result<()> {
        let (mut parser, mut parsers, mut rest) = (Parser::new(0), Vec::new(), bytes);
        loop {
            let Chunk::Parsed { payload, consumed } = parser.parse(rest, true)? else { return Ok(()) };
            rest = rest.get(consumed..).unwrap_or_default();
            if let Payload::ModuleSection { unchecked_range, .. } = payload {
                let size = usize::try_from(unchecked_range.end - unchecked_range.start);
                rest = size.ok().and_then(|size| rest.get(size..)).unwrap_or_default();
                self.here.modules.push(Named { name: None, number: Some(self.modules) });
                self.modules += 1;
            } else if let Payload::ComponentSection { parser: inner, .. } = payload {
                parsers.push(std::mem::replace(&mut parser, inner));
                self.outer.push(std::mem::take(&mut self.here));
            } else if let Payload::End(_) = payload {
                let Some((around, scope)) = parsers.pop().zip(self.outer.pop()) else { return Ok(()) };
                parser = around;
                let number = Some(self.inner.len());
                self.inner.push(std::mem::replace(&mut self.here, scope));
                self.here.components.push(Named { name: None, number });
            } else {
                self.section(&payload)?;
            }
        }
    }

    fn section(&mut self, payload: &Payload<'_>) -> wasmparser::Result<()> {
        if let Payload::ComponentImportSection(imports) = payload {
            for import in imports.clone() {
                self.here.outside(import?.ty.kind());
            }
        } else if let Payload::ComponentExportSection(exports) = payload {
            for export in exports.clone() {
                let export = export?;
                self.here.exported(export.kind, export.index);
            }
        } else if let Payload::ComponentAliasSection(aliases) = payload {
            for alias in aliases.clone() {
                self.alias(&alias?);
            }
        } else if let Payload::ComponentInstanceSection(instances) = payload {
            for instance in instances.clone() {
                let component = match instance? {
                    ComponentInstance::Instantiate { component_index, .. } => Some(component_index),
                    ComponentInstance::FromExports(_) => None,
                };
                let number = component.and_then(|index| at(&self.here.components, index)?.number);
                self.here.instances.push(Named { name: None, number });
            }
        } else if let Payload::InstanceSection(instances) = payload {
            for instance in instances.clone() {
                if let Instance::Instantiate { module_index, .. } = instance? {
                    self.here.made.push(module_index);
                }
            }
        } else if let Payload::CustomSection(section) = payload
            && let KnownCustom::ComponentName(names) = section.as_known()
        {
            for entry in names {
                self.here.names(entry?)?;
            }
        }
        Ok(())
    }

    fn alias(&mut self, alias: &ComponentAlias<'_>) {
        match *alias {
            ComponentAlias::InstanceExport { kind, .. } => self.here.outside(kind),
            ComponentAlias::Outer { kind, count, index } => {
                let outer = match count {
                    0 => Some(&self.here),
                    count => self.outer.iter().rev().nth(count as usize - 1),
                };
                let same = |of: fn(&Scope) -> &Vec<Named>| {
                    outer.and_then(|outer| at(of(outer), index)).cloned().unwrap_or_default()
                };
                match kind {
                    ComponentOuterAliasKind::CoreModule => {
                        let module = same(|scope| &scope.modules);
                        self.here.modules.push(module);
                    }
                    ComponentOuterAliasKind::Component => {
                        let component = same(|scope| &scope.components);
                        self.here.components.push(component);
                    }
                    ComponentOuterAliasKind::CoreType | ComponentOuterAliasKind::Type => {}
                }
            }
            ComponentAlias::CoreInstanceExport { .. } => {}
        }
    }

    /// Notes that whatever `scope` makes instances of runs at `path`.
    fn walk(&self, scope: &Scope, path: &mut Vec<String>, left: &mut usize, places: &mut Places) {
        *left = left.saturating_sub(1);
        for (index, part) in scope.parts() {
            let number = at(&scope.modules, index).and_then(|module| module.number);
            if let Some(place) = number.and_then(|number| places.modules.get_mut(number)) {
                place.part = part;
                if place.instances.contains(path) {
                    continue;
                }
                if place.instances.len() < NAMED {
                    place.instances.push(path.clone());
                } else {
                    place.has_more = true;
                }
            }
        }
        for (index, instance) in scope.instances.iter().enumerate() {
            let Some(inner) = instance.number.and_then(|number| self.inner.get(number)) else { continue };
            if *left == 0 || path.len() == DEEP {
                places.modules.iter_mut().for_each(|place| place.has_more = true);
                return;
            }
            let name = instance.name.as_ref().or(inner.name.as_ref());
            path.push(name.map_or_else(|| format!("instance {index}"), |name| plain(name)));
            self.walk(inner, path, left, places);
            path.pop();
        }
    }
}

impl Scope {
    /// Something that comes from outside, or from another instance.
    fn outside(&mut self, kind: ComponentExternalKind) {
        match kind {
            ComponentExternalKind::Module => self.modules.push(Named::default()),
            ComponentExternalKind::Component => self.components.push(Named::default()),
            ComponentExternalKind::Instance => self.instances.push(Named::default()),
            ComponentExternalKind::Func | ComponentExternalKind::Value | ComponentExternalKind::Type => {}
        }
    }

    /// What is exported has a new index, too. An instance is the same one under it, so nothing runs twice.
    fn exported(&mut self, kind: ComponentExternalKind, index: u32) {
        match kind {
            ComponentExternalKind::Module => {
                let same = at(&self.modules, index).cloned().unwrap_or_default();
                self.modules.push(same);
            }
            ComponentExternalKind::Component => {
                let same = at(&self.components, index).cloned().unwrap_or_default();
                self.components.push(same);
            }
            ComponentExternalKind::Instance => self.instances.push(Named::default()),
            ComponentExternalKind::Func | ComponentExternalKind::Value | ComponentExternalKind::Type => {}
        }
    }

    fn names(&mut self, entry: ComponentName<'_>) -> wasmparser::Result<()> {
        if let ComponentName::Component { name, .. } = entry {
            self.name = Some(name.to_owned());
        } else if let ComponentName::CoreModules(map) = entry {
            name(&mut self.modules, map)?;
        } else if let ComponentName::Components(map) = entry {
            name(&mut self.components, map)?;
        } else if let ComponentName::Instances(map) = entry {
            name(&mut self.instances, map)?;
        }
        Ok(())
    }

    /// The modules that this component makes instances of, and what each of them is.
    fn parts(&self) -> Vec<(u32, Part)> {
        let part = |index: &u32| {
            let name = at(&self.modules, *index).and_then(|module| module.name.as_deref());
            let part = match name {
                Some("wit-component-shim-module" | "wit-component-fixup") => Part::Shim,
                Some(name) => match name.strip_prefix("wit-component:adapter:") {
                    Some(name) => Part::Adapter(plain(name)),
                    None => Part::OneOf(plain(name)),
                },
                None => Part::OneOf(format!("module {index}")),
            };
            (*index, part)
        };
        let mut parts: Vec<(u32, Part)> = self.made.iter().map(part).collect();
        parts.sort_by_key(|(index, _)| *index);
        parts.dedup();
        let mut own: Vec<&mut Part> =
            parts.iter_mut().map(|(_, part)| part).filter(|part| matches!(part, Part::OneOf(_))).collect();
        if let [only] = own.as_mut_slice() {
            **only = Part::All;
        }
        parts
    }
}

fn at(space: &[Named], index: u32) -> Option<&Named> {
    space.get(usize::try_from(index).ok()?)
}

fn name(space: &mut [Named], names: NameMap<'_>) -> wasmparser::Result<()> {
    for naming in names {
        let naming = naming?;
        if let Some(named) = space.get_mut(naming.index as usize) {
            named.name = Some(naming.name.to_owned());
        }
    }
    Ok(())
}

/// What stands in a binary must not do anything to a terminal.
fn plain(name: &str) -> String {
    name.replace(|c: char| c.is_control(), " ")
}

#[cfg(test)]
mod tests {
    use super::Places;

    #[test]
    fn modules_are_found_where_they_run() {
        let text = r#"(component $outside
            (core module $lib)
            (component $db
                (core module $main)
                (core module $adapt (@name "wit-component:adapter:wasi_snapshot_preview1"))
                (core module $unused)
                (core instance (instantiate $main))
                (core instance (instantiate $adapt)))
            (component $pair
                (alias outer $outside $db (component $db))
                (alias outer $outside $lib (core module $lib))
                (core module $own)
                (core instance (instantiate $lib))
                (core instance (instantiate $own))
                (instance $left (instantiate $db))
                (instance $right (instantiate $db)))
            (instance $one (instantiate $db))
            (instance $two (instantiate $pair))
            (core instance (instantiate $lib)))"#;
        let bytes = wat::parse_str(text).unwrap_or_default();
        let places = Places::of(&bytes);
        let expected = "\
            one lib\tno more\t\ttwo\r\n\
            all\tno more\tone\r\ttwo\rleft\r\ttwo\rright\r\n\
            adapter wasi_snapshot_preview1\tno more\tone\r\ttwo\rleft\r\ttwo\rright\r\n\
            all\tno more\n\
            one own\tno more\ttwo\r\n";
        assert_eq!(places.to_string(), expected);
        assert_eq!(Places::from(expected), places);
    }

    /// What has no end is not followed to it.
    #[test]
    fn components_may_be_doubled_at_every_level() {
        let levels = (1..60).map(|level| {
            let inner = level - 1;
            format!(
                "(component $c{level} (alias outer $all $c{inner} (component $inner))
                (instance $a (instantiate $inner)) (instance $b (instantiate $inner)))"
            )
        });
        let levels: String = levels.collect();
        let text = format!(
            "(component $all (component $c0 (core module $m) (core instance (instantiate $m)))
            {levels} (instance $top (instantiate $c59)))"
        );
        let places = Places::of(&wat::parse_str(text).unwrap_or_default());
        let place = places.get(0);
        assert!(place.is_some_and(|place| place.has_more && place.instances.len() == super::NAMED));
    }
}
