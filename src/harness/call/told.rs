//! A call as a person tells of it: `todo:app/store.create-todo("buy milk")`.

use wasmtime::component::Val;

use crate::harness::exports::Function;
use crate::harness::wave;

/// The most characters that are shown of one argument, and of all of them.
const MOST: (usize, usize) = (60, 160);

/// The call of `function` with `args`, which are cut where they are long.
pub(super) fn told(function: &Function, args: &[Val]) -> String {
    let mut shown = String::new();
    for (index, arg) in args.iter().enumerate() {
        if index > 0 {
            shown.push_str(", ");
        }
        if shown.len() > MOST.1 {
            shown.push_str("..");
            break;
        }
        shown.push_str(&cut(&wave::print(arg)));
    }
    format!("{}({shown})", function.told())
}

/// The beginning and the end of what is long: the ends tell most of it.
fn cut(text: &str) -> String {
    if text.len() <= MOST.0 {
        return text.to_owned();
    }
    let start = text.floor_char_boundary(MOST.0 * 2 / 3);
    let end = text.ceil_char_boundary(text.len() - MOST.0 / 4);
    format!("{} .. {}", text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default())
}
