//! One broken rulebook for each possible mistake, and what is said about it: `tests/broken.txt`. `BLESS=1` rewrites it.
//!
//! Each is the product's rulebook with one edit, written down as a [`Case`], so that the table reads like the mistakes
//! that people make.

use super::whole::{folder, told};
use crate::{Rulebook, limits};
use std::fs;
use std::path::Path;

enum Edit {
    /// In this file, this text becomes that.
    Replace(&'static str, &'static str, &'static str),
    /// This file gets this text.
    Write(&'static str, &'static str),
    /// This file gets these bytes.
    Bytes(&'static str, &'static [u8]),
    Remove(&'static str),
}
use Edit::{Bytes, Remove, Replace, Write as Put};

const CASES: &[Edit] = &[
    // The folder
    Remove("centre.yaml"),
    Put("queue.yaml", "a: 1\n"),
    Put("queus/presale.yaml", "a: 1\n"),
    Put("queues/presale.txt", "a: 1\n"),
    Put("queues/old/presale.yaml", "a: 1\n"),
    Bytes("queues/presale.yaml", b"name_zh: a\nname_en: \xff\n"),
    // centre.yaml
    Replace("centre.yaml", "\"+08:00\"", "Beijing"),
    Replace("centre.yaml", "sip_realm: qiao ", "sip_realm: ../etc "),
    Replace("centre.yaml", "sip_realm", "realm"),
    Put(
        "centre.yaml",
        "name_zh: 桥\nname_en: Q\nutc_offset: \"+08:00\"\nlanguage: zh-CN\nsip_realm: q\nbase: ../nowhere\n",
    ),
    // org
    Remove("org/skills.yaml"),
    Put("org/depts.yaml", "{}\n"),
    Replace("org/teams.yaml", "department: callcentre", "department: callcenter"),
    Replace("org/teams.yaml", "name_zh: 一组", "name_zh: \"\""),
    Replace("org/teams.yaml", "team1:", "Team 1:"),
    Replace("org/teams.yaml", "team2:", "team1:"),
    Replace("org/roles.yaml", "department: audit", "department: auditing"),
    Replace("org/roles.yaml", "auditor:", "auditors:"),
    Replace("org/capabilities.yaml", "desk:use:", "desk:fly:"),
    Replace("org/capabilities.yaml", "sensitivity: critical", "sensitivity: secret"),
    Replace("org/capabilities.yaml", "grant: {days_max: 60}", "grant: {days_max: 0}"),
    Replace("org/capabilities.yaml", "grant: {days_max: 60}", "grant: {days_max: 4000}"),
    Replace("org/capabilities.yaml", "grant: {days_max: 60}", "grant: {days_max: 60, joint: [quality]}"),
    Replace("org/capabilities.yaml", "grant: {days_max: 60}", "grant: {days: 60}"),
    Replace("org/capabilities.yaml", "grant: {days_max: 60}", "grant: {}"),
    Replace("org/capabilities.yaml", "  cautions_en: Listen at", "  caution_en: Listen at"),
    Replace("org/capabilities.yaml", "  grant: {days_max: 60}\n", ""),
    Replace("org/exclusions.yaml", "never_with: [sysadmin,", "never_with: [sysadmins,"),
    Replace("org/exclusions.yaml", "never_with: [sysadmin,", "never_with: [auditor,"),
    Replace("org/exclusions.yaml", "capabilities: [customer:find,", "capabilities: [customer:seek,"),
    Replace("org/exclusions.yaml", "roles: [sysadmin]", "roles: []"),
    Replace("org/exclusions.yaml", "never_with: [finance]", "with: [finance]"),
    Replace("demo/people.yaml", "roles: [auditor]", "roles: [auditor, sysadmin]"),
    Replace("demo/people.yaml", "roles: [finance]", "roles: [agent, finance, permission_admin]"),
    Replace("org/away-reasons.yaml", "meal:", "lunch:"),
    Replace("org/knowledge.yaml", "[product]", "[products]"),
    Replace("org/knowledge.yaml", "review_days: 365", "review_days: 0"),
    Replace("org/knowledge.yaml", "editors: [trainer]", "editor: [trainer]"),
    Remove("org/knowledge.yaml"),
    // policies, clauses
    Remove("policies/schema.cedarschema"),
    Replace("policies/agents.cedar", "principal in [Qiao::Role::\"agent\"", "principal inn [Qiao::Role::\"agent\""),
    Replace("policies/agents.cedar", "resource.agent == principal", "resource.agnt == principal"),
    Replace("policies/agents.cedar", "Action::\"desk:use\"", "Action::\"desk:fly\""),
    Replace("policies/agents.cedar", "@clause(\"AUTH-02\")\n", ""),
    Replace("policies/agents.cedar", "@id(\"PLAT-12.a\")", "@id(\"AUTH-12.z\")"),
    Replace(
        "policies/audit.cedar",
        "[Qiao::Action::\"journal:view\", Qiao::Action::\"audit:work\"]",
        "[Qiao::Action::\"report:view\", Qiao::Action::\"audit:work\"]",
    ),
    Replace("policies/schema.cedarschema", "entity Role;", "entity Role in [Rolle];"),
    Replace("clauses/authorization.yaml", "policy AUTH-54.a", "policy AUTH-54.b"),
    Replace("clauses/authorization.yaml", "- policy AUTH-24.a", "- policy AUTH-10.a"),
    Replace("clauses/platform.yaml", "enforced_by:\n    - human 坐席 / agents", "enforced_by: []"),
    Replace("clauses/authorization.yaml", "- policy AUTH-24.a", "- law AUTH-24.a"),
    Replace("clauses/platform.yaml", "- human 坐席 / agents", "- human"),
    Replace("clauses/platform.yaml", "- flow complaint.resolve", "- flow complaint.solve"),
    Replace("clauses/processes.yaml", "- flow leave", "- flow holiday"),
    Replace("clauses/authorization.yaml", "AUTH-53:", "AUTH53:"),
    Replace("clauses/platform.yaml", "PLAT-01:", "AUTH-01:"),
    Replace("clauses/platform.yaml", "zh: 一人一账号，不得借用。", "zh: \"\""),
    // calendars
    Replace("calendars/office-hours.yaml", "mon: [\"09:00-18:00\"]", "mon: [\"9 to 6\"]"),
    Replace("calendars/office-hours.yaml", "mon: [\"09:00-18:00\"]", "mon: [\"22:00-06:00\"]"),
    Replace("calendars/office-hours.yaml", "mon: [\"09:00-18:00\"]", "mon: [\"09:00-18:00\", \"17:00-20:00\"]"),
    Replace("calendars/office-hours.yaml", "2026-10-01", "2026-02-29"),
    Put("calendars/night.yaml", "holidays: []\n"),
    // queues
    Replace("queues/presale.yaml", "ring: 20s", "ring: 20"),
    Replace("queues/presale.yaml", "ring: 20s", "ring: 2s"),
    Replace("queues/presale.yaml", "ring: 20s", "rings: 20s"),
    Replace("queues/presale.yaml", "skills: []", "skills: [refunds]"),
    Replace("queues/presale.yaml", "music: music_wait", "music: music_rock"),
    Replace("queues/presale.yaml", "to_queue: aftersale", "to_queue: aftersales"),
    Replace("queues/presale.yaml", "to_queue: aftersale", "to_queue: presale"),
    Replace("queues/presale.yaml", "to_queue: aftersale", "goodbye: sorry"),
    Replace("queues/presale.yaml", ", to_queue: aftersale", ""),
    Replace("queues/aftersale.yaml", "goodbye: all_busy", "to_queue: presale"),
    Replace("queues/presale.yaml", "waiting_max: 50", "waiting_max: 0"),
    Replace("queues/presale.yaml", "is_recorded: true", "is_recorded: yes"),
    Replace("queues/presale.yaml", "is_recorded: true", "is_recorded: true\ncalendar: nights"),
    Replace("queues/presale.yaml", "priority: 0", "priority: high"),
    Remove("queues/presale.yaml"),
    // IVR
    Replace("ivr/hotline.yaml", "start: hours", "start: begin"),
    Replace("ivr/hotline.yaml", "otherwise: presale", "otherwise: sales"),
    Replace("ivr/hotline.yaml", "closed: closed}", "closed: bye}"),
    Replace("ivr/hotline.yaml", "next: bye", "next: closed"),
    Replace("ivr/hotline.yaml", "closed: closed}", "closed: hours}"),
    Replace("ivr/hotline.yaml", "[welcome, menu]", "[welcome, menue]"),
    Replace("ivr/hotline.yaml", "[welcome, menu]", "[]"),
    Replace("ivr/hotline.yaml", "\"0\": anybody", "\"00\": anybody"),
    Replace("ivr/hotline.yaml", "wait: 5s", "wait: 5m"),
    Replace("ivr/hotline.yaml", "repeats: 1", "repeats: 100"),
    Replace("ivr/hotline.yaml", "calendar: always", "calendar: never"),
    Replace("ivr/hotline.yaml", "{queue: complaint}", "{queue: complaints}"),
    Replace("ivr/hotline.yaml", "{queue: complaint}", "{queue: complaint, skills: [chinese]}"),
    Replace(
        "ivr/hotline.yaml",
        "queue: {queue: complaint}",
        "dial: {phone: \"9001\", is_recorded: true, otherwise: bye}",
    ),
    Replace("ivr/hotline.yaml", "queue: {queue: complaint}", "transfer_to: {number: abc, trunk: demo, otherwise: bye}"),
    Replace(
        "ivr/hotline.yaml",
        "queue: {queue: complaint}",
        "transfer_to: {number: \"110\", trunk: carrier, otherwise: bye}",
    ),
    Replace("ivr/hotline.yaml", "queue: {queue: complaint}", "voicemail: {}"),
    Replace("ivr/hotline.yaml", "    queue: {queue: complaint}\n", ""),
    Replace("ivr/hotline.yaml", "queue: {queue: complaint}", "queue: {queue: complaint}\n    hang_up: {}"),
    Replace("ivr/hotline.yaml", "name_zh: 投诉", "name_zh: \"\""),
    Replace(
        "ivr/hotline.yaml",
        "queue: {queue: complaint}",
        "collect: {prompts: [menu], digits_min: 9, digits_max: 3, wait: 5s, repeats: 0, next: bye, otherwise: bye}",
    ),
    Replace("ivr/numbers.yaml", "flow: hotline", "flow: hotlines"),
    Replace("ivr/numbers.yaml", "\"95000\"", "\"hotline\""),
    Replace("ivr/numbers.yaml", "{flow: hotline}", "{flow: hotline, trunk: carrier}"),
    Put("ivr/second.yaml", "start: bye\nnodes:\n  bye: hang_up\n"),
    // Prompts
    Remove("ivr/prompts/zh-CN/number_7.wav"),
    Bytes("ivr/prompts/zh-CN/menu.wav", b"ID3\x03 an MP3 file"),
    Bytes(
        "ivr/prompts/zh-CN/menu.wav",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x02\0\x40\x1f\0\0\0\x7d\0\0\x04\0\x10\0data\0\0\0\0",
    ),
    Bytes(
        "ivr/prompts/zh-CN/menu.wav",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x44\xac\0\0\0\x7d\0\0\x02\0\x10\0data\0\0\0\0",
    ),
    Bytes(
        "ivr/prompts/zh-CN/menu.wav",
        b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x08\0\0\0\0\0",
    ),
    // Trunks, phones
    Put("telephony/lines.yaml", "{}\n"),
    Put("telephony/trunks.yaml", "carrier: {sources: [\"300.1.1.1\"], calls_max: 1}\n"),
    Put("telephony/trunks.yaml", "carrier: {sources: [\"192.0.2.0/33\"], calls_max: 1}\n"),
    Put("telephony/trunks.yaml", "carrier: {sources: [], calls_max: 1}\n"),
    Put("telephony/trunks.yaml", "carrier: {sources: [\"192.0.2.1\"], calls_max: 0}\n"),
    Put("telephony/trunks.yaml", "carrier: {sources: [\"192.0.2.1\"], outbound: \"192.0.2.1\", calls_max: 1}\n"),
    Put("telephony/trunks.yaml", "demo: {sources: [\"192.0.2.1\"], calls_max: 1}\n"),
    Put("telephony/phones.yaml", "- {phone: \"9001\"}\n"),
    Put("telephony/phones.yaml", "- {phone: \"9001\", password: secret}\n"),
    Put("telephony/phones.yaml", "- {phone: \"9001\", ha1_md5: abc, ha1_sha256: abc}\n"),
    Put("telephony/phones.yaml", "- {phone: \"8001\", address: \"192.0.2.1:5060\"}\n"),
    Put("telephony/phones.yaml", "- {phone: \"p{n:x}\", repeat: {from: 1, to: 2}, address: \"192.0.2.1:5060\"}\n"),
    Put("telephony/phones.yaml", "- {phone: \"p{n}\", repeat: {from: 2, to: 1}, address: \"192.0.2.1:5060\"}\n"),
    Put("telephony/phones.yaml", "- {phone: \"p{n}\", repeat: {from: 1, to: 999999}, address: \"192.0.2.1:5060\"}\n"),
    Put("telephony/phones.yaml", "- {phone: p, repeat: {from: 1, to: 2}, address: \"192.0.2.1:5060\"}\n"),
    // Dispositions, wallboard
    Put("dispositions/sales.yaml", "- {code: a, name_zh: 甲, name_en: A}\n"),
    Put("dispositions/presale.yaml", "[]\n"),
    Replace("dispositions/presale.yaml", "order.declined", "order.placed"),
    Replace(
        "dispositions/presale.yaml",
        "name_en: Stock and arrival}",
        "name_en: S, items: [{code: x, name_zh: 甲, name_en: X}]}",
    ),
    Remove("metrics/wallboard.yaml"),
    Replace("metrics/wallboard.yaml", "{green: 80, amber: 60}", "{green: 60, amber: 80}"),
    Replace("metrics/wallboard.yaml", "{green: 5, amber: 10}", "{green: 5, amber: 110}"),
    // People
    Replace("demo/people.yaml", "roles: [sysadmin]", "roles: [root]"),
    Replace("demo/people.yaml", "roles: [sysadmin]", "roles: []"),
    Replace("demo/people.yaml", "team: team2", "team: team3"),
    Replace("demo/people.yaml", "queues: [presale]", "queues: [sales]"),
    Replace("demo/people.yaml", "skills: [presale]", "skills: [selling]"),
    Replace("demo/people.yaml", "qualifications: [platform-exam]", "qualifications: [driving]"),
    Replace("demo/people.yaml", "username: agent2", "username: agent1"),
    Replace("demo/people.yaml", "username: agent2", "username: Agent 2"),
    Replace("demo/people.yaml", "phone: demo-a2", "phone: demo-a9"),
    Replace("demo/people.yaml", "phone: demo-a2", "phone: demo-a1"),
    Replace("demo/people.yaml", "    phone: demo-a2\n", ""),
    Put("people.yaml", "password: secret\npeople: []\n"),
    Replace("demo/people.yaml", "username: agent2\n", "username: agent2\n    email: agent2\n"),
    // Demo
    Put("demo/orders.yaml", "{}\n"),
    Remove("demo/callers.yaml"),
    Replace("demo/callers.yaml", "\"95000\"", "\"95001\""),
    Replace("demo/callers.yaml", "\"1990000\"", "\"1381234\""),
    Replace("demo/callers.yaml", "calls_per_minute: 6", "calls_per_minute: 6000"),
    Replace("demo/callers.yaml", "\"9\": 2", "\"nine\": 2"),
    Replace("demo/callers.yaml", "{from: 25s, to: 75s}", "{from: 75s, to: 25s}"),
    Replace("demo/callers.yaml", "phone_hangs_up_one_in: 5", "phone_hangs_up_one_in: 0"),
    Replace("demo/history.yaml", "days: 14", "days: 4000"),
    Replace("demo/history.yaml", "hours: [0, ", "hours: ["),
    Replace("demo/history.yaml", "presale: 48", "sales: 48"),
    Replace("demo/history.yaml", "abandoned_percent: 6", "abandoned_percent: 600"),
    // flows
    Replace("flows/leave.yaml", "run: roster.mark_absent", "run: roster.mark_gone"),
    Replace("flows/leave.yaml", "undo: roster.restore", "undo: roster.forget"),
];

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("the rulebook") {
        let path = entry.expect("an entry").path();
        let to = to.join(path.file_name().expect("a name"));
        if path.is_dir() { copy(&path, &to) } else { fs::copy(&path, &to).map(drop).expect("a copy") }
    }
}

/// The edit in words, and done in the folder.
fn apply(edit: &Edit, root: &Path) -> String {
    let write = |file: &str, bytes: &[u8]| {
        let path = root.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    };
    match edit {
        Replace(file, from, to) => {
            let text = fs::read_to_string(root.join(file)).expect(file);
            assert!(text.contains(from), "{file} has no `{from}` any more: mend this test");
            write(file, text.replacen(from, to, 1).as_bytes());
            format!("{file}: {from} → {to}")
        }
        Put(file, text) => {
            write(file, text.as_bytes());
            format!("{file} is: {text}")
        }
        Bytes(file, bytes) => {
            write(file, bytes);
            format!("{file} is: {}", bytes.escape_ascii())
        }
        Remove(file) => {
            fs::remove_file(root.join(file)).expect(file);
            format!("{file} is removed")
        }
    }
}

/// Makes the mistake in a fresh copy of the rulebook and writes down what is said about it.
fn tell(edit: &Edit, root: &Path) -> String {
    copy(&folder("rulebook"), root);
    let words = apply(edit, root);
    let problems = match Rulebook::load(root, true) {
        Ok(_) => panic!("this was not noticed: {words}"),
        Err(problems) => problems,
    };
    assert!(!problems.is_empty() && problems.len() <= limits::PROBLEMS_MAX, "{words}");
    fs::remove_dir_all(root).expect("the copy goes away");
    format!("\n# {}\n{}", words.trim_end().replace('\n', "⏎"), told(&problems))
}

#[test]
fn each_mistake_is_told_with_file_line_and_what_to_do() {
    let temporary = tempfile::tempdir().expect("a folder");
    // Reading a rulebook in a debug build takes a tenth of a second, most of it for the policies.
    let told: Vec<String> = std::thread::scope(|scope| {
        let part = CASES.len().div_ceil(4);
        let parts: Vec<_> = CASES
            .chunks(part)
            .enumerate()
            .map(|(number, cases)| {
                let root = temporary.path().join(number.to_string());
                scope.spawn(move || cases.iter().map(|edit| tell(edit, &root)).collect::<Vec<_>>())
            })
            .collect();
        parts.into_iter().flat_map(|part| part.join().expect("the cases run")).collect()
    });
    let mut table =
        String::from("# Mistakes and what `qiao check` says. `BLESS=1 cargo test -p rulebook` rewrites it.\n");
    table.extend(told);
    let file = folder("crates/rulebook/src/tests/broken.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&file, &table).expect("the table can be written");
    }
    let expected = fs::read_to_string(&file).unwrap_or_default();
    for (number, (expected, found)) in expected.lines().zip(table.lines()).enumerate() {
        assert_eq!(expected, found, "broken.txt line {}; BLESS=1 rewrites it", number + 1);
    }
    assert_eq!(expected.lines().count(), table.lines().count(), "broken.txt; BLESS=1 rewrites it");
}

#[test]
fn a_file_that_is_too_large_is_refused() {
    let temporary = tempfile::tempdir().expect("a folder");
    let root = temporary.path().join("large");
    copy(&folder("rulebook"), &root);
    let text = format!("# {}\n", "x".repeat(usize::try_from(limits::TEXT_BYTES_MAX).expect("it fits")));
    fs::write(root.join("queues/presale.yaml"), text).expect("a file");
    let problems = Rulebook::load(&root, true).expect_err("too large");
    assert!(told(&problems).contains("queues/presale.yaml:1: has 8388611 bytes"), "{}", told(&problems));
}
