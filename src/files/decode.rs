//! Bytes to text, whatever they are: what is not UTF-8 is told, and the rest can be read.

use std::sync::Arc;

use crate::frontend::{Encoding, NotText};

/// What is wrong with some bytes, and where in the text that was made of them.
pub(super) struct Fault {
    offset: u32,
    fault: Encoding,
}

impl Fault {
    /// The fault of a file.
    pub(super) fn of(self, file: &Arc<str>) -> NotText {
        NotText { file: Arc::clone(file), offset: self.offset, fault: self.fault }
    }
}

/// The text, with U+FFFD in the place of what is none.
pub(super) fn decode(bytes: &[u8]) -> (String, Option<Fault>) {
    if let Some(text) = utf16(bytes) {
        return (text, Some(Fault { offset: 0, fault: Encoding::Utf16 }));
    }
    let mut text = String::with_capacity(bytes.len());
    let mut first = None;
    let mut faults = 0;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        if let Some(byte) = chunk.invalid().first() {
            faults += 1;
            first = first.or(Some((u32::try_from(text.len()).unwrap_or(u32::MAX), *byte)));
            text.push(char::REPLACEMENT_CHARACTER);
        }
    }
    let fault = first.map(|(offset, byte)| Fault { offset, fault: Encoding::Byte(byte, faults - 1) });
    (text, fault)
}

/// Text with the byte order mark of UTF-16, as some editors save it.
fn utf16(bytes: &[u8]) -> Option<String> {
    let (little, rest) = match bytes {
        [0xff, 0xfe, rest @ ..] => (true, rest),
        [0xfe, 0xff, rest @ ..] => (false, rest),
        _ => return None,
    };
    let units = rest.chunks_exact(2).map(|pair| {
        let pair = [pair[0], pair[1]];
        if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) }
    });
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}
