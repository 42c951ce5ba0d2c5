//! The composer beside wac and wasm-tools: `scripts/bench-compose`.

mod large;
mod process;
mod tiny;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use process::Usage;

const ROUNDS: usize = 5;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["make", folder, shape, length] => {
            make(Path::new(folder), &components(shape, length.parse().expect("a number")));
        }
        ["run", folder, witc, parts @ ..] => bench(Path::new(folder), Path::new(witc), parts),
        _ => {
            eprintln!(
                "witc-bench-compose make FOLDER chain|star|large LENGTH\nwitc-bench-compose run FOLDER WITC [PART..]"
            );
            std::process::exit(2);
        }
    }
}

fn components(shape: &str, length: usize) -> Vec<Vec<u8>> {
    match shape {
        "chain" => tiny::chain(length),
        "star" => tiny::star(length),
        "large" => large::three(),
        other => panic!("there is no shape `{other}`"),
    }
}

/// Writes the components, and what the peers need to be told about them.
fn make(folder: &Path, components: &[Vec<u8>]) {
    let _ = fs::remove_dir_all(folder);
    fs::create_dir_all(folder.join("deps/c")).expect("the folder can be made");
    for (index, bytes) in components.iter().enumerate() {
        fs::write(folder.join(format!("n{index}.wasm")), bytes).expect("it can be written");
        let linked = folder.join(format!("deps/c/n{index}.wasm"));
        fs::hard_link(folder.join(format!("n{index}.wasm")), linked).expect("it can be linked");
    }
    fs::write(folder.join("chain.wac"), wac(components.len())).expect("it can be written");
    fs::write(folder.join("chain.yml"), yaml(components.len())).expect("it can be written");
}

/// A chain in the language of wac, which has no other way to link more than one level.
fn wac(length: usize) -> String {
    let mut text = String::from("package bench:chain;\n");
    for index in (0..length).rev() {
        let next = index + 1;
        let args = if next < length {
            format!("\"c:n{next}/api\": n{next}[\"c:n{next}/api\"]")
        } else {
            String::new()
        };
        text += &format!("let n{index} = new c:n{index} {{ {args} }};\n");
    }
    text + "export n0[\"c:n0/api\"];\n"
}

/// A chain as `wasm-tools compose` wants to be told.
fn yaml(length: usize) -> String {
    let mut text = String::from("dependencies:\n");
    for index in 1..length {
        text += &format!("  \"n{index}\": ./n{index}.wasm\n");
    }
    text += "instantiations:\n";
    for index in 0..length {
        let next = index + 1;
        let name = if index == 0 { "root".to_owned() } else { format!("n{index}") };
        text += &format!("  {name}:\n");
        if index > 0 {
            text += &format!("    dependency: \"n{index}\"\n");
        }
        if next < length {
            text += &format!(
                "    arguments:\n      \"c:n{next}/api\":\n        instance: n{next}\n        export: \"c:n{next}/api\"\n"
            );
        }
    }
    text
}

/// A program of a peer, if it is there.
fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|path| path.is_file())
}

fn bench(folder: &Path, witc: &Path, parts: &[&str]) {
    let (wac, wasm_tools) = (find("wac"), find("wasm-tools"));
    for (name, found) in [("wac", &wac), ("wasm-tools", &wasm_tools)] {
        if found.is_none() {
            println!(
                "{name} is not in PATH and left out: cargo install --locked {name}{}",
                if name == "wac" { "-cli" } else { "" }
            );
        }
    }
    let cases = [
        ("chain", 10),
        ("chain", 100),
        ("chain", 400),
        ("chain", 1000),
        ("star", 10),
        ("star", 100),
        ("star", 400),
        ("star", 1000),
        ("large", 3),
    ];
    println!(
        "{:12} {:11} {:>9} {:>9} {:>9} {:>11}   of witc / of peer",
        "", "", "wall", "cpu", "peak", "output"
    );
    for (shape, length) in cases.into_iter().filter(|(shape, _)| parts.is_empty() || parts.contains(shape)) {
        let folder = folder.join(format!("{shape}-{length}"));
        // By another process: what a process had in memory when it forked counts for its children.
        let itself = std::env::current_exe().expect("this is a file");
        let args = ["make", &folder.display().to_string(), shape, &length.to_string()];
        let made = std::process::Command::new(itself).args(args).status().expect("it can be run again");
        assert!(made.success(), "the components can be made");
        let mut commands = vec![("witc", witc.to_path_buf(), of_witc(length))];
        if shape == "large" {
            // Code that was found to be valid before is not looked at again: this one has seen none of it.
            let args = of_witc(length).into_iter().chain(["--no-cache".to_owned()]);
            commands.push(("witc, first", witc.to_path_buf(), args.collect()));
        }
        commands.extend(wac.clone().map(|wac| ("wac", wac, of_wac(shape, length))));
        commands.extend(wasm_tools.clone().map(|tool| ("wasm-tools", tool, of_wasm_tools(shape, length))));
        table(&format!("{shape} {length}"), &folder, &commands);
    }
}

/// Runs the commands in turns and prints the best of each.
fn table(case: &str, folder: &Path, commands: &[(&str, PathBuf, Vec<String>)]) {
    let mut best: Vec<Result<(Usage, u64), String>> = vec![Err(String::new()); commands.len()];
    for _ in 0..ROUNDS {
        for ((name, program, args), best) in commands.iter().zip(&mut best) {
            let output = folder.join(format!("{name}.out"));
            let _ = fs::remove_file(&output);
            let mut args = args.clone();
            args.extend(["-o".to_owned(), output.display().to_string()]);
            let usage = process::run(program, folder, &args);
            let size = fs::metadata(&output).map_or(0, |meta| meta.len());
            *best = match (usage, &*best) {
                (Ok(usage), Ok((known, _))) => Ok((least(usage, *known), size)),
                (Ok(usage), Err(_)) => Ok((usage, size)),
                (Err(error), _) => Err(error),
            };
        }
    }
    let ours = best.first().cloned();
    for ((name, ..), usage) in commands.iter().zip(&best) {
        match usage {
            Err(error) => println!("{case:12} {name:11} fails: {error}"),
            Ok((usage, size)) => {
                let ratios = match &ours {
                    Some(Ok((ours, our_size))) if *name != "witc" => format!(
                        "wall {:.2}  cpu {:.2}  peak {:.2}  output {:.3}",
                        ours.wall.as_secs_f64() / usage.wall.as_secs_f64(),
                        ours.cpu.as_secs_f64() / usage.cpu.as_secs_f64(),
                        ours.memory as f64 / usage.memory as f64,
                        *our_size as f64 / *size as f64
                    ),
                    _ => String::new(),
                };
                println!(
                    "{case:12} {name:11} {:>9} {:>9} {:>9} {size:>11}   {ratios}",
                    millis(usage.wall),
                    millis(usage.cpu),
                    format!("{:.1} MB", usage.memory as f64 / 1024.0)
                );
            }
        }
    }
}

fn least(a: Usage, b: Usage) -> Usage {
    Usage { wall: a.wall.min(b.wall), cpu: a.cpu.min(b.cpu), memory: a.memory.min(b.memory) }
}

fn millis(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}

fn files(length: usize) -> impl Iterator<Item = String> {
    (1..length).map(|index| format!("n{index}.wasm"))
}

fn of_witc(length: usize) -> Vec<String> {
    let mut args: Vec<String> = vec!["compose".into(), "n0.wasm".into()];
    if length > 1 {
        args.push("--with".into());
    }
    args.extend(files(length));
    args
}

fn of_wac(shape: &str, length: usize) -> Vec<String> {
    if shape == "chain" {
        return vec!["compose".into(), "--deps-dir".into(), "deps".into(), "chain.wac".into()];
    }
    let plugs = files(length).flat_map(|file| ["--plug".into(), file]);
    ["plug".into()].into_iter().chain(plugs).chain(["n0.wasm".into()]).collect()
}

fn of_wasm_tools(shape: &str, length: usize) -> Vec<String> {
    if shape == "chain" {
        return vec!["compose".into(), "n0.wasm".into(), "-c".into(), "chain.yml".into()];
    }
    let plugs = files(length).flat_map(|file| ["-d".into(), file]);
    ["compose".into(), "n0.wasm".into()].into_iter().chain(plugs).collect()
}
