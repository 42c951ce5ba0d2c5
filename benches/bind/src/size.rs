//! What a core module consists of.

use wasmparser::{KnownCustom, Name, Parser, Payload};

/// Bytes of code, by what it is for.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) glue: usize,
    pub(crate) post: usize,
    pub(crate) growth: usize,
    pub(crate) allocator: usize,
    pub(crate) rest: usize,
}

/// The module as it is in a component: without custom sections.
pub(crate) fn whole(module: &[u8]) -> usize {
    let custom = |payload| match payload {
        // The section's id and the length of its size stand before its range.
        Payload::CustomSection(section) => length(section.range()) + 1 + leb(length(section.range())),
        _ => 0,
    };
    module.len() - Parser::new(0).parse_all(module).map(|payload| custom(payload.unwrap())).sum::<usize>()
}

fn leb(value: usize) -> usize {
    (usize::BITS - value.leading_zeros()).div_ceil(7).max(1) as usize
}

/// The bytes of its functions, which are told apart by their names.
pub(crate) fn parts(module: &[u8]) -> Parts {
    let (mut names, mut sizes, mut imported) = (Vec::new(), Vec::new(), 0);
    for payload in Parser::new(0).parse_all(module) {
        match payload.unwrap() {
            Payload::ImportSection(section) => {
                let imports = section.into_imports().map(Result::unwrap);
                imported = imports.filter(|import| matches!(import.ty, wasmparser::TypeRef::Func(_))).count();
            }
            Payload::CodeSectionEntry(body) => sizes.push(length(body.range())),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(section) = section.as_known() {
                    for name in section {
                        if let Name::Function(map) = name.unwrap() {
                            names.extend(map.into_iter().map(|naming| {
                                let naming = naming.unwrap();
                                (naming.index as usize, naming.name.to_owned())
                            }));
                        }
                    }
                }
            }
            _ => {}
        }
    }
    let mut parts = Parts::default();
    for (index, name) in names.into_iter().filter(|(index, _)| *index >= imported) {
        let name = rustc_demangle::try_demangle(&name).map_or(name.clone(), |name| format!("{name:#}"));
        let size = sizes.get(index - imported).copied().unwrap_or_default();
        *part(&mut parts, &name) += size;
    }
    parts
}

fn part<'a>(parts: &'a mut Parts, name: &str) -> &'a mut usize {
    let has = |text: &str| name.contains(text);
    if std::env::var_os("BENCH_NAMES").is_some() {
        eprintln!("{name}");
    }
    if has("cabi_post") || has("_post_") {
        &mut parts.post
    } else if has("raw_vec") || has("RawVec") {
        &mut parts.growth
    } else if has("dlmalloc")
        || has("__rust_alloc")
        || has("__rust_dealloc")
        || has("__rust_realloc")
        || has("__rdl")
    {
        &mut parts.allocator
    } else if ["core::", "<core::", "std::", "<std::", "__rustc", "rust_", "<&T as core", "<T as core", "mem"]
        .iter()
        .any(|start| name.starts_with(start))
    {
        &mut parts.rest
    } else {
        &mut parts.glue
    }
}

fn length(range: std::ops::Range<u64>) -> usize {
    usize::try_from(range.end - range.start).unwrap()
}
