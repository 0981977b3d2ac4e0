//! Damage done to exported journals, thousands of times, each time otherwise: all of it is found. And another program,
//! written from the formats alone, comes to the same verdicts.
//!
//! `QIAO_LONG=1` makes it 10,000 faults in a journal of 2,000 facts; `QIAO_SEED=n` repeats a run.

mod world;

use journal::verify_with;
use std::path::Path;
use std::process::Command;
use world::{Damage, Random, World, lines};

fn is_long() -> bool {
    std::env::var_os("QIAO_LONG").is_some()
}

fn seed() -> u64 {
    let given = std::env::var("QIAO_SEED").ok().and_then(|text| text.parse().ok());
    let now =
        || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(1, |at| at.as_nanos() as u64);
    let seed = given.unwrap_or_else(now);
    println!("QIAO_SEED={seed}");
    seed
}

#[test]
fn every_fault_is_found() {
    let (facts, faults) = if is_long() { (2_000, 10_000) } else { (300, 1_000) };
    let mut random = Random::new(seed());
    let world = World::new(facts, &mut random);
    let summary = verify_with(lines(world.text.as_bytes()), world.known()).expect("as written");
    assert_eq!((summary.facts, summary.witnessed.len()), (facts, 1));
    let mut found = std::collections::BTreeMap::new();
    for number in 0..faults {
        let damage = Damage::ALL[number % Damage::ALL.len()];
        let (text, line) = world.damaged(damage, &mut random);
        let bad = match verify_with(lines(&text), world.known()) {
            Ok(_) => panic!("fault {number}, {damage:?} at line {line:?} was not found"),
            Err(bad) => bad,
        };
        // What happens to one fact is told of that very line.
        if let Some(line) = line {
            assert_eq!(bad.line, line, "fault {number}, {damage:?}: {bad}");
        }
        if damage.needs_witness() {
            let alone = verify_with(lines(&text), world.known_without_witness());
            assert!(alone.is_ok(), "{damage:?} is found by the witness alone: {alone:?}");
        }
        *found.entry(format!("{damage:?}")).or_insert(0_u32) += 1;
    }
    println!("{faults} faults in {facts} facts, all found: {found:?}");
}

#[test]
fn another_program_comes_to_the_same_verdicts() {
    let mut random = Random::new(seed());
    let world = World::new(120, &mut random);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("second-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("keys"), world.keys()).expect("written");
    std::fs::write(folder.join("witnessed"), world.witnessed()).expect("written");
    let mut expected = vec!["ok".to_owned()];
    std::fs::write(folder.join("export-000"), &world.text).expect("written");
    for number in 1..=80 {
        let (text, _) = world.damaged(Damage::ALL[number % Damage::ALL.len()], &mut random);
        std::fs::write(folder.join(format!("export-{number:03}")), text).expect("written");
        expected.push("bad".to_owned());
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/faults/second.py");
    let said = Command::new("python3").arg(script).arg(&folder).output().expect("python3 runs");
    let (out, error) = (String::from_utf8_lossy(&said.stdout), String::from_utf8_lossy(&said.stderr));
    let verdicts: Vec<&str> = out.lines().map(|line| line.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(verdicts, expected, "{out}\n{error}");
    let root = verify_with(lines(world.text.as_bytes()), world.known()).expect("as written").root;
    assert!(out.starts_with(&format!("ok {}", journal::hex(&root))), "the same root: {out}");
    std::fs::remove_dir_all(folder).expect("removed");
}
