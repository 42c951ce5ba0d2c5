//! Types that can't be as they are written: empty ones, ones that are too large, payloads and keys that don't work.

use crate::base::finding::{Edit, Finding, Rule};
use crate::base::ids::ScopeIx;
use crate::base::source::Location;
use crate::frontend::checks::Cx;
use crate::frontend::checks::walk::{each_type_in, funcs};
use crate::frontend::names::decl::{DeclWhat, Scope};
use crate::syntax::ast::{Member, Name, TypeDef, TypeDefKind, TypeRef};
use crate::syntax::token::TokenKind;
use crate::syntax::tree::NodeKind;

static EMPTY_TYPE: Rule = Rule::error("witc::frontend::empty_type");
static TOO_MANY_FLAGS: Rule = Rule::error("witc::frontend::too_many_flags");
pub(super) static TOO_LARGE: Rule = Rule::error("witc::frontend::too_large");
static LIST_LENGTH: Rule = Rule::error("witc::frontend::fixed_length");
static MAP_KEY: Rule = Rule::error("witc::frontend::map_key");
static CHAR_STREAM: Rule = Rule::error("witc::frontend::char_stream");

/// What validators accept (`wasmparser::limits`): more is refused when a component is made of it.
const MAX_MEMBERS: usize = 10_000;
const MAX_PARAMS: usize = 1_000;
const MAX_FLAGS: usize = 32;
pub(super) const MAX_LENGTH: u32 = 1_073_741_824;

/// Finds them in every scope.
pub(super) fn check(cx: &Cx<'_, '_>, found: &mut Vec<Finding>) {
    for (ix, scope) in cx.scopes() {
        for decl in &scope.decls {
            if let DeclWhat::Def(definition) = cx.names.decls[*decl].what {
                found.extend(defined(cx, ix, definition));
            }
        }
        each_type_in(scope, &mut |mention| found.extend(mentioned(cx, ix, mention)));
        params(cx, ix, scope, found);
    }
}

fn defined(cx: &Cx<'_, '_>, ix: ScopeIx, definition: TypeDef<'_>) -> Option<Finding> {
    let (word, member) = match definition.kind()? {
        TypeDefKind::Record => ("record", "field"),
        TypeDefKind::Variant => ("variant", "case"),
        TypeDefKind::Enum => ("enum", "case"),
        TypeDefKind::Flags => ("flags", "flag"),
        TypeDefKind::Alias(_) | TypeDefKind::Resource => return None,
    };
    let name = definition.name()?;
    let at = cx.names.at(ix, name.span());
    let members: Vec<Member<'_>> = definition.members().collect();
    let broken = definition.node().descendants().any(|node| node.kind() == NodeKind::Error);
    if members.is_empty() {
        // Without its braces it is another mistake.
        let braces = definition.node().own_tokens().any(|token| token.kind() == TokenKind::LeftBrace);
        return (braces && !broken).then(|| empty(at, word, member, name.text()));
    }
    let limit = if word == "flags" { MAX_FLAGS } else { MAX_MEMBERS };
    let excess = members.get(limit)?;
    let excess_at = cx.names.at(ix, excess.name().map_or(excess.node().span(), Name::span));
    let rule = if word == "flags" { &TOO_MANY_FLAGS } else { &TOO_LARGE };
    Some(
        Finding::new(
            rule,
            excess_at,
            format!("`{}` has {} {member}s; {limit} are the limit", name.text(), members.len()),
        )
        .label(format!("number {}", limit + 1))
        .related(at, format!("the {word}"))
        .help("split it into two types"),
    )
}

fn empty(at: Location, word: &str, member: &str, name: &str) -> Finding {
    let what = if word == "flags" {
        format!("flags `{name}` have no flag")
    } else {
        format!("{word} `{name}` has no {member}")
    };
    Finding::new(&EMPTY_TYPE, at, what)
        .label(format!("needs a {member}"))
        .help("add one, or leave the type out: a value that is always the same need not be passed")
}

/// What looks at one kind of type.
type Check = fn(&Cx<'_, '_>, ScopeIx, TypeRef<'_>) -> Option<Finding>;

fn mentioned(cx: &Cx<'_, '_>, ix: ScopeIx, mention: TypeRef<'_>) -> Option<Finding> {
    let checks = [
        (NodeKind::List, length as Check),
        (NodeKind::Tuple, tuple),
        (NodeKind::Map, map_key),
        (NodeKind::Stream, char_stream),
    ];
    let (_, check) = checks.into_iter().find(|(kind, _)| *kind == mention.kind())?;
    check(cx, ix, mention)
}

fn length(cx: &Cx<'_, '_>, ix: ScopeIx, mention: TypeRef<'_>) -> Option<Finding> {
    let token = mention.length()?;
    // One that is no `u32` has been told.
    let length: u32 = token.text().parse().ok()?;
    let at = cx.names.at(ix, token.span());
    if length == 0 {
        return Some(
            Finding::new(&LIST_LENGTH, at, "a list of a fixed length has at least one element")
                .label("length 0")
                .help("leave the type out, or write `list<..>` for a list of any length"),
        );
    }
    (length > MAX_LENGTH).then(|| {
        Finding::new(&LIST_LENGTH, at, format!("the list is too long: {MAX_LENGTH} elements are the limit"))
            .label("too long")
            .help("write `list<..>` for a list of any length")
    })
}

fn tuple(cx: &Cx<'_, '_>, ix: ScopeIx, mention: TypeRef<'_>) -> Option<Finding> {
    let node = mention.node();
    let at = cx.names.at(ix, node.span());
    let count = mention.arguments().count();
    if count > MAX_MEMBERS {
        return Some(
            Finding::new(&TOO_LARGE, at, format!("a tuple of {count}; {MAX_MEMBERS} are the limit"))
                .label("too large"),
        );
    }
    let angle = node.own_tokens().any(|token| token.kind() == TokenKind::LessThan);
    let broken = node.descendants().any(|node| node.kind() == NodeKind::Error);
    (count == 0 && angle && !broken).then(|| {
        let finding = Finding::new(&EMPTY_TYPE, at, "a tuple has at least one part").label("empty");
        let as_ok = node.parent().filter(|parent| parent.kind() == NodeKind::Result).is_some_and(|result| {
            let mut parts = result.children();
            parts.next().is_some_and(|first| first.index() == node.index()) && parts.next().is_some()
        });
        if as_ok {
            finding.write_instead("_")
        } else {
            finding.help("leave it out: a value that is always the same need not be passed")
        }
    })
}

fn map_key(cx: &Cx<'_, '_>, ix: ScopeIx, mention: TypeRef<'_>) -> Option<Finding> {
    let key = mention.arguments().next()?;
    let good = key.primitive().is_some_and(|primitive| {
        !matches!(primitive, TokenKind::F32 | TokenKind::F64 | TokenKind::ErrorContext)
    });
    if good || key.kind() == NodeKind::Error {
        return None;
    }
    let at = cx.names.at(ix, key.node().span());
    let mut finding = Finding::new(&MAP_KEY, at, "this can't be the key of a map")
        .label("keys are `bool`, `char`, `string` or integers")
        .help(format!("write `list<tuple<{}, ..>>`, or key the map by an id", key.node().text()));
    // An alias is refused even where what it stands for is not.
    if key.kind() == NodeKind::Named
        && let Some(decl) = key.name().and_then(|name| cx.names.named(ix, name))
        && let Some((_, definition)) = cx.names.definition(decl)
        && let Some(TypeDefKind::Alias(Some(alias))) = definition.kind()
        && alias.kind() == NodeKind::Primitive
    {
        let text = alias.node().text().to_owned();
        finding = finding
            .related(cx.names.decl_at(decl), "an alias; maps take only the types themselves")
            .fix(format!("write `{text}`"), vec![Edit { at, text }]);
        finding.helps.clear();
    }
    Some(finding)
}

fn char_stream(cx: &Cx<'_, '_>, ix: ScopeIx, mention: TypeRef<'_>) -> Option<Finding> {
    let item = mention.arguments().next()?;
    (item.primitive() == Some(TokenKind::Char)).then(|| {
        let at = cx.names.at(ix, item.node().span());
        Finding::new(&CHAR_STREAM, at, "a stream of `char` is not possible yet")
            .label("not as the item of a stream")
            .choice("write `u8`, and send the text as UTF-8", vec![Edit { at, text: "u8".to_owned() }])
    })
}

fn params(cx: &Cx<'_, '_>, ix: ScopeIx, scope: &Scope<'_>, found: &mut Vec<Finding>) {
    for func in funcs(cx.names, scope) {
        let count = func.signature.params().count();
        let Some(excess) = func.signature.params().nth(MAX_PARAMS) else { continue };
        let at = cx.names.at(ix, excess.name().map_or(excess.node().span(), Name::span));
        let name = func.name.map_or("constructor", Name::text);
        found.push(
            Finding::new(
                &TOO_LARGE,
                at,
                format!("`{name}` has {count} parameters; {MAX_PARAMS} are the limit"),
            )
            .label(format!("number {}", MAX_PARAMS + 1))
            .help("pass a record or a list"),
        );
    }
}
