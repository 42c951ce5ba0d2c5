//! What validators alone refuse: values that take too much memory, and handles in maps.

use crate::base::finding::{Finding, Rule};
use crate::base::ids::{DeclIx, ScopeIx};
use crate::base::maps::HashMap;
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::shapes::MAX_LENGTH;
use crate::frontend::checks::walk::each_type_in;
use crate::frontend::names::decl::DeclWhat;
use crate::syntax::ast::{Member, TypeDef, TypeDefKind, TypeRef};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

static VALUE_TOO_LARGE: Rule = Rule::error("witc::frontend::value_too_large");
static HANDLE_IN_MAP: Rule = Rule::error("witc::frontend::handle_in_map");

/// Bytes that a value may take in a 64-bit memory (`wasmparser::limits::MAX_WASM_VALUE_TYPE_BYTE_SIZE`).
const MAX_BYTES: u64 = 1 << 28;

/// Finds them in every scope.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    let mut sizes = Sizes { cx, known: HashMap::default() };
    for (ix, scope) in cx.scopes() {
        for decl in &scope.decls {
            found.extend(sum(&mut sizes, ix, *decl));
        }
        let mut mentions = Vec::new();
        each_type_in(scope, &mut |mention| mentions.push(mention));
        for mention in mentions {
            if mention.length().is_some() {
                found.extend(length(&mut sizes, ix, mention));
            } else if mention.kind() == NodeKind::Map {
                found.extend(map(&mut sizes, ix, mention));
            }
        }
    }
}

/// What a value of a type takes in memory (`CanonicalABI.md`, "Alignment" and "Element Size", for 64-bit pointers).
#[derive(Clone, Copy)]
struct Size {
    bytes: u64,
    align: u64,
    /// Whether a resource, future, stream or error context is in it.
    handle: bool,
}

impl Size {
    const fn plain(bytes: u64) -> Self {
        Self { bytes, align: bytes, handle: false }
    }

    const POINTERS: Self = Self { bytes: 16, align: 8, handle: false };
    const HANDLE: Self = Self { bytes: 4, align: 4, handle: true };
}

fn aligned(bytes: u64, align: u64) -> u64 {
    bytes.checked_next_multiple_of(align.max(1)).unwrap_or(u64::MAX)
}

fn record(fields: impl Iterator<Item = Size>) -> Size {
    let all = fields.fold(Size { bytes: 0, align: 1, handle: false }, |all, field| Size {
        bytes: aligned(all.bytes, field.align).saturating_add(field.bytes),
        align: all.align.max(field.align),
        handle: all.handle | field.handle,
    });
    Size { bytes: aligned(all.bytes, all.align), ..all }
}

fn variant(cases: usize, payloads: impl Iterator<Item = Size>) -> Size {
    let tag: u64 = if cases <= 0x100 { 1 } else { 2 };
    let payload = payloads.fold(Size { bytes: 0, align: 1, handle: false }, |all, payload| Size {
        bytes: all.bytes.max(payload.bytes),
        align: all.align.max(payload.align),
        handle: all.handle | payload.handle,
    });
    let align = tag.max(payload.align);
    let bytes = aligned(tag, payload.align).saturating_add(payload.bytes);
    Size { bytes: aligned(bytes, align), align, handle: payload.handle }
}

struct Sizes<'c, 'a, 't> {
    cx: &'c Cx<'a, 't>,
    known: HashMap<DeclIx, Size>,
}

impl<'t> Sizes<'_, '_, 't> {
    fn of_type(&mut self, scope: ScopeIx, ty: TypeRef<'t>) -> Size {
        let arguments: Vec<TypeRef<'t>> = ty.arguments().collect();
        let mut sizes = || arguments.iter().map(|ty| self.of_type(scope, *ty)).collect::<Vec<Size>>();
        let kind = ty.kind();
        if kind == NodeKind::Primitive {
            ty.primitive().map_or(Size::plain(4), primitive)
        } else if kind == NodeKind::Named {
            let decl = ty.name().and_then(|name| self.cx.names.named(scope, name));
            decl.map_or(Size::plain(4), |decl| self.of_decl(decl))
        } else if let Some(length) = ty.length().and_then(|length| length.text().parse::<u64>().ok()) {
            let element = sizes().first().copied().unwrap_or(Size::plain(4));
            Size { bytes: element.bytes.saturating_mul(length), ..element }
        } else if kind == NodeKind::List || kind == NodeKind::Map {
            Size { handle: sizes().iter().any(|size| size.handle), ..Size::POINTERS }
        } else if kind == NodeKind::Option || kind == NodeKind::Result {
            variant(2, sizes().into_iter())
        } else if kind == NodeKind::Tuple {
            record(sizes().into_iter())
        } else {
            // Futures, streams, owned and borrowed handles; what is damaged counts as little.
            Size::HANDLE
        }
    }

    fn of_decl(&mut self, decl: DeclIx) -> Size {
        if let Some(known) = self.known.get(&decl) {
            return *known;
        }
        // Circles are told elsewhere and must end here.
        self.known.insert(decl, Size::plain(4));
        let data = self.cx.names.decls[decl];
        let size = match data.what {
            DeclWhat::Used(_, Some(target)) => self.of_decl(target),
            DeclWhat::Used(_, None) => Size::plain(4),
            DeclWhat::Def(definition) => self.of_definition(data.scope, definition),
        };
        self.known.insert(decl, size);
        size
    }

    fn of_definition(&mut self, scope: ScopeIx, definition: TypeDef<'t>) -> Size {
        let count = definition.members().count();
        let payloads: Vec<TypeRef<'t>> = definition.members().filter_map(Member::ty).collect();
        match definition.kind() {
            Some(TypeDefKind::Alias(Some(ty))) => self.of_type(scope, ty),
            Some(TypeDefKind::Record) => record(payloads.into_iter().map(|ty| self.of_type(scope, ty))),
            Some(TypeDefKind::Variant | TypeDefKind::Enum) => {
                variant(count, payloads.into_iter().map(|ty| self.of_type(scope, ty)))
            }
            Some(TypeDefKind::Flags) if count <= 8 => Size::plain(1),
            Some(TypeDefKind::Flags) if count <= 16 => Size::plain(2),
            Some(TypeDefKind::Flags | TypeDefKind::Alias(None)) | None => Size::plain(4),
            Some(TypeDefKind::Resource) => Size::HANDLE,
        }
    }
}

fn primitive(keyword: TokenKind) -> Size {
    let sizes = [
        (TokenKind::Bool, Size::plain(1)),
        (TokenKind::U8, Size::plain(1)),
        (TokenKind::S8, Size::plain(1)),
        (TokenKind::U16, Size::plain(2)),
        (TokenKind::S16, Size::plain(2)),
        (TokenKind::U64, Size::plain(8)),
        (TokenKind::S64, Size::plain(8)),
        (TokenKind::F64, Size::plain(8)),
        (TokenKind::StringType, Size::POINTERS),
        (TokenKind::ErrorContext, Size::HANDLE),
    ];
    let found = sizes.into_iter().find(|(kind, _)| *kind == keyword);
    found.map_or(Size::plain(4), |(_, size)| size)
}

/// Parts that are each small enough, but not together.
fn sum(sizes: &mut Sizes<'_, '_, '_>, ix: ScopeIx, decl: DeclIx) -> Option<Finding> {
    let DeclWhat::Def(definition) = sizes.cx.names.decls[decl].what else { return None };
    let bytes = sizes.of_decl(decl).bytes;
    let parts: Vec<_> = definition.members().filter_map(Member::ty).collect();
    // One that is too large by itself is told where it is.
    let largest = parts.iter().map(|ty| sizes.of_type(ix, *ty).bytes).max()?;
    if bytes < MAX_BYTES || largest >= MAX_BYTES {
        return None;
    }
    Some(too_large(sizes.cx.names.decl_at(decl), bytes))
}

fn too_large(at: Location, bytes: u64) -> Finding {
    Finding::new(&VALUE_TOO_LARGE, at, format!("a value of this type takes {}", in_words(bytes)))
        .label("too large")
        .help("values are copied whole, and 256 MiB are the limit; the elements of a list without a length are not in it")
        .note("sizes are those in a 64-bit memory")
}

/// The innermost fixed-length list that makes a value too large is told.
fn length<'t>(sizes: &mut Sizes<'_, '_, 't>, ix: ScopeIx, list: TypeRef<'t>) -> Option<Finding> {
    // A length that is too large by itself is told as such.
    let length: u32 = list.length()?.text().parse().ok()?;
    if length > MAX_LENGTH {
        return None;
    }
    let bytes = sizes.of_type(ix, list).bytes;
    let element = list.arguments().next()?;
    if bytes < MAX_BYTES || sizes.of_type(ix, element).bytes >= MAX_BYTES {
        return None;
    }
    Some(too_large(sizes.cx.names.at(ix, list.node().span()), bytes))
}

fn in_words(bytes: u64) -> String {
    if bytes == u64::MAX { "more memory than there is".to_owned() } else { format!("{} MiB", bytes >> 20) }
}

fn map<'t>(sizes: &mut Sizes<'_, '_, 't>, ix: ScopeIx, map: TypeRef<'t>) -> Option<Finding> {
    let value = map.arguments().nth(1)?;
    if value.kind() == NodeKind::Error || !sizes.of_type(ix, value).handle {
        return None;
    }
    let at: Location = sizes.cx.names.at(ix, value.node().span());
    let key = map.arguments().next().map_or("..", |key| key.node().text());
    Some(
        Finding::new(&HANDLE_IN_MAP, at, "the values of a map can't be or have handles")
            .label("a resource, future, stream or error context is in it")
            .help(format!("write `list<tuple<{key}, {}>>`", value.node().text())),
    )
}
