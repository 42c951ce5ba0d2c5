//! What a binary says in WIT: the package that it is in binary form, or the world of a component.

use wit_component::{DecodedWasm, WitPrinter};
use wit_parser::{PackageId, Resolve};

use crate::base::guard::guarded;
use crate::component::error::Cause;
use crate::component::{ComponentError, ComponentName, sniff};

/// The WIT of a binary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wit {
    /// Its own package.
    pub main: WitText,
    /// Whether it is that of a component, which gives its package a name that says nothing.
    pub is_component: bool,
    /// What it has of the packages that it refers to.
    pub parts: Vec<WitText>,
}

/// The text of one package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WitText {
    /// The package's name.
    pub package: String,
    /// Its text.
    pub text: String,
}

/// Whether bytes are a wasm binary, or the text of one.
pub fn is_wasm(bytes: &[u8]) -> bool {
    sniff::is_wasm(bytes)
}

/// Reads the WIT of a component, or of a package in binary form.
pub fn wit(name: &ComponentName, bytes: &[u8]) -> Result<Wit, ComponentError> {
    let bytes = sniff::component(name, bytes)?;
    let read = guarded(|| read(&bytes).map_err(|error| ComponentError::NoWit { name: name.clone(), error }));
    read.unwrap_or_else(|lost| Err(ComponentError::GaveUp { name: name.clone(), lost }))
}

fn read(bytes: &[u8]) -> Result<Wit, Cause> {
    let decoded = wit_component::decode(bytes)?;
    let (resolve, main, is_component) = match &decoded {
        DecodedWasm::WitPackage(resolve, main) => (resolve, *main, false),
        DecodedWasm::Component(resolve, world) => {
            let main = resolve.worlds[*world].package.ok_or("its world is of no package")?;
            (resolve, main, true)
        }
    };
    let others = resolve.packages.iter().map(|(id, _)| id).filter(|id| *id != main);
    let parts = others.map(|id| print(resolve, id)).collect::<Result<_, _>>()?;
    Ok(Wit { main: print(resolve, main)?, is_component, parts })
}

fn print(resolve: &Resolve, package: PackageId) -> Result<WitText, Cause> {
    let mut printer = WitPrinter::default();
    printer.print(resolve, package, &[])?;
    Ok(WitText { package: resolve.packages[package].name.to_string(), text: printer.output.to_string() })
}
