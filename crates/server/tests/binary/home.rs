//! A place for one test: addresses nobody else has, a data folder, a small rulebook over the product's own.

use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU8, Ordering};
use tempfile::TempDir;

/// What differs between the centres of the tests.
pub struct Setting {
    /// Machine agents `a1` …, who are always ready; their phones share one address.
    pub agents: usize,
    pub is_recorded: bool,
    pub ring: &'static str,
    /// Where the data is kept; `None`: SQLite in the data folder.
    pub database: Option<String>,
    pub drain_seconds: u32,
    /// What is written to the log.
    pub log: &'static str,
    /// Further options of `qiao serve`.
    pub more: Vec<String>,
    /// Public key of a witness, once there is one.
    pub witness: std::sync::OnceLock<String>,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            agents: 1,
            is_recorded: false,
            ring: "20s",
            database: None,
            drain_seconds: 60,
            log: "info",
            more: Vec::new(),
            witness: Default::default(),
        }
    }
}

pub struct Home {
    folder: TempDir,
    /// Node, callers, phones and sipp are .1 to .4 of this test's own /24.
    net: [u8; 3],
    pub setting: Setting,
}

impl Home {
    pub fn new(setting: Setting) -> Self {
        static NEXT: AtomicU8 = AtomicU8::new(1);
        let by_process = 64 + (std::process::id() % 190) as u8;
        let net = [127, by_process, NEXT.fetch_add(1, Ordering::Relaxed)];
        let home = Self { folder: tempfile::tempdir().expect("a temporary folder"), net, setting };
        home.write_rulebook();
        home
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    pub fn data(&self) -> PathBuf {
        self.path().join("data")
    }

    pub fn rulebook(&self) -> PathBuf {
        self.path().join("rulebook")
    }

    pub fn node_ip(&self) -> Ipv4Addr {
        self.ip(1)
    }

    pub fn callers(&self) -> SocketAddr {
        (self.ip(2), 0).into()
    }

    /// All agents' phones.
    pub fn phones(&self) -> SocketAddr {
        (self.phones_ip(), 5080).into()
    }

    pub fn phones_ip(&self) -> Ipv4Addr {
        self.ip(3)
    }

    pub fn stranger_ip(&self) -> Ipv4Addr {
        self.ip(4)
    }

    fn ip(&self, last: u8) -> Ipv4Addr {
        let [a, b, c] = self.net;
        Ipv4Addr::new(a, b, c, last)
    }

    /// 95000 leads into the queue, 7000 straight to a phone.
    fn write_rulebook(&self) {
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rulebook").canonicalize().expect("the rulebook");
        let Setting { agents, is_recorded, ring, .. } = self.setting;
        let phones = self.phones();
        let queue = format!(
            "name_zh: 售后\nname_en: After-sales\nring: {ring}\nwrap_up: 0s\nservice_level_within: 20s\n\
             music: music_wait\nwaiting_max: 200\nis_recorded: {is_recorded}\n"
        );
        let mut people = String::from("people:\n");
        for (username, role) in [("auditor", "auditor"), ("qa", "qa"), ("supervisor", "supervisor")] {
            people +=
                &format!("  - {{username: {username}, name: 测试, roles: [{role}], qualifications: [authz-exam]}}\n");
        }
        if agents > 0 {
            people += &format!(
                "  - username: \"a{{n}}\"\n    repeat: {{from: 1, to: {agents}}}\n    name: \"坐席{{n}}\"\n    roles: [agent]\n    \
                 qualifications: [authz-exam]\n    queues: [aftersale]\n    phone: \"a{{n}}\"\n    is_always_ready: true\n"
            );
        }
        let phone_of_each = if agents > 0 {
            format!("- {{phone: \"a{{n}}\", repeat: {{from: 1, to: {agents}}}, address: \"{phones}\"}}\n")
        } else {
            String::new()
        };
        for (file, text) in [
            (
                "centre.yaml",
                format!(
                    "name_zh: 试验中心\nname_en: Test centre\nutc_offset: \"+08:00\"\nlanguage: zh-CN\nsip_realm: qiao\n\
                     base: {}\n",
                    base.display()
                ),
            ),
            ("telephony/trunks.yaml", "line: {sources: [\"127.0.0.0/8\"], calls_max: 1000}\n".into()),
            ("telephony/phones.yaml", format!("{phone_of_each}- {{phone: direct, address: \"{phones}\"}}\n")),
            ("queues/aftersale.yaml", queue),
            ("dispositions/aftersale.yaml", "- {code: solved, name_zh: 已解决, name_en: Solved}\n".into()),
            ("ivr/numbers.yaml", "\"95000\": {flow: hotline}\n\"7000\": {flow: direct}\n".into()),
            ("ivr/hotline.yaml", "start: wait\nnodes:\n  wait:\n    queue: {queue: aftersale}\n".into()),
            (
                "ivr/direct.yaml",
                "start: ring\nnodes:\n  ring:\n    dial: {phone: direct, is_recorded: false, otherwise: bye}\n  \
                 bye: hang_up\n"
                    .into(),
            ),
            ("people.yaml", people),
        ] {
            let path = self.rulebook().join(file);
            fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("writable");
            fs::write(path, text).expect("writable");
        }
    }
}
