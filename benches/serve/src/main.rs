//! `witc serve` and `witc run` beside a native server and wasmtime: `scripts/bench-serve`.

mod apps;
mod load;
mod native;
mod process;
mod server;
mod starts;
mod throughput;
mod waiting;

use std::path::{Path, PathBuf};

/// Where things are.
pub struct Setting {
    /// With `hello.wasm`, `front.wasm`, `back.wasm`, `command.wasm`.
    pub folder: PathBuf,
    pub witc: PathBuf,
    /// `wasmtime` 48, if it is in PATH.
    pub wasmtime: Option<PathBuf>,
}

const PARTS: [(&str, fn(&Setting)); 4] = [
    ("hello", throughput::bench),
    ("waiting", waiting::bench),
    ("starts", starts::bench),
    ("apps", apps::bench),
];

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["native", addr] => native::serve(addr),
        ["nothing"] => println!("hello"),
        ["load", addr, path, connections, seconds] => {
            let connections = connections.parse().expect("a number");
            let seconds = seconds.parse().expect("a number");
            println!("{}", load::run(addr, path, connections, std::time::Duration::from_secs(seconds)));
        }
        ["run", folder, witc, parts @ ..] => run(Path::new(folder), Path::new(witc), parts),
        _ => {
            eprintln!(
                "witc-bench-serve run FOLDER WITC [PART..]\nwitc-bench-serve load ADDR PATH CONNECTIONS SECONDS"
            );
            std::process::exit(2);
        }
    }
}

fn run(folder: &Path, witc: &Path, parts: &[&str]) {
    if let Some(part) = parts.iter().find(|part| PARTS.iter().all(|(name, _)| name != *part)) {
        let names: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
        eprintln!("bench-serve: there is no part `{part}`: there are {}", names.join(", "));
        std::process::exit(2);
    }
    let setting =
        Setting { folder: folder.to_owned(), witc: witc.to_owned(), wasmtime: process::found("wasmtime") };
    if setting.wasmtime.is_none() {
        println!("wasmtime is not in PATH: it is left out");
    }
    for (name, bench) in PARTS {
        if parts.is_empty() || parts.contains(&name) {
            bench(&setting);
        }
    }
}
