//! A witness signs what goes on from what it saw, and nothing else.

use crate::note::{CheckpointNote, Kind, Signer};
use crate::proof::consistency;
use crate::witness::{Alarm, judge, needs_proof, signed_by};
use crate::{Hash, Tree, leaf_hash};

fn leaves(count: u32, from: u32) -> Vec<Hash> {
    (0..count).map(|n| leaf_hash(&(n + from).to_be_bytes())).collect()
}

fn note_of(leaves: &[Hash]) -> CheckpointNote {
    let tree: Tree = leaves.iter().copied().collect();
    CheckpointNote { origin: "log".into(), size: tree.size(), root: tree.root() }
}

#[test]
fn what_grew_is_signed_and_what_shrank_or_changed_is_not() {
    let all = leaves(50, 0);
    let other = leaves(50, 1);
    for seen_size in 1..50_usize {
        let seen = note_of(&all[..seen_size]);
        assert_eq!(judge(&seen, &seen, &[]), Ok(()));
        assert!(!needs_proof(&seen, &seen));
        let shown = note_of(&all);
        let proof = consistency(&all, seen_size).expect("a proof");
        assert!(needs_proof(&seen, &shown));
        assert_eq!(judge(&seen, &shown, &proof), Ok(()));
        assert_eq!(judge(&shown, &seen, &proof), Err(Alarm::Shrunk { seen: 50, shown: seen_size as u64 }));
        let rewritten = note_of(&other);
        let its_proof = consistency(&other, seen_size).expect("a proof");
        assert_eq!(judge(&seen, &rewritten, &its_proof), Err(Alarm::Rewritten { seen: seen_size as u64 }));
        assert_eq!(judge(&shown, &rewritten, &[]), Err(Alarm::Rewritten { seen: 50 }), "the same size");
    }
}

#[test]
fn only_the_known_log_is_heard() {
    let [log, other] = [[1; 32], [2; 32]].map(|seed| Signer::new("log", Kind::Log, &seed).expect("a seed"));
    let note = note_of(&leaves(3, 0));
    assert_eq!(signed_by(&note.signed(&log), &log.verifier()), Ok(note.clone()));
    assert!(matches!(signed_by(&note.signed(&other), &log.verifier()), Err(Alarm::NotSigned(_))));
    let foreign = CheckpointNote { origin: "another".into(), ..note };
    let found = signed_by(&foreign.signed(&log), &log.verifier());
    assert_eq!(found, Err(Alarm::OtherLog { origin: "another".into() }));
}
