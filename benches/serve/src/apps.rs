//! Two hundred different applications in one process, each with an instance that lives.

use std::fmt::Write;
use std::fs;
use std::time::Duration;

use crate::Setting;
use crate::load;
use crate::server::Server;

const APPS: usize = 200;

pub fn bench(setting: &Setting) {
    let folder = setting.folder.join("apps");
    fs::create_dir_all(&folder).expect("the folder is ours");
    let hello = fs::read(setting.folder.join("hello.wasm")).expect("the script has made it");
    let mut site = String::new();
    for index in 0..APPS {
        let name = format!("app{index}.wasm");
        fs::write(folder.join(&name), different(&hello, index)).expect("it can be written");
        let _ = write!(
            site,
            "[[route]]\npath = \"/{index}\"\ncomponent = \"{name}\"\nreuse = 1000000\nat-once = 4\n\n"
        );
    }
    fs::write(folder.join("site.toml"), site).expect("it can be written");
    let server =
        Server::start(&setting.witc, &folder, &["serve", "--addr", "ADDR", "--log", "off", "site.toml"]);
    let idle = server.memory();
    for index in 0..APPS {
        let outcome = load::run(&server.addr, &format!("/{index}"), 1, Duration::from_millis(50));
        assert!(outcome.good() > 0 && outcome.failed() == 0, "app {index} answers: {outcome}");
    }
    println!("\n{APPS} different small applications in one process (to reach: 80 MB)");
    println!("{:34} {idle:9.1} MB", "started");
    println!("{:34} {:9.1} MB", "each with a live instance", server.memory());
}

/// The same application, as another component: machine code is not shared.
fn different(component: &[u8], index: usize) -> Vec<u8> {
    let content = format!("\u{7}variant{index:08}");
    let length = u8::try_from(content.len()).expect("it is short");
    [component, &[0, length], content.as_bytes()].concat()
}
