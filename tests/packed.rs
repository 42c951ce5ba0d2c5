//! What the bytes of a composition are: valid when validated whole, shared where parts are the same, nested where they
//! are too many, and an error where the input is none or no engine would take the result.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test may panic")]

mod support;

use std::fmt::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use wasmparser::{Parser, Payload, Validator, WasmFeatures};
use witc::component::inside::inside;
use witc::component::{
    Component, ComponentError, ComponentName, Contents, Digest, Part, PartKind, PortKind, Store, check,
    check_arriving, read, read_all,
};
use witc::compose::layout::limits::NEWER;
use witc::compose::wishes::{Said, Target};
use witc::compose::{EncodeError, Linked, Packing, Validation, Wishes, ahead, encode, link, pack, pack_with};
use witc::picture::NodeKind;

/// In a debug build on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// A component whose `get` is one more than those of `imports` together, all with one and the same core module.
fn tiny(index: usize, imports: &[usize]) -> Component {
    let mut text = String::from("(component\n");
    for import in imports {
        writeln!(
            text,
            "(import \"c:n{import}/api\" (instance $i{import} (export \"get\" (func (result u32)))))
             (core func $f{import} (canon lower (func $i{import} \"get\")))"
        )
        .unwrap();
    }
    text += "(core module $m\n";
    let data = "so that the module is worth being stored once: an alias takes some bytes, too";
    for place in 0..imports.len() {
        writeln!(text, "(import \"\" \"{place}\" (func (result i32)))").unwrap();
    }
    text += "(func (export \"get\") (result i32) i32.const 1\n";
    for place in 0..imports.len() {
        writeln!(text, "call {place} i32.add").unwrap();
    }
    writeln!(text, ") (memory 1) (data (i32.const 0) \"{data}\")").unwrap();
    text += ")\n(core instance $c (instantiate $m (with \"\" (instance\n";
    for (place, import) in imports.iter().enumerate() {
        writeln!(text, "(export \"{place}\" (func $f{import}))").unwrap();
    }
    write!(
        text,
        "))))\n(func $g (result u32) (canon lift (core func $c \"get\")))
         (instance $e (export \"get\" (func $g)))\n(export \"c:n{index}/api\" (instance $e)))"
    )
    .unwrap();
    read(format!("n{index}.wasm"), text.as_bytes()).unwrap()
}

fn chain(length: usize) -> Linked {
    let next = |index| if index + 1 < length { vec![index + 1] } else { vec![] };
    let mut components = (0..length).map(|index| tiny(index, &next(index)));
    let root = components.next().unwrap();
    link(root, components.collect(), &Wishes::default()).unwrap()
}

fn star(length: usize) -> Linked {
    let all: Vec<usize> = (1..length).collect();
    let root = tiny(0, &all);
    link(root, all.iter().map(|index| tiny(*index, &[])).collect(), &Wishes::default()).unwrap()
}

fn validate(bytes: &[u8]) {
    Validator::new_with_features(WasmFeatures::all()).validate_all(bytes).unwrap();
}

/// How many modules, and components inside, there are in a binary.
fn parts(bytes: &[u8]) -> (usize, usize) {
    let payloads: Vec<Payload<'_>> = Parser::new(0).parse_all(bytes).map(Result::unwrap).collect();
    let count = |is: fn(&Payload<'_>) -> bool| payloads.iter().filter(|payload| is(payload)).count();
    let modules = count(|payload| matches!(payload, Payload::ModuleSection { .. }));
    (modules, count(|payload| matches!(payload, Payload::ComponentSection { .. })))
}

#[test]
fn the_same_module_is_stored_once() {
    let linked = chain(10);
    let shared = encode(&linked.plan).unwrap();
    validate(&shared);
    // The last of the chain has no import, and so another module than the others.
    assert_eq!(parts(&shared), (2, 10));
    let packing = Packing { share: false, ..Packing::default() };
    let plain = pack(&linked.plan, &packing).unwrap().bytes().unwrap();
    validate(&plain);
    assert_eq!(parts(&plain), (10, 10));
    assert!(shared.len() < plain.len());
}

#[test]
fn many_instances_are_nested() {
    for linked in [chain(480), star(480)] {
        let packing = Packing { validation: Validation::Full, ..Packing::default() };
        let composed = pack(&linked.plan, &packing).unwrap();
        assert!(!composed.layout.groups.is_empty());
        assert!(composed.layout.counts.instances <= 1000, "{}", composed.layout.counts);
        let bytes = composed.bytes().unwrap();
        validate(&bytes);
        assert_eq!(encode(&linked.plan).unwrap(), bytes, "what is validated makes no difference");
    }
}

/// What the validator says of the wiring is what it says of the whole, for every composition of the fixtures.
#[test]
fn the_wiring_stands_for_the_whole() {
    let mut composed = 0;
    for case in std::fs::read_dir(support::root().join("fixtures/compose")).unwrap() {
        let mut files: Vec<_> =
            std::fs::read_dir(case.unwrap().path()).unwrap().map(|file| file.unwrap().path()).collect();
        files.sort();
        let mut components = files.iter().filter_map(|file| {
            let name = file.file_name().unwrap().to_string_lossy().into_owned();
            read(name, &std::fs::read(file).ok()?).ok()
        });
        let Some(root) = components.next() else { continue };
        let all = Said::new("*".parse::<Target>().unwrap(), "*");
        let wishes = Wishes { host: vec![all], ..Wishes::default() };
        let Ok(linked) = link(root, components.collect(), &wishes) else { continue };
        let mut ports =
            linked.plan.components.values().flat_map(|one| one.imports.values().chain(one.exports.values()));
        let is_beyond = ports.any(|port| matches!(port.kind, PortKind::Other(_)));
        let packed = pack(&linked.plan, &Packing::default()).unwrap();
        validate(&packed.bytes().unwrap());
        assert_eq!(packed.validated == Validation::Full, is_beyond, "{files:?}");
        composed += 1;
    }
    assert!(composed > 20, "{composed}");
}

/// The validator may have begun with the types of components before there was a plan, also of some that are of no use.
#[test]
fn validated_ahead() {
    let components: Vec<Component> = (0..40).map(|index| tiny(index, &[index + 1])).collect();
    let [root, providers @ ..] = components.as_slice() else { panic!("there are some") };
    let wishes =
        Wishes { host: vec![Said::new("c:n40/api".parse().unwrap(), "c:n40/api")], ..Wishes::default() };
    let linked = link(root.clone(), providers.to_vec(), &wishes).unwrap();
    let (useless, strange) =
        (tiny(99, &[]), read("strange.wat", b"(component (import \"m\" (core module)))"));
    let packed = ahead(|mut ahead| {
        ahead.expect(providers.iter().take(35).chain([&useless, &strange.unwrap()]));
        let packed = pack_with(&linked.plan, &Packing::default(), ahead).unwrap();
        assert_eq!(packed.validated, Validation::Wiring);
        packed.bytes().unwrap()
    });
    assert_eq!(packed, encode(&linked.plan).unwrap());
    validate(&packed);
    // Who gives up is not waited for.
    ahead(|mut ahead| ahead.expect(&components));
}

/// A component is the same in whatever pieces it comes.
#[test]
fn checked_while_it_is_written() {
    let name = ComponentName::from("arriving.wasm");
    let bytes = encode(&chain(3).plan).unwrap();
    let damaged = [&bytes[..40], b"\xff", &bytes[41..]].concat();
    for size in [1, 7, 100, bytes.len()] {
        let of = |bytes: &[u8]| {
            let pieces: Vec<Vec<u8>> = bytes.chunks(size).map(<[u8]>::to_vec).collect();
            check_arriving(&name, pieces.into_iter())
        };
        assert!(of(&bytes).is_ok(), "{size}");
        let cut = of(&bytes[..bytes.len() - 1]);
        assert!(matches!(cut, Err(ComponentError::Truncated { .. })), "{size}: {cut:?}");
        let whole = check(&name, damaged.as_slice().into()).unwrap_err();
        assert_eq!(of(&damaged).unwrap_err().to_string(), whole.to_string(), "{size}");
    }
}

#[test]
fn a_thousand_compose() {
    let begun = Instant::now();
    let linked = chain(1000);
    let composed = pack(&linked.plan, &Packing::default()).unwrap();
    assert!(begun.elapsed() < PATIENCE, "took {:?}", begun.elapsed());
    // Newer validators count all components of a binary; the embedded wasmtime is older.
    assert!(!composed.layout.counts.fits(NEWER));
    let bytes = composed.bytes().unwrap();
    #[cfg(feature = "runtime")]
    {
        let folder = support::scratch("packed-thousand");
        std::fs::write(folder.join("composed.wasm"), &bytes).unwrap();
        assert_eq!(support::witc_ok(&folder, &["call", "composed.wasm", "get()"]), "1000\n");
    }
    let name = ComponentName::from("composed.wasm");
    assert!(read(name.clone(), &bytes).is_err_and(|error| matches!(error, ComponentError::TooMany { .. })));
    // What was composed can be looked at, too many as they are: in fewer boxes.
    let inside = inside(&name, Contents::Held(bytes.into())).unwrap();
    let picture = witc::compose::picture::inside(&inside, "composed.wasm");
    assert!(picture.title.contains("1000 components"), "{}", picture.title);
    assert!(picture.nodes.len() < 50, "{}", picture.nodes.len());
}

#[test]
fn what_no_engine_takes_is_said_before() {
    let linked = star(1001);
    let error = pack(&linked.plan, &Packing::default()).unwrap_err();
    let EncodeError::Limit(limit) = error else { panic!("{error}") };
    assert!(limit.counts.parts > 1001 && limit.counts.instances > 1000, "{}", limit.counts);
    assert!(limit.help.contains("`n0.wasm`: 2 modules and components, and 1000 imports"), "{}", limit.help);
}

/// What is in a composition is what was put into it, whoever looks.
#[test]
fn inspected_as_composed() {
    let bytes = encode(&chain(30).plan).unwrap();
    let inside = inside(&ComponentName::from("composed.wasm"), Contents::Held(bytes.into())).unwrap();
    let picture = witc::compose::picture::inside(&inside, "composed.wasm");
    let components = picture.nodes.values().filter(|node| node.kind == NodeKind::Component);
    assert_eq!(components.count(), 30);
    assert_eq!(picture.edges.len(), 30, "29 wires and an export");
    assert!(inside.provenance.unwrap().contains("\"file\":\"n29.wasm\""));
}

/// Each mutant is an error or a component, within the time.
#[test]
fn damaged_components() {
    let composed = encode(&chain(4).plan).unwrap();
    let mut random = 88_172_645_463_325_252_u64;
    let mut next = |limit: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        usize::try_from(random >> 20).unwrap() % limit
    };
    let begun = Instant::now();
    for _ in 0..3000 {
        let mut bytes = composed.clone();
        match next(3) {
            0 => bytes.truncate(next(composed.len())),
            1 => bytes[next(composed.len())] = u8::try_from(next(256)).unwrap(),
            _ => {
                let (from, to) = (next(composed.len()), next(composed.len()));
                bytes.copy_within(from.min(to)..from.max(to), from.min(to) / 2);
            }
        }
        let name = ComponentName::from("damaged.wasm");
        let looked = inside(&name, Contents::Held(bytes.clone().into()));
        if let Ok(inside) = looked {
            witc::compose::picture::inside(&inside, "damaged.wasm");
        }
        let Ok(component) = read(name, &bytes) else { continue };
        if let Ok(linked) = link(component, Vec::new(), &Wishes::default()) {
            validate(&encode(&linked.plan).unwrap());
        }
    }
    assert!(begun.elapsed() < PATIENCE, "took {:?}", begun.elapsed());
}

#[test]
fn deep_components() {
    for depth in [90, 2_000] {
        let text = "(component ".repeat(depth) + &")".repeat(depth);
        // The assembler has its own limit; what it takes we take.
        let Ok(bytes) = wat::parse_str(&text) else { continue };
        let _ = read("deep.wasm", &bytes).map(|component| link(component, Vec::new(), &Wishes::default()));
        let _ = inside(&ComponentName::from("deep.wasm"), Contents::Held(bytes.into()));
    }
}

/// Files are looked at as far as it takes to know what they are.
#[cfg(target_os = "linux")]
#[test]
fn large_files_that_are_none() {
    let folder = support::scratch("packed-none");
    let zeros = std::fs::File::create(folder.join("zeros.wasm")).unwrap();
    zeros.set_len(200 << 20).unwrap();
    // A header, and a section that claims four gigabytes.
    let mut claims = b"\0asm\x0d\0\x01\0\x01".to_vec();
    claims.extend([0xff, 0xff, 0xff, 0xff, 0x0f]);
    claims.resize(1 << 20, 0);
    std::fs::write(folder.join("claims.wasm"), claims).unwrap();
    for (file, code) in [
        ("zeros.wasm", "witc::component::not_wasm"),
        ("/dev/zero", "witc::component::not_wasm"),
        ("claims.wasm", "witc::component::"),
    ] {
        for command in ["compose", "inspect"] {
            let limited = format!("ulimit -v 500000; exec {} {command} {file}", env!("CARGO_BIN_EXE_witc"));
            let output = std::process::Command::new("sh")
                .args(["-c", &limited])
                .current_dir(&folder)
                .output()
                .unwrap();
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{command} {file}: {stderr}");
            assert!(stderr.contains(code), "{command} {file}: {stderr}");
        }
    }
}

/// Bodies are validated in any order, and a module that several have once: all are told of the first that is wrong.
#[test]
fn damaged_code() {
    let good = format!("(func {})", "i32.const 1 drop ".repeat(200));
    let funcs = |bad: &[usize]| -> String {
        (0..600).map(|place| if bad.contains(&place) { "(func i32.add drop)" } else { &good }).collect()
    };
    let data = "x".repeat(1_000_000);
    let input = |file: &str, bad: &[usize]| {
        let module = format!("(core module (memory 16) {} (data (i32.const 0) \"{data}\"))", funcs(bad));
        let bytes = wat::parse_str(format!("(component {module})")).unwrap();
        (ComponentName::from(file), Contents::Held(bytes.into()))
    };
    let bad = ["a.wasm", "b.wasm", "c.wasm"].map(|file| input(file, &[90, 500]));
    let Contents::Held(bytes) = &bad[0].1 else { panic!("it is in memory") };
    let theirs =
        Validator::new_with_features(WasmFeatures::all()).validate_all(bytes).map(|_| ()).unwrap_err();
    for (read, name) in read_all(&bad).into_iter().zip(["a.wasm", "b.wasm", "c.wasm"]) {
        let Err(ComponentError::Invalid { name: told, error, offset }) = read else {
            panic!("{name} is damaged")
        };
        assert_eq!((told.as_str(), error.as_str(), offset), (name, theirs.message(), theirs.offset()));
    }
    let mixed = [input("a.wasm", &[]), input("b.wasm", &[599]), input("c.wasm", &[])];
    let read: Vec<bool> = read_all(&mixed).iter().map(Result::is_ok).collect();
    assert_eq!(read, [true, false, true]);
}

/// Bytes that a test has, as if they were in a file.
#[derive(Debug)]
struct Kept {
    bytes: Vec<u8>,
    /// Whether they are known to be valid.
    is_valid: bool,
    /// How many of them were read.
    read: AtomicUsize,
}

impl Kept {
    fn new(bytes: &[u8], is_valid: bool) -> Arc<Self> {
        Arc::new(Self { bytes: bytes.to_vec(), is_valid, read: AtomicUsize::new(0) })
    }
}

impl Store for Kept {
    fn size(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn is_valid(&self) -> bool {
        self.is_valid
    }

    fn read_at(&self, offset: u64, into: &mut [u8]) -> std::io::Result<()> {
        self.read.fetch_add(into.len(), Ordering::Relaxed);
        let start = usize::try_from(offset).unwrap();
        into.copy_from_slice(
            self.bytes.get(start..start + into.len()).ok_or(std::io::ErrorKind::UnexpectedEof)?,
        );
        Ok(())
    }
}

/// How a section says its size.
fn leb(mut size: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while size >= 0x80 {
        bytes.push(u8::try_from(size & 0x7f).unwrap() | 0x80);
        size >>= 7;
    }
    bytes.push(u8::try_from(size).unwrap());
    bytes
}

/// What was read of a component, or why it was not.
fn seen(read: &Result<Component, ComponentError>) -> Result<String, String> {
    fn parts(of: &[Part]) -> Vec<String> {
        let part = |part: &Part| {
            let (kind, is_closed) = (part.kind, part.is_closed);
            format!("{kind:?} {:?} {:?} {is_closed} {:?}", part.section, part.content, parts(&part.parts))
        };
        of.iter().map(part).collect()
    }
    match read {
        Ok(component) => {
            let (imports, exports) = (&component.imports, &component.exports);
            Ok(format!(
                "{:?} {imports:?} {exports:?} {:?}",
                component.bytes.digest(),
                parts(&component.parts)
            ))
        }
        Err(error) => Err(format!("{error:?}")),
    }
}

/// The bytes of large sections of data are not read, and what is wrong around them is told as if they were.
#[test]
fn unread_data() {
    let byte = "x".repeat(700_000);
    let text = format!(
        r#"(component (core module
            (@custom "first" (before data) "a")
            (memory 40) (memory 40)
            (global $base i32 (i32.const 8))
            (func (memory.init 2 (i32.const 0) (i32.const 0) (i32.const 0)))
            (data (i32.const 4) "{byte}")
            (data (memory 1) (offset (global.get $base)) "{byte}")
            (data "{byte}")
            (data (i32.const 9) "")
            (@custom "second" (after data) "b")))"#
    );
    let good = wat::parse_str(text).unwrap();
    let verdict = |bytes: &[u8]| {
        let kept = Kept::new(bytes, false);
        let stored = read_all(&[("it.wasm".into(), Contents::Stored(Arc::clone(&kept) as _))]).pop().unwrap();
        let read_bytes = kept.read.load(Ordering::Relaxed);
        assert_eq!(seen(&stored), seen(&read("it.wasm", bytes)));
        (stored.is_ok(), read_bytes)
    };
    let (is_valid, read_bytes) = verdict(&good);
    assert!(is_valid && read_bytes < good.len() / 8, "{read_bytes} of {}", good.len());
    // All that is no byte of a segment, but for some of each of these.
    let is_byte = |at: usize| good.get(at.saturating_sub(2)..at + 3).is_some_and(|near| near == b"xxxxx");
    let heads: Vec<usize> = (0..good.len()).filter(|at| !is_byte(*at)).collect();
    assert!((100..400).contains(&heads.len()), "{}", heads.len());
    let mut refused = 0;
    for at in heads {
        for value in [0, 1, 2, 0x0b, 0x80, 0xff] {
            let mut bad = good.clone();
            bad[at] = value;
            refused += usize::from(!verdict(&bad).0);
        }
        verdict(&good[..at]);
    }
    assert!(refused > 300, "{refused}");
    // Nothing behind the bytes says that some of them are missing.
    let last = format!("(component (core module (memory 40) (data (i32.const 4) \"{byte}{byte}\")))");
    let last = wat::parse_str(last).unwrap();
    assert!(verdict(&last).0);
    for missing in [1, 1_000, 1_000_000] {
        assert!(!verdict(&last[..last.len() - missing]).0, "{missing}");
    }
    // The same of code, for those who don't look at it.
    let code = wat::parse_str(format!("(component (core module (func {})))", "nop ".repeat(100))).unwrap();
    let name = ComponentName::from("it.wasm");
    assert!(check(&name, code.clone().into()).is_ok());
    assert!(check(&name, code[..code.len() - 3].into()).is_err());
    // Bodies that are promised and not there, right in front of the data.
    let segment = [&b"\x01\0\x41\x04\x0b"[..], &leb(1_200_000), &"x".repeat(1_200_000).into_bytes()].concat();
    let data = [&b"\x0b"[..], &leb(segment.len()), &segment].concat();
    let with_code = |functions: &[u8], code: &[u8]| {
        let parts: [&[u8]; 5] =
            [b"\0asm\x01\0\0\0\x01\x04\x01\x60\0\0", functions, b"\x05\x03\x01\0\x28", code, &data];
        let module = parts.concat();
        let mut component = b"\0asm\x0d\0\x01\0".to_vec();
        component.push(1);
        component.extend(leb(module.len()));
        component.extend(module);
        component
    };
    assert!(verdict(&with_code(b"\x03\x02\x01\0", b"\x0a\x04\x01\x02\0\x0b")).0);
    assert!(!verdict(&with_code(b"\x03\x02\x01\0", b"\x0a\x01\x01")).0);
    assert!(!verdict(&with_code(b"\x03\x03\x02\0\0", b"\x0a\x04\x02\x02\0\x0b")).0);
}

/// Of a module that is there again only the outside is looked at: what is around it makes as much of a difference.
#[test]
fn damage_around_a_known_module() {
    let module = r#"(core module
        (import "" "f" (func (param i32) (result i64))) (table (export "t") 2 funcref) (tag (export "e") (param i32))
        (global (export "g") i32 (i32.const 1)) (memory (export "m") 1)
        (func (export "get") (result i32) (drop (call 0 (i32.const 1))) (i32.const 7))
        (elem (i32.const 0) func 0 1) (data (i32.const 0) "so that it is worth being compared with others"))"#;
    let lifting = r#"(core module $host (func (export "f") (param i32) (result i64) (i64.const 1)))
        (core instance $host (instantiate $host))
        (core instance $it (instantiate 0 (with "" (instance $host))))
        (func (export "get") (result u32) (canon lift (core func $it "get") (memory (core memory $it "m"))))"#;
    let good = wat::parse_str(format!("(component {module} (component {module}) {lifting})")).unwrap();
    let alone = |bytes: &[u8]| seen(&read("it.wasm", bytes));
    let known_before = |bytes: &[u8]| {
        let stored = Contents::Stored(Kept::new(bytes, true));
        seen(&read_all(&[("it.wasm".into(), stored)]).pop().unwrap())
    };
    let known_by_another = |bytes: &[u8]| {
        let known = (ComponentName::from("known.wasm"), Contents::Held(good.clone().into()));
        let it = (ComponentName::from("it.wasm"), Contents::Held(bytes.into()));
        seen(&read_all(&[known, it]).pop().unwrap())
    };
    assert!(alone(&good).is_ok());
    let component = read("it.wasm", &good).unwrap();
    let mut modules = Vec::new();
    for part in &component.parts {
        let inner = part.parts.iter().chain([part]);
        modules.extend(inner.filter(|part| part.kind == PartKind::Module).map(|part| part.section.clone()));
    }
    let mut refused = 0;
    for at in 8..good.len() {
        let is_around = !modules.iter().any(|module| module.contains(&(at as u64)));
        for value in [0, 1, 0x7f, 0xff, good[at].wrapping_add(1), good[at].wrapping_sub(1)] {
            let mut bytes = good.clone();
            bytes[at] = value;
            let expected = alone(&bytes);
            assert_eq!(known_by_another(&bytes), expected, "{at}: {value}");
            if is_around {
                assert_eq!(known_before(&bytes), expected, "{at}: {value}");
            }
            refused += usize::from(expected.is_err());
        }
    }
    assert!(modules.len() == 3 && refused > good.len(), "{modules:?}, {refused} of {}", good.len());
}

/// Large modules that were found to be valid are not looked at again, unless that is asked for.
#[test]
fn remembered_code() {
    let folder = support::scratch("packed-remembered");
    let module = |func: &str| format!("(core module (func {func} {}))", "nop ".repeat(300_000));
    let digest = |func: &str| {
        let module = module(func).replacen("(core module", "(module", 1);
        Digest::of(&wat::parse_str(module).unwrap()).to_string()
    };
    for (file, func) in [("good.wasm", "nop"), ("bad.wasm", "i32.add drop")] {
        let component = wat::parse_str(format!("(component {})", module(func))).unwrap();
        std::fs::write(folder.join(file), component).unwrap();
    }
    let (cache, valid) = (folder.join("cache"), folder.join("cache/witc/valid"));
    let compose = |cache: &std::path::Path, args: &[&str]| {
        let mut witc = std::process::Command::new(env!("CARGO_BIN_EXE_witc"));
        let witc = witc.arg("compose").args(args).current_dir(&folder).env("XDG_CACHE_HOME", cache);
        witc.output().unwrap().status.code()
    };
    assert_eq!(compose(&cache, &["bad.wasm"]), Some(1));
    assert!(!valid.exists());
    assert_eq!(compose(&cache, &["good.wasm", "--no-cache"]), Some(0));
    assert!(!valid.exists());
    for _ in 0..2 {
        assert_eq!(compose(&cache, &["good.wasm"]), Some(0));
        let known = std::fs::read_to_string(&valid).unwrap();
        let (validator, digests) = known.split_once('\n').unwrap();
        assert_eq!(digests.trim_end(), digest("nop"));
        // The validator that this is said of is the one that is pinned.
        let version = validator.strip_prefix("wasmparser-").unwrap().split('/').next().unwrap();
        let manifest = include_str!("../Cargo.toml");
        assert!(manifest.contains(&format!("wasmparser = {{ version = \"={version}\"")), "{version}");
    }
    // What is wrong there is believed, but not what another validator has said.
    let known = std::fs::read_to_string(&valid).unwrap() + &digest("i32.add drop");
    std::fs::write(&valid, known.replacen("wasmparser-", "wasmparser-1", 1)).unwrap();
    assert_eq!(compose(&cache, &["bad.wasm"]), Some(1));
    std::fs::write(&valid, known).unwrap();
    // So that nobody can have changed the file since it was written.
    std::thread::sleep(Duration::from_millis(2_100));
    assert_eq!(compose(&cache, &["bad.wasm"]), Some(0));
    assert_eq!(compose(&cache, &["bad.wasm", "--no-cache"]), Some(1));
    // A file that was valid as a whole, and is as it was then, still is.
    std::fs::remove_file(&valid).unwrap();
    assert_eq!(compose(&cache, &["bad.wasm"]), Some(i32::from(!cfg!(unix))));
    let copy = folder.join("copy.wasm");
    std::fs::copy(folder.join("bad.wasm"), &copy).unwrap();
    assert_eq!(compose(&cache, &["copy.wasm"]), Some(1));
    // Where there is no place for it, there is nothing to remember.
    assert_eq!(compose(&folder.join("good.wasm"), &["good.wasm"]), Some(0));
}

/// A large file that nobody has changed since is not hashed again; one that was changed is.
#[cfg(unix)]
#[test]
fn unchanged_files() {
    let folder = support::scratch("packed-unchanged");
    let write = |letter: &str| {
        let module = format!("(core module (memory 16) (data (i32.const 0) \"{}\"))", letter.repeat(500_000));
        let component = wat::parse_str(format!("(component {module})")).unwrap();
        std::fs::write(folder.join("large.wasm"), &component).unwrap();
        // So that nobody can have changed it since it was.
        std::thread::sleep(Duration::from_millis(2_100));
        Digest::of(&component).to_string()
    };
    let compose = |args: &[&str]| -> String {
        let mut witc = std::process::Command::new(env!("CARGO_BIN_EXE_witc"));
        let witc = witc.args(["compose", "large.wasm"]).args(args).current_dir(&folder);
        assert!(witc.env("XDG_CACHE_HOME", &folder).status().unwrap().success());
        let bytes = std::fs::read(folder.join("composed.wasm")).unwrap();
        inside(&ComponentName::from("composed.wasm"), Contents::Held(bytes.into()))
            .unwrap()
            .provenance
            .unwrap()
    };
    let known = folder.join("witc/digests");
    let first = write("x");
    for _ in 0..2 {
        assert!(compose(&[]).contains(&first));
        let lines = std::fs::read_to_string(&known).unwrap();
        assert_eq!((lines.lines().count(), lines.matches(&first).count()), (1, 1), "{lines}");
    }
    // What is known is not found out again ..
    let other = Digest::of(b"something else").to_string();
    let lines = std::fs::read_to_string(&known).unwrap();
    std::fs::write(&known, lines.replace(&first, &other)).unwrap();
    assert!(compose(&[]).contains(&other));
    assert!(compose(&["--no-cache"]).contains(&first));
    // .. unless the file is another.
    let second = write("y");
    assert!(compose(&[]).contains(&second));
    // What can't be read is not believed.
    std::fs::write(&known, "damaged\n").unwrap();
    assert!(compose(&[]).contains(&second));
}

/// A large file that somebody changes while it is composed: nothing is written, and it is said which one it was.
#[cfg(unix)]
#[test]
fn changed_meanwhile() {
    let folder = support::scratch("packed-changed");
    let module = format!("(core module (memory 16) (data (i32.const 0) \"{}\"))", "x".repeat(500_000));
    let component = wat::parse_str(format!("(component {module})")).unwrap();
    std::fs::write(folder.join("large.wasm"), &component).unwrap();
    let made = std::process::Command::new("mkfifo").arg(folder.join("late.wasm")).status();
    assert!(made.unwrap().success());
    let mut witc = std::process::Command::new(env!("CARGO_BIN_EXE_witc"));
    witc.args(["compose", "large.wasm", "--with", "late.wasm", "--no-cache"]).current_dir(&folder);
    let running = witc.stderr(std::process::Stdio::piped()).spawn().unwrap();
    // This waits until it is read, after the other was opened.
    let mut late = std::fs::OpenOptions::new().write(true).open(folder.join("late.wasm")).unwrap();
    std::fs::write(folder.join("large.wasm"), [&component[..], b"\0\x01\0"].concat()).unwrap();
    std::io::Write::write_all(&mut late, &wat::parse_str("(component)").unwrap()).unwrap();
    drop(late);
    let output = running.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{told}");
    assert!(told.contains("`large.wasm` was changed while it was read"), "{told}");
    assert!(told.contains("once nobody changes that file"), "{told}");
    assert!(!folder.join("composed.wasm").exists());
}

/// Large files stay on the disk, and make the same bytes as in memory.
#[test]
fn stored_and_held() {
    let folder = support::scratch("packed-stored");
    // The larger one is a section that is looked at by one thread after the other.
    for length in [300_000, 6_000_000] {
        let core =
            format!("(component (core module (memory 8) (data (i32.const 0) \"{}\")))", "x".repeat(length));
        let inner = wat::parse_str(&core).unwrap();
        for (file, index, imports) in [("n0", 0, vec![1, 2]), ("n1", 1, vec![]), ("n2", 2, vec![])] {
            // The large module is in components inside, behind everything else.
            let mut bytes = tiny(index, &imports).whole().unwrap().to_vec();
            for _ in 0..2 {
                bytes.push(4);
                bytes.extend(leb(inner.len()));
                bytes.extend(&inner);
            }
            std::fs::write(folder.join(format!("{file}.wasm")), bytes).unwrap();
        }
        let files = ["n0.wasm", "--with", "n1.wasm", "n2.wasm"];
        let args = ["--no-cache", "--validate", "full", "-o", "composed.wasm"];
        support::witc_ok(&folder, &[&["compose"], files.as_slice(), &args].concat());
        let written = std::fs::read(folder.join("composed.wasm")).unwrap();
        validate(&written);
        let size = written.len();
        assert!(size < length + 10_000, "the large component is there once: {size}");
        let inputs = ["n0", "n1", "n2"].map(|file| {
            let bytes = std::fs::read(folder.join(format!("{file}.wasm"))).unwrap();
            (ComponentName::from(format!("{file}.wasm")), Contents::Held(bytes.into()))
        });
        let mut held = read_all(&inputs).into_iter().map(Result::unwrap);
        let root = held.next().unwrap();
        let linked = link(root, held.collect(), &Wishes::default()).unwrap();
        assert!(encode(&linked.plan).unwrap() == written, "{length}");
    }
}
