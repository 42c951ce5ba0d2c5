//! A short answer, as often as it can be had.

use std::path::Path;
use std::time::Duration;

use crate::Setting;
use crate::server::Server;

const ROUNDS: usize = 5;
const CONNECTIONS: usize = 100;

struct Row {
    name: &'static str,
    server: Server,
    rates: Vec<f64>,
    cpu: Vec<Duration>,
    late: Vec<u32>,
    failed: u64,
    wanted: &'static str,
}

/// Options of `wasmtime serve` that research has found to be its best.
const TUNED: [&str; 2] = [
    "-Opooling-memory-keep-resident=1048576,pooling-table-keep-resident=65536,\
     pooling-async-stack-keep-resident=65536,pooling-pagemap-scan=y",
    "-Opooling-allocator=y",
];

pub fn bench(setting: &Setting) {
    println!("\nHello over HTTP, {CONNECTIONS} connections, {ROUNDS} rounds in turns: the median");
    let mut rows = rows(setting);
    for round in 0..=ROUNDS {
        for row in &mut rows {
            let time = Duration::from_millis(if round == 0 { 500 } else { 2000 });
            let (outcome, cpu) = row.server.load("/", CONNECTIONS, time);
            row.failed += outcome.failed();
            // The first round only warms up.
            if round > 0 {
                row.rates.push(outcome.rate());
                row.cpu.push(cpu);
                row.late.push(outcome.quantile(0.99));
            }
        }
    }
    println!(
        "{:34} {:>9} {:>10} {:>11} {:>9} {:>7} {:>8}   to reach",
        "", "req/s", "of native", "CPU/request", "p99", "failed", "memory"
    );
    let native = median(&mut rows[0].rates);
    for row in &mut rows {
        let rate = median(&mut row.rates);
        row.cpu.sort();
        row.late.sort_unstable();
        println!(
            "{:34} {rate:9.0} {:10.2} {:8.1} us {:6.1} ms {:7} {:5.1} MB   {}",
            row.name,
            rate / native,
            row.cpu[ROUNDS / 2].as_secs_f64() * 1e6,
            f64::from(row.late[ROUNDS / 2]) / 1000.0,
            row.failed,
            row.server.memory(),
            row.wanted,
        );
    }
}

fn rows(setting: &Setting) -> Vec<Row> {
    let folder = setting.folder.as_path();
    let row = |name, program: &Path, args: &[&str], wanted| Row {
        name,
        server: Server::start(program, folder, args),
        rates: Vec::new(),
        cpu: Vec::new(),
        late: Vec::new(),
        failed: 0,
        wanted,
    };
    let own = std::env::current_exe().expect("this program has a file");
    let witc = setting.witc.as_path();
    let mut rows = vec![
        row("native hyper", &own, &["native", "ADDR"], ""),
        row("witc serve", witc, &["serve", "--addr", "ADDR", "--log", "off", "hello.wasm"], "0.33"),
        row("  with the log", witc, &["serve", "--addr", "ADDR", "hello.wasm"], ""),
        row(
            "  --reuse",
            witc,
            &["serve", "--addr", "ADDR", "--log", "off", "--reuse", "1000000", "hello.wasm"],
            "0.55",
        ),
    ];
    if let Some(wasmtime) = &setting.wasmtime {
        rows.push(row("wasmtime serve", wasmtime, &["serve", "--addr", "ADDR", "hello.wasm"], ""));
        let [keep, pool] = TUNED;
        rows.push(row("  tuned", wasmtime, &["serve", pool, keep, "--addr", "ADDR", "hello.wasm"], ""));
        let reuse =
            ["serve", pool, keep, "--max-instance-reuse-count", "1000000", "--addr", "ADDR", "hello.wasm"];
        rows.push(row("  tuned, with reuse", wasmtime, &reuse, ""));
    }
    rows
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
