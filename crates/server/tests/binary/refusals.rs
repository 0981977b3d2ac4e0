//! What cannot work is refused at start: where it stands, exit 1, nothing bound, nothing made.

use crate::home::{Home, Setting};
use crate::service::{Service, qiao};
use std::net::{TcpListener, UdpSocket};
use std::process::{Command, Output};

fn refused(command: &mut Command, home: &Home) -> String {
    let Output { status, stdout, stderr } = command.output().expect("the binary is there");
    let words = String::from_utf8_lossy(&stderr).into_owned();
    assert_eq!(status.code(), Some(1), "{words}");
    assert_eq!(String::from_utf8_lossy(&stdout), "", "never ready");
    assert!(!home.data().join("qiao.db").exists(), "nothing was made: {words}");
    words
}

fn serve(home: &Home) -> Command {
    let mut command = qiao(&["serve"]);
    command.arg("--data").arg(home.data()).arg("--rulebook").arg(home.rulebook());
    command
}

#[test]
fn a_wrong_config_is_refused_with_its_line() {
    let home = Home::new(Setting::default());
    let file = home.path().join("qiao.toml");
    for (text, line, what) in [
        ("# mine\n\nhtpp = \"127.0.0.1:0\"\n", 3, "unknown key `htpp`"),
        ("http = \"127.0.0.1:99999\"\n", 1, "invalid socket address"),
        ("log = \"info\"\nsip = \"127.0.0.1\"\n", 2, "invalid socket address"),
        ("log = \"info\"\nrtp_ports = \"40000-30000\"\n", 2, "not a port range"),
        ("http = \"127.0.0.1:0\n", 1, ""),
        ("[web]\nport = 1\n", 1, "unknown key `web`"),
    ] {
        std::fs::write(&file, text).expect("writable");
        let words = refused(serve(&home).arg("--config").arg(&file), &home);
        assert!(words.contains(&format!("{}:{line}: ", file.display())) && words.contains(what), "{text} -> {words}");
    }
    let missing = home.path().join("none.toml");
    let words = refused(serve(&home).arg("--config").arg(&missing), &home);
    assert!(words.contains(&missing.display().to_string()), "{words}");
}

#[test]
fn a_wrong_rulebook_is_refused_with_its_line() {
    for (file, text, line, what) in [
        ("queues/aftersale.yaml", "name_zh: 售后\n  name_en: [\n", 2, ""),
        ("ivr/hotline.yaml", "start: wait\nnodes:\n  wait:\n    queue: {queue: nowhere}\n", 4, "nowhere"),
        ("telephony/trunks.yaml", "line: {sources: [\"127.0.0.0/99\"], calls_max: 10}\n", 1, "127.0.0.0/99"),
        ("telephony/phones.yaml", "- {phone: direct, address: \"127.0.0.1\"}\n", 1, "not an address with port"),
        ("centre.yaml", "name_zh: 中心\nname: x\n", 2, "name"),
    ] {
        let home = Home::new(Setting::default());
        std::fs::write(home.rulebook().join(file), text).expect("writable");
        let words = refused(&mut serve(&home), &home);
        assert!(words.contains(&format!("{file}:{line}: ")) && words.contains(what), "{file} -> {words}");
    }
    let home = Home::new(Setting::default());
    std::fs::remove_dir_all(home.rulebook()).expect("it was there");
    let words = refused(&mut serve(&home), &home);
    assert!(words.contains(&home.rulebook().display().to_string()), "{words}");
    let home = Home::new(Setting::default());
    std::fs::remove_file(home.rulebook().join("queues/aftersale.yaml")).expect("it was there");
    let words = refused(&mut serve(&home), &home);
    assert!(words.contains("ivr/hotline.yaml:4: ") && words.contains("aftersale"), "{words}");
}

#[test]
fn an_address_that_is_taken_is_named() {
    let home = Home::new(Setting::default());
    let (web, voice) = (TcpListener::bind("127.0.0.1:0"), UdpSocket::bind((home.node_ip(), 0)));
    let web = web.and_then(|socket| socket.local_addr()).map(|a| (a, TcpListener::bind(a).expect("free again")));
    let voice = voice.expect("a free port");
    let (web, _taken) = web.expect("a free port");
    let sip = voice.local_addr().expect("bound");
    for (given, words) in [
        ([("--http", "127.0.0.1:0".into()), ("--sip", sip.to_string())], [sip.to_string(), "`sip`".to_owned()]),
        ([("--http", web.to_string()), ("--sip", format!("{}:0", home.node_ip()))], [web.to_string(), "`http`".into()]),
    ] {
        let mut command = serve(&home);
        given.iter().for_each(|(option, value)| {
            command.args([*option, value.as_str()]);
        });
        let output = command.output().expect("the binary is there");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(output.stdout.is_empty() && words.iter().all(|word| said.contains(word.as_str())), "{words:?}: {said}");
    }
}

/// Two writers would ruin one database.
#[test]
fn a_second_service_on_the_same_data_is_refused() {
    let home = Home::new(Setting::default());
    let first = Service::start(&home);
    let ip = home.node_ip();
    let output = serve(&home).args(["--http", "127.0.0.1:0", "--sip", &format!("{ip}:0")]).output().expect("it ran");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(output.stdout.is_empty(), "never ready");
    assert_eq!(first.client().get("/readyz").status, 200, "the first goes on");
}
