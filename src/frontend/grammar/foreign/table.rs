//! What other languages call types, and what WIT calls them.

/// What a name of another language means in WIT.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Meant {
    /// What to write instead of it; `None` where WIT has nothing like it.
    pub(crate) write: Option<&'static str>,
    /// Whether that is surely what is meant.
    pub(crate) sure: bool,
    /// Why: a sentence without its full stop.
    pub(crate) why: String,
}

/// Numbers, strings and the like that have another name elsewhere: the name, whose it is, and WIT's.
const RENAMED: &[(&str, &str, &str)] = &[
    ("i8", "Rust", "s8"),
    ("i16", "Rust", "s16"),
    ("i32", "Rust", "s32"),
    ("i64", "Rust", "s64"),
    ("str", "Rust", "string"),
    ("String", "Rust", "string"),
    ("CString", "Rust", "string"),
    ("PathBuf", "Rust", "string"),
    ("int8", "Go", "s8"),
    ("int16", "Go", "s16"),
    ("int32", "Go", "s32"),
    ("int64", "Go", "s64"),
    ("uint8", "Go", "u8"),
    ("uint16", "Go", "u16"),
    ("uint32", "Go", "u32"),
    ("uint64", "Go", "u64"),
    ("float32", "older WIT", "f32"),
    ("float64", "older WIT", "f64"),
    ("rune", "Go", "char"),
    ("int8_t", "C", "s8"),
    ("int16_t", "C", "s16"),
    ("int32_t", "C", "s32"),
    ("int64_t", "C", "s64"),
    ("uint8_t", "C", "u8"),
    ("uint16_t", "C", "u16"),
    ("uint32_t", "C", "u32"),
    ("uint64_t", "C", "u64"),
    ("int8-t", "C", "s8"),
    ("int16-t", "C", "s16"),
    ("int32-t", "C", "s32"),
    ("int64-t", "C", "s64"),
    ("uint8-t", "C", "u8"),
    ("uint16-t", "C", "u16"),
    ("uint32-t", "C", "u32"),
    ("uint64-t", "C", "u64"),
    ("int", "C", "s32"),
    ("uint", "Go", "u32"),
    ("unsigned", "C", "u32"),
    ("short", "C", "s16"),
    ("ushort", "C#", "u16"),
    ("long", "Java", "s64"),
    ("ulong", "C#", "u64"),
    ("float", "C", "f32"),
    ("double", "C", "f64"),
    ("Integer", "Java", "s32"),
    ("Long", "Java", "s64"),
    ("Double", "Java", "f64"),
    ("Float", "Java", "f32"),
    ("Character", "Java", "char"),
    ("boolean", "TypeScript", "bool"),
    ("Boolean", "Java", "bool"),
    ("Bool", "Swift", "bool"),
    ("byte", "Go", "u8"),
    ("Byte", "Java", "u8"),
    ("bytes", "Python", "list<u8>"),
    ("bytearray", "Python", "list<u8>"),
    ("Bytes", "Rust", "list<u8>"),
    ("Uint8Array", "JavaScript", "list<u8>"),
    ("ArrayBuffer", "JavaScript", "list<u8>"),
    ("Buffer", "JavaScript", "list<u8>"),
    ("blob", "SQL", "list<u8>"),
    ("text", "SQL", "string"),
    ("varchar", "SQL", "string"),
    ("wchar", "C", "char"),
];

/// Names that need a sentence of their own: what to write, if anything, whether that is sure, and the sentence.
const EXPLAINED: &[(&[&str], Option<&str>, bool, &str)] = &[
    (
        &["usize", "size_t", "size-t", "uintptr", "uintptr_t"],
        Some("u32"),
        true,
        "there is no pointer-sized integer in WIT; sizes are `u32`, or `u64` for large ones",
    ),
    (
        &["isize", "ssize_t", "ssize-t", "ptrdiff_t", "intptr"],
        Some("s32"),
        true,
        "there is no pointer-sized integer in WIT; take `s32`, or `s64` for large ones",
    ),
    (
        &["u128", "i128", "s128", "int128", "uint128"],
        None,
        false,
        "integers of WIT have at most 64 bits; take `tuple<u64, u64>`, or a `string` of digits",
    ),
    (
        &["f16", "bf16", "f128", "float16", "half"],
        None,
        false,
        "WIT's floating-point numbers are `f32` and `f64`",
    ),
    (
        &["number", "Number"],
        Some("f64"),
        false,
        "WIT's numbers have sizes: `f64` is what JavaScript calculates with, whole numbers are `u32`, `s64` and the like",
    ),
    (
        &["bigint", "BigInt", "BigInteger"],
        Some("s64"),
        false,
        "WIT's integers have sizes: `s64` or `u64` come nearest; a `string` of digits has no limit",
    ),
    (
        &["decimal", "Decimal", "BigDecimal"],
        Some("string"),
        false,
        "WIT has no decimal numbers; write their digits into a `string`",
    ),
    (
        &["void", "Void", "unit", "Unit", "none", "None", "null", "nil", "undefined", "never", "nothing"],
        None,
        false,
        "WIT has no type without a value; a function that returns nothing has no `->`, and a result without a value is `result<_, e>`",
    ),
    (
        &[
            "any",
            "Any",
            "unknown",
            "object",
            "Object",
            "dynamic",
            "interface{}",
            "mixed",
            "json",
            "JSON",
            "Value",
        ],
        None,
        false,
        "WIT has no type for anything; write a `variant` with a case for each, or pass a `string` of JSON",
    ),
    (
        &[
            "array",
            "Array",
            "vec",
            "Vec",
            "slice",
            "sequence",
            "seq",
            "Set",
            "set",
            "HashSet",
            "ArrayList",
            "List",
        ],
        None,
        false,
        "WIT calls it `list<..>`, with the type of its elements in it",
    ),
    (
        &["dict", "dictionary", "hashmap", "HashMap", "BTreeMap", "Map", "object-map", "hash"],
        None,
        false,
        "write `list<tuple<string, u32>>`, with the types of the keys and of the values",
    ),
    (
        &["optional", "Optional", "maybe", "Maybe", "Option", "nullable"],
        None,
        false,
        "WIT calls it `option<..>`, with the type of the value in it",
    ),
    (
        &["Result"],
        Some("result"),
        false,
        "WIT calls it `result<..>`: `result<u32, string>`, or `result` without both",
    ),
    (&["expected", "either", "Either"], None, false, "WIT calls it `result<..>`: `result<u32, string>`"),
    (
        &["promise", "Promise", "task", "Task"],
        None,
        false,
        "WIT calls it `future<..>`; an `async func` needs none",
    ),
    (
        &["error", "Error", "exception", "Exception"],
        Some("string"),
        false,
        "WIT has no error type; write a `variant` of what can go wrong, or a `string`",
    ),
    (
        &["datetime", "DateTime", "Date", "date", "timestamp", "Instant", "SystemTime"],
        Some("u64"),
        false,
        "WIT has no type for time; take a number of seconds, or the one of `wasi:clocks`",
    ),
    (&["duration", "Duration"], Some("u64"), false, "WIT has no type for time; take a number of nanoseconds"),
    (
        &["uuid", "Uuid", "UUID", "guid"],
        Some("string"),
        false,
        "WIT has no UUIDs; take a `string` or `tuple<u64, u64>`",
    ),
    (
        &["url", "Url", "URL", "uri", "path", "Path"],
        Some("string"),
        false,
        "WIT has no type for it; take a `string`",
    ),
    (
        &["func", "function", "Function", "callback", "closure", "fn", "Fn"],
        None,
        false,
        "functions are no values in WIT; take a `resource` with a method, or export the function to call back",
    ),
    (
        &["self", "Self", "this"],
        None,
        false,
        "methods have the resource as a parameter of its own accord; elsewhere write its name",
    ),
    (
        &["pointer", "ptr"],
        None,
        false,
        "WIT has no pointers: values are copied, and resources are lent as `borrow<..>`",
    ),
];

/// What `name` means in WIT, if it is what another language calls a type.
pub(crate) fn meant(name: &str) -> Option<Meant> {
    let explained = EXPLAINED.iter().find(|(names, ..)| names.contains(&name));
    if let Some((_, write, sure, why)) = explained {
        return Some(Meant { write: *write, sure: *sure, why: (*why).to_owned() });
    }
    let (_, language, write) = RENAMED.iter().find(|(known, ..)| *known == name)?;
    let owner = if *language == "older WIT" {
        "the name older WIT had".to_owned()
    } else {
        format!("{language}'s name")
    };
    Some(Meant {
        write: Some(write),
        sure: true,
        why: format!("`{name}` is {owner}; WIT calls it `{write}`"),
    })
}

/// Every name that [`meant`] knows.
pub(crate) fn known() -> impl Iterator<Item = &'static str> {
    let explained = EXPLAINED.iter().flat_map(|(names, ..)| names.iter().copied());
    RENAMED.iter().map(|(name, ..)| *name).chain(explained)
}

/// What a generic type of another language becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Generic {
    /// `list<a>`; a set is one too, though not for sure.
    List { sure: bool },
    /// `option<a>`
    Option,
    /// `result<a, b>`
    Result,
    /// `list<tuple<a, b>>`
    Map,
    /// `tuple<a, ..>`
    Tuple,
    /// What it holds: boxes and counted references.
    Inner,
    /// `future<a>`
    Future,
    /// `stream<a>`
    Stream,
}

/// The generic type that a name of another language stands for. Paths end with the name.
pub(super) fn generic(name: &str) -> Option<Generic> {
    Some(match name {
        "Vec" | "vec" | "Array" | "array" | "List" | "VecDeque" | "LinkedList" | "ArrayList" | "vector"
        | "Slice" | "slice" | "Sequence" | "sequence" | "Seq" | "seq" | "Iterable" | "ReadonlyArray"
        | "span" | "list" => Generic::List { sure: true },
        "Set" | "set" | "HashSet" | "BTreeSet" | "frozenset" | "Collection" => Generic::List { sure: false },
        "Option" | "Optional" | "optional" | "Maybe" | "maybe" | "Nullable" | "nullable" | "option" => {
            Generic::Option
        }
        "Result" | "result" | "expected" | "Expected" | "Either" | "either" => Generic::Result,
        "HashMap" | "BTreeMap" | "IndexMap" | "Map" | "map" | "Record" | "Dictionary" | "dict" | "Dict"
        | "unordered_map" | "dictionary" => Generic::Map,
        "Tuple" | "tuple" | "Pair" | "pair" => Generic::Tuple,
        "Box" | "Rc" | "Arc" | "Cow" | "RefCell" | "Cell" | "Mutex" | "RwLock" | "Ref" | "shared_ptr"
        | "unique_ptr" | "Readonly" | "Pin" | "box" => Generic::Inner,
        "Future" | "future" | "Promise" | "Task" => Generic::Future,
        "Stream" | "stream" | "ReadableStream" | "AsyncIterator" | "AsyncIterable" => Generic::Stream,
        _ => return None,
    })
}

/// What there is to say of a generic type, beside what to write.
pub(super) fn why_generic(name: &str) -> Option<String> {
    let why = match generic(name)? {
        Generic::List { sure: true } => format!("`{name}` is called `list` in WIT"),
        Generic::List { sure: false } => {
            "WIT has no sets; that no element comes twice must be said in words".to_owned()
        }
        Generic::Option => format!("`{name}` is called `option` in WIT"),
        Generic::Result => format!("`{name}` is called `result` in WIT"),
        Generic::Map => "a list of pairs works everywhere; newer tools know `map<k, v>` too".to_owned(),
        Generic::Tuple => format!("`{name}` is called `tuple` in WIT"),
        Generic::Inner => format!("WIT has no `{name}`: where values live is not its business"),
        Generic::Future => format!("`{name}` is called `future` in WIT; an `async func` needs none"),
        Generic::Stream => format!("`{name}` is called `stream` in WIT"),
    };
    Some(why)
}
