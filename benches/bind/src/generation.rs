//! What generating costs: CPU time, bytes, lines.

use std::fmt::Write;
use std::time::Instant;

use crate::clock::best_of;
use crate::table::{Table, millis};
use crate::{ours, theirs};

const PROXY: &str = "package bench:proxy;\nworld guest { include wasi:http/proxy@0.2.12; }\n";
const ROUNDS: u32 = 7;

pub(crate) fn measure(table: &mut Table) {
    table.section("Generated and formatted, from a parsed world (wall time; CPU time where it says so)");
    proxy(table);
    many(table, "functions", rich);
    many(table, "plain functions", plain);
}

/// Worlds of more and more functions of one kind.
fn many(table: &mut Table, what: &str, one: fn(usize) -> String) {
    let mut before: Option<(usize, f64)> = None;
    for count in [400, 2000, 5000] {
        let wit = functions(count, one);
        let (our_world, their_world) = (ours::load(&wit), theirs::load(&wit, &[]));
        let rounds = if count == 5000 { 2 } else { 4 };
        let [we, they] =
            best_of(rounds, || ours::generate(&our_world), || theirs::generate(&their_world, true));
        let target = if count == 5000 { "200 ms" } else { "" };
        table.row(format!("{count} {what}"), millis(they.wall), millis(we.wall), target);
        table.row("  CPU time".to_owned(), millis(they.cpu), millis(we.cpu), "");
        let each = we.cpu.as_secs_f64() / f64::from(u32::try_from(count).unwrap());
        if let Some((fewer, before)) = before {
            table.row(
                format!("  a function of {count} beside one of {fewer}"),
                String::new(),
                format!("{:.2}x", each / before),
                "1x (linear)",
            );
        }
        before = Some((count, each));
    }
}

/// Work for a profiler: `perf record target/bench-bind/release/witc-bench-bind profile`.
///
/// It says what each text hashes to: a change that makes this faster leaves it alone.
pub(crate) fn profile() {
    let worlds = [PROXY.to_owned(), functions(5000, rich), functions(5000, plain)];
    for world in worlds.map(|wit| ours::load(&wit)) {
        let start = Instant::now();
        let text = ours::generate(&world);
        let hash = text.bytes().fold(0, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        println!("{} bytes, hash {hash:016x}, {:?}", text.len(), start.elapsed());
    }
}

fn proxy(table: &mut Table) {
    let deps = wasi();
    let (our_world, their_world) = (ours::load(PROXY), theirs::load(PROXY, &deps));
    let [we, they] = best_of(ROUNDS, || ours::generate(&our_world), || theirs::generate(&their_world, true));
    table.row("wasi:http/proxy 0.2".to_owned(), millis(they.wall), millis(we.wall), "20 ms");
    let [we, they] = best_of(
        ROUNDS,
        || ours::generate(&ours::load(PROXY)),
        || theirs::generate(&theirs::load(PROXY, &deps), true),
    );
    table.row("  with parsing and checking the WIT".to_owned(), millis(they.wall), millis(we.wall), "");
    let (our_text, their_text) = (ours::generate(&our_world), theirs::generate(&their_world, true));
    let (we, they) = (our_text.len().to_string(), their_text.len().to_string());
    table.row("  bytes".to_owned(), they, we, "200000");
    let lines = |text: &str| text.lines().count().to_string();
    table.row("  lines".to_owned(), lines(&their_text), lines(&our_text), "a third");
}

/// WASI 0.2, as the repository has it.
fn wasi() -> Vec<String> {
    let folder = crate::root().join("wit/wasi/0.2");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// A world of that many functions in interfaces of a hundred.
fn functions(count: usize, one: fn(usize) -> String) -> String {
    let mut wit = "package bench:many;\n".to_owned();
    let mut world = String::new();
    for interface in 0..count / 100 {
        let _ = writeln!(wit, "interface i{interface} {{");
        for function in 0..100 {
            let _ = writeln!(wit, "{}", one(function));
        }
        wit.push_str("}\n");
        let way = if interface % 2 == 0 { "import" } else { "export" };
        let _ = writeln!(world, "  {way} i{interface};");
    }
    let _ = write!(wit, "world guest {{\n{world}}}\n");
    wit
}

fn plain(index: usize) -> String {
    format!("  call{index}: func(a: u32, b: string) -> list<u8>;")
}

/// Over types of every kind.
fn rich(index: usize) -> String {
    match index % 5 {
        0 => format!("  call{index}: func(a: u32, b: string) -> u64;"),
        1 => format!(
            "  record rec{index} {{ x: f64, y: list<string> }}\n  call{index}: func(r: rec{index}) -> list<rec{index}>;"
        ),
        2 => format!(
            "  variant var{index} {{ a(u8), b(string), c }}\n  call{index}: func(v: var{index}) -> result<_, var{index}>;"
        ),
        3 => format!("  call{index}: func(l: list<option<string>>, t: tuple<u8, f32>) -> option<list<u8>>;"),
        _ => format!(
            "  enum en{index} {{ a, b, c }}\n  flags fl{index} {{ x, y }}\n  call{index}: func(e: en{index}) -> fl{index};"
        ),
    }
}
