//! Commands as whole processes, from their start to their end.

use std::path::Path;
use std::time::Duration;

use crate::Setting;
use crate::process::{self, Usage};

pub fn bench(setting: &Setting) {
    let folder = setting.folder.as_path();
    let own = std::env::current_exe().expect("this program has a file");
    let witc = setting.witc.as_path();
    process::run(witc, folder, &["compile", "command.wasm", "-o", "command.cwasm"]);
    let mut small: Vec<(&str, &Path, Vec<&str>)> = vec![
        ("native", &own, vec!["nothing"]),
        ("witc --version", witc, vec!["--version"]),
        ("witc run, cached", witc, vec!["run", "command.wasm"]),
        ("witc run, compiled ahead", witc, vec!["run", "--trust", "command.cwasm"]),
        ("witc run, not cached", witc, vec!["run", "--no-cache", "command.wasm"]),
    ];
    if let Some(wasmtime) = &setting.wasmtime {
        process::run(wasmtime, folder, &["compile", "command.wasm", "-o", "wasmtime.cwasm"]);
        small.extend([
            ("wasmtime run, cached", wasmtime.as_path(), vec!["run", "-Ccache", "command.wasm"]),
            ("wasmtime run, compiled ahead", wasmtime, vec!["run", "--allow-precompiled", "wasmtime.cwasm"]),
            ("wasmtime run, not cached", wasmtime, vec!["run", "-Ccache=n", "command.wasm"]),
        ]);
    }
    turns("A small command, 40 times in turns", folder, &small, 40);
    let Some(python) = std::env::var_os("PYTHON_COMMAND") else {
        println!("\nPYTHON_COMMAND names no component of componentize-py: its starts are left out");
        return;
    };
    let python = python.to_string_lossy();
    let mut large: Vec<(&str, &Path, Vec<&str>)> = vec![
        ("witc run, not cached", witc, vec!["run", "--no-cache", &python]),
        ("witc run, cached", witc, vec!["run", &python]),
    ];
    if let Some(wasmtime) = &setting.wasmtime {
        large.extend([
            ("wasmtime run, not cached", wasmtime.as_path(), vec!["run", "-Ccache=n", &python]),
            ("wasmtime run, cached", wasmtime, vec!["run", "-Ccache", &python]),
        ]);
    }
    turns("A command in Python, 3 times in turns", folder, &large, 3);
}

fn turns(title: &str, folder: &Path, commands: &[(&str, &Path, Vec<&str>)], rounds: usize) {
    println!("\n{title}\n{:34} {:>10} {:>10} {:>10} {:>9}", "", "best", "median", "CPU", "memory");
    let mut usages: Vec<Vec<Usage>> = vec![Vec::new(); commands.len()];
    // Once to fill the caches; witc trusts a file of its cache unread when it has rested for a minute.
    for round in 0..=rounds {
        if round == 1 {
            std::thread::sleep(Duration::from_secs(61));
        }
        for ((_, program, args), usages) in commands.iter().zip(&mut usages) {
            let usage = process::run(program, folder, args);
            if round > 0 {
                usages.push(usage);
            }
        }
    }
    for ((name, ..), usages) in commands.iter().zip(&mut usages) {
        usages.sort_by_key(|usage| usage.wall);
        let cpu = usages.iter().map(|usage| usage.cpu).min().unwrap_or_default();
        let memory = usages.iter().map(|usage| usage.memory).max().unwrap_or_default();
        println!(
            "{name:34} {:>10} {:>10} {:>10} {:6.1} MB",
            millis(usages[0].wall),
            millis(usages[usages.len() / 2].wall),
            millis(cpu),
            memory as f64 / 1000.0
        );
    }
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
