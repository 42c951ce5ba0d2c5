//! A composed application whose answer takes 300 ms, asked by more and more at once.

use std::path::Path;
use std::time::Duration;

use crate::Setting;
use crate::server::Server;

pub fn bench(setting: &Setting) {
    println!("\nA composed application that rests for 300 ms, for 4 s");
    println!("{:34} {:>11} {:>9} {:>9} {:>8} {:>8}", "", "connections", "req/s", "p99", "503", "failed");
    let folder = setting.folder.as_path();
    let show = |name: &str, program: &Path, args: &[&str], connections: usize| {
        let server = Server::start(program, folder, args);
        let (outcome, _) = server.load("/", connections, Duration::from_secs(4));
        println!(
            "{name:34} {connections:11} {:9.0} {:6.0} ms {:8} {:8}",
            outcome.rate(),
            f64::from(outcome.quantile(0.99)) / 1000.0,
            outcome.unavailable,
            outcome.failed()
        );
    };
    let witc = ["serve", "--addr", "ADDR", "--log", "off", "resting.wasm"];
    for connections in [100, 1000, 1900, 3000] {
        show("witc serve", &setting.witc, &witc, connections);
        if let Some(wasmtime) = &setting.wasmtime {
            show("wasmtime serve", wasmtime, &["serve", "--addr", "ADDR", "resting.wasm"], connections);
        }
    }
}
