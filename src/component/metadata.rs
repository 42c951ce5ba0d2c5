//! The custom section that carries a world inside a core module, from the bindings to `componentize`.

use wit_component::StringEncoding;

use crate::base::names::WitName;
use crate::base::world::World;
use crate::component::error::ComponentError;

/// The bytes of the custom section `component-type:..` that bindings for `world` embed: the same for the same world.
pub fn component_type(world: &World) -> Result<Vec<u8>, ComponentError> {
    wit_component::metadata::encode(&world.resolve, world.id, StringEncoding::UTF8, None, false).map_err(
        |error| ComponentError::WorldNotEncodable { world: WitName::new(world.name()), error: error.into() },
    )
}
