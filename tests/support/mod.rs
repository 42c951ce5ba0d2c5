//! What several tests need: the program itself, the wasm32 toolchain, and guests built with both.

#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    reason = "each test uses some of this, and a failed test may panic"
)]

#[cfg(feature = "runtime")]
pub(crate) mod random;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// The project's folder.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every WIT file of the repository, in the order of the paths.
pub(crate) fn all_wit() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    find_wit(&root().join("fixtures"), &mut found);
    find_wit(&root().join("wit"), &mut found);
    assert!(found.len() > 20);
    found
}

fn find_wit(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            find_wit(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "wit") {
            let bytes = std::fs::read(&path).unwrap();
            found.push((path, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
}

/// How many random worlds are made: `WITC_WORLDS`, or `few`.
pub(crate) fn worlds(few: u64) -> u64 {
    std::env::var("WITC_WORLDS").map_or(few, |worlds| worlds.parse().unwrap())
}

/// A folder for files that a test makes, empty at first.
pub(crate) fn scratch(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// Runs the program in `folder`.
pub(crate) fn witc<A: AsRef<std::ffi::OsStr>>(folder: &Path, args: &[A]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_witc"))
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"))
        .env_remove("RUST_BACKTRACE")
        .output()
        .unwrap()
}

/// Runs the program, which must succeed, and returns what it printed.
pub(crate) fn witc_ok<A: AsRef<std::ffi::OsStr> + std::fmt::Debug>(folder: &Path, args: &[A]) -> String {
    let output = witc(folder, args);
    assert!(output.status.success(), "witc {args:?}\n{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The folder with a rustc for wasm32 and its linkers, provided by the project's own script.
pub(crate) fn toolchain() -> &'static Path {
    static TOOLCHAIN: OnceLock<PathBuf> = OnceLock::new();
    TOOLCHAIN.get_or_init(|| {
        let output = Command::new(root().join("scripts/wasm-toolchain")).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        PathBuf::from(String::from_utf8(output.stdout).unwrap().trim()).join("bin")
    })
}

/// Compiles `fixtures/guests/<name>/guest.rs` against `bindings` into a core module in `folder`.
pub(crate) fn compile(folder: &Path, name: &str, bindings: &Path, edition: &str) -> PathBuf {
    let guest = folder.join(format!("{}_guest.rs", name.replace('-', "_")));
    std::fs::copy(root().join("fixtures/guests").join(name).join("guest.rs"), &guest).unwrap();
    compile_file(&guest, bindings, edition)
}

/// Compiles a guest against `bindings` into a core module beside it.
pub(crate) fn compile_file(guest: &Path, bindings: &Path, edition: &str) -> PathBuf {
    compile_core(guest, bindings, &["--edition", edition, "-C", "debuginfo=0"])
}

fn compile_core(guest: &Path, bindings: &Path, flags: &[&str]) -> PathBuf {
    let core = guest.with_extension("core.wasm");
    let output = Command::new(toolchain().join("rustc"))
        .args(["--target", "wasm32-unknown-unknown", "--crate-type", "cdylib", "-O", "-D", "warnings"])
        .args(flags)
        .arg("-C")
        .arg(format!("linker={}", toolchain().join("rust-lld").display()))
        .arg(guest)
        .arg("-o")
        .arg(&core)
        .env("BINDINGS", bindings)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {}", guest.display(), String::from_utf8_lossy(&output.stderr));
    core
}

/// Compiles a program with `std` for a WASI target.
pub(crate) fn compile_command(file: &Path, target: &str) -> PathBuf {
    compile_for(file, target, "bin", None)
}

/// Compiles `file` for a WASI target.
pub(crate) fn compile_for(file: &Path, target: &str, kind: &str, bindings: Option<&Path>) -> PathBuf {
    let out = file.with_file_name(format!("{target}-{kind}.wasm"));
    let bin = toolchain();
    let path = std::env::join_paths(
        std::iter::once(bin.to_owned()).chain(std::env::split_paths(&std::env::var_os("PATH").unwrap())),
    );
    let output = Command::new(bin.join("rustc"))
        .args(["--edition", "2024", "--target", target, "--crate-type", kind, "-O"])
        .arg(file)
        .arg("-o")
        .arg(&out)
        .env("PATH", path.unwrap())
        .envs(bindings.map(|bindings| ("BINDINGS", bindings)))
        .output()
        .unwrap();
    assert!(output.status.success(), "{target}: {}", String::from_utf8_lossy(&output.stderr));
    out
}

/// Binds a WIT file, compiles the guest of that name against it, and makes a component: the whole way.
pub(crate) fn guest(folder: &Path, name: &str, wit: &Path) -> PathBuf {
    guest_of(folder, name, wit, None)
}

/// The same, for one of the file's worlds.
pub(crate) fn guest_of(folder: &Path, name: &str, wit: &Path, world: Option<&str>) -> PathBuf {
    let bindings = bindings(folder, name, wit, world);
    let core = compile(folder, name, &bindings, "2024");
    component(folder, name, &core)
}

/// The same, with debug information in which files are relative to `folder`.
pub(crate) fn guest_with_lines(folder: &Path, name: &str, wit: &Path) -> PathBuf {
    let bindings = bindings(folder, name, wit, None);
    let guest = folder.join(format!("{}.rs", name.replace('-', "_")));
    let guest_source = root().join("fixtures/guests").join(name).join("guest.rs");
    std::fs::copy(guest_source, &guest).unwrap();
    let flag = |prefix: &Path| format!("--remap-path-prefix={}=", prefix.display());
    // Of several the last one counts.
    let (outer, inner) = (flag(root()), flag(folder));
    let core = compile_core(&guest, &bindings, &["--edition", "2024", "-C", "debuginfo=1", &outer, &inner]);
    component(folder, name, &core)
}

fn bindings(folder: &Path, name: &str, wit: &Path, world: Option<&str>) -> PathBuf {
    let bindings = folder.join(format!("{name}.rs"));
    let deps = root().join("wit");
    let mut args = vec![
        "bind".as_ref(),
        wit.as_os_str(),
        "--deps".as_ref(),
        deps.as_os_str(),
        "-o".as_ref(),
        bindings.as_os_str(),
    ];
    args.extend(world.iter().flat_map(|world| ["--world".as_ref(), std::ffi::OsStr::new(*world)]));
    witc_ok(folder, &args);
    bindings
}

fn component(folder: &Path, name: &str, core: &Path) -> PathBuf {
    let component = folder.join(format!("{name}.wasm"));
    witc_ok(folder, &["componentize".as_ref(), core.as_os_str(), "-o".as_ref(), component.as_os_str()]);
    component
}

/// Equality under which a NaN equals a NaN, and zeros differ by their sign.
#[cfg(feature = "runtime")]
pub(crate) fn same(a: &wasmtime::component::Val, b: &wasmtime::component::Val) -> bool {
    use wasmtime::component::Val;

    let all = |a: &[Val], b: &[Val]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b));
    let boxed = |a: &Option<Box<Val>>, b: &Option<Box<Val>>| match (a, b) {
        (Some(a), Some(b)) => same(a, b),
        (a, b) => a.is_none() && b.is_none(),
    };
    match (a, b) {
        (Val::Float32(a), Val::Float32(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (Val::Float64(a), Val::Float64(b)) => a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()),
        (Val::List(a), Val::List(b))
        | (Val::FixedLengthList(a), Val::FixedLengthList(b))
        | (Val::Tuple(a), Val::Tuple(b)) => all(a, b),
        (Val::Record(a), Val::Record(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((m, a), (n, b))| m == n && same(a, b))
        }
        (Val::Map(a), Val::Map(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|((k, a), (l, b))| same(k, l) && same(a, b))
        }
        (Val::Variant(m, a), Val::Variant(n, b)) => m == n && boxed(a, b),
        (Val::Option(a), Val::Option(b)) => boxed(a, b),
        (Val::Result(Ok(a)), Val::Result(Ok(b))) | (Val::Result(Err(a)), Val::Result(Err(b))) => boxed(a, b),
        (a, b) => a == b,
    }
}
