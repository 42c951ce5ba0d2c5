//! Core module to component, through wit-component.

use wasi_preview1_component_adapter_provider as preview1;
use wasmparser::{Parser, Payload};
use wit_component::{ComponentEncoder, metadata};
use wit_parser::{
    Function, InterfaceId, LiftLowerAbi, ManglingAndAbi, Resolve, WasmExport, WasmExportKind, WorldId,
    WorldItem, WorldKey,
};

use crate::base::guard::guarded;
use crate::base::maps::HashSet;
use crate::base::names::WitName;
use crate::component::error::Cause;
use crate::component::{ComponentError, ComponentName, sniff};

/// Makes a component of a core module, binary or text, that was built for `wasm32-unknown-unknown` or `wasm32-wasip1`.
pub fn componentize(name: &ComponentName, bytes: &[u8]) -> Result<Vec<u8>, ComponentError> {
    let module = sniff::module(name, bytes)?;
    let encoded = guarded(|| {
        let outline = Outline::of(name, &module)?;
        outline.check(name, &module)?;
        encode(&module, outline.adapter()).map_err(|error| not_encodable(name, error))
    });
    encoded.unwrap_or_else(|lost| Err(ComponentError::GaveUp { name: name.clone(), lost }))
}

fn encode(module: &[u8], adapter: Option<&[u8]>) -> Result<Vec<u8>, Cause> {
    let mut encoder = ComponentEncoder::default();
    encoder.validate(true).module(module)?;
    if let Some(adapter) = adapter {
        encoder.adapter(preview1::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME, adapter)?;
    }
    Ok(encoder.encode()?)
}

fn not_encodable(name: &ComponentName, error: Cause) -> ComponentError {
    ComponentError::NotEncodable { name: name.clone(), error }
}

/// What matters of a core module here.
#[derive(Debug, Default)]
struct Outline {
    has_component_type: bool,
    /// The world that the first such section was made for.
    world: Option<WitName>,
    imports: Vec<(String, String)>,
    exports: HashSet<String>,
}

impl Outline {
    fn of(name: &ComponentName, module: &[u8]) -> Result<Self, ComponentError> {
        Self::read(module).map_err(|error| {
            let (name, size) = (name.clone(), module.len() as u64);
            if sniff::is_cut(&error) {
                return ComponentError::Truncated { name, size };
            }
            let (error, offset) = (error.message().to_owned(), error.offset());
            ComponentError::InvalidModule { name, error, offset }
        })
    }

    fn read(module: &[u8]) -> Result<Self, wasmparser::Error> {
        let mut outline = Self::default();
        for payload in Parser::new(0).parse_all(module) {
            let payload = payload?;
            if let Payload::ImportSection(imports) = &payload {
                for import in imports.clone().into_imports() {
                    let import = import?;
                    outline.imports.push((import.module.to_owned(), import.name.to_owned()));
                }
            } else if let Payload::ExportSection(exports) = &payload {
                for export in exports.clone() {
                    outline.exports.insert(export?.name.to_owned());
                }
            } else if let Payload::CustomSection(section) = &payload
                && section.name().starts_with("component-type")
            {
                outline.has_component_type = true;
                outline.world = outline.world.or_else(|| exported_name(section.data()));
            }
        }
        Ok(outline)
    }

    /// Finds what would make wit-component fail, all of it, and in the words of the WIT.
    fn check(&self, name: &ComponentName, module: &[u8]) -> Result<(), ComponentError> {
        let foreign = self.foreign_imports();
        if !foreign.is_empty() {
            return Err(ComponentError::ForeignImports { name: name.clone(), imports: foreign });
        }
        let is_command = self.needs_preview1() && self.exports.contains("_start");
        if !self.has_component_type {
            let name = name.clone();
            return if is_command { Ok(()) } else { Err(ComponentError::NoBindings { name }) };
        }
        let (_, bindings) = metadata::decode(module).map_err(|error| not_encodable(name, error.into()))?;
        let missing = self.missing_exports(&bindings.resolve, bindings.world);
        if missing.is_empty() {
            return Ok(());
        }
        let world = self.world.clone().unwrap_or_else(|| WitName::new("root"));
        Err(ComponentError::MissingExports { name: name.clone(), world, missing })
    }

    fn needs_preview1(&self) -> bool {
        self.imports.iter().any(|(module, _)| module == preview1::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME)
    }

    fn adapter(&self) -> Option<&'static [u8]> {
        let adapter = if self.exports.contains("_start") {
            preview1::WASI_SNAPSHOT_PREVIEW1_COMMAND_ADAPTER
        } else {
            preview1::WASI_SNAPSHOT_PREVIEW1_REACTOR_ADAPTER
        };
        self.needs_preview1().then_some(adapter)
    }

    /// Imports from modules whose names mean nothing in the component model.
    fn foreign_imports(&self) -> Vec<String> {
        let known = |module: &str| {
            module == preview1::WASI_SNAPSHOT_PREVIEW1_ADAPTER_NAME
                || module.starts_with(['$', '['])
                || module.starts_with("cm32p2")
                || (module.contains(':') && module.contains('/'))
        };
        // A world may import an interface under a plain name; only wit-component can tell that from any other.
        let plain = |module: &str| self.has_component_type && !["env", "wbg"].contains(&module);
        let foreign = self.imports.iter().filter(|(module, _)| !known(module) && !plain(module));
        foreign.map(|(module, name)| format!("{module}.{name}")).collect()
    }

    /// The functions that the world exports and the module does not, as the WIT names them.
    fn missing_exports(&self, resolve: &Resolve, world: WorldId) -> Vec<String> {
        let mut missing = Vec::new();
        for (key, item) in &resolve.worlds[world].exports {
            match item {
                WorldItem::Interface { id, .. } => {
                    let absent = self.absent(resolve, key, *id);
                    missing
                        .extend(absent.map(|func| format!("{}.{}", resolve.name_world_key(key), func.name)));
                }
                WorldItem::Function(func) if !self.has(resolve, None, func) => {
                    missing.push(func.name.clone());
                }
                WorldItem::Function(_) | WorldItem::Type { .. } => {}
            }
        }
        missing
    }

    fn absent<'a>(
        &'a self,
        resolve: &'a Resolve,
        key: &'a WorldKey,
        id: InterfaceId,
    ) -> impl Iterator<Item = &'a Function> {
        resolve.interfaces[id].functions.values().filter(move |func| !self.has(resolve, Some(key), func))
    }

    /// Whether the module exports `func` under one of the names that wit-component knows for it.
    fn has(&self, resolve: &Resolve, interface: Option<&WorldKey>, func: &Function) -> bool {
        let manglings = [
            ManglingAndAbi::Legacy(LiftLowerAbi::Sync),
            ManglingAndAbi::Legacy(LiftLowerAbi::AsyncCallback),
            ManglingAndAbi::Legacy(LiftLowerAbi::AsyncStackful),
            ManglingAndAbi::Standard32,
        ];
        manglings.iter().any(|mangling| {
            let export = WasmExport::Func { interface, func, kind: WasmExportKind::Normal };
            self.exports.contains(&resolve.wasm_export_name(*mangling, export))
        })
    }
}

/// What a world in binary form is called: the name of its only export.
fn exported_name(world: &[u8]) -> Option<WitName> {
    let mut name = None;
    for payload in Parser::new(0).parse_all(world).map_while(Result::ok) {
        if let Payload::ComponentExportSection(exports) = payload {
            name =
                exports.into_iter().next().and_then(Result::ok).map(|export| WitName::new(export.name.name));
        }
    }
    name
}
