//! Components that turn streams and futures into lists, and lists into them, as text.
//!
//! The engine reads and writes a stream for hosts that know its type when they are compiled. A component can be made
//! for any type at any time: it is all that stands between the guest and the host.

use std::fmt::Write;

use wasmtime::component::Type;

use crate::harness::call::carry::layout::Layout;

/// The most bytes of values that are read at once; more only for a value that is larger.
const CHUNK: u32 = 1 << 16;

/// What a component is to carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carrier {
    Stream,
    Future,
}

impl Carrier {
    fn word(self) -> &'static str {
        match self {
            Carrier::Stream => "stream",
            Carrier::Future => "future",
        }
    }
}

/// A component whose `open` takes a stream or future, whose `next` returns a list of the values that come next, and
/// none at the end, and whose `close` wants no more.
pub(super) fn reader(carrier: Carrier, payload: Option<&Type>) -> String {
    let Parts { types, word, layout: Layout { size, align } } = Parts::of(carrier, payload);
    let at_once = match carrier {
        Carrier::Stream => (CHUNK / size.max(16)).max(1),
        Carrier::Future => 1,
    };
    let (params, read) = match carrier {
        Carrier::Stream => {
            ("i32 i32 i32", format!("(call $read (global.get $from) (local.get $at) (i32.const {at_once}))"))
        }
        // A future is done when it has come: as a stream of one value that ends.
        Carrier::Future => (
            "i32 i32",
            "(select (i32.const 17) (i32.const 1) (i32.eqz (call $read (global.get $from) (local.get $at))))"
                .to_owned(),
        ),
    };
    let room = size * at_once;
    format!(
        r#"(component
{types}  {LIBC}
  (core func $read (canon {word}.read $carrier (memory $memory) (realloc $realloc)))
  (core func $close (canon {word}.drop-readable $carrier))
  (core module $reader
    (import "libc" "memory" (memory 1))
    (import "libc" "next" (global $next (mut i32)))
    (import "libc" "realloc" (func $realloc (param i32 i32 i32 i32) (result i32)))
    (import "carrier" "read" (func $read (param {params}) (result i32)))
    (import "carrier" "close" (func $close (param i32)))
    (global $from (mut i32) (i32.const 0))
    (global $open (mut i32) (i32.const 0))
    (func (export "open") (param i32)
      (global.set $from (local.get 0))
      (global.set $open (i32.const 1)))
    (func $shut (export "close")
      (if (global.get $open) (then (global.set $open (i32.const 0)) (call $close (global.get $from)))))
    (func (export "next") (result i32)
      (local $at i32) (local $came i32)
      (global.set $next (i32.const 16))
      (local.set $at (call $realloc (i32.const 0) (i32.const 0) (i32.const {align}) (i32.const {room})))
      (loop $again
        (if (global.get $open) (then
          (local.set $came {read})
          (if (i32.and (local.get $came) (i32.const 15)) (then (call $shut)))
          (local.set $came (i32.shr_u (local.get $came) (i32.const 4)))
          (br_if $again (i32.eqz (local.get $came))))))
      (i32.store (i32.const 0) (local.get $at))
      (i32.store (i32.const 4) (local.get $came))
      (i32.const 0)))
  (core instance $reader (instantiate $reader (with "libc" (instance $libc))
    (with "carrier" (instance (export "read" (func $read)) (export "close" (func $close))))))
  (func (export "open") (param "from" $carrier) (canon lift (core func $reader "open")))
  (func (export "close") (canon lift (core func $reader "close")))
  (func (export "next") async (result $list)
    (canon lift (core func $reader "next") (memory $memory))))"#
    )
}

/// A component whose `make` returns a stream or future of the values in a list.
pub(super) fn writer(carrier: Carrier, payload: Option<&Type>) -> String {
    let Parts { types, word, layout: Layout { size, .. } } = Parts::of(carrier, payload);
    let (params, write) = match carrier {
        Carrier::Stream => ("i32 i32 i32", "(call $write (local.get $to) (local.get $at) (local.get $left))"),
        Carrier::Future => {
            ("i32 i32", "(i32.or (i32.const 17) (call $write (local.get $to) (local.get $at)))")
        }
    };
    format!(
        r#"(component
{types}  {LIBC}
  (core func $new (canon {word}.new $carrier))
  (core func $write (canon {word}.write $carrier (memory $memory)))
  (core func $close (canon {word}.drop-writable $carrier))
  (core func $return (canon task.return (result $carrier)))
  (core module $writer
    (import "carrier" "new" (func $new (result i64)))
    (import "carrier" "write" (func $write (param {params}) (result i32)))
    (import "carrier" "close" (func $close (param i32)))
    (import "carrier" "return" (func $return (param i32)))
    (func (export "make") (param $at i32) (param $left i32)
      (local $ends i64) (local $to i32) (local $went i32)
      (local.set $ends (call $new))
      (local.set $to (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
      (call $return (i32.wrap_i64 (local.get $ends)))
      (block $done
        (loop $again
          (br_if $done (i32.eqz (local.get $left)))
          (local.set $went {write})
          (br_if $done (i32.and (local.get $went) (i32.const 15)))
          (local.set $went (i32.shr_u (local.get $went) (i32.const 4)))
          (local.set $at (i32.add (local.get $at) (i32.mul (local.get $went) (i32.const {size}))))
          (local.set $left (i32.sub (local.get $left) (local.get $went)))
          (br $again)))
      (call $close (local.get $to))))
  (core instance $writer (instantiate $writer
    (with "carrier" (instance (export "new" (func $new)) (export "write" (func $write))
      (export "close" (func $close)) (export "return" (func $return))))))
  (func (export "make") async (param "values" $list) (result $carrier)
    (canon lift (core func $writer "make") async (memory $memory) (realloc $realloc))))"#
    )
}

/// A component whose `message` tells what an error-context says, and whose `make` makes one.
pub(super) fn error_context() -> String {
    format!(
        r#"(component
  {LIBC}
  (core func $new (canon error-context.new (memory $memory)))
  (core func $message (canon error-context.debug-message (memory $memory) (realloc $realloc)))
  (core func $drop (canon error-context.drop))
  (core module $errors
    (import "error" "message" (func $message (param i32 i32)))
    (import "error" "new" (func $new (param i32 i32) (result i32)))
    (import "error" "drop" (func $drop (param i32)))
    (func (export "message") (param i32) (result i32)
      (call $message (local.get 0) (i32.const 0))
      (call $drop (local.get 0))
      (i32.const 0))
    (func (export "make") (param i32 i32) (result i32) (call $new (local.get 0) (local.get 1))))
  (core instance $errors (instantiate $errors (with "error" (instance
    (export "message" (func $message)) (export "new" (func $new)) (export "drop" (func $drop))))))
  (func (export "message") (param "error" error-context) (result string)
    (canon lift (core func $errors "message") (memory $memory) (realloc $realloc)))
  (func (export "make") (param "message" string) (result error-context)
    (canon lift (core func $errors "make") (memory $memory) (realloc $realloc))))"#
    )
}

/// A memory that is only ever given out, until who owns it begins anew.
const LIBC: &str = r#"(core module $libc
    (memory (export "memory") 1)
    (global $next (export "next") (mut i32) (i32.const 16))
    (func (export "realloc") (param $old i32) (param $had i32) (param $align i32) (param $size i32) (result i32)
      (local $given i32) (local $lacking i32)
      (local.set $given (i32.and
        (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1)))
        (i32.sub (i32.const 0) (local.get $align))))
      (global.set $next (i32.add (local.get $given) (local.get $size)))
      (local.set $lacking (i32.sub
        (i32.shr_u (i32.add (global.get $next) (i32.const 65535)) (i32.const 16)) (memory.size)))
      (if (i32.gt_s (local.get $lacking) (i32.const 0)) (then
        (if (i32.lt_s (memory.grow (local.get $lacking)) (i32.const 0)) (then unreachable))))
      (memory.copy (local.get $given) (local.get $old)
        (select (local.get $had) (local.get $size) (i32.lt_u (local.get $had) (local.get $size))))
      (local.get $given)))
  (core instance $libc (instantiate $libc))
  (alias core export $libc "memory" (core memory $memory))
  (alias core export $libc "realloc" (core func $realloc))"#;

/// What readers and writers have in common.
struct Parts {
    /// The types `$carrier` and `$list`, and those they need.
    types: String,
    word: &'static str,
    layout: Layout,
}

impl Parts {
    fn of(carrier: Carrier, payload: Option<&Type>) -> Self {
        let word = carrier.word();
        let mut types = Types::default();
        let named = payload.map(|ty| types.name(ty)).unwrap_or_default();
        // Values without a type are counted: a list of something else that takes no room would have no length.
        let element = if payload.is_some() { &named } else { "bool" };
        let mut text = types.text;
        // Writing to a String can't fail.
        let _ = writeln!(text, "  (type $carrier ({word} {named}))\n  (type $list (list {element}))");
        let layout = payload.map_or(Layout { size: 1, align: 1 }, Layout::of);
        Self { types: text, word, layout }
    }
}

/// Types that are written down, those that others need first.
#[derive(Default)]
struct Types {
    text: String,
    count: usize,
}

impl Types {
    /// What `ty` is referred to as.
    fn name(&mut self, ty: &Type) -> String {
        let plain = match ty {
            Type::Bool => "bool",
            Type::S8 => "s8",
            Type::U8 => "u8",
            Type::S16 => "s16",
            Type::U16 => "u16",
            Type::S32 => "s32",
            Type::U32 => "u32",
            Type::S64 => "s64",
            Type::U64 => "u64",
            Type::Float32 => "f32",
            Type::Float64 => "f64",
            Type::Char => "char",
            Type::String => "string",
            Type::ErrorContext => "error-context",
            // There is no carrier for handles: `shape::carried` keeps them out.
            Type::Own(_) | Type::Borrow(_) => "u32",
            Type::List(_)
            | Type::FixedLengthList(_)
            | Type::Map(_)
            | Type::Record(_)
            | Type::Tuple(_)
            | Type::Variant(_)
            | Type::Enum(_)
            | Type::Option(_)
            | Type::Result(_)
            | Type::Flags(_)
            | Type::Future(_)
            | Type::Stream(_) => return self.define(ty),
        };
        plain.to_owned()
    }

    /// Types with names of their own have to be exported under one.
    fn define(&mut self, ty: &Type) -> String {
        let body = self.body(ty);
        self.count += 1;
        let count = self.count;
        let is_nominal = matches!(ty, Type::Record(_) | Type::Variant(_) | Type::Enum(_) | Type::Flags(_));
        // Writing to a String can't fail.
        let _ = if is_nominal {
            writeln!(
                self.text,
                "  (type $t{count}' ({body}))\n  (export $t{count} \"t{count}\" (type $t{count}'))"
            )
        } else {
            writeln!(self.text, "  (type $t{count} ({body}))")
        };
        format!("$t{count}")
    }

    fn body(&mut self, ty: &Type) -> String {
        match ty {
            Type::List(list) => format!("list {}", self.name(&list.ty())),
            Type::FixedLengthList(list) => format!("list {} {}", self.name(&list.ty()), list.len()),
            Type::Map(map) => format!("map {} {}", self.name(&map.key()), self.name(&map.value())),
            Type::Option(option) => format!("option {}", self.name(&option.ty())),
            Type::Tuple(tuple) => {
                let types: Vec<String> = tuple.types().map(|ty| self.name(&ty)).collect();
                format!("tuple {}", types.join(" "))
            }
            Type::Result(result) => {
                let ok = result.ok().map(|ty| format!(" {}", self.name(&ty))).unwrap_or_default();
                let err = result.err().map(|ty| format!(" (error {})", self.name(&ty))).unwrap_or_default();
                format!("result{ok}{err}")
            }
            Type::Record(record) => {
                let field = |field: wasmtime::component::types::Field<'_>| {
                    format!(" (field \"{}\" {})", field.name, self.name(&field.ty))
                };
                format!("record{}", record.fields().map(field).collect::<String>())
            }
            Type::Variant(variant) => {
                let case = |case: wasmtime::component::types::Case<'_>| {
                    let payload = case.ty.map(|ty| format!(" {}", self.name(&ty))).unwrap_or_default();
                    format!(" (case \"{}\"{payload})", case.name)
                };
                format!("variant{}", variant.cases().map(case).collect::<String>())
            }
            Type::Enum(cases) => format!("enum{}", quoted(cases.names())),
            Type::Flags(flags) => format!("flags{}", quoted(flags.names())),
            Type::Future(future) => {
                format!("future {}", future.ty().map(|ty| self.name(&ty)).unwrap_or_default())
            }
            Type::Stream(stream) => {
                format!("stream {}", stream.ty().map(|ty| self.name(&ty)).unwrap_or_default())
            }
            Type::Bool
            | Type::S8
            | Type::U8
            | Type::S16
            | Type::U16
            | Type::S32
            | Type::U32
            | Type::S64
            | Type::U64
            | Type::Float32
            | Type::Float64
            | Type::Char
            | Type::String
            | Type::Own(_)
            | Type::Borrow(_)
            | Type::ErrorContext => self.name(ty),
        }
    }
}

fn quoted<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.flat_map(|name| [" \"", name, "\""]).collect()
}
