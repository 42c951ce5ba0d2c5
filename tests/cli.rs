//! Every `fixtures/cli/<command>/<case>/cmd` is run and becomes one named test and one snapshot.
//!
//! A line of `cmd` is a command for `sh`, run in the folder of the case, with `witc` on the path and an empty folder
//! `$TMP`. The snapshot has what it wrote to standard output and standard error, and its exit code.

#![allow(clippy::unwrap_used, reason = "a failed test may panic")]
#![allow(clippy::needless_pass_by_value, reason = "datatest-stable hands over a String")]

use std::env;
use std::fmt::Write;
use std::path::Path;
use std::process::Command;

/// Cases that run components, or list the commands that do.
const NEED_RUNTIME: [&str; 5] = [
    "fixtures/cli/call",
    "fixtures/cli/compile",
    "fixtures/cli/repl",
    "fixtures/cli/serve",
    "fixtures/cli/bind/help",
];

fn cli(cmd: &Path, lines: String) -> datatest_stable::Result<()> {
    let case = cmd.parent().unwrap();
    if !cfg!(feature = "runtime") && NEED_RUNTIME.iter().any(|folder| case.starts_with(folder)) {
        return Ok(());
    }
    let name = case.strip_prefix("fixtures/cli")?.display().to_string().replace('/', "__");
    let tmp = tempfile::tempdir()?;
    let mut text = String::new();
    for line in lines.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        writeln!(text, "$ {line}\n{}", run(case, line, tmp.path()))?;
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/cli");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, text));
    Ok(())
}

fn run(case: &Path, line: &str, tmp: &Path) -> String {
    let witc = Path::new(env!("CARGO_BIN_EXE_witc")).parent().unwrap();
    let path = env::join_paths(
        [witc.to_owned()].into_iter().chain(env::split_paths(&env::var_os("PATH").unwrap_or_default())),
    );
    let output = Command::new("sh")
        .args(["-c", line])
        .current_dir(case)
        .env_clear()
        .env("PATH", path.unwrap())
        .env("TMP", tmp)
        .env("COLUMNS", "100")
        .output()
        .unwrap();
    let [stdout, stderr] = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes));
    let code = output.status.code().map_or("by a signal".to_owned(), |code| code.to_string());
    let stderr = stderr.lines().fold(String::new(), |text, line| text + "| " + line.trim_end() + "\n");
    format!("{stdout}{stderr}-> {code}\n").replace(&tmp.display().to_string(), "$TMP")
}

datatest_stable::harness! {
    { test = cli, root = "fixtures/cli", pattern = r"/cmd$" },
}
