//! Known vectors of RFC 6962's reference implementation, and every way to spoil an export.

use crate::proof::{consistency, inclusion, verify_consistency, verify_inclusion};
use crate::tree::empty_root;
use crate::{Checkpoint, Exporter, Hash, Tree, canonical, export, from_hex, hex, kind, leaf_hash, verify_export};
use model::{Actor, AgentState, AwayReason, Fact, FactBody, Millis, PersonId};

/// Leaves and roots of `merkle_tree_test` in the Certificate Transparency reference code.
const LEAVES: [&[u8]; 8] = [
    b"",
    b"\x00",
    b"\x10",
    b"\x20\x21",
    b"\x30\x31",
    b"\x40\x41\x42\x43",
    b"\x50\x51\x52\x53\x54\x55\x56\x57",
    b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
];
const ROOTS: [&str; 8] = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

fn leaves() -> Vec<Hash> {
    LEAVES.iter().map(|leaf| leaf_hash(leaf)).collect()
}

#[test]
fn roots_are_those_of_the_reference() {
    assert_eq!(hex(&empty_root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    let mut tree = Tree::default();
    for (leaf, root) in leaves().into_iter().zip(ROOTS) {
        tree.push(leaf);
        assert_eq!(hex(&tree.root()), root, "size {}", tree.size());
        assert_eq!(Tree::restore(tree.size(), tree.peaks().to_vec()), Some(tree.clone()));
    }
    assert_eq!(Tree::restore(3, vec![empty_root()]), None);
}

#[test]
fn inclusion_proof_is_that_of_the_reference() {
    let proof: Vec<String> = inclusion(&leaves(), 0).expect("leaf 0 of 8").iter().map(hex).collect();
    assert_eq!(
        proof,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ]
    );
    assert_eq!(inclusion(&leaves(), 8), None);
}

#[test]
fn every_proof_holds_and_no_other_does() {
    let all: Vec<Hash> = (0..40_u8).map(|n| leaf_hash(&[n])).collect();
    let root_at = |size: usize| all[..size].iter().copied().collect::<Tree>().root();
    for size in 1..=all.len() {
        let (root, leaves) = (root_at(size), &all[..size]);
        for (index, leaf) in leaves.iter().enumerate() {
            let proof = inclusion(leaves, index).expect("a leaf of the tree");
            let holds = |i: usize, n: usize, p: &[Hash]| verify_inclusion(leaf, i as u64, n as u64, p, &root);
            assert!(holds(index, size, &proof));
            assert!(!holds((index + 1) % size, size, &proof) || size == 1);
            assert!(!holds(size, size, &proof));
            let mut longer = proof.clone();
            longer.push(root);
            assert!(!holds(index, size, &longer));
            assert!(proof.is_empty() || !holds(index, size, &proof[1..]));
        }
        for old in 1..=size {
            let proof = consistency(leaves, old).expect("an earlier tree");
            let (old_root, n) = (root_at(old), size as u64);
            assert!(verify_consistency(old as u64, &old_root, n, &root, &proof), "{old} of {size}");
            assert!(old == size || !verify_consistency(old as u64, &root, n, &root, &proof), "{old} of {size}");
            assert!(old == 1 || !verify_consistency(old as u64 - 1, &old_root, n, &root, &proof), "{old} of {size}");
        }
    }
}

fn facts(count: u64) -> Vec<(String, Hash)> {
    (1..=count)
        .map(|seq| {
            let body = FactBody::ServiceStarted { version: format!("桥 {seq}") };
            let line = canonical(&Fact { seq, at_ms: Millis(seq as i64), actor: Actor::System, reasons: vec![], body });
            let leaf = leaf_hash(line.as_bytes());
            (line, leaf)
        })
        .collect()
}

fn exported(count: u64) -> String {
    String::from_utf8(export(Vec::new(), facts(count)).expect("writing to memory")).expect("JSON is UTF-8")
}

#[test]
fn an_export_is_proven_with_its_root() {
    let text = exported(2_500);
    let summary = verify_export(text.lines(), None).expect("as written");
    let root = facts(2_500).into_iter().map(|(_, leaf)| leaf).collect::<Tree>().root();
    assert_eq!((summary.facts, summary.checkpoints, summary.root), (2_500, 3, root));
    let witnessed = Checkpoint { size: 2_500, root: hex(&root) };
    assert!(verify_export(text.lines(), Some(&witnessed)).is_ok());
    let empty = exported(0);
    assert_eq!(verify_export(empty.lines(), None).expect("an empty journal").facts, 0);
}

#[test]
fn spoiled_exports_name_the_first_bad_line() {
    let text = exported(1_200);
    let lines: Vec<&str> = text.lines().collect();
    let judge = |lines: &[&str]| verify_export(lines, None).expect_err("spoiled");
    // 1,000 facts, a checkpoint, 200 facts, a checkpoint.
    let changed = lines[500].replace("桥 501", "桥 502");
    let mut spoiled = lines.clone();
    spoiled[500] = &changed;
    assert_eq!((judge(&spoiled).line, judge(&spoiled).seq), (501, Some(501)));

    let mut deleted = lines.clone();
    deleted.remove(1_100);
    assert_eq!((judge(&deleted).line, judge(&deleted).seq), (1_101, Some(1_100)));

    let mut swapped = lines.clone();
    swapped.swap(10, 11);
    assert_eq!((judge(&swapped).line, judge(&swapped).seq), (11, Some(11)));

    assert_eq!(judge(&lines[..1_100]).line, 1_101, "the end is cut off");
    assert_eq!(judge(&[]).line, 1, "nothing is not an export");

    let other_root = lines[1_000].replacen("\"root\":\"", "\"root\":\"00", 1);
    let mut unrooted = lines.clone();
    unrooted[1_000] = &other_root;
    assert_eq!(judge(&unrooted).line, 1_001);
}

#[test]
fn a_rewritten_journal_does_not_match_the_witness() {
    let witness = verify_export(exported(30).lines(), None).expect("as written");
    let witnessed = Checkpoint { size: 20, root: hex(&witness.root) };
    assert!(verify_export(exported(30).lines(), Some(&witnessed)).is_err(), "another history");
    let longer = Checkpoint { size: 40, root: hex(&witness.root) };
    assert!(verify_export(exported(30).lines(), Some(&longer)).is_err(), "an older copy");
}

#[test]
fn a_stored_checkpoint_is_judged_as_it_stands() {
    let mut exporter = Exporter::new(Vec::new());
    for (line, leaf) in facts(5) {
        exporter.fact(&line, leaf).expect("writing to memory");
    }
    exporter.stored_checkpoint(&Checkpoint { size: 5, root: hex(&empty_root()) }).expect("writing to memory");
    let text = String::from_utf8(exporter.finish().expect("writing to memory")).expect("JSON is UTF-8");
    assert_eq!(verify_export(text.lines(), None).expect_err("not this root").line, 6);
}

#[test]
fn any_flipped_bit_is_found() {
    let text = exported(20).into_bytes();
    for at in 0..text.len() {
        let mut spoiled = text.clone();
        spoiled[at] ^= 1 << (at % 7);
        let result = verify_export(spoiled.split(|b| *b == b'\n').take_while(|l| !l.is_empty()), None);
        assert!(result.is_err(), "flip at byte {at} was not seen");
    }
}

#[test]
fn a_canonical_line_tells_its_kind_and_reads_back() {
    let fact = Fact {
        seq: 7,
        at_ms: Millis(5),
        actor: Actor::Switch,
        reasons: vec!["\"kind\":\"no\"".into()],
        body: FactBody::AgentStateChanged {
            agent: PersonId(Default::default()),
            state: AgentState::Away { reason: AwayReason::Break },
            cause: None,
        },
    };
    let line = canonical(&fact);
    assert_eq!(kind(&line), "agent_state_changed");
    assert!(line.starts_with("{\"seq\":7,\"at_ms\":5,\"actor\":\"switch\""), "{line}");
    assert_eq!(serde_json::from_str::<Fact>(&line).expect("its own JSON"), fact);
}

#[test]
fn hashes_are_read_back() {
    assert_eq!(from_hex(ROOTS[0]).map(|hash| hex(&hash)).as_deref(), Some(ROOTS[0]));
    for bad in ["", "zz", &ROOTS[0][1..], &ROOTS[0].replace('6', "é")] {
        assert_eq!(from_hex(bad), None, "{bad}");
    }
}
