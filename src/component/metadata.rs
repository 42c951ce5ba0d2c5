//! The custom section that carries a world inside a core module, from the bindings to `componentize`.

use wit_component::StringEncoding;
use wit_parser::{Resolve, WorldId};

use crate::base::names::WitName;
use crate::base::world::World;
use crate::component::error::ComponentError;

/// The bytes of the custom section `component-type:..` that bindings for `world` embed: the same for the same world.
pub fn component_type(world: &World) -> Result<Vec<u8>, ComponentError> {
    encode(world, &world.resolve, world.id)
}

/// The same for a world with nothing but the imports of `world`.
pub fn imports_type(world: &World) -> Result<Vec<u8>, ComponentError> {
    let mut resolve = world.resolve.clone();
    let mut imports = resolve.worlds[world.id].clone();
    imports.exports.clear();
    imports.name.push_str("-imports");
    let imports = resolve.worlds.alloc(imports);
    encode(world, &resolve, imports)
}

fn encode(world: &World, resolve: &Resolve, id: WorldId) -> Result<Vec<u8>, ComponentError> {
    wit_component::metadata::encode(resolve, id, StringEncoding::UTF8, None, false).map_err(|error| {
        ComponentError::WorldNotEncodable { world: WitName::new(world.name()), error: error.into() }
    })
}
