// Made by witc 0.1.0 from world `root:component/root`: run `witc bind` instead of editing.
#[doc(hidden)]
#[cfg(target_arch = "wasm32")]
#[unsafe(link_section = "component-type:witc:0.1.0:root:component/root")]
pub static _COMPONENT_TYPE: [u8; 128] = *b"\
\x00asm\x0d\x00\x01\x00\x00\x19\x16wit-component-encoding\x04\x00\x07\x1e\x01A\x02\x01A\x00\x04\x00\
\x13root:component/root\x04\x00\x0b\x0a\x01\x00\x04root\x03\x00\x00\x00/\x09producers\x01\x0cpro\
cessed-by\x01\x0dwit-component\x070.263.0";
